"""What the cells of a column may hold, and how they are read (formats.md 1).

Each type's `tolka` takes a cell's value, never None, and gives the value to store. It raises
Otolkbar with a message that goes on from the value: ”är inte ett datum. Skriv …”.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from functools import cached_property
from typing import Protocol

from django.db import models

from finsam.period import FORSTA_AR, SISTA_AR, OgiltigPeriod, Period
from finsam.svenska import MINUS, TANKSTRECK, TUNT_NBSP

STORSTA_HELTAL = 2_147_483_647
_STORSTA_SMA = 32_767
_HELTAL = re.compile(r"-?\d{1,18}", re.ASCII)
# Spaces only between whole groups of three: ”12 34” is more likely two numbers.
_TAL = re.compile(r"-?(?:\d{1,3}(?: \d{3})+|\d+)(?:[.,]\d+)?", re.ASCII)
_ISO_DATUM = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MANAD = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_MELLANRUM = str.maketrans({TUNT_NBSP: " ", "\u00a0": " ", "\u2009": " ", MINUS: "-"})
# Excel gives 17 digits of a number that was written with at most 15.
_SIFFROR_I_EXCEL = 15
# Comparing takes time by the square of the length, and what is longer is no misspelt word.
_LANGSTA_ORD = 100
_FLEST_ORD = 1000


class Otolkbar(ValueError):
    """The cell holds nothing that its column takes; the message goes on from the value."""


class Typ(Protocol):
    def tolka(self, cell: object) -> object: ...


def as_text(cell: object) -> str:
    """The cell as it reads in Excel: a decimal comma, Ja/Nej, an ISO date."""
    if isinstance(cell, bool):
        return "Ja" if cell else "Nej"
    if isinstance(cell, float):
        return f"{cell:.{_SIFFROR_I_EXCEL}g}".replace(".", ",")
    return str(cell)


def nearest(text: str, allowed: Iterable[str], n: int = 1) -> str:
    """”Menar du ”a” eller ”b”? ” for the `n` words most like `text`, in any case.

    Empty where none is.
    """
    words = {_folded(word): word for word in allowed}
    if len(text) > _LANGSTA_ORD or len(words) > _FLEST_ORD:
        return ""
    folded = get_close_matches(_folded(text), words, n=n, cutoff=0.6)
    liknande = [f"”{words[word]}”" for word in folded]
    return f"Menar du {' eller '.join(liknande)}? " if liknande else ""


@dataclass(frozen=True)
class Text:
    max_langd: int | None = None

    def tolka(self, cell: object) -> str:
        text = as_text(cell)
        if self.max_langd is not None and len(text) > self.max_langd:
            raise Otolkbar(f"är längre än {self.max_langd} tecken. Korta texten.")
        return text


@dataclass(frozen=True)
class Heltal:
    minst: int
    hogst: int

    def tolka(self, cell: object) -> int:
        tal = _whole(cell)
        if tal is None or not self.minst <= tal <= self.hogst:
            raise Otolkbar(self._explain(tal))
        return tal

    def _explain(self, tal: int | None) -> str:
        # What only the database limits is no limit that anyone asks for.
        if self.hogst < _STORSTA_SMA:
            return f"är inte ett heltal mellan {self.minst} och {self.hogst}."
        if tal is None or tal < self.minst:
            return f"är inte ett heltal som är minst {self.minst}."
        return "är ett för stort tal. Kontrollera det."


@dataclass(frozen=True)
class Procent:
    """Whole per cent from 1 to 100, without the sign."""

    def tolka(self, cell: object) -> int:
        try:
            return Heltal(1, 100).tolka(cell)
        except Otolkbar as error:
            procent = _meant_percent(cell)
            if procent is None:
                raise
            raise Otolkbar(f"är inte hela procent utan tecken. Skriv {procent}.") from error


@dataclass(frozen=True)
class Artal:
    def tolka(self, cell: object) -> int:
        tal = _whole(cell)
        if tal is None or not FORSTA_AR <= tal <= SISTA_AR:
            raise Otolkbar("är inte ett årtal. Skriv till exempel 2024.")
        return tal


@dataclass(frozen=True)
class Decimaltal:
    """A number with at most `decimaler` decimals that fits the database's `siffror` digits."""

    siffror: int
    decimaler: int
    faktor: int = 1

    def tolka(self, cell: object) -> Decimal:
        tal = _decimal(cell)
        if tal is None:
            raise Otolkbar("är inte ett tal. Skriv till exempel 1 234,50.")
        tal *= self.faktor
        if abs(tal) >= 10 ** (self.siffror - self.decimaler):
            raise Otolkbar("är ett för stort tal.")
        avrundat = round(tal, self.decimaler)
        # Who writes 250.000 means 250 000, and who writes 250,000 may mean 250.
        is_tvetydigt = isinstance(cell, str) and self.faktor == 1 and _decimaler(tal) > 2
        if avrundat != tal or is_tvetydigt:
            raise Otolkbar(
                f"har för många decimaler. Högst {self.decimaler} får plats, och tusental skrivs "
                "med mellanslag: 250 000."
            )
        return avrundat


@dataclass(frozen=True)
class Belopp(Decimaltal):
    """Kronor with öre, or thousands of kronor where the heading ends in ”tkr”."""

    siffror: int = 14
    decimaler: int = 2

    def i_tkr(self) -> "Belopp":
        return replace(self, faktor=1000)


@dataclass(frozen=True)
class Datum:
    def tolka(self, cell: object) -> date:
        datum = _date(cell)
        if datum is None:
            raise Otolkbar("är inte ett datum. Skriv till exempel 2024-12-31.")
        if not FORSTA_AR <= datum.year <= SISTA_AR:
            raise Otolkbar(f"ligger utanför åren {FORSTA_AR}–{SISTA_AR}. Kontrollera datumet.")
        return datum


