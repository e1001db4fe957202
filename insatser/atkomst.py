"""What a view begins with: the förbund or insats that this user may do this with.

Of another förbund not even the existence is told: Http404. Within the user's own förbund,
PermissionDenied where no role of theirs gives the right.
"""

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from finsam.konton.rattigheter import Rattighet
from insatser.models import Forbund, Insats


def get_forbund(user, organisationsnummer: str, rattighet: Rattighet) -> Forbund:
    """The förbund, in the whole of which the user has the right."""
    synliga = Forbund.objects.visible_to(user)
    tillatna = Forbund.objects.with_right(user, rattighet)
    return _get_permitted(synliga, tillatna, organisationsnummer=organisationsnummer)


def get_insats(user, pk: int, rattighet: Rattighet) -> Insats:
    """The insats with its förbund and gallande_slut, for which the user has the right."""
    synliga = (
        Insats.objects.filter(forbund__in=Forbund.objects.visible_to(user))
        .with_gallande_slut(timezone.localdate())
        .select_related("forbund")
    )
    return _get_permitted(synliga, Insats.objects.with_right(user, rattighet), pk=pk)


def _get_permitted(synliga: QuerySet, tillatna: QuerySet, **sokt):
    """The one that is sought among the visible ones, if it is permitted too; in one query."""
    is_tillaten = Exists(tillatna.filter(pk=OuterRef("pk")))
    obj = get_object_or_404(synliga.annotate(is_tillaten=is_tillaten), **sokt)
    if not obj.is_tillaten:
        raise PermissionDenied
    return obj


def may(user, obj: Forbund | Insats, rattighet: Rattighet) -> bool:
    """Whether the user has the right for the förbund or insats."""
    return type(obj).objects.with_right(user, rattighet).contains(obj)
