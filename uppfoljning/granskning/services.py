"""What a reviewer does on one page, as one step: comments and decision together (domain.md 2)."""

from collections.abc import Mapping
from datetime import datetime
from enum import Enum

from django.db import transaction

from finsam.konton.models import User
from finsam.period import Period
from insatser.models import Insats
from uppfoljning.calculations.konflikter import Andring, split_andringar
from uppfoljning.kvartalsrapport.services import (
    Flodesfel,
    accept_locked,
    lock_omgang,
    reopen_kvartalsrapport,
    return_locked,
    store_kommentarer,
)
from uppfoljning.models import Kvartalsrapport, Omgang
from uppfoljning.services import lock_insatser


class Besked(Enum):
    """What the reviewer does with the omgång; the value is the button's."""

    SPARA = "spara"
    GODKANN = "godkann"
    KOMPLETTERA = "komplettera"


class Kommentarskonflikt(Flodesfel):
    """Someone else has written in the same comments: `konflikter` is their text by field."""

    def __init__(self, konflikter: Mapping[str, str]):
        super().__init__(
            "Någon annan har skrivit i samma kommentarer sedan du öppnade sidan. Inget är sparat "
            "än. Läs vad de skrev och tryck igen."
        )
        self.konflikter = konflikter


@transaction.atomic
def review_kvartalsrapport(
    *,
    omgang: Omgang,
    kommentarer: Mapping[str, Andring[str]],
    besked: Besked,
    skal: str,
    user: User,
    nu: datetime,
) -> None:
    """Store the changed comments, and then accept the omgång or send it back with `skal`.

    All or nothing. Raises Flodesfel when the omgång has been decided or is the user's own to
    accept, and Kommentarskonflikt when a comment has been changed by someone else.
    """
    omgang = lock_omgang(omgang)
    stored = dict(omgang.kommentarer.values_list("falt", "text"))
    gjorda, konflikter = split_andringar(
        kommentarer, {falt: stored.get(falt, "") for falt in kommentarer}
    )
    if konflikter:
        raise Kommentarskonflikt(konflikter)
    store_kommentarer(omgang, {falt: a.efter for falt, a in gjorda.items()}, user, nu)
    if besked is Besked.GODKANN:
        accept_locked(omgang, user, nu)
    elif besked is Besked.KOMPLETTERA:
        return_locked(omgang, skal, user, nu)


def last_nr(rapport: Kvartalsrapport | None) -> int:
    """The nr of the report's last omgång, 0 where it has none."""
    omgang = rapport.omgangar.order_by("nr").last() if rapport else None
    return omgang.nr if omgang else 0


@transaction.atomic
def reopen_omgang(
    *, insats: Insats, kvartal: Period, nr: int, skal: str, user: User, nu: datetime
) -> None:
    """Open the accepted report again, as the user saw it: omgång `nr`, 0 for one that has none.

    Raises Flodesfel when it is not accepted, or has been accepted anew.
    """
    lock_insatser([insats])
    if nr != last_nr(Kvartalsrapport.objects.of_quarter(insats, kvartal).first()):
        raise Flodesfel(
            "Rapporten har redan öppnats och fått en ny omgång sedan du såg den. Läs den först."
        )
    reopen_kvartalsrapport(insats=insats, kvartal=kvartal, skal=skal, user=user, nu=nu)
