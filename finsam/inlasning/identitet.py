"""Finds personnummer and samordningsnummer, which this app never takes in (domain.md 3)."""

import re
import unicodedata

_OSYNLIGA = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_STRECK = "[-\u2010-\u2015\u2212]"
# A plausible month and day (61–91 in a samordningsnummer) tell it from an organisationsnummer,
# whose third digit is at least 2.
_MANAD = "(?:0[1-9]|1[0-2])"
_DAG = r"(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])"


def _compile(tecken: str) -> re.Pattern:
    """Finds an identity number whose parts may be divided by any of `tecken` too."""
    return re.compile(
        rf"""
        (?<!\d)
        # A date of the latest years, and then a time or a figure: ”2024-06-30 1300”.
        (?! (?: (?:20)?(?:1[5-9]|[23]\d) {_STRECK}? {_MANAD} {_STRECK}? {_DAG}
            |   20(?:1[5-9]|[23]\d) (?P<nytt>[{tecken} ]) {_MANAD} (?P=nytt) {_DAG} )
            (?: [{tecken}\s] | {_STRECK}\s ) )
        (?:
            (?: (?:18|19|20)?\d\d {_STRECK}? {_MANAD} {_STRECK}? {_DAG}
            |   (?:18|19|20)\d\d (?P<helt>[{tecken} ]) {_MANAD} (?P=helt) {_DAG} )
            (?: \s? (?:\+|{_STRECK})? \s? | [{tecken}] )
            # ”1990.01.15-1990.06.30” is two dates.
            (?! (?:19|20)\d\d (?P<till>[{tecken} ]) \d\d (?P=till) \d\d (?!\d) )
            \d{{4}}
        |   \d\d (?P<kort>[{tecken} ]) {_MANAD} (?P=kort) {_DAG} (?:\+|{_STRECK}) \d{{4}}
        # Only after six digits in a row, or ”0910-12 34 56” would be one.
        |   (?:18|19|20)?\d\d {_MANAD} {_DAG} (?:\+|{_STRECK}) \d\d (?:\s|{_STRECK}) \d\d
        )
        # ”2024-01-15–2024-06-30” is two dates.
        (?! \d | -\d\d-\d\d )
        """,
        re.VERBOSE,
    )


_IDENTITET = _compile("._")
_IDENTITET_I_TEXT = _compile("._/")
# Programs put such in most of what they write; digits in them are drawn by lot.
_GUID = re.compile(r"[0-9A-F]{8}-(?:[0-9A-F]{4}-){3}[0-9A-F]{12}", re.IGNORECASE)
_KORTAST = 10


def contains_identity(value: object, *, siffror: int = 9, aven_snedstreck: bool = False) -> bool:
    """Whether a cell's value is or holds a personnummer or samordningsnummer.

    The check digit is not looked at: a mistyped number still points at a person. Takes text and
    whole numbers; anything else holds none. A number has lost its leading zeros in Excel
    (030512-1234 is 305121234); `siffror` is how short it may be to be counted as one that has.
    A slash tells another kind of number from an identity number in the cells of a file that is
    read in, which says so; with `aven_snedstreck` it does not.
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
    monster = _IDENTITET_I_TEXT if aven_snedstreck else _IDENTITET
    return monster.search(value) is not None and bool(monster.search(_GUID.sub("", value)))
