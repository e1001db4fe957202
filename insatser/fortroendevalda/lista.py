"""Those who lead and review the förbund, in the order of a protokoll, and its members."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from finsam.svenska import sort_key
from insatser.models import Forbund, Fortroendevald, Part

_UPPDRAG = list(Fortroendevald.Uppdrag)
_REVISORER = frozenset({Fortroendevald.Uppdrag.REVISOR, Fortroendevald.Uppdrag.REVISORSERSATTARE})
_PARTTYPER = list(Part.Typ)


@dataclass(frozen=True)
class Fortroendevalda:
    styrelse: Sequence[Fortroendevald]
    revisorer: Sequence[Fortroendevald]


@dataclass(frozen=True)
class Forbundsfolk:
    """Those with an uppdrag on the day or later, those whose uppdrag have ended, and the parter."""

    nuvarande: Fortroendevalda
    tidigare: Fortroendevalda
    parter: Sequence[Part]

    @property
    def antal_tidigare(self) -> int:
        return len(self.tidigare.styrelse) + len(self.tidigare.revisorer)


def gather_forbundsfolk(forbund: Forbund, dag: date) -> Forbundsfolk:
    """Everyone of the förbund, in two queries."""
    alla = list(forbund.fortroendevalda.select_related("part"))
    tidigare = [person for person in alla if person.till and person.till < dag]
    return Forbundsfolk(
        nuvarande=order_fortroendevalda([person for person in alla if person not in tidigare]),
        tidigare=order_fortroendevalda(tidigare),
        parter=order_parter(forbund.parter.all()),
    )


def order_fortroendevalda(personer: Iterable[Fortroendevald]) -> Fortroendevalda:
    """Styrelse and revisorer apart, by uppdrag, then the part that chose them, then name."""
    ordnade = sorted(
        personer,
        key=lambda p: (
            _UPPDRAG.index(p.uppdrag),
            sort_key(p.part.namn if p.part else ""),
            sort_key(p.namn),
            p.fran,
        ),
    )
    return Fortroendevalda(
        [p for p in ordnade if p.uppdrag not in _REVISORER],
        [p for p in ordnade if p.uppdrag in _REVISORER],
    )


def order_parter(parter: Iterable[Part]) -> list[Part]:
    """By kind, kommuner first, then by name."""
    return sorted(parter, key=lambda p: (_PARTTYPER.index(p.typ), sort_key(p.namn)))
