"""What a reviewer does on one page, as one step: comments and decision together (domain.md 2)."""

from collections.abc import Mapping
from datetime import datetime
from enum import Enum

from django.db import transaction

from finsam.handelser.models import Handelse
from finsam.historik import Flodesfel, save_with_history
from finsam.konton.models import User
from finsam.period import Period
from insatser.models import Insats
from insatser.skrivlas import lock_insatser
from uppfoljning.calculations.konflikter import Andring, split_andringar
from uppfoljning.kvartalsrapport.services import record_omgang, reopen_kvartalsrapport
from uppfoljning.kvartalsrapport.status import tell_nar
from uppfoljning.models import Granskningskommentar, Kvartalsrapport, Omgang


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
    omgang = _lock_omgang(omgang)
    stored = dict(omgang.kommentarer.values_list("falt", "text"))
    gjorda, konflikter = split_andringar(
        kommentarer, {falt: stored.get(falt, "") for falt in kommentarer}
    )
    if konflikter:
        raise Kommentarskonflikt(konflikter)
    if gjorda:
        _store_kommentarer(omgang, {falt: a.efter for falt, a in gjorda.items()}, user, nu)
    if besked is Besked.GODKANN:
        if omgang.inskickad_av == user:
            raise Flodesfel("Du skickade in rapporten själv. Någon annan behöver godkänna den.")
        _decide(omgang, Omgang.Beslut.GODKAND, "", user, nu)
    elif besked is Besked.KOMPLETTERA:
        _decide(omgang, Omgang.Beslut.ATERSAND, skal, user, nu)


def _lock_omgang(omgang: Omgang) -> Omgang:
    """The omgång as it is once nobody else is changing it, awaiting a decision.

    Raises Flodesfel when it has been decided.
    """
    lock_insatser([omgang.kvartalsrapport.insats])
    omgang = Omgang.objects.select_related(
        "kvartalsrapport__insats__forbund", "inskickad_av", "beslutad_av"
    ).get(pk=omgang.pk)
    if omgang.beslut:
        raise Flodesfel(
            f"Rapporten är redan {omgang.get_beslut_display()}: "
            f"{tell_nar(omgang.beslutad, omgang.beslutad_av)}."
        )
    return omgang


def _store_kommentarer(omgang: Omgang, texter: Mapping[str, str], user: User, nu: datetime) -> None:
    """Set the comments of the locked omgång by field, "" for none; one event for them all."""
    stored = {kommentar.falt: kommentar for kommentar in omgang.kommentarer.all()}
    for falt, text in texter.items():
        kommentar = stored.get(falt) or Granskningskommentar(omgang=omgang, falt=falt)
        if text:
            kommentar.text, kommentar.skriven, kommentar.skriven_av = text, nu, user
            save_with_history(kommentar, user, nu)
        else:
            kommentar._history_user, kommentar._history_date = user, nu
            kommentar.delete()
    record_omgang(Handelse.Typ.KVARTALSRAPPORT_KOMMENTERAD, omgang, user, nu)


def _decide(omgang: Omgang, beslut: Omgang.Beslut, skal: str, user: User, nu: datetime) -> None:
    rapport = omgang.kvartalsrapport
    omgang.beslut, omgang.skal = beslut, skal
    omgang.beslutad, omgang.beslutad_av = nu, user
    omgang.save()
    rapport.status = Kvartalsrapport.Status(beslut.value)
    save_with_history(rapport, user, nu)
    typ = {
        Omgang.Beslut.ATERSAND: Handelse.Typ.KVARTALSRAPPORT_ATERSAND,
        Omgang.Beslut.GODKAND: Handelse.Typ.KVARTALSRAPPORT_GODKAND,
    }[beslut]
    record_omgang(typ, omgang, user, nu, skal)


def _last_nr(rapport: Kvartalsrapport | None) -> int:
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
    if nr != _last_nr(Kvartalsrapport.objects.of_quarter(insats, kvartal).first()):
        raise Flodesfel(
            "Rapporten har redan öppnats och fått en ny omgång sedan du såg den. Läs den först."
        )
    reopen_kvartalsrapport(insats=insats, kvartal=kvartal, skal=skal, user=user, nu=nu)
