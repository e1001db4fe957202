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
    beskrivning: str = "",
) -> Handelse:
    """Add an event about the saved row `objekt`, in the caller's transaction.

    `fore` and `efter` are content hashes (see hash_of), empty where there is no content.
    `beskrivning` tells what it was about where the row's own name does not.
    """
    return Handelse.objects.create(
        tid=tid,
        user=user,
        forbund=forbund,
        insats=insats,
        typ=typ,
        objekt=(beskrivning or str(objekt))[:300],
        modell=objekt._meta.label_lower,
        objekt_id=str(objekt.pk),
        skal=skal,
        fore=fore,
        efter=efter,
    )
