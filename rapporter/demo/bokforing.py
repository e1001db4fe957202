"""The demo's books after the fixtures end: made of its own rekvisitioner, so that they agree."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.utils import timezone

from ekonomi.bokforing.sammandrag import read_sammandrag
from ekonomi.bokforing.services import store_bokforing
from ekonomi.bokforing.sie import read_sie
from ekonomi.bokforing.siefil import (
    Objekt,
    Rakenskapsar,
    Siefil,
    Slag,
    Transaktion,
    Verifikation,
)
from ekonomi.bokforing.sieskrivare import write_sie
from ekonomi.models import Medlemsavgift, Rekvisition
from finsam.konton.models import User
from finsam.period import Period
from insatser.models import Forbund

FOREBILD = "bokforing_2024H1.se"
# Accounts of the fixtures' kontoplan.
BANK, FOND, FORUTBETALT = "1920", "1810", "2923"
BALANSERAT, ARETS_RESULTAT = "2068", "2069"
INSATSKOSTNAD, ESF_MEDEL, FONDVINST = "4010", "3920", "8311"
_AVGIFTSKONTON = {
    "ENK": "3011",
    "HEB": "3012",
    "HAB": "3013",
    "KNI": "3014",
    "TIE": "3015",
    "UPP": "3016",
    "ALV": "3017",
    "OST": "3018",
    "REG": "3019",
    "FK": "3020",
}
_ESF_PER_MANAD = Decimal(64800)
_FONDVINST_PER_MANAD = Decimal(18500)
_PROJEKT = 6

Rader = list[tuple[str, Objekt, Decimal]]


def add_bokforing(forbund: Forbund, ekonom: User, nu: datetime) -> None:
    """Read in the books of every year up to the quarter that ended last."""
    till = Period.quarter_of(timezone.localdate(nu)).foregaende_kvartal
    forebild = read_sie((settings.BASE_DIR / "fixtures" / FOREBILD).read_bytes())
    for siefil in build_bokforing(forbund, forebild, till):
        sammandrag = read_sammandrag(write_sie(siefil))
        store_bokforing(forbund=forbund, sammandrag=sammandrag, user=ekonom, nu=nu)


def build_bokforing(forbund: Forbund, forebild: Siefil, till: Period) -> Iterator[Siefil]:
    """The books of each year from that of `forebild` up to the quarter `till`, in order.

    `forebild` holds the first half of its year, and the costs of a month to go on with.
    """
    ingaende = _balances(forebild, Slag.IB)
    for ar in range(forebild.rakenskapsar[0].start.year, till.ar + 1):
        is_forst = ar == forebild.rakenskapsar[0].start.year
        sista = 12 if ar < till.ar else till.slut.month
        manader = [date(ar, m, 28) for m in range(7 if is_forst else 1, sista + 1)]
        gjorda = forebild.verifikationer if is_forst else ()
        nya = _vouchers(forbund, forebild, ingaende, manader, len(gjorda))
        fil = _close(forbund, forebild, ar, manader[-1], ingaende, (*gjorda, *nya))
        yield fil
        ingaende = _open_next_year(_balances(fil, Slag.UB), fil)


def _balances(fil: Siefil, slag: Slag) -> dict[str, Decimal]:
    return {
        konto: belopp
        for (tagg, arsindex, konto, objekt), belopp in fil.saldon.items()
        if tagg == slag and arsindex == 0 and not objekt
    }


def _open_next_year(utgaende: Mapping[str, Decimal], fil: Siefil) -> dict[str, Decimal]:
    """The closing balances with the year's result on its own account."""
    resultat = sum(_balances(fil, Slag.RES).values(), Decimal(0))
    return {**utgaende, ARETS_RESULTAT: utgaende.get(ARETS_RESULTAT, Decimal(0)) + resultat}


