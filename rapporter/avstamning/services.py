"""Writes of the comments on an avstämning."""

from datetime import datetime

from django.db import transaction

from finsam.handelser.models import Handelse
from finsam.historik import Andringsfel, remove_row, save_row
from finsam.konton.models import User
from rapporter.avstamning.kontroll import Kontroll
from rapporter.models import Avstamningskommentar


@transaction.atomic
def save_kommentar(
    *,
    kommentar: Avstamningskommentar,
    varning: Kontroll,
    sedda_siffror: str,
    sedd: str,
    user: User,
    nu: datetime,
) -> None:
    """Store the comment with the figures that it is about, or take it away where its text is
    empty.

    varning: the check as it is now. sedda_siffror: its figures as the user saw them. sedd: the
    fingerprint of the comment. Raises Andringsfel when the figures or the comment have changed
    since.
    """
    vad = {
        "rad": kommentar,
        "sedd": sedd,
        "typ": Handelse.Typ.AVSTAMNING_KOMMENTERAD,
        "forbund": kommentar.forbund,
        # The comment itself knows no more of the check than its key.
        "beskrivning": f"{varning.titel}, {kommentar.get_rapport_display()} {kommentar.period}",
    }
    if kommentar.text:
        if varning.siffror != sedda_siffror:
            raise Andringsfel(
                "Uppgifterna har ändrats sedan du öppnade sidan. Läs vad som står nu och spara "
                "igen om kommentaren stämmer."
            )
        kommentar.siffror = varning.siffror
        save_row(**vad, user=user, nu=nu)
    elif kommentar.pk is not None:
        remove_row(**vad, user=user, nu=nu)
