"""Building blocks of the computed sentences: insatser by name, and how many of them."""

from collections.abc import Iterable, Mapping

from finsam.svenska import capitalize, join_och, some_of
from insatser.models import Insats
from rapporter.dokument import Mening, Stycke
from rapporter.tabell import Varde


def mening(text: str, pastaenden: Mapping[str, Varde] | None = None) -> Mening:
    """A sentence with its first letter in upper case, and the numbers that it states."""
    return Mening(capitalize(text), pastaenden or {})


def stycke(*meningar: Mening | None, rubrik: str = "") -> Stycke:
    """A paragraph of the sentences that there was something to say in."""
    return Stycke(tuple(m for m in meningar if m is not None), rubrik)


def name_insatser(insatser: Iterable[Insats]) -> str:
    """”Ung framtid (Tierp) och Bryggan (Östhammar)”."""
    return join_och(insats.textbenamning for insats in insatser)


def some_insatser(n: int, total: int) -> str:
    """”samtliga elva insatser”, ”nio av elva insatser”, ”ingen av de elva insatserna”."""
    return some_of(n, total, "insats", "insatser", "insatserna")


def as_sentence(text: str) -> str:
    """Somebody's own words as a sentence: no space around, a full stop after."""
    text = text.strip()
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
