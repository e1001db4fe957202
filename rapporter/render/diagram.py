"""Diagrams as light SVG: horizontal bars with their figures written beside them.

The bars are placed by hand rather than by Axes: nothing is measured or laid out, which keeps
the file small, equal from run to run and quick to draw.
"""

import math
import re
import textwrap
from base64 import b64encode
from enum import Enum
from functools import cache, lru_cache
from io import StringIO
from itertools import accumulate, cycle, groupby
from typing import NamedTuple

from rapporter.dokument import Diagram, Serie
from rapporter.render.farger import tokens
from rapporter.tabell import Slag, show


class Bredd(Enum):
    """Width in points: the printed column, half of it less the gap, or a narrow screen's."""

    HEL = 476
    HALV = 230
    SMAL = 180


# Two thirds of a printed page: a higher diagram is parted into several pictures.
MAX_HEIGHT = 474.0
TEXT_SIZE = 7.5
# 11 px, on a screen of 320 px too.
TEXT_SIZE_SMAL = 8.25
# Mean width of a character of Inter, in parts of its size; generous, so that no label is cut.
CHARACTER = 0.58
LINE = 9.5
MAX_LINES = 4
BAR = 9.5
BAR_GAP = 1.5
CATEGORY_GAP = 7.0
LABEL_GAP = 5.0
# Between a bar and the label above it.
ABOVE_GAP = 2.5
# Characters per line of a label, and how long a word must be to be broken.
LABEL_WIDTH = {Bredd.HEL: 30, Bredd.HALV: 20, Bredd.SMAL: 34}
LONG_WORD = {Bredd.HEL: 40, Bredd.HALV: 26, Bredd.SMAL: 34}
PROCENT = ("%", "procent")


class _Style(NamedTuple):
    fill: str
    edge: str


def split(diagram: Diagram) -> tuple[range, ...]:
    """The categories of each picture, in parts of about the same height; most often only one."""
    heights = _heights(diagram, _wrap_labels(diagram, Bredd.HEL), Bredd.HEL)
    total = sum(heights)
    parts = math.ceil(total / MAX_HEIGHT)
    if parts <= 1:
        return (range(len(heights)),)
    middles = [end - height / 2 for end, height in zip(accumulate(heights), heights, strict=True)]
    runs = [
        list(run)
        for _, run in groupby(range(len(heights)), lambda i: int(middles[i] / total * parts))
    ]
    return tuple(range(run[0], run[-1] + 1) for run in runs)


def fits_half(diagram: Diagram) -> bool:
    labels = _wrap_labels(diagram, Bredd.HALV)
    return sum(_heights(diagram, labels, Bredd.HALV)) <= MAX_HEIGHT


