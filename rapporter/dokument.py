"""A report as data: chapters of tables, diagrams, computed sentences and free text.

A Dokument is gathered once, whole and frozen; HTML, PDF and JSON only print it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from finsam.period import Rapportperiod
from rapporter.tabell import Farg, Tabell, Varde


@dataclass(frozen=True)
class Mening:
    """A computed sentence and every number that it states, by the claim's key.

    A claim without a sentence of its own in the report (text "") is data for those who check.
    """

    text: str
    pastaenden: Mapping[str, Varde]


@dataclass(frozen=True)
class Stycke:
    """A paragraph of computed sentences; `rubrik` is a run-in heading."""

    meningar: tuple[Mening, ...]
    rubrik: str = ""
    farg: Farg = Farg.INGEN

    @property
    def text(self) -> str:
        return " ".join(mening.text for mening in self.meningar if mening.text)


@dataclass(frozen=True)
class Fritext:
    """Text by the kansli, one string per paragraph."""

    stycken: tuple[str, ...]


@dataclass(frozen=True)
class Ruta:
    """A box with labelled texts, such as an ended insats."""

    rubrik: str
    rader: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Serie:
    """One series of a diagram; its values follow the diagram's categories."""

    namn: str
    varden: tuple[int | Decimal | None, ...]


@dataclass(frozen=True)
class Diagram:
    """Horizontal bars per category, one bar per series; the figures also stand in a table."""

    nyckel: str
    titel: str
    alt: str
    kategorier: tuple[str, ...]
    serier: tuple[Serie, ...]
    enhet: str


@dataclass(frozen=True)
class Underskrift:
    """A line to sign on, for a member; `namn` is empty where nobody is entered."""

    part: str
    namn: str = ""
    uppdrag: str = ""


@dataclass(frozen=True)
class Underskrifter:
    rader: tuple[Underskrift, ...]


Block = Stycke | Tabell | Fritext | Ruta | Diagram | Underskrifter


@dataclass(frozen=True)
class Avsnitt:
    """A part of a chapter under its own heading; without heading it opens the chapter."""

    block: tuple[Block, ...]
    rubrik: str = ""
    nyckel: str = ""


@dataclass(frozen=True)
class Kapitel:
    """One that `is_ny_sida` begins a page of the printed report."""

    nyckel: str
    rubrik: str
    avsnitt: tuple[Avsnitt, ...]
    is_ny_sida: bool = False


class Motsagelse(Exception):
    """A report that contradicts itself is never rendered."""


@dataclass(frozen=True)
class Dokument:
    """A whole report. `per` is the date that its figures were gathered.

    Raises Motsagelse when two of its sentences state one claim with different values.
    """

    rapport: str
    period: Rapportperiod
    forbund: str
    organisationsnummer: str
    titel: str
    per: date
    kapitel: tuple[Kapitel, ...]

    def __post_init__(self):
        sagt: dict[str, Varde] = {}
        for mening in self.meningar:
            for nyckel, varde in mening.pastaenden.items():
                if sagt.setdefault(nyckel, varde) != varde:
                    raise Motsagelse(f"{nyckel} sägs vara både {sagt[nyckel]} och {varde}.")

    def block(self) -> Iterator[Block]:
        for kapitel in self.kapitel:
            for avsnitt in kapitel.avsnitt:
                yield from avsnitt.block

    @property
    def tabeller(self) -> tuple[Tabell, ...]:
        return tuple(block for block in self.block() if isinstance(block, Tabell))

    @property
    def meningar(self) -> tuple[Mening, ...]:
        return tuple(
            mening
            for block in self.block()
            if isinstance(block, Stycke)
            for mening in block.meningar
        )
