"""Reads insatsdata: a file with one row per deltagande, counted in memory (formats.md 2).

The rows are people (domain.md 3). They are read, checked, counted and dropped; an exception that
leaves this module carries neither a frame nor a message that holds anything of a row.
"""

import traceback
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from openpyxl.utils import get_column_letter

from finsam.inlasning.arbetsbok import Arbetsbok, Cell, Cellfel, OtillatenFil, open_arbetsbok
from finsam.inlasning.fel import MAX_ANTAL_FEL, Fel, UnderlagNekat, shorten
from finsam.inlasning.kolumntyper import nearest
from finsam.inlasning.underlag import is_underlag
from finsam.svenska import join_och
from insatser.models import Forbund, Insats
from uppfoljning.calculations.deltaganden import Deltagande, count_deltaganden
from uppfoljning.insatsdata.kolumner import (
    BLAD,
    OBLIGATORISKA,
    RUBRIKER,
    Anmarkningar,
    Kolumn,
    Rad,
    build_kolumner,
)
from uppfoljning.insatsdata.rader import Radkontroll
from uppfoljning.services import Cellnyckel

Bladrader = Iterator[tuple[int, tuple[Cell | Cellfel, ...]]]


class LasningAvbruten(RuntimeError):
    """A fault of the program while it held rows; the message has the place and nothing else."""


@dataclass(frozen=True)
class Insatsdatafil:
    """What is kept of a file: its hash, how many rows it had, and the counts per insats id."""

    sha256: str
    antal_rader: int
    antal_rader_per_insats: Mapping[int, int]
    insatser: Mapping[int, Insats]  # the ones in the file, by kod
    celler: Mapping[int, Mapping[Cellnyckel, int]]
    varningar: tuple[Fel, ...]


def read_insatsdata(
    source: str | Path | BinaryIO, *, forbund: Forbund, today: date
) -> Insatsdatafil:
    """Read, check and count a file of the förbund's insatser; nothing is stored.

    The end of an insats is the one decided by `today`. Raises OtillatenFil for a file that can't
    be read, UnderlagNekat with all faults for one that is not allowed.
    """
    insatser = list(forbund.insatser.with_gallande_slut(today))
    avbrott = None
    try:
        fil, fel = _read(source, insatser, today)
    except OtillatenFil as error:
        avbrott = OtillatenFil(str(error))
    except Exception as error:
        avbrott = LasningAvbruten(
            "Läsningen av insatsdata avbröts av ett fel i programmet: "
            f"{type(error).__name__}, {_innermost(error)}."
        )
    # Raised out here, where no row is within reach of the exception.
    if avbrott:
        raise avbrott
    if fel:
        raise UnderlagNekat(fel)
    return fil


def forbund_with_all_koder(source: str | Path | BinaryIO) -> list[Forbund]:
    """The förbund that have an insats for every kod in the file; the rest is not looked at.

    Raises OtillatenFil for a file that can't be read.
    """
    koder = set()
    with open_arbetsbok(source) as arbetsbok:
        _refuse_underlag(arbetsbok)
        if BLAD in arbetsbok.blad:
            rader = arbetsbok.rader(BLAD)
            _, rubriker = next(rader, (0, ()))
            if "Insats" in rubriker:
                plats = rubriker.index("Insats")
                koder = {str(rad[plats]).casefold() for _, rad in rader if rad[plats] is not None}
    koder_by_forbund = defaultdict(set)
    for forbund, kod in Insats.objects.values_list("forbund", "kod"):
        koder_by_forbund[forbund].add(kod.casefold())
    return list(
        Forbund.objects.filter(
            pk__in=[forbund for forbund, egna in koder_by_forbund.items() if koder <= egna]
        )
    )


def _innermost(error: Exception) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(frame.filename).name} rad {frame.lineno}"


def _read(
    source: str | Path | BinaryIO, insatser: list[Insats], today: date
) -> tuple[Insatsdatafil, list[Fel]]:
    anmarkningar = Anmarkningar()
    kontroll = Radkontroll(anmarkningar)
    celler = {}
    with open_arbetsbok(source) as arbetsbok:
        _refuse_underlag(arbetsbok)
        fel = _check_blad(arbetsbok)
        if BLAD in arbetsbok.blad:
            rader = arbetsbok.rader(BLAD)
            nr, rubriker = next(rader, (1, ()))
            if rubrikfel := _check_rubriker(nr, rubriker):
                fel += rubrikfel + _find_identitet(BLAD, rader)
            else:
                kolumner = build_kolumner(insatser, today, anmarkningar)
                tolkade = _interpret(rader, rubriker, kolumner, anmarkningar)
                celler = count_deltaganden(_checked(tolkade, kontroll))
                fel += anmarkningar.fel
                if not celler and not fel:
                    fel.append(
                        _bladfel(
                            "Bladet har inga rader under rubrikerna. Fyll i en rad per deltagande."
                        )
                    )
                elif len(anmarkningar.fel) >= MAX_ANTAL_FEL:
                    fel.insert(
                        0,
                        _bladfel(
                            f"Felen är så många att läsningen slutade efter rad {anmarkningar.rad}."
                            " Rätta dem och läs in filen på nytt."
                        ),
                    )
        return _build_fil(arbetsbok.sha256, insatser, celler, kontroll, anmarkningar), fel


def _refuse_underlag(arbetsbok: Arbetsbok) -> None:
    if BLAD not in arbetsbok.blad and is_underlag(arbetsbok.blad):
        raise OtillatenFil("Filen ser ut som ett underlag. Läs in den med las_in_underlag.")


