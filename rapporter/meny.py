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
        ("rapporter:rapport", "Rapporter"),
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
