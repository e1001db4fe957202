"""The columns of insatsdata: what the values of their cells mean (formats.md 2).

No fault shows a löpnummer or a birth year.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db.models import TextChoices

from finsam.inlasning.celler import Cellfel
from finsam.inlasning.fel import Fel
from finsam.inlasning.identitet import contains_identity
from finsam.inlasning.kolumntyper import Datum, JaNej, Otolkbar, Procent, Val, as_text, nearest
from finsam.inlasning.underlag import INSATSDATA
from insatser.models import Insats
from uppfoljning.kategorier import (
    Anstallning,
    Avslutsorsak,
    Forsorjning,
    Handlingsplan,
    Kon,
    Remittent,
    TidIForsorjning,
    Utbildning,
)

BLAD = INSATSDATA

_ARTAL = re.compile(r"\d{4}", re.ASCII)


class Rad(NamedTuple):
    """The meaning of a row's cells; None where a cell is empty, missing or faulty."""

    insats: Insats | None
    lopnummer: str | None
    anonym: bool | None
    inskriven: date | None
    kon: str | None
    fodelsear: int | None
    remittent: str | None
    overford: bool | None
    utbildning: str | None
    forsorjning_fore: str | None
    tid_i_forsorjning: str | None
    avslutad: date | None
    avslutsorsak: str | None
    anstallning: str | None
    omfattning: str | None
    forsorjning_efter: str | None
    handlingsplan: str | None


RUBRIKER = (
    "Insats",
    "Löpnummer",
    "Anonym",
    "Inskriven",
    "Kön",
    "Födelseår",
    "Remitterad från",
    "Överförd",
    "Utbildning",
    "Försörjning före",
    "Tid i försörjning",
    "Avslutad",
    "Avslutsorsak",
    "Anställning",
    "Omfattning",
    "Försörjning efter",
    "Handlingsplan",
)
OBLIGATORISKA = RUBRIKER[:6]


@dataclass
class Anmarkningar:
    """Faults and warnings so far, and which columns of the current row are faulty."""

    fel: list[Fel] = field(default_factory=list)
    varningar: list[Fel] = field(default_factory=list)
    rad: int = 0
    trasiga: set[str] = field(default_factory=set)

    def start_rad(self, nr: int) -> None:
        self.rad = nr
        if self.trasiga:
            self.trasiga = set()

    def refuse(self, rubrik: str, meddelande: str, varde: object = None) -> None:
        self.trasiga.add(rubrik)
        self.fel.append(Fel(BLAD, self.rad, rubrik, varde, meddelande))

    def warn(self, rubrik: str, meddelande: str) -> None:
        self.varningar.append(Fel(BLAD, self.rad, rubrik, None, meddelande))


class Kolumn(dict):
    """What each raw value of a column means, worked out the first time that it is met.

    A faulty value is refused at each cell that holds it, and means None. With `visa` false its
    faults do not tell what stood there.
    """

    def __init__(
        self,
        rubrik: str,
        tolka: Callable[[Any], Any],
        anmarkningar: Anmarkningar,
        *,
        visa: bool = True,
    ):
        super().__init__({None: None})
        self._rubrik = rubrik
        self._tolka = tolka
        self._anmarkningar = anmarkningar
        self._visa = visa

    def __missing__(self, cell: object) -> Any:
        if isinstance(cell, Cellfel):
            self._anmarkningar.refuse(self._rubrik, str(cell))
            return None
        # Insatsdata has no amounts, so shorter numbers count too: 000512-1234 becomes 5121234.
        if isinstance(cell, int | float) and contains_identity(cell, siffror=7):
            self._anmarkningar.refuse(self._rubrik, str(Cellfel.IDENTITET))
            return None
        try:
            tolkat = self._tolka(cell)
        except Otolkbar as otolkbar:
            if self._visa:
                self._anmarkningar.refuse(self._rubrik, str(otolkbar), as_text(cell))
            else:
                self._anmarkningar.refuse(self._rubrik, f"Värdet {otolkbar}")
            return None
        # True and 1 are one key to a dict, and mean different things in a cell.
        if cell not in (0, 1):
            self[cell] = tolkat
        return tolkat


def build_kolumner(
    insatser: Iterable[Insats], today: date, anmarkningar: Anmarkningar
) -> dict[str, Kolumn]:
    """The columns by heading. `insatser` are the förbund's, with the annotation gallande_slut."""

    def datum(cell: object) -> date:
        tolkat = Datum().tolka(cell)
        if tolkat > today:
            raise Otolkbar(f"ligger i framtiden. Skriv ett datum till och med {today}.")
        return tolkat

    def omfattning(cell: object) -> str:
        procent = Procent().tolka(cell)
        # What 100 % becomes in a cell that Excel has formatted as per cent.
        if cell == 1:
            anmarkningar.warn(
                "Omfattning", "Värdet läses som 1 procent av heltid. Skriv 100 för heltid."
            )
        return str(procent)

    ja_nej = JaNej().tolka
    tolkningar = {
        "Insats": _insats_by_kod(insatser),
        "Löpnummer": as_text,
        "Anonym": ja_nej,
        "Inskriven": datum,
        "Kön": Val(((Kon.KVINNA.value, "K"), (Kon.MAN.value, "M"))).tolka,
        "Födelseår": _fodelsear,
        "Remitterad från": _val(Remittent),
        "Överförd": ja_nej,
        "Utbildning": _val(Utbildning),
        "Försörjning före": _first_forsorjning,
        "Tid i försörjning": _val(TidIForsorjning),
        "Avslutad": datum,
        "Avslutsorsak": _val(Avslutsorsak),
        "Anställning": _val(Anstallning),
        "Omfattning": omfattning,
        "Försörjning efter": _first_forsorjning,
        "Handlingsplan": _val(Handlingsplan),
    }
    return {
        rubrik: Kolumn(rubrik, tolka, anmarkningar, visa=rubrik not in ("Löpnummer", "Födelseår"))
        for rubrik, tolka in tolkningar.items()
    }


def _val(choices: type[TextChoices]) -> Callable[[object], str]:
    return Val(tuple(choices.choices)).tolka


_forsorjning = _val(Forsorjning)


def _first_forsorjning(cell: object) -> str:
    """The main one, when all of them are known."""
    text = as_text(cell)
    if ";" in text:
        raise Otolkbar("har semikolon. Står det flera försörjningar, skilj dem med komma.")
    alla = [_forsorjning(en) for en in text.split(",")]
    return alla[0]


def _fodelsear(cell: object) -> int:
    text = as_text(cell)
    if not _ARTAL.fullmatch(text):
        raise Otolkbar("är inte ett årtal. Skriv födelseåret med fyra siffror.")
    return int(text)


def _insats_by_kod(insatser: Iterable[Insats]) -> Callable[[object], Insats]:
    by_kod = {insats.kod: insats for insats in insatser}
    antal = Counter(kod.casefold() for kod in by_kod)
    by_folded = {
        folded: insats for kod, insats in by_kod.items() if antal[folded := kod.casefold()] == 1
    }

    def tolka(cell: object) -> Insats:
        kod = as_text(cell)
        insats = by_kod.get(kod) or by_folded.get(kod.casefold())
        if insats is None:
            raise Otolkbar(
                "är inte koden för någon av förbundets insatser. "
                + (nearest(kod, by_kod, n=3).strip() or "Skriv den som i listan över insatser.")
            )
        if not insats.is_individinsats:
            raise Otolkbar(
                f"är inte en individinsats utan {insats.get_typ_display()} och har inga deltagare. "
                "Ta bort raden eller rätta koden."
            )
        return insats

    return tolka
