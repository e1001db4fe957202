"""The workbook that the ekonom pays by: one row per rekvisition, text that never is a formula."""

from collections.abc import Iterable
from decimal import Decimal
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from ekonomi.models import Betalrad

BLAD = "Att betala"
RUBRIKER = (
    "insats",
    "namn",
    "insatsägare",
    "år",
    "kvartal",
    "preliminär",
    "attesterad",
    "attesterad av",
    "belopp",
    "betalt tidigare",
    "att betala",
)
_SMALAST, _BREDAST = 10, 60
_KRONOR = "#,##0.00"


def write_betalfil(rader: Iterable[Betalrad]) -> bytes:
    """The file as .xlsx, in the order given, with a sum row.

    Needs insats, its insatsägare and attesterad_av. A negative amount to pay is to be repaid.
    """
    rader = list(rader)
    bok = Workbook()
    blad = bok.active
    blad.title = BLAD
    for nr, rad in enumerate((RUBRIKER, *map(_cells, rader), _sum_row(rader)), start=1):
        for kolumn, varde in enumerate(rad, start=1):
            _set(blad.cell(nr, kolumn), varde)
    for cell in (*blad[1], *blad[blad.max_row]):
        cell.font = Font(bold=True)
    for nr, kolumn in enumerate(blad.columns, start=1):
        bredd = 3 + max(len(_read(cell)) for cell in kolumn)
        blad.column_dimensions[get_column_letter(nr)].width = min(max(bredd, _SMALAST), _BREDAST)
    blad.freeze_panes = "A2"
    ut = BytesIO()
    bok.save(ut)
    return ut.getvalue()


def _cells(rad: Betalrad) -> tuple:
    rekvisition, insats = rad.rekvisition, rad.rekvisition.insats
    return (
        insats.kod,
        insats.benamning,
        str(insats.insatsagare or ""),
        rekvisition.ar,
        rekvisition.kvartal,
        "Ja" if rad.is_preliminar else "Nej",
        rad.attesterad,
        str(rad.attesterad_av),
        rad.rekvirerat,
        rad.rekvirerat - rad.belopp,
        rad.belopp,
    )


def _sum_row(rader: list[Betalrad]) -> tuple:
    att_betala = sum((rad.belopp for rad in rader), Decimal(0))
    return ("Summa", *[None] * (len(RUBRIKER) - 2), att_betala)


def _read(cell: Cell) -> str:
    """What the cell shows, all but for which spaces and separators it has."""
    if cell.value is None:
        return ""
    return f"{cell.value:,.2f}" if isinstance(cell.value, Decimal) else str(cell.value)


def _set(cell: Cell, varde: object) -> None:
    if isinstance(varde, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", varde)
        # Whatever it begins with, also when someone has edited the cell.
        cell.data_type = "s"
        cell.quotePrefix = True
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        return
    cell.value = varde
    if isinstance(varde, Decimal):
        cell.number_format = _KRONOR
