"""Opens .xlsx files that may be broken or hostile: bounded time and memory, values only.

openpyxl reads the package's structure (sheets, relations, styles), each part small, and nothing
else of the package: load_workbook would also take in themes, diagrams and pictures. bladlasare
has it read the sheets, row by row.
"""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from zipfile import ZipFile

from openpyxl.packaging.manifest import Manifest
from openpyxl.packaging.relationship import RelationshipList, get_dependents
from openpyxl.packaging.workbook import WorkbookPackage
from openpyxl.styles.stylesheet import Stylesheet
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH
from openpyxl.xml.constants import XLSX
from openpyxl.xml.functions import fromstring

from finsam.inlasning.bladlasare import (
    Bladlasare,
    Rakning,
    find_identities_in_comments,
    read_texter,
)
from finsam.inlasning.celler import ANNAT_NUMMER, Cell, Cellfel, interpret_text
from finsam.inlasning.fel import OtillatenFil, shorten
from finsam.inlasning.paket import OLE2, ZIP, Paketfel, check_paket
from finsam.svenska import join_och

__all__ = ["Arbetsbok", "Cell", "Cellfel", "OtillatenFil", "open_arbetsbok"]

MB = 1024 * 1024
MAX_FIL = 20 * MB
MAX_UPPACKAT = 120 * MB
MAX_TEXTDEL = 40 * MB  # the shared texts are held in memory
MAX_DEL = 1 * MB  # of the parts that openpyxl reads whole
MAX_BLAD = 100

_INNEHALL = "[Content_Types].xml"
_ARBETSBOK = "xl/workbook.xml"
_RELATIONER = "xl/_rels/workbook.xml.rels"
_STILAR = "xl/styles.xml"


# Notes and threaded comments, by whatever program they are written.
_KOMMENTARER = re.compile(r"xl/(?:.*/)?[^/]*comment[^/]*\.xml|xl/threadedcomments/.*\.xml")
_MAX_KOMMENTARER = 10

_TRASIG = (
    "Filen är skadad och går inte att läsa. Öppna den i Excel och spara den på nytt som .xlsx."
)
_FOR_STOR = "Filen är för stor. Ta bort bilder, tomma rader och blad som inte behövs."
_INTE_EXCEL = "Filen är inte en Excelfil (.xlsx)."
_PAKETFEL = Paketfel(
    trasig=_TRASIG,
    for_stor=_FOR_STOR,
    aktiv=(
        "Filen innehåller makron, länkar eller inbäddade filer. "
        "Kopiera bladen till en ny arbetsbok och spara den som .xlsx."
    ),
)


class Arbetsbok:
    """An open workbook: `blad` are its sheets' names in order, `sha256` the whole file's hash."""

    def __init__(self, archive: ZipFile, sha256: str):
        self.sha256 = sha256
        self._archive = archive
        self._rakning = Rakning()
        self._check_kommentarer()
        package = WorkbookPackage.from_tree(fromstring(archive.read(_ARBETSBOK)))
        relationer = get_dependents(archive, _RELATIONER)
        self._epok = MAC_EPOCH if package.properties.date1904 else WINDOWS_EPOCH
        self._delar = _find_worksheets(package, relationer)
        self._texter = self._read_texter(relationer)
        self._stilar = self._read_stilar()

    @property
    def blad(self) -> tuple[str, ...]:
        return tuple(self._delar)

    def rader(self, blad: str) -> Iterator[tuple[int, tuple[Cell | Cellfel, ...]]]:
        """The sheet's rows that hold anything, each with its number in Excel, in order.

        Text is NFC without outer space, empty is None, a date has lost any time of day. A cell
        that must not be taken in is a Cellfel, and what it held is gone. Rows are padded to the
        widest so far. Raises OtillatenFil, possibly after some rows.
        """
        lasare = Bladlasare(blad, self._texter, self._stilar, self._epok)
        with _broken_is_refused(), self._archive.open(self._delar[blad]) as source:
            yield from lasare.read(source, self._rakning)

    def _check_kommentarer(self) -> None:
        """Raises OtillatenFil where a comment, which no sheet gives, holds an identity number."""
        celler = []
        for part in self._archive.infolist():
            if _KOMMENTARER.fullmatch(part.filename.lower()):
                with self._archive.open(part) as source:
                    celler += find_identities_in_comments(source, self._rakning)
        if celler:
            namngivna = sorted(set(filter(None, celler)))[:_MAX_KOMMENTARER]
            plats = f" vid {join_och(namngivna)}" if namngivna else ""
            raise OtillatenFil(
                f"En kommentar{plats} innehåller något som ser ut som ett personnummer. "
                f"Ta bort kommentaren ur filen. {ANNAT_NUMMER}"
            )

    def _read_texter(self, relationer: RelationshipList) -> list[str]:
        for relation in relationer:
            if relation.Type.endswith("/sharedStrings"):
                if self._archive.getinfo(relation.target).file_size > MAX_TEXTDEL:
                    raise OtillatenFil(_FOR_STOR)
                with self._archive.open(relation.target) as source:
                    return read_texter(source, self._rakning)
        return []

    def _read_stilar(self) -> dict[int, str]:
        """The numbers of the styles that make a number a ”datum” or a ”tid”."""
        if _STILAR not in self._archive.namelist():
            return {}
        stilar = Stylesheet.from_tree(fromstring(self._archive.read(_STILAR)))
        return dict.fromkeys(stilar.date_formats, "datum") | dict.fromkeys(
            stilar.timedelta_formats, "tid"
        )


