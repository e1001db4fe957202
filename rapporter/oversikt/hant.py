"""What others have done in a förbund since the user was last here."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from finsam.handelser.models import Handelse
from insatser.models import Forbund

UTAN_BESOK = timedelta(days=14)
HOGST = 10

# Written many times a day; that it was sent in is what others need to know.
BRUS = (Handelse.Typ.KVARTALSRAPPORT_SPARAD, Handelse.Typ.RAPPORTTEXT_SPARAD)


def find_sedan(forra_besoket: str | None, nu: datetime) -> datetime:
    """When the user was last here, by the session's ISO time; two weeks ago where none is known."""
    return datetime.fromisoformat(forra_besoket) if forra_besoket else nu - UTAN_BESOK


def list_hant(forbund: Forbund, user, sedan: datetime) -> Sequence[Handelse]:
    """The newest first, HOGST at the most; one query."""
    return list(
        Handelse.objects.filter(forbund=forbund, tid__gt=sedan)
        .exclude(user=user)
        .exclude(typ__in=BRUS)
        .select_related("user")
        .order_by("-tid", "-pk")[:HOGST]
    )
