"""Locks that make the writers of one insats or one förbund wait for each other.

Take the lock before reading what is to be changed. What is locked is the row of the insats or the
förbund itself: everyone who changes what belongs to it takes the same one.
"""

from collections.abc import Iterable

from insatser.models import Forbund, Insats


def lock_insatser(insatser: Iterable[Insats]) -> None:
    """Let nobody else change these insatser's rapporter, statistik, rekvisitioner, avvikelser or
    budget until the transaction ends.

    All in one order, so that two who lock the same insatser don't wait for each other for ever.
    """
    pks = [insats.pk for insats in insatser]
    list(Insats.objects.select_for_update().filter(pk__in=pks).order_by("pk").values_list("pk"))


def lock_forbund(forbund: Forbund) -> None:
    """Let nobody else change what is the förbund's own, such as its budget, books, mål and texts,
    until the transaction ends."""
    list(Forbund.objects.select_for_update().filter(pk=forbund.pk).values_list("pk"))
