"""Writes of the kontoplan and of what the kostnadsställen are."""

from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, replace
from datetime import datetime

from django.db import transaction
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from ekonomi.bokforing.kontoplan import Kontoplansrad
from ekonomi.models import Kontorad, Kostnadsstalle
from finsam.handelser.innehall import hash_of
from finsam.handelser.models import Handelse
from finsam.handelser.services import record
from finsam.historik import Andringsfel, fingerprint, remove_row, save_row, save_with_history
from finsam.konton.models import User
from finsam.svenska import join_och
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
    return compare_konton(load_kontoplan(forbund), rader)


def compare_konton(
    fore: Mapping[str, Kontoplansrad], rader: Iterable[Kontoplansrad]
) -> Kontoplansandring:
    """What the rows change of the kontoplan `fore`, by account."""
    rader = tuple(rader)
    return Kontoplansandring(
        nya=tuple(rad.konto for rad in rader if rad.konto not in fore),
        andrade=tuple(r.konto for r in rader if r.konto in fore and fore[r.konto] != r),
        oforandrade=tuple(r.konto for r in rader if fore.get(r.konto) == r),
    )


@transaction.atomic
def store_kontoplan(
    *,
    forbund: Forbund,
    rader: Iterable[Kontoplansrad],
    user: User | None,
    nu: datetime,
    sedd: str | None = None,
) -> Kontoplansandring:
    """Add and change the accounts of the rows, with history; the others stay as they are.

    `sedd` is the hash_kontoplan of what the user was shown as the kontoplan. Raises Andringsfel
    when it has changed since.
    """
    lock_forbund(forbund)
    if sedd is not None and hash_kontoplan(load_kontoplan(forbund).values()) != sedd:
        raise Andringsfel(
            "Någon annan har ändrat kontoplanen sedan du laddade upp filen. Inget är sparat. "
            "Ladda upp filen igen och se vad den ändrar."
        )
    return _store(forbund, tuple(rader), user, nu)


@transaction.atomic
def add_konton(
    *, forbund: Forbund, rader: Iterable[Kontoplansrad], user: User, nu: datetime
) -> None:
    """Give accounts that have no line theirs: all or none.

    Raises Andringsfel that tells what someone else has chosen for any of them meanwhile.
    """
    lock_forbund(forbund)
    rader = tuple(rader)
    fore = load_kontoplan(forbund)
    tagna = [fore[r.konto] for r in rader if r.konto in fore and not _is_same_rad(fore[r.konto], r)]
    if tagna:
        val = join_och(f"{rad.konto} ({rad.rad.label})" for rad in tagna)
        raise Andringsfel(
            f"Någon annan har redan valt rad för konto {val}. Inget av ditt är sparat än. Spara "
            "resten igen, och ändra kontot på dess egen sida om det är fel."
        )
    _store(forbund, tuple(rad for rad in rader if rad.konto not in fore), user, nu)


@transaction.atomic
def change_konto(*, kontorad: Kontorad, sedd: str, user: User, nu: datetime) -> None:
    """Store one account as its user changed it; raises as save_row."""
    lock_forbund(kontorad.forbund)
    save_row(
        rad=kontorad,
        sedd=sedd,
        typ=Handelse.Typ.KONTOPLAN_ANDRAD,
        forbund=kontorad.forbund,
        user=user,
        nu=nu,
    )


@transaction.atomic
def remove_konto(*, kontorad: Kontorad, sedd: str, user: User, nu: datetime) -> None:
    """Take the account's line from it; raises as remove_row."""
    lock_forbund(kontorad.forbund)
    remove_row(
        rad=kontorad,
        sedd=sedd,
        typ=Handelse.Typ.KONTOPLAN_ANDRAD,
        forbund=kontorad.forbund,
        user=user,
        nu=nu,
    )


def _is_same_rad(ena: Kontoplansrad, andra: Kontoplansrad) -> bool:
    return replace(ena, namn=andra.namn) == andra


def _store(
    forbund: Forbund, rader: tuple[Kontoplansrad, ...], user: User | None, nu: datetime
) -> Kontoplansandring:
    stored = {rad.konto: rad for rad in Kontorad.objects.filter(forbund=forbund)}
    fore = {konto: Kontoplansrad.of(rad) for konto, rad in stored.items()}
    andring = compare_konton(fore, rader)
    if andring.is_tom:
        return andring
    egna = {rad.konto: rad for rad in rader}
    bulk_create_with_history(
        [_fill(Kontorad(forbund=forbund, konto=konto), egna[konto]) for konto in andring.nya],
        Kontorad,
        default_user=user,
        default_date=nu,
    )
    bulk_update_with_history(
        [_fill(stored[konto], egna[konto]) for konto in andring.andrade],
        Kontorad,
        _FALT,
        default_user=user,
        default_date=nu,
    )
    record(
        typ=Handelse.Typ.KONTOPLAN_ANDRAD,
        objekt=forbund,
        forbund=forbund,
        user=user,
        tid=nu,
        fore=hash_kontoplan(fore.values()),
        efter=hash_kontoplan((fore | egna).values()),
    )
    return andring


def load_kontoplan(forbund: Forbund) -> dict[str, Kontoplansrad]:
    """The förbund's kontoplan by account."""
    kontorader = Kontorad.objects.filter(forbund=forbund).order_by("konto")
    return {rad.konto: Kontoplansrad.of(rad) for rad in kontorader}


def hash_kontoplan(rader: Iterable[Kontoplansrad]) -> str:
    """The kontoplan's content as a hash; ”” for an empty one."""
    innehall = {rad.konto: astuple(rad) for rad in rader}
    return hash_of(innehall) if innehall else ""


@dataclass(frozen=True)
class Stalleval:
    """What a kostnadsställe is, and what it was shown as: `sedd` ”” where nobody had said."""

    kod: str
    namn: str
    verksamhet: Kostnadsstalle.Verksamhet
    sedd: str = ""


@transaction.atomic
def set_kostnadsstallen(
    *,
    forbund: Forbund,
    val: Iterable[Stalleval],
    user: User,
    nu: datetime,
) -> None:
    """Say what objects of dimension 1 are. Nothing is written where it is so already.

    All or none: raises Andringsfel that tells what someone else has chosen for any of them since
    they were shown.
    """
    lock_forbund(forbund)
    kanda = {stalle.kod: stalle for stalle in Kostnadsstalle.objects.filter(forbund=forbund)}
    for ett in val:
        stalle = kanda.get(ett.kod) or Kostnadsstalle(forbund=forbund, kod=ett.kod, namn=ett.namn)
        if stalle.verksamhet == ett.verksamhet:
            continue
        if stalle.verksamhet != ett.sedd:
            raise Andringsfel(
                f"Någon annan har valt {stalle.get_verksamhet_display()} för kostnadsställe "
                f"{stalle}. Inget av ditt är sparat än. Välj och spara igen om ditt ska gälla."
            )
        fore = fingerprint(stalle)
        stalle.verksamhet = ett.verksamhet
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


def _fill(kontorad: Kontorad, rad: Kontoplansrad) -> Kontorad:
    for falt in _FALT:
        setattr(kontorad, falt, getattr(rad, falt))
    return kontorad
