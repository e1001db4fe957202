"""Reads of the förbund's own economy."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from ekonomi.forbundsbudget.rutnat import Post, Rutnat, build_rutnat
from ekonomi.models import Forbundsbudgetrad, Medlemsavgift
from insatser.models import Forbund, Insats


@dataclass(frozen=True)
class Forbundsbudget:
    """The grid as decided by a day, with what it is made of and the insatser of its rows."""

    forbund: Forbund
    poster: tuple[Post, ...]
    rutnat: Rutnat
    insatser: tuple[Insats, ...]


def gather_forbundsbudget(forbund: Forbund, dag: date) -> Forbundsbudget:
    """What was decided on or before `dag`, of every year; one query."""
    rader = (
        Forbundsbudgetrad.objects.filter(forbund=forbund)
        .decided(dag)
        .select_related("insats__insatsagare")
    )
    insatser = {rad.insats_id: rad.insats for rad in rader if rad.insats}
    poster = to_poster(rader)
    return Forbundsbudget(forbund, poster, build_rutnat(poster), tuple(insatser.values()))


def to_poster(rader: Iterable[Forbundsbudgetrad]) -> tuple[Post, ...]:
    return tuple(
        Post(rad.ar, rad.version, rad.rad, rad.belopp, rad.insats_id, rad.beslutad) for rad in rader
    )


def sum_medlemsavgifter(forbund: Forbund) -> dict[int, Decimal]:
    """What the parter pay together, by year."""
    return dict(
        Medlemsavgift.objects.filter(part__forbund=forbund)
        .order_by()
        .values_list("ar")
        .annotate(summa=Sum("belopp"))
    )
