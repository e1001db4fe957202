"""Finds personnummer and samordningsnummer, which this app never takes in (domain.md 3)."""

import re
import unicodedata

_OSYNLIGA = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_STRECK = "[-\u2010-\u2015\u2212]"
# A plausible month and day (61–91 in a samordningsnummer) tell it from an organisationsnummer,
# whose third digit is at least 2. The last lookahead lets ”2024-01-15–2024-06-30” pass.
_IDENTITET = re.compile(
    rf"""
    (?<!\d)
    (?:18|19|20)?\d\d {_STRECK}?
    (?:0[1-9]|1[0-2]) {_STRECK}?
    (?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])
    \s? (?:\+|{_STRECK})? \s?
    \d{{4}}
    (?! \d | -\d\d-\d\d )
    """,
    re.VERBOSE,
)
_KORTAST = 10


def contains_identity(value: object, *, siffror: int = 9) -> bool:
    """Whether a cell's value is or holds a personnummer or samordningsnummer.

    The check digit is not looked at: a mistyped number still points at a person. Takes text and
    whole numbers; anything else holds none. A number has lost its leading zeros in Excel
    (030512-1234 is 305121234); `siffror` is how short it may be to be counted as one that has.
    """
    if isinstance(value, float):
        if not value.is_integer():
            return False
        value = int(value)
    if isinstance(value, int):
        # Too short or longer than twelve digits; cheaper than making text of it.
        if not 10 ** (siffror - 1) <= value < 10**12:
            return False
        value = f"{value:0{_KORTAST}}"
    if not isinstance(value, str) or len(value) < _KORTAST:
        return False
    if not value.isascii():
        value = _OSYNLIGA.sub("", unicodedata.normalize("NFKC", value))
    return _IDENTITET.search(value) is not None
