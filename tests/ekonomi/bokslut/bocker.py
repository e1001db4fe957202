"""Books for the tests: vouchers added up into Saldon, and a statement as a plain dict."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ekonomi.bokslut.rakning import Rakning
from ekonomi.saldon import Saldon


@dataclass(frozen=True)
class Trans:
    """One row of a voucher, debit positive."""

    konto: str
    belopp: Decimal | int
    projekt: str = ""
    kostnadsstalle: str = ""


def make_saldon(
    ingaende: Mapping[str, Decimal | int],
    transaktioner: Iterable[Trans],
    *,
    per: date = date(2024, 6, 30),
    projektnamn: Mapping[str, str] | None = None,
) -> Saldon:
    rorelse: dict[str, Decimal] = {}
    per_projekt: dict[tuple[str, str], Decimal] = {}
    per_kostnadsstalle: dict[tuple[str, str], Decimal] = {}
    for trans in transaktioner:
        konto, belopp = trans.konto, Decimal(trans.belopp)
        rorelse[konto] = rorelse.get(konto, Decimal(0)) + belopp
        for summor, kod in (
            (per_projekt, trans.projekt),
            (per_kostnadsstalle, trans.kostnadsstalle),
        ):
            if kod:
                summor[konto, kod] = summor.get((konto, kod), Decimal(0)) + belopp
    return Saldon(
        start=date(per.year, 1, 1),
        per=per,
        ingaende={konto: Decimal(belopp) for konto, belopp in ingaende.items()},
        rorelse=rorelse,
        per_projekt=per_projekt,
        per_kostnadsstalle=per_kostnadsstalle,
        projektnamn=projektnamn or {},
    )


def cells(rakning: Rakning) -> dict[str, tuple]:
    """Row key → its amounts in the order of the columns."""
    return {
        rad.nyckel: tuple(rad.belopp.get(kolumn) for kolumn in rakning.kolumner)
        for rad in rakning.rader
    }
