import re
from decimal import Decimal
from xml.etree.ElementTree import fromstring

import pytest

from rapporter.dokument import Diagram, Serie
from rapporter.render.diagram import (
    MAX_HEIGHT,
    Bredd,
    alt_text,
    draw,
    fits_half,
    split,
    title_with_unit,
)

SVG = "{http://www.w3.org/2000/svg}"


def diagram(**changes) -> Diagram:
    values = {
        "nyckel": "alder",
        "titel": "Ålder",
        "alt": "Staplar & <ålder>.",
        "kategorier": ("16–29 år", "30–49 år"),
        "serier": (Serie("2024", (62, 38)), Serie("2023", (55, None))),
        "enhet": "%",
    }
    return Diagram(**(values | changes))


def texts(svg: str) -> list[str]:
    return [element.text for element in fromstring(svg).iter(f"{SVG}text")]


def bars(svg: str) -> list[str]:
    return [element.get("d") for element in fromstring(svg).iter(f"{SVG}path")]


def test_same_figures_give_the_same_bytes():
    first = draw(diagram(), Bredd.HEL)
    draw.cache_clear()

    assert draw(diagram(), Bredd.HEL) == first


def test_drawn_once_per_set_of_figures():
    assert draw(diagram(), Bredd.HALV) is draw(diagram(), Bredd.HALV)


def test_figures_and_names_stand_at_the_bars():
    svg = draw(diagram(), Bredd.HEL)

    # The series are named at the first category; a missing figure is a dash without a bar.
    assert texts(svg) == [
        "16–29 år",
        "2024: 62\u202f%",
        "2023: 55\u202f%",
        "30–49 år",
        "38\u202f%",
        "–",
    ]
    assert len(bars(svg)) == 3
    assert fromstring(svg).find(f"{SVG}title").text == "Staplar & <ålder>."


def test_one_series_is_not_named():
    svg = draw(diagram(serier=(Serie("2024", (1082, Decimal(0))),), enhet="personer"), Bredd.HEL)

    assert texts(svg) == ["16–29 år", "1\u00a0082", "30–49 år", "0"]
    assert len(bars(svg)) == 1


def test_without_any_figures():
    svg = draw(diagram(kategorier=(), serier=()), Bredd.HALV)

    assert texts(svg) == []


def test_width_and_type_are_those_of_the_print():
    svg = draw(diagram(), Bredd.HALV)

    assert 'width="230pt"' in svg
    assert "font-family: 'Inter', 'DejaVu Sans'" in svg


@pytest.mark.parametrize("name", [r"A $\foo$ B", "$x_1", "100 $ & 200 $", r"\frac"])
def test_a_dollar_in_a_name_is_no_formula(name):
    svg = draw(diagram(kategorier=(name, "B"), serier=(Serie(name, (1, 2)),) * 2), Bredd.HEL)

    assert texts(svg)[:2] == [name, f"{name}: 1\u202f%"]


@pytest.mark.parametrize("character", ["\x00", "\x01", "\x0b", "\x0c", "\x1b", "\x85", "\ufffe"])
@pytest.mark.parametrize("bredd", Bredd)
def test_characters_that_xml_lacks_are_left_out(character, bredd):
    name = f"A{character}B"
    changed = diagram(kategorier=(name, "C"), serier=(Serie(name, (1, 2)),) * 2, alt=name)

    svg = draw(changed, bredd)

    assert texts(svg)[:2] == ["A B", "A B: 1\u202f%"]
    assert alt_text(changed) == "A B"


class TestManyBars:
    """Sixty insatser with long names: more than a page has room for."""

    @pytest.fixture
    def many(self):
        return diagram(
            titel="Tid",
            enhet="dagar",
            kategorier=tuple(f"Kommun {n}, Arbetsinriktad rehabilitering nära" for n in range(60)),
            serier=(Serie("2024", tuple(range(60))),),
        )

    def test_parts_hold_every_bar_once_and_fit_a_page(self, many):
        parts = split(many)

        assert [index for part in parts for index in part] == list(range(60))
        assert len(parts) == 4
        for number in range(len(parts)):
            height = float(fromstring(draw(many, Bredd.HEL, number)).get("height")[:-2])
            # A bar at each end may lie just over the limit.
            assert 0.8 * MAX_HEIGHT < height < 1.1 * MAX_HEIGHT
        assert not fits_half(many)

    def test_all_parts_have_one_scale(self, many):
        def longest(number: int) -> float:
            paths = bars(draw(many, Bredd.HEL, number))[1:]
            corners = [[float(x) for x in path.split()[1::3]] for path in paths]
            return max(max(xs) - min(xs) for xs in corners)

        lengths = [longest(number) for number in range(4)]
        last = [part.stop - 1 for part in split(many)]

        assert [length / index for length, index in zip(lengths, last, strict=True)] == (
            pytest.approx([lengths[-1] / 59] * 4, rel=1e-4)
        )

    def test_each_part_says_what_stands_in_it(self, many):
        assert alt_text(many, 3).startswith("Stapeldiagram, del 4 av 4: Tid, dagar. Kommun 45, ")
        assert alt_text(many, 3).endswith("Kommun 59, Arbetsinriktad rehabilitering nära: 59.")

    def test_series_are_named_in_every_part(self, many):
        two = diagram(kategorier=many.kategorier, serier=many.serier * 2)

        assert any(text.startswith("2024: ") for text in texts(draw(two, Bredd.HEL, 1)))


def test_a_name_without_end_leaves_room_for_the_bars():
    name = "Å" * 5000
    svg = draw(diagram(kategorier=(name, "B")), Bredd.HEL)

    lines = [text for text in texts(svg) if text.startswith("Å")]
    assert texts(svg)[3] == "…"
    assert len(lines) == 3
    assert max(map(len, lines)) == 30
    assert len(bars(svg)) == 3


def test_narrow_drawing_has_labels_above_bars_and_text_of_11_px():
    svg = draw(diagram(), Bredd.SMAL)

    assert 'width="180pt"' in svg
    assert "font: 8.25px" in svg or "font-size: 8.25px" in svg


@pytest.mark.parametrize(
    ("titel", "enhet", "shown"),
    [
        ("Ålder", "%", "Ålder"),
        ("Ålder", "personer", "Ålder, personer"),
        ("Tid, dagar i genomsnitt", "dagar", "Tid, dagar i genomsnitt"),
    ],
)
def test_title_tells_the_unit_once(titel, enhet, shown):
    assert title_with_unit(diagram(titel=titel, enhet=enhet)) == shown


def test_a_negative_bar_goes_to_the_left_of_where_the_positive_ones_begin():
    svg = draw(diagram(serier=(Serie("2024", (30, -10)),), enhet="tkr"), Bredd.HEL)

    assert texts(svg) == ["16–29 år", "30", "30–49 år", "−10"]
    spans = []
    for bar in bars(svg):
        numbers = [float(n) for n in re.findall(r"-?\d+\.?\d*", bar)]
        spans.append((min(numbers[::2]), max(numbers[::2])))
    (zero, end), (start, same_zero) = spans
    assert zero == pytest.approx(same_zero)
    assert end - zero == pytest.approx(3 * (zero - start))
    assert start > 0
