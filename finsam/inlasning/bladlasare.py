"""Streams the sheets of an .xlsx as rows of values, in bounded memory, without a tree."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date, datetime
from enum import StrEnum
from math import isfinite
from typing import BinaryIO
from xml.parsers import expat

from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import from_excel, from_ISO8601
from openpyxl.utils.escape import unescape
from openpyxl.xml.constants import SHEET_MAIN_NS

from finsam.inlasning.fel import shorten
from finsam.inlasning.identitet import contains_identity

MAX_KOLUMNER = 300
MAX_RADNUMMER = 1_048_576
MAX_RADER = 200_000
MAX_CELLER = 10_000_000
MAX_TEXTER = 1_000_000
MAX_TECKEN = 32_767
_MAX_DJUP = 64
_MAX_SIFFROR = 64
_MAX_TOLKADE = 100_000
_STYCKE = 64 * 1024

_ROW, _CELL, _V, _F, _T, _SI, _FONETIK = (
    f"{SHEET_MAIN_NS} {tag}" for tag in ("row", "c", "v", "f", "t", "si", "rPh")
)
_KOLUMNER = {get_column_letter(n): n for n in range(1, MAX_KOLUMNER + 1)}
# PostgreSQL takes no NUL in text, and the others have no place in a report.
_STYRTECKEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


class OtillatenFil(ValueError):
    """The file is not read; the message says in Swedish why and what to do."""


class Cellfel(StrEnum):
    """Stands in a row instead of a value that must not be taken in, and says what is wrong."""

    IDENTITET = "Cellen innehåller något som ser ut som ett personnummer. Ta bort det ur filen."
    FORMEL = "Cellen innehåller en formel. Klistra in värdet i stället för formeln."
    FELVARDE = "Cellen visar ett felvärde från Excel. Rätta den eller töm den."
    TID = "Cellen innehåller ett klockslag. Skriv ett datum, till exempel 2024-12-31."
    DATUM = "Cellen innehåller ett datum som inte finns. Skriv till exempel 2024-12-31."
    TAL = "Cellen innehåller ett tal som inte går att läsa. Skriv om det."
    LANG_TEXT = f"Cellen innehåller mer än {MAX_TECKEN} tecken. Korta texten."


Cell = str | int | float | bool | date | None


def interpret_text(text: str) -> str | Cellfel | None:
    """NFC without outer space and control characters; None where nothing is left."""
    if len(text) > MAX_TECKEN:
        return Cellfel.LANG_TEXT
    text = unescape(text).replace("\r\n", "\n").replace("\r", "\n")
    text = unicodedata.normalize("NFC", _STYRTECKEN.sub("", text)).strip()
    return Cellfel.IDENTITET if contains_identity(text) else text or None


def _interpret_tal(text: str) -> int | float | Cellfel:
    try:
        value = int(text) if len(text) < _MAX_SIFFROR else float(text)
    except ValueError:
        value = float(text)
    if not isfinite(value):
        return Cellfel.TAL
    return Cellfel.IDENTITET if contains_identity(value) else value


def _interpret_datum(text: str, epok: datetime) -> date | Cellfel:
    tal = _interpret_tal(text)
    if isinstance(tal, Cellfel):
        return tal
    try:
        return _only_date(from_excel(tal, epok))
    except (ValueError, OverflowError):
        return Cellfel.DATUM


def _only_date(moment: object) -> date | Cellfel:
    if isinstance(moment, datetime):
        return moment.date()
    return moment if isinstance(moment, date) else Cellfel.TID


class _Tolkade(dict):
    """Remembers what each text became: the same few texts fill most of a sheet."""

    def __init__(self, interpret: Callable[[str], Cell | Cellfel]):
        super().__init__()
        self._interpret = interpret

    def __missing__(self, text: str) -> Cell | Cellfel:
        if len(self) >= _MAX_TOLKADE:
            self.clear()
        value = self[text] = self._interpret(text)
        return value


class _Lasare:
    """What both readers share: an expat parser that takes no DTD, and the text of an element."""

    def __init__(self):
        self._djup = 0
        self._stycken: list[str] = []
        self._langd = 0
        self._samlar = False
        self._fonetik = False

    def _parse(self, source: BinaryIO) -> Iterator[None]:
        """Feed the parser; each step lets the caller take out what has come."""
        # Expat itself expands no external entity, and without a DTD there are no internal ones.
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        while stycke := source.read(_STYCKE):
            parser.Parse(stycke)
            yield
        parser.Parse(b"", True)
        yield

    def _refuse(self, *_args):
        raise ValueError

    def _go_down(self) -> None:
        self._djup += 1
        if self._djup > _MAX_DJUP:
            raise ValueError

    def _text(self, data: str) -> None:
        # One sign over the limit is kept, so that the text is known to be too long.
        if self._samlar and self._langd <= MAX_TECKEN:
            self._stycken.append(data[: MAX_TECKEN + 1])
            self._langd += len(data)

    def _take_text(self) -> str:
        text = "".join(self._stycken)
        self._stycken.clear()
        self._langd = 0
        return text


class Textlasare(_Lasare):
    """Reads sharedStrings.xml: `read` gives the texts in order, interpreted."""

    def __init__(self):
        super().__init__()
        self._texter: list[str | Cellfel | None] = []

    def read(self, source: BinaryIO) -> list[str | Cellfel | None]:
        for _ in self._parse(source):
            if len(self._texter) > MAX_TEXTER:
                raise OtillatenFil("Filen innehåller för många olika texter. Dela upp den.")
        return self._texter

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        self._go_down()
        if name == _T:
            self._samlar = not self._fonetik
        elif name == _FONETIK:
            self._fonetik = True

    def _end(self, name: str) -> None:
        self._djup -= 1
        if name == _T:
            self._samlar = False
        elif name == _FONETIK:
            self._fonetik = False
        elif name == _SI:
            self._texter.append(interpret_text(self._take_text()))


class Bladlasare(_Lasare):
    """Reads the worksheet `namn`.

    `texter` are the shared texts, `stilar` the style numbers that make a number a ”datum” or a
    ”tid”, `epok` day 0 of the workbook's dates.
    """

    def __init__(
        self,
        namn: str,
        texter: list[str | Cellfel | None],
        stilar: dict[str, str],
        epok: datetime,
    ):
        super().__init__()
        self._namn = shorten(namn)
        self._stilar = stilar
        self._tolkade = {
            "n": _Tolkade(_interpret_tal),
            "datum": _Tolkade(lambda text: _interpret_datum(text, epok)),
            "tid": _Tolkade(lambda _text: Cellfel.TID),
            "s": _Tolkade(lambda text: texter[int(text)]),
            "str": _Tolkade(interpret_text),
            "inlineStr": _Tolkade(interpret_text),
            "b": _Tolkade(lambda text: bool(int(text))),
            "d": _Tolkade(lambda text: _only_date(from_ISO8601(text))),
            "e": _Tolkade(lambda _text: Cellfel.FELVARDE),
        }
        self._klara: list[tuple[int, tuple[Cell | Cellfel, ...]]] = []
        self._antal_rader = 0
        self._antal_celler = 0
        self._bredd = 0
        self._rad = 0
        self._celler: list[Cell | Cellfel] = []
        self._kolumn = 0
        self._slag = "n"
        self._is_formel = False

    def read(self, source: BinaryIO) -> Iterator[tuple[int, tuple[Cell | Cellfel, ...]]]:
        """The rows that hold anything, with their numbers; see Arbetsbok.rader."""
        for _ in self._parse(source):
            yield from self._klara
            self._klara.clear()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._go_down()
        if name == _CELL:
            self._start_cell(attributes)
        elif name in (_V, _T):
            self._samlar = not self._fonetik
        elif name == _ROW:
            self._start_row(attributes)
        elif name == _F:
            self._is_formel = True
        elif name == _FONETIK:
            self._fonetik = True

    def _end(self, name: str) -> None:
        self._djup -= 1
        if name == _CELL:
            self._end_cell()
        elif name in (_V, _T):
            self._samlar = False
        elif name == _ROW:
            self._end_row()
        elif name == _FONETIK:
            self._fonetik = False

    def _start_row(self, attributes: dict[str, str]) -> None:
        rad = int(attributes.get("r", self._rad + 1))
        if not self._rad < rad <= MAX_RADNUMMER:
            raise OtillatenFil(
                f"Bladet {self._namn} har radnummer som inte finns i Excel. Spara om det i Excel."
            )
        self._rad = rad
        self._kolumn = 0

    def _start_cell(self, attributes: dict[str, str]) -> None:
        plats = attributes.get("r")
        kolumn = _KOLUMNER.get(plats.rstrip("0123456789")) if plats else self._kolumn + 1
        if kolumn is None or kolumn > MAX_KOLUMNER:
            raise OtillatenFil(
                f"Bladet {self._namn}, rad {self._rad}: fler än {MAX_KOLUMNER} kolumner. "
                "Ta bort kolumnerna till höger om tabellen."
            )
        if kolumn <= self._kolumn:
            raise ValueError
        self._kolumn = kolumn
        slag = attributes.get("t", "n")
        self._slag = self._stilar.get(attributes.get("s"), "n") if slag == "n" else slag

    def _end_cell(self) -> None:
        text = self._take_text()
        if self._is_formel:
            value = Cellfel.FORMEL
            self._is_formel = False
        elif text:
            value = self._tolkade[self._slag][text]
        else:
            return
        if value is not None:
            self._celler += [None] * (self._kolumn - 1 - len(self._celler))
            self._celler.append(value)

    def _end_row(self) -> None:
        self._antal_celler += self._kolumn
        if self._antal_celler > MAX_CELLER:
            raise OtillatenFil(
                f"Bladet {self._namn} har för många celler. Ta bort tomma rader och kolumner."
            )
        if not self._celler:
            return
        self._antal_rader += 1
        if self._antal_rader > MAX_RADER:
            raise OtillatenFil(f"Bladet {self._namn} har fler än {MAX_RADER} rader. Dela upp det.")
        self._bredd = max(self._bredd, len(self._celler))
        self._celler += [None] * (self._bredd - len(self._celler))
        self._klara.append((self._rad, tuple(self._celler)))
        self._celler.clear()
