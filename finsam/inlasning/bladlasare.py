"""Reads the sheets of an .xlsx with openpyxl's parts, in bounded time and memory.

openpyxl interprets every row (WorkSheetParser, which all its ways of reading end in) and every
text (Text). Only the walk from row to row is our own: iter_rows keeps all that it has passed,
makes up the rows that a file leaves out, drops those that come in disorder, tells no text that
begins with = from a formula, and quotes cells in its warnings.
"""

import re
from collections.abc import Container, Iterator
from datetime import datetime
from typing import BinaryIO
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse
from openpyxl.cell.text import Text
from openpyxl.worksheet._reader import FORMULA_TAG, ROW_TAG, WorkSheetParser
from openpyxl.xml.constants import SHEET_MAIN_NS

from finsam.inlasning.celler import (
    Cell,
    Cellfel,
    Texttolk,
    has_identity,
    interpret_datum,
    interpret_tal,
    only_date,
)
from finsam.inlasning.fel import OtillatenFil, shorten

MAX_KOLUMNER = 300
MAX_RADNUMMER = 1_048_576
MAX_RADER = 100_000  # that hold anything: formatting may go down to Excel's last row
MAX_TEXTER = 150_000
MAX_CELLER = 10_000_000  # of a sheet, with those that are left out before a row's last one
MAX_ELEMENT = 2_500_000  # of all sheets and texts; a cell is two or three
MAX_ELEMENTSTORLEK = 2 * 1024 * 1024  # bytes of a row, or of a list beside the rows
_MAX_DJUP = 64
_MAX_NAMN = 2000  # the XML parser keeps the name of every kind of element and attribute

_TEXT_TAG = f"{{{SHEET_MAIN_NS}}}si"
_KOMMENTAR_TAGS = {
    f"{{{SHEET_MAIN_NS}}}comment",
    "{http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments}threadedComment",
}
_CELL = re.compile(r"[A-Z]{1,3}\d{1,7}", re.ASCII)
# How LibreOffice writes a cell that is true or false.
_SANNINGSVARDEN = {"TRUE()": True, "FALSE()": False}
# What takes openpyxl longer than a plain element, in plain elements: formatting within a text.
_KOSTNAD = {f"{{{SHEET_MAIN_NS}}}{tag}": 10 for tag in ("r", "rPr", "rPh")}


class Rakning:
    """How much of a file has been read, for the limits that hold for all its parts together."""

    def __init__(self):
        self._antal = 0
        self._namn = set()

    def add(self, element: Element) -> None:
        self._antal += _KOSTNAD.get(element.tag, 1)
        self._namn.add(element.tag)
        self._namn.update(element.attrib)
        if self._antal > MAX_ELEMENT or len(self._namn) > _MAX_NAMN:
            raise OtillatenFil(
                "Filen har för många celler. Ta bort tomma rader, kolumner och blad, eller dela "
                "upp den."
            )


class _Kalla:
    """What iterparse reads from; stops where one element gets too large."""

    def __init__(self, source: BinaryIO):
        self._source = source
        self._storlek = 0

    def read(self, size: int) -> bytes:
        stycke = self._source.read(size)
        self._storlek += len(stycke)
        if self._storlek > MAX_ELEMENTSTORLEK:
            raise OtillatenFil("Filen har en rad som är för stor. Korta eller ta bort texterna.")
        return stycke

    def start_over(self) -> None:
        self._storlek = 0


def _stream(source: BinaryIO, tags: Container[str], rakning: Rakning) -> Iterator[Element]:
    """Every element of `tags`; each is gone when the next one is asked for, with all around it."""
    kalla = _Kalla(source)
    oppna = []
    for event, element in iterparse(kalla, ("start", "end"), forbid_dtd=True):
        if event == "start":
            rakning.add(element)
            oppna.append(element)
            if len(oppna) > _MAX_DJUP:
                raise ValueError
            continue
        oppna.pop()
        if element.tag in tags:
            yield element
        if element.tag in tags or len(oppna) == 1:
            for utanfor in oppna:
                utanfor.clear()
            kalla.start_over()


def read_texter(source: BinaryIO, rakning: Rakning) -> list[str]:
    """The texts of sharedStrings.xml in order, as they are written."""
    texter = []
    for element in _stream(source, {_TEXT_TAG}, rakning):
        texter.append(Text.from_tree(element).content)
        if len(texter) > MAX_TEXTER:
            raise OtillatenFil("Filen innehåller för många olika texter. Dela upp den.")
    return texter


