"""Gathers a report with what its avstämning needs, once and in one snapshot."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from ekonomi.bokslut.beslutsdag import find_beslutsdag
from ekonomi.bokslut.lasning import arets_oppning, arsslut_fore
from ekonomi.bokslut.rader import build_kontoplan, build_radbok, sum_fritt_kapital, sum_rader
from ekonomi.forbrukning import Insatspengar, gather_insatspengar
from ekonomi.forbundsbudget.lasning import gather_forbundsbudget, sum_medlemsavgifter
from ekonomi.models import Budgetpost, Kontorad
from ekonomi.saldon import Saldon, gather_saldon
from finsam.databas import one_snapshot
from finsam.period import Period, Rapportperiod
from finsam.tal import sum_known
from insatser.models import Forbund
from rapporter.avstamning.kontroll import BOKSLUTSRAPPORTER
from rapporter.avstamning.overforingsrader import (
    Overforingsrader,
    build_overforingsrader,
    gather_overforingsrader,
)
from rapporter.avstamning.underlag import Avstamningsunderlag
from rapporter.bokslut.rapport import write_bokslutsrapport
from rapporter.bokslut.underlag import gather_bokslutsunderlag
from rapporter.delegationsbeslut.rapport import build_delegationsbeslut
from rapporter.dokument import Dokument, Motsagelse
from rapporter.models import Rapporttext
from rapporter.pm import write_pm
from rapporter.pm.pmunderlag import Pmunderlag, gather_pmunderlag
from rapporter.rapporttyper import RAPPORTTYPER
from rapporter.texter.texter import load_kommentarer


def gather_underlag(
    typ: str, forbund: Forbund, period: Rapportperiod, per: date, *, is_grundlig: bool = False
) -> Avstamningsunderlag:
    """The report of that type with everything that it is tried against.

    The number of queries does not depend on how many rows there are. `is_grundlig` costs a
    bokslut a few more than a page may: what it shares with other reports is gathered anew.
    """
    with one_snapshot():
        if typ == "pm":
            return _gather_pm(forbund, period, per)
        if typ in BOKSLUTSRAPPORTER:
            return _gather_bokslut(typ, forbund, period, per, is_grundlig)
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
        alla=pm.alla,
        rekvisitioner=_order_attesterat(pm),
        pm=pm,
        saldon=gather_saldon(forbund, [period.slut], med_namn=False)[period.slut],
        kommentarer=pm.avstamningskommentarer,
        overforingar=_build_overforingsrader(pm),
        **_read_kontoplan(Kontorad.objects.filter(forbund=forbund)),
    )


def _gather_bokslut(
    typ: str, forbund: Forbund, period: Period, per: date, is_grundlig: bool
) -> Avstamningsunderlag:
    rapport = Rapporttext.Rapport(typ)
    b = gather_bokslutsunderlag(forbund, period, per, rapport)
    dokument, motsagelse = write(lambda: write_bokslutsrapport(b, rapport))
    andra = [write(lambda: write_pm(b.u))[0]]
    if is_grundlig:
        andra.append(build_delegationsbeslut(forbund, period, per))
    return Avstamningsunderlag(
        typ=typ,
        forbund=forbund,
        period=period,
        per=per,
        dokument=dokument,
        motsagelse=motsagelse,
        andra=[annan for annan in andra if annan],
        alla=b.u.alla,
        rekvisitioner=_order_attesterat(b.u),
        pm=b.u,
        bokslut=b.bokslut,
        saldon=b.bokslut.saldon,
        kommentarer=b.u.avstamningskommentarer,
        overforingar=_build_overforingsrader(b.u),
        budgetposter=_order_budgetposter(b.rader.pengar, period, period.slut),
        rutnat=b.bokslut.rutnat,
        budgetposter_for_rutnat=_order_budgetposter(
            b.rader.pengar, period, find_beslutsdag(period, per)
        ),
        kostnadsstallen=frozenset(b.rader.kostnadsstallen),
        medlemsavgifter=sum_known(avgift.belopp for avgift in b.rader.avgifter),
        **_read_arsskifte(b.rader.saldon, period, b.rader.kontorader),
        **_read_kontoplan(b.rader.kontorader),
    )


def _gather_other(typ: str, forbund: Forbund, period: Rapportperiod, per: date):
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
    saldon = gather_saldon(forbund, [arsslut_fore(period), arets_oppning(period)], med_namn=False)
    alla = list(forbund.insatser.select_related("insatsagare"))
    kontorader = list(Kontorad.objects.filter(forbund=forbund))
    return replace(
        underlag,
        kommentarer=load_kommentarer(forbund, typ, period),
        alla=alla,
        rutnat=gather_forbundsbudget(forbund, period.slut).rutnat,
        budgetposter_for_rutnat=_order_budgetposter(
            gather_insatspengar(alla, [period.ar]), period, period.slut
        ),
        medlemsavgifter=sum_medlemsavgifter(forbund).get(period.ar),
        **_read_arsskifte(saldon, period, kontorader),
        **_read_kontoplan(kontorader),
    )


def _order_attesterat(pm: Pmunderlag) -> dict[str, Decimal]:
    """What is attested since January by the insats's kod."""
    return {i.kod: pm.attesterat[i.pk] for i in pm.alla if i.pk in pm.attesterat}


def _build_overforingsrader(pm: Pmunderlag) -> Overforingsrader:
    return build_overforingsrader(
        pm.alla, pm.pengar.budgetposter, pm.alla_avvikelser, pm.period.slut
    )


def _order_budgetposter(pengar: Insatspengar, period: Rapportperiod, dag: date) -> list[Budgetpost]:
    """The posts of the year that were decided by the day, insats by insats."""
    return sorted(pengar.decided(period.ar, dag), key=lambda post: post.insats.kod)


def _read_arsskifte(
    saldon: Mapping[date, Saldon | None], period: Rapportperiod, kontorader: Iterable[Kontorad]
) -> dict[str, object]:
    """The books as last year was closed and as this year was opened."""
    oppnade = saldon[arets_oppning(period)]
    bok = oppnade and build_radbok(oppnade, build_kontoplan(kontorader))
    return {
        "saldon_foregaende_slut": saldon[arsslut_fore(period)],
        "ingaende_overskott": bok and sum_fritt_kapital(sum_rader(bok.ingaende)),
    }


def _read_kontoplan(kontorader: Iterable[Kontorad]) -> dict[str, object]:
    rader = list(kontorader)
    return {
        "kontorader": {k.konto: k.rad for k in rader},
        "projektkonton": frozenset(k.konto for k in rader if k.notrad == Kontorad.PER_PROJEKT),
    }
