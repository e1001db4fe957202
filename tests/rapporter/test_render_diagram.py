from decimal import Decimal
from xml.etree.ElementTree import fromstring

import pytest

from rapporter.dokument import Diagram, Serie
from rapporter.render.diagram import Bredd, draw, title_with_unit

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
