"""Which insatser a period is about, and the order in which they are always shown."""

from collections.abc import Collection

from finsam.period import Period
from finsam.svenska import sort_key
from insatser.models import Insats

# The headings of their groups, in the order of the kinds.
GRUPPER = {
    Insats.Typ.INDIVID: "Individinsatser",
    Insats.Typ.STRUKTUR: "Strukturinsatser",
    Insats.Typ.FORSTUDIE: "Förstudier",
    Insats.Typ.KOMPETENS: "Kompetensinsatser",
}

_TYPORDNING = list(Insats.Typ)


def runs_in(insats: Insats, period: Period) -> bool:
    """Whether the insats, with its gallande_slut, runs at least one day of the period."""
    return insats.start <= period.slut and insats.gallande_slut >= period.start


def in_report_order(insatser: Collection[Insats]) -> list[Insats]:
    """By typ, then ort and name in Swedish order."""
    return sorted(
        insatser,
        key=lambda i: (
            _TYPORDNING.index(i.typ),
            sort_key(i.ort),
            sort_key(i.kortnamn or i.namn),
            i.kod,
        ),
    )
