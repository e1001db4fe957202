"""Writes of those who lead and review the förbund, and of its members. Each is an event.

`sedd` is the fingerprint of the row that the user saw; see finsam/historik.py for what is raised.
"""

from datetime import datetime

from finsam.handelser.models import Handelse
from finsam.historik import remove_row, save_row
from finsam.konton.models import User
from insatser.models import Fortroendevald, Part


def save_fortroendevald(
    *, fortroendevald: Fortroendevald, sedd: str, user: User, nu: datetime
) -> None:
    """Store a new förtroendevald or a changed one, with the history."""
    save_row(
        rad=fortroendevald,
        sedd=sedd,
        typ=Handelse.Typ.FORTROENDEVALD_SPARAD,
        forbund=fortroendevald.forbund,
        user=user,
        nu=nu,
    )


def remove_fortroendevald(
    *, fortroendevald: Fortroendevald, sedd: str, user: User, nu: datetime
) -> None:
    """Take away one who was entered by mistake; the history keeps the row."""
    remove_row(
        rad=fortroendevald,
        sedd=sedd,
        typ=Handelse.Typ.FORTROENDEVALD_SPARAD,
        forbund=fortroendevald.forbund,
        user=user,
        nu=nu,
    )


def save_medlem(*, part: Part, sedd: str, user: User, nu: datetime) -> None:
    """Store from when the part is a member. A part has no history: the event tells both days."""
    # The same row as `sedd` is of, or save_row refuses.
    fore = Part.objects.filter(pk=part.pk).values_list("medlem_fran", flat=True).first()
    save_row(
        rad=part,
        sedd=sedd,
        typ=Handelse.Typ.FORTROENDEVALD_SPARAD,
        forbund=part.forbund,
        user=user,
        nu=nu,
        skal=f"Medlem från {part.medlem_fran or 'okänd dag'}, förut {fore or 'okänd dag'}.",
    )
