"""Counts of the demo's months after the fixtures, made of the months that there are.

Each later month repeats the counts of the same month between July 2023 and June 2024. Every
month goes together by itself, so the copies do too; a month that would make more people leave
than there are, or fill an insats beyond its size, is left without that part.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from django.utils import timezone

from insatser.models import Forbund, Insats
from uppfoljning.calculations.deltaganden import VID_AVSLUT, VID_START
from uppfoljning.kategorier import Kon, Matt
from uppfoljning.models import Leverans
from uppfoljning.services import Cellnyckel, current_celler, replace_deltagarstatistik

_SISTA_MANAD = date(2024, 6, 1)  # of the fixtures
# Insatser that begin later, and the one whose months they repeat.
_FORLAGOR = {"ENK-VX": "ENK-JC", "TIE-MF": "TIE-UF", "UPP-SS": "KNI-EV"}
# They have not sent for the last months.
_SENA = ("OST-BR", "TIE-MF")
_SENA_MANADER = 3
_FLEST_PAGAENDE = 40  # of one kön

_START = frozenset({Matt.INSKRIVNA, *VID_START})
_AVSLUT = frozenset({*VID_AVSLUT, Matt.DAGAR})

_FLODE = {Matt.INSKRIVNA: 1, Matt.OVERFORDA: 1, Matt.AVSLUTADE: -1}

Celler = Mapping[Cellnyckel, int]


def add_statistik(forbund: Forbund, nu: datetime) -> None:
    """Give every individinsats that runs the counts of each month that has ended."""
    dag = timezone.localdate(nu)
    insatser = {i.kod: i for i in forbund.insatser.with_gallande_slut(dag) if i.is_individinsats}
    celler = current_celler(insatser.values())
    for insats in insatser.values():
        forlaga = insatser[_FORLAGOR.get(insats.kod, insats.kod)]
        sist = _previous(dag.replace(day=1), _SENA_MANADER if insats.kod in _SENA else 0)
        egna = _of_fixtures(celler[insats.pk])
        nya = egna | dict(_repeat(insats, egna, celler[forlaga.pk], sist))
        if nya != celler[insats.pk]:
            replace_deltagarstatistik(
                insats=insats,
                celler=nya,
                kalla=Leverans.Kalla.INSATSDATA,
                sha256=hashlib.sha256(repr(sorted(nya.items())).encode()).hexdigest(),
                antal_rader=sum(n for (_, _, matt, _), n in nya.items() if matt == Matt.INSKRIVNA),
                inlast=_delivered(insats, sist, nu),
            )


def _of_fixtures(celler: Celler) -> dict[Cellnyckel, int]:
    return {nyckel: n for nyckel, n in celler.items() if nyckel[0] <= _SISTA_MANAD}


def _previous(manad: date, antal: int) -> date:
    """The month that ended before `manad`, or `antal` months earlier still."""
    for _ in range(antal + 1):
        manad = (manad - timedelta(days=1)).replace(day=1)
    return manad


def _delivered(insats: Insats, manad: date, nu: datetime) -> datetime:
    """The twelfth of the next month; not before it is that day."""
    sist = min(manad, insats.gallande_slut.replace(day=1))
    nasta = (sist + timedelta(days=31)).replace(day=12)
    return min(nu, timezone.make_aware(datetime(nasta.year, nasta.month, 12, 9, 30)))  # noqa: DTZ001


def _repeat(
    insats: Insats, egna: Celler, kalla: Celler, sist: date
) -> Iterator[tuple[Cellnyckel, int]]:
    pagaende = Counter()
    for (_, kon, matt, _), n in egna.items():
        pagaende[kon] += n * _FLODE.get(matt, 0)
    manad = (max(_SISTA_MANAD, _previous(insats.start, 0)) + timedelta(days=31)).replace(day=1)
    while manad <= min(sist, insats.gallande_slut):
        forebild = manad.replace(year=2023 if manad.month > _SISTA_MANAD.month else 2024)
        for kon in (Kon.KVINNA, Kon.MAN):
            grupp = {
                (matt, kategori): n
                for (m, k, matt, kategori), n in kalla.items()
                if (m, k) == (forebild, kon)
            }
            ut = sum(n for (matt, _), n in grupp.items() if matt == Matt.AVSLUTADE)
            ryms = pagaende[kon] < _FLEST_PAGAENDE
            for (matt, kategori), n in grupp.items():
                if (matt in _START and ryms) or (matt in _AVSLUT and ut <= pagaende[kon]):
                    pagaende[kon] += n * _FLODE.get(matt, 0)
                    yield (manad, kon, matt, kategori), n
        manad = (manad + timedelta(days=31)).replace(day=1)
