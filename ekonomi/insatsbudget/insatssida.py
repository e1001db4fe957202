"""The budget of one insats and year: every post in the order of its decision."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import pairwise

from ekonomi.calculations import Rest, signed
from ekonomi.forbrukning import load_rester
from ekonomi.models import Budgetpost
from finsam.handelser.models import Handelse
from insatser.models import Insats


@dataclass(frozen=True)
class Postrad:
    """A post, what it does to the budget, and the justerad budget with it."""

    post: Budgetpost
    andring: Decimal
    justerad: Decimal


@dataclass(frozen=True)
class Rattelse:
    """A post that was corrected: how it was, when, by whom and why."""

    tid: datetime
    av: str
    vad: str
    belopp: Decimal
    beslutsdatum: str
    skal: str


@dataclass(frozen=True)
class Insatsbudget:
    insats: Insats
    ar: int
    rader: Sequence[Postrad]
    rest: Rest
    rattelser: Sequence[Rattelse]
    andra_ar: Sequence[int]


def gather_insatsbudget(insats: Insats, ar: int) -> Insatsbudget:
    """The insats's year; in a fixed number of queries."""
    poster = list(insats.budgetposter.filter(ar=ar).order_by("beslutsdatum", "pk"))
    rader, justerad = [], Decimal(0)
    for post in poster:
        andring = signed(post.post, post.belopp)
        justerad += andring
        rader.append(Postrad(post, andring, justerad))
    med_budget = set(insats.budgetposter.order_by().values_list("ar", flat=True).distinct())
    slut = getattr(insats, "gallande_slut", insats.slut)
    return Insatsbudget(
        insats=insats,
        ar=ar,
        rader=rader,
        rest=load_rester([insats], ar)[insats.pk],
        rattelser=_load_rattelser(insats, poster),
        andra_ar=sorted(med_budget | set(range(insats.start.year, slut.year + 1)) | {ar}),
    )


def _load_rattelser(insats: Insats, poster: Sequence[Budgetpost]) -> list[Rattelse]:
    """What the posts were before they were corrected, the latest first.

    A post's history holds each version; the event of the same moment holds the reason.
    """
    skal = {
        (h.objekt_id, h.tid): h
        for h in Handelse.objects.filter(
            insats=insats,
            typ=Handelse.Typ.BUDGET_ANDRAD,
            objekt_id__in=[str(post.pk) for post in poster],
        )
        .exclude(skal="")
        .select_related("user")
    }
    versioner = defaultdict(list)
    for version in Budgetpost.history.filter(id__in=[post.pk for post in poster]).order_by(
        "history_id"
    ):
        versioner[version.id].append(version)
    rattelser = []
    for pk, egna in versioner.items():
        for fore, efter in pairwise(egna):
            if handelse := skal.get((str(pk), efter.history_date)):
                rattelser.append(
                    Rattelse(
                        tid=handelse.tid,
                        av=str(handelse.user or ""),
                        vad=Budgetpost.Post(fore.post).label,
                        belopp=fore.belopp,
                        beslutsdatum=str(fore.beslutsdatum),
                        skal=handelse.skal,
                    )
                )
    return sorted(rattelser, key=lambda r: r.tid, reverse=True)
