"""The förbund's budget, prognoser and preliminary years side by side, and its beslutsutrymme.

Amounts are exact kronor; income and costs are positive. Missing is None, never 0. The bound
reservfond is outside (domain.md 4).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from ekonomi.models import Forbundsbudgetrad

Radslag = Forbundsbudgetrad.Rad
Version = Forbundsbudgetrad.Version

# A row, and the insats's pk where the row is of one.
Cell = tuple[str, int | None]

INTAKTER = (
    Radslag.MEDLEMSAVGIFTER,
    Radslag.FORSALJNING,
    Radslag.ESF,
    Radslag.OVRIGA_INTAKTER,
)
ADMINISTRATION = (
    Radslag.FORTROENDEVALDA,
    Radslag.FORVALTNING,
    Radslag.FORVALTNING_ESF,
    Radslag.OVRIGT_ESF,
)
SAMVERKANSINSATSER = (Radslag.INSATS, Radslag.EJ_NYTTJAT)
OVRIGA_SAMVERKANSINSATSER = (
    Radslag.EKONOM_PROJEKTSTOD,
    Radslag.VERKSAMHETSUTVECKLARE,
    Radslag.KOMPETENSHOJANDE,
)
KOSTNADER = (*ADMINISTRATION, *SAMVERKANSINSATSER, *OVRIGA_SAMVERKANSINSATSER)
INGAENDE: Cell = (Radslag.INGAENDE_OVERSKOTT, None)

_VERSIONER = list(Version)
_PREFIX = {Version.BUDGET: "budget", Version.PROGNOS: "prognos", Version.PRELIMINAR: "prel"}
_NAMN = {
    Version.BUDGET: "Budget",
    Version.PROGNOS: "Prognos",
    Version.PRELIMINAR: "Preliminär",
}


@dataclass(frozen=True)
class Post:
    """One stored amount of a year's version; `insats` is the pk on the row insats."""

    ar: int
    version: str
    rad: str
    belopp: Decimal
    insats: int | None = None
    beslutad: date | None = None

    @property
    def cell(self) -> Cell:
        return self.rad, self.insats


@dataclass(frozen=True)
class Budgetkolumn:
    """One version of a year, with the surplus that the year opens with.

    `dagar` are the days of its decisions, the newest last; None is an amount without a day.
    `is_ersatt` is true of a prognos with a newer one for the same year.
    """

    ar: int
    version: str
    dagar: tuple[date | None, ...]
    belopp: Mapping[Cell, Decimal]
    ingaende: Decimal | None
    is_ersatt: bool = False

    @property
    def nyckel(self) -> str:
        """”budget_2024”, ”prognos_2024”, ”prel_2025”; an older prognos with its day."""
        nyckel = f"{_PREFIX[self.version]}_{self.ar}"
        return f"{nyckel}_{self.dagar[-1] or 'odaterad'}" if self.is_ersatt else nyckel

    @property
    def rubrik(self) -> str:
        return f"{_NAMN[self.version]} {self.ar}"

    @property
    def beslutad(self) -> date | None:
        """The day of the newest decision."""
        return self.dagar[-1]

    def sum_of(self, rader: Iterable[str]) -> Decimal | None:
        """The sum of those rows; None where the column has none of them."""
        wanted = frozenset(rader)
        amounts = [belopp for (rad, _), belopp in self.belopp.items() if rad in wanted]
        return sum(amounts, Decimal(0)) if amounts else None

    @cached_property
    def intakter(self) -> Decimal | None:
        return self.sum_of(INTAKTER)

    @cached_property
    def kostnader(self) -> Decimal | None:
        return self.sum_of(KOSTNADER)

    @property
    def resultat(self) -> Decimal | None:
        """Income less costs; None only where neither is known."""
        if self.intakter is None and self.kostnader is None:
            return None
        return (self.intakter or Decimal(0)) - (self.kostnader or Decimal(0))

    @property
    def beslutsutrymme(self) -> Decimal | None:
        """The surplus from earlier years and the year's result (domain.md 4)."""
        if self.ingaende is None or self.resultat is None:
            return None
        return self.ingaende + self.resultat


@dataclass(frozen=True)
class AngivetIngaende:
    """An opening surplus that is stated of a year, and the closing of the year before, which is
    what counts."""

    kolumn: Budgetkolumn
    angivet: Decimal
    fore: Budgetkolumn

    @property
    def is_avvikande(self) -> bool:
        return abs(self.angivet - self.fore.beslutsutrymme) > margin_of(self.angivet)


def margin_of(belopp: Decimal) -> Decimal:
    """How much the exact amount may differ from a budgeted one, which may have been decided in
    whole tkr."""
    return Decimal(0) if belopp % 1000 else Decimal(500)


