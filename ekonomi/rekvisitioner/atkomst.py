"""What a view of a rekvisition begins with, and the addresses of its pages."""

from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from ekonomi.rekvisitioner.services import load_rekvisition
from finsam.konton.rattigheter import Rattighet
from finsam.period import OgiltigPeriod, Period
from insatser.atkomst import get_insats
from insatser.models import Insats
from uppfoljning.calculations.tidplan import has_page


def get_insats_rekvisition(
    user, pk: int, ar: int, nr: int, rattighet: Rattighet
) -> tuple[Insats, Period]:
    """As get_insats, and a quarter that has begun and in which the insats runs, or that has a
    rekvisition all the same.

    Raises Http404 for any other quarter.
    """
    insats = get_insats(user, pk, rattighet)
    try:
        kvartal = Period.quarter(ar, nr)
    except OgiltigPeriod as fel:
        raise Http404(str(fel)) from fel
    is_given = has_page(insats, kvartal, timezone.localdate())
    if not is_given and load_rekvisition(insats, kvartal) is None:
        raise Http404
    return insats, kvartal


def url_of(namn: str, insats: Insats, kvartal: Period, *args) -> str:
    """The address of the page `namn` about the rekvisition."""
    return reverse(f"ekonomi:{namn}", args=[insats.pk, kvartal.ar, kvartal.forsta, *args])
