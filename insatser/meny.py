"""The header: where a user is, in which roles, and which places they have (domain.md 6)."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from finsam.konton.models import Behorighet, Roll
from finsam.konton.rattigheter import ROLLER, ROLLER_PER_INSATS, Rattighet
from finsam.period import Period
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
class Plats:
    """A place of the header."""

    namn: str
    url: str
    is_har: bool


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
    """The förbund that the user has a role in, by name; every förbund for a superuser.

    One query, or two for a superuser.
    """
    roller: dict[Forbund, list[Roll]] = {}
    if user.is_superuser:
        roller = {forbund: [] for forbund in Forbund.objects.order_by("namn")}
    for behorighet in (
        Behorighet.objects.filter(user=user).select_related("forbund").order_by("forbund__namn")
    ):
        roller.setdefault(behorighet.forbund, []).append(Roll(behorighet.roll))
    return [
        Tilltrade(forbund, tuple(sorted(egna, key=ROLLORDNING.index)), user.is_superuser)
        for forbund, egna in roller.items()
    ]


def list_platser(tilltrade: Tilltrade, vy: str, dag: date) -> list[Plats]:
    """At most five places, by what the user may do. `vy` is the name of the view shown now."""
    orgnr = tilltrade.forbund.organisationsnummer
    halvar = Period.quarter_of(dag).foregaende_kvartal.halvar
    namn = "Översikt" if tilltrade.has(Rattighet.LASA_OVERSIKT) else "Mina insatser"
    valda = [
        (namn, _ser_oversikt(tilltrade), ("rapporter:oversikt", orgnr)),
        ("Rapporter", tilltrade.has(Rattighet.LASA_RAPPORTER), ("rapporter:index",)),
        (
            "Bedömningar",
            tilltrade.has(Rattighet.LASA_BEDOMNINGAR),
            ("uppfoljning:bedomningar", orgnr, halvar),
        ),
        (
            "Behörigheter",
            tilltrade.has(Rattighet.LASA_BEHORIGHETER),
            ("behorigheter:lista", orgnr),
        ),
        ("Händelser", tilltrade.has(Rattighet.LASA_HANDELSER), ("rapporter:handelser", orgnr)),
    ]
    har = _place_of(vy, tilltrade)
    return [
        Plats(namn, reverse(adress, args=args), namn == har)
        for namn, is_vald, (adress, *args) in valda
        if is_vald
    ]


def _ser_oversikt(tilltrade: Tilltrade) -> bool:
    return tilltrade.has(Rattighet.LASA_OVERSIKT) or tilltrade.har_egna_insatser


def _place_of(vy: str, tilltrade: Tilltrade) -> str:
    """The name of the place that a view belongs to; the first page is what the role sees there."""
    for inledning, namn in (
        ("rapporter:index", "Rapporter"),
        ("rapporter:pm", "Rapporter"),
        ("rapporter:handelser", "Händelser"),
        ("uppfoljning:bedomning", "Bedömningar"),
        ("behorigheter:", "Behörigheter"),
    ):
        if vy.startswith(inledning):
            return namn
    if vy in ("start", "rapporter:oversikt") or vy.startswith("uppfoljning:"):
        if tilltrade.has(Rattighet.LASA_OVERSIKT):
            return "Översikt"
        return "Mina insatser" if tilltrade.har_egna_insatser else "Rapporter"
    return ""


class Meny:
    """What the header shows. `tilltraden` are all that the user has, `tilltrade` the one here."""

    def __init__(self, request: HttpRequest):
        self._request = request

    @cached_property
    def tilltraden(self) -> list[Tilltrade]:
        return list_tilltraden(self._request.user)

    @cached_property
    def tilltrade(self) -> Tilltrade | None:
        """In the förbund that the address is about; otherwise in the first one by name."""
        if len(self.tilltraden) < 2:
            return self.tilltraden[0] if self.tilltraden else None
        match = self._request.resolver_match
        kwargs = match.kwargs if match else {}
        for tilltrade in self.tilltraden:
            if tilltrade.forbund.organisationsnummer == kwargs.get("organisationsnummer"):
                return tilltrade
        if "insats" in kwargs:
            forbund = Forbund.objects.filter(insatser=kwargs["insats"]).first()
            for tilltrade in self.tilltraden:
                if tilltrade.forbund == forbund:
                    return tilltrade
        return self.tilltraden[0]

    @cached_property
    def platser(self) -> list[Plats]:
        match = self._request.resolver_match
        if self.tilltrade is None:
            return []
        return list_platser(self.tilltrade, match.view_name if match else "", timezone.localdate())


def get_meny(request: HttpRequest) -> Meny:
    """The request's own, asked for once by view and template alike."""
    if not hasattr(request, "meny"):
        request.meny = Meny(request)
    return request.meny


def meny(request: HttpRequest) -> dict[str, object]:
    """Context processor; asks nothing of the database until the header is printed."""
    return {"meny": SimpleLazyObject(lambda: get_meny(request))}
