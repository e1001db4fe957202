"""The checks of one row of insatsdata, and what is counted of it (formats.md 2).

A row is a person: it lives as long as its check.
"""

from bisect import bisect
from collections import Counter
from datetime import date

from finsam.svenska import join_och
from insatser.models import Insats
from uppfoljning.calculations.deltaganden import Deltagande
from uppfoljning.insatsdata.kolumner import RUBRIKER, Anmarkningar, Rad
from uppfoljning.kategorier import (
    Aldersgrupp,
    Avslutsorsak,
    Forsorjning,
    Kon,
    TidIForsorjning,
    Utbildning,
)

YNGST, ALDST = 10, 90
VANLIGEN_YNGST, VANLIGEN_ALDST = 16, 67

_ANTAL_ALLTID = 4  # columns that every row must have, and all that an anonym row may have
# The years at which the next of Aldersgrupp begins.
_ALDERSGRANSER = (30, 45, 60)
_ALDERSGRUPPER = tuple(Aldersgrupp.values)


class Radkontroll:
    """Checks rows against each other and the insatser, and makes deltaganden of them."""

    def __init__(self, anmarkningar: Anmarkningar):
        self._anmarkningar = anmarkningar
        self._refuse = anmarkningar.refuse
        self._rad_by_lopnummer: dict[tuple[int, str], int] = {}
        self.antal_per_insats: Counter[int] = Counter()

    def check(self, rad: Rad) -> Deltagande | None:
        """The row as a deltagande; None where it has faults, which are then noted."""
        if None in rad[:_ANTAL_ALLTID]:
            self._check_alltid(rad)
        if rad.insats is not None:
            self._check_lopnummer(rad)
            if rad.inskriven is not None:
                self._check_inskriven(rad, rad.insats, rad.inskriven)
        if rad.anonym:
            self._check_anonym(rad)
        elif rad.anonym is not None:
            self._check_person(rad)
            self._check_avslut(rad)
        if self._anmarkningar.trasiga:
            return None
        self.antal_per_insats[rad.insats.pk] += 1
        return _build_deltagande(rad)

    def _is_empty(self, rubrik: str, varde: object) -> bool:
        """Nothing stood there, as opposed to something faulty."""
        return varde is None and rubrik not in self._anmarkningar.trasiga

    def _check_alltid(self, rad: Rad) -> None:
        for rubrik, varde in zip(RUBRIKER[:_ANTAL_ALLTID], rad[:_ANTAL_ALLTID], strict=True):
            if self._is_empty(rubrik, varde):
                self._refuse(rubrik, "Cellen är tom. Varje rad ska ha ett värde här.")

    def _check_lopnummer(self, rad: Rad) -> None:
        if rad.lopnummer is None:
            return
        nr = self._anmarkningar.rad
        tidigare = self._rad_by_lopnummer.setdefault((rad.insats.pk, rad.lopnummer), nr)
        if tidigare != nr:
            self._refuse(
                "Löpnummer",
                f"Löpnumret finns redan på rad {tidigare} i samma insats. Ge raden ett eget.",
            )

    def _check_inskriven(self, rad: Rad, insats: Insats, inskriven: date) -> None:
        if inskriven > insats.gallande_slut:
            self._refuse(
                "Inskriven", f"ligger efter insatsens slut {insats.gallande_slut}.", inskriven
            )
        if rad.overford:
            if inskriven >= insats.start:
                self._anmarkningar.warn(
                    "Inskriven",
                    f"Deltagandet är överfört men inskrivet först efter att insatsen började "
                    f"{insats.start}. Det räknas som överfört från den dagen.",
                )
        elif inskriven < insats.start and "Överförd" not in self._anmarkningar.trasiga:
            self._refuse(
                "Inskriven",
                f"ligger före insatsens start {insats.start}. Om deltagandet är överfört från en "
                "tidigare insats, skriv Ja i kolumnen Överförd.",
                inskriven,
            )

    def _check_anonym(self, rad: Rad) -> None:
        ovriga = zip(RUBRIKER[_ANTAL_ALLTID:], rad[_ANTAL_ALLTID:], strict=True)
        for rubrik, varde in ovriga:
            if varde is not None:
                self._refuse(
                    rubrik,
                    f"Raden är anonym och får bara ha {join_och(RUBRIKER[:_ANTAL_ALLTID])}. "
                    "Töm cellen.",
                )

    def _check_person(self, rad: Rad) -> None:
        if self._is_empty("Kön", rad.kon):
            self._refuse("Kön", "Cellen är tom. Skriv K eller M.")
        if self._is_empty("Födelseår", rad.fodelsear):
            self._refuse("Födelseår", "Cellen är tom. Skriv födelseåret med fyra siffror.")
        if rad.fodelsear is None or rad.inskriven is None:
            return
        alder = rad.inskriven.year - rad.fodelsear
        if not YNGST <= alder <= ALDST:
            self._refuse(
                "Födelseår",
                f"Åldern vid inskrivningen blir inte {YNGST}–{ALDST} år. "
                "Rätta Födelseår eller Inskriven.",
            )
        elif not VANLIGEN_YNGST <= alder <= VANLIGEN_ALDST:
            self._anmarkningar.warn(
                "Födelseår",
                f"Åldern vid inskrivningen är inte {VANLIGEN_YNGST}–{VANLIGEN_ALDST} år. "
                "Kontrollera att det stämmer.",
            )

    def _check_avslut(self, rad: Rad) -> None:
        avslutad = rad.avslutad
        if avslutad is not None:
            if rad.inskriven is not None and avslutad < rad.inskriven:
                self._refuse("Avslutad", "ligger före Inskriven på samma rad.", avslutad)
            elif rad.overford and rad.insats is not None and avslutad < rad.insats.start:
                self._refuse(
                    "Avslutad",
                    f"ligger före insatsens start {rad.insats.start}. Den som slutade innan "
                    "insatsen började hör inte hit. Ta bort raden.",
                    avslutad,
                )
            if rad.insats is not None and avslutad > rad.insats.gallande_slut:
                self._anmarkningar.warn(
                    "Avslutad",
                    f"Datumet ligger efter insatsens slut {rad.insats.gallande_slut}. "
                    "Kontrollera datumet, och att insatsens förlängningar är inlagda.",
                )
            if self._is_empty("Avslutsorsak", rad.avslutsorsak):
                self._refuse(
                    "Avslutsorsak", "Cellen är tom. Den som är avslutad ska ha en avslutsorsak."
                )
        elif rad.avslutsorsak is not None and self._is_empty("Avslutad", None):
            self._refuse(
                "Avslutad",
                "Cellen är tom, men raden har en avslutsorsak. Skriv datumet eller töm orsaken.",
            )
        if "Avslutsorsak" not in self._anmarkningar.trasiga:
            self._check_arbete(rad)

    def _check_arbete(self, rad: Rad) -> None:
        for rubrik, varde in (("Anställning", rad.anstallning), ("Omfattning", rad.omfattning)):
            if rad.avslutsorsak == Avslutsorsak.ARBETE:
                if self._is_empty(rubrik, varde):
                    self._refuse(rubrik, "Cellen är tom. Den behövs när avslutsorsaken är arbete.")
            elif varde is not None and rad.avslutsorsak != Avslutsorsak.ARBETE_OCH_STUDIER:
                self._refuse(
                    rubrik,
                    "Cellen ska vara tom när avslutsorsaken inte är arbete eller arbete och "
                    "studier.",
                )


def _build_deltagande(rad: Rad) -> Deltagande:
    if rad.anonym:
        return Deltagande(rad.insats.pk, Kon.OKANT.value, rad.inskriven)
    is_arbete = rad.avslutsorsak == Avslutsorsak.ARBETE
    return Deltagande(
        rad.insats.pk,
        rad.kon,
        max(rad.inskriven, rad.insats.start) if rad.overford else rad.inskriven,
        bool(rad.overford),
        (
            _ALDERSGRUPPER[bisect(_ALDERSGRANSER, rad.inskriven.year - rad.fodelsear)],
            rad.utbildning or Utbildning.OKAND.value,
            rad.tid_i_forsorjning or TidIForsorjning.OKAND.value,
            rad.forsorjning_fore or Forsorjning.OKAND.value,
            rad.remittent,
        ),
        rad.avslutad,
        (
            rad.avslutsorsak,
            rad.handlingsplan,
            rad.forsorjning_efter,
            rad.anstallning if is_arbete else None,
            rad.omfattning if is_arbete else None,
        ),
        None if rad.avslutad is None or rad.overford else (rad.avslutad - rad.inskriven).days,
    )
