"""Which PM there are to read: one per half-year and year that a kvartalsrapport tells of."""

from collections.abc import Sequence
from dataclasses import dataclass

from finsam.period import Period
from insatser.models import Forbund
from uppfoljning.models import Kvartalsrapport


@dataclass(frozen=True)
class Utgavor:
    """A förbund and the periods of its PM, the newest first."""

    forbund: Forbund
    perioder: Sequence[Period]


def list_utgavor(forbund: Sequence[Forbund]) -> list[Utgavor]:
    """The PM of each förbund, in the order given, in one query."""
    kvartal = {f.pk: set() for f in forbund}
    for pk, ar, nr in (
        Kvartalsrapport.objects.godkanda()
        .filter(insats__forbund__in=kvartal)
        .order_by()
        .values_list("insats__forbund", "ar", "kvartal")
        .distinct()
    ):
        kvartal[pk].add((ar, nr))
    return [Utgavor(f, _periods(kvartal[f.pk])) for f in forbund]


def _periods(kvartal: set[tuple[int, int]]) -> list[Period]:
    """A half-year with any of its quarters; the year when its second half is begun."""
    halvar = {Period.quarter(ar, nr).halvar for ar, nr in kvartal}
    helar = {Period(p.ar, 1, 4) for p in halvar if p.sista == 4}
    return sorted(halvar | helar, key=lambda p: (p.ar, p.sista, -p.forsta), reverse=True)
