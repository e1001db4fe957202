"""The driftsredovisning: what each verksamhet and insats cost, against the period's budget."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from ekonomi.bokslut.rader import EJ_KOPPLADE, INTAKTER
from ekonomi.bokslut.rakning import Rakning, Rakningsrad
from ekonomi.bokslut.resultatrakning import name_budgetrader
from ekonomi.bokslut.uppstallning import Linje, lay_out, lines
from ekonomi.bokslut.verksamheter import (
    ADMINISTRATION,
    BUDGETRADER_PER_VERKSAMHET,
    FINANSIELLA_POSTER,
    INSATSER,
    OVRIGA_SAMVERKANSINSATSER,
    RUBRIKER,
    UTAN_KOSTNADSSTALLE,
    UTAN_PROJEKT,
    Insatsrad,
    Verksamheter,
    split_budget,
)
from ekonomi.calculations import linear_share
from ekonomi.forbundsbudget.rutnat import Budgetkolumn, Radslag
from finsam.period import Period
from insatser.ordning import GRUPPER as INSATSGRUPPER

PROJEKT = "projekt"
GRUPPER = {
    "intakter": "Intäkter",
    "administration": "Administrativa kostnader",
    **INSATSGRUPPER,
    PROJEKT: "Övrigt på samverkansinsatser",
    "ovriga": "Övriga samverkansinsatser",
}

_INSATSRADER = (INSATSER, UTAN_PROJEKT, Radslag.EJ_NYTTJAT)
_ADMINISTRATION = (*ADMINISTRATION, UTAN_KOSTNADSSTALLE)

LINJER_FORE = (
    *lines(INTAKTER, "intakter"),
    Linje("summa_intakter", "Summa intäkter", INTAKTER, "intakter"),
    *lines(_ADMINISTRATION, "administration", RUBRIKER),
    Linje(
        "summa_administration", "Summa administrativa kostnader", _ADMINISTRATION, "administration"
    ),
)
LINJER_EFTER = (
    *lines((UTAN_PROJEKT, Radslag.EJ_NYTTJAT), PROJEKT, RUBRIKER),
    Linje("summa_samverkansinsatser", "Summa samverkansinsatser", _INSATSRADER),
    *lines(OVRIGA_SAMVERKANSINSATSER, "ovriga", RUBRIKER),
    Linje("summa_ovriga", "Summa övriga samverkansinsatser", OVRIGA_SAMVERKANSINSATSER, "ovriga"),
    *lines((FINANSIELLA_POSTER, EJ_KOPPLADE), rubriker=RUBRIKER),
    Linje(
        "arets_resultat",
        "Årets resultat",
        (
            *INTAKTER,
            *_ADMINISTRATION,
            *_INSATSRADER,
            *OVRIGA_SAMVERKANSINSATSER,
            FINANSIELLA_POSTER,
            EJ_KOPPLADE,
        ),
    ),
)


def build_driftsredovisning(
    period: Period,
    utfall: Verksamheter | None,
    budget: Budgetkolumn | None,
    insatser: Sequence[Insatsrad],
    projektnamn: Mapping[str, str],
) -> Rakning:
    """Income positive, costs negative, exact kronor; its total is årets resultat.

    `budget` is the part of the year's that falls on the period's months, evenly; for an insats
    over the months in which it runs. `diff` is utfall less budget: positive is better than
    budgeted. An empty cell counts as 0 in it.
    """
    budgetrader, per_insats = _split_budget(budget, insatser, period)
    kolumner = {"budget": budgetrader or None, "utfall": utfall and utfall.rader}
    insatskolumner = {"budget": per_insats, "utfall": utfall and utfall.per_projekt}
    kanda = {insats.kod for insats in insatser}
    ovriga = [kod for kod in (utfall.per_projekt if utfall else ()) if kod not in kanda]
    insatslinjer = [
        *(Linje(insats.kod, insats.namn, grupp=insats.typ) for insats in insatser),
        *(Linje(kod, projektnamn.get(kod) or kod, grupp=PROJEKT) for kod in sorted(ovriga)),
    ]
    konton = utfall.konton if utfall else {}
    insatskonton = dict.fromkeys((linje.nyckel for linje in insatslinjer), konton.get(INSATSER, ()))
    kallor = name_budgetrader(BUDGETRADER_PER_VERKSAMHET) if budget else {}
    insatskallor = dict.fromkeys(per_insats or (), kallor.get(INSATSER, ""))
    rader = (
        *lay_out(LINJER_FORE, kolumner, konton=konton, kallor=kallor),
        *_by_grupp(lay_out(insatslinjer, insatskolumner, konton=insatskonton, kallor=insatskallor)),
        *lay_out(LINJER_EFTER, kolumner, konton=konton, kallor=kallor),
    )
    return Rakning(
        "driftsredovisning",
        "Driftsredovisning",
        {
            "budget": f"Budget {period.namn_manader}",
            "utfall": f"Utfall {period.namn_manader}",
            "diff": "Avvikelse",
        },
        tuple(_add_diff(rad, kolumner) for rad in rader),
        grupper=GRUPPER,
        enhet="tkr",
        noter=(
            "Budgeten är årets, jämnt fördelad över månaderna; en insats budget fördelas över de "
            "månader som insatsen pågår. Avvikelsen är utfallet minus budgeten. Finansiella "
            "poster står för sig och ingår inte i förvaltningen.",
        ),
    )


def _by_grupp(rader: Sequence[Rakningsrad]) -> list[Rakningsrad]:
    ordning = list(GRUPPER)
    return sorted(rader, key=lambda rad: ordning.index(rad.grupp))


def _split_budget(
    budget: Budgetkolumn | None, insatser: Sequence[Insatsrad], period: Period
) -> tuple[dict[str, Decimal] | None, dict[str, Decimal] | None]:
    """The period's share of the budget: by line, and by the insats's kod."""
    if budget is None:
        return None, None
    manader = 3 * len(period.kvartal)
    hela = split_budget(budget)
    rader = {rad: belopp * manader / 12 for rad, belopp in hela.items() if rad != INSATSER}
    per_insats = {}
    for insats in insatser:
        belopp = budget.belopp.get((Radslag.INSATS, insats.id))
        if belopp is not None:
            andel = linear_share(belopp, insats.tid, period)
            # An insats that does not run at all in the year has no months of its own.
            per_insats[insats.kod] = -(belopp * manader / 12 if andel is None else andel)
    if per_insats:
        rader[INSATSER] = sum(per_insats.values(), Decimal(0))
    return rader, per_insats


def _add_diff(rad: Rakningsrad, kolumner: Mapping[str, object]) -> Rakningsrad:
    utfall, budget = rad.belopp["utfall"], rad.belopp["budget"]
    diff = None
    if all(kolumn is not None for kolumn in kolumner.values()):
        diff = (utfall or Decimal(0)) - (budget or Decimal(0))
    return replace(rad, belopp={**rad.belopp, "diff": diff})
