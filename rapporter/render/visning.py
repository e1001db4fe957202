"""A Dokument prepared for the templates that page and PDF share.

Numbers of captions, anchors, spans of headings and the text of every cell are settled here, so
that the templates only print.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count, groupby
from typing import ClassVar

from rapporter.dokument import Avsnitt, Block, Diagram, Dokument, Fritext, Kapitel, Ruta, Stycke
from rapporter.render.diagram import (
    Bredd,
    alt_text,
    draw,
    fits_half,
    split,
    title_with_unit,
    to_data_uri,
)
from rapporter.tabell import Farg, Kolumn, Rad, Slag, Status, Tabell, show

# So many paragraphs may stand beside a wide table, rather than alone on a page of their own.
KORT_PROSA = 2
KORT_PROSA_RADER = 8
# With so few columns a table is set with more air, with so many a little tighter.
FA_KOLUMNER = 7
MANGA_KOLUMNER = 15
# Tables and boxes no longer than this are kept on one page: about half of it.
LITEN_TABELL = 14
KORT_RUTA = 30
TECKEN_PER_RAD = 75
# A column of words none of which is longer than this is as wide as they are.
KORT_TEXT = 24
FARGORD = {Farg.GRON: "Grön", Farg.GUL: "Gul", Farg.ROD: "Röd"}


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

    @property
    def klass(self) -> str:
        klass = "tabell"
        if self.antal_kolumner <= FA_KOLUMNER:
            klass += " luftig"
        elif self.antal_kolumner >= MANGA_KOLUMNER:
            klass += " bred"
        return f"{klass} odelad" if self.is_liten else klass

    @property
    def is_liten(self) -> bool:
        """So few rows, apart from headings and sums, that no page should part them.

        A landscape page is lower: there the table begins below its prose, wherever it ends.
        """
        if self.is_liggande:
            return False
        rows = sum(len(grupp.rader) for grupp in self.grupper if grupp.klass != "summering")
        return rows <= LITEN_TABELL

    @property
    def has_noter(self) -> bool:
        return bool(self.fotnoter or self.noter)


@dataclass(frozen=True)
class VisatDiagram:
    """`src_smal` is the same diagram for a narrow screen, on which a wide one can't be read."""

    bildtext: str
    titel: str
    alt: str
    src: str
    src_smal: str = ""


@dataclass(frozen=True)
class Diagramrad:
    """One diagram as wide as the text, or two side by side."""

    mall: ClassVar[str] = "rapporter/_diagramrad.html"

    diagram: tuple[VisatDiagram, ...]


@dataclass(frozen=True)
class VisatStycke:
    mall: ClassVar[str] = "rapporter/_stycke.html"

    text: str
    rubrik: str
    farg: str
    fargord: str


@dataclass(frozen=True)
class VisadFritext:
    mall: ClassVar[str] = "rapporter/_fritext.html"

    stycken: tuple[str, ...]


@dataclass(frozen=True)
class VisadRuta:
    """`is_under_rubrik` tells whether the section has a heading that the box's stands below."""

    mall: ClassVar[str] = "rapporter/_ruta.html"

    rubrik: str
    rader: tuple[tuple[str, str], ...]
    is_under_rubrik: bool

    @property
    def klass(self) -> str:
        lines = sum(_lines(text) for _, text in self.rader)
        return "ruta odelad" if lines <= KORT_RUTA else "ruta"


VisatBlock = VisadTabell | Diagramrad | VisatStycke | VisadFritext | VisadRuta


@dataclass(frozen=True)
class Del:
    """Blocks on pages of one orientation."""

    block: tuple[VisatBlock, ...]
    is_liggande: bool
    is_fore_liggande: bool = False

    @property
    def klass(self) -> str:
        if self.is_liggande:
            return "del liggande"
        return "del fore-liggande" if self.is_fore_liggande else "del"


@dataclass(frozen=True)
class VisatAvsnitt:
    id: str
    rubrik: str
    delar: tuple[Del, ...]

    @property
    def is_liggande(self) -> bool:
        """Whether its heading stands on a landscape page."""
        return bool(self.delar) and self.delar[0].is_liggande


@dataclass(frozen=True)
class VisatKapitel:
    id: str
    rubrik: str
    avsnitt: tuple[VisatAvsnitt, ...]

    @property
    def is_liggande(self) -> bool:
        return bool(self.avsnitt) and self.avsnitt[0].is_liggande

    @property
    def underrubriker(self) -> tuple[VisatAvsnitt, ...]:
        return tuple(avsnitt for avsnitt in self.avsnitt if avsnitt.rubrik)


