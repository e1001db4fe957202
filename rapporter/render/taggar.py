"""What WeasyPrint leaves undone in the tags of a PDF that is to be read aloud.

- It takes a figure under a grouped heading (K | M | S:a) for the wrong column's and gives no
  heading a Scope.
- It makes a table of each page's part of a table, with the repeated headings in each.
- It leaves repeated headings, running heads and page numbers as content that belongs nowhere.
- It announces a link by the name of its anchor.
- It can't say that a PDF/A is a PDF/UA as well.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

import pydyf
from weasyprint import Document
from weasyprint.formatting_structure.boxes import Box, TableCellBox

# pdfuaid is no schema that PDF/A knows, so the file must describe it (ISO 19005-3, 6.6.2.3).
PDFUA = b"""
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
 pdfuaid:part="1"/>
<rdf:Description rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>"""

# The tags of an HTML cell: several where it stands on more than one page.
Marks = dict[Element, list[pydyf.Dictionary]]

SCOPES = {"col": "/Column", "colgroup": "/Column", "row": "/Row", "rowgroup": "/Row"}


def finish(document: Document, pdf: pydyf.PDF) -> None:
    """A finisher for WeasyPrint's write_pdf, called before the file is written."""
    tree = _Tree(pdf)
    marks: Marks = defaultdict(list)
    tables: dict[Element, None] = {}
    for box in _boxes(document):
        if isinstance(box, TableCellBox):
            marks[box.element].append(box.mark)
        elif box.element_tag == "table":
            tables[box.element] = None
        elif getattr(box, "link_annotation", None) and box.element_tag == "a":
            box.link_annotation["Contents"] = pydyf.String(_text(box.element))
    for number, table in enumerate(tables, 1):
        grid = _read_grid(table)
        _tag_cells(grid, marks, f"t{number}")
        _join_parts(grid, marks, tree)
    _hide_loose_content(tree)
    metadata = tree.find(pdf.catalog["Metadata"])
    metadata.stream = [metadata.stream[0].replace(b"</rdf:RDF>", PDFUA)]


def _boxes(document: Document) -> Iterator[Box]:
    for page in document.pages:
        yield from page._page_box.descendants()


def _text(element: Element) -> str:
    return element.get("aria-label") or " ".join("".join(element.itertext()).split())


@dataclass
class _Tree:
    """The structure tree, in which objects refer to each other by number."""

    pdf: pydyf.PDF
    root: pydyf.Dictionary = field(init=False)

    def __post_init__(self):
        self.root = self.find(self.pdf.catalog["StructTreeRoot"])

    def find(self, reference: bytes) -> Any:
        return self.pdf.objects[int(reference.split()[0])]

    def parent(self, element: pydyf.Dictionary) -> pydyf.Dictionary:
        return self.find(element["P"])

    def reachable(self) -> set[int]:
        """Numbers of the elements that hang under the root."""
        found = set()
        waiting = list(self.root["K"])
        while waiting:
            kid = waiting.pop()
            if isinstance(kid, bytes):
                element = self.find(kid)
                found.add(element.number)
                waiting.extend(element.get("K", ()))
        return found


@dataclass(frozen=True)
class _GridCell:
    element: Element
    section: Element
    row: int
    rows: range
    columns: range

    @property
    def scope(self) -> str:
        return self.element.get("scope", "")


def _read_grid(table: Element) -> list[_GridCell]:
    """The cells of an HTML table in reading order, with the rows and columns they cover."""
    cells = []
    taken: set[tuple[int, int]] = set()
    row = 0
    for section in table:
        for tr in section.iter("tr"):
            column = 0
            for element in tr:
                while (row, column) in taken:
                    column += 1
                rows = range(row, row + int(element.get("rowspan", 1)))
                columns = range(column, column + int(element.get("colspan", 1)))
                taken.update((r, c) for r in rows for c in columns)
                cells.append(_GridCell(element, section, row, rows, columns))
                column = columns.stop
            row += 1
    return cells


def _tag_cells(grid: list[_GridCell], marks: Marks, prefix: str) -> None:
    """Give every heading its ID and Scope, and every cell the IDs of its headings."""
    by_column: dict[int, list[_GridCell]] = defaultdict(list)
    by_row: dict[int, list[_GridCell]] = defaultdict(list)
    by_section: dict[Element, list[_GridCell]] = defaultdict(list)
    ids = {}
    for cell in grid:
        if not cell.scope:
            continue
        ids[cell.element] = pydyf.String(f"{prefix}-{len(ids)}")
        for part, mark in enumerate(marks[cell.element]):
            mark["A"]["Scope"] = SCOPES[cell.scope]
            if part == 0:
                mark["ID"] = ids[cell.element]
            else:
                mark.pop("ID", None)
        if cell.scope == "rowgroup":
            by_section[cell.section].append(cell)
        elif cell.scope == "row":
            for row in cell.rows:
                by_row[row].append(cell)
        else:
            for column in cell.columns:
                by_column[column].append(cell)
    for cell in grid:
        headings = [
            heading
            for candidates in (
                *(by_column[column] for column in cell.columns),
                by_section[cell.section],
                *(by_row[row] for row in cell.rows),
            )
            for heading in candidates
            if heading.row < cell.row or heading.columns.stop <= cell.columns.start
        ]
        references = [ids[element] for element in dict.fromkeys(h.element for h in headings)]
        for mark in marks[cell.element]:
            if references:
                mark["A"]["Headers"] = pydyf.Array(references)
            else:
                mark["A"].pop("Headers", None)


def _join_parts(grid: list[_GridCell], marks: Marks, tree: _Tree) -> None:
    """Move the rows on later pages to the table's first part; repeated headings fall away."""
    parts: dict[int, pydyf.Dictionary] = {}
    for cell in grid:
        for mark in marks[cell.element]:
            part = tree.parent(tree.parent(tree.parent(mark)))
            parts[part.number] = part
    whole, *later = (parts[number] for number in sorted(parts))
    for part in later:
        for reference in part["K"]:
            section = tree.find(reference)
            if section["S"] != "/THead":
                section["P"] = whole.reference
                whole["K"].append(reference)
        tree.parent(part)["K"].remove(part.reference)


def _hide_loose_content(tree: _Tree) -> None:
    """Mark what belongs to no element of the tree as something to pass over (an artifact)."""
    reachable = tree.reachable()
    numbers = tree.find(tree.root["ParentTree"])["Nums"]
    page_references = tree.pdf.page_references
    for index, owners in zip(numbers[::2], numbers[1::2], strict=True):
        if not isinstance(owners, list):
            continue
        loose = {
            mcid for mcid, owner in enumerate(owners) if int(owner.split()[0]) not in reachable
        }
        if not loose:
            continue
        for mcid in loose:
            owners[mcid] = "null"
        page = tree.find(page_references[index])
        content = tree.find(page["Contents"]).stream
        for position, item in enumerate(content):
            if isinstance(item, dict) and item.get("MCID") in loose:
                content[position - 1] = "/Artifact"
                content[position] = pydyf.Dictionary({"Type": "/Pagination"})
