"""Writes of invitations and behörigheter. Each is an event of its förbund."""

import hashlib
import secrets
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q

from finsam.handelser.models import Handelse
from finsam.handelser.services import record
from finsam.konton.models import Behorighet, Inbjudan, Roll, User
from finsam.konton.services import end_sessions, keep_email_address
from insatser.behorigheter.regler import may_change, may_shut_off, roles_to_give
from insatser.models import Forbund, Insats


class InbjudanGallerInte(Exception):
    """The link is unknown, too old, used or withdrawn."""


class RedanInbjuden(Exception):
    """The address has an open invitation to the role already."""


class BehorighetBorta(Exception):
    """Someone has taken the behörighet away meanwhile."""


class KontoFinns(Exception):
    """The invited address has an account, which must accept for itself."""


def hash_of_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def invite(
    *,
    forbund: Forbund,
    email: str,
    namn: str,
    roll: Roll,
    insatser: Collection[Insats],
    user: User,
    nu: datetime,
) -> tuple[Inbjudan, str]:
    """A saved invitation and the token of its link, which is kept nowhere.

    `insatser` are of the förbund, and empty for a role of the whole förbund. Raises
    PermissionDenied for a role that the user may not give, and RedanInbjuden.
    """
    email = User.objects.normalize_email(email)
    _demand(roll in roles_to_give(user, forbund) and email != user.email)
    token = secrets.token_urlsafe(32)
    try:
        with transaction.atomic():
            inbjudan = Inbjudan.objects.create(
                forbund=forbund,
                email=email,
                namn=namn,
                roll=roll,
                token_hash=hash_of_token(token),
                skickad=nu,
                skickad_av=user,
                giltig_till=_giltig_till(nu),
            )
    except IntegrityError as error:
        raise RedanInbjuden from error
    inbjudan.insatser.set(insatser)
    _record(Handelse.Typ.ANVANDARE_INBJUDEN, inbjudan, user, nu)
    return inbjudan, token


@transaction.atomic
def send_again(*, inbjudan: Inbjudan, user: User, nu: datetime) -> str:
    """The token of a new link; the old one is dead. Raises InbjudanGallerInte."""
    inbjudan = _lock(pk=inbjudan.pk)
    _demand(inbjudan.roll in roles_to_give(user, inbjudan.forbund))
    token = secrets.token_urlsafe(32)
    inbjudan.token_hash = hash_of_token(token)
    inbjudan.skickad = nu
    inbjudan.skickad_av = user
    inbjudan.giltig_till = _giltig_till(nu)
    inbjudan.save()
    _record(Handelse.Typ.ANVANDARE_INBJUDEN, inbjudan, user, nu)
    return token


@transaction.atomic
def withdraw(*, inbjudan: Inbjudan, user: User, nu: datetime) -> None:
    """Kill the link. Raises InbjudanGallerInte where it is used or withdrawn already."""
    inbjudan = _lock(pk=inbjudan.pk)
    _demand(inbjudan.roll in roles_to_give(user, inbjudan.forbund))
    inbjudan.aterkallad = nu
    inbjudan.save()
    _record(Handelse.Typ.INBJUDAN_ATERKALLAD, inbjudan, user, nu)


@transaction.atomic
def accept_with_new_account(*, token: str, namn: str, password: str, nu: datetime) -> User:
    """The new user, with the role. Raises InbjudanGallerInte and KontoFinns."""
    inbjudan = _lock_open(token, nu)
    try:
        with transaction.atomic():
            user = User.objects.create_user(inbjudan.email, password, namn=namn)
    except IntegrityError as error:
        raise KontoFinns from error
    keep_email_address(user=user)
    _accept(inbjudan, user, nu)
    return user


@transaction.atomic
def accept(*, token: str, user: User, nu: datetime) -> None:
    """Give the invited user, who has an account, the role; insatser add to those they have.

    Raises InbjudanGallerInte, and PermissionDenied where someone else was invited.
    """
    inbjudan = _lock_open(token, nu)
    _demand(user.email == inbjudan.email)
    _accept(inbjudan, user, nu)


@transaction.atomic
def change_insatser(
    *, behorighet: Behorighet, insatser: Collection[Insats], user: User, nu: datetime
) -> None:
    """Let the role count for exactly these insatser, which are of its förbund.

    Raises BehorighetBorta.
    """
    behorighet = _lock_behorighet(behorighet)
    _demand(may_change(user, behorighet))
    fore = behorighet.innehall_hash()
    behorighet.insatser.set(insatser)
    _record(Handelse.Typ.BEHORIGHET_ANDRAD, behorighet, user, nu, fore, behorighet.innehall_hash())


