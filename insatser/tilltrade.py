"""Where a user is, and in which roles: the förbund that they have a place in (domain.md 6)."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import F, FilteredRelation, Q
from django.http import HttpRequest

from finsam.konton.models import Roll
from finsam.konton.rattigheter import ROLLER, ROLLER_PER_INSATS, Rattighet
from finsam.svenska import capitalize, join_och
from insatser.models import Forbund

# The most capable first: it decides what stands first on a page and beside the name.
ROLLORDNING = (
    Roll.FORBUNDSCHEF,
    Roll.KANSLI,
    Roll.EKONOM,
    Roll.REVISOR,
    Roll.ADMIN,
    Roll.STYRGRUPP,
    Roll.INSATSANSVARIG,
    Roll.STYRELSE,
)


@dataclass(frozen=True)
class Tilltrade:
    """The roles of a user in one förbund, and what they give; a superuser has every right."""

    forbund: Forbund
    roller: tuple[Roll, ...]
    is_superuser: bool = False

    def has(self, rattighet: Rattighet) -> bool:
        """Whether the user has the right for some insats of the förbund, or for all of it."""
        return self.is_superuser or not ROLLER[rattighet].isdisjoint(self.roller)

    @property
    def har_egna_insatser(self) -> bool:
        return not ROLLER_PER_INSATS.isdisjoint(self.roller)

    @property
    def rolltext(self) -> str:
        """”Kansli”, ”Förbundschef och ekonom”."""
        if not self.roller:
            return "Superanvändare" if self.is_superuser else ""
        return capitalize(join_och(roll.label for roll in self.roller))


def list_tilltraden(user) -> list[Tilltrade]:
    """The förbund that the user has a role in, by name; all of them for a superuser. One query."""
    egna = Forbund.objects.annotate(
        egen=FilteredRelation("behorigheter", condition=Q(behorigheter__user=user)),
        egen_roll=F("egen__roll"),
    ).order_by("namn")
    roller: dict[Forbund, list[Roll]] = {}
    for forbund in egna if user.is_superuser else egna.filter(egen_roll__isnull=False):
        har = roller.setdefault(forbund, [])
        if forbund.egen_roll is not None:
            har.append(Roll(forbund.egen_roll))
    return [
        Tilltrade(forbund, tuple(sorted(egna, key=ROLLORDNING.index)), user.is_superuser)
        for forbund, egna in roller.items()
    ]


class Tilltraden:
    """`alla` are all that the user of the request has, `har` the one here."""

    def __init__(self, request: HttpRequest):
        self._request = request

    @cached_property
    def alla(self) -> list[Tilltrade]:
        return list_tilltraden(self._request.user)

    @cached_property
    def har(self) -> Tilltrade | None:
        """In the förbund that the address is about; otherwise in the first one by name."""
        if len(self.alla) < 2:
            return self.alla[0] if self.alla else None
        match = self._request.resolver_match
        kwargs = match.kwargs if match else {}
        for tilltrade in self.alla:
            if tilltrade.forbund.organisationsnummer == kwargs.get("organisationsnummer"):
                return tilltrade
        if "insats" in kwargs:
            forbund = Forbund.objects.filter(insatser=kwargs["insats"]).first()
            for tilltrade in self.alla:
                if tilltrade.forbund == forbund:
                    return tilltrade
        return self.alla[0]


def get_tilltraden(request: HttpRequest) -> Tilltraden:
    """The request's own, asked for once by view and template alike."""
    if not hasattr(request, "tilltraden"):
        request.tilltraden = Tilltraden(request)
    return request.tilltraden


def has_right(request: HttpRequest, forbund: Forbund, rattighet: Rattighet) -> bool:
    """Whether the request's user has the right in the förbund; no query beside the header's."""
    return any(
        tilltrade.forbund == forbund and tilltrade.has(rattighet)
        for tilltrade in get_tilltraden(request).alla
    )