def _vouchers(
    forbund: Forbund,
    forebild: Siefil,
    ingaende: Mapping[str, Decimal],
    manader: Sequence[date],
    antal_tidigare: int,
) -> list[Verifikation]:
    """One summary voucher per month; the bank account takes what is left."""
    ar = manader[0].year
    avgifter = dict(
        Medlemsavgift.objects.filter(part__forbund=forbund, ar=ar).values_list(
            "part__kod", "belopp"
        )
    )
    kostnader = _attested(forbund, ar)
    is_ny = manader[0].month == 1
    verifikationer = []
    for nr, dag in enumerate(manader, antal_tidigare + 1):
        rader = [
            *_fees(avgifter, dag.month),
            *_running_costs(forebild),
            (ESF_MEDEL, (), -_ESF_PER_MANAD),
            (FOND, (), _FONDVINST_PER_MANAD),
            (FONDVINST, (), -_FONDVINST_PER_MANAD),
            *(
                (INSATSKOSTNAD, ((_PROJEKT, kod),), belopp)
                for kod, belopp in kostnader[dag.month].items()
            ),
        ]
        if is_ny and dag.month == 1:
            forra = ingaende.get(ARETS_RESULTAT, Decimal(0))
            rader += [(ARETS_RESULTAT, (), -forra), (BALANSERAT, (), forra)]
        if not is_ny and dag.month == 7:
            # What the members paid in advance in the fixtures' half-year.
            forutbetalt = -_balances(forebild, Slag.UB).get(FORUTBETALT, Decimal(0))
            rader.append((FORUTBETALT, (), forutbetalt))
        rader.append((BANK, (), -sum((belopp for _, _, belopp in rader), Decimal(0))))
        transaktioner = tuple(Transaktion(*rad) for rad in rader if rad[2])
        verifikationer.append(Verifikation("A", str(nr), dag, transaktioner))
    return verifikationer


def _fees(avgifter: Mapping[str, Decimal], manad: int) -> Rader:
    """A twelfth a month, to the öre; December takes the rest."""
    rader: Rader = []
    for kod, konto in _AVGIFTSKONTON.items():
        belopp = avgifter.get(kod, Decimal(0))
        tolftedel = (belopp / 12).quantize(Decimal("0.01"))
        rader.append((konto, (), -(belopp - 11 * tolftedel if manad == 12 else tolftedel)))
    return rader


def _running_costs(forebild: Siefil) -> Rader:
    """The costs of a month that belong to a kostnadsställe, as in the first of the fixtures."""
    return [
        (t.konto, t.objekt, t.belopp)
        for t in forebild.verifikationer[0].transaktioner
        if t.konto[0] in "4567" and t.konto != INSATSKOSTNAD
    ]


def _attested(forbund: Forbund, ar: int) -> defaultdict[int, dict[str, Decimal]]:
    """What is attested for each quarter, by its last month and the insats's kod."""
    kostnader: defaultdict[int, dict[str, Decimal]] = defaultdict(dict)
    rekvisitioner = Rekvisition.objects.filter(insats__forbund=forbund, ar=ar).attested()
    for rekvisition in rekvisitioner.select_related("insats"):
        kostnader[3 * rekvisition.kvartal][rekvisition.insats.kod] = rekvisition.utfall
    return kostnader


def _close(
    forbund: Forbund,
    forebild: Siefil,
    ar: int,
    per: date,
    ingaende: Mapping[str, Decimal],
    verifikationer: tuple[Verifikation, ...],
) -> Siefil:
    """The file with its balances, which are the opening ones and what was booked."""
    utgaende = defaultdict(Decimal, ingaende)
    for verifikation in verifikationer:
        for transaktion in verifikation.transaktioner:
            utgaende[transaktion.konto] += transaktion.belopp
    saldon = {(Slag.IB, 0, konto, ()): belopp for konto, belopp in ingaende.items()}
    for konto, belopp in utgaende.items():
        is_balans = konto[0] in "12"
        saldon[(Slag.UB if is_balans else Slag.RES, 0, konto, ())] = belopp
    slut = Period.quarter_of(per).slut
    namn = {(_PROJEKT, i.kod): i.kortbenamning for i in forbund.insatser.all()}
    return replace(
        forebild,
        framstalld=slut,
        omfattning=slut,
        rakenskapsar={
            0: Rakenskapsar(date(ar, 1, 1), date(ar, 12, 31)),
            -1: Rakenskapsar(date(ar - 1, 1, 1), date(ar - 1, 12, 31)),
        },
        objekt={**forebild.objekt, **namn},
        saldon=saldon,
        verifikationer=verifikationer,
    )
