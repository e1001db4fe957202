"""Writes of aktiviteter and verksamhetsmål, each with history and an event.

`sedd` is the fingerprint of the row that the user saw; see finsam/historik.py for what is raised.
"""

from datetime import datetime

from django.db import transaction

from finsam.handelser.models import Handelse
from finsam.historik import Andringsfel, remove_row, save_row
from finsam.konton.models import User
from insatser.models import Forbund
from insatser.skrivlas import lock_forbund
from uppfoljning.models import Aktivitet, Verksamhetsmal


def save_aktivitet(*, aktivitet: Aktivitet, sedd: str, user: User, nu: datetime) -> None:
    """Store a new aktivitet or a changed one."""
    save_row(
        rad=aktivitet,
        sedd=sedd,
        typ=Handelse.Typ.AKTIVITET_SPARAD,
        forbund=aktivitet.forbund,
        user=user,
        nu=nu,
    )


def remove_aktivitet(*, aktivitet: Aktivitet, sedd: str, user: User, nu: datetime) -> None:
    remove_row(
        rad=aktivitet,
        sedd=sedd,
        typ=Handelse.Typ.AKTIVITET_SPARAD,
        forbund=aktivitet.forbund,
        user=user,
        nu=nu,
    )


def save_verksamhetsmal(*, mal: Verksamhetsmal, sedd: str, user: User, nu: datetime) -> None:
    """Store a new goal or a changed one."""
    save_row(
        rad=mal,
        sedd=sedd,
        typ=Handelse.Typ.VERKSAMHETSMAL_SPARAT,
        forbund=mal.forbund,
        user=user,
        nu=nu,
    )


def remove_verksamhetsmal(*, mal: Verksamhetsmal, sedd: str, user: User, nu: datetime) -> None:
    remove_row(
        rad=mal,
        sedd=sedd,
        typ=Handelse.Typ.VERKSAMHETSMAL_SPARAT,
        forbund=mal.forbund,
        user=user,
        nu=nu,
    )


@transaction.atomic
def copy_verksamhetsmal(*, forbund: Forbund, ar: int, user: User, nu: datetime) -> int:
    """Copy the goals of the year `ar` to the next, without outcomes. How many were copied.

    A goal whose number the next year has already is left as it is. Raises Andringsfel when there
    is nothing to copy.
    """
    # Two copies at once would both find the next year empty.
    lock_forbund(forbund)
    malen = Verksamhetsmal.objects.filter(forbund=forbund)
    finns = set(malen.filter(ar=ar + 1).values_list("nr", "delmal"))
    nya = [mal for mal in malen.filter(ar=ar) if (mal.nr, mal.delmal) not in finns]
    if not nya:
        raise Andringsfel(f"Det finns inga mål att kopiera till {ar + 1}. Målen finns redan där.")
    for mal in nya:
        kopia = Verksamhetsmal(
            forbund=forbund,
            ar=ar + 1,
            nr=mal.nr,
            delmal=mal.delmal,
            mal=mal.mal,
            resultatmal=mal.resultatmal,
            matt=mal.matt,
            malvarde=mal.malvarde,
        )
        save_verksamhetsmal(mal=kopia, sedd="", user=user, nu=nu)
    return len(nya)
