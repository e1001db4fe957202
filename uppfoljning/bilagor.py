"""What all attachments share, whatever they are attached to: the rules, storing and removing.

An owner is a row whose attachments are `bilagor`, of a model made of Bilagebas.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Model

from finsam.konton.models import User
from finsam.svenska import in_words
from uppfoljning.kvartalsrapport.bilagekontroll import MAX_STORLEK, MB, TYPER, Kontrollerad
from uppfoljning.models.bilagor import Bilagebas

MAX_ANTAL = 10
# What a page says and the browser lets one choose.
BILAGEREGLER = {
    "max_mb": MAX_STORLEK // MB,
    "max_antal": in_words(MAX_ANTAL),
    "accept": ",".join(f".{andelse}" for andelse in TYPER),
}


def find_bilagehinder(kvar: Sequence[Bilagebas], fil: Kontrollerad) -> str:
    """Why the file can't be added to those that are there, empty when it can."""
    if len(kvar) >= MAX_ANTAL:
        return f"Det finns redan {MAX_ANTAL} bilagor. Ta bort någon först."
    if any(bilaga.namn.casefold() == fil.namn.casefold() for bilaga in kvar):
        return "Det finns redan en bilaga med det namnet. Ta bort den först, eller byt namn."
    return ""


def store_bilaga(agare: Model, fil: Kontrollerad, user: User, nu: datetime) -> Bilagebas:
    """Attach the checked file to the stored owner, in the caller's transaction."""
    bilaga = agare.bilagor.create(
        namn=fil.namn,
        typ=fil.typ,
        storlek=len(fil.innehall),
        sha256=hashlib.sha256(fil.innehall).hexdigest(),
        uppladdad=nu,
        uppladdad_av=user,
    )
    filmodell = bilaga._meta.get_field("fil").related_model
    filmodell.objects.create(bilaga=bilaga, innehall=fil.innehall)
    return bilaga


def mark_removed(bilaga: Bilagebas, nu: datetime) -> None:
    """Take it away from its owner; its file is kept."""
    bilaga.borttagen = nu
    bilaga.save(update_fields=["borttagen"])
