"""The balansräkning, and how much of the assets is the förbund's own."""

from datetime import date, timedelta

from ekonomi.bokslut.rader import (
    EGET_KAPITAL,
    EJ_KOPPLADE,
    FORDRINGAR,
    LIKVIDA_MEDEL,
    SKULDER,
    TILLGANGAR,
    Kontoplan,
    Radbok,
    add_up,
    sum_rader,
)
from ekonomi.bokslut.rakning import Rakning
from ekonomi.bokslut.uppstallning import Linje, find_konton, find_notnr, lay_out, lines
from ekonomi.models import Radtyp, Rapport
from finsam.period import Period
from finsam.svenska import format_kronor, percent

GRUPPER = {"tillgangar": "Tillgångar", "eget_kapital_skulder": "Eget kapital och skulder"}

_ANLAGGNING = (Radtyp.ANLAGGNINGSTILLGANGAR,)

LINJER = (
    *lines(_ANLAGGNING, "tillgangar"),
    Linje("summa_anlaggningstillgangar", "Summa anläggningstillgångar", _ANLAGGNING, "tillgangar"),
    *lines(FORDRINGAR, "tillgangar"),
    Linje("summa_fordringar", "Summa fordringar", FORDRINGAR, "tillgangar"),
    *lines(LIKVIDA_MEDEL, "tillgangar"),
    Linje("summa_kassa_bank", "Summa likvida medel", LIKVIDA_MEDEL, "tillgangar"),
    Linje(
        "summa_omsattningstillgangar",
        "Summa omsättningstillgångar",
        (*FORDRINGAR, *LIKVIDA_MEDEL),
        "tillgangar",
    ),
    Linje("summa_tillgangar", "Summa tillgångar", TILLGANGAR, "tillgangar"),
    *lines(EGET_KAPITAL, "eget_kapital_skulder"),
    Linje("summa_eget_kapital", "Summa eget kapital", EGET_KAPITAL, "eget_kapital_skulder"),
    *lines(SKULDER, "eget_kapital_skulder"),
    Linje(
        "summa_kortfristiga_skulder", "Summa kortfristiga skulder", SKULDER, "eget_kapital_skulder"
    ),
    *lines([EJ_KOPPLADE], "eget_kapital_skulder"),
    Linje(
        "summa_eget_kapital_skulder",
        "Summa eget kapital och skulder",
        (*EGET_KAPITAL, *SKULDER, EJ_KOPPLADE),
        "eget_kapital_skulder",
    ),
)


def build_balansrakning(
    period: Period, kontoplan: Kontoplan, bok: Radbok | None, foregaende: Radbok | None
) -> Rakning:
    """Assets, equity and debts positive, exact kronor, on the period's last day.

    `foregaende_ar` is the same day last year by last year's own books; `ingaende` is how this
    year's books opened. Accounts that are not mapped are among equity and debts, so that the
    statement balances whenever the books do.
    """
    kolumner = {
        "utgaende": bok and sum_rader(bok.utgaende),
        "foregaende_ar": foregaende and sum_rader(foregaende.utgaende),
        "ingaende": bok and sum_rader(bok.ingaende),
    }
    bocker = [b.utgaende for b in (bok, foregaende) if b]
    if bok:
        bocker.append(bok.ingaende)
    egna = {nr: k for nr, k in kontoplan.items() if k.rapport == Rapport.BALANSRAKNING}
    # Årets resultat is there by itself, also where no account is mapped to it.
    anvanda = {konto.rad for konto in egna.values()} | {Radtyp.ARETS_RESULTAT}
    return Rakning(
        "balansrakning",
        "Balansräkning",
        {
            "utgaende": str(period.slut),
            "foregaende_ar": str(period.foregaende_ar.slut),
            "ingaende": str(_day_before(period.start)),
        },
        lay_out(
            LINJER,
            kolumner,
            konton=find_konton(egna, *bocker),
            notnr=find_notnr(egna),
            anvanda=anvanda,
        ),
        grupper=GRUPPER,
        noter=_note_tidigare(bok, kontoplan),
    )


def _day_before(dag: date) -> date:
    return dag - timedelta(days=1)


def _note_tidigare(bok: Radbok | None, kontoplan: Kontoplan) -> tuple[str, ...]:
    """Says which part of balanserat resultat is not on its own accounts."""
    balanserat = bok.utgaende.get(Radtyp.BALANSERAT_RESULTAT, {}) if bok else {}
    belopp = sum(
        belopp
        for konto, belopp in balanserat.items()
        if konto not in kontoplan or kontoplan[konto].rad != Radtyp.BALANSERAT_RESULTAT
    )
    if not belopp:
        return ()
    return (
        f"Av balanserat resultat är {format_kronor(belopp)} tidigare års resultat, som ännu står "
        "på kontot för årets resultat.",
    )


def calculate_soliditet(bok: Radbok | None) -> int | None:
    """Equity in whole per cent of the assets; None without books or assets."""
    if bok is None:
        return None
    summor = sum_rader(bok.utgaende)
    return percent(add_up(summor, EGET_KAPITAL), add_up(summor, TILLGANGAR))
