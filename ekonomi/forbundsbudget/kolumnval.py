"""Which amounts are edited together: those of one decision on a version of a year."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ekonomi.forbundsbudget.rutnat import Budgetkolumn, Cell, Post, Rutnat, Version, build_rutnat
from finsam.period import FORSTA_AR, SISTA_AR, Dag, OgiltigPeriod
from finsam.svenska import capitalize


@dataclass(frozen=True)
class Kolumnval:
    """The decision of the day `beslutad`, None for amounts without a day."""

    ar: int
    version: Version
    beslutad: date | None = None

    @classmethod
    def parse(cls, ar: int, version: str, datum: str | None) -> "Kolumnval":
        """As the address says it. Raises OgiltigPeriod."""
        if version not in Version.values or not FORSTA_AR <= ar <= SISTA_AR:
            raise OgiltigPeriod("Det finns ingen sådan version av förbundsbudgeten.")
        return cls(ar, Version(version), Dag.parse(datum).datum if datum else None)

    @property
    def rubrik(self) -> str:
        """”Prognos 2024”."""
        return f"{capitalize(self.version.label)} {self.ar}"

    @property
    def benamning(self) -> str:
        """”Prognos 2024, 2024-09-15”."""
        return f"{self.rubrik}, {self.beslutad}" if self.beslutad else self.rubrik

    @property
    def adress(self) -> list:
        """What stands for it in an address."""
        return [self.ar, self.version.value, *([self.beslutad] if self.beslutad else [])]

    def belopp_of(self, poster: Iterable[Post]) -> dict[Cell, Decimal]:
        """The amounts of just this decision."""
        return {
            post.cell: post.belopp
            for post in poster
            if (post.ar, post.version, post.beslutad) == (self.ar, self.version, self.beslutad)
        }

    def tidigare_of(self, poster: Iterable[Post]) -> dict[Cell, Decimal]:
        """What earlier decisions on the same column say: it counts where this one is silent."""
        if self.version == Version.PROGNOS:
            return {}
        kolumn = build_rutnat(
            post
            for post in poster
            if (post.ar, post.version) == (self.ar, self.version)
            and (post.beslutad or date.min) < (self.beslutad or date.min)
        ).kolumn(self.ar, self.version)
        return dict(kolumn.belopp) if kolumn else {}

    def kolumn_of(self, rutnat: Rutnat) -> Budgetkolumn | None:
        """The column of the grid that the decision is in."""
        return next(
            (
                kolumn
                for kolumn in rutnat.kolumner
                if (kolumn.ar, kolumn.version) == (self.ar, self.version)
                and self.beslutad in kolumn.dagar
            ),
            None,
        )

    def forlaga_of(self, rutnat: Rutnat) -> Budgetkolumn | None:
        """What a new prognos or a first budget begins as a copy of: the newest there is."""
        if self.version == Version.PROGNOS:
            return rutnat.gallande.get(self.ar)
        if self.version == Version.BUDGET and rutnat.kolumn(self.ar, self.version) is None:
            return rutnat.kolumn(self.ar, Version.PRELIMINAR)
        return None


def list_beslut(kolumn: Budgetkolumn) -> tuple[Kolumnval, ...]:
    """The decisions that a column is made of, the oldest first."""
    return tuple(Kolumnval(kolumn.ar, Version(kolumn.version), dag) for dag in kolumn.dagar)
