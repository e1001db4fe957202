"""One line of a SIE file: its fields, and what a field may hold (sie.se, 4B).

What is wrong is raised as Radfel, with a Swedish sentence; one in lower case goes on from `varde`.
"""

import re
from datetime import date
from decimal import Decimal

from ekonomi.bokforing.siefil import Objekt
from ekonomi.saldon import KOSTNADSSTALLE, PROJEKT
from finsam.inlasning.identitet import contains_identity
from finsam.inlasning.tecken import strip_osynliga
from finsam.period import FORSTA_AR, SISTA_AR

MAX_NAMN = 200
MAX_KOD = 40
_MAX_DIMENSION = 9999
# No tag has half as many; what looks for the end of a text in vain looks again in the next.
_FLEST_FALT = 40
_MAX_ARSINDEX = 99

# Kostnadsställe and projekt, which the statements tell apart. What the other dimensions call
# employees, customers and suppliers is not kept.
KVAR = frozenset({KOSTNADSSTALLE, PROJEKT})

_IDENTITET = (
    "Texten ser ut att innehålla ett personnummer. Ändra den i ekonomisystemet och ta ut en ny fil."
)

Falt = str | tuple[str, ...]

_MELLANRUM = re.compile(r"\s*")
# A quote within a text stands after a backslash. Some programs write a backslash that is meant as
# one just before the closing quote, so the closing one must have something like an end after it.
_CITAT = re.compile(r'"((?:[^"\\]|\\.)*)"(?=[\s{}]|$)')
_ENKELT_CITAT = re.compile(r'"([^"]*)"')
_LISTA = re.compile(r'\{((?:"(?:[^"\\]|\\.)*"|[^"{}])*)\}')
_ORD = re.compile(r'[^\s{}"][^\s{}]*')
_SKYDDAT = re.compile(r'\\(["\\])')

# Some programs write more decimals, which are 0, or nothing before them.
_BELOPP = re.compile(r"[-+]?(?:\d{1,12}(?:[.,]\d{1,2}0*)?|[.,]\d{1,2}0*)", re.ASCII)
_DATUM = re.compile(r"\d{8}", re.ASCII)
_PERIOD = re.compile(r"\d{6}", re.ASCII)
_KONTO = re.compile(r"\d{1,10}", re.ASCII)
_HELTAL = re.compile(r"-?\d{1,4}", re.ASCII)


class Radfel(ValueError):
    def __init__(self, meddelande: str, varde: object = None):
        super().__init__(meddelande)
        self.varde = varde


def split_rad(rad: str) -> list[Falt]:
    """The fields of a line, an object list as the tuple of what stands in it."""
    falten: list[Falt] = []
    plats = _MELLANRUM.match(rad).end()
    while plats < len(rad):
        if lista := _LISTA.match(rad, plats):
            falten.append(_split_lista(lista[1]))
            plats = lista.end()
        else:
            text, plats = _read_text(rad, plats)
            falten.append(text)
        _check_antal(falten)
        plats = _MELLANRUM.match(rad, plats).end()
    return falten


def _split_lista(text: str) -> tuple[str, ...]:
    delar = []
    plats = _MELLANRUM.match(text).end()
    while plats < len(text):
        del_, plats = _read_text(text, plats)
        delar.append(del_)
        _check_antal(delar)
        plats = _MELLANRUM.match(text, plats).end()
    return tuple(delar)


def _check_antal(falten: list) -> None:
    if len(falten) > _FLEST_FALT:
        raise Radfel("Raden har för många värden.")


def _read_text(rad: str, plats: int) -> tuple[str, int]:
    if citat := _CITAT.match(rad, plats):
        return _SKYDDAT.sub(r"\1", citat[1]), citat.end()
    if match := _ENKELT_CITAT.match(rad, plats):
        return match[1], match.end()
    if match := _ORD.match(rad, plats):
        return match[0], match.end()
    raise Radfel("Raden har ett citattecken eller en klammer som inte avslutas.")


def read_text(falt: Falt, langst: int = MAX_NAMN) -> str:
    """Without invisible characters, cut to what is stored. Raises Radfel for an identity number."""
    text = _clean(falt)
    if contains_identity(text):
        raise Radfel(_IDENTITET)
    return text[:langst].rstrip()


def read_beteckning(falt: Falt) -> str:
    """The series or number of a voucher, which is not stored: one like ”2401150012” may be any."""
    return _clean(falt)[:MAX_KOD].rstrip()


def read_kod(falt: Falt, dimension: int) -> str:
    kod = _clean(falt)
    if dimension in KVAR and contains_identity(kod):
        raise Radfel(_IDENTITET)
    if len(kod) > MAX_KOD:
        raise Radfel(f"är en längre objektkod än {MAX_KOD} tecken.", kod)
    return kod


def read_konto(falt: Falt) -> str:
    konto = _as_text(falt)
    if not _KONTO.fullmatch(konto):
        raise Radfel("är inget kontonummer. Det är bara siffror, högst tio.", konto)
    if contains_identity(konto):
        raise Radfel(_IDENTITET)
    return konto


def read_belopp(falt: Falt) -> Decimal:
    text = _as_text(falt)
    if not _BELOPP.fullmatch(text):
        raise Radfel("är inget belopp. Det skrivs som 1234.50 eller -1234.50.", text)
    return Decimal(text.replace(",", "."))


def read_datum(falt: Falt) -> date:
    text = _as_text(falt)
    if _DATUM.fullmatch(text):
        try:
            datum = date(int(text[:4]), int(text[4:6]), int(text[6:]))
        except ValueError:
            pass
        else:
            if FORSTA_AR <= datum.year <= SISTA_AR:
                return datum
    raise Radfel("är inget datum. Det skrivs som 20240630.", text)


def read_period(falt: Falt) -> date:
    """A month, as its first day."""
    text = _as_text(falt)
    if _PERIOD.fullmatch(text) and 1 <= int(text[4:]) <= 12:
        ar = int(text[:4])
        if FORSTA_AR <= ar <= SISTA_AR:
            return date(ar, int(text[4:]), 1)
    raise Radfel("är ingen period. Den skrivs som 202406.", text)


def read_heltal(falt: Falt, minst: int, hogst: int) -> int:
    text = _as_text(falt)
    if _HELTAL.fullmatch(text) and minst <= int(text) <= hogst:
        return int(text)
    raise Radfel(f"är inget tal mellan {minst} och {hogst}.", text)


def read_arsindex(falt: Falt) -> int:
    return read_heltal(falt, -_MAX_ARSINDEX, _MAX_ARSINDEX)


def read_dimension(falt: Falt) -> int:
    return read_heltal(falt, 1, _MAX_DIMENSION)


def read_objekt(lista: tuple[str, ...]) -> Objekt:
    """The pairs of an object list, without those that name no object."""
    if len(lista) % 2:
        raise Radfel("Objektlistan har inte en dimension och en kod i varje par.")
    objekt = []
    for dimension, kod in zip(map(read_dimension, lista[::2]), lista[1::2], strict=True):
        if kod := read_kod(kod, dimension):
            objekt.append((dimension, kod))
    return tuple(objekt)


def _clean(falt: Falt) -> str:
    return strip_osynliga(_as_text(falt)).replace("\t", " ").strip()


def _as_text(falt: Falt) -> str:
    if isinstance(falt, tuple):
        raise Radfel("En objektlista står där ett annat värde ska stå.")
    return falt
