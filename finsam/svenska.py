"""Swedish forms: rounding, figures, dates, number words and lists as the reports write them."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone

from finsam.period import MANADER

NBSP = "\u00a0"
TUNT_NBSP = "\u202f"
MINUS = "\u2212"
TANKSTRECK = "\u2013"

_RAKNEORD = "noll en två tre fyra fem sex sju åtta nio tio elva tolv".split()
_ALFABET = str.maketrans({"å": "{", "ä": "|", "ö": "}", "é": "e", "ü": "u"})


def round_half_up(value: Decimal, places: int = 0) -> Decimal:
    """Round half away from zero, once and at the end (domain.md 4)."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def percent(part: int | Decimal | None, whole: int | Decimal | None) -> int | None:
    """`part` of `whole` in whole per cent; None where either is unknown or `whole` is 0."""
    if part is None or not whole:
        return None
    return int(round_half_up(Decimal(part) * 100 / Decimal(whole)))


def format_number(value: int | Decimal, places: int = 0) -> str:
    """”1 326 000”, ”−12,5”: no-break spaces between thousands, decimal comma, true minus."""
    text = f"{round_half_up(Decimal(value), places):,.{places}f}"
    text = text.replace(",", NBSP).replace(".", ",").replace("-", MINUS)
    return text.removeprefix(MINUS) if set(text) <= set(f"{MINUS}0,") else text


def format_kronor(value: Decimal) -> str:
    return f"{format_number(value)}{NBSP}kr"


def format_exact(value: Decimal | None) -> str:
    """Kronor with öre where there are any, without unit: ”1 326 000”, ”12,50”; a dash for None."""
    if value is None:
        return TANKSTRECK
    return format_number(value, 0 if value == value.to_integral_value() else 2)


def format_exact_kronor(value: Decimal) -> str:
    """”1 326 000 kr”, ”12,50 kr”."""
    return f"{format_exact(value)}{NBSP}kr"


def format_tkr(value: Decimal) -> str:
    """Exact kronor as whole thousands without the unit: 955 500 is ”956”."""
    return format_number(Decimal(value) / 1000)


def format_percent(value: int | Decimal | None) -> str:
    """”72 %”; the decimals of a target that has any, ”92,5 %”."""
    if value is None:
        return TANKSTRECK
    places = max(0, -Decimal(value).normalize().as_tuple().exponent)
    return f"{format_number(value, places)}{TUNT_NBSP}%"


def format_datum(value: date) -> str:
    """In running text: ”31 juli 2024”."""
    return f"{value.day}{NBSP}{MANADER[value.month - 1]} {value.year}"


def format_tid(value: datetime) -> str:
    """A moment in running text, Swedish time: ”12 juli 2024 kl. 10:42”."""
    lokal = timezone.localtime(value)
    return f"{format_datum(lokal.date())} kl. {lokal:%H:%M}"


def in_words(n: int, *, neutrum: bool = False) -> str:
    """Whole numbers to twelve in words, larger in figures: ”en”/”ett”, ”tolv”, ”13”, ”1 082”."""
    if n == 1 and neutrum:
        return "ett"
    return _RAKNEORD[n] if 0 <= n < len(_RAKNEORD) else format_number(n)


def count_noun(n: int, singular: str, plural: str, *, neutrum: bool = False) -> str:
    """”en insats”, ”två insatser”, ”13 insatser”; ”ingen insats”/”inget mål” for none."""
    if n == 0:
        return f"{'inget' if neutrum else 'ingen'} {singular}"
    return f"{in_words(n, neutrum=neutrum)} {singular if n == 1 else plural}"


def some_of(n: int, total: int, singular: str, plural: str, bestamd: str) -> str:
    """How many of `total` (at least 1): ”samtliga tolv insatser”, ”två av tolv insatser”,
    ”ingen av de tolv insatserna”.

    `bestamd` is the definite plural; for nouns like insats, whose definite singular adds -en.
    """
    if total == 1:
        return f"den enda {singular}en" if n else f"ingen {singular}"
    if n == 0:
        return f"ingen av de {in_words(total)} {bestamd}"
    if n == total:
        return f"båda {bestamd}" if total == 2 else f"samtliga {in_words(total)} {plural}"
    return f"{in_words(n)} av {in_words(total)} {plural}"


def join_och(words: Iterable[str]) -> str:
    """”Heby”, ”Heby och Håbo”, ”Heby, Håbo och Tierp”; semicolons where a part has a comma."""
    parts = list(words)
    if len(parts) < 2:
        return "".join(parts)
    comma = "; " if any("," in part for part in parts) else ", "
    return f"{comma.join(parts[:-1])} och {parts[-1]}"


def capitalize(text: str) -> str:
    """Upper-case the first letter and leave the rest (unlike str.capitalize)."""
    return text[:1].upper() + text[1:]


def sort_key(text: str) -> str:
    """Swedish alphabetical order (… z å ä ö), the same on every database."""
    return text.casefold().translate(_ALFABET)
