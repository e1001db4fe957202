"""What a view of a kvartalsrapport begins with, the insats and a quarter that it reports on, and
the addresses of its other pages."""

from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from finsam.konton.rattigheter import Rattighet
from finsam.period import OgiltigPeriod, Period
from insatser.atkomst import get_insats
from insatser.models import Insats
from uppfoljning.calculations.tidplan import has_page


def get_insats_kvartal(
    user, pk: int, ar: int, nr: int, rattighet: Rattighet
) -> tuple[Insats, Period]:
    """As get_insats, and the quarter: one that has begun and in which the insats runs.

    Raises Http404 for any other quarter.
    """
    insats = get_insats(user, pk, rattighet)
    try:
        kvartal = Period.quarter(ar, nr)
    except OgiltigPeriod as fel:
        raise Http404(str(fel)) from fel
    if not has_page(insats, kvartal, timezone.localdate()):
        raise Http404
    return insats, kvartal


def url_of(namn: str, insats: Insats, kvartal: Period, *args) -> str:
    """The address of the page `namn` about the report."""
    return reverse(f"uppfoljning:{namn}", args=[insats.pk, kvartal.ar, kvartal.forsta, *args])
