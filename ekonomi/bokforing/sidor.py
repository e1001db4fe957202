"""What the pages of the bokföring and the kontoplan show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from ekonomi.bokforing.kostnadsstallen import guess_verksamhet
from ekonomi.bokforing.saldon import KONTO, Bok, EjKopplad, load_bocker, saldon_on
from ekonomi.bokforing.sierad import KOSTNADSSTALLE
from ekonomi.models import Bokforing, Kontorad, Kostnadsstalle
from ekonomi.models.bokforing import Rapport
from finsam.svenska import capitalize
from insatser.models import Forbund


@dataclass(frozen=True)
class Aret:
    """A räkenskapsår: the books that count, and those that they replaced, newest first."""

    start: date
    slut: date
    aktuell: Bokforing | None
    tidigare: tuple[Bokforing, ...]

    @property
    def namn(self) -> str:
        if (self.start.month, self.start.day, self.slut.year) == (1, 1, self.start.year):
            return str(self.start.year)
        return f"{self.start} – {self.slut}"


@dataclass(frozen=True)
class Bokforingssida:
    forbund: Forbund
    aren: tuple[Aret, ...]
    antal_ej_kopplade: int
    antal_okanda_kostnadsstallen: int


def gather_bokforingssida(forbund: Forbund) -> Bokforingssida:
    bokforingar = list(
        Bokforing.objects.filter(forbund=forbund)
        .select_related("inlast_av")
        .order_by("-ar_start", "-inlast", "-pk")
    )
    bocker = load_bocker(b for b in bokforingar if b.is_aktuell)
    kontorader = Kontorad.objects.filter(forbund=forbund)
    return Bokforingssida(
        forbund=forbund,
        aren=tuple(_group_aren(bokforingar)),
        antal_ej_kopplade=len(list_konton_utan_rad(bocker, kontorader)),
        antal_okanda_kostnadsstallen=len(
            _list_okanda(bocker, Kostnadsstalle.objects.filter(forbund=forbund))
        ),
    )


def _group_aren(bokforingar: Iterable[Bokforing]) -> Iterable[Aret]:
    for start, arets in groupby(bokforingar, key=lambda b: b.ar_start):
        arets = list(arets)
        aktuell = next((b for b in arets if b.is_aktuell), None)
        yield Aret(
            start,
            (aktuell or arets[0]).ar_slut,
            aktuell,
            tuple(b for b in arets if not b.is_aktuell),
        )


def load_aktuella(forbund: Forbund) -> list[Bok]:
    """The books that count, the newest year first."""
    return load_bocker(
        Bokforing.objects.filter(forbund=forbund, is_aktuell=True).order_by("-ar_start")
    )


def list_konton_utan_rad(
    bocker: Iterable[Bok], kontorader: Iterable[Kontorad]
) -> tuple[EjKopplad, ...]:
    """The accounts with any amount in any of the books that have no line, each with its name and
    balance in the newest."""
    kopplade = {rad.konto for rad in kontorader}
    utan: dict[str, EjKopplad] = {}
    for bok in bocker:
        saldon = saldon_on(bok, bok.per)
        utgaende = saldon.utgaende if saldon else {}
        for konto in {n.konto for n, belopp in bok.saldon.items() if belopp}:
            if konto not in kopplade and konto not in utan:
                namn = bok.namn.get((KONTO, konto), "")
                utan[konto] = EjKopplad(konto, namn, utgaende.get(konto, Decimal(0)))
    return tuple(utan[konto] for konto in sorted(utan))


@dataclass(frozen=True)
class Kontoplanssida:
    """`grupper`: the mapped accounts that the filter lets through, by statement and line."""

    forbund: Forbund
    utan_rad: tuple[EjKopplad, ...]
    antal: int
    grupper: tuple[tuple[str, tuple[Kontorad, ...]], ...]


def gather_kontoplan(forbund: Forbund, rapport: Rapport | None, sok: str) -> Kontoplanssida:
    """The accounts of the statement (None: both) whose number, name or line has the text."""
    kontorader = list(Kontorad.objects.filter(forbund=forbund).order_by("konto"))
    visade = [
        rad
        for rad in kontorader
        if (rapport is None or rad.rapport == rapport)
        and sok.casefold() in f"{rad.konto} {rad.namn} {rad.get_rad_display()}".casefold()
    ]
    return Kontoplanssida(
        forbund=forbund,
        utan_rad=list_konton_utan_rad(load_aktuella(forbund), kontorader),
        antal=len(kontorader),
        grupper=tuple(
            (capitalize(r.label), rader)
            for r in Rapport
            if (rader := tuple(rad for rad in visade if rad.rapport == r))
        ),
    )


@dataclass(frozen=True)
class Stalle:
    """A kostnadsställe of the books or of the mapping; `verksamhet` ”” where nobody has said."""

    kod: str
    namn: str
    verksamhet: str
    forslag: str = ""

    @property
    def verksamhetsnamn(self) -> str:
        if not self.verksamhet:
            return ""
        return capitalize(Kostnadsstalle.Verksamhet(self.verksamhet).label)


def list_stallen(forbund: Forbund) -> list[Stalle]:
    """Those that nobody has said what they are first, then the others, by code."""
    kopplade = list(Kostnadsstalle.objects.filter(forbund=forbund))
    okanda = [
        Stalle(kod, namn, "", guess_verksamhet(namn) or "")
        for kod, namn in _list_okanda(load_aktuella(forbund), kopplade)
    ]
    return [*okanda, *(Stalle(s.kod, s.namn, s.verksamhet) for s in kopplade)]


def _list_okanda(
    bocker: Iterable[Bok], kopplade: Iterable[Kostnadsstalle]
) -> list[tuple[str, str]]:
    kanda = {stalle.kod for stalle in kopplade}
    namn: dict[str, str] = {}
    for bok in bocker:
        for kod, text in bok.names_of(KOSTNADSSTALLE).items():
            if kod not in kanda:
                namn.setdefault(kod, text)
    return sorted(namn.items())
