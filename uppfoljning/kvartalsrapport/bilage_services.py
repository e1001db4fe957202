"""Attachments of an open kvartalsrapport: added, and marked as removed."""

import hashlib
from datetime import datetime

from django.db import transaction

from finsam.handelser.models import Handelse
from finsam.konton.models import User
from finsam.period import Period
from finsam.svenska import in_words
from insatser.models import Insats
from uppfoljning.kvartalsrapport.bilagekontroll import MAX_STORLEK, MB, TYPER, Kontrollerad
from uppfoljning.kvartalsrapport.formular import Formular, load_formular
from uppfoljning.kvartalsrapport.services import (
    Flodesfel,
    lock_formular,
    record_rapport,
    store_svar,
)
from uppfoljning.kvartalsrapport.status import tell_last
from uppfoljning.models import Bilaga, Bilagefil

MAX_ANTAL = 10
# What the page says and the browser lets one choose.
BILAGEREGLER = {
    "max_mb": MAX_STORLEK // MB,
    "max_antal": in_words(MAX_ANTAL),
    "accept": ",".join(f".{andelse}" for andelse in TYPER),
}


@transaction.atomic
def add_bilaga(
    *, insats: Insats, kvartal: Period, fil: Kontrollerad, user: User, nu: datetime
) -> Bilaga:
    """Attach the file, which has been checked, to the report; a draft is made if there is none.

    Raises Flodesfel when the report is locked, is full, or has a file of that name.
    """
    formular = _lock_open(insats, kvartal)
    if len(formular.bilagor) >= MAX_ANTAL:
        raise Flodesfel(f"Rapporten har redan {MAX_ANTAL} bilagor. Ta bort någon först.")
    if any(bilaga.namn.casefold() == fil.namn.casefold() for bilaga in formular.bilagor):
        raise Flodesfel(
            "Rapporten har redan en bilaga med det namnet. Ta bort den först, eller byt namn."
        )
    rapport = store_svar(formular, {}, user, nu)
    bilaga = Bilaga.objects.create(
        kvartalsrapport=rapport,
        namn=fil.namn,
        typ=fil.typ,
        storlek=len(fil.innehall),
        sha256=hashlib.sha256(fil.innehall).hexdigest(),
        uppladdad=nu,
        uppladdad_av=user,
    )
    Bilagefil.objects.create(bilaga=bilaga, innehall=fil.innehall)
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
    kvar.borttagen = nu
    kvar.save(update_fields=["borttagen"])
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
