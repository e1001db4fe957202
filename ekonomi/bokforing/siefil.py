"""A SIE file as data (sie.se, 4B): what is read of one, and what one is written from.

Texts and signatures of vouchers are in neither: they can name people, and no figure needs them.
Amounts are kronor, debit positive. `objekt` are (dimension, code) pairs, none for the account in
all.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from ekonomi.bokforing.teckenkod import Teckenkod

Objekt = tuple[tuple[int, str], ...]


class Slag(StrEnum):
    """The tags that hold a balance for a whole year."""

    IB = "IB"
    UB = "UB"
    OIB = "OIB"
    OUB = "OUB"
    RES = "RES"


class Transaktionsslag(StrEnum):
    TRANS = "TRANS"
    TILLAGD = "RTRANS"
    BORTTAGEN = "BTRANS"


@dataclass(frozen=True)
class Rakenskapsar:
    start: date
    slut: date


@dataclass(frozen=True, slots=True)
class Transaktion:
    konto: str
    objekt: Objekt
    belopp: Decimal
    datum: date | None = None
    slag: Transaktionsslag = Transaktionsslag.TRANS

    @property
    def is_raknad(self) -> bool:
        return self.slag is not Transaktionsslag.BORTTAGEN


@dataclass(frozen=True, slots=True)
class Verifikation:
    serie: str
    nr: str
    datum: date
    transaktioner: tuple[Transaktion, ...] = ()

    @property
    def differens(self) -> Decimal:
        """What it lacks to be balanced: 0 for one that is."""
        return sum((t.belopp for t in self.transaktioner if t.is_raknad), Decimal(0))


@dataclass(frozen=True)
class Siefil:
    """The years are by their index: 0 is the file's own year, -1 the one before.

    `saldon` by (tag, year, account, objects); `periodsaldon` and `periodbudget` by (year, the
    month's first day, account, objects). `overhoppade` counts the tags that are not known.
    """

    teckenkod: Teckenkod = Teckenkod.CP437
    flagga: int = 0
    program: str = ""
    programversion: str = ""
    framstalld: date | None = None
    sietyp: int = 4
    namn: str = ""
    organisationsnummer: str = ""
    rakenskapsar: Mapping[int, Rakenskapsar] = field(default_factory=dict)
    omfattning: date | None = None
    kontoplanstyp: str = ""
    taxeringsar: str = ""
    valuta: str = ""
    konton: Mapping[str, str] = field(default_factory=dict)
    kontotyper: Mapping[str, str] = field(default_factory=dict)
    sru: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    dimensioner: Mapping[int, str] = field(default_factory=dict)
    overdimensioner: Mapping[int, int] = field(default_factory=dict)
    objekt: Mapping[tuple[int, str], str] = field(default_factory=dict)
    saldon: Mapping[tuple[Slag, int, str, Objekt], Decimal] = field(default_factory=dict)
    periodsaldon: Mapping[tuple[int, date, str, Objekt], Decimal] = field(default_factory=dict)
    periodbudget: Mapping[tuple[int, date, str, Objekt], Decimal] = field(default_factory=dict)
    verifikationer: tuple[Verifikation, ...] = ()
    overhoppade: Mapping[str, int] = field(default_factory=dict)
