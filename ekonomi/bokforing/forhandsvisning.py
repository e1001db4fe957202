"""What a file would become, shown before it is stored, and carried on until it is.

The statements are those of the bokslut, so that what is shown is what the reports will say.
"""

from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal

from ekonomi.bokforing.bokford_dag import tell_ofardig_manad
from ekonomi.bokforing.nyckeltal import build_rakningar
from ekonomi.bokforing.paket import seal, unseal
from ekonomi.bokforing.sammandrag import Sammandrag
from ekonomi.bokforing.services import Jamforelse, compare_bokforing, list_nya_kostnadsstallen
from ekonomi.bokforing.teckenkod import Teckenkod
from ekonomi.bokforing.urval import Urval
from ekonomi.bokslut.rakning import Rakning
from ekonomi.models import Kontorad
from ekonomi.saldon import (
    PROJEKT,
    Bok,
    Saldonyckel,
    Slag,
    list_ej_kopplade,
    list_saldon,
)
from finsam.konton.models import User
from insatser.models import Forbund

_VAD = "sie"


@dataclass(frozen=True)
class Radsumma:
    """A line of a statement, with the sign that it has there. Kronor."""

    rubrik: str
    belopp: Decimal
    is_summa: bool


@dataclass(frozen=True)
class Forhandsvisning:
    """`rapporter`: the lines that are known, by the statement's name, as in a bokslut.

    `ej_kopplade_summa` is of all of them, shown or not. `nya_kostnadsstallen`: code, name and what
    the name says that it is, None where it does not.
    """

    sammandrag: Sammandrag
    jamforelse: Jamforelse
    rapporter: dict[str, tuple[Radsumma, ...]]
    ej_kopplade: Urval
    ej_kopplade_summa: Decimal
    nya_kostnadsstallen: Urval
    okanda_projekt: Urval

    @property
    def andrade(self) -> Urval:
        return Urval.of(self.jamforelse.andrade)

    @property
    def tecken(self) -> str:
        return Teckenkod(self.sammandrag.teckenkod).namn

    @property
    def varningar(self) -> tuple[str, ...]:
        """Until it is known how far the file is booked, only those that do not hang on it."""
        if self.sammandrag.dagval:
            return self.sammandrag.varningar
        ofardig = filter(None, [tell_ofardig_manad(self.sammandrag.bok.per)])
        return (*ofardig, *self.sammandrag.varningar, *self.jamforelse.varningar)

    @property
    def sedd(self) -> int:
        """The pk of the books that stand for the year now, 0 for none."""
        return self.jamforelse.tidigare.pk if self.jamforelse.tidigare else 0


def gather_forhandsvisning(forbund: Forbund, sammandrag: Sammandrag) -> Forhandsvisning:
    kontorader = list(Kontorad.objects.filter(forbund=forbund))
    saldon = sammandrag.saldon
    rakningar = build_rakningar(saldon, kontorader) if saldon else ()
    koder = set(forbund.insatser.values_list("kod", flat=True))
    projekt = sammandrag.bok.names_of(PROJEKT)
    kopplade = {rad.konto for rad in kontorader}
    ej_kopplade = list_ej_kopplade(list_saldon(sammandrag.bok), kopplade)
    return Forhandsvisning(
        sammandrag=sammandrag,
        jamforelse=compare_bokforing(forbund, sammandrag),
        rapporter={r.titel: _list_rader(r, kolumn) for r, kolumn in rakningar},
        ej_kopplade=Urval.of(ej_kopplade),
        ej_kopplade_summa=sum((konto.belopp for konto in ej_kopplade), Decimal(0)),
        nya_kostnadsstallen=Urval.of(list_nya_kostnadsstallen(forbund, sammandrag.bok)),
        okanda_projekt=Urval.of((k, projekt[k]) for k in sorted(projekt) if k not in koder),
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
    innehall["omslutning"] = _str(innehall["omslutning"])
    innehall["dagval"] = [dag.isoformat() for dag in innehall["dagval"]]
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
    if innehall["omslutning"] is not None:
        innehall["omslutning"] = Decimal(innehall["omslutning"])
    innehall["dagval"] = tuple(map(date.fromisoformat, innehall["dagval"]))
    innehall["varningar"] = tuple(innehall["varningar"])
    return Sammandrag(bok=bok, **innehall), sedd


def _str(varde: object) -> str | None:
    return None if varde is None else str(varde)
