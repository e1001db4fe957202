"""The budget of one insats and year: every post in the order of its decision."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import pairwise

from ekonomi.calculations import Insatstid, Rest, signed
from ekonomi.forbrukning import load_rester
from ekonomi.insatsbudget.poster import tell_pagar_inte
from ekonomi.models import Budgetpost
from finsam.handelser.models import Handelse
from insatser.models import Insats


@dataclass(frozen=True)
class Registrering:
    """When something of a post was put in, and by whom; by nobody where a file did it."""

    tid: datetime
    av: str


@dataclass(frozen=True)
class Postrad:
    """A post, what it does to the budget, and the justerad budget with it.

    `registreringar` has one for each time that a decision or a file put something in the post, the
    first one first. What was mistaken in them is among the page's rättelser.
    """

    post: Budgetpost
    andring: Decimal
    justerad: Decimal
    registreringar: Sequence[Registrering]


@dataclass(frozen=True)
class Rattelse:
    """A post that was corrected: how it was, when, by whom and why.

    `andring` is what it did to the budget.
    """

    tid: datetime
    av: str
    vad: str
    andring: Decimal
    beslutsdatum: str
    skal: str


@dataclass(frozen=True)
class Insatsbudget:
    """`pagar_inte` says why the year can have no budget; empty when it can."""

    insats: Insats
    ar: int
    rader: Sequence[Postrad]
    rest: Rest
    rattelser: Sequence[Rattelse]
    andra_ar: Sequence[int]
    pagar_inte: str


def gather_insatsbudget(insats: Insats, ar: int) -> Insatsbudget:
    """The insats's year; in a fixed number of queries."""
    poster = list(insats.budgetposter.filter(ar=ar).order_by("beslutsdatum", "pk"))
    registreringar, rattelser = _load_versioner(insats, poster)
    rader, justerad = [], Decimal(0)
    for post in poster:
        andring = signed(post.post, post.belopp)
        justerad += andring
        rader.append(Postrad(post, andring, justerad, registreringar[post.pk]))
    med_budget = set(insats.budgetposter.order_by().values_list("ar", flat=True).distinct())
    slut = getattr(insats, "gallande_slut", insats.slut)
    return Insatsbudget(
        insats=insats,
        ar=ar,
        rader=rader,
        rest=load_rester([insats], ar)[insats.pk],
        rattelser=rattelser,
        andra_ar=sorted(med_budget | set(range(insats.start.year, slut.year + 1)) | {ar}),
        pagar_inte=tell_pagar_inte(Insatstid(insats.start, slut), ar),
    )


def _load_versioner(
    insats: Insats, poster: Sequence[Budgetpost]
) -> tuple[Mapping[int, Sequence[Registrering]], Sequence[Rattelse]]:
    """When the posts were put in, by post id, and what they were before they were corrected, the
    latest first.

    A post's history holds each version; the event of the same moment holds the reason, if it was
    a correction.
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
    for version in (
        Budgetpost.history.filter(id__in=[post.pk for post in poster])
        .select_related("history_user")
        .order_by("history_id")
    ):
        versioner[version.id].append(version)
    registreringar, rattelser = defaultdict(list), []
    for pk, egna in versioner.items():
        for fore, efter in pairwise([None, *egna]):
            handelse = skal.get((str(pk), efter.history_date))
            if handelse is None or fore is None:
                av = str(efter.history_user or "")
                registreringar[pk].append(Registrering(efter.history_date, av))
            else:
                rattelser.append(
                    Rattelse(
                        tid=handelse.tid,
                        av=str(handelse.user or ""),
                        vad=Budgetpost.Post(fore.post).label,
                        andring=signed(fore.post, fore.belopp),
                        beslutsdatum=str(fore.beslutsdatum),
                        skal=handelse.skal,
                    )
                )
    return registreringar, sorted(rattelser, key=lambda r: r.tid, reverse=True)