@dataclass(frozen=True)
class DatumEllerAr:
    """A date, or a year that stands for its first day."""

    def tolka(self, cell: object) -> date:
        ar = _whole(cell)
        if ar is not None and FORSTA_AR <= ar <= SISTA_AR:
            return date(ar, 1, 1)
        try:
            return Datum().tolka(cell)
        except Otolkbar as error:
            raise Otolkbar(f"{error} Det går också bra med ett årtal.") from error


@dataclass(frozen=True)
class Manad:
    """A month, as its first day; Excel itself makes such a date of ”2024-01”."""

    def tolka(self, cell: object) -> date:
        if isinstance(cell, date) and cell.day == 1:
            return Datum().tolka(cell)
        match = _MANAD.fullmatch(cell) if isinstance(cell, str) else None
        if match and FORSTA_AR <= int(match[1]) <= SISTA_AR and 1 <= int(match[2]) <= 12:
            return date(int(match[1]), int(match[2]), 1)
        raise Otolkbar("är inte en månad. Skriv till exempel 2024-01.")


@dataclass(frozen=True)
class Halvar:
    """A half-year or a year in its own spelling: ”2024H1”, ”2024”."""

    def tolka(self, cell: object) -> str:
        try:
            period = Period.parse(as_text(cell))
        except OgiltigPeriod:
            period = None
        if period is None or len(period.kvartal) == 1:
            raise Otolkbar("är inte en period. Skriv ett halvår som 2024H1 eller ett år som 2024.")
        return str(period)


@dataclass(frozen=True)
class JaNej:
    def tolka(self, cell: object) -> bool:
        svar = as_text(cell).casefold()
        if svar not in ("ja", "nej"):
            raise Otolkbar("är varken Ja eller Nej.")
        return svar == "ja"


@dataclass(frozen=True)
class Val:
    """One of `val`, pairs of stored value and label, by its label in any case."""

    val: tuple[tuple[str, str], ...]

    @cached_property
    def _values(self) -> dict[str, str]:
        return {_folded(label): value for value, label in self.val}

    def tolka(self, cell: object) -> str:
        text = as_text(cell)
        value = self._values.get(_folded(text))
        if value is None:
            labels = [str(label) for _, label in self.val]
            raise Otolkbar(
                f"är inte ett av valen. {nearest(text.casefold(), labels)}"
                f"Välj bland: {', '.join(labels)}."
            )
        return value


@dataclass(frozen=True)
class Referens:
    """The kod of another row; the engine finds the row."""

    modell: type[models.Model]

    def tolka(self, cell: object) -> str:
        return as_text(cell)


@dataclass(frozen=True)
class Referenslista:
    """Koder of other rows, separated by comma; the engine finds the rows."""

    modell: type[models.Model]

    def tolka(self, cell: object) -> tuple[str, ...]:
        koder = (kod.strip() for kod in re.split("[,;]", as_text(cell)))
        unika = tuple(dict.fromkeys(filter(None, koder)))
        if not unika:
            raise Otolkbar("innehåller ingen kod. Skriv koder åtskilda med komma.")
        return unika


def type_of(field: models.Field) -> Typ:
    """The type that takes just what the model's field takes."""
    match field:
        case models.ForeignKey():
            return Referens(field.related_model)
        case models.ManyToManyField():
            return Referenslista(field.related_model)
        case _ if field.choices:
            return Val(tuple((value, str(label)) for value, label in field.choices))
        case models.CharField() | models.TextField():
            return Text(field.max_length)
        case models.BooleanField():
            return JaNej()
        case models.DateField():
            return Datum()
        case models.DecimalField():
            return Decimaltal(field.max_digits, field.decimal_places)
        case models.PositiveSmallIntegerField():
            return Heltal(0, _STORSTA_SMA)
        case models.PositiveIntegerField():
            return Heltal(0, STORSTA_HELTAL)
    raise TypeError(field)


def _whole(cell: object) -> int | None:
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int):
        return cell
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() else None
    if isinstance(cell, str) and _HELTAL.fullmatch(text := cell.translate(_MELLANRUM)):
        return int(text)
    return None


def _decimal(cell: object) -> Decimal | None:
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int):
        return Decimal(cell)
    if isinstance(cell, float):
        return Decimal(f"{cell:.{_SIFFROR_I_EXCEL}g}")
    if isinstance(cell, str) and _TAL.fullmatch(text := cell.translate(_MELLANRUM)):
        return Decimal(text.replace(" ", "").replace(",", "."))
    return None


def _decimaler(tal: Decimal) -> int:
    """How many decimals it was written with."""
    return -int(tal.as_tuple().exponent)


def _meant_percent(cell: object) -> int | None:
    """The whole per cent that ”75 %” or a share such as 0,75 stands for."""
    text = cell.rstrip() if isinstance(cell, str) else cell
    is_med_tecken = isinstance(text, str) and text.endswith("%")
    tal = _decimal(text.removesuffix("%").rstrip() if is_med_tecken else text)
    if tal is None:
        return None
    procent = tal if is_med_tecken else tal * 100
    is_helt = procent == int(procent) and 1 <= procent <= 100
    return int(procent) if is_helt else None


def _date(cell: object) -> date | None:
    if isinstance(cell, date):
        return cell
    if isinstance(cell, str) and _ISO_DATUM.fullmatch(cell):
        try:
            return date.fromisoformat(cell)
        except ValueError:
            return None
    return None


def _folded(text: str) -> str:
    """In one case and with one kind of dash: people write ”1-3 år” for ”1–3 år”."""
    return " ".join(text.casefold().replace(TANKSTRECK, "-").replace(MINUS, "-").split())
