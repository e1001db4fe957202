"""Writes of deltagarstatistik."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction

from finsam.konton.models import User
from insatser.models import Insats
from insatser.skrivlas import lock_insatser
from uppfoljning.kategorier import Kon, Matt
from uppfoljning.models import Deltagarstatistik, Leverans

# The month's first day, kön, mått and the category's stored value.
Cellnyckel = tuple[date, Kon | str, Matt | str, str]

_BATCH = 2000


@transaction.atomic
def replace_deltagarstatistik(
    *,
    insats: Insats,
    celler: Mapping[Cellnyckel, int],
    kalla: Leverans.Kalla,
    sha256: str,
    antal_rader: int,
    inlast: datetime,
    user: User | None = None,
) -> Leverans | None:
    """Make `celler` the insats's counts in a new leverans; the earlier ones are kept.

    None where they equal the current ones, which are then confirmed (domain.md 3).
    """
    # Two uploads at once for one insats must not both become the current leverans.
    lock_insatser([insats])
    aktuell = insats.leveranser.filter(is_aktuell=True)
    if dict(celler) == current_celler([insats])[insats.pk]:
        aktuell.update(bekraftad=inlast)
        return None
    aktuell.update(is_aktuell=False)
    leverans = Leverans.objects.create(
        insats=insats,
        kalla=kalla,
        sha256=sha256,
        antal_rader=antal_rader,
        inlast=inlast,
        inlast_av=user,
    )
    Deltagarstatistik.objects.bulk_create(
        (
            Deltagarstatistik(
                leverans=leverans, manad=manad, kon=kon, matt=matt, kategori=kategori, antal=antal
            )
            for (manad, kon, matt, kategori), antal in celler.items()
        ),
        batch_size=_BATCH,
    )
    return leverans


def current_celler(insatser: Iterable[Insats]) -> dict[int, dict[Cellnyckel, int]]:
    """The counts of each insats's current leverans by its pk, in one query.

    An insats without any has an empty dict.
    """
    celler = {insats.pk: {} for insats in insatser}
    rader = (
        Deltagarstatistik.objects.aktuella()
        .filter(leverans__insats__in=celler)
        .order_by()
        .values_list("leverans__insats", "manad", "kon", "matt", "kategori", "antal")
    )
    for insats, *nyckel, antal in rader:
        celler[insats][tuple(nyckel)] = antal
    return celler
