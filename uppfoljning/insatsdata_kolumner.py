"""The columns of insatsdata: what the values of their cells mean (formats.md 2).

No fault shows a löpnummer or a birth year.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import Any, NamedTuple

from django.db.models import TextChoices

from finsam.bladlasare import Cellfel
from finsam.fel import MAX_ANTAL_FEL, Fel
from finsam.identitet import contains_identity
from finsam.svenska import join_och
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

BLAD = "Insatsdata"

_DATUM = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_ARTAL = re.compile(r"\d{4}", re.ASCII)
_PROCENT = re.compile(r"\d{1,3}", re.ASCII)
_STRECK = str.maketrans("‐‑‒–—−", "------")
_JA_NEJ = {"ja": True, "nej": False}
_AR_I_DATUM = "Skriv datumet som 2024-12-31."


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


class Ogiltig(ValueError):
    """A cell's value is not allowed; the message goes on from the value: ”är inte …”."""


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

    def __missing__(self, varde: object) -> Any:
        if isinstance(varde, Cellfel):
            self._anmarkningar.refuse(self._rubrik, str(varde))
            return None
        if _is_short_personnummer(varde):
            self._anmarkningar.refuse(self._rubrik, str(Cellfel.IDENTITET))
            return None
        try:
            tolkat = self._tolka(varde)
        except Ogiltig as ogiltig:
            if self._visa:
                self._anmarkningar.refuse(self._rubrik, str(ogiltig), varde)
            else:
                self._anmarkningar.refuse(self._rubrik, f"Värdet {ogiltig}")
            return None
        # True and 1 are one key to a dict, and mean different things in a cell.
        if varde not in (0, 1):
            self[varde] = tolkat
        return tolkat


def _is_short_personnummer(varde: object) -> bool:
    """A number loses its leading zeros in Excel: 010203-1234 becomes 102031234."""
    return (
        isinstance(varde, int | float)
        and 10**6 <= varde < 10**9
        and contains_identity(f"{varde:010.0f}")
    )


def build_kolumner(
    insatser: Iterable[Insats], today: date, anmarkningar: Anmarkningar
) -> dict[str, Kolumn]:
    """The columns by heading. `insatser` are the förbund's, annotated with gallande_slut."""

    def val(choices: type[TextChoices]) -> Callable[[object], str]:
        allowed = {_normal(label): value for value, label in choices.choices}
        labels = {_normal(label): label for label in choices.labels}

        def tolka(varde: object) -> str:
            normal = _normal(varde)
            if normal not in allowed:
                narmast = _nearest(normal, labels, anmarkningar)
                if narmast:
                    raise Ogiltig(f"är inte ett tillåtet värde. Menade du ”{labels[narmast[0]]}”?")
                raise Ogiltig(f"är inte ett tillåtet värde. Välj bland {join_och(choices.labels)}.")
            return allowed[normal]

        return tolka

    forsorjning = val(Forsorjning)

    def first_forsorjning(varde: object) -> str:
        if not isinstance(varde, str):
            return forsorjning(varde)
        alla = [forsorjning(en) for en in varde.split(",")]
        return alla[0]

    def ja_nej(varde: object) -> bool:
        try:
            return _JA_NEJ[_normal(varde)]
        except KeyError:
            raise Ogiltig("är inte ett tillåtet värde. Skriv Ja eller Nej.") from None

    def datum(varde: object) -> date:
        if isinstance(varde, str) and _DATUM.fullmatch(varde):
            try:
                varde = date.fromisoformat(varde)
            except ValueError:
                raise Ogiltig(f"finns inte i kalendern. {_AR_I_DATUM}") from None
        if not isinstance(varde, date):
            raise Ogiltig(f"är inte ett datum. {_AR_I_DATUM}")
        if varde > today:
            raise Ogiltig(f"ligger i framtiden. Skriv ett datum till och med {today}.")
        return varde

    def omfattning(varde: object) -> str:
        if not isinstance(varde, bool):
            if isinstance(varde, float) and 0 < varde < 1:
                raise Ogiltig("är inte hela procent. Skriv 75 för 75 procent av heltid.")
            text = f"{varde:g}" if isinstance(varde, int | float) else str(varde)
            if _PROCENT.fullmatch(text) and 1 <= int(text) <= 100:
                if varde == 1:
                    # What 100 % becomes in a cell that Excel has formatted as per cent.
                    anmarkningar.warn(
                        "Omfattning", "Värdet läses som 1 procent av heltid. Skriv 100 för heltid."
                    )
                return str(int(text))
        raise Ogiltig("är inte ett heltal från 1 till 100. Skriv procent av heltid.")

    def handlingsplan(varde: object) -> str:
        return (Handlingsplan.JA if ja_nej(varde) else Handlingsplan.NEJ).value

    tolkningar = {
        "Insats": _insats_by_kod(insatser, anmarkningar),
        "Löpnummer": str,
        "Anonym": ja_nej,
        "Inskriven": datum,
        "Kön": _kon,
        "Födelseår": _fodelsear,
        "Remitterad från": val(Remittent),
        "Överförd": ja_nej,
        "Utbildning": val(Utbildning),
        "Försörjning före": first_forsorjning,
        "Tid i försörjning": val(TidIForsorjning),
        "Avslutad": datum,
        "Avslutsorsak": val(Avslutsorsak),
        "Anställning": val(Anstallning),
        "Omfattning": omfattning,
        "Försörjning efter": first_forsorjning,
        "Handlingsplan": handlingsplan,
    }
    return {
        rubrik: Kolumn(rubrik, tolka, anmarkningar, visa=rubrik not in ("Löpnummer", "Födelseår"))
        for rubrik, tolka in tolkningar.items()
    }


def _normal(varde: object) -> str:
    return " ".join(str(varde).split()).casefold().translate(_STRECK)


def _nearest(text: str, allowed: Iterable[str], anmarkningar: Anmarkningar) -> list[str]:
    """The allowed values most like `text`, where the fault will be shown at all."""
    if len(anmarkningar.fel) >= MAX_ANTAL_FEL:
        return []
    return get_close_matches(text, allowed)


def _insats_by_kod(
    insatser: Iterable[Insats], anmarkningar: Anmarkningar
) -> Callable[[object], Insats]:
    insatser = list(insatser)
    by_normal = {_normal(insats.kod): insats for insats in insatser}
    by_kod = {insats.kod: insats for insats in insatser}

    def tolka(varde: object) -> Insats:
        normal = _normal(varde)
        insats = by_kod.get(str(varde)) or by_normal.get(normal)
        if insats is None:
            narmast = [by_normal[kod].kod for kod in _nearest(normal, by_normal, anmarkningar)]
            raise Ogiltig(
                "är inte koden för någon av förbundets insatser. "
                + (
                    f"Menade du {' eller '.join(narmast)}?"
                    if narmast
                    else "Skriv koden som den står i listan över insatser."
                )
            )
        if not insats.is_individinsats:
            raise Ogiltig(
                f"är inte en individinsats utan {insats.get_typ_display()} och har inga deltagare. "
                "Ta bort raden eller rätta koden."
            )
        return insats

    return tolka


def _kon(varde: object) -> str:
    kon = _normal(varde).upper()
    if kon not in (Kon.KVINNA, Kon.MAN):
        raise Ogiltig("är inte ett tillåtet värde. Skriv K eller M.")
    return kon


def _fodelsear(varde: object) -> int:
    text = f"{varde:g}" if isinstance(varde, float) else str(varde)
    if not _ARTAL.fullmatch(text):
        raise Ogiltig("är inte ett årtal. Skriv födelseåret med fyra siffror.")
    return int(text)
