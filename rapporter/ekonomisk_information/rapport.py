"""Ekonomisk information: what the styrelse has left to decide about, as decided by a day."""

from datetime import date
from decimal import Decimal

from ekonomi.forbundsbudget.lasning import Forbundsbudget, gather_forbundsbudget
from ekonomi.forbundsbudget.rader import GRUPPER, build_rader
from ekonomi.forbundsbudget.rutnat import INGAENDE, Budgetkolumn, Radslag, Version
from finsam.databas import one_snapshot
from finsam.period import Dag
from finsam.svenska import NBSP, count_noun, format_datum, format_tkr, join_och
from insatser.models import Forbund
from rapporter.dokument import (
    Avsnitt,
    Block,
    Diagram,
    Dokument,
    Fritext,
    Kapitel,
    Mening,
    Serie,
    Stycke,
)
from rapporter.meningar import mening, stycke
from rapporter.models import Rapporttext
from rapporter.tabell import Kolumn, Rad, Slag, Tabell
from rapporter.texter.texter import gather_texter

# More columns than these are too many for an upright page.
MAX_STAENDE = 8
# So many of the rows in which prognos and budget differ are told in words.
MAX_SKILLNADER = 3


def build_ekonomisk_information(forbund: Forbund, dag: Dag, per: date) -> Dokument:
    """Gather what was decided on or before `dag` about its year and those that follow.

    per: the day that the figures are gathered, told in the report.
    """
    with one_snapshot():
        budget = gather_forbundsbudget(forbund, dag.datum)
        texter = gather_texter(forbund, Rapporttext.Rapport.EKONOMISK_INFORMATION, dag)
    kolumner = budget.rutnat.shown_from(dag.ar)
    return Dokument(
        rapport="ekonomisk-information",
        period=dag,
        forbund=forbund.namn,
        organisationsnummer=forbund.organisationsnummer,
        titel="Ekonomisk information",
        per=per,
        kapitel=(
            _build_beslutsutrymme(
                budget, kolumner, dag, texter.get(Rapporttext.Kapitel.BESLUTSUTRYMME, ())
            ),
            _build_budget(budget, kolumner, dag),
        ),
    )


def _build_beslutsutrymme(
    budget: Forbundsbudget, kolumner: tuple[Budgetkolumn, ...], dag: Dag, text: tuple[str, ...]
) -> Kapitel:
    gallande = [k for k in kolumner if budget.rutnat.gallande[k.ar] is k]
    block: list[Block] = [
        stycke(
            _tell_kvar(gallande, dag),
            _tell_under_noll(gallande),
            _tell_okant(gallande),
        ),
        stycke(_tell_ingaende(gallande), *_tell_avvikande(budget, kolumner)),
    ]
    if any(kolumn.beslutsutrymme is not None for kolumn in kolumner):
        block.append(_draw_beslutsutrymme(kolumner))
    if text:
        block.append(Fritext(text))
    return Kapitel("beslutsutrymme", "Beslutsutrymme", (Avsnitt(tuple(block)),))


def _tell_kvar(gallande: list[Budgetkolumn], dag: Dag) -> Mening:
    """What is left to decide, by year; of each year the column that counts."""
    kanda = [k for k in gallande if k.beslutsutrymme is not None]
    if not gallande:
        return mening(f"Ingen budget var beslutad den {dag.namn} för {dag.ar} eller senare.")
    if not kanda:
        return mening("Det går inte att räkna fram något beslutsutrymme.")
    aren = join_och(f"{_tkr(k.beslutsutrymme)} {k.ar} ({_name_version(k)})" for k in kanda)
    return mening(
        f"Kvar att besluta om är {aren}.",
        {f"beslutsutrymme_{k.ar}": k.beslutsutrymme for k in kanda},
    )


def _tell_under_noll(gallande: list[Budgetkolumn]) -> Mening | None:
    kanda = [k for k in gallande if k.beslutsutrymme is not None]
    if not kanda:
        return None
    under = [k for k in kanda if k.beslutsutrymme < 0]
    pastaenden = {
        "antal_ar_under_noll": len(under),
        "forsta_ar_under_noll": under[0].ar if under else None,
    }
    if not under:
        return mening("Beslutsutrymmet är inte under noll något av åren.", pastaenden)
    if len(under) == 1:
        return mening(f"Beslutsutrymmet är under noll {under[0].ar}.", pastaenden)
    return mening(
        f"Beslutsutrymmet är under noll {count_noun(len(under), 'år', 'år', neutrum=True)}, "
        f"första gången {under[0].ar}.",
        pastaenden,
    )


