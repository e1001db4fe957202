"""Gathers a report with what its avstämning needs, once and in one snapshot."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from django.db.models import Sum

from ekonomi.bokforing.saldon import gather_saldon
from ekonomi.models import (
    Budgetpost,
    Forbundsbudgetrad,
    Kontorad,
    Medlemsavgift,
)
from finsam.databas import one_snapshot
from finsam.period import Dag, Period
from insatser.models import Forbund
from rapporter.avstamning.overforingsrader import gather_overforingsrader
from rapporter.avstamning.underlag import Avstamningsunderlag
from rapporter.bokslut import write_bokslutsrapport
from rapporter.bokslut.underlag import gather_bokslutsunderlag
from rapporter.dokument import Dokument, Motsagelse
from rapporter.models import Rapporttext
from rapporter.pm import write_pm
from rapporter.pm.pmunderlag import gather_pmunderlag
from rapporter.rapporttyper import RAPPORTTYPER

_BOKSLUTSRAPPORTER = ("delarsrapport", "arsredovisning")


def gather_underlag(
    typ: str, forbund: Forbund, period: Period | Dag, per: date
) -> Avstamningsunderlag:
    """The report of that type with everything that it is tried against.

    The number of queries does not depend on how many rows there are.
    """
    with one_snapshot():
        if typ == "pm":
            return _gather_pm(forbund, period, per)
        if typ in _BOKSLUTSRAPPORTER:
            return _gather_bokslut(typ, forbund, period, per)
        return _gather_other(typ, forbund, period, per)


def write(write_dokument: Callable[[], Dokument]) -> tuple[Dokument | None, str]:
    """The document, or None and how it contradicts itself."""
    try:
        return write_dokument(), ""
    except Motsagelse as fel:
        return None, str(fel)


def _gather_pm(forbund: Forbund, period: Period, per: date) -> Avstamningsunderlag:
    pm = gather_pmunderlag(forbund, period, per)
    dokument, motsagelse = write(lambda: write_pm(pm))
    return Avstamningsunderlag(
        typ="pm",
        forbund=forbund,
        period=period,
        per=per,
        dokument=dokument,
        motsagelse=motsagelse,
        pm=pm,
        saldon=gather_saldon(forbund, [period.slut], med_namn=False)[period.slut],
        overforingar=gather_overforingsrader(forbund, period.slut),
        **_gather_kontoplan(forbund),
    )


def _gather_bokslut(typ: str, forbund: Forbund, period: Period, per: date) -> Avstamningsunderlag:
    rapport = Rapporttext.Rapport(typ)
    b = gather_bokslutsunderlag(forbund, period, per, rapport)
    dokument, motsagelse = write(lambda: write_bokslutsrapport(b, rapport))
    pm, _ = write(lambda: write_pm(b.u))
    return Avstamningsunderlag(
        typ=typ,
        forbund=forbund,
        period=period,
        per=per,
        dokument=dokument,
        motsagelse=motsagelse,
        andra=(pm,) if pm else (),
        pm=b.u,
        bokslut=b.bokslut,
        saldon=b.bokslut.saldon,
        overforingar=gather_overforingsrader(forbund, period.slut),
        budgetposter=_list_budgetposter(forbund, period),
        **_gather_arsskifte(forbund, period),
        **_gather_kontoplan(forbund),
        **_gather_budget(forbund, period),
    )


def _gather_other(typ: str, forbund: Forbund, period: Period | Dag, per: date):
    dokument, motsagelse = write(lambda: RAPPORTTYPER[typ].build(forbund, period, per))
    underlag = Avstamningsunderlag(
        typ=typ,
        forbund=forbund,
        period=period,
        per=per,
        dokument=dokument,
        motsagelse=motsagelse,
    )
    if typ == "delegationsbeslut":
        return replace(underlag, overforingar=gather_overforingsrader(forbund, period.slut))
    if typ != "ekonomisk-information":
        return underlag
    return replace(
        underlag,
        budgetposter=_list_budgetposter(forbund, period),
        **_gather_arsskifte(forbund, period),
        **_gather_kontoplan(forbund),
        **_gather_budget(forbund, period),
    )


def _list_budgetposter(forbund: Forbund, period: Period | Dag) -> list[Budgetpost]:
    """The decided posts of the year's insatser."""
    return list(
        Budgetpost.objects.filter(insats__forbund=forbund)
        .decided(period.ar, period.slut)
        .select_related("insats")
        .order_by("insats__kod", "beslutsdatum", "pk")
    )


def _gather_arsskifte(forbund: Forbund, period: Period | Dag) -> dict[str, object]:
    """The books as last year was closed and as this year was opened."""
    fore, januari = date(period.ar - 1, 12, 31), date(period.ar, 1, 31)
    saldon = gather_saldon(forbund, [fore, januari])
    return {
        "saldon_foregaende_slut": saldon[fore],
        "ingaende": saldon[januari] and saldon[januari].ingaende,
    }


def _gather_kontoplan(forbund: Forbund) -> dict[str, object]:
    rader = list(Kontorad.objects.filter(forbund=forbund).values_list("konto", "rad", "notrad"))
    return {
        "kontorader": {konto: rad for konto, rad, _ in rader},
        "projektkonton": frozenset(
            konto for konto, _, notrad in rader if notrad == Kontorad.PER_PROJEKT
        ),
    }


def _gather_budget(forbund: Forbund, period: Period | Dag) -> dict[str, object]:
    return {
        "forbundsbudget": list(
            Forbundsbudgetrad.objects.filter(forbund=forbund, ar=period.ar).select_related("insats")
        ),
        "medlemsavgifter": Medlemsavgift.objects.filter(
            part__forbund=forbund, ar=period.ar
        ).aggregate(summa=Sum("belopp"))["summa"],
    }
