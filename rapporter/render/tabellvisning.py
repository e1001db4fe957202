"""A Tabell prepared for the template that page and PDF share: spans, classes, cell texts."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import ClassVar

from rapporter.tabell import Kolumn, Rad, Slag, Status, Tabell, show

# With so few columns a table is set with more air, with so many a little tighter.
FA_KOLUMNER = 7
MANGA_KOLUMNER = 15
# A table no longer than this is kept on one page: about a quarter of it, the most that is left
# empty at its foot. A longer one goes on under the same headings.
LITEN_TABELL = 8
# What a statement is made of is read as a whole: such a table is not parted until it fills a page.
HEL_SIDA = 36
# With this many lines, headings of groups among them, a table fits a page if set a little tighter.
TATA_RADER = range(31, 46)
# A column of words none of which is longer than this is as wide as they are.
KORT_TEXT = 24


@dataclass(frozen=True)
class Rubrikcell:
    text: str
    klass: str
    scope: str
    colspan: int = 1
    rowspan: int = 1


@dataclass(frozen=True)
class Cell:
    """`farg` is set for a status, which is shown as a label."""

    text: str
    klass: str
    farg: str = ""


@dataclass(frozen=True)
class VisadRad:
    rubrik: str
    celler: tuple[Cell, ...]
    fotnoter: tuple[int, ...] = ()
    klass: str = ""


@dataclass(frozen=True)
class Radgrupp:
    rubrik: str
    rader: tuple[VisadRad, ...]
    klass: str = ""


@dataclass(frozen=True)
class VisadTabell:
    mall: ClassVar[str] = "rapporter/_tabell.html"

    id: str
    bildtext: str
    titel: str
    rubrikrader: tuple[tuple[Rubrikcell, ...], ...]
    grupper: tuple[Radgrupp, ...]
    antal_kolumner: int
    fotnoter: tuple[str, ...]
    noter: tuple[str, ...]
    tom_text: str
    is_liggande: bool
    odelade_rader: int = LITEN_TABELL

    @property
    def klass(self) -> str:
        klass = "tabell"
        if self.antal_kolumner <= FA_KOLUMNER:
            klass += " luftig"
        elif self.antal_kolumner >= MANGA_KOLUMNER:
            klass += " bred"
        if self.antal_rader in TATA_RADER:
            klass += " tat"
        return f"{klass} odelad" if self.is_liten else klass

    @property
    def antal_rader(self) -> int:
        """The rows with the headings of their groups."""
        return sum(len(grupp.rader) + bool(grupp.rubrik) for grupp in self.grupper)

    @property
    def is_liten(self) -> bool:
        """So few rows, apart from headings and sums, that no page should part them.

        A landscape page is lower: there the table begins below its prose, wherever it ends.
        """
        if self.is_liggande:
            return False
        rows = sum(len(grupp.rader) for grupp in self.grupper if grupp.klass != "summering")
        return rows <= self.odelade_rader

    @property
    def has_noter(self) -> bool:
        return bool(self.fotnoter or self.noter)


def prepare_tabell(tabell: Tabell, number: int) -> VisadTabell:
    return _prepare(tabell, f"tabell-{number}", f"Tabell {number}.")


def prepare_delad(tabell: Tabell) -> Iterator[VisadTabell]:
    """A table of each group, named by the group's heading instead of a number."""
    for grupp, rubrik in (tabell.grupper or {}).items():
        rader = tuple(rad for rad in tabell.rader if rad.grupp == grupp)
        kolumner = tuple(
            kolumn
            for kolumn in tabell.kolumner
            if any(rad.varden.get(kolumn.nyckel) is not None for rad in rader)
        )
        del_ = replace(tabell, titel=rubrik, kolumner=kolumner, rader=rader, grupper=None, noter=())
        yield replace(_prepare(del_, f"{tabell.nyckel}-grupp-{grupp}", ""), odelade_rader=HEL_SIDA)


