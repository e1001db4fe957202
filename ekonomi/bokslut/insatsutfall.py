"""What each insats has used: this year by its rekvisitioner, beside last year and its budget."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ekonomi.bokslut.rakning import Kalla, Rakning, Rakningsrad
from ekonomi.bokslut.verksamheter import (
    OVRIGA_SAMVERKANSINSATSER,
    RUBRIKER,
    Insatsrad,
    Verksamheter,
)
from ekonomi.calculations import Budgetrad, Budgettabell
from finsam.period import Period
from finsam.tal import sum_known
from insatser.ordning import GRUPPER as INSATSGRUPPER

GRUPPER = {
    **INSATSGRUPPER,
    "projekt": "Projekt som inte är insatser",
    "ovriga": "Övriga samverkansinsatser",
}

_KOLUMNER = ("utfall", "foregaende_ar")


@dataclass(frozen=True)
class Fjolarsutfall:
    """Last year's utfall by the insats's kod, in kronor, and where it comes from.

    `is_ofullstandigt`: there are rekvisitioner, but not of every quarter, so the books count.
    """

    belopp: Mapping[str, Decimal]
    is_bokfort: bool = False
    is_ofullstandigt: bool = False


def find_fjolarsutfall(
    insatser: Sequence[Insatsrad],
    tabell: Budgettabell,
    saknade_kvartal: Mapping[int, Sequence[int]],
    bokforda: Verksamheter | None,
) -> Fjolarsutfall:
    """By last year's attested rekvisitioner, where every insats with booked costs has sent one
    for each quarter in which it ran; else by the projekt of its books, for all of them.

    saknade_kvartal: the quarters without an attested rekvisition, by insats id.
    """
    rekvirerat = {
        insats.kod: tabell.rader[insats.id].utfall
        for insats in insatser
        if insats.id in tabell.rader and tabell.rader[insats.id].utfall is not None
    }
    per_projekt = bokforda.per_projekt if bokforda else {}
    bokfort = {i.kod: -per_projekt[i.kod] for i in insatser if i.kod in per_projekt}
    if all(
        insats.kod in rekvirerat and not saknade_kvartal.get(insats.id)
        for insats in insatser
        if bokfort.get(insats.kod)
    ):
        return Fjolarsutfall(rekvirerat)
    return Fjolarsutfall(bokfort, is_bokfort=True, is_ofullstandigt=bool(rekvirerat))


def build_insatser_utfall(
    period: Period,
    insatser: Sequence[Insatsrad],
    tabell: Budgettabell,
    fjol: Fjolarsutfall,
    utfall: Verksamheter | None,
    foregaende: Verksamheter | None,
    projektnamn: Mapping[str, str],
) -> Rakning:
    """Exact kronor as the PM shows them: a cost is positive here. `kvot` is the PM's.

    Projekt that are no insatser and the övriga samverkansinsatser, which send no rekvisition, are
    from the books. `kvot_beviljad` is there where the budget of any insats has been changed.
    """
    is_justerad = any(rad.is_justerad for rad in tabell.rader.values())
    egna = [
        _build_rad(insats, tabell.rader.get(insats.id, Budgetrad()), fjol.belopp.get(insats.kod))
        for insats in insatser
        if insats.id in tabell.rader or insats.kod in fjol.belopp
    ]
    projekt = _build_projekt({i.kod for i in insatser}, utfall, foregaende, projektnamn)
    ovriga = _build_ovriga(utfall, foregaende)
    insatssumma, ovrigsumma = (
        {kolumn: sum_known(rad.belopp[kolumn] for rad in rader) for kolumn in _KOLUMNER}
        for rader in ((*egna, *projekt), ovriga)
    )
    totalt = {kolumn: sum_known((insatssumma[kolumn], ovrigsumma[kolumn])) for kolumn in _KOLUMNER}
    kvoter = {"kvot": tabell.summa.kvot, "kvot_beviljad": tabell.summa.kvot_beviljad}
    kolumner = {
        "utfall": f"Utfall {period.namn_manader}",
        "foregaende_ar": f"Utfall {period.foregaende_ar.namn_manader}",
        "kvot": "Förbrukat av budgeten",
    }
    if is_justerad:
        kolumner["kvot_beviljad"] = "Förbrukat av beviljad budget"
    return Rakning(
        "insatser_utfall",
        "Insatsernas utfall",
        kolumner,
        (
            *egna,
            *projekt,
            _build_summa("samverkansinsatser", "samverkansinsatser", insatssumma | kvoter),
            *ovriga,
            _build_summa("ovriga", "övriga samverkansinsatser", ovrigsumma),
            _build_summa("totalt", "samverkansinsatser totalt", totalt),
        ),
        grupper=GRUPPER,
        enhet="tkr",
        procentkolumner=frozenset(kvoter),
        noter=(
            _tell_utfall(projekt),
            *_tell_fjolar(fjol),
            *_tell_preliminart(insatser, tabell),
        ),
    )


def _build_rad(insats: Insatsrad, rad: Budgetrad, fjol: Decimal | None) -> Rakningsrad:
    return Rakningsrad(
        insats.kod,
        insats.namn,
        {
            "utfall": rad.utfall,
            "foregaende_ar": fjol,
            "kvot": rad.kvot,
            "kvot_beviljad": rad.kvot_beviljad,
        },
        insats.typ,
        kalla=Kalla(beskrivning="Attesterade rekvisitioner"),
    )


def _build_projekt(
    kanda: Container[str],
    utfall: Verksamheter | None,
    foregaende: Verksamheter | None,
    projektnamn: Mapping[str, str],
) -> list[Rakningsrad]:
    """What is booked on projekt that are no insatser."""
    ar = {
        kolumn: v.per_projekt if v else {}
        for kolumn, v in zip(_KOLUMNER, (utfall, foregaende), strict=True)
    }
    koder = sorted({kod for egna in ar.values() for kod in egna if egna[kod] and kod not in kanda})
    return [
        Rakningsrad(
            kod,
            projektnamn.get(kod) or kod,
            {kolumn: -egna[kod] if kod in egna else None for kolumn, egna in ar.items()},
            "projekt",
            kalla=Kalla(beskrivning="Bokföringens projekt"),
        )
        for kod in koder
    ]


def _build_ovriga(
    utfall: Verksamheter | None, foregaende: Verksamheter | None
) -> list[Rakningsrad]:
    ar = dict(zip(_KOLUMNER, (utfall, foregaende), strict=True))
    rader = []
    for verksamhet in OVRIGA_SAMVERKANSINSATSER:
        bokfort = {kolumn: v.rader.get(verksamhet) if v else None for kolumn, v in ar.items()}
        if any(belopp is not None for belopp in bokfort.values()):
            konton = {konto for v in ar.values() if v for konto in v.konton[verksamhet]}
            rader.append(
                Rakningsrad(
                    verksamhet,
                    RUBRIKER[verksamhet],
                    {kolumn: None if b is None else -b for kolumn, b in bokfort.items()},
                    "ovriga",
                    kalla=Kalla(tuple(sorted(konton))),
                )
            )
    return rader


def _build_summa(nyckel: str, namn: str, belopp: Mapping[str, Decimal | int | None]) -> Rakningsrad:
    grupp = "ovriga" if nyckel == "ovriga" else ""
    kalla = Kalla(beskrivning="Summan av raderna ovan")
    rubrik = f"Summa {namn}"
    return Rakningsrad(f"summa_{nyckel}", rubrik, belopp, grupp, is_summa=True, kalla=kalla)


def _tell_utfall(projekt: Sequence[Rakningsrad]) -> str:
    bokforda = "övriga samverkansinsatser"
    if projekt:
        bokforda = f"projekt som inte är insatser och {bokforda}"
    return f"Utfallet är attesterade rekvisitioner; för {bokforda} det bokförda."


def _tell_fjolar(fjol: Fjolarsutfall) -> tuple[str, ...]:
    if not fjol.is_bokfort:
        return ()
    varfor = (
        "inte alla insatser har attesterade rekvisitioner för alla kvartal"
        if fjol.is_ofullstandigt
        else "det inte finns några attesterade rekvisitioner för det året"
    )
    return (f"Förra årets utfall är det som har bokförts per insats, eftersom {varfor}.",)


def _tell_preliminart(insatser: Sequence[Insatsrad], tabell: Budgettabell) -> tuple[str, ...]:
    preliminara = [
        insats.namn
        for insats in insatser
        if insats.id in tabell.rader and tabell.rader[insats.id].is_preliminart
    ]
    return (f"Preliminärt utfall: {'; '.join(preliminara)}.",) if preliminara else ()
