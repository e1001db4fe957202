"""Writes of the comments on an avstämning."""

from datetime import datetime

from django.db import transaction

from finsam.handelser.models import Handelse
from finsam.historik import remove_row, save_row
from finsam.konton.models import User
from rapporter.avstamning.kontroll import Kontroll
from rapporter.models import Avstamningskommentar


@transaction.atomic
def save_kommentar(
    *, kommentar: Avstamningskommentar, varning: Kontroll, sedd: str, user: User, nu: datetime
) -> None:
    """Store the comment with the figures that it is about, or take it away where its text is
    empty.

    varning: the check as the user saw it. sedd: the fingerprint of the comment. Raises
    Andringsfel when someone else has changed it since.
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
        kommentar.siffror = varning.siffror
        save_row(**vad, user=user, nu=nu)
    elif kommentar.pk is not None:
        remove_row(**vad, user=user, nu=nu)