def _tell_okant(gallande: list[Budgetkolumn]) -> Mening | None:
    okanda = [str(k.ar) for k in gallande if k.beslutsutrymme is None]
    if not okanda:
        return None
    return mening(
        f"För {join_och(okanda)} är det inte känt vad som finns kvar från tidigare år eller vad "
        "resultatet blir, så beslutsutrymmet går inte att räkna."
    )


def _tell_ingaende(gallande: list[Budgetkolumn]) -> Mening | None:
    if not gallande or gallande[0].ingaende is None:
        return None
    forsta = gallande[0]
    vad = "underskott" if forsta.ingaende < 0 else "överskott"
    return mening(
        f"{forsta.ar} börjar med ett {vad} från tidigare år på {_tkr(abs(forsta.ingaende))}. "
        "Den bundna reservfonden är inte medräknad.",
        {f"ingaende_overskott_{forsta.ar}": forsta.ingaende},
    )


def _tell_avvikande(
    budget: Forbundsbudget, kolumner: tuple[Budgetkolumn, ...]
) -> tuple[Mening, ...]:
    """Where a stated opening surplus contradicts the closing of the year before."""
    return tuple(
        mening(
            f"I {_name_kolumn(avvikelse.kolumn)} är ett ingående överskott på "
            f"{_tkr(avvikelse.angivet)} angivet, men {avvikelse.kolumn.ar} börjar med "
            f"{_tkr(avvikelse.fore.beslutsutrymme)} enligt året före. Det är det som räknas här.",
            {f"angivet_ingaende_{avvikelse.kolumn.nyckel}": avvikelse.angivet},
        )
        for avvikelse in budget.rutnat.avvikande_ingaende
        if avvikelse.kolumn in kolumner
    )


def _draw_beslutsutrymme(kolumner: tuple[Budgetkolumn, ...]) -> Diagram:
    varden = tuple(None if k.beslutsutrymme is None else k.beslutsutrymme / 1000 for k in kolumner)
    aren = "; ".join(
        f"{k.rubrik}: {'okänt' if k.beslutsutrymme is None else _tkr(k.beslutsutrymme)}"
        for k in kolumner
    )
    return Diagram(
        "beslutsutrymme",
        "Kvarvarande beslutsutrymme",
        f"Stapeldiagram över kvarvarande beslutsutrymme. {aren}.",
        tuple(k.rubrik for k in kolumner),
        (Serie("Beslutsutrymme", varden),),
        "tkr",
    )


def _build_budget(budget: Forbundsbudget, kolumner: tuple[Budgetkolumn, ...], dag: Dag) -> Kapitel:
    return Kapitel(
        "budget",
        "Budget, prognos och preliminära år",
        (
            Avsnitt(
                (
                    *_compare_with_budget(budget, kolumner),
                    build_tabell_beslutsutrymme(budget, kolumner, dag),
                )
            ),
        ),
    )


def _compare_with_budget(
    budget: Forbundsbudget, kolumner: tuple[Budgetkolumn, ...]
) -> tuple[Stycke, ...]:
    """A paragraph on each year that has both a budget and a prognos."""
    stycken = []
    for prognos in kolumner:
        budgeten = budget.rutnat.kolumn(prognos.ar, Version.BUDGET)
        if prognos.version == Version.PROGNOS and budgeten is not None:
            stycken.append(
                stycke(
                    _tell_resultat(prognos, budgeten), _tell_skillnader(budget, prognos, budgeten)
                )
            )
    return tuple(stycken)


