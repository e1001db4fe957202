"""Loads the workbook that a förbund starts from: all of it or nothing (formats.md 1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.db import DataError, IntegrityError, models, transaction
from django.utils.module_loading import autodiscover_modules

from finsam.inlasning.arbetsbok import Arbetsbok, open_arbetsbok
from finsam.inlasning.blad import Agarblad, Blad, Bladresultat, Inlasning, Modellblad
from finsam.inlasning.fel import Fel, OtillatenFil, UnderlagNekat, shorten
from finsam.inlasning.kolumntyper import nearest
from finsam.inlasning.tabell import Anteckningar, Tabell

# The sheet of the monthly file, which an app of its own reads.
INSATSDATA = "Insatsdata"

_bladen: list[Blad] = []


def register(blad: type[Blad]) -> type[Blad]:
    """Class decorator: make the sheet known. A sheet may refer to those registered before it."""
    _bladen.append(blad())
    return blad


def registered_blad() -> list[Blad]:
    """Every app's sheets, in the order in which they are read and stored."""
    autodiscover_modules("underlag")
    return list(_bladen)


def is_underlag(bladnamn: Iterable[str]) -> bool:
    """Whether any of the names is that of a sheet of the underlag."""
    kanda = {_folded(blad.namn) for blad in registered_blad()}
    return not kanda.isdisjoint(map(_folded, bladnamn))


@dataclass(frozen=True)
class Resultat:
    """What an upload did (or would do), per sheet, and what the uploader should know."""

    forbund: models.Model
    bladen: list[Bladresultat]
    upplysningar: list[str]


@transaction.atomic
def load_underlag(
    source: str | Path | BinaryIO, *, inlast: datetime, forbund: str = "", torrkor: bool = False
) -> Resultat:
    """Check the whole workbook, then add and update what it says; nothing is deleted.

    `forbund` is the organisationsnummer of the förbund that the file is for, needed where the
    file has no sheet for it and the database several. `torrkor` rolls everything back. Raises
    OtillatenFil for a file that is not read, UnderlagNekat with all its faults.
    """
    bladen = {_folded(blad.namn): blad for blad in registered_blad()}
    with open_arbetsbok(source) as arbetsbok:
        inlasning = Inlasning(
            bladen={b.modell: b for b in bladen.values() if isinstance(b, Modellblad)},
            anteckningar=Anteckningar(),
            sha256=arbetsbok.sha256,
            inlast=inlast,
        )
        namn = _find_blad(arbetsbok, bladen, inlasning.anteckningar)
        if not namn:
            inlasning.anteckningar.raise_if_refused()
            raise OtillatenFil(_describe_expected(arbetsbok, bladen.values()))
        inlasning.i_filen = {blad.modell for blad in namn if isinstance(blad, Modellblad)}
        for blad in bladen.values():
            if blad in namn:
                rader = arbetsbok.rader(namn[blad])
                tabell = Tabell(blad.namn, rader, blad.kolumner, inlasning.anteckningar)
                blad.read(inlasning, tabell)
            if isinstance(blad, Agarblad) and (forbund or blad not in namn):
                blad.choose(inlasning, forbund)
    inlasning.anteckningar.raise_if_refused()
    resultat = {blad: _store(blad, inlasning) for blad in bladen.values()}
    if torrkor:
        transaction.set_rollback(True)
    return Resultat(
        inlasning.forbund,
        [rad for blad, rad in resultat.items() if blad in namn or rad.nya],
        inlasning.anteckningar.upplysningar,
    )


def _find_blad(
    arbetsbok: Arbetsbok, bladen: dict[str, Blad], anteckningar: Anteckningar
) -> dict[Blad, str]:
    """The sheets' names in the file. Unknown ones are told of and searched for identity numbers."""
    namn = {}
    for filens_namn in arbetsbok.blad:
        blad = bladen.get(_folded(filens_namn))
        if blad is None:
            forslag = nearest(filens_namn, [blad.namn for blad in bladen.values()])
            anteckningar.upplysningar.append(
                f"Bladet ”{shorten(filens_namn)}” är okänt och lästes inte. {forslag}".rstrip()
            )
            for nr, celler in arbetsbok.rader(filens_namn):
                anteckningar.refuse_identities(filens_namn, nr, celler, {})
        elif blad in namn:
            anteckningar.refuse(filens_namn, None, None, None, "Bladet finns två gånger i filen.")
        else:
            namn[blad] = filens_namn
    return namn


def _describe_expected(arbetsbok: Arbetsbok, bladen: Iterable[Blad]) -> str:
    if INSATSDATA in arbetsbok.blad:
        return "Filen ser ut som insatsdata. Läs in den med las_in_insatsdata."
    return (
        "Filen har inget av underlagets blad. Döp bladen som i mallen: "
        f"{', '.join(blad.namn for blad in bladen)}."
    )


def _store(blad: Blad, inlasning: Inlasning) -> Bladresultat:
    try:
        return blad.store(inlasning)
    except (IntegrityError, DataError):
        meddelande = "Raderna går inte ihop med det som redan är sparat."
        raise UnderlagNekat([Fel(blad.namn, None, None, None, meddelande)]) from None


def _folded(namn: str) -> str:
    return namn.casefold()
