"""What a cell of an .xlsx may hold, and what is made of it."""

import unicodedata
from datetime import date, datetime
from enum import StrEnum
from math import isfinite

from openpyxl.utils.datetime import from_excel
from openpyxl.utils.escape import unescape

from finsam.inlasning.identitet import contains_identity
from finsam.inlasning.tecken import strip_osynliga

MAX_TECKEN = 32_767
_MAX_TOLKADE = 100_000


# What tells another kind of number from an identity number (see identitet).
ANNAT_NUMMER = "Är det ett annat slags nummer, dela det med ett snedstreck."


class Cellfel(StrEnum):
    """Stands in a row instead of a value that must not be taken in, and says what is wrong."""

    IDENTITET = (
        "Cellen innehåller något som ser ut som ett personnummer. Ta bort det ur filen. "
        f"{ANNAT_NUMMER}"
    )
    FORMEL = "Cellen innehåller en formel. Klistra in värdet i stället för formeln."
    FELVARDE = "Cellen visar ett felvärde från Excel. Rätta den eller töm den."
    TID = "Cellen innehåller ett klockslag. Skriv ett datum, till exempel 2024-12-31."
    DATUM = "Cellen innehåller ett datum som inte finns. Skriv till exempel 2024-12-31."
    TAL = "Cellen innehåller ett tal som inte går att läsa. Skriv om det."
    LANG_TEXT = f"Cellen innehåller mer än {MAX_TECKEN} tecken. Korta texten."


Cell = str | int | float | bool | date | None


def interpret_text(text: str) -> str | Cellfel | None:
    """NFC without outer space and invisible characters; None where nothing is left."""
    if len(text) > MAX_TECKEN:
        return Cellfel.LANG_TEXT
    text = _clean(text)
    return Cellfel.IDENTITET if contains_identity(text) else text or None


def has_identity(text: str) -> bool:
    """Of text that is not kept, however long."""
    return contains_identity(_clean(text))


def _clean(text: str) -> str:
    text = unescape(text).replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", strip_osynliga(text)).strip()


def interpret_tal(value: int | float) -> int | float | Cellfel:
    if not isfinite(value):
        return Cellfel.TAL
    return Cellfel.IDENTITET if contains_identity(value) else value


def interpret_datum(value: int | float, epok: datetime) -> date | Cellfel:
    """The date that Excel keeps as a number of days since `epok`."""
    tal = interpret_tal(value)
    if isinstance(tal, Cellfel):
        return tal
    try:
        return only_date(from_excel(tal, epok))
    except (ValueError, OverflowError):
        return Cellfel.DATUM


def only_date(moment: object) -> date | Cellfel:
    if isinstance(moment, datetime):
        return moment.date()
    return moment if isinstance(moment, date) else Cellfel.TID


class Texttolk(dict):
    """Remembers what each text became: the same few texts fill most of a sheet."""

    def __missing__(self, text: str) -> str | Cellfel | None:
        if len(self) >= _MAX_TOLKADE:
            self.clear()
        value = self[text] = interpret_text(text)
        return value
