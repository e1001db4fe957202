"""What a file would become, shown before it is stored, and carried on until it is.

The file is not kept meanwhile. Its sums go with the page, signed, and come back when the user has
seen them: what is stored is what was shown.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from django.core import signing

from ekonomi.bokforing.saldon import (
    Bok,
    EjKopplad,
    Saldon,
    Saldonyckel,
    Slag,
    list_ej_kopplade,
)
from ekonomi.bokforing.sammandrag import Sammandrag
from ekonomi.bokforing.services import Jamforelse, compare_bokforing, list_okanda_kostnadsstallen
from ekonomi.bokforing.sierad import PROJEKT
from ekonomi.models import Kontorad
from ekonomi.models.bokforing import RADER, Radtyp, Rapport
from finsam.historik import Andringsfel
from finsam.inlasning.fel import OtillatenFil
from finsam.konton.models import User
from finsam.svenska import capitalize
from insatser.models import Forbund

GILTIG = timedelta(hours=2)
# Below what a form may hold (DATA_UPLOAD_MAX_MEMORY_SIZE).
_MAX_TECKEN = 2_000_000

_BELOPP = ("omslutning", "resultat", "tillgangar")
_TILLGANGAR = frozenset(
    {
        Radtyp.ANLAGGNINGSTILLGANGAR,
        Radtyp.KORTFRISTIGA_FORDRINGAR,
        Radtyp.INTERIMSFORDRINGAR,
        Radtyp.KORTFRISTIGA_PLACERINGAR,
        Radtyp.KASSA_BANK,
    }
)


@dataclass(frozen=True)
class Radsumma:
    """A line of a statement, with the sign that it has there. Kronor."""

    rubrik: str
    belopp: Decimal


@dataclass(frozen=True)
class Forhandsvisning:
    """`rapporter`: the lines that have an amount, by the statement's name."""

    sammandrag: Sammandrag
    jamforelse: Jamforelse
    rapporter: dict[str, tuple[Radsumma, ...]]
    ej_kopplade: tuple[EjKopplad, ...]
    okanda_kostnadsstallen: tuple[tuple[str, str], ...]
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
    koder = set(forbund.insatser.values_list("kod", flat=True))
    projekt = sammandrag.bok.names_of(PROJEKT)
    return Forhandsvisning(
        sammandrag=sammandrag,
        jamforelse=compare_bokforing(forbund, sammandrag),
        rapporter=sum_per_rad(saldon, kontorader) if saldon else {},
        ej_kopplade=list_ej_kopplade(saldon, kontorader) if saldon else (),
        okanda_kostnadsstallen=tuple(list_okanda_kostnadsstallen(forbund, sammandrag.bok)),
        okanda_projekt=tuple((kod, projekt[kod]) for kod in sorted(projekt) if kod not in koder),
    )


def sum_per_rad(saldon: Saldon, kontorader: Iterable[Kontorad]) -> dict[str, tuple[Radsumma, ...]]:
    """The lines of each statement, in their order; those without an amount are left out."""
    utgaende = saldon.utgaende
    summor: dict[tuple[Rapport, Radtyp], Decimal] = {}
    for kontorad in kontorader:
        nyckel = Rapport(kontorad.rapport), Radtyp(kontorad.rad)
        is_resultat = nyckel[0] is Rapport.RESULTATRAKNING
        belopp = (saldon.rorelse if is_resultat else utgaende).get(kontorad.konto, Decimal(0))
        tecken = 1 if nyckel[1] in _TILLGANGAR else -1
        summor[nyckel] = summor.get(nyckel, Decimal(0)) + tecken * belopp
    return {
        capitalize(rapport.label): tuple(
            Radsumma(capitalize(rad.label), belopp)
            for rad in RADER[rapport]
            if (belopp := summor.get((rapport, rad)))
        )
        for rapport in Rapport
    }


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
    text = signing.dumps(innehall, salt=_salt(forbund, user), compress=True)
    if len(text) > _MAX_TECKEN:
        raise OtillatenFil(
            "Filen har fler saldon än sidan klarar. Be den som sköter servern att läsa in den med "
            "kommandot las_in_sie."
        )
    return text


def unpack(text: str, forbund: Forbund, user: User) -> tuple[Sammandrag, int]:
    """The sums, and the pk that `sedd` was. Raises Andringsfel when they cannot be trusted."""
    try:
        innehall = signing.loads(text, salt=_salt(forbund, user), max_age=GILTIG)
    except signing.BadSignature as fel:
        raise Andringsfel(
            "Det har gått för lång tid sedan du laddade upp filen. Ladda upp den igen."
        ) from fel
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


def _salt(forbund: Forbund, user: User) -> str:
    return f"bokforing:{forbund.pk}:{user.pk}"
