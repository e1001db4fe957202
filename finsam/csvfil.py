"""A table as a file for Excel: UTF-8 with BOM, semicolons, and no cell that is a formula."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

_BOM = "\ufeff"
_FORMELTECKEN = ("=", "+", "-", "@")


def write_tabell(rubriker: Sequence[str], rader: Iterable[Iterable[object]]) -> str:
    """One line per row under a line of headings."""
    fil = StringIO()
    writer = csv.writer(fil, delimiter=";", lineterminator="\r\n")
    writer.writerow(rubriker)
    for rad in rader:
        writer.writerow(escape(cell) for cell in rad)
    return _BOM + fil.getvalue()


def escape(cell: object) -> str:
    """What Excel would take for a formula, with an apostrophe first."""
    text = str(cell)
    return f"'{text}" if text.lstrip().startswith(_FORMELTECKEN) else text


def unescape(cell: str) -> str:
    """The cell without the apostrophe of `escape`."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMELTECKEN) else cell
