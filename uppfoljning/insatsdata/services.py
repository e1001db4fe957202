"""Stores the counts of insatsdata, and tells beforehand what they change."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from finsam.konton.models import User
from insatser.models import Insats
from insatser.skrivlas import lock_insatser
from uppfoljning.calculations.andringar import (
    describe_andringar,
    describe_antal,
    describe_farre_rader,
)
from uppfoljning.insatsdata.fil import Insatsdatafil
from uppfoljning.models import Leverans
from uppfoljning.services import current_celler, replace_deltagarstatistik


@dataclass(frozen=True)
class Insatsandring:
    """What a file means for one insats: a line per month that changes, none if nothing does.

    `varning` where the file has fewer rows than the last one.
    """

    insats: Insats
    antal_rader: int
    rader: tuple[str, ...]
    varning: str | None = None


@dataclass(frozen=True)
class Lagring:
    """Which insatser got new counts, and which already had the same."""

    andrade: tuple[Insats, ...]
    oforandrade: tuple[Insats, ...]


def describe_changes(fil: Insatsdatafil) -> list[Insatsandring]:
    """Per insats in the file, by kod, how its counts differ from its current ones, in Swedish."""
    tidigare = current_celler(fil.insatser.values())
    # By insats id; the last one of each goes before the earlier ones.
    antal_rader = dict(
        Leverans.objects.filter(insats__in=fil.insatser, kalla=Leverans.Kalla.INSATSDATA)
        .order_by("pk")
        .values_list("insats", "antal_rader")
    )
    return [
        Insatsandring(
            insats,
            fil.antal_rader_per_insats[insats.pk],
            tuple(describe_andringar(tidigare[insats.pk], fil.celler[insats.pk]))
            if tidigare[insats.pk]
            else (f"första leveransen: {describe_antal(fil.celler[insats.pk])}",),
            describe_farre_rader(
                insats.kod, antal_rader.get(insats.pk, 0), fil.antal_rader_per_insats[insats.pk]
            ),
        )
        for insats in fil.insatser.values()
    ]


@transaction.atomic
def store_insatsdata(*, fil: Insatsdatafil, inlast: datetime, user: User | None = None) -> Lagring:
    """Replace the counts of every insats in the file, or of none.

    An insats whose counts are the same keeps its leverans. `inlast` is when the file came.
    """
    lock_insatser(fil.insatser.values())
    andrade, oforandrade = [], []
    for pk, insats in fil.insatser.items():
        leverans = replace_deltagarstatistik(
            insats=insats,
            celler=fil.celler[pk],
            kalla=Leverans.Kalla.INSATSDATA,
            sha256=fil.sha256,
            antal_rader=fil.antal_rader_per_insats[pk],
            inlast=inlast,
            user=user,
        )
        (andrade if leverans else oforandrade).append(insats)
    return Lagring(tuple(andrade), tuple(oforandrade))
