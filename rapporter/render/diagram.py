"""Diagrams as light SVG: horizontal bars with their figures written beside them.

The bars are placed by hand rather than by Axes: nothing is measured or laid out, which keeps
the file small, equal from run to run and quick to draw.
"""

import textwrap
from base64 import b64encode
from enum import Enum
from functools import cache, lru_cache
from io import StringIO
from itertools import cycle
from typing import NamedTuple

from rapporter.dokument import Diagram, Serie
from rapporter.render.farger import tokens
from rapporter.tabell import Slag, show


class Bredd(Enum):
    """Width in points: all of the printed column, or half of it less the gap between two."""

    HEL = 476
    HALV = 230


TEXT_SIZE = 7.5
# Mean width of a character of Inter, in parts of its size; generous, so that no label is cut.
CHARACTER = 0.58
LINE = 9.5
BAR = 9.5
BAR_GAP = 1.5
CATEGORY_GAP = 7.0
LABEL_GAP = 5.0
PROCENT = ("%", "procent")


class _Style(NamedTuple):
    fill: str
    edge: str


@lru_cache(maxsize=256)
def draw(diagram: Diagram, bredd: Bredd) -> str:
    """The diagram as SVG text; drawn once for a set of figures and a width."""
    figure_class, rectangle, text = _matplotlib()
    ink, ink_2 = tokens()["ink"], tokens()["ink-2"]
    styles = _styles()

    width = float(bredd.value)
    label_lines = [
        textwrap.wrap(kategori, 30 if bredd is Bredd.HEL else 20, break_long_words=False)
        for kategori in diagram.kategorier
    ]
    left = LABEL_GAP + max(
        (_text_width(line) for lines in label_lines for line in lines), default=0
    )
    labels = [
        [_label(diagram, serie, index) for serie in diagram.serier]
        for index in range(len(diagram.kategorier))
    ]
    right = LABEL_GAP + max((_text_width(text) for row in labels for text in row), default=0)
    largest = max(
        (value for serie in diagram.serier for value in serie.varden if value is not None),
        default=0,
    )
    scale = (width - left - right) / float(largest) if largest > 0 else 0

    bars = len(diagram.serier)
    bars_height = bars * BAR + (bars - 1) * BAR_GAP
    heights = [max(bars_height, len(lines) * LINE) + CATEGORY_GAP for lines in label_lines]
    height = max(sum(heights), LINE)

    figure = figure_class(figsize=(width / 72, height / 72), dpi=72, layout=None)
    figure.patch.set_visible(False)

    def write(x: float, y: float, string: str, **properties) -> None:
        figure.add_artist(
            text(x, y, string, fontsize=TEXT_SIZE, transform=None, va="baseline", **properties)
        )

    top = height
    for index, (lines, room) in enumerate(zip(label_lines, heights, strict=True)):
        middle = top - room / 2
        for number, line in enumerate(lines):
            offset = (len(lines) - 1) / 2 - number
            write(left - LABEL_GAP, _baseline(middle + offset * LINE), line, color=ink, ha="right")
        bar_top = middle + bars_height / 2
        for serie, label, style in zip(diagram.serier, labels[index], cycle(styles)):
            value = serie.varden[index]
            length = float(max(value or 0, 0)) * scale
            if length:
                figure.add_artist(
                    rectangle(
                        (left, bar_top - BAR),
                        length,
                        BAR,
                        facecolor=style.fill,
                        edgecolor=style.edge,
                        linewidth=0.6,
                        transform=None,
                    )
                )
            write(
                left + length + LABEL_GAP,
                _baseline(bar_top - BAR / 2),
                label,
                color=ink if serie is diagram.serier[0] else ink_2,
            )
            bar_top -= BAR + BAR_GAP
        top -= room

    svg = StringIO()
    figure.savefig(svg, format="svg", metadata={"Date": None, "Title": diagram.alt})
    return svg.getvalue()


def to_data_uri(svg: str) -> str:
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"


def title_with_unit(diagram: Diagram) -> str:
    """The unit after a title that does not tell it; per cent stands at every figure."""
    if diagram.enhet in PROCENT or diagram.enhet in diagram.titel:
        return diagram.titel
    return f"{diagram.titel}, {diagram.enhet}"


def _label(diagram: Diagram, serie: Serie, index: int) -> str:
    """The figure beside a bar; the first bar of each of several series also bears its name."""
    slag = Slag.PROCENT if diagram.enhet in PROCENT else Slag.ANTAL
    value = show(serie.varden[index], slag)
    return f"{serie.namn}: {value}" if index == 0 and len(diagram.serier) > 1 else value


def _text_width(text: str) -> float:
    return len(text) * TEXT_SIZE * CHARACTER


def _baseline(middle: float) -> float:
    return middle - TEXT_SIZE * 0.36


@cache
def _styles() -> tuple[_Style, ...]:
    """Dark, light with a dark edge, and between: told apart without colour and in this order."""
    colours = tokens()
    return (
        _Style(colours["brand"], colours["brand"]),
        _Style(colours["brand-soft"], colours["brand"]),
        _Style(colours["control"], colours["control"]),
    )


@cache
def _matplotlib():
    """Imported at the first diagram: the import takes longer than a dozen of them."""
    import matplotlib
    from matplotlib.figure import Figure
    from matplotlib.patches import Rectangle
    from matplotlib.text import Text

    matplotlib.rcParams.update(
        {
            "font.family": ["Inter", "DejaVu Sans"],
            "svg.fonttype": "none",
            "svg.hashsalt": "diagram",
        }
    )
    return Figure, Rectangle, Text