def _tell_resultat(prognos: Budgetkolumn, budget: Budgetkolumn) -> Mening | None:
    if prognos.resultat is None or budget.resultat is None:
        return None
    skillnad = prognos.resultat - budget.resultat
    ar = prognos.ar
    text = (
        f"{_name_prognos(prognos)} för {ar} ger ett resultat på {_tkr(prognos.resultat)}. "
        f"Budgeten ger {_tkr(budget.resultat)}"
    )
    if skillnad:
        text += (
            f", så prognosen är {_tkr(abs(skillnad))} "
            f"{'bättre' if skillnad > 0 else 'sämre'} än budgeten"
        )
    return mening(
        f"{text}.",
        {
            f"resultat_prognos_{ar}": prognos.resultat,
            f"resultat_budget_{ar}": budget.resultat,
            f"resultat_skillnad_{ar}": skillnad,
        },
    )


def _tell_skillnader(
    budget: Forbundsbudget, prognos: Budgetkolumn, budgeten: Budgetkolumn
) -> Mening | None:
    """The rows in which the prognos differs most from the budget; what is not there is nothing."""
    insatser = {insats.pk: insats for insats in budget.insatser}
    skillnader = {
        cell: prognos.belopp.get(cell, Decimal(0)) - budgeten.belopp.get(cell, Decimal(0))
        for cell in [*budgeten.belopp, *(c for c in prognos.belopp if c not in budgeten.belopp)]
        if cell != INGAENDE
    }
    storst = sorted((c for c in skillnader if skillnader[c]), key=lambda c: -abs(skillnader[c]))
    if not storst:
        return None

    def name(cell) -> str:
        rad, insats = cell
        return insatser[insats].textbenamning if insats else Radslag(rad).label

    vilka = join_och(
        f"{name(cell)} ({'+' if skillnader[cell] > 0 else ''}{_tkr(skillnader[cell])})"
        for cell in storst[:MAX_SKILLNADER]
    )
    inledning = "Det som skiljer mest är" if len(storst) > MAX_SKILLNADER else "Det som skiljer är"
    return mening(
        f"{inledning} {vilka}.",
        {
            f"skillnad_{prognos.ar}_{insatser[insats].kod if insats else rad}": skillnader[
                rad, insats
            ]
            for rad, insats in storst[:MAX_SKILLNADER]
        },
    )


def build_tabell_beslutsutrymme(
    budget: Forbundsbudget, kolumner: tuple[Budgetkolumn, ...], dag: Dag
) -> Tabell:
    """Tabell beslutsutrymme: exact kronor shown as tkr, one column per year and version."""
    return Tabell(
        "beslutsutrymme",
        "Budget, prognos, preliminära år och kvarvarande beslutsutrymme, tkr",
        "Rad",
        tuple(
            Kolumn(
                kolumn.nyckel,
                Version(kolumn.version).label.capitalize(),
                Slag.TKR,
                str(kolumn.ar),
            )
            for kolumn in kolumner
        ),
        tuple(
            Rad(
                rad.nyckel,
                rad.rubrik,
                rad.belopp,
                rad.grupp,
                is_summa=rad.is_summa,
                insats=rad.insats.kod if rad.insats else "",
            )
            for rad in build_rader(kolumner, budget.insatser)
        )
        if kolumner
        else (),
        radnyckel="rad",
        grupper=GRUPPER,
        noter=(
            f"Det som var beslutat till och med {dag.namn} är med. Varje belopp är avrundat för "
            "sig till tusental kronor. Kvarvarande beslutsutrymme är över- eller underskottet "
            "från tidigare år och årets resultat. Ett år börjar med det som året före slutar med "
            "enligt den nyaste prognosen, eller enligt budgeten om det inte finns någon prognos.",
        ),
        tom_text=f"Det finns ingen budget för {dag.ar} eller senare.",
        is_liggande=len(kolumner) > MAX_STAENDE,
    )


def _tkr(belopp: Decimal) -> str:
    return f"{format_tkr(belopp)}{NBSP}tkr"


def _name_version(kolumn: Budgetkolumn) -> str:
    return {
        Version.BUDGET: "budget",
        Version.PROGNOS: "prognos",
        Version.PRELIMINAR: "preliminärt",
    }[kolumn.version]


def _name_prognos(kolumn: Budgetkolumn) -> str:
    return f"Prognosen den {format_datum(kolumn.beslutad)}" if kolumn.beslutad else "Prognosen"


def _name_kolumn(kolumn: Budgetkolumn) -> str:
    """”budget 2024”, within a sentence."""
    return kolumn.rubrik[:1].lower() + kolumn.rubrik[1:]