@transaction.atomic
def remove_behorighet(*, behorighet: Behorighet, user: User, nu: datetime) -> None:
    """Take the role away; the account stays. Raises BehorighetBorta.

    Invitations in the förbund that wait for the person, or that the person has sent, die with it.
    """
    behorighet = _lock_behorighet(behorighet)
    _demand(may_change(user, behorighet))
    _record(Handelse.Typ.BEHORIGHET_BORTTAGEN, behorighet, user, nu, behorighet.innehall_hash())
    _withdraw_all(behorighet.user, [behorighet.forbund], user, nu)
    behorighet.delete()


@transaction.atomic
def shut_off(*, konto: User, user: User, nu: datetime) -> None:
    """Close the account and end its sessions for good, also if it is opened again.

    Invitations that wait for the person, or that the person has sent, die with it.
    """
    _demand(may_shut_off(user, konto))
    konto.is_active = False
    konto.save(update_fields=["is_active"])
    end_sessions(user=konto, nu=nu)
    _withdraw_all(konto, Forbund.objects.visible_to(konto), user, nu)
    _record_konto(Handelse.Typ.KONTO_AVSTANGT, konto, user, nu)


@transaction.atomic
def reopen(*, konto: User, user: User, nu: datetime) -> None:
    """Let the account log in again, with the roles that it has."""
    _demand(may_shut_off(user, konto))
    konto.is_active = True
    konto.save(update_fields=["is_active"])
    _record_konto(Handelse.Typ.KONTO_OPPNAT, konto, user, nu)


def _demand(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied


def _giltig_till(nu: datetime) -> datetime:
    return nu + timedelta(days=settings.INBJUDAN_DAGAR)


def _lock(**lookup) -> Inbjudan:
    """The invitation, locked: of two clicks the second one meets what the first one did."""
    inbjudan = Inbjudan.objects.select_for_update().pending().filter(**lookup).first()
    if inbjudan is None:
        raise InbjudanGallerInte
    return inbjudan


def _lock_behorighet(behorighet: Behorighet) -> Behorighet:
    """The behörighet once nobody else is changing it."""
    locked = Behorighet.objects.select_for_update(of=("self",)).filter(pk=behorighet.pk)
    locked = locked.select_related("user", "forbund").first()
    if locked is None:
        raise BehorighetBorta
    return locked


def _withdraw_all(konto: User, forbunden: Iterable[Forbund], user: User, nu: datetime) -> None:
    """Kill the open invitations to and by the account in these förbund."""
    for inbjudan in (
        Inbjudan.objects.select_for_update(of=("self",))
        .pending()
        .filter(Q(email=konto.email) | Q(skickad_av=konto), forbund__in=forbunden)
        .select_related("forbund")
    ):
        inbjudan.aterkallad = nu
        inbjudan.save()
        _record(Handelse.Typ.INBJUDAN_ATERKALLAD, inbjudan, user, nu)


def _lock_open(token: str, nu: datetime) -> Inbjudan:
    inbjudan = _lock(token_hash=hash_of_token(token))
    if not inbjudan.is_open(nu):
        raise InbjudanGallerInte
    return inbjudan


def _accept(inbjudan: Inbjudan, user: User, nu: datetime) -> None:
    behorighet, is_ny = Behorighet.objects.get_or_create(
        user=user, forbund=inbjudan.forbund, roll=inbjudan.roll
    )
    fore = "" if is_ny else behorighet.innehall_hash()
    behorighet.insatser.add(*inbjudan.insatser.all())
    inbjudan.antagen = nu
    inbjudan.antagen_av = user
    inbjudan.save()
    _record(Handelse.Typ.INBJUDAN_ANTAGEN, inbjudan, user, nu, fore, behorighet.innehall_hash())


def _record(
    typ: Handelse.Typ,
    objekt: Inbjudan | Behorighet,
    user: User,
    nu: datetime,
    fore: str = "",
    efter: str = "",
) -> None:
    """`fore` and `efter` are of the behörighet that it concerns."""
    record(
        typ=typ, objekt=objekt, forbund=objekt.forbund, user=user, tid=nu, fore=fore, efter=efter
    )


def _record_konto(typ: Handelse.Typ, konto: User, user: User, nu: datetime) -> None:
    for forbund in Forbund.objects.visible_to(konto):
        record(typ=typ, objekt=konto, forbund=forbund, user=user, tid=nu)
