"""The budgetposter of every year, and the avvikelser whose granting made some of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ekonomi.forbrukning import gather_insatspengar
from ekonomi.models import Budgetpost
from insatser.models import Forbund, Insats
from uppfoljning.models import Avvikelse


@dataclass(frozen=True)
class Overforingsrader:
    """By insats (its id): `poster` of every year, decided by the day; `beviljade` are the budget
    avvikelser that were granted in the app by then. What a file says of granted ones made no
    posts."""

    insatser: Mapping[int, Insats]
    poster: Mapping[int, Sequence[Budgetpost]]
    beviljade: Mapping[int, Sequence[Avvikelse]]


def gather_overforingsrader(forbund: Forbund, dag: date) -> Overforingsrader:
    """Fetched for themselves, in three queries."""
    insatser = list(forbund.insatser.all())
    poster = gather_insatspengar(insatser, []).budgetposter
    avvikelser = Avvikelse.objects.filter(insats__forbund=forbund).known(dag)
    return build_overforingsrader(insatser, poster, avvikelser, dag)


def build_overforingsrader(
    insatser: Iterable[Insats],
    budgetposter: Iterable[Budgetpost],
    avvikelser: Iterable[Avvikelse],
    dag: date,
) -> Overforingsrader:
    """Of all the rows of these insatser, those that are compared as of the day."""
    poster, beviljade = defaultdict(list), defaultdict(list)
    for post in sorted(budgetposter, key=lambda post: post.pk):
        if post.beslutsdatum <= dag:
            poster[post.insats_id].append(post)
    for avvikelse in sorted(avvikelser, key=lambda avvikelse: avvikelse.pk):
        if _is_beviljad(avvikelse, dag):
            beviljade[avvikelse.insats_id].append(avvikelse)
    return Overforingsrader({i.pk: i for i in insatser}, dict(poster), dict(beviljade))


def _is_beviljad(avvikelse: Avvikelse, dag: date) -> bool:
    return (
        avvikelse.typ == Avvikelse.Typ.BUDGET
        and avvikelse.beslut == Avvikelse.Beslut.BEVILJAD
        and avvikelse.beslutad_av_id is not None
        and avvikelse.beslutsdatum <= dag
    )
