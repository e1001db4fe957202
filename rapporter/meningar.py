"""Building blocks of the computed sentences: insatser by name, and how many of them."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from finsam.svenska import capitalize, in_words, join_och, some_of
from insatser.models import Insats
from rapporter.dokument import Mening, Stycke
from rapporter.tabell import Varde

# More names than this in one sentence are not read.
MAX_NAMN = 15


def mening(text: str, pastaenden: Mapping[str, Varde] | None = None) -> Mening:
    """A sentence with its first letter in upper case, and the numbers that it states."""
    return Mening(capitalize(text), pastaenden or {})


def stycke(*meningar: Mening | None, rubrik: str = "") -> Stycke:
    """A paragraph of the sentences that there was something to say in."""
    return Stycke(tuple(m for m in meningar if m is not None), rubrik)


def make_unique(nycklar: Iterable[str]) -> list[str]:
    """The keys of rows or claims; the second that is the same has a 2 after it, and so on."""
    antal: Counter[str] = Counter()
    unika = []
    for nyckel in nycklar:
        antal[nyckel] += 1
        unika.append(nyckel if antal[nyckel] == 1 else f"{nyckel} {antal[nyckel]}")
    return unika


def name_insatser(insatser: Collection[Insats]) -> str:
    """”Ung framtid (Tierp) och Bryggan (Östhammar)”; very many are counted instead."""
    if len(insatser) > MAX_NAMN:
        return f"{in_words(len(insatser))} insatser (se tabellen)"
    return join_och(insats.textbenamning for insats in insatser)


def with_names(insatser: Collection[Insats]) -> str:
    """To end a sentence that has told how many: ”: Ung framtid (Tierp) och Bryggan”."""
    return " (se tabellen)" if len(insatser) > MAX_NAMN else f": {name_insatser(insatser)}"


def name_kvartal(rapporter: Collection[tuple[Insats, int]]) -> str:
    """”Ung framtid (Tierp) kvartal 1 och 2, Bryggan kvartal 2”; very many are counted."""
    kvartal: dict[Insats, list[int]] = {}
    for insats, nr in rapporter:
        kvartal.setdefault(insats, []).append(nr)
    if len(kvartal) > MAX_NAMN:
        return f"{len(rapporter)} stycken för {in_words(len(kvartal))} insatser"
    return join_och(
        f"{i.textbenamning} kvartal {join_och(map(str, nr))}" for i, nr in kvartal.items()
    )


def some_insatser(n: int, total: int) -> str:
    """”samtliga elva insatser”, ”nio av elva insatser”, ”ingen av de elva insatserna”."""
    return some_of(n, total, "insats", "insatser", "insatserna")


def as_sentence(text: str) -> str:
    """Somebody's own words as a sentence: no space around, a full stop after."""
    text = text.strip()
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
