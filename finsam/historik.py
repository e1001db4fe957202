"""Rows that people change on a page: who and when in the row's history, and an event.

Nobody overwrites what someone else has stored meanwhile: a page remembers the row's fingerprint,
and a change is refused when the row has another.
"""

from datetime import datetime

from django.db import IntegrityError, models, transaction

from finsam.handelser.innehall import hash_of
from finsam.handelser.models import Handelse
from finsam.handelser.services import record
from finsam.konton.models import User


class Flodesfel(Exception):
    """The step is not possible now; the message says in Swedish why and what to do."""


class Andringsfel(Flodesfel):
    """The change is not possible: what it was made on is no longer what stands."""


class Radkonflikt(Andringsfel):
    """Someone else has changed the row since it was shown; `nuvarande` is how it stands now."""

    def __init__(self, nuvarande: models.Model):
        super().__init__(
            "Någon annan har ändrat här sedan du öppnade sidan. Läs vad som står nu och tryck "
            "på knappen igen om du vill fortsätta."
        )
        self.nuvarande = nuvarande


def fingerprint(rad: models.Model) -> str:
    """SHA-256 of the row's own fields, the same until one of them changes; ”” for a new row."""
    if rad.pk is None:
        return ""
    return hash_of({f.attname: str(getattr(rad, f.attname)) for f in rad._meta.concrete_fields})


def save_with_history(rad: models.Model, user: User, nu: datetime) -> None:
    """Save with who and when in the row's history."""
    rad._history_user, rad._history_date = user, nu
    rad.save()


@transaction.atomic
def save_row(
    *,
    rad: models.Model,
    sedd: str,
    typ: Handelse.Typ,
    forbund: models.Model,
    user: User,
    nu: datetime,
    skal: str = "",
    beskrivning: str = "",
) -> None:
    """Store a new row, or one as its user changed it from what had the fingerprint `sedd`.

    `beskrivning` names it in the event where its own name does not do. Raises Radkonflikt, or
    Andringsfel when it is gone or another row stands in its place.
    """
    if rad.pk is not None:
        _lock(rad, sedd)
    try:
        with transaction.atomic():
            save_with_history(rad, user, nu)
    except IntegrityError as fel:
        raise Andringsfel(
            "Någon annan har just lagt in samma sak. Läs in sidan igen och se vad som står."
        ) from fel
    # As it is read again, so that the event says what later readers see.
    rad.refresh_from_db()
    _record(rad, typ, forbund, user, nu, skal, beskrivning, fore=sedd, efter=fingerprint(rad))


@transaction.atomic
def remove_row(
    *,
    rad: models.Model,
    sedd: str,
    typ: Handelse.Typ,
    forbund: models.Model,
    user: User,
    nu: datetime,
    beskrivning: str = "",
) -> None:
    """Delete the row, which its history keeps, as it had the fingerprint `sedd`.

    Raises Radkonflikt, or Andringsfel when it is gone.
    """
    _lock(rad, sedd)
    _record(rad, typ, forbund, user, nu, "Togs bort.", beskrivning, fore=sedd, efter="")
    rad._history_user, rad._history_date = user, nu
    rad.delete()


def _lock(rad: models.Model, sedd: str) -> None:
    nuvarande = type(rad)._base_manager.select_for_update().filter(pk=rad.pk).first()
    if nuvarande is None:
        raise Andringsfel("Någon annan har tagit bort raden. Lägg till den igen om den behövs.")
    if fingerprint(nuvarande) != sedd:
        raise Radkonflikt(nuvarande)


def _record(rad, typ, forbund, user, nu, skal, beskrivning, *, fore, efter) -> None:
    record(
        typ=typ,
        objekt=rad,
        forbund=forbund,
        user=user,
        tid=nu,
        skal=skal,
        beskrivning=beskrivning,
        fore=fore,
        efter=efter,
    )
