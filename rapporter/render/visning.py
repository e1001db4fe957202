"""A Dokument prepared for the templates that page and PDF share.

Numbers of captions, anchors, spans of headings and the text of every cell are settled here, so
that the templates only print.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count, groupby
from typing import ClassVar

from rapporter.dokument import (
    Avsnitt,
    Block,
    Diagram,
    Dokument,
    Fritext,
    Kapitel,
    Ruta,
    Stycke,
    Underskrift,
    Underskrifter,
)
from rapporter.render.diagram import (
    Bredd,
    alt_text,
    draw,
    fits_half,
    split,
    title_with_unit,
    to_data_uri,
)
from rapporter.render.tabellvisning import VisadTabell, prepare_delad, prepare_tabell
from rapporter.tabell import Farg, Tabell

# So many paragraphs may stand beside a wide table, rather than alone on a page of their own.
KORT_PROSA = 2
KORT_PROSA_RADER = 8
# A box no longer than this is kept on one page: about half of it.
KORT_RUTA = 30
TECKEN_PER_RAD = 75
FARGORD = {Farg.GRON: "Grön", Farg.GUL: "Gul", Farg.ROD: "Röd"}


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


@dataclass(frozen=True)
class VisadeUnderskrifter:
    mall: ClassVar[str] = "rapporter/_underskrifter.html"

    rader: tuple[Underskrift, ...]


VisatBlock = VisadTabell | Diagramrad | VisatStycke | VisadFritext | VisadRuta | VisadeUnderskrifter


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
    is_ny_sida: bool

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

    def prepare_block(block: Block, avsnitt: Avsnitt) -> Iterator[VisatBlock]:
        match block:
            case Tabell(is_delad=True) if block.rader:
                yield from prepare_delad(block)
            case Tabell():
                yield prepare_tabell(block, next(tabellnummer))
            case Stycke():
                yield VisatStycke(
                    text=block.text,
                    rubrik=block.rubrik,
                    farg="" if block.farg is Farg.INGEN else block.farg.value,
                    fargord=FARGORD.get(block.farg, ""),
                )
            case Fritext():
                yield VisadFritext(block.stycken)
            case Ruta():
                yield VisadRuta(block.rubrik, block.rader, bool(avsnitt.rubrik))
            case Underskrifter():
                yield VisadeUnderskrifter(block.rader)
            case _:
                raise TypeError(f"no template for {type(block).__name__}")

    def prepare_avsnitt(kapitel: Kapitel, number: int, avsnitt: Avsnitt) -> VisatAvsnitt:
        block: list[VisatBlock] = []
        printed = (each for each in avsnitt.block if not _is_only_data(each))
        for are_diagram, run in groupby(printed, lambda b: isinstance(b, Diagram)):
            if are_diagram:
                block.extend(_pair_diagram(run, diagramnummer, is_skarm=is_skarm))
            else:
                for each in run:
                    block.extend(prepare_block(each, avsnitt))
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
            is_ny_sida=kapitel.is_ny_sida,
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
