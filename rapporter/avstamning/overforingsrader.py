"""The budgetposter of every year, and the avvikelser whose granting made some of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, FilteredRelation, Q

from ekonomi.models import Budgetpost
from insatser.models import Forbund, Insats
from uppfoljning.models import Avvikelse

_POST = ("ar", "post", "beslutsdatum", "belopp", "note")
_AVVIKELSE = ("inkommen", "beslutsdatum", "belopp", "fran_ar", "till_ar")


@dataclass(frozen=True)
class Overforingsrader:
    """By insats (its id): `poster` of every year, decided by the day; `beviljade` are the budget
    avvikelser that were granted in the app by then. What a file says of granted ones made no
    posts. The rows hold only what is compared."""

    insatser: Mapping[int, Insats]
    poster: Mapping[int, Sequence[Budgetpost]]
    beviljade: Mapping[int, Sequence[Avvikelse]]


def gather_overforingsrader(forbund: Forbund, dag: date) -> Overforingsrader:
    """In one query, with a row per post and avvikelse of the same insats."""
    rader = Insats.objects.filter(forbund=forbund).annotate(
        egen=FilteredRelation("budgetposter", condition=Q(budgetposter__beslutsdatum__lte=dag)),
        beviljad=FilteredRelation(
            "avvikelser",
            condition=Q(
                avvikelser__typ=Avvikelse.Typ.BUDGET,
                avvikelser__beslut=Avvikelse.Beslut.BEVILJAD,
                avvikelser__beslutad_av__isnull=False,
                avvikelser__beslutsdatum__lte=dag,
            ),
        ),
        post_pk=F("egen__pk"),
        avvikelse_pk=F("beviljad__pk"),
        **{f"post_{falt}": F(f"egen__{falt}") for falt in _POST},
        **{f"avvikelse_{falt}": F(f"beviljad__{falt}") for falt in _AVVIKELSE},
    )
    insatser, poster, beviljade = {}, {}, {}
    for rad in rader.order_by("kod", "post_pk", "avvikelse_pk"):
        insatser[rad.pk] = rad
        if rad.post_pk is not None:
            varden = {falt: getattr(rad, f"post_{falt}") for falt in _POST}
            poster.setdefault(rad.pk, {})[rad.post_pk] = Budgetpost(pk=rad.post_pk, **varden)
        if rad.avvikelse_pk is not None:
            varden = {falt: getattr(rad, f"avvikelse_{falt}") for falt in _AVVIKELSE}
            beviljade.setdefault(rad.pk, {})[rad.avvikelse_pk] = Avvikelse(
                pk=rad.avvikelse_pk, typ=Avvikelse.Typ.BUDGET, **varden
            )
    return Overforingsrader(
        insatser,
        {pk: list(egna.values()) for pk, egna in poster.items()},
        {pk: list(egna.values()) for pk, egna in beviljade.items()},
    )
