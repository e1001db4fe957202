"""Which PM there are to read: one per half-year and year that a kvartalsrapport tells of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from finsam.konton.rattigheter import Rattighet
from finsam.period import Period
from insatser.models import Forbund
from uppfoljning.models import Kvartalsrapport


@dataclass(frozen=True)
class Utgavor:
    """A förbund and the periods of its PM, the newest first."""

    forbund: Forbund
    perioder: Sequence[Period]


def list_utgavor(user, forbund: Sequence[Forbund], dag: date) -> list[Utgavor]:
    """The PM of each förbund, in the order given, that the user may read on `dag`.

    Two queries. That of a period which is not over is for those who work with it.
    """
    i_arbete = set(
        Forbund.objects.with_right(user, Rattighet.LASA_PAGAENDE_RAPPORTER).filter(
            pk__in=[f.pk for f in forbund]
        )
    )
    kvartal = {f.pk: set() for f in forbund}
    for pk, ar, nr in (
        Kvartalsrapport.objects.godkanda()
        .filter(insats__forbund__in=kvartal)
        .order_by()
        .values_list("insats__forbund", "ar", "kvartal")
        .distinct()
    ):
        kvartal[pk].add((ar, nr))
    return [
        Utgavor(f, [p for p in _periods(kvartal[f.pk]) if f in i_arbete or p.slut < dag])
        for f in forbund
    ]


def _periods(kvartal: set[tuple[int, int]]) -> list[Period]:
    """A half-year with any of its quarters; the year when its second half is begun."""
    halvar = {Period.quarter(ar, nr).halvar for ar, nr in kvartal}
    helar = {Period(p.ar, 1, 4) for p in halvar if p.sista == 4}
    return sorted(halvar | helar, key=lambda p: (p.ar, p.sista, -p.forsta), reverse=True)
