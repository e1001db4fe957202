"""Budget and utfall of a förbund's insatser in a period, fetched once (domain.md 4)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ekonomi.calculations import Budgettabell, Insatstid, build_budgettabell, build_utfall
from ekonomi.models import Budgetpost, Rekvisition
from finsam.period import Period
from insatser.models import Forbund, Insats
from insatser.ordning import in_report_order, runs_in


@dataclass(frozen=True)
class Forbrukning:
    """`insatser`: those of the accumulated year and any other with utfall in it, in order.

    `attesterade_kvartal`: the year's quarters with an attested rekvisition, by insats id.
    """

    insatser: Sequence[Insats]
    tabell: Budgettabell
    attesterade_kvartal: Mapping[int, frozenset[int]]


def gather_forbrukning(forbund: Forbund, insatser: Sequence[Insats], period: Period) -> Forbrukning:
    """Tabell budget for the period, in two queries.

    insatser: every one of the förbund, with gallande_slut. What was decided after the period's
    last day is left out.
    """
    rekvisitioner = defaultdict(list)
    for rekvisition in (
        Rekvisition.objects.filter(insats__forbund=forbund).attested().accumulated(period)
    ):
        rekvisitioner[rekvisition.insats_id].append(rekvisition)
    poster = defaultdict(list)
    for post in (
        Budgetpost.objects.filter(insats__forbund=forbund)
        .decided(period.ar, period.slut)
        .order_by("beslutsdatum", "pk")
    ):
        poster[post.insats_id].append((post.post, post.belopp, post.note))
    berorda = in_report_order(
        [i for i in insatser if runs_in(i, period.ackumulerad) or i.pk in rekvisitioner]
    )
    return Forbrukning(
        insatser=berorda,
        tabell=build_budgettabell(
            {i.pk: Insatstid(i.start, i.gallande_slut) for i in berorda},
            poster,
            {
                pk: build_utfall([(r.kvartal, r.belopp, r.is_preliminar) for r in rader], period)
                for pk, rader in rekvisitioner.items()
            },
            period,
        ),
        attesterade_kvartal={
            i.pk: frozenset(r.kvartal for r in rekvisitioner.get(i.pk, ())) for i in insatser
        },
    )