@lru_cache(maxsize=256)
def draw(diagram: Diagram, bredd: Bredd, number: int = 0) -> str:
    """A picture of the diagram (the first of its parts) as SVG text, to one scale with the rest.

    Drawn once for a set of figures and a width.
    """
    figure_class, rectangle, text = _matplotlib()
    ink, ink_2 = tokens()["ink"], tokens()["ink-2"]
    styles = _styles()
    parts = split(diagram)
    starts = {part.start for part in parts}
    is_smal = bredd is Bredd.SMAL
    size = TEXT_SIZE_SMAL if is_smal else TEXT_SIZE

    width = float(bredd.value)
    label_lines = _wrap_labels(diagram, bredd)
    # A narrow screen has room for either labels or bars, so there the labels stand above.
    left = 0.0
    if not is_smal:
        longest = max((len(line) for lines in label_lines for line in lines), default=0)
        left = LABEL_GAP + longest * size * CHARACTER
    labels = [
        [_label(diagram, serie, index, is_first=index in starts) for serie in diagram.serier]
        for index in range(len(diagram.kategorier))
    ]
    right = LABEL_GAP + max((len(each) for row in labels for each in row), default=0) * (
        size * CHARACTER
    )
    values = [value for serie in diagram.serier for value in serie.varden if value is not None]
    largest, smallest = max(values, default=0), min([0, *values])
    span = float(max(largest, 0) - smallest)
    scale = (width - left - right) / span if span > 0 else 0
    # Where there are negative figures, their bars go to the left from here.
    zero = left - float(smallest) * scale

    bars_height = _bars_height(diagram)
    heights = _heights(diagram, label_lines, bredd)
    part = parts[number]
    height = max(sum(heights[index] for index in part), LINE)

    figure = figure_class(figsize=(width / 72, height / 72), dpi=72, layout=None)
    figure.patch.set_visible(False)

    def write(x: float, middle: float, string: str, **properties) -> None:
        # A $ in the name of an insats is no formula.
        figure.add_artist(
            text(
                x,
                middle - size * 0.36,
                string,
                fontsize=size,
                transform=None,
                va="baseline",
                parse_math=False,
                **properties,
            )
        )

    top = height
    for index in part:
        lines, room = label_lines[index], heights[index]
        middle = top - room / 2
        bar_top = middle + bars_height / 2
        first_line = middle + (len(lines) - 1) / 2 * LINE
        if is_smal:
            first_line = top - (CATEGORY_GAP + LINE) / 2
            bar_top = first_line - (len(lines) - 0.5) * LINE - ABOVE_GAP
        for row, line in enumerate(lines):
            x, side = (0, "left") if is_smal else (left - LABEL_GAP, "right")
            write(x, first_line - row * LINE, line, color=ink, ha=side)
        for serie, label, style in zip(diagram.serier, labels[index], cycle(styles)):
            value = serie.varden[index]
            length = float(value or 0) * scale
            if length:
                figure.add_artist(
                    rectangle(
                        (zero + min(length, 0), bar_top - BAR),
                        abs(length),
                        BAR,
                        facecolor=style.fill,
                        edgecolor=style.edge,
                        linewidth=0.6,
                        transform=None,
                    )
                )
            write(
                zero + max(length, 0) + LABEL_GAP,
                bar_top - BAR / 2,
                label,
                color=ink if serie is diagram.serier[0] else ink_2,
            )
            bar_top -= BAR + BAR_GAP
        top -= room

    svg = StringIO()
    figure.savefig(svg, format="svg", metadata={"Date": None, "Title": alt_text(diagram, number)})
    return svg.getvalue()


def alt_text(diagram: Diagram, number: int = 0) -> str:
    """The diagram's own text, or for one of several pictures the figures that stand in it."""
    parts = split(diagram)
    if len(parts) == 1:
        return _printable(diagram.alt)
    rows = (
        f"{diagram.kategorier[index]}: "
        + ", ".join(_label(diagram, serie, index, is_first=True) for serie in diagram.serier)
        for index in parts[number]
    )
    title = f"Stapeldiagram, del {number + 1} av {len(parts)}: {title_with_unit(diagram)}."
    return _printable(f"{title} {'; '.join(rows)}.")


def to_data_uri(svg: str) -> str:
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"


def title_with_unit(diagram: Diagram) -> str:
    """The unit after a title that does not tell it; per cent stands at every figure."""
    if diagram.enhet in PROCENT or diagram.enhet in diagram.titel:
        return diagram.titel
    return f"{diagram.titel}, {diagram.enhet}"


def _label(diagram: Diagram, serie: Serie, index: int, *, is_first: bool) -> str:
    """The figure beside a bar; a picture's first bar of each of several series bears its name."""
    slag = Slag.PROCENT if diagram.enhet in PROCENT else Slag.ANTAL
    value = show(serie.varden[index], slag)
    return _printable(f"{serie.namn}: {value}" if is_first and len(diagram.serier) > 1 else value)


def _wrap_labels(diagram: Diagram, bredd: Bredd) -> list[list[str]]:
    width = LABEL_WIDTH[bredd]
    return [
        textwrap.wrap(
            name,
            width,
            break_long_words=max(map(len, name.split()), default=0) > LONG_WORD[bredd],
            max_lines=MAX_LINES,
            placeholder=" …",
        )
        for name in map(_printable, diagram.kategorier)
    ]


def _heights(diagram: Diagram, label_lines: list[list[str]], bredd: Bredd) -> list[float]:
    bars = _bars_height(diagram)
    if bredd is Bredd.SMAL:
        return [len(lines) * LINE + ABOVE_GAP + bars + CATEGORY_GAP for lines in label_lines]
    return [max(bars, len(lines) * LINE) + CATEGORY_GAP for lines in label_lines]


def _bars_height(diagram: Diagram) -> float:
    bars = len(diagram.serier)
    return bars * BAR + (bars - 1) * BAR_GAP


def _printable(text: str) -> str:
    """Without the characters that XML can't hold, such as a vertical tab out of a spreadsheet."""
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+", " ", text)


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
