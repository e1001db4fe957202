"""Budget and utfall of a förbund's insatser in a period, fetched once (domain.md 4)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

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
from finsam.tal import sum_known
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


def load_justerade(
    insatser: Collection[Insats], aren: Collection[int] | None = None, per: date | None = None
) -> dict[tuple[int, int], Decimal]:
    """The justerad budget by insats id and year, of those that have any, in one query.

    By what is decided on `per`, or by every post there is. Of `aren`, or of every year.
    """
    urval = Budgetpost.objects.filter(insats__in=[i.pk for i in insatser])
    if aren is not None:
        urval = urval.filter(ar__in=aren)
    if per is not None:
        urval = urval.decided(per)
    poster = defaultdict(list)
    for insats, ar, post, belopp in urval.values_list("insats", "ar", "post", "belopp"):
        poster[insats, ar].append((post, belopp, ""))
    return {nyckel: build_arsbudget(egna).justerad for nyckel, egna in poster.items()}


def load_rester(insatser: Collection[Insats], ar: int) -> dict[int, Rest]:
    """What is left of the year for each insats, by its id; as _load_rester."""
    rester = _load_rester(insatser, [ar])
    return {i.pk: rester.get((i.pk, ar), Rest()) for i in insatser}


def load_arsrester(insats: Insats) -> dict[int, Rest]:
    """What is left of every year that has a budget, in their order; as _load_rester."""
    rester = _load_rester([insats], None)
    return {ar: rest for (_, ar), rest in sorted(rester.items()) if rest.justerad is not None}


def _load_rester(
    insatser: Collection[Insats], aren: Collection[int] | None
) -> dict[tuple[int, int], Rest]:
    """What is left, by insats id and year, where there is a budget or utfall; in two queries.

    Of every post there is, whatever its date: what has been decided for a later day is not
    there to be taken twice.
    """
    justerade = load_justerade(insatser, aren)
    attesterade = Rekvisition.objects.filter(insats__in=[i.pk for i in insatser]).attested()
    if aren is not None:
        attesterade = attesterade.filter(ar__in=aren)
    utfall = defaultdict(list)
    for r in attesterade:
        utfall[r.insats_id, r.ar].append(r.utfall)
    return {
        nyckel: Rest(justerade.get(nyckel), sum_known(utfall[nyckel]))
        for nyckel in justerade.keys() | utfall.keys()
    }
