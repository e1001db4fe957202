"""A statement as data: what resultaträkning, balansräkning, noter and the rest have in common.

Amounts are exact kronor with the sign that the statement shows: income and assets positive,
costs negative, equity and debts positive. Missing is None, never 0.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Kalla:
    """Where a figure comes from: the accounts behind it, or the rows of another table."""

    konton: tuple[str, ...] = ()
    beskrivning: str = ""


@dataclass(frozen=True)
class Rakningsrad:
    """`belopp` by the statement's column keys. `notnr` refers to the note that specifies it.

    `enhet` is said where the row is not in the statement's own: ”%” (whole per cent) or ”antal”.
    """

    nyckel: str
    rubrik: str
    belopp: Mapping[str, Decimal | int | None]
    grupp: str = ""
    notnr: int | None = None
    is_summa: bool = False
    kalla: Kalla = Kalla()
    enhet: str = ""


@dataclass(frozen=True)
class Rakning:
    """`kolumner` maps each column's key to its heading, in order; so does `grupper` for rows.

    `enhet` is ”kr” or ”tkr”: how it is shown. The amounts are exact kronor either way, except in
    columns of `procentkolumner`, which hold whole per cent.
    """

    nyckel: str
    titel: str
    kolumner: Mapping[str, str]
    rader: tuple[Rakningsrad, ...]
    grupper: Mapping[str, str] | None = None
    enhet: str = "kr"
    procentkolumner: frozenset[str] = frozenset()
    noter: tuple[str, ...] = ()

    def rad(self, nyckel: str) -> Rakningsrad:
        """The row of that key. Raises KeyError."""
        for rad in self.rader:
            if rad.nyckel == nyckel:
                return rad
        raise KeyError(nyckel)

    def belopp(self, nyckel: str, kolumn: str) -> Decimal | int | None:
        return self.rad(nyckel).belopp.get(kolumn)
