"""The list of those who have a role in a förbund, and of those who are invited to one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from finsam.konton.models import Behorighet, Inbjudan, Roll
from finsam.svenska import capitalize, sort_key
from insatser.models import Forbund

_ROLLER = list(Roll)


@dataclass(frozen=True)
class Rad:
    """A person in the list. `behorighet` or `inbjudan` is the row's id; the other is None."""

    namn: str
    email: str
    roll: str
    insatser: tuple[str, ...]
    senast_inloggad: date | None
    har_tva_steg: bool | None
    status: str
    ar_aktiv: bool
    behorighet: int | None = None
    inbjudan: int | None = None
    # Whether the reader may change the row.
    andras: bool = False


def read_rader(
    forbund: Forbund, *, user, roller: Iterable[Roll], nu: datetime
) -> tuple[list[Rad], list[Rad]]:
    """Those who have a role, and those who are invited; each by name in Swedish order.

    `roller`: those that `user`, who reads, may give and take. Four queries, whatever the rows.
    """
    roller = frozenset(roller)
    behorigheter = (
        Behorighet.objects.filter(forbund=forbund)
        .select_related("user")
        .prefetch_related("insatser")
        .with_tva_steg()
    )
    inbjudningar = Inbjudan.objects.pending().filter(forbund=forbund).prefetch_related("insatser")
    return (
        _in_order(
            behorigheter,
            lambda row: _rad_of_behorighet(row, row.user_id != user.pk and row.roll in roller),
        ),
        _in_order(inbjudningar, lambda row: _rad_of_inbjudan(row, nu, row.roll in roller)),
    )


def _in_order(rows, build) -> list[Rad]:
    ordered = sorted(rows, key=lambda row: _ROLLER.index(row.roll))
    return sorted((build(row) for row in ordered), key=lambda rad: sort_key(rad.namn or rad.email))


def _rad_of_behorighet(behorighet: Behorighet, andras: bool) -> Rad:
    user = behorighet.user
    return Rad(
        namn=user.namn,
        email=user.email,
        roll=capitalize(behorighet.get_roll_display()),
        insatser=_names(behorighet),
        senast_inloggad=user.last_login and timezone.localdate(user.last_login),
        har_tva_steg=behorighet.har_tva_steg,
        status="aktiv" if user.is_active else "avstängd",
        ar_aktiv=user.is_active,
        behorighet=behorighet.pk,
        andras=andras,
    )


def _rad_of_inbjudan(inbjudan: Inbjudan, nu: datetime, andras: bool) -> Rad:
    dag = timezone.localdate(inbjudan.giltig_till)
    galler = inbjudan.is_open(nu)
    return Rad(
        namn=inbjudan.namn,
        email=inbjudan.email,
        roll=capitalize(inbjudan.get_roll_display()),
        insatser=_names(inbjudan),
        senast_inloggad=None,
        har_tva_steg=None,
        status=f"inbjuden till {dag}" if galler else f"inbjudan gick ut {dag}",
        ar_aktiv=galler,
        inbjudan=inbjudan.pk,
        andras=andras,
    )


def _names(row: Behorighet | Inbjudan) -> tuple[str, ...]:
    return tuple(sorted((str(insats) for insats in row.insatser.all()), key=sort_key))
