"""The list as a file for Excel: UTF-8 with BOM, semicolons, and no cell that is a formula."""

import csv
from collections.abc import Iterable
from io import StringIO

from insatser.behorigheter.lista import Rad

_KOLUMNER = [
    "Namn",
    "E-postadress",
    "Roll",
    "Insatser",
    "Senast inloggad",
    "Två steg",
    "Status",
]
_BOM = "\ufeff"


def write_csv(rader: Iterable[Rad]) -> str:
    """One line per row under a line of headings."""
    fil = StringIO()
    writer = csv.writer(fil, delimiter=";", lineterminator="\r\n")
    writer.writerow(_KOLUMNER)
    for rad in rader:
        writer.writerow(
            as_text(cell)
            for cell in (
                rad.namn,
                rad.email,
                rad.roll,
                "; ".join(rad.insatser),
                rad.senast_inloggad or "",
                {True: "ja", False: "nej", None: ""}[rad.har_tva_steg],
                rad.status,
            )
        )
    return _BOM + fil.getvalue()


def as_text(cell: object) -> str:
    """What Excel would take for a formula, with an apostrophe first."""
    text = str(cell)
    return f"'{text}" if text.lstrip().startswith(("=", "+", "-", "@")) else text
