"""Writes of the kontoplan and of what the kostnadsställen are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from ekonomi.bokforing.kontoplan import Kontoplansrad
from ekonomi.models import Kontorad, Kostnadsstalle
from finsam.handelser.models import Handelse
from finsam.handelser.services import record
from finsam.historik import fingerprint, save_with_history
from finsam.konton.models import User
from insatser.models import Forbund
from insatser.skrivlas import lock_forbund

_FALT = ["namn", "rapport", "rad", "notnr", "notrad"]


@dataclass(frozen=True)
class Kontoplansandring:
    """What storing a kontoplan changed, as accounts in their order."""

    nya: tuple[str, ...]
    andrade: tuple[str, ...]
    oforandrade: tuple[str, ...]

    @property
    def is_tom(self) -> bool:
        return not self.nya and not self.andrade


def compare_kontoplan(forbund: Forbund, rader: Iterable[Kontoplansrad]) -> Kontoplansandring:
    """What storing the rows would change. One query."""
    return _compare(_load(forbund), tuple(rader))


@transaction.atomic
def store_kontoplan(
    *, forbund: Forbund, rader: Iterable[Kontoplansrad], user: User | None, nu: datetime
) -> Kontoplansandring:
    """Add and change the accounts of the rows, with history; the others stay as they are."""
    lock_forbund(forbund)
    rader = tuple(rader)
    fore = _load(forbund)
    andring = _compare(fore, rader)
    if andring.is_tom:
        return andring
    efter = {rad.konto: rad for rad in rader}
    bulk_create_with_history(
        [_fill(Kontorad(forbund=forbund, konto=konto), efter[konto]) for konto in andring.nya],
        Kontorad,
        default_user=user,
        default_date=nu,
    )
    bulk_update_with_history(
        [_fill(fore[konto], efter[konto]) for konto in andring.andrade],
        Kontorad,
        _FALT,
        default_user=user,
        default_date=nu,
    )
    record(typ=Handelse.Typ.KONTOPLAN_ANDRAD, objekt=forbund, forbund=forbund, user=user, tid=nu)
    return andring


@transaction.atomic
def set_kostnadsstallen(
    *,
    forbund: Forbund,
    val: Iterable[tuple[str, str, Kostnadsstalle.Verksamhet]],
    user: User,
    nu: datetime,
) -> None:
    """Say what objects of dimension 1 are: code, name and verksamhet of each. Nothing is written
    where it is so already."""
    lock_forbund(forbund)
    kanda = {stalle.kod: stalle for stalle in Kostnadsstalle.objects.filter(forbund=forbund)}
    for kod, namn, verksamhet in val:
        stalle = kanda.get(kod) or Kostnadsstalle(forbund=forbund, kod=kod, namn=namn)
        if stalle.verksamhet == verksamhet:
            continue
        fore = fingerprint(stalle)
        stalle.verksamhet = verksamhet
        save_with_history(stalle, user, nu)
        record(
            typ=Handelse.Typ.KONTOPLAN_ANDRAD,
            objekt=stalle,
            forbund=forbund,
            user=user,
            tid=nu,
            fore=fore,
            efter=fingerprint(stalle),
        )


def _load(forbund: Forbund) -> dict[str, Kontorad]:
    return {rad.konto: rad for rad in Kontorad.objects.filter(forbund=forbund)}


def _compare(fore: dict[str, Kontorad], rader: tuple[Kontoplansrad, ...]) -> Kontoplansandring:
    kanda = {konto: Kontoplansrad.of(rad) for konto, rad in fore.items()}
    return Kontoplansandring(
        nya=tuple(rad.konto for rad in rader if rad.konto not in kanda),
        andrade=tuple(r.konto for r in rader if r.konto in kanda and kanda[r.konto] != r),
        oforandrade=tuple(r.konto for r in rader if kanda.get(r.konto) == r),
    )


def _fill(kontorad: Kontorad, rad: Kontoplansrad) -> Kontorad:
    for falt in _FALT:
        setattr(kontorad, falt, getattr(rad, falt))
    return kontorad
