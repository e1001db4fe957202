"""Attachments of an open kvartalsrapport: added, and marked as removed."""

from datetime import datetime

from django.db import transaction

from finsam.handelser.models import Handelse
from finsam.historik import Flodesfel
from finsam.konton.models import User
from finsam.period import Period
from insatser.models import Insats
from uppfoljning.bilagor import find_bilagehinder, mark_removed, store_bilaga
from uppfoljning.kvartalsrapport.bilagekontroll import Kontrollerad
from uppfoljning.kvartalsrapport.formular import Formular, load_formular
from uppfoljning.kvartalsrapport.services import lock_formular, record_rapport, store_svar
from uppfoljning.kvartalsrapport.status import tell_last
from uppfoljning.models import Bilaga


@transaction.atomic
def add_bilaga(
    *, insats: Insats, kvartal: Period, fil: Kontrollerad, user: User, nu: datetime
) -> Bilaga:
    """Attach the file, which has been checked, to the report; a draft is made if there is none.

    Raises Flodesfel when the report is locked, is full, or has a file of that name.
    """
    formular = _lock_open(insats, kvartal)
    if hinder := find_bilagehinder(formular.bilagor, fil):
        raise Flodesfel(hinder)
    bilaga = store_bilaga(store_svar(formular, {}, user, nu), fil, user, nu)
    _record(Handelse.Typ.BILAGA_TILLAGD, formular, user, nu)
    return bilaga


@transaction.atomic
def remove_bilaga(
    *, insats: Insats, kvartal: Period, bilaga: Bilaga, user: User, nu: datetime
) -> None:
    """Mark the report's bilaga as removed; one that is removed already stays as it is.

    Raises Flodesfel when the report is locked.
    """
    formular = _lock_open(insats, kvartal)
    kvar = next((b for b in formular.bilagor if b.pk == bilaga.pk), None)
    if kvar is None:
        return
    mark_removed(kvar, nu)
    store_svar(formular, {}, user, nu)
    _record(Handelse.Typ.BILAGA_BORTTAGEN, formular, user, nu)


def _lock_open(insats: Insats, kvartal: Period) -> Formular:
    formular = lock_formular(insats, kvartal)
    if not formular.is_oppen:
        raise Flodesfel(tell_last(formular.rapport))
    return formular


def _record(typ: Handelse.Typ, fore: Formular, user: User, nu: datetime) -> None:
    efter = load_formular(fore.insats, fore.kvartal)
    record_rapport(typ, efter.rapport, user, nu, fore.hash, efter.hash)