def _bladfel(meddelande: str, blad: str = BLAD) -> Fel:
    return Fel(shorten(blad), None, None, None, meddelande)


def _checked(rader: Iterable[Rad], kontroll: Radkontroll) -> Iterator[Deltagande]:
    return (deltagande for rad in rader if (deltagande := kontroll.check(rad)) is not None)


def _build_fil(
    sha256: str,
    insatser: list[Insats],
    celler: Mapping,
    kontroll: Radkontroll,
    anmarkningar: Anmarkningar,
) -> Insatsdatafil:
    by_insats = defaultdict(dict)
    for (insats, *nyckel), antal in celler.items():
        by_insats[insats][tuple(nyckel)] = antal
    i_filen = sorted((i for i in insatser if i.pk in by_insats), key=lambda insats: insats.kod)
    return Insatsdatafil(
        sha256=sha256,
        antal_rader=kontroll.antal_per_insats.total(),
        antal_rader_per_insats=dict(kontroll.antal_per_insats),
        insatser={insats.pk: insats for insats in i_filen},
        celler=dict(by_insats),
        varningar=tuple(anmarkningar.varningar),
    )


def _check_blad(arbetsbok: Arbetsbok) -> list[Fel]:
    """Faults for sheets that are missing, or that should not be there: they could hold people."""
    fel = []
    if BLAD not in arbetsbok.blad:
        fel.append(_bladfel(f"Bladet saknas. Döp bladet med raderna till {BLAD}."))
    for blad in arbetsbok.blad:
        if blad == BLAD:
            continue
        rader = arbetsbok.rader(blad)
        forsta = next(rader, None)
        if forsta is not None:
            identitet = _find_identitet(blad, chain([forsta], rader))
            fel.append(
                _bladfel(
                    f"Bladet har innehåll. Ta bort det: filen får bara ha bladet {BLAD}.",
                    blad,
                )
            )
            fel += identitet
    return fel


def _find_identitet(blad: str, rader: Bladrader) -> list[Fel]:
    return [
        Fel(shorten(blad), nr, get_column_letter(plats), None, str(Cellfel.IDENTITET))
        for nr, rad in rader
        for plats, varde in enumerate(rad, start=1)
        if varde is Cellfel.IDENTITET
    ]


def _check_rubriker(nr: int, rubriker: tuple[Cell | Cellfel, ...]) -> list[Fel]:
    if nr != 1:
        return [Fel(BLAD, nr, None, None, "Rubrikerna saknas på rad 1. Flytta upp dem dit.")]
    fel = []
    for plats, rubrik in enumerate(rubriker, start=1):
        bokstav = get_column_letter(plats)
        if isinstance(rubrik, Cellfel):
            fel.append(Fel(BLAD, 1, bokstav, None, str(rubrik)))
        elif rubrik in rubriker[: plats - 1] and rubrik is not None:
            fel.append(Fel(BLAD, 1, bokstav, rubrik, "finns på två kolumner. Ta bort den ena."))
        elif rubrik is not None and rubrik not in RUBRIKER:
            fel.append(
                Fel(
                    BLAD,
                    1,
                    bokstav,
                    rubrik,
                    f"är inte en rubrik i mallen. {_describe_okand(str(rubrik))} kolumnen: filen "
                    "får inte ha fler uppgifter om deltagarna än mallen.",
                )
            )
    saknade = [rubrik for rubrik in OBLIGATORISKA if rubrik not in rubriker]
    if saknade:
        rubriken, den, kolumnen = (
            ("Rubriken", "den", "kolumnen")
            if len(saknade) == 1
            else ("Rubrikerna", "dem", "kolumnerna")
        )
        meddelande = (
            f"{rubriken} {join_och(saknade)} saknas. Skriv {den} på rad 1, precis som i mallen, "
            f"och fyll i {kolumnen} under."
        )
        fel.append(Fel(BLAD, 1, None, None, meddelande))
    return fel


def _describe_okand(rubrik: str) -> str:
    forslag = nearest(rubrik, RUBRIKER)
    return f"{forslag}Ta annars bort" if forslag else "Ta bort"


def _interpret(
    rader: Bladrader,
    rubriker: tuple[Cell | Cellfel, ...],
    kolumner: Mapping[str, Kolumn],
    anmarkningar: Anmarkningar,
) -> Iterator[Rad]:
    """Each row's meaning; its faulty cells have been noted when it comes."""
    # An absent column takes the None that is put last in every row.
    plan = [
        (kolumner[rubrik], rubriker.index(rubrik) if rubrik in rubriker else -1)
        for rubrik in RUBRIKER
    ]
    utan_rubrik = [plats for plats, rubrik in enumerate(rubriker) if rubrik is None]
    bredd = len(rubriker)
    for nr, rad in rader:
        if len(anmarkningar.fel) >= MAX_ANTAL_FEL:
            return
        anmarkningar.start_rad(nr)
        if len(rad) > bredd or utan_rubrik:
            for plats in (*utan_rubrik, *range(bredd, len(rad))):
                if rad[plats] is not None:
                    _refuse_outside(anmarkningar, get_column_letter(plats + 1), rad[plats])
        celler = (*rad, None)
        yield Rad._make([kolumn[celler[plats]] for kolumn, plats in plan])


def _refuse_outside(anmarkningar: Anmarkningar, bokstav: str, varde: Cell | Cellfel) -> None:
    anmarkningar.refuse(
        bokstav,
        str(varde)
        if varde is Cellfel.IDENTITET
        else "Kolumnen saknar rubrik. Töm cellen: filen får bara ha mallens kolumner.",
    )
