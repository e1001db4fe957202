"""The resultaträkning: the year so far and last year's, beside the year's prognos and budget."""

from collections.abc import Mapping
from decimal import Decimal

from ekonomi.bokslut.beslutsdag import tell_beslutsdag
from ekonomi.bokslut.rader import (
    EJ_KOPPLADE,
    FINANSIELLA,
    INTAKTER,
    KOSTNADER,
    Kontoplan,
    Radbok,
    sum_rader,
)
from ekonomi.bokslut.rakning import Rakning
from ekonomi.bokslut.uppstallning import Linje, find_konton, find_notnr, lay_out, lines
from ekonomi.forbundsbudget.rutnat import (
    ADMINISTRATION,
    OVRIGA_SAMVERKANSINSATSER,
    SAMVERKANSINSATSER,
    Budgetkolumn,
    Radslag,
)
from ekonomi.models import Radtyp, Rapport
from finsam.period import Period

OFORDELAT = "ofordelat"

LINJER = (
    *lines(INTAKTER),
    Linje("summa_intakter", "Verksamhetens intäkter", INTAKTER),
    *lines(KOSTNADER),
    Linje(
        OFORDELAT,
        "Förvaltning, förtroendevalda och övriga samverkansinsatser, ej fördelat på kostnadsslag",
    ),
    Linje("nettokostnader", "Verksamhetens kostnader", (*KOSTNADER, OFORDELAT)),
    Linje("verksamhetens_resultat", "Verksamhetens resultat", (*INTAKTER, *KOSTNADER, OFORDELAT)),
    *lines(FINANSIELLA),
    Linje(
        "resultat_efter_finansiella",
        "Resultat efter finansiella poster",
        (*INTAKTER, *KOSTNADER, OFORDELAT, *FINANSIELLA),
    ),
    *lines([EJ_KOPPLADE]),
    Linje(
        "arets_resultat",
        "Årets resultat",
        (*INTAKTER, *KOSTNADER, OFORDELAT, *FINANSIELLA, EJ_KOPPLADE),
    ),
)

EU_PROJEKT = (Radslag.FORVALTNING_ESF, Radslag.OVRIGT_ESF)

# Line → the rows of the förbundsbudget that are in it, and their sign.
BUDGETRADER = {
    Radtyp.MEDLEMSAVGIFTER: (1, (Radslag.MEDLEMSAVGIFTER,)),
    Radtyp.FORSALJNING: (1, (Radslag.FORSALJNING,)),
    Radtyp.OVRIGA_INTAKTER: (1, (Radslag.OVRIGA_INTAKTER,)),
    Radtyp.ESF_MEDEL: (1, (Radslag.ESF,)),
    Radtyp.SAMVERKANSINSATSER: (-1, SAMVERKANSINSATSER),
    Radtyp.OVRIGA_ESF: (-1, EU_PROJEKT),
    OFORDELAT: (
        -1,
        (*(r for r in ADMINISTRATION if r not in EU_PROJEKT), *OVRIGA_SAMVERKANSINSATSER),
    ),
}

EJ_FORDELAT_NOT = (
    "Budget och prognos beslutas per verksamhet. Förvaltning, förtroendevalda och övriga "
    "samverkansinsatser kan därför inte delas på drift, lokaler och personal, utan står på en "
    "egen rad."
)


def build_resultatrakning(
    period: Period,
    kontoplan: Kontoplan,
    bok: Radbok | None,
    foregaende: Radbok | None,
    prognos: Budgetkolumn | None,
    budget: Budgetkolumn | None,
) -> Rakning:
    """Income positive, costs negative, exact kronor; prognos and budget are of the whole year.

    bok: the books from January to the period's end; foregaende: the same months a year earlier.
    """
    kolumner = {
        "utfall": bok and sum_rader(bok.resultat),
        "foregaende_ar": foregaende and sum_rader(foregaende.resultat),
        "prognos": (prognos and sum_budget(prognos)) or None,
        "budget": (budget and sum_budget(budget)) or None,
    }
    bocker = [b.resultat for b in (bok, foregaende) if b]
    egna = {nr: k for nr, k in kontoplan.items() if k.rapport == Rapport.RESULTATRAKNING}
    is_ofordelat = any(OFORDELAT in (kolumner[k] or ()) for k in ("prognos", "budget"))
    anvanda = {konto.rad for konto in egna.values()} - {Radtyp.ARETS_RESULTAT}
    konton = find_konton(egna, *bocker)
    return Rakning(
        "resultatrakning",
        "Resultaträkning",
        {
            "utfall": name_kolumn(period),
            "foregaende_ar": name_kolumn(period.foregaende_ar),
            "prognos": f"Prognos {period.ar}",
            "budget": f"Budget {period.ar}",
        },
        lay_out(
            LINJER,
            kolumner,
            konton=konton,
            kallor=name_budgetrader() if prognos or budget else None,
            notnr=find_notnr(egna),
            anvanda=anvanda,
        ),
        noter=(
            *((EJ_FORDELAT_NOT,) if is_ofordelat else ()),
            *tell_beslutsdag(period, prognos),
        ),
    )


def sum_budget(
    kolumn: Budgetkolumn,
    budgetrader: Mapping[str, tuple[int, tuple[str, ...]]] = BUDGETRADER,
) -> dict[str, Decimal]:
    """The lines that the budget knows, with the sign that costs have in a statement."""
    summor = {rad: (tecken, kolumn.sum_of(delar)) for rad, (tecken, delar) in budgetrader.items()}
    return {rad: tecken * belopp for rad, (tecken, belopp) in summor.items() if belopp is not None}


def name_budgetrader(
    budgetrader: Mapping[str, tuple[int, tuple[str, ...]]] = BUDGETRADER,
) -> dict[str, str]:
    """By line, the rows of the förbundsbudget that prognos and budget come from."""
    return {
        rad: f"Förbundsbudgeten: {', '.join(Radslag(egen).label for egen in delar)}"
        for rad, (_, delar) in budgetrader.items()
    }


def name_kolumn(period: Period) -> str:
    """”2024-01-01 – 2024-06-30”."""
    return f"{period.start} – {period.slut}"