def prepare(dokument: Dokument, *, is_skarm: bool = True) -> tuple[VisatKapitel, ...]:
    """The chapters of the document as they are printed; tables and diagrams are numbered.

    Only a screen needs its diagrams drawn for a narrow width too.
    """
    tabellnummer, diagramnummer = count(1), count(1)

    def prepare_block(block: Block, avsnitt: Avsnitt) -> VisatBlock:
        match block:
            case Tabell():
                return prepare_tabell(block, next(tabellnummer))
            case Stycke():
                return VisatStycke(
                    text=block.text,
                    rubrik=block.rubrik,
                    farg="" if block.farg is Farg.INGEN else block.farg.value,
                    fargord=FARGORD.get(block.farg, ""),
                )
            case Fritext():
                return VisadFritext(block.stycken)
            case Ruta():
                return VisadRuta(block.rubrik, block.rader, bool(avsnitt.rubrik))
        raise TypeError(f"no template for {type(block).__name__}")

    def prepare_avsnitt(kapitel: Kapitel, number: int, avsnitt: Avsnitt) -> VisatAvsnitt:
        block: list[VisatBlock] = []
        printed = (each for each in avsnitt.block if not _is_only_data(each))
        for are_diagram, run in groupby(printed, lambda b: isinstance(b, Diagram)):
            if are_diagram:
                block.extend(_pair_diagram(run, diagramnummer, is_skarm=is_skarm))
            else:
                block.extend(prepare_block(each, avsnitt) for each in run)
        return VisatAvsnitt(
            id=avsnitt.nyckel or f"{kapitel.nyckel}-{number}",
            rubrik=avsnitt.rubrik,
            delar=_turn_pages(block),
        )

    return tuple(
        VisatKapitel(
            id=kapitel.nyckel,
            rubrik=kapitel.rubrik,
            avsnitt=tuple(
                prepare_avsnitt(kapitel, number, avsnitt)
                for number, avsnitt in enumerate(kapitel.avsnitt, 1)
            ),
        )
        for kapitel in dokument.kapitel
    )


def _is_only_data(block: Block) -> bool:
    """A paragraph all of whose claims lack a sentence: printed, it would be a heading at most."""
    return isinstance(block, Stycke) and not block.text


def _turn_pages(block: list[VisatBlock]) -> tuple[Del, ...]:
    """Part the blocks by orientation; a little prose before or after a wide table goes along.

    Of more prose before it the end goes along, rather than onto a page of its own.
    """

    def turned(each: VisatBlock) -> bool:
        return isinstance(each, VisadTabell) and each.is_liggande

    runs = [(is_liggande, list(run)) for is_liggande, run in groupby(block, turned)]
    delar: list[Del] = []
    for number, (is_liggande, run) in enumerate(runs):
        if is_liggande or len(runs) == 1:
            delar.append(Del(tuple(run), is_liggande))
        elif len(run) <= KORT_PROSA and all(map(_is_prose, run)):
            delar.append(Del(tuple(run), is_liggande=True))
        elif number + 1 < len(runs):
            cut = len(run) - _count_short_end(run)
            delar.append(Del(tuple(run[:cut]), is_liggande=False, is_fore_liggande=True))
            if cut < len(run):
                delar.append(Del(tuple(run[cut:]), is_liggande=True))
        else:
            delar.append(Del(tuple(run), is_liggande=False))
    return tuple(delar)


def _is_prose(block: VisatBlock) -> bool:
    return isinstance(block, VisatStycke | VisadFritext)


def _count_short_end(run: list[VisatBlock]) -> int:
    """How many of the last paragraphs are so short that a landscape page has room for them.

    The first of them stays, so that a heading is not left alone.
    """
    lines = count = 0
    for block in run[:0:-1]:
        if not _is_prose(block):
            break
        lines += _lines(block.text if isinstance(block, VisatStycke) else "\n".join(block.stycken))
        if count == KORT_PROSA or lines > KORT_PROSA_RADER:
            break
        count += 1
    return count


def _lines(text: str) -> int:
    """About how many lines a text fills in print."""
    return sum(math.ceil((len(line) or 1) / TECKEN_PER_RAD) for line in text.split("\n"))


def _pair_diagram(
    run: Iterable[Diagram], numbers: Iterator[int], *, is_skarm: bool
) -> Iterator[Diagramrad]:
    """Neighbours stand two and two at half width; one left over is as wide as the text.

    One that would be too high at half width stands alone, each of its pictures by itself.
    """
    waiting = list(run)
    while waiting:
        par = waiting[:2] if all(map(fits_half, waiting[:2])) else waiting[:1]
        del waiting[: len(par)]
        if len(par) == 2:
            yield Diagramrad(
                tuple(
                    picture
                    for each in par
                    for picture in _pictures(each, next(numbers), Bredd.HALV, is_skarm=is_skarm)
                )
            )
        else:
            for picture in _pictures(par[0], next(numbers), Bredd.HEL, is_skarm=is_skarm):
                yield Diagramrad((picture,))


def _pictures(
    diagram: Diagram, nummer: int, bredd: Bredd, *, is_skarm: bool
) -> Iterator[VisatDiagram]:
    parts = len(split(diagram))
    for part in range(parts):
        suffix = f" ({part + 1} av {parts})" if parts > 1 else ""
        yield VisatDiagram(
            bildtext=f"Diagram {nummer}{suffix}.",
            titel=title_with_unit(diagram),
            alt=alt_text(diagram, part),
            src=to_data_uri(draw(diagram, bredd, part)),
            src_smal=to_data_uri(draw(diagram, Bredd.SMAL, part)) if is_skarm else "",
        )


def prepare_tabell(tabell: Tabell, number: int) -> VisadTabell:
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
        id=f"tabell-{number}",
        bildtext=f"Tabell {number}.",
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
    kolumner = tabell.visade_kolumner
    rubriker = tabell.grupper or {"": ""}
    rader: dict[str, list[VisadRad]] = {nyckel: [] for nyckel in rubriker}
    for rad in tabell.rader:
        celler = tuple(
            _cell(rad, kolumn, kolumn.slag, klass)
            for kolumn, klass in zip(kolumner, klasser, strict=True)
        )
        rader[rad.grupp if tabell.grupper else ""].append(
            VisadRad(rad.rubrik, celler, rad.fotnoter)
        )
    return tuple(
        Radgrupp(rubrik, tuple(rader[nyckel]))
        for nyckel, rubrik in rubriker.items()
        if rader[nyckel]
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