@dataclass(frozen=True)
class Rutnat:
    """All columns by year, then budget, prognoser by day and preliminary."""

    kolumner: tuple[Budgetkolumn, ...]

    @cached_property
    def gallande(self) -> Mapping[int, Budgetkolumn]:
        """By year, the column whose closing the next year opens with.

        The newest prognos, the budget where there is none, else the preliminary one.
        """
        return {ar: _pick_gallande(self._of_year(ar)) for ar in self.ar}

    @cached_property
    def ar(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(kolumn.ar for kolumn in self.kolumner))

    def _of_year(self, ar: int) -> list[Budgetkolumn]:
        return [kolumn for kolumn in self.kolumner if kolumn.ar == ar]

    def kolumn(self, ar: int, version: str) -> Budgetkolumn | None:
        """The year's column of that version, of several prognoser the newest."""
        return next(
            (k for k in self._of_year(ar) if k.version == version and not k.is_ersatt), None
        )

    def shown_from(self, ar: int, *, with_ersatta: bool = False) -> tuple[Budgetkolumn, ...]:
        """The columns from year `ar` on, as the styrelse sees them.

        A preliminary year falls away when it has got its budget. Older prognoser only on demand.
        """
        return tuple(
            kolumn
            for kolumn in self.kolumner
            if kolumn.ar >= ar
            and (with_ersatta or not kolumn.is_ersatt)
            and (kolumn.version != Version.PRELIMINAR or self.gallande[kolumn.ar] is kolumn)
        )

    @property
    def angivna_ingaende(self) -> tuple[AngivetIngaende, ...]:
        """The opening surpluses that are stated although the closing of the year before is
        known."""
        return tuple(
            AngivetIngaende(kolumn, kolumn.belopp[INGAENDE], fore)
            for kolumn in self.kolumner
            if INGAENDE in kolumn.belopp
            and (fore := self.gallande.get(kolumn.ar - 1))
            and fore.beslutsutrymme is not None
        )

    @property
    def avvikande_ingaende(self) -> tuple[AngivetIngaende, ...]:
        """Those that contradict it."""
        return tuple(a for a in self.angivna_ingaende if a.is_avvikande)


def build_rutnat(poster: Iterable[Post]) -> Rutnat:
    """The columns of the stored amounts, those decided by the day that the grid is about.

    A dated prognos is a column of its own. Of a budget or a preliminary year the newest decision
    counts for each cell, one without a day as the oldest. A year opens with the closing of the
    year before; where that is not known, with the surplus that is stated for the year.
    """
    per_kolumn: dict[tuple[int, str, date | None], list[Post]] = {}
    for post in poster:
        dag = post.beslutad if post.version == Version.PROGNOS else None
        per_kolumn.setdefault((post.ar, post.version, dag), []).append(post)
    per_ar: dict[int, list[tuple[str, list[Post]]]] = {}
    for (ar, version, _), egna in sorted(per_kolumn.items(), key=lambda item: _order(*item[0])):
        per_ar.setdefault(ar, []).append((version, sorted(egna, key=lambda p: _day(p.beslutad))))
    kolumner: list[Budgetkolumn] = []
    utgaende: dict[int, Decimal | None] = {}
    for ar, versioner in per_ar.items():
        arets = _build_year(ar, versioner, utgaende.get(ar - 1))
        utgaende[ar] = _pick_gallande(arets).beslutsutrymme
        kolumner += arets
    return Rutnat(tuple(kolumner))


def _build_year(
    ar: int, versioner: list[tuple[str, list[Post]]], ingaende: Decimal | None
) -> list[Budgetkolumn]:
    """`ingaende` is the closing of the year before, None where it is not known."""
    antal_prognoser = sum(version == Version.PROGNOS for version, _ in versioner)
    utan_ingaende = []
    for version, poster in versioner:
        if version == Version.PROGNOS:
            antal_prognoser -= 1
        utan_ingaende.append(
            Budgetkolumn(
                ar,
                version,
                tuple(dict.fromkeys(post.beslutad for post in poster)),
                {post.cell: post.belopp for post in poster},
                ingaende,
                is_ersatt=version == Version.PROGNOS and antal_prognoser > 0,
            )
        )
    if ingaende is not None:
        return utan_ingaende
    # A column that states none itself opens with what the year's others state.
    arets = next(
        (k.belopp[INGAENDE] for k in _by_weight(utan_ingaende) if INGAENDE in k.belopp), None
    )
    return [
        Budgetkolumn(k.ar, k.version, k.dagar, k.belopp, k.belopp.get(INGAENDE, arets), k.is_ersatt)
        for k in utan_ingaende
    ]


def _pick_gallande(arets: list[Budgetkolumn]) -> Budgetkolumn:
    return _by_weight(arets)[0]


def _by_weight(arets: list[Budgetkolumn]) -> list[Budgetkolumn]:
    """The prognoser with the newest first, then the budget and the preliminary year."""
    ordning = [Version.PROGNOS, Version.BUDGET, Version.PRELIMINAR]
    nyast_forst = arets[::-1]
    return sorted(nyast_forst, key=lambda kolumn: ordning.index(kolumn.version))


def _order(ar: int, version: str, dag: date | None) -> tuple:
    return ar, _VERSIONER.index(version), _day(dag)


def _day(dag: date | None) -> date:
    return dag or date.min


@dataclass(frozen=True)
class Provat:
    """A year's beslutsutrymme without and with a thought insats."""

    ar: int
    kolumn: str
    belopp: Decimal | None
    utan: Decimal | None
    med: Decimal | None

    @property
    def is_under_noll(self) -> bool:
        return self.med is not None and self.med < 0

    @property
    def was_under_noll(self) -> bool:
        return self.utan is not None and self.utan < 0


def try_insats(poster: Iterable[Post], belopp: Mapping[int, Decimal]) -> tuple[Provat, ...]:
    """What every year's beslutsutrymme becomes if an insats costs `belopp` by year.

    The cost is put into the column that counts for the year. A year without columns has none to
    put it in and is left out.
    """
    stored = list(poster)
    utan = build_rutnat(stored)
    tankta = [
        Post(ar, kolumn.version, Radslag.INSATS, belopp[ar], insats=0, beslutad=kolumn.beslutad)
        for ar, kolumn in utan.gallande.items()
        if ar in belopp
    ]
    med = build_rutnat([*stored, *tankta])
    return tuple(
        Provat(
            ar,
            kolumn.rubrik,
            belopp.get(ar),
            kolumn.beslutsutrymme,
            med.gallande[ar].beslutsutrymme,
        )
        for ar, kolumn in utan.gallande.items()
    )
