"""Målgrupp: who were inskrivna in a period, and how they divide (domain.md 3)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from finsam.svenska import percent
from uppfoljning.calculations.tal import I_PERIODEN, KM, Tal, sum_km, tal_of
from uppfoljning.kategorier import (
    Aldersgrupp,
    Forsorjning,
    Kon,
    Matt,
    TidIForsorjning,
    Utbildning,
)

OKAND, OKAND_NAMN = Utbildning.OKAND.value, Utbildning.OKAND.label


@dataclass(frozen=True)
class Fordelningsrad:
    """One category: `andel` of all in whole per cent, and K and M within the category."""

    kategori: str
    namn: str
    antal: KM
    andel: int | None

    @property
    def andel_k(self) -> int | None:
        return self.antal.andel_k

    @property
    def andel_m(self) -> int | None:
        return self.antal.andel_m


@dataclass(frozen=True)
class Fordelning:
    """Every category in its order, those with nobody too; the rows sum to `summa`."""

    rader: tuple[Fordelningsrad, ...]
    summa: KM

    def andel(self, *kategorier: str) -> int | None:
        """The categories together in whole per cent of all: rounded once, from the counts."""
        antal = sum(rad.antal.sa for rad in self.rader if rad.kategori in kategorier)
        return percent(antal, self.summa.sa)


@dataclass(frozen=True)
class Malgrupp:
    """The same deltaganden divided five ways; each Fordelning sums to the inskrivna."""

    kon: Fordelning
    alder: Fordelning
    utbildning: Fordelning
    tid_i_forsorjning: Fordelning
    forsorjning_fore: Fordelning


def build_malgrupp(
    sums: Iterable[Mapping], insatser: Collection[int], kolumn: str = I_PERIODEN
) -> Malgrupp:
    """Those inskrivna in the insatser in the period; neither överförda nor anonyma.

    `sums` are the rows of DeltagarstatistikQuerySet.sums; `kolumn` is I_PERIODEN or, to compare,
    FOREGAENDE_AR. Those that a mått does not tell of count as okänd (ålder has such a row only
    when somebody is in it). All shares are None where nobody was inskriven.
    """
    tal = tal_of(sums, insatser)
    inskrivna = tal.km(Matt.INSKRIVNA, kolumn)

    def fordelning(matt: Matt, kategorier: type) -> Fordelning:
        return _build_fordelning(tal, matt, kolumn, kategorier, inskrivna)

    return Malgrupp(
        kon=_fordelning(
            [
                (Kon.KVINNA.value, "kvinnor", KM(k=inskrivna.k)),
                (Kon.MAN.value, "män", KM(m=inskrivna.m)),
            ]
        ),
        alder=fordelning(Matt.ALDER, Aldersgrupp),
        utbildning=fordelning(Matt.UTBILDNING, Utbildning),
        tid_i_forsorjning=fordelning(Matt.TID_I_FORSORJNING, TidIForsorjning),
        forsorjning_fore=fordelning(Matt.FORSORJNING_FORE, Forsorjning),
    )


def _build_fordelning(
    tal: Tal, matt: Matt, kolumn: str, kategorier: type, inskrivna: KM
) -> Fordelning:
    counted = tal.by_kategori(matt, kolumn)
    namn = dict(kategorier.choices)
    antal = {kategori: counted.get(kategori, KM()) for kategori in namn}
    known = sum_km(antal.values())
    rest = KM(max(inskrivna.k - known.k, 0), max(inskrivna.m - known.m, 0))
    if OKAND in antal or rest.sa:
        antal[OKAND] = antal.get(OKAND, KM()) + rest
    return _fordelning([(k, namn.get(k, OKAND_NAMN), km) for k, km in antal.items()])


def _fordelning(rader: list[tuple[str, str, KM]]) -> Fordelning:
    summa = sum_km(antal for _, _, antal in rader)
    return Fordelning(
        tuple(
            Fordelningsrad(kategori, namn, antal, percent(antal.sa, summa.sa))
            for kategori, namn, antal in rader
        ),
        summa,
    )
