"""Reads a PDF's tag tree with the text of every element, as a screen reader does."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pypdf import PdfReader
from pypdf.generic import ContentStream, DictionaryObject

from rapporter.tabell import Tabell, show


def read_cells(table: "Tag") -> list[list[str]]:
    """Each figure of a tagged table: its text and those of the headings that it names."""
    ids = {th.id: th.text for th in table.find("/TH") if th.id}
    return [
        [cell.text, *(ids[each] for each in cell.attributes["/Headers"])]
        for cell in table.find("/TD")
    ]


def unbroken(cells: Iterable[list[str]]) -> list[list[str]]:
    """Without spaces and hyphens at which a line may have been broken."""
    return [[re.sub(r"[ \u2010]", "", text) for text in texts] for texts in cells]


def expected_cells(tabell: Tabell) -> Iterator[list[str]]:
    """The text of every figure of a table and of its headings, outermost first."""
    grupper = tabell.grupper or {}
    rows = [(rad, grupper.get(rad.grupp, "")) for rad in tabell.rader]
    for rad, grupp in [*rows, (tabell.summa, ""), (tabell.andel, "")]:
        if rad is None:
            continue
        rubrik = rad.rubrik + ", ".join(map(str, rad.fotnoter))
        for kolumn in tabell.visade_kolumner:
            headings = [kolumn.grupp, kolumn.rubrik, grupp, rubrik]
            value = rad.varden.get(kolumn.nyckel)
            if rad is tabell.andel:
                text = f"{value}\u202f%" if value is not None else ""
            elif kolumn.nyckel in rad.varden:
                text = show(value, rad.slag or kolumn.slag)
            else:
                text = ""
            yield [text, *(heading for heading in headings if heading)]


@dataclass
class Tag:
    object: DictionaryObject
    children: list["Tag"] = field(default_factory=list)
    own_text: str = ""

    @property
    def tag(self) -> str:
        return self.object["/S"]

    @property
    def id(self) -> str | None:
        return self.object.get("/ID")

    @property
    def attributes(self) -> DictionaryObject:
        return self.object.get("/A", {})

    @property
    def text(self) -> str:
        return self.own_text + "".join(child.text for child in self.children)

    def walk(self) -> Iterator["Tag"]:
        yield self
        for child in self.children:
            yield from child.walk()

    def find(self, tag: str) -> Iterator["Tag"]:
        return (element for element in self.walk() if element.tag == tag)


class TagTree:
    def __init__(self, pdf: PdfReader):
        self.pages = {page.indirect_reference.idnum: MarkedTexts(pdf, page) for page in pdf.pages}
        seen: set[tuple[int, int]] = set()
        self.root = [
            self._read(kid.get_object(), seen)
            for kid in pdf.trailer["/Root"]["/StructTreeRoot"]["/K"]
        ]
        self.loose = [
            (page, mcid)
            for page, texts in self.pages.items()
            for mcid in texts.by_mcid
            if (page, mcid) not in seen
        ]

    def _read(self, element: DictionaryObject, seen: set[tuple[int, int]]) -> Tag:
        tag = Tag(element)
        for kid in element.get("/K", []):
            if isinstance(kid, int):
                page = element.raw_get("/Pg").idnum
                seen.add((page, kid))
                tag.own_text += self.pages[page].by_mcid[kid]
            elif kid.get_object().get("/Type") == "/StructElem":
                tag.children.append(self._read(kid.get_object(), seen))
        return tag

    def walk(self) -> Iterator[Tag]:
        for element in self.root:
            yield from element.walk()

    def find(self, tag: str) -> Iterator[Tag]:
        return (element for element in self.walk() if element.tag == tag)


class MarkedTexts:
    """The text of every marked content of a page, by its number."""

    def __init__(self, pdf: PdfReader, page):
        self.by_mcid: dict[int, str] = {}
        fonts = {
            name: self._read_unicode(font.get_object())
            for name, font in page["/Resources"]["/Font"].items()
        }
        font: dict[int, str] = {}
        open_marks: list[int | None] = []
        for operands, operator in ContentStream(page.get_contents(), pdf).operations:
            match operator:
                case b"BDC":
                    mcid = operands[1].get("/MCID")
                    open_marks.append(mcid)
                    if mcid is not None:
                        self.by_mcid[mcid] = ""
                case b"BMC":
                    open_marks.append(None)
                case b"EMC":
                    open_marks.pop()
                case b"Tf":
                    font = fonts[operands[0]]
                case b"TJ" | b"Tj":
                    mcid = next((mark for mark in open_marks[::-1] if mark is not None), None)
                    if mcid is not None:
                        self.by_mcid[mcid] += self._decode(operands[0], font)

    @staticmethod
    def _read_unicode(font) -> dict[int, str]:
        cmap = font["/ToUnicode"].get_data().decode()
        return {
            int(glyph, 16): bytes.fromhex(text).decode("utf-16-be")
            for glyph, text in re.findall(r"<([0-9a-fA-F]{4})> <([0-9a-fA-F]+)>", cmap)
        }

    @staticmethod
    def _decode(shown, font: dict[int, str]) -> str:
        parts = shown if isinstance(shown, list) else [shown]
        text = ""
        for part in parts:
            if isinstance(part, int | float):
                continue
            raw = part.original_bytes if isinstance(part, str) else bytes(part)
            text += "".join(font[int.from_bytes(raw[at : at + 2])] for at in range(0, len(raw), 2))
        return text
