"""What a view begins with: the förbund or insats that this user may do this with.

Of another förbund not even the existence is told: Http404. Within the user's own förbund,
PermissionDenied where no role of theirs gives the right.
"""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils import timezone

from finsam.konton.rattigheter import Rattighet
from insatser.models import Forbund, Insats


def get_forbund(user, organisationsnummer: str, rattighet: Rattighet) -> Forbund:
    """The förbund, in the whole of which the user has the right."""
    forbund = get_object_or_404(
        Forbund.objects.visible_to(user), organisationsnummer=organisationsnummer
    )
    if not Forbund.objects.with_right(user, rattighet).contains(forbund):
        raise PermissionDenied
    return forbund


def get_insats(user, pk: int, rattighet: Rattighet) -> Insats:
    """The insats with its förbund and gallande_slut, for which the user has the right."""
    insats = get_object_or_404(
        Insats.objects.filter(forbund__in=Forbund.objects.visible_to(user))
        .with_gallande_slut(timezone.localdate())
        .select_related("forbund"),
        pk=pk,
    )
    if not Insats.objects.with_right(user, rattighet).contains(insats):
        raise PermissionDenied
    return insats