def _prepare(tabell: Tabell, id_: str, bildtext: str) -> VisadTabell:
    kolumner = tabell.visade_kolumner
    klasser = _column_classes(tabell)
    grupper = _group_rows(tabell, klasser)
    summering = tuple(
        VisadRad(rad.rubrik, _sum_cells(rad, kolumner, klasser, is_andel=is_andel), klass=klass)
        for rad, is_andel, klass in (
            (tabell.summa, False, "summa"),
            (tabell.andel, True, "andel"),
        )
        if rad is not None
    )
    if summering:
        grupper += (Radgrupp("", summering, "summering"),)
    return VisadTabell(
        id=id_,
        bildtext=bildtext,
        titel=tabell.titel,
        rubrikrader=_heading_rows(tabell, kolumner, klasser),
        grupper=grupper if tabell.rader else (),
        antal_kolumner=1 + len(kolumner),
        fotnoter=tabell.fotnoter,
        noter=tabell.noter,
        tom_text=tabell.tom_text,
        is_liggande=tabell.is_liggande and bool(tabell.rader),
    )


def _column_classes(tabell: Tabell) -> tuple[str, ...]:
    """The CSS class of each column: its alignment, emphasis, and the space before it."""
    klasser = []
    before = Kolumn("", "", Slag.TEXT)
    for kolumn in tabell.visade_kolumner:
        klass = [kolumn.slag.value]
        if kolumn.slag is Slag.TEXT and _longest(tabell, kolumn) <= KORT_TEXT:
            klass.append("kort")
        if kolumn.slag.is_numeric:
            klass.append("tal")
        if kolumn.is_betonad:
            klass.append("betonad")
        words_after_figures = before.slag.is_numeric and not kolumn.slag.is_numeric
        if kolumn.grupp != before.grupp or words_after_figures:
            klass.append("mellanrum")
        before = kolumn
        klasser.append(" ".join(klass))
    return tuple(klasser)


def _longest(tabell: Tabell, kolumn: Kolumn) -> int:
    return max(
        (len(show(rad.varden.get(kolumn.nyckel), kolumn.slag)) for rad in tabell.rader), default=0
    )


def _heading_rows(
    tabell: Tabell, kolumner: tuple[Kolumn, ...], klasser: tuple[str, ...]
) -> tuple[tuple[Rubrikcell, ...], ...]:
    """One row of headings, or two where columns stand in groups."""
    rows = 2 if any(kolumn.grupp for kolumn in kolumner) else 1
    first = [Rubrikcell(tabell.radrubrik, "radrubrik", "col", rowspan=rows)]
    second = []
    for grupp, run in groupby(zip(kolumner, klasser, strict=True), lambda pair: pair[0].grupp):
        pairs = list(run)
        if grupp:
            klass = "kolumngrupp mellanrum"
            first.append(Rubrikcell(grupp, klass, "colgroup", colspan=len(pairs)))
            second.extend(Rubrikcell(kolumn.rubrik, klass, "col") for kolumn, klass in pairs)
        else:
            first.extend(
                Rubrikcell(kolumn.rubrik, klass, "col", rowspan=rows) for kolumn, klass in pairs
            )
    return (tuple(first), tuple(second)) if second else (tuple(first),)


def _group_rows(tabell: Tabell, klasser: tuple[str, ...]) -> tuple[Radgrupp, ...]:
    """The rows in their order, each run of one group under its heading, if it has any."""
    rubriker = {"": ""} | dict(tabell.grupper or {})
    kolumner = tuple(zip(tabell.visade_kolumner, klasser, strict=True))

    def prepare_rad(rad: Rad) -> VisadRad:
        celler = tuple(
            _cell(rad, kolumn, rad.slag or kolumn.slag, klass) for kolumn, klass in kolumner
        )
        return VisadRad(rad.rubrik, celler, rad.fotnoter, "summa" if rad.is_summa else "")

    return tuple(
        Radgrupp(rubrik, tuple(map(prepare_rad, run)))
        for rubrik, run in groupby(
            tabell.rader, lambda rad: rubriker[rad.grupp] if tabell.grupper else ""
        )
    )


def _sum_cells(
    rad: Rad, kolumner: tuple[Kolumn, ...], klasser: tuple[str, ...], *, is_andel: bool
) -> tuple[Cell, ...]:
    """A column that has no sum is left blank; a share is shown in per cent in any column."""
    return tuple(
        _cell(rad, kolumn, Slag.PROCENT if is_andel else kolumn.slag, klass)
        if kolumn.nyckel in rad.varden
        else Cell("", klass)
        for kolumn, klass in zip(kolumner, klasser, strict=True)
    )


def _cell(rad: Rad, kolumn: Kolumn, slag: Slag, klass: str) -> Cell:
    value = rad.varden.get(kolumn.nyckel)
    if isinstance(value, Status):
        return Cell(show(value, slag), klass, value.farg.value)
    return Cell(show(value, slag), klass)
