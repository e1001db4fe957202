"""Everything that a delårsrapport or an årsredovisning tells of the economy, gathered once."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date

from ekonomi.bokslut.balansrakning import build_balansrakning, calculate_soliditet
from ekonomi.bokslut.beslutsdag import find_beslutsdag
from ekonomi.bokslut.driftsredovisning import build_driftsredovisning
from ekonomi.bokslut.flerar import (
    Fleraravvikelse,
    Flerarsuppgift,
    build_flerar,
    find_fleraravvikelser,
)
from ekonomi.bokslut.insatsutfall import build_insatser_utfall, find_fjolarsutfall
from ekonomi.bokslut.kassaflode import build_kassaflode
from ekonomi.bokslut.lasning import (
    Bokslutsrader,
    gather_bokslutsrader,
    list_dagar,
    to_avgifter,
    with_avgift,
)
from ekonomi.bokslut.medlemsavgifter import build_medlemsavgifter
from ekonomi.bokslut.noter import Not, build_noter
from ekonomi.bokslut.oversikt import (
    build_balanskrav,
    build_ekonomisk_oversikt,
    build_kostnad_forvaltning,
)
from ekonomi.bokslut.rader import build_kontoplan, build_radbok
from ekonomi.bokslut.rakning import Rakning
from ekonomi.bokslut.resultatrakning import build_resultatrakning
from ekonomi.bokslut.verksamheter import Insatsrad, split_verksamheter
from ekonomi.calculations import Insatstid
from ekonomi.forbrukning import build_forbrukning, gather_insatspengar
from ekonomi.forbundsbudget.lasning import to_poster
from ekonomi.forbundsbudget.rutnat import Rutnat, build_rutnat
from ekonomi.models import Forbundsbudgetrad
from ekonomi.saldon import Saldon
from finsam.period import Period
from insatser.models import Forbund
from insatser.ordning import in_report_order

__all__ = ["Bokslut", "Not", "build_bokslut", "gather_bokslut"]

Version = Forbundsbudgetrad.Version

_UPPGIFTER = tuple(falt.name for falt in fields(Flerarsuppgift))


@dataclass(frozen=True)
class Bokslut:
    """The statements from January to the end of `period`.

    Saldon are None where no books reach that day. `balanskrav` is None for a förbund that shows
    none; `soliditet` is in whole per cent. `flerar_avvikelser` is what was once stated otherwise
    than the books of that year give it. `rutnat` is the förbundsbudget that it is told against.
    """

    period: Period
    saldon: Saldon | None
    saldon_foregaende: Saldon | None
    resultatrakning: Rakning
    balansrakning: Rakning
    kassaflode: Rakning
    noter: tuple[Not, ...]
    driftsredovisning: Rakning
    ekonomisk_oversikt: Rakning
    kostnad_forvaltning: Rakning
    insatser_utfall: Rakning
    medlemsavgifter: Rakning
    flerar: Rakning
    flerar_avvikelser: tuple[Fleraravvikelse, ...]
    balanskrav: Rakning | None
    soliditet: int | None
    rutnat: Rutnat


def gather_bokslut(forbund: Forbund, period: Period, per: date) -> Bokslut:
    """The bokslut alone: see build_bokslut.

    The number of queries does not depend on how many accounts, insatser or förbund there are.
    """
    insatser = list(forbund.insatser.with_gallande_slut(period.slut))
    pengar = gather_insatspengar(insatser, [period.ar - 1, period.ar])
    avgifter = to_avgifter(with_avgift(forbund.parter.all(), period.ar))
    rader = gather_bokslutsrader(forbund, period, insatser, pengar, avgifter)
    return build_bokslut(forbund, period, per, rader)


def build_bokslut(forbund: Forbund, period: Period, per: date, rader: Bokslutsrader) -> Bokslut:
    """The bokslut of January to the period's end, as it stands on the day `per`.

    Which budget and prognos count is find_beslutsdag's rule.
    """
    period = period.ackumulerad
    fore = period.foregaende_ar
    dagar = list_dagar(period)
    saldon = rader.saldon
    kontoplan = build_kontoplan(rader.kontorader)
    bocker = {ar: build_radbok(saldon[dag], kontoplan) for ar, dag in dagar.items() if saldon[dag]}
    bok, foregaende = bocker.get(period.ar), bocker.get(fore.ar)
    utfall = bok and split_verksamheter(bok, rader.kostnadsstallen)
    utfall_fore = foregaende and split_verksamheter(foregaende, rader.kostnadsstallen)
    dag = find_beslutsdag(period, per)
    rutnat = build_rutnat(
        to_poster(r for r in rader.budgetrader if r.beslutad is None or r.beslutad <= dag)
    )
    budget = rutnat.kolumn(period.ar, Version.BUDGET)
    prognos = rutnat.kolumn(period.ar, Version.PROGNOS)
    insatser = [
        Insatsrad(i.pk, i.kod, i.kortbenamning, i.typ, Insatstid(i.start, i.gallande_slut))
        for i in in_report_order(rader.insatser)
    ]
    forbrukat, forbrukat_fore = (
        build_forbrukning(rader.insatser, rader.pengar, p) for p in (period, fore)
    )
    projektnamn = _name_projekt([b.saldon for b in (foregaende, bok) if b])
    medlemsavgifter = build_medlemsavgifter(period, kontoplan, bok, foregaende, rader.avgifter)
    uppgifter = {u.ar: Flerarsuppgift(*(getattr(u, f) for f in _UPPGIFTER)) for u in rader.flerar}
    return Bokslut(
        period=period,
        saldon=saldon[dagar[period.ar]],
        saldon_foregaende=saldon[dagar[fore.ar]],
        rutnat=rutnat,
        resultatrakning=build_resultatrakning(period, kontoplan, bok, foregaende, prognos, budget),
        balansrakning=build_balansrakning(period, kontoplan, bok, foregaende),
        kassaflode=build_kassaflode(period, bok, foregaende),
        noter=build_noter(period, kontoplan, bok, foregaende, medlemsavgifter),
        driftsredovisning=build_driftsredovisning(period, utfall, budget, insatser, projektnamn),
        ekonomisk_oversikt=build_ekonomisk_oversikt(period, utfall, utfall_fore, prognos, budget),
        kostnad_forvaltning=build_kostnad_forvaltning(period, kontoplan, utfall, utfall_fore),
        insatser_utfall=build_insatser_utfall(
            period,
            insatser,
            forbrukat.tabell,
            find_fjolarsutfall(
                insatser, forbrukat_fore.tabell, forbrukat_fore.saknade_kvartal, utfall_fore
            ),
            utfall,
            utfall_fore,
            projektnamn,
        ),
        medlemsavgifter=medlemsavgifter,
        flerar=build_flerar(period, bocker, uppgifter, forbund.antal_anstallda),
        flerar_avvikelser=find_fleraravvikelser(bocker, uppgifter),
        balanskrav=build_balanskrav(period, bok, foregaende) if forbund.visar_balanskrav else None,
        soliditet=calculate_soliditet(bok),
    )


def _name_projekt(saldon: Sequence[Saldon]) -> dict[str, str]:
    """What the books call each projekt; the last of them has the last word."""
    return {kod: namn for bok in saldon for kod, namn in bok.projektnamn.items()}
