"""The mapping from accounts to lines as a CSV file: read, checked and written (formats.md 3)."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import StringIO

from ekonomi.bokforing.teckenkod import Teckenkod, decode
from ekonomi.models import Kontorad
from ekonomi.models.bokforing import RADER, Radtyp, Rapport
from finsam.csvfil import unescape, write_tabell
from finsam.inlasning.celler import ANNAT_NUMMER
from finsam.inlasning.fel import OtillatenFil
from finsam.inlasning.identitet import contains_identity
from finsam.inlasning.kolumntyper import Heltal, Otolkbar, nearest
from finsam.inlasning.tabell import Anteckningar
from finsam.inlasning.tecken import strip_osynliga

MAX_STORLEK = 1024 * 1024
_FLEST_KONTON = 5000
_MAX_NAMN = 200
_MAX_NOT = 999
_KALLA = "Kontoplanen"

KOLUMNER = ("konto", "namn", "rapport", "rad", "not", "notrad")
_KRAVS = ("konto", "namn", "rapport", "rad")


@dataclass(frozen=True)
class Kontoplansrad:
    konto: str
    namn: str
    rapport: Rapport
    rad: Radtyp
    notnr: int | None = None
    notrad: str = ""

    @classmethod
    def of(cls, kontorad: Kontorad) -> "Kontoplansrad":
        return cls(
            kontorad.konto,
            kontorad.namn,
            Rapport(kontorad.rapport),
            Radtyp(kontorad.rad),
            kontorad.notnr,
            kontorad.notrad,
        )


@dataclass(frozen=True)
class Kontoplan:
    rader: tuple[Kontoplansrad, ...]
    upplysningar: tuple[str, ...] = ()


def read_kontoplan(data: bytes) -> Kontoplan:
    """The rows of the file, in its order. Raises OtillatenFil when it cannot be read at all, and
    UnderlagNekat with every fault when something in it is wrong."""
    if len(data) > MAX_STORLEK:
        raise OtillatenFil("Filen är för stor. Den får vara högst 1 MB.")
    text, _ = decode(data, Teckenkod.UTF8)
    rubrikrad = next((r for r in text.splitlines() if r.strip() and not _is_sep(r)), "")
    # Excel writes commas or tabs in some settings; no heading has any of them.
    avgransare = max(";,\t", key=rubrikrad.count)
    lasare = csv.reader(StringIO(text, newline=""), delimiter=avgransare)
    try:
        rader = [(lasare.line_num, [_clean(cell) for cell in rad]) for rad in lasare]
    except csv.Error as error:
        raise OtillatenFil(
            "Filen går inte att läsa som CSV. Spara den som CSV med semikolon och försök igen."
        ) from error
    rader = [(nr, rad) for nr, rad in rader if any(rad) and not _is_sep(rad[0])]
    if not rader or len(rader[0][1]) < len(_KRAVS):
        raise OtillatenFil(
            "Filen saknar rubriker. Den första raden ska vara konto;namn;rapport;rad;not;notrad."
        )
    if len(rader) > _FLEST_KONTON:
        raise OtillatenFil(f"Filen har för många rader. Den får ha högst {_FLEST_KONTON}.")
    return _Lasare(rader[0][1]).read(rader[1:])


def _is_sep(text: str) -> bool:
    """Whether it is the line that tells Excel what divides the cells."""
    return text.casefold().startswith("sep=")


def _clean(cell: str) -> str:
    """On one line, without invisible characters."""
    return strip_osynliga(cell).replace("\n", " ").replace("\t", " ").strip()


class _Lasare:
    def __init__(self, rubriker: Sequence[str]):
        self._anteckningar = Anteckningar()
        self._kolumner: dict[str, int] = {}
        for index, rubrik in enumerate(rubriker):
            namn = rubrik.casefold()
            if namn in self._kolumner:
                self._refuse(1, namn, None, "Kolumnen finns två gånger.")
            elif namn in KOLUMNER:
                self._kolumner[namn] = index
            elif namn:
                self._anteckningar.upplysningar.append(
                    f"Kolumnen ”{rubrik[:40]}” är okänd och lästes inte. "
                    f"{nearest(namn, KOLUMNER)}".rstrip()
                    if not contains_identity(rubrik)
                    else "En okänd kolumn lästes inte."
                )
        for namn in _KRAVS:
            if namn not in self._kolumner:
                self._refuse(1, namn, None, "Kolumnen saknas. Lägg till rubriken på första raden.")
        self._anteckningar.raise_if_refused()

    def read(self, rader: Iterable[tuple[int, list[str]]]) -> Kontoplan:
        lasta: dict[str, Kontoplansrad] = {}
        for nr, celler in rader:
            rad = self._read_rad(nr, celler)
            if rad is None:
                continue
            if rad.konto in lasta:
                self._refuse(nr, "konto", rad.konto, "finns två gånger i filen. Ta bort det ena.")
            lasta[rad.konto] = rad
        self._anteckningar.raise_if_refused()
        return Kontoplan(tuple(lasta.values()), tuple(self._anteckningar.upplysningar))

    def _read_rad(self, nr: int, celler: Sequence[str]) -> Kontoplansrad | None:
        varden = {
            namn: unescape(celler[index]) if index < len(celler) else ""
            for namn, index in self._kolumner.items()
        }
        is_hel = True
        for namn, varde in varden.items():
            if namn in _KRAVS and not varde:
                is_hel = self._refuse(nr, namn, None, "Cellen är tom men måste fyllas i.")
            elif contains_identity(varde):
                is_hel = self._refuse(
                    nr,
                    namn,
                    None,
                    "Cellen innehåller något som ser ut som ett personnummer. Ta bort det ur "
                    f"filen. {ANNAT_NUMMER}",
                )
            elif len(varde) > _MAX_NAMN:
                is_hel = self._refuse(
                    nr, namn, None, f"Texten är längre än {_MAX_NAMN} tecken. Korta den."
                )
        if not is_hel:
            return None
        try:
            return self._interpret(varden)
        except _Cellfel as fel:
            self._refuse(nr, fel.kolumn, varden[fel.kolumn], str(fel))
            return None

    def _interpret(self, varden: dict[str, str]) -> Kontoplansrad:
        konto = varden["konto"]
        if not (konto.isascii() and konto.isdigit() and len(konto) <= 10):
            raise _Cellfel("konto", "är inget konto. Det är bara siffror, högst tio.")
        rapport = Rapport(_choose("rapport", varden["rapport"], Rapport))
        rad = Radtyp(_choose("rad", varden["rad"], Radtyp))
        if rad not in RADER[rapport]:
            forslag = ", ".join(RADER[rapport])
            raise _Cellfel("rad", f"finns inte i {rapport.label}en. Välj en av {forslag}.")
        notnr = None
        if text := varden.get("not"):
            try:
                notnr = Heltal(1, _MAX_NOT).tolka(text)
            except Otolkbar as fel:
                raise _Cellfel("not", str(fel)) from fel
        return Kontoplansrad(konto, varden["namn"], rapport, rad, notnr, varden.get("notrad", ""))

    def _refuse(self, nr: int, kolumn: str, cell: str | None, meddelande: str) -> bool:
        self._anteckningar.refuse(_KALLA, nr, kolumn, cell, meddelande)
        return False


class _Cellfel(ValueError):
    def __init__(self, kolumn: str, meddelande: str):
        super().__init__(meddelande)
        self.kolumn = kolumn


def _choose(kolumn: str, text: str, val: type[Rapport] | type[Radtyp]) -> str:
    """The stored value that the text is, or is the label of, in any case."""
    val_av = {ord_.casefold(): v for v, label in val.choices for ord_ in (v, label)}
    if text.casefold() in val_av:
        return val_av[text.casefold()]
    skrivs = val.labels if val is Rapport else val.values
    raise _Cellfel(
        kolumn, f"är inte ett av valen. {nearest(text, skrivs)}Välj en av {', '.join(skrivs)}."
    )


def write_kontoplan(rader: Iterable[Kontoplansrad]) -> str:
    """The file that read_kontoplan reads back."""
    return write_tabell(
        KOLUMNER,
        (
            (
                rad.konto,
                rad.namn,
                rad.rapport.label,
                rad.rad.value,
                "" if rad.notnr is None else rad.notnr,
                rad.notrad,
            )
            for rad in rader
        ),
    )
