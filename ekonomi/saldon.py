"""What a förbund's books say on a day: the one thing that every statement is made of."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import F

from ekonomi.models import Bokforing, Bokforingsnamn, Kontosaldo
from finsam.period import last_day
from insatser.models import Forbund

Slag = Kontosaldo.Slag

# Dimensions: the account in all, and those of SIE that are kept.
KONTO = 0
KOSTNADSSTALLE = 1
PROJEKT = 6


@dataclass(frozen=True)
class Saldon:
    """A förbund's books from `start` to `per`, by account. Kronor, debit positive.

    `ingaende` is the balance when the year began, `rorelse` what was booked from `start` to
    `per`. `per_projekt` and `per_kostnadsstalle` are the parts of `rorelse` that have an object
    of dimension 6 or 1: (konto, kod) → kronor. An account that the books do not know is in none,
    and one that nothing is booked on is not in `rorelse`: 0 there is an account back at zero.
    `utgaende_i_filen` is what the file itself says the balance is at `per`, where it says so
    (#UB and #RES): a check of the rest.
    """

    start: date
    per: date
    ingaende: Mapping[str, Decimal]
    rorelse: Mapping[str, Decimal]
    per_projekt: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)
    per_kostnadsstalle: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)
    kontonamn: Mapping[str, str] = field(default_factory=dict)
    projektnamn: Mapping[str, str] = field(default_factory=dict)
    kostnadsstallenamn: Mapping[str, str] = field(default_factory=dict)
    utgaende_i_filen: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def utgaende(self) -> dict[str, Decimal]:
        """The balance of each account on `per`."""
        konton = {*self.ingaende, *self.rorelse}
        noll = Decimal(0)
        return {k: self.ingaende.get(k, noll) + self.rorelse.get(k, noll) for k in sorted(konton)}

    @property
    def saknar_ingaende(self) -> bool:
        """Whether a balance account moved though the books tell of no balance when the year began,
        not even 0. A förbund that began within the year had none."""
        is_helar = (self.start.month, self.start.day) == (1, 1)
        return is_helar and not self.ingaende and any(map(is_balanskonto, self.rorelse))


@dataclass(frozen=True)
class EjKopplad:
    """An account of the books that has no line. Its balance in kronor, debit positive."""

    konto: str
    namn: str
    belopp: Decimal


@dataclass(frozen=True, slots=True)
class Saldonyckel:
    """Which sum of a file it is: see Kontosaldo."""

    arsindex: int
    slag: Slag
    konto: str
    dimension: int = KONTO
    objekt: str = ""
    manad: date | None = None


@dataclass(frozen=True)
class Bok:
    """The sums of one file. `namn` by dimension and code; accounts are of dimension KONTO."""

    start: date
    slut: date
    per: date
    saldon: Mapping[Saldonyckel, Decimal]
    namn: Mapping[tuple[int, str], str] = field(default_factory=dict)

    def names_of(self, dimension: int) -> dict[str, str]:
        return {kod: namn for (d, kod), namn in self.namn.items() if d == dimension}


def is_balanskonto(konto: str) -> bool:
    """By its first digit, as every Swedish kontoplan has it."""
    return konto.startswith(("1", "2"))


def list_ej_kopplade(bocker: Iterable[Saldon], kopplade: Collection[str]) -> tuple[EjKopplad, ...]:
    """The accounts outside `kopplade` on which the year began with an amount or anything was
    booked since, be it back at zero: some day of the year a report needs their line.

    Each once, with its balance in the first of the books that have it.
    """
    ej_kopplade: dict[str, EjKopplad] = {}
    for saldon in bocker:
        for konto, belopp in saldon.utgaende.items():
            if konto not in kopplade and (saldon.ingaende.get(konto) or konto in saldon.rorelse):
                namn = saldon.kontonamn.get(konto, "")
                ej_kopplade.setdefault(konto, EjKopplad(konto, namn, belopp))
    return tuple(ej_kopplade[konto] for konto in sorted(ej_kopplade))


def list_saldon(bok: Bok) -> list[Saldon]:
    """All that the file tells: on its last day, and on the last of the year before."""
    dagar = ((bok.per, 0), (_year_before(bok.start)[1], -1))
    return [saldon for dag in dagar if (saldon := saldon_on(bok, *dag))]


def gather_saldon(
    forbund: Forbund, dagar: Sequence[date], *, med_namn: bool = True
) -> dict[date, Saldon | None]:
    """The books as of each day, out of the current file of the year in which the day lies.

    Where that file is missing or does not reach the day, from what the next year's file says of
    the year before (its year -1). None where no file tells. Two queries, however many days, with
    the names of accounts and objects or without.
    """
    bocker = _load_bocker(forbund, dagar, med_namn=med_namn)
    return {
        dag: next(
            filter(None, (saldon_on(bok, dag, index) for index in (0, -1) for bok in bocker)), None
        )
        for dag in dagar
    }


def saldon_on(bok: Bok, dag: date, arsindex: int = 0) -> Saldon | None:
    """The books of the file's year (or of the year before: -1) as of the day.

    On the first day of the year: what it was opened with, which any file tells. None where the
    file cannot tell: it does not reach the day, the day is in the middle of a month, or the file
    has no months and the day is not the one that its balances are of.
    """
    start, per = (bok.start, bok.per) if arsindex == 0 else _year_before(bok.start)
    if not start <= dag <= per or dag not in (start, per, last_day(dag)):
        return None
    saldon = {n: belopp for n, belopp in bok.saldon.items() if n.arsindex == arsindex}
    ingaende, ub, res = (
        _by_konto(saldon, slag) for slag in (Slag.INGAENDE, Slag.UTGAENDE, Slag.RESULTAT)
    )
    # Without an opening balance a closing one tells nothing of what happened in between.
    if arsindex and not ingaende:
        return None
    rorelser = {n: belopp for n, belopp in saldon.items() if n.slag == Slag.RORELSE}
    hittills = {n: belopp for n, belopp in rorelser.items() if start < dag >= n.manad}
    rorelse = _by_konto(hittills, Slag.RORELSE)
    if not rorelser and dag != start:
        if dag != per:
            return None
        # An account that is back at zero may lack its closing balance.
        konton = {*ingaende, *ub} if ub else set()
        rorelse = {k: ub.get(k, Decimal(0)) - ingaende.get(k, Decimal(0)) for k in konton} | res
        rorelse = {konto: belopp for konto, belopp in rorelse.items() if belopp}
    return Saldon(
        start=start,
        per=dag,
        ingaende=ingaende,
        rorelse=rorelse,
        per_projekt=_by_objekt(hittills, PROJEKT),
        per_kostnadsstalle=_by_objekt(hittills, KOSTNADSSTALLE),
        kontonamn=bok.names_of(KONTO),
        projektnamn=bok.names_of(PROJEKT),
        kostnadsstallenamn=bok.names_of(KOSTNADSSTALLE),
        # The balances are of the day on which the file was made, and of all that it holds.
        utgaende_i_filen=ub | res if dag == per and len(hittills) == len(rorelser) else {},
    )


def _year_before(start: date) -> tuple[date, date]:
    """Its first and last day, where it was of twelve months."""
    slut = start - timedelta(days=1)
    return last_day(slut.replace(year=slut.year - 1, day=1)) + timedelta(days=1), slut


def _by_konto(saldon: Mapping[Saldonyckel, Decimal], slag: Slag) -> dict[str, Decimal]:
    summor: dict[str, Decimal] = {}
    for n, belopp in saldon.items():
        if n.slag == slag and n.dimension == KONTO:
            summor[n.konto] = summor.get(n.konto, Decimal(0)) + belopp
    return summor


def _by_objekt(
    rorelser: Mapping[Saldonyckel, Decimal], dimension: int
) -> dict[tuple[str, str], Decimal]:
    summor: dict[tuple[str, str], Decimal] = {}
    for n, belopp in rorelser.items():
        if n.dimension == dimension:
            nyckel = n.konto, n.objekt
            summor[nyckel] = summor.get(nyckel, Decimal(0)) + belopp
    return summor


def _load_bocker(forbund: Forbund, dagar: Sequence[date], *, med_namn: bool) -> list[Bok]:
    """The current files of the years that the days lie in, and of the years after these."""
    if not dagar:
        return []
    aktuella = Bokforing.objects.filter(
        forbund=forbund,
        is_aktuell=True,
        ar_slut__gte=min(dagar),
        ar_start__lte=last_day(max(dagar)) + timedelta(days=366),
    ).order_by("ar_start")
    if not med_namn:
        return _load_saldon(aktuella, {})
    # Files and their names together: one row per name, or one alone for a file without names.
    bokforingar, namn = {}, defaultdict(dict)
    for b in aktuella.annotate(
        dimension=F("namn__dimension"), kod=F("namn__kod"), text=F("namn__namn")
    ):
        bokforingar[b.pk] = b
        if b.kod is not None:
            namn[b.pk][b.dimension, b.kod] = b.text
    return _load_saldon(bokforingar.values(), namn)


def load_bocker(bokforingar: Iterable[Bokforing]) -> list[Bok]:
    """The sums and names of each, in two queries for all of them."""
    bokforingar = list(bokforingar)
    namn = defaultdict(dict)
    for pk, dimension, kod, text in Bokforingsnamn.objects.filter(
        bokforing__in=bokforingar
    ).values_list("bokforing", "dimension", "kod", "namn"):
        namn[pk][dimension, kod] = text
    return _load_saldon(bokforingar, namn)


def _load_saldon(
    bokforingar: Iterable[Bokforing], namn: Mapping[int, Mapping[tuple[int, str], str]]
) -> list[Bok]:
    bokforingar = list(bokforingar)
    saldon = {b.pk: {} for b in bokforingar}
    for pk, index, slag, konto, dimension, objekt, manad, belopp in Kontosaldo.objects.filter(
        bokforing__in=saldon
    ).values_list(
        "bokforing", "arsindex", "slag", "konto", "dimension", "objekt", "manad", "belopp"
    ):
        nyckel = Saldonyckel(index, Slag(slag), konto, dimension, objekt, manad)
        saldon[pk][nyckel] = belopp
    return [
        Bok(b.ar_start, b.ar_slut, b.per, saldon[b.pk], namn.get(b.pk, {})) for b in bokforingar
    ]
