"""Attachments of an open rekvisition: added, and marked as removed."""

from datetime import datetime

from django.db import transaction

from ekonomi.models import Rekvisition, Rekvisitionsbilaga
from ekonomi.rekvisitioner.innehall import fingerprint
from ekonomi.rekvisitioner.services import (
    load_bilagor,
    lock_open,
    new_rekvisition,
    record_rekvisition,
)
from finsam.handelser.models import Handelse
from finsam.historik import Flodesfel, save_with_history
from finsam.konton.models import User
from finsam.period import Period
from insatser.models import Insats
from uppfoljning.bilagor import find_bilagehinder, mark_removed, store_bilaga
from uppfoljning.kvartalsrapport.bilagekontroll import Kontrollerad


@transaction.atomic
def add_bilaga(
    *, insats: Insats, kvartal: Period, fil: Kontrollerad, user: User, nu: datetime
) -> Rekvisitionsbilaga:
    """Attach the file, which has been checked; a draft is made if there is none.

    Raises Flodesfel when the rekvisition is locked, is full, or has a file of that name.
    """
    rekvisition = lock_open(insats, kvartal, nu)
    kvar = load_bilagor(rekvisition)
    if hinder := find_bilagehinder(kvar, fil):
        raise Flodesfel(hinder)
    fore = fingerprint(rekvisition, kvar)
    if rekvisition is None:
        rekvisition = new_rekvisition(insats, kvartal)
        save_with_history(rekvisition, user, nu)
    bilaga = store_bilaga(rekvisition, fil, user, nu)
    _record(rekvisition, user, nu, fore)
    return bilaga


@transaction.atomic
def remove_bilaga(
    *, insats: Insats, kvartal: Period, bilaga: Rekvisitionsbilaga, user: User, nu: datetime
) -> None:
    """Mark the rekvisition's bilaga as removed; one that is removed already stays as it is.

    Raises Flodesfel when the rekvisition is locked.
    """
    rekvisition = lock_open(insats, kvartal, nu)
    kvar = load_bilagor(rekvisition)
    if bilaga not in kvar:
        return
    mark_removed(bilaga, nu)
    _record(rekvisition, user, nu, fingerprint(rekvisition, kvar))


def _record(rekvisition: Rekvisition, user: User, nu: datetime, fore: str) -> None:
    efter = fingerprint(rekvisition, load_bilagor(rekvisition))
    record_rekvisition(
        Handelse.Typ.REKVISITION_SPARAD, rekvisition, user, nu, fore=fore, efter=efter
    )
