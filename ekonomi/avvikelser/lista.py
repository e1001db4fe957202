"""The avvikelser of an insats, and those of a whole förbund, as their pages list them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from ekonomi.avvikelser.avvikelsesida import mark_avvikelse
from ekonomi.avvikelser.verkan import tell_ar
from finsam.markering import Markering
from finsam.svenska import capitalize
from insatser.models import Forbund, Insats
from uppfoljning.insatssida import tell_avvikelse
from uppfoljning.models import Avvikelse


@dataclass(frozen=True)
class Listrad:
    """`rubrik` tells it in a line; `typ` and `ar` are its parts where it stands in a table."""

    avvikelse: Avvikelse
    rubrik: str
    typ: str
    ar: str
    markering: Markering


@dataclass(frozen=True)
class Forbundslista:
    """`vantar`, the one that came first first; `beslutade` by the year of their decision, the
    latest first. `valt_ar` is None for every year, of which `aren` has those with decisions.
    """

    forbund: Forbund
    valt_ar: int | None
    aren: Sequence[int]
    vantar: Sequence[Listrad]
    beslutade: Sequence[tuple[int, Sequence[Listrad]]]


def list_avvikelser(insats: Insats) -> list[Listrad]:
    """The insats's avvikelser, those not decided first, then the latest first."""
    avvikelser = insats.avvikelser.order_by("-inkommen", "typ", "pk")
    return [_build_rad(a) for a in sorted(avvikelser, key=lambda a: a.beslut != "")]


def gather_forbundslista(forbund: Forbund, valt_ar: int | None) -> Forbundslista:
    """Every avvikelse of the förbund that is not withdrawn, in one query."""
    alla = list(
        Avvikelse.objects.filter(insats__forbund=forbund)
        .select_related("insats")
        .order_by("inkommen", "typ", "pk")
    )
    beslutade = sorted((a for a in alla if a.beslut), key=lambda a: a.beslutsdatum, reverse=True)
    per_ar = [
        (ar, [_build_rad(a) for a in arets])
        for ar, arets in groupby(beslutade, key=lambda a: a.beslutsdatum.year)
    ]
    return Forbundslista(
        forbund=forbund,
        valt_ar=valt_ar,
        aren=[ar for ar, _ in per_ar],
        vantar=[_build_rad(a) for a in alla if not a.beslut],
        beslutade=[(ar, rader) for ar, rader in per_ar if valt_ar in (None, ar)],
    )


def _build_rad(avvikelse: Avvikelse) -> Listrad:
    return Listrad(
        avvikelse=avvikelse,
        rubrik=tell_avvikelse(avvikelse),
        typ=capitalize(avvikelse.get_typ_display()),
        ar=tell_ar(avvikelse),
        markering=mark_avvikelse(avvikelse),
    )
