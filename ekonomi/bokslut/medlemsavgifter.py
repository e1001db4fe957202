"""What each member has paid by the books, beside its fee for the whole year."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ekonomi.bokslut.notrader import build_notrader, sum_notrader
from ekonomi.bokslut.rader import Kontoplan, Radbok
from ekonomi.bokslut.rakning import Kalla, Rakning, Rakningsrad
from ekonomi.bokslut.resultatrakning import name_kolumn
from ekonomi.models import Radtyp
from finsam.period import Period
from finsam.svenska import join_och
from finsam.tal import sum_known
from insatser.models import Part

_STATEN = frozenset({"staten", "statens"})
# What a row is called that is of every member of a kind.
_BIDRAGSGIVARE = {
    Part.Typ.KOMMUN: frozenset({"kommuner", "kommunerna", "kommunernas"}),
    Part.Typ.REGION: frozenset({"regionen", "regionens", "regioner", "regionerna", "landstinget"}),
    Part.Typ.FORSAKRINGSKASSAN: _STATEN,
    Part.Typ.ARBETSFORMEDLINGEN: _STATEN,
}


@dataclass(frozen=True)
class Avgift:
    """A member's fee for the year, in kronor. `typ`: Part.Typ."""

    kod: str
    namn: str
    belopp: Decimal
    typ: str = ""


def build_medlemsavgifter(
    period: Period,
    kontoplan: Kontoplan,
    bok: Radbok | None,
    foregaende: Radbok | None,
    avgifter: Sequence[Avgift],
) -> Rakning:
    """One row per note line of the accounts for medlemsavgifter, exact kronor.

    `helar` is the year's fee of the members that the row names; a row may name several, or all of
    a kind. A member with a fee that no row names has a row of its own, without utfall.
    """
    kolumner = {"utfall": bok, "foregaende_ar": foregaende}
    bokforda = build_notrader(Radtyp.MEDLEMSAVGIFTER, kontoplan, kolumner)
    parter = match_parter([rad.rubrik for rad in bokforda], avgifter)
    rader = [
        Rakningsrad(
            rad.nyckel,
            rad.rubrik,
            dict(rad.belopp) | {"helar": sum_known(avgift.belopp for avgift in parter[rad.rubrik])},
            kalla=Kalla(rad.konton, _tell_parter(parter[rad.rubrik])),
        )
        for rad in bokforda
        if any(rad.belopp.values()) or parter[rad.rubrik]
    ]
    matchade = {avgift.kod for traffar in parter.values() for avgift in traffar}
    rader += [
        Rakningsrad(
            avgift.kod,
            avgift.namn,
            {"utfall": None, "foregaende_ar": None, "helar": avgift.belopp},
            kalla=Kalla(beskrivning=_tell_parter([avgift])),
        )
        for avgift in avgifter
        if avgift.kod not in matchade
    ]
    summa = sum_notrader(Radtyp.MEDLEMSAVGIFTER, kolumner) | {
        "helar": sum_known(avgift.belopp for avgift in avgifter)
    }
    konton = {konto for rad in bokforda for konto in rad.konton}
    summarad = Rakningsrad(
        "summa",
        "Summa medlemsavgifter",
        summa,
        is_summa=True,
        kalla=Kalla(tuple(sorted(konton)), "Medlemsavgifter enligt beslut" if avgifter else ""),
    )
    return Rakning(
        "medlemsavgifter",
        "Medlemsavgifter",
        {
            "utfall": name_kolumn(period),
            "foregaende_ar": name_kolumn(period.foregaende_ar),
            "helar": f"Helår {period.ar}",
        },
        (*rader, summarad),
        noter=_tell_uppdelning(rader, parter),
    )


def _tell_uppdelning(
    rader: Sequence[Rakningsrad], parter: Mapping[str, tuple[Avgift, ...]]
) -> tuple[str, ...]:
    """Which members a row of a kind is of; and that what is booked and the fees stand apart where
    the names tell nothing."""
    per_slag = [
        f"{rubrik}: {join_och(avgift.namn for avgift in egna)}."
        for rubrik, egna in parter.items()
        if any(_names_kind(rubrik, avgift) for avgift in egna)
    ]
    noter = [" ".join(["Avgifterna är bokförda per bidragsgivare.", *per_slag])] if per_slag else []
    bara_bokfort = any(rad.belopp["utfall"] and rad.belopp["helar"] is None for rad in rader)
    if bara_bokfort and any(not rad.kalla.konton for rad in rader):
        noter.append(
            "Bokföringen delar inte upp avgifterna på alla medlemmar. Det bokförda och helårets "
            "avgift står då på var sin rad."
        )
    return tuple(noter)


def match_parter(
    rubriker: Iterable[str], avgifter: Sequence[Avgift]
) -> dict[str, tuple[Avgift, ...]]:
    """Which members each row names: by a whole part of it (between ”/”, commas and ”och”), else
    by a name that stands within it, else, where the row names no member, by their kind
    (”Kommunerna”). A member belongs to one row at most."""
    delar = {r: [d.strip().casefold() for d in re.split(r"/|,|&|\boch\b", r)] for r in rubriker}
    traffar: Mapping[str, list[Avgift]] = {rubrik: [] for rubrik in delar}
    for avgift in avgifter:
        namn = avgift.namn.casefold()
        rubrik = next(
            (r for r, egna in delar.items() if namn in egna),
            next((r for r in delar if namn in r.casefold()), None),
        )
        if rubrik is not None:
            traffar[rubrik].append(avgift)
    namngivna = [avgift for egna in traffar.values() for avgift in egna]
    utan_namn = [rubrik for rubrik, egna in traffar.items() if not egna]
    for avgift in avgifter:
        rubrik = next((r for r in utan_namn if _names_kind(r, avgift)), None)
        if rubrik is not None and avgift not in namngivna:
            traffar[rubrik].append(avgift)
    return {rubrik: tuple(egna) for rubrik, egna in traffar.items()}


def _names_kind(rubrik: str, avgift: Avgift) -> bool:
    ord_ = re.findall(r"\w+", rubrik.casefold())
    return not _BIDRAGSGIVARE.get(avgift.typ, frozenset()).isdisjoint(ord_)


def _tell_parter(avgifter: Sequence[Avgift]) -> str:
    return f"Helår: {', '.join(avgift.namn for avgift in avgifter)}" if avgifter else ""
