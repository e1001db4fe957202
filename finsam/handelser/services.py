"""Writes of the event log."""

from datetime import datetime

from django.db import models

from finsam.handelser.models import Handelse


def record(
    *,
    typ: Handelse.Typ,
    objekt: models.Model,
    forbund: models.Model,
    user: models.Model | None,
    tid: datetime,
    insats: models.Model | None = None,
    skal: str = "",
    fore: str = "",
    efter: str = "",
) -> Handelse:
    """Add an event about the saved row `objekt`, in the caller's transaction.

    `fore` and `efter` are content hashes (see hash_of), empty where there is no content.
    """
    return Handelse.objects.create(
        tid=tid,
        user=user,
        forbund=forbund,
        insats=insats,
        typ=typ,
        objekt=str(objekt)[:300],
        modell=objekt._meta.label_lower,
        objekt_id=str(objekt.pk),
        skal=skal,
        fore=fore,
        efter=efter,
    )
