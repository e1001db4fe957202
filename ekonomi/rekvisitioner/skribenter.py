"""Who has had a hand in a rekvisition that waits, and so may not attest it.

By its events, as they tell also of attachments, and tell writing from returning.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable

from ekonomi.models import Rekvisition
from finsam.handelser.models import Handelse
from finsam.konton.models import User
from insatser.models import Forbund

Typ = Handelse.Typ

EGEN = "Du har skrivit i rekvisitionen eller skickat in den. Någon annan behöver attestera den."

# The reason of the event that a final one was begun, which is no writing.
SLUTLIG_PABORJAD = "En slutlig rekvisition ersätter den preliminära."


def load_skribenter(rekvisitioner: Collection[Rekvisition]) -> dict[int, set[int]]:
    """The ids of those who have written, attached or sent in what waits, by the rekvisition's id.

    One query. What came with a file has nobody.
    """
    handelser = defaultdict(list)
    for pk, typ, user in (
        Handelse.objects.filter(
            modell=Rekvisition._meta.label_lower, objekt_id__in=[str(r.pk) for r in rekvisitioner]
        )
        .exclude(typ=Typ.REKVISITION_SPARAD, skal=SLUTLIG_PABORJAD)
        .order_by("pk")
        .values_list("objekt_id", "typ", "user")
    ):
        handelser[pk].append((typ, user))
    return {
        r.pk: find_skribenter(handelser[str(r.pk)]) | {r.inskickad_av_id} - {None}
        for r in rekvisitioner
    }


def has_written(rekvisition: Rekvisition, user: User) -> bool:
    """Whether the user has written, attached or sent in any of what waits to be attested."""
    return user.pk in load_skribenter([rekvisition])[rekvisition.pk]


def list_to_attest_by(forbund: Forbund, user: User) -> list[Rekvisition]:
    """Those of the förbund that wait and that the user may attest, the one that came first first.

    Two queries; with insats.
    """
    rekvisitioner = Rekvisition.objects.filter(insats__forbund=forbund).to_attest()
    vantar = list(rekvisitioner.select_related("insats"))
    skribenter = load_skribenter(vantar)
    return [r for r in vantar if user.pk not in skribenter[r.pk]]


def find_skribenter(handelser: Iterable[tuple[str, int]]) -> set[int]:
    """Who has written or sent in, of (typ, user id) in their order.

    An attest vouches for what was written before it, until it is withdrawn.
    """
    skribenter, is_attesterad = set(), False
    for typ, user in handelser:
        match typ:
            case Typ.REKVISITION_SPARAD | Typ.REKVISITION_INSKICKAD:
                # Of an attested one nothing but a final one can be begun.
                skribenter = {user} if is_attesterad else skribenter | {user}
                is_attesterad = False
            case Typ.REKVISITION_ATTESTERAD | Typ.REKVISITION_ATERSAND:
                is_attesterad = typ == Typ.REKVISITION_ATTESTERAD
    return skribenter
