"""PM Uppföljning av insatser: nine chapters on a half-year or a year (domain.md 5)."""

from dataclasses import replace
from datetime import date

from finsam.databas import one_snapshot
from finsam.period import Period
from insatser.models import Forbund
from rapporter.dokument import Avsnitt, Block, Dokument, Fritext, Kapitel
from rapporter.meningar import mening, stycke
from rapporter.pm.budget import build_budget, tell_forbrukning
from rapporter.pm.deltagare import tell_deltagare
from rapporter.pm.insatser import (
    build_avslutade,
    build_bakgrund,
    build_insatser,
    tell_antal_insatser,
    tell_avslutade_insatser,
)
from rapporter.pm.kvalitet import build_kvalitet
from rapporter.pm.mal import build_mal, tell_i_fas
from rapporter.pm.pmunderlag import Pmunderlag, gather_pmunderlag
from rapporter.pm.resultat import tell_arbete_studier, tell_handlingsplan
from rapporter.pm.statistik import build_statistik
from rapporter.pm.statistikunderlag import Statistik


def build_pm(forbund: Forbund, period: Period, per: date) -> Dokument:
    """Gather the PM of a half-year or a year, whole.

    per: the day that the figures are gathered, told in the report.
    """
    with one_snapshot():
        u = gather_pmunderlag(forbund, period, per)
    return write_pm(u)


def write_pm(u: Pmunderlag) -> Dokument:
    """The PM of what has been gathered."""
    s = Statistik(u)
    kapitel = (
        _build_sammanfattning(u, s),
        build_bakgrund(u),
        build_insatser(u),
        build_mal(u),
        build_avslutade(u),
        build_budget(u),
        build_kvalitet(u),
        build_statistik(s),
        _build_reflektioner(u, s),
    )
    return Dokument(
        rapport="pm",
        period=u.period,
        forbund=u.forbund.namn,
        organisationsnummer=u.forbund.organisationsnummer,
        titel="Uppföljning av insatser",
        per=u.per,
        kapitel=tuple(_with_fritext(k, u.texter.get(k.nyckel, ())) for k in kapitel),
    )


def _build_sammanfattning(u: Pmunderlag, s: Statistik) -> Kapitel:
    return Kapitel("sammanfattning", "Sammanfattning", (Avsnitt(build_sammanfattning_block(u, s)),))


def build_sammanfattning_block(u: Pmunderlag, s: Statistik) -> tuple[Block, ...]:
    """The period's main figures."""
    return (
        stycke(tell_antal_insatser(u), tell_avslutade_insatser(u)),
        stycke(tell_i_fas(u), tell_forbrukning(u)),
        stycke(*tell_deltagare(s), tell_arbete_studier(s)),
    )


def _build_reflektioner(u: Pmunderlag, s: Statistik) -> Kapitel:
    """The kansli's own chapter; the computed sentences give it the period's main figures."""
    sammanfattning = stycke(tell_i_fas(u), tell_arbete_studier(s), *tell_handlingsplan(s))
    inget = stycke(mening("Det finns inga uppgifter att sammanfatta för perioden."))
    return Kapitel(
        "reflektioner",
        "Sammanfattning och reflektioner",
        (Avsnitt((sammanfattning if sammanfattning.text else inget,)),),
    )


def _with_fritext(kapitel: Kapitel, stycken: tuple[str, ...]) -> Kapitel:
    """The chapter with the kansli's text after what is computed."""
    if not stycken:
        return kapitel
    return replace(kapitel, avsnitt=(*kapitel.avsnitt, Avsnitt((Fritext(stycken),))))