@contextmanager
def open_arbetsbok(source: str | Path | BinaryIO) -> Iterator[Arbetsbok]:
    """Open an .xlsx given by path or as a seekable binary file, which is left open.

    Raises OtillatenFil for anything that is not a plain workbook of reasonable size.
    """
    if isinstance(source, str | Path):
        with _open_path(Path(source)) as opened, open_arbetsbok(opened) as arbetsbok:
            yield arbetsbok
        return
    _check_outside(source)
    sha256 = hashlib.file_digest(source, "sha256").hexdigest()
    with _broken_is_refused():
        archive = ZipFile(source)
        _check_delar(archive)
        arbetsbok = Arbetsbok(archive, sha256)
    yield arbetsbok


def _open_path(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except FileNotFoundError:
        raise OtillatenFil(
            f"Filen {shorten(path.name)} finns inte. Kontrollera namn och mapp."
        ) from None
    except OSError:
        namn = shorten(path.name or path)
        if path.is_dir():
            raise OtillatenFil(f"{namn} är en mapp. Ange en fil i mappen.") from None
        raise OtillatenFil(
            f"Filen {namn} går inte att öppna. Kontrollera att du får läsa den."
        ) from None


@contextmanager
def _broken_is_refused():
    # The parsers' own errors quote the file, hence ”from None”.
    try:
        yield
    except OtillatenFil:
        raise
    except Exception:
        raise OtillatenFil(_TRASIG) from None


def _check_outside(source: BinaryIO) -> None:
    source.seek(0, 2)
    size = source.tell()
    source.seek(0)
    start = source.read(len(OLE2))
    source.seek(0)
    if size > MAX_FIL:
        raise OtillatenFil(f"{_FOR_STOR} Den får vara högst {MAX_FIL // MB} MB.")
    if start == OLE2:
        raise OtillatenFil(
            "Filen är en äldre Excelfil eller skyddad med lösenord. "
            "Spara den som .xlsx utan lösenord."
        )
    if not start.startswith(ZIP):
        raise OtillatenFil(_INTE_EXCEL)


def _check_delar(archive: ZipFile) -> None:
    check_paket(archive, _PAKETFEL, max_uppackat=MAX_UPPACKAT)
    filer = set(archive.namelist())
    if not {_INNEHALL, _ARBETSBOK, _RELATIONER} <= filer:
        raise OtillatenFil(_INTE_EXCEL)
    for name in {_INNEHALL, _ARBETSBOK, _RELATIONER, _STILAR} & filer:
        if archive.getinfo(name).file_size > MAX_DEL:
            raise OtillatenFil(_FOR_STOR)
    innehall = Manifest.from_tree(fromstring(archive.read(_INNEHALL)))
    typer = {part.PartName: part.ContentType for part in innehall.Override}
    if typer.get(f"/{_ARBETSBOK}") != XLSX:
        raise OtillatenFil("Filen har fel format. Spara den som Excel-arbetsbok (.xlsx).")


def _find_worksheets(package: WorkbookPackage, relationer: RelationshipList) -> dict[str, str]:
    """Sheet name to the part that holds it; sheets that are only a diagram are left out."""
    relation = relationer.to_dict()
    if len(package.sheets) > MAX_BLAD:
        raise OtillatenFil(
            f"Filen har {len(package.sheets)} blad. Den får ha högst {MAX_BLAD}. "
            "Ta bort blad som inte behövs."
        )
    delar = {}
    for nr, sheet in enumerate(package.sheets, start=1):
        if not relation[sheet.id].Type.endswith("/worksheet"):
            continue
        namn = interpret_text(sheet.name)
        if isinstance(namn, Cellfel):
            raise OtillatenFil(f"Byt namn på blad {nr}. Det ser ut som ett personnummer.")
        if namn is None or namn in delar:
            raise OtillatenFil(_TRASIG)
        delar[namn] = relation[sheet.id].target
    if not delar or len(set(delar.values())) < len(delar):
        raise OtillatenFil(_TRASIG)
    return delar
