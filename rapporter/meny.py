"""The header: where a user is, and which places they have (domain.md 6)."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from finsam.konton.rattigheter import Rattighet
from finsam.period import Period
from insatser.tilltrade import Tilltrade, get_tilltraden


@dataclass(frozen=True)
class Plats:
    """A place of the header."""

    namn: str
    url: str
    is_har: bool


@dataclass(frozen=True)
class Delplats:
    """A place within the place Förbundet, and what one does there."""

    namn: str
    text: str
    url: str


def list_delplatser(tilltrade: Tilltrade) -> list[Delplats]:
    """What the user may read of the förbund itself."""
    orgnr = tilltrade.forbund.organisationsnummer
    valda = [
        (
            "Förtroendevalda och medlemmar",
            "Styrelse, revisorer och parter.",
            Rattighet.LASA_OVERSIKT,
            "forbundet:fortroendevalda",
        ),
        (
            "Verksamhetsmål",
            "Målen för året, utfallet och hur det ligger till.",
            Rattighet.LASA_OVERSIKT,
            "uppfoljning:verksamhetsmal",
        ),
        (
            "Aktiviteter",
            "Webbinarier, utbildningar och nätverk, med antal deltagare.",
            Rattighet.LASA_OVERSIKT,
            "uppfoljning:aktiviteter",
        ),
        (
            "Behörigheter",
            "Vilka som får se och göra vad, och inbjudningar.",
            Rattighet.LASA_BEHORIGHETER,
            "behorigheter:lista",
        ),
        (
            "Händelser",
            "Vem som har gjort vad, och när.",
            Rattighet.LASA_HANDELSER,
            "rapporter:handelser",
        ),
    ]
    return [
        Delplats(namn, text, reverse(adress, args=[orgnr]))
        for namn, text, rattighet, adress in valda
        if tilltrade.has(rattighet)
    ]


def list_platser(tilltrade: Tilltrade, vy: str, dag: date) -> list[Plats]:
    """At most five places, by what the user may do. `vy` is the name of the view shown now."""
    orgnr = tilltrade.forbund.organisationsnummer
    halvar = Period.quarter_of(dag).foregaende_kvartal.halvar
    namn = "Översikt" if tilltrade.has(Rattighet.LASA_OVERSIKT) else "Mina insatser"
    valda = [
        (namn, _ser_oversikt(tilltrade), ("rapporter:oversikt", orgnr)),
        ("Ekonomi", tilltrade.has(Rattighet.LASA_EKONOMI), ("ekonomi:start", orgnr)),
        ("Rapporter", tilltrade.has(Rattighet.LASA_RAPPORTER), ("rapporter:index",)),
        (
            "Bedömningar",
            tilltrade.has(Rattighet.LASA_BEDOMNINGAR),
            ("uppfoljning:bedomningar", orgnr, halvar),
        ),
        (
            "Förbundet",
            bool(list_delplatser(tilltrade)),
            ("rapporter:forbundet", orgnr),
        ),
    ]
    har = _place_of(vy, tilltrade)
    return [
        Plats(namn, reverse(adress, args=args), namn == har)
        for namn, is_vald, (adress, *args) in valda
        if is_vald
    ]


def _ser_oversikt(tilltrade: Tilltrade) -> bool:
    return tilltrade.has(Rattighet.LASA_OVERSIKT) or tilltrade.har_egna_insatser


_PLATS_FOR_VY = (
    ("rapporter:forbundet", "Förbundet"),
    ("rapporter:handelser", "Förbundet"),
    ("forbundet:", "Förbundet"),
    ("uppfoljning:aktivitet", "Förbundet"),
    ("uppfoljning:verksamhetsmal", "Förbundet"),
    ("behorigheter:", "Förbundet"),
    ("rapporter:oversikt", "Översikt"),
    ("rapporter:", "Rapporter"),
    ("uppfoljning:bedomning", "Bedömningar"),
    ("uppfoljning:", "Översikt"),
    ("start", "Översikt"),
    ("ekonomi:", "Ekonomi"),
)


def _place_of(vy: str, tilltrade: Tilltrade) -> str:
    """The name of the place that a view belongs to; the first page is what the role sees there."""
    plats = next((namn for inledning, namn in _PLATS_FOR_VY if vy.startswith(inledning)), "")
    if plats == "Ekonomi" and not tilltrade.has(Rattighet.LASA_EKONOMI):
        # Of an insats: its rekvisitioner and avvikelser.
        plats = "Översikt"
    if plats == "Översikt" and not tilltrade.has(Rattighet.LASA_OVERSIKT):
        return "Mina insatser" if tilltrade.har_egna_insatser else "Rapporter"
    return plats


class Meny:
    """What the header shows. `tilltraden` are all that the user has, `tilltrade` the one here."""

    def __init__(self, request: HttpRequest):
        self._request = request

    @property
    def tilltraden(self) -> list[Tilltrade]:
        return get_tilltraden(self._request).alla

    @property
    def tilltrade(self) -> Tilltrade | None:
        return get_tilltraden(self._request).har

    @cached_property
    def platser(self) -> list[Plats]:
        match = self._request.resolver_match
        if self.tilltrade is None:
            return []
        return list_platser(self.tilltrade, match.view_name if match else "", timezone.localdate())


def meny(request: HttpRequest) -> dict[str, object]:
    """Context processor; asks nothing of the database until the header is printed."""
    return {"meny": SimpleLazyObject(lambda: Meny(request))}
