"""The five-year overview: counted from the books where they are, else as it was once stated."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ekonomi.bokslut.balansrakning import calculate_soliditet
from ekonomi.bokslut.rader import INTAKTER, KOSTNADER, Radbok, add_up, sum_rader
from ekonomi.bokslut.rakning import Kalla, Rakning, Rakningsrad
from finsam.period import Period
from finsam.svenska import format_percent, format_tkr, join_och, round_half_up

ANTAL_AR = 5

RUBRIKER = {
    "intakter": "Intäkter",
    "kostnader": "Kostnader",
    "verksamhetens_resultat": "Verksamhetens resultat",
    "arets_resultat": "Årets resultat",
    "soliditet": "Soliditet",
    "antal_anstallda": "Antal anställda",
}
ENHETER = {"soliditet": "%", "antal_anstallda": "antal"}


@dataclass(frozen=True)
class Flerarsuppgift:
    """A year's key figures as entered: kronor with costs positive, soliditet in per cent."""

    intakter: Decimal | None = None
    kostnader: Decimal | None = None
    verksamhetens_resultat: Decimal | None = None
    arets_resultat: Decimal | None = None
    soliditet: Decimal | None = None
    antal_anstallda: Decimal | None = None


@dataclass(frozen=True)
class Fleraravvikelse:
    """A figure that was stated otherwise than the year's books give it, with the table's sign."""

    ar: int
    rad: str
    beraknat: Decimal | int
    angivet: Decimal | int


def count_ar(bok: Radbok) -> dict[str, Decimal | int | None]:
    """A year's key figures from its books, costs negative."""
    summor = sum_rader(bok.resultat)
    return {
        "intakter": add_up(summor, INTAKTER),
        "kostnader": add_up(summor, KOSTNADER),
        "verksamhetens_resultat": add_up(summor, (*INTAKTER, *KOSTNADER)),
        "arets_resultat": bok.arets_resultat,
        "soliditet": calculate_soliditet(bok),
    }


def _as_stated(uppgift: Flerarsuppgift) -> dict[str, Decimal | int | None]:
    soliditet = uppgift.soliditet
    return {
        "intakter": uppgift.intakter,
        "kostnader": None if uppgift.kostnader is None else -abs(uppgift.kostnader),
        "verksamhetens_resultat": uppgift.verksamhetens_resultat,
        "arets_resultat": uppgift.arets_resultat,
        "soliditet": None if soliditet is None else int(round_half_up(soliditet)),
        "antal_anstallda": uppgift.antal_anstallda,
    }


def find_fleraravvikelser(
    bocker: Mapping[int, Radbok], uppgifter: Mapping[int, Flerarsuppgift]
) -> tuple[Fleraravvikelse, ...]:
    """What was stated otherwise than the books give it, as it is shown: in whole tkr and per
    cent."""
    avvikelser = []
    for ar in sorted(bocker.keys() & uppgifter.keys(), reverse=True):
        angivna = _as_stated(uppgifter[ar])
        for rad, beraknat in count_ar(bocker[ar]).items():
            angivet = angivna[rad]
            if beraknat is None or angivet is None:
                continue
            show = format_percent if rad == "soliditet" else format_tkr
            if show(beraknat) != show(angivet):
                avvikelser.append(Fleraravvikelse(ar, rad, beraknat, angivet))
    return tuple(avvikelser)


def build_flerar(
    period: Period,
    bocker: Mapping[int, Radbok],
    uppgifter: Mapping[int, Flerarsuppgift],
    antal_anstallda: Decimal | None,
) -> Rakning:
    """One column per year, the newest first: income positive, costs negative, exact kronor.

    bocker and uppgifter by year, on the same day of each. The books count before what was
    stated. antal_anstallda is the förbund's own figure, for the period's year where none is
    stated.
    """
    ar = [period.ar - i for i in range(ANTAL_AR)]
    varden = {
        ett: (_as_stated(uppgifter[ett]) if ett in uppgifter else {})
        | (count_ar(bocker[ett]) if ett in bocker else {})
        for ett in ar
    }
    if varden[period.ar].get("antal_anstallda") is None:
        varden[period.ar]["antal_anstallda"] = antal_anstallda
    kalla = _tell_kallor(
        {
            "bokföringen": [ett for ett in ar if ett in bocker],
            "tidigare uppgifter": [ett for ett in ar if ett in uppgifter and ett not in bocker],
        }
    )
    avvikelser = find_fleraravvikelser(bocker, uppgifter)
    return Rakning(
        "flerar",
        "Fem år i sammandrag",
        {str(ett): f"{ett}-{period.slut:%m-%d}" for ett in ar},
        tuple(
            Rakningsrad(
                rad,
                rubrik,
                {str(ett): varden[ett].get(rad) for ett in ar},
                kalla=Kalla(beskrivning=kalla),
                enhet=ENHETER.get(rad, ""),
            )
            for rad, rubrik in RUBRIKER.items()
        ),
        enhet="tkr",
        noter=tuple(_tell_avvikelse(avvikelse) for avvikelse in avvikelser if avvikelse.ar in ar),
    )


def _tell_kallor(kallor: Mapping[str, Sequence[int]]) -> str:
    return "; ".join(
        f"{join_och(map(str, ar))} ur {varifran}" for varifran, ar in kallor.items() if ar
    )


def _tell_avvikelse(avvikelse: Fleraravvikelse) -> str:
    show = format_percent if avvikelse.rad == "soliditet" else _show_tkr
    return (
        f"{RUBRIKER[avvikelse.rad]} {avvikelse.ar} är {show(avvikelse.beraknat)} enligt "
        f"bokföringen. Tidigare har {show(avvikelse.angivet)} angetts."
    )


def _show_tkr(belopp: Decimal) -> str:
    return f"{format_tkr(belopp)} tkr"
