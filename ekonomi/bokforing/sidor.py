"""What the pages of the bokföring and the kontoplan show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, groupby

from ekonomi.bokforing.bokford_dag import tell_ofardig_manad
from ekonomi.bokforing.kostnadsstallen import guess_verksamhet
from ekonomi.models import Bokforing, Kontorad, Kostnadsstalle
from ekonomi.models.bokforing import Rapport
from ekonomi.saldon import (
    KOSTNADSSTALLE,
    Bok,
    EjKopplad,
    list_ej_kopplade,
    list_saldon,
    load_bocker,
)
from finsam.svenska import capitalize
from insatser.models import Forbund


@dataclass(frozen=True)
class Inlastfil:
    """A file that was read, and what its day means for the reports."""

    bokforing: Bokforing

    @property
    def ar(self) -> str:
        start, slut = self.bokforing.ar_start, self.bokforing.ar_slut
        if (start.month, start.day, slut.year) == (1, 1, start.year):
            return str(start.year)
        return f"{start} – {slut}"

    @property
    def ofardig_manad(self) -> str:
        return tell_ofardig_manad(self.bokforing.per) if self.bokforing.is_aktuell else ""


@dataclass(frozen=True)
class Bokforingssida:
    """`filer`: the newest year first, and of a year the one that counts first."""

    forbund: Forbund
    filer: tuple[Inlastfil, ...]
    antal_ej_kopplade: int
    antal_okanda_kostnadsstallen: int


def gather_bokforingssida(forbund: Forbund) -> Bokforingssida:
    bokforingar = list(
        Bokforing.objects.filter(forbund=forbund)
        .select_related("inlast_av")
        .order_by("-ar_start", "-is_aktuell", "-inlast", "-pk")
    )
    bocker = load_bocker(b for b in bokforingar if b.is_aktuell)
    kontorader = Kontorad.objects.filter(forbund=forbund)
    return Bokforingssida(
        forbund=forbund,
        filer=tuple(map(Inlastfil, bokforingar)),
        antal_ej_kopplade=len(_list_ej_kopplade(bocker, kontorader)),
        antal_okanda_kostnadsstallen=len(
            _list_okanda(bocker, Kostnadsstalle.objects.filter(forbund=forbund))
        ),
    )


def load_aktuella(forbund: Forbund) -> list[Bok]:
    """The books that count, the newest year first."""
    return load_bocker(
        Bokforing.objects.filter(forbund=forbund, is_aktuell=True).order_by("-ar_start")
    )


def _list_ej_kopplade(
    bocker: Iterable[Bok], kontorader: Iterable[Kontorad]
) -> tuple[EjKopplad, ...]:
    saldon = chain.from_iterable(map(list_saldon, bocker))
    return list_ej_kopplade(saldon, {rad.konto for rad in kontorader})


@dataclass(frozen=True)
class Kontoplanssida:
    """`utan_rad`: those without a line that the filter lets through, of `antal_utan_rad`, whose
    balances are `summa_utan_rad` together. `traffar`: the mapped ones that it lets through, in
    the order of `group_rader`."""

    forbund: Forbund
    utan_rad: tuple[EjKopplad, ...]
    antal_utan_rad: int
    summa_utan_rad: Decimal
    antal: int
    traffar: tuple[Kontorad, ...]


def gather_kontoplan(forbund: Forbund, rapport: Rapport | None, sok: str) -> Kontoplanssida:
    """The accounts of the statement (None: both) whose number, name or line has the text."""
    kontorader = list(Kontorad.objects.filter(forbund=forbund).order_by("konto"))
    utan_rad = _list_ej_kopplade(load_aktuella(forbund), kontorader)
    sokt = sok.casefold()
    return Kontoplanssida(
        forbund=forbund,
        utan_rad=tuple(k for k in utan_rad if sokt in f"{k.konto} {k.namn}".casefold()),
        antal_utan_rad=len(utan_rad),
        summa_utan_rad=sum((konto.belopp for konto in utan_rad), Decimal(0)),
        antal=len(kontorader),
        traffar=tuple(
            rad
            for r in Rapport
            for rad in kontorader
            if rad.rapport == r == (rapport or r)
            and sokt in f"{rad.konto} {rad.namn} {rad.get_rad_display()}".casefold()
        ),
    )


def group_rader(rader: Sequence[Kontorad]) -> list[tuple[str, list[Kontorad]]]:
    """The accounts of each statement, with its name."""
    return [
        (capitalize(Rapport(rapport).label), list(egna))
        for rapport, egna in groupby(rader, key=lambda rad: rad.rapport)
    ]


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
