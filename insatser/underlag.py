"""The sheets of the underlag that this app owns (formats.md 1)."""

from dataclasses import dataclass
from datetime import date

from stdnum.exceptions import ValidationError
from stdnum.se import orgnr

from finsam.inlasning.blad import Agarblad, Inlasning, Modellblad, Regel, is_before, is_negative
from finsam.inlasning.kolumntyper import Artal, DatumEllerAr, Heltal, Otolkbar, Referens, as_text
from finsam.inlasning.tabell import Kolumn, Rad, Tabell
from finsam.inlasning.underlag import register
from insatser.models import Forbund, Forlangning, Insats, Mal, Part, Slutmal, Slutrapport

NR = Heltal(1, 999)


@dataclass(frozen=True)
class Organisationsnummer:
    """Ten digits with a right check digit, stored as NNNNNN-NNNN."""

    def tolka(self, cell: object) -> str:
        try:
            return orgnr.format(orgnr.validate(as_text(cell)))
        except ValidationError as error:
            raise Otolkbar(
                "är inget giltigt organisationsnummer. Kontrollera siffrorna."
            ) from error


@register
class Forbundet(Agarblad):
    namn = "Förbund"
    modell = Forbund
    kolumner = (
        Kolumn("organisationsnummer", "organisationsnummer", Organisationsnummer(), nyckel=True),
        Kolumn("namn", "namn"),
        Kolumn("län", "lan"),
        Kolumn("startår", "startar", Artal()),
        Kolumn("antal anställda", "antal_anstallda"),
    )
    regler = (
        Regel(
            ("antal_anstallda",),
            lambda forbund: is_negative(forbund.antal_anstallda),
            "är negativt. Antalet anställda är minst 0.",
        ),
    )


@register
class Parter(Modellblad):
    namn = "Parter"
    modell = Part
    agare = "forbund"
    kolumner = (
        Kolumn("kod", "kod", nyckel=True),
        Kolumn("namn", "namn"),
        Kolumn("typ", "typ"),
        Kolumn("medlem från", "medlem_fran", DatumEllerAr()),
    )


# Longer than any förbund has lived; only a ring goes on so long.
_LANGSTA_FOLJD = 100


def _is_in_ring(insats: Insats) -> bool:
    for _ in range(_LANGSTA_FOLJD):
        insats = insats.eftertrader
        if insats is None:
            return False
    return True


@register
class Insatser(Modellblad):
    namn = "Insatser"
    modell = Insats
    agare = "forbund"
    kolumner = (
        Kolumn("kod", "kod", nyckel=True),
        Kolumn("namn", "namn"),
        Kolumn("kortnamn", "kortnamn"),
        Kolumn("typ", "typ"),
        Kolumn("ort", "ort"),
        Kolumn("insatsägare", "insatsagare"),
        Kolumn("samverkansparter", "samverkansparter"),
        Kolumn("start", "start"),
        Kolumn("slut", "slut"),
        Kolumn("inriktning", "inriktning"),
        Kolumn("riktar sig till", "riktar_sig_till"),
        Kolumn("syfte", "syfte"),
        Kolumn("efterträder", "eftertrader"),
    )
    regler = (
        Regel(
            ("slut", "start"),
            lambda insats: is_before(insats.slut, insats.start),
            "är före insatsens start. Kontrollera start och slut.",
        ),
        Regel(
            ("eftertrader",),
            _is_in_ring,
            "leder tillbaka till samma insats. En insats kan inte efterträda sig själv.",
        ),
    )


def _is_no_later(nytt_slut: date | None, slut: date | None) -> bool:
    return None not in (nytt_slut, slut) and nytt_slut <= slut


@register
class Forlangningar(Modellblad):
    namn = "Förlängningar"
    modell = Forlangning
    agare = "insats__forbund"
    kolumner = (
        Kolumn("insats", "insats", nyckel=True),
        Kolumn("beslutsdatum", "beslutsdatum", nyckel=True),
        Kolumn("nytt slut", "nytt_slut"),
    )
    regler = (
        Regel(
            ("nytt_slut",),
            lambda forlangning: _is_no_later(forlangning.nytt_slut, forlangning.insats.slut),
            "är inte efter insatsens slut. En förlängning flyttar slutet framåt.",
        ),
    )


@register
class Malen(Modellblad):
    namn = "Mål"
    modell = Mal
    agare = "insats__forbund"
    kolumner = (
        Kolumn("insats", "insats", nyckel=True),
        Kolumn("nr", "nr", NR, nyckel=True),
        Kolumn("mål", "mal"),
        Kolumn("mått", "matt"),
        Kolumn("målvärde", "malvarde"),
    )


@register
class Slutrapporter(Modellblad):
    namn = "Slutrapporter"
    modell = Slutrapport
    agare = "insats__forbund"
    kolumner = (
        Kolumn("insats", "insats", nyckel=True),
        Kolumn("inlämnad", "inlamnad"),
        Kolumn("sammanfattande bedömning", "sammanfattande_bedomning"),
        Kolumn("måluppfyllelse", "maluppfyllelse"),
        Kolumn("det som lever kvar", "lever_kvar"),
    )


# A mål is told by its insats and its nr, in two columns of other sheets.
INSATS = Kolumn("insats", "insats", Referens(Insats), nyckel=True, kravs=True)
MAL = Kolumn("mål", "mal", NR, nyckel=True, kravs=True)


def connect_mal(inlasning: Inlasning, tabell: Tabell, rad: Rad) -> None:
    """Put the mål in the place of its nr. The row keeps its insats."""
    insats, nr = rad.varden.get("insats"), rad.varden.pop("mal", None)
    if insats is not None and nr is not None:
        rad.varden["mal"] = inlasning.find(tabell, rad, MAL, Mal, (insats.kod, nr))


@register
class Slutmalen(Modellblad):
    namn = "Slutmål"
    modell = Slutmal
    agare = "mal__insats__forbund"
    kolumner = (
        INSATS,
        MAL,
        Kolumn("uppnått", "uppnatt"),
        Kolumn("utfall", "utfall"),
    )

    def connect(self, inlasning: Inlasning, tabell: Tabell, rad: Rad) -> None:
        connect_mal(inlasning, tabell, rad)
        rad.varden.pop("insats", None)

    def key_of(self, slutmal: Slutmal) -> tuple:
        return slutmal.mal.insats.kod, slutmal.mal.nr
