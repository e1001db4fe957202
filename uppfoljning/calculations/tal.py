"""Counts by kön, and the lookup of deltagarstatistik that the tables are made from."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from finsam.svenska import percent
from uppfoljning.kategorier import Kon, Matt

# Columns of DeltagarstatistikQuerySet.sums.
I_PERIODEN, TILL_SLUTET, FOREGAENDE_AR = KOLUMNER = ("i_perioden", "till_slutet", "foregaende_ar")


@dataclass(frozen=True)
class KM:
    """A count of kvinnor and one of män."""

    k: int = 0
    m: int = 0

    @property
    def sa(self) -> int:
        return self.k + self.m

    @property
    def andel_k(self) -> int | None:
        """Kvinnor in whole per cent of both; None where there is nobody."""
        return percent(self.k, self.sa)

    @property
    def andel_m(self) -> int | None:
        return percent(self.m, self.sa)

    def __add__(self, other: "KM") -> "KM":
        return KM(self.k + other.k, self.m + other.m)

    def __sub__(self, other: "KM") -> "KM":
        return KM(self.k - other.k, self.m - other.m)


def sum_km(counts: Iterable[KM]) -> KM:
    return sum(counts, KM())


@dataclass(frozen=True)
class Andel:
    """Shares in whole per cent, rounded half up; None where the whole is nobody."""

    k: int | None
    m: int | None
    sa: int | None


def andel(part: KM, whole: KM) -> Andel:
    """`part` of `whole` among kvinnor, among män and among all, each from its own counts."""
    return Andel(percent(part.k, whole.k), percent(part.m, whole.m), percent(part.sa, whole.sa))


class Tal:
    """The counts of some rows of DeltagarstatistikQuerySet.sums, by mått and category.

    `kolumn` is one of KOLUMNER. Every KM leaves out cells of kön okänt.
    """

    def __init__(self, rows: Iterable[Mapping]):
        self._celler = defaultdict(lambda: defaultdict(Counter))
        for row in rows:
            cell = self._celler[row["matt"]][row["kategori"]]
            for kolumn in KOLUMNER:
                cell[kolumn, row["kon"]] += row[kolumn]

    def by_kategori(self, matt: Matt, kolumn: str) -> dict[str, KM]:
        return {
            kategori: KM(cell[kolumn, Kon.KVINNA], cell[kolumn, Kon.MAN])
            for kategori, cell in self._celler.get(matt, {}).items()
        }

    def km(self, matt: Matt, kolumn: str) -> KM:
        """All categories of the mått together."""
        return sum_km(self.by_kategori(matt, kolumn).values())

    def total(self, matt: Matt, kolumn: str) -> int:
        """All categories and every kön, okänt too."""
        return sum(cell[kolumn, kon] for cell in self._celler.get(matt, {}).values() for kon in Kon)


def tal_per_insats(sums: Iterable[Mapping], insatser: Collection[int]) -> Iterator[tuple[int, Tal]]:
    """Each of the insatser in its order, those without cells too."""
    rows = {insats: [] for insats in insatser}
    for row in sums:
        if row["leverans__insats"] in rows:
            rows[row["leverans__insats"]].append(row)
    return ((insats, Tal(own)) for insats, own in rows.items())


def tal_of(sums: Iterable[Mapping], insatser: Collection[int]) -> Tal:
    """The insatser taken together."""
    wanted = frozenset(insatser)
    return Tal(row for row in sums if row["leverans__insats"] in wanted)
