"""Budget and utfall of a förbund's insatser in a period, fetched once (domain.md 4)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ekonomi.calculations import (
    Arsbudget,
    Budgettabell,
    Insatstid,
    Rest,
    build_arsbudget,
    build_budgettabell,
    build_utfall,
)
from ekonomi.models import Budgetpost, Rekvisition
from finsam.markering import Markering, Ton
from finsam.period import Period
from insatser.models import Forbund, Insats
from insatser.ordning import in_report_order, runs_in


@dataclass(frozen=True)
class Forbrukning:
    """`insatser`: those of the accumulated year and any other with utfall in it, in order.

    `saknade_kvartal`: the quarters of the accumulated year in which each of them runs without an
    attested rekvisition, by insats id. The kvot is low for that reason alone.
    `arsbudgetar`: the whole year's budget of each of them, by insats id.
    """

    insatser: Sequence[Insats]
    tabell: Budgettabell
    saknade_kvartal: Mapping[int, Sequence[int]]
    arsbudgetar: Mapping[int, Arsbudget]

    def find_flagga(self, insats: Insats, forbund: Forbund) -> Markering | None:
        """A flag in words where the kvot is outside the förbund's limits.

        With a rekvisition that is not attested yet the kvot is low for that reason alone.
        """
        rad = self.tabell.rader.get(insats.pk)
        if rad is None or rad.kvot is None:
            return None
        if rad.kvot > forbund.kvot_ovre:
            return Markering("Hög", Ton.OBS)
        if rad.kvot < forbund.kvot_undre and not self.saknade_kvartal[insats.pk]:
            return Markering("Låg", Ton.OBS)
        return None


@dataclass(frozen=True)
class Insatspengar:
    """The attested rekvisitioner of some insatser and years, and their budgetposter of every year
    in order of decision. Each row knows its insats."""

    rekvisitioner: Sequence[Rekvisition]
    budgetposter: Sequence[Budgetpost]

    def accumulated(self, period: Period) -> list[Rekvisition]:
        """The rekvisitioner of January to the period's end."""
        return [r for r in self.rekvisitioner if r.ar == period.ar and r.kvartal <= period.sista]

    def decided(self, ar: int, per: date) -> list[Budgetpost]:
        """The budgetposter of year `ar` decided on or before `per`."""
        return [p for p in self.budgetposter if p.ar == ar and p.beslutsdatum <= per]


def gather_insatspengar(insatser: Collection[Insats], aren: Collection[int]) -> Insatspengar:
    """What is attested of the years, and every budgetpost, in two queries."""
    egna = {insats.pk: insats for insats in insatser}
    pengar = Insatspengar(
        list(Rekvisition.objects.filter(insats__in=egna, ar__in=aren).attested()),
        list(Budgetpost.objects.filter(insats__in=egna).order_by("beslutsdatum", "pk")),
    )
    for rad in (*pengar.rekvisitioner, *pengar.budgetposter):
        rad.insats = egna[rad.insats_id]
    return pengar


def gather_forbrukning(
    insatser: Sequence[Insats],
    period: Period,
    *,
    per: date | None = None,
    is_helar: bool = False,
) -> Forbrukning:
    """Tabell budget of these insatser for the period (build_forbrukning), in two queries."""
    pengar = gather_insatspengar(insatser, [period.ar])
    return build_forbrukning(insatser, pengar, period, per=per, is_helar=is_helar)


def build_forbrukning(
    insatser: Sequence[Insats],
    pengar: Insatspengar,
    period: Period,
    *,
    per: date | None = None,
    is_helar: bool = False,
) -> Forbrukning:
    """Tabell budget of these insatser for the period, out of their rows of its year.

    insatser: with gallande_slut as of `per`, the period's last day if it is not given. What was
    decided after it is left out. `is_helar` also lists those that only run later in the year,
    or have a budget for it without running in it; that changes no sum.
    """
    listas_om = Period(period.ar, 1, 4) if is_helar else period.ackumulerad
    rekvisitioner = defaultdict(list)
    for rekvisition in pengar.accumulated(period):
        rekvisitioner[rekvisition.insats_id].append(rekvisition)
    poster = defaultdict(list)
    for post in pengar.decided(period.ar, per or period.slut):
        poster[post.insats_id].append((post.post, post.belopp, post.note))
    berorda = in_report_order(
        [
            i
            for i in insatser
            if runs_in(i, listas_om) or i.pk in rekvisitioner or (is_helar and i.pk in poster)
        ]
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
        arsbudgetar={i.pk: build_arsbudget(poster[i.pk]) for i in berorda},
    )


def load_rester(insatser: Collection[Insats], ar: int) -> dict[int, Rest]:
    """What is left of the year for each insats, by its id, in two queries.

    Of every post there is, whatever its date: what has been decided for a later day is not
    there to be taken twice.
    """
    helar = Period(ar, 1, 4)
    poster, utfall = defaultdict(list), defaultdict(list)
    for insats, post, belopp in Budgetpost.objects.filter(insats__in=insatser, ar=ar).values_list(
        "insats", "post", "belopp"
    ):
        poster[insats].append((post, belopp, ""))
    for r in Rekvisition.objects.filter(insats__in=insatser).attested().accumulated(helar):
        utfall[r.insats_id].append((r.kvartal, r.utfall, r.is_utfall_preliminart))
    return {
        i.pk: Rest(build_arsbudget(poster[i.pk]).justerad, build_utfall(utfall[i.pk], helar).utfall)
        for i in insatser
    }
