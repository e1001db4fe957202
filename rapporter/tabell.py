"""The one table type: every table of every report, and how a value of it is shown.

HTML, PDF and JSON each render a Tabell with one renderer; a new table needs none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from finsam.svenska import (
    TANKSTRECK,
    capitalize,
    format_number,
    format_percent,
    format_tkr,
    round_half_up,
)


class Slag(Enum):
    """What a column holds, and so how it is shown."""

    TEXT = "text"
    DATUM = "datum"
    ANTAL = "antal"
    KRONOR = "kronor"
    # Exact kronor shown as whole thousands; rounded there and nowhere else.
    TKR = "tkr"
    PROCENT = "procent"
    STATUS = "status"
    # The number of a note: a reference, not an amount.
    NUMMER = "nummer"

    @property
    def is_numeric(self) -> bool:
        return self in (Slag.ANTAL, Slag.KRONOR, Slag.TKR, Slag.PROCENT, Slag.NUMMER)


class Farg(Enum):
    """Colour of a status; always shown together with its word."""

    GRON = "gron"
    GUL = "gul"
    ROD = "rod"
    INGEN = "ingen"


@dataclass(frozen=True)
class Status:
    """A word with a colour: ”i stort sett”, yellow."""

    ord: str
    farg: Farg = Farg.INGEN


Varde = int | Decimal | date | str | bool | Status | None


@dataclass(frozen=True)
class Kolumn:
    """`nyckel` is the key in JSON; `grupp` the heading that spans neighbouring columns."""

    nyckel: str
    rubrik: str
    slag: Slag
    grupp: str = ""
    is_betonad: bool = False
    is_visad: bool = True


@dataclass(frozen=True)
class Rad:
    """`nyckel` is the insats's kod, the orsak or the kategori; a missing value is None.

    `is_summa` marks a sum that stands among the rows; the table's last ones are Tabell.summa.
    `slag` is set where the row holds another kind of figures than the columns do, and `insats`
    to the insats's kod in a table whose `nyckel` is the kind of row.
    """

    nyckel: str
    rubrik: str
    varden: Mapping[str, Varde]
    grupp: str = ""
    fotnoter: tuple[int, ...] = ()
    is_summa: bool = False
    slag: Slag | None = None
    insats: str = ""


@dataclass(frozen=True)
class Tabell:
    """`grupper` maps each row group's key to its heading, in order; `noter` stand below.

    `fotnoter` are numbered from 1 and referred to by Rad.fotnoter. `tom_text` stands in place
    of a table without rows. `andel` is a row of shares (per cent) under the sum. One that
    `is_delad` is printed as one table per group, with the columns that the group has values in.
    """

    nyckel: str
    titel: str
    radrubrik: str
    kolumner: tuple[Kolumn, ...]
    rader: tuple[Rad, ...]
    radnyckel: str = "insats"
    grupper: Mapping[str, str] | None = None
    summa: Rad | None = None
    andel: Rad | None = None
    fotnoter: tuple[str, ...] = ()
    noter: tuple[str, ...] = ()
    tom_text: str = "Det finns inga uppgifter för perioden."
    is_liggande: bool = False
    is_delad: bool = False

    @property
    def visade_kolumner(self) -> tuple[Kolumn, ...]:
        return tuple(kolumn for kolumn in self.kolumner if kolumn.is_visad)


def show(value: Varde, slag: Slag) -> str:
    """The text of a cell; an en dash where there is no value."""
    if value is None or value == "":
        return "" if slag in (Slag.TEXT, Slag.NUMMER) else TANKSTRECK
    if isinstance(value, Status):
        return capitalize(value.ord)
    if isinstance(value, bool):
        return "Ja" if value else "Nej"
    if isinstance(value, date):
        return value.isoformat()
    if slag is Slag.PROCENT:
        return format_percent(value)
    if slag is Slag.TKR:
        return format_tkr(value)
    if slag.is_numeric:
        return format_number(value)
    return str(value)


def to_json(value: Varde) -> int | str | bool | None:
    """The cell in JSON: money as kronor with two decimals, dates in ISO form (formats.md 5)."""
    if isinstance(value, Status):
        return value.ord
    if isinstance(value, Decimal):
        # Adding 0 takes the sign from a negative zero.
        return str(round_half_up(value, 2) + 0)
    if isinstance(value, date):
        return value.isoformat()
    return value
