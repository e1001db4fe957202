"""What each insats has used: this year by its rekvisitioner, beside last year and its budget."""

from collections.abc import Iterable, Mapping, Sequence
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
from insatser.ordning import GRUPPER as INSATSGRUPPER

GRUPPER = {
    **INSATSGRUPPER,
    "projekt": "Projekt som inte är insatser",
    "ovriga": "Övriga samverkansinsatser",
}


@dataclass(frozen=True)
class Fjolarsutfall:
    """Last year's utfall by the insats's kod, in kronor, and where it comes from."""

    belopp: Mapping[str, Decimal]
    is_bokfort: bool = False


def find_fjolarsutfall(
    insatser: Sequence[Insatsrad], tabell: Budgettabell, bokforda: Verksamheter | None
) -> Fjolarsutfall:
    """By last year's attested rekvisitioner; by the projekt of its books where there are none."""
    rekvirerat = {
        insats.kod: tabell.rader[insats.id].utfall
        for insats in insatser
        if insats.id in tabell.rader and tabell.rader[insats.id].utfall is not None
    }
    if rekvirerat or bokforda is None:
        return Fjolarsutfall(rekvirerat)
    bokfort = {kod: -belopp for kod, belopp in bokforda.per_projekt.items()}
    return Fjolarsutfall(bokfort, is_bokfort=True)


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

    The övriga samverkansinsatser, which send no rekvisition, are from the books. `kvot_beviljad`
    is there where the budget of any insats has been changed.
    """
    is_justerad = any(rad.is_justerad for rad in tabell.rader.values())
    egna = [
        _build_rad(insats, tabell.rader.get(insats.id, Budgetrad()), fjol.belopp.get(insats.kod))
        for insats in insatser
        if insats.id in tabell.rader or insats.kod in fjol.belopp
    ]
    kanda = {insats.kod for insats in insatser}
    projekt = [
        Rakningsrad(
            kod,
            projektnamn.get(kod) or kod,
            {"utfall": None, "foregaende_ar": belopp},
            "projekt",
            kalla=Kalla(beskrivning="Bokföringens projekt"),
        )
        for kod, belopp in sorted(fjol.belopp.items())
        if kod not in kanda
    ]
    ovriga = _build_ovriga(utfall, foregaende)
    insatssumma = {"utfall": tabell.summa.utfall, "foregaende_ar": _sum(fjol.belopp.values())}
    ovrigsumma = {
        kolumn: _sum(rad.belopp[kolumn] for rad in ovriga) for kolumn in ("utfall", "foregaende_ar")
    }
    totalt = {kolumn: _sum((insatssumma[kolumn], ovrigsumma[kolumn])) for kolumn in insatssumma}
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
            "Utfallet är attesterade rekvisitioner; för övriga samverkansinsatser det bokförda.",
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


def _build_ovriga(
    utfall: Verksamheter | None, foregaende: Verksamheter | None
) -> list[Rakningsrad]:
    ar = {"utfall": utfall, "foregaende_ar": foregaende}
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


def _sum(belopp: Iterable[Decimal | None]) -> Decimal | None:
    kanda = [kronor for kronor in belopp if kronor is not None]
    return sum(kanda, Decimal(0)) if kanda else None


def _tell_fjolar(fjol: Fjolarsutfall) -> tuple[str, ...]:
    if not fjol.is_bokfort:
        return ()
    return (
        "Förra årets utfall är det som har bokförts per insats, eftersom det inte finns några "
        "attesterade rekvisitioner för det året.",
    )


def _tell_preliminart(insatser: Sequence[Insatsrad], tabell: Budgettabell) -> tuple[str, ...]:
    preliminara = [
        insats.namn
        for insats in insatser
        if insats.id in tabell.rader and tabell.rader[insats.id].is_preliminart
    ]
    return (f"Preliminärt utfall: {'; '.join(preliminara)}.",) if preliminara else ()
