"""Budget and utfall of a förbund's insatser in a period, fetched once (domain.md 4)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ekonomi.calculations import Budgettabell, Insatstid, build_budgettabell, build_utfall
from ekonomi.models import Budgetpost, Rekvisition
from finsam.period import Period
from insatser.models import Insats
from insatser.ordning import in_report_order, runs_in


@dataclass(frozen=True)
class Forbrukning:
    """`insatser`: those of the accumulated year and any other with utfall in it, in order.

    `saknade_kvartal`: the quarters of the accumulated year in which each of them runs without an
    attested rekvisition, by insats id. The kvot is low for that reason alone.
    """

    insatser: Sequence[Insats]
    tabell: Budgettabell
    saknade_kvartal: Mapping[int, Sequence[int]]


def gather_forbrukning(insatser: Sequence[Insats], period: Period) -> Forbrukning:
    """Tabell budget of these insatser for the period, in two queries.

    insatser: with gallande_slut as of the period's last day. What was decided after it is left
    out.
    """
    ids = [i.pk for i in insatser]
    rekvisitioner = defaultdict(list)
    for rekvisition in Rekvisition.objects.filter(insats__in=ids).attested().accumulated(period):
        rekvisitioner[rekvisition.insats_id].append(rekvisition)
    poster = defaultdict(list)
    for post in (
        Budgetpost.objects.filter(insats__in=ids)
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
                pk: build_utfall(
                    [(r.kvartal, r.utfall, r.is_utfall_preliminart) for r in rader], period
                )
                for pk, rader in rekvisitioner.items()
            },
            period,
        ),
        saknade_kvartal={
            i.pk: [
                nr
                for nr in period.ackumulerad.kvartal
                if runs_in(i, Period.quarter(period.ar, nr))
                and nr not in {r.kvartal for r in rekvisitioner[i.pk]}
            ]
            for i in berorda
        },
    )