def find_identities_in_comments(source: BinaryIO, rakning: Rakning) -> list[str]:
    """The cells, as B7, whose comments hold an identity number; ”” where it is not said which."""
    return [
        ref if _CELL.fullmatch(ref := element.get("ref", "")) else ""
        for element in _stream(source, _KOMMENTAR_TAGS, rakning)
        if has_identity("".join(element.itertext()))
    ]


class _Radtolk(WorkSheetParser):
    def parse_row(self, element: Element) -> tuple[int, list[dict]]:
        # Formatting may go down to Excel's last row: a million empty ones, with their numbers.
        nummer = element.get("r", "")
        if len(element) == 0 and nummer.isdecimal():
            self.row_counter = int(nummer)
            return self.row_counter, []
        return super().parse_row(element)

    def parse_formula(self, element: Element) -> str | None:
        # openpyxl would work out a shared formula anew for each cell.
        return element.findtext(FORMULA_TAG)


class Bladlasare:
    """Reads the worksheet `namn`.

    `texter` are the shared texts, `stilar` the style numbers that make a number a ”datum” or a
    ”tid”, `epok` day 0 of the workbook's dates.
    """

    def __init__(self, namn: str, texter: list[str], stilar: dict[int, str], epok: datetime):
        self._namn = shorten(namn)
        self._stilar = stilar
        self._epok = epok
        # Without the styles of dates: a date that does not exist would become a warning that
        # quotes the number, which may be somebody's.
        self._radtolk = _Radtolk(None, texter)
        self._texttolk = Texttolk()

    def read(
        self, source: BinaryIO, rakning: Rakning
    ) -> Iterator[tuple[int, tuple[Cell | Cellfel, ...]]]:
        """The rows that hold anything, with their numbers; see Arbetsbok.rader."""
        forra = antal = antal_celler = bredd = 0
        for element in _stream(source, {ROW_TAG}, rakning):
            if len(element) > MAX_KOLUMNER:
                raise self._too_wide(forra + 1)
            nr, celler = self._radtolk.parse_row(element)
            # What it keeps of each row's height.
            self._radtolk.row_dimensions.clear()
            if not forra < nr <= MAX_RADNUMMER:
                raise OtillatenFil(
                    f"Bladet {self._namn} har radnummer som inte finns i Excel. "
                    "Spara om det i Excel."
                )
            forra = nr
            if not celler:
                continue
            rad = self._interpret(nr, celler)
            antal_celler += celler[-1]["column"]
            if antal_celler > MAX_CELLER:
                raise OtillatenFil(
                    f"Bladet {self._namn} har för många celler. Ta bort tomma rader och kolumner."
                )
            if not rad:
                continue
            antal += 1
            if antal > MAX_RADER:
                raise OtillatenFil(
                    f"Bladet {self._namn} har fler än {MAX_RADER} rader. Dela upp det."
                )
            bredd = max(bredd, len(rad))
            rad += [None] * (bredd - len(rad))
            yield nr, tuple(rad)

    def _interpret(self, nr: int, celler: list[dict]) -> list[Cell | Cellfel]:
        """The row's values up to the last one that is not empty."""
        if celler[-1]["column"] > MAX_KOLUMNER:
            raise self._too_wide(nr)
        rad = []
        forra = 0
        for cell in celler:
            kolumn = cell["column"]
            if kolumn <= forra:
                raise ValueError
            forra = kolumn
            value = self._interpret_cell(cell["value"], cell["data_type"], cell["style_id"])
            if value is not None:
                rad += [None] * (kolumn - 1 - len(rad))
                rad.append(value)
        return rad

    def _interpret_cell(self, value: object, slag: str, stil: int) -> Cell | Cellfel:
        if slag == "f":
            return _SANNINGSVARDEN.get(value, Cellfel.FORMEL)
        if value is None:
            return None
        if slag == "s":
            return self._texttolk[value]
        if slag == "n":
            som = self._stilar.get(stil)
            if som == "datum":
                return interpret_datum(value, self._epok)
            return interpret_tal(value) if som is None else Cellfel.TID
        if slag == "b":
            return value
        if slag == "d":
            return only_date(value)
        if slag == "e":
            return Cellfel.FELVARDE
        raise ValueError

    def _too_wide(self, nr: int) -> OtillatenFil:
        return OtillatenFil(
            f"Bladet {self._namn}, rad {nr}: fler än {MAX_KOLUMNER} kolumner. "
            "Ta bort kolumnerna till höger om tabellen."
        )
