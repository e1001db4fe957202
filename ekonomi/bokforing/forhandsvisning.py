"""What a file would become, shown before it is stored, and carried on until it is.

The statements are those of the bokslut, so that what is shown is what the reports will say.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal

from ekonomi.bokforing.paket import seal, unseal
from ekonomi.bokforing.saldon import (
    Bok,
    EjKopplad,
    Saldon,
    Saldonyckel,
    Slag,
    list_ej_kopplade,
)
from ekonomi.bokforing.sammandrag import Sammandrag
from ekonomi.bokforing.services import Jamforelse, compare_bokforing, list_nya_kostnadsstallen
from ekonomi.bokforing.sierad import PROJEKT
from ekonomi.bokslut.balansrakning import build_balansrakning
from ekonomi.bokslut.rader import build_kontoplan, build_radbok
from ekonomi.bokslut.rakning import Rakning
from ekonomi.bokslut.resultatrakning import build_resultatrakning
from ekonomi.models import Kontorad, Kostnadsstalle
from finsam.konton.models import User
from finsam.period import Period
from insatser.models import Forbund

_VAD = "sie"
_BELOPP = ("omslutning", "resultat", "tillgangar")


@dataclass(frozen=True)
class Radsumma:
    """A line of a statement, with the sign that it has there. Kronor."""

    rubrik: str
    belopp: Decimal
    is_summa: bool


@dataclass(frozen=True)
class Forhandsvisning:
    """`rapporter`: the lines that are known, by the statement's name, as in a bokslut.

    `nya_kostnadsstallen`: code, name and what the name says that it is, None where it does not.
    """

    sammandrag: Sammandrag
    jamforelse: Jamforelse
    rapporter: dict[str, tuple[Radsumma, ...]]
    ej_kopplade: tuple[EjKopplad, ...]
    nya_kostnadsstallen: tuple[tuple[str, str, Kostnadsstalle.Verksamhet | None], ...]
    okanda_projekt: tuple[tuple[str, str], ...]

    @property
    def varningar(self) -> tuple[str, ...]:
        return (*self.sammandrag.varningar, *self.jamforelse.varningar)

    @property
    def sedd(self) -> int:
        """The pk of the books that stand for the year now, 0 for none."""
        return self.jamforelse.tidigare.pk if self.jamforelse.tidigare else 0


def gather_forhandsvisning(forbund: Forbund, sammandrag: Sammandrag) -> Forhandsvisning:
    kontorader = list(Kontorad.objects.filter(forbund=forbund))
    saldon = sammandrag.saldon
    rakningar = _build_rakningar(saldon, kontorader) if saldon else ()
    koder = set(forbund.insatser.values_list("kod", flat=True))
    projekt = sammandrag.bok.names_of(PROJEKT)
    return Forhandsvisning(
        sammandrag=sammandrag,
        jamforelse=compare_bokforing(forbund, sammandrag),
        rapporter={r.titel: _list_rader(r, kolumn) for r, kolumn in rakningar},
        ej_kopplade=list_ej_kopplade(saldon, kontorader) if saldon else (),
        nya_kostnadsstallen=tuple(list_nya_kostnadsstallen(forbund, sammandrag.bok)),
        okanda_projekt=tuple((kod, projekt[kod]) for kod in sorted(projekt) if kod not in koder),
    )


def _build_rakningar(
    saldon: Saldon, kontorader: Iterable[Kontorad]
) -> tuple[tuple[Rakning, str], ...]:
    """The statements as a bokslut makes them, each with the key of its column of the file's
    amounts."""
    kontoplan = build_kontoplan(kontorader)
    bok = build_radbok(saldon, kontoplan)
    period = Period.quarter_of(saldon.per).ackumulerad
    return (
        (build_resultatrakning(period, kontoplan, bok, None, None, None), "utfall"),
        (build_balansrakning(period, kontoplan, bok, None), "utgaende"),
    )


def _list_rader(rakning: Rakning, kolumn: str) -> tuple[Radsumma, ...]:
    return tuple(
        Radsumma(rad.rubrik, rad.belopp[kolumn], rad.is_summa)
        for rad in rakning.rader
        if rad.belopp[kolumn] is not None
    )


def pack(visning: Forhandsvisning, forbund: Forbund, user: User) -> str:
    """The sums as a text for this user and förbund alone. Raises OtillatenFil for too many."""
    innehall = asdict(replace(visning.sammandrag, bok=None)) | {"sedd": visning.sedd}
    bok = visning.sammandrag.bok
    innehall["bok"] = [
        *(dag.isoformat() for dag in (bok.start, bok.slut, bok.per)),
        [
            [n.arsindex, n.slag, n.konto, n.dimension, n.objekt, _str(n.manad), str(b)]
            for n, b in bok.saldon.items()
        ],
        [[*nyckel, namn] for nyckel, namn in bok.namn.items()],
    ]
    for falt in _BELOPP:
        innehall[falt] = _str(innehall[falt])
    return seal(innehall, _VAD, forbund, user)


def unpack(text: str, forbund: Forbund, user: User) -> tuple[Sammandrag, int]:
    """The sums, and the pk that `sedd` was. Raises Andringsfel when they cannot be trusted."""
    innehall = unseal(text, _VAD, forbund, user)
    start, slut, per, saldon, namn = innehall.pop("bok")
    sedd = innehall.pop("sedd")
    bok = Bok(
        *map(date.fromisoformat, (start, slut, per)),
        {
            Saldonyckel(
                index, Slag(slag), konto, dimension, objekt, manad and date.fromisoformat(manad)
            ): Decimal(belopp)
            for index, slag, konto, dimension, objekt, manad, belopp in saldon
        },
        {(dimension, kod): text for dimension, kod, text in namn},
    )
    for falt in _BELOPP:
        innehall[falt] = None if innehall[falt] is None else Decimal(innehall[falt])
    innehall["varningar"] = tuple(innehall["varningar"])
    return Sammandrag(bok=bok, **innehall), sedd


def _str(varde: object) -> str | None:
    return None if varde is None else str(varde)
