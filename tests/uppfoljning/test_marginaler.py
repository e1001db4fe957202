"""Which counts contradict each other, in one insats."""

from datetime import date

import pytest

from uppfoljning.calculations.marginaler import find_motsagelser

JANUARI, FEBRUARI = date(2023, 1, 1), date(2023, 2, 1)


def texts(*celler, grupper=((JANUARI, "K"),)):
    """Of counts given as (mått, category, antal) in January for K."""
    antal = {(JANUARI, "K", matt, kategori): n for matt, kategori, n in celler}
    return [fel.text for fel in find_motsagelser(antal, grupper)]


@pytest.mark.parametrize(
    ("matt", "kategorier"),
    [
        ("alder", ("under_30", "30_44")),
        ("utbildning", ("saknas", "okand")),
        ("tid_i_forsorjning", ("under_1", "1_3")),
        ("forsorjning_fore", ("lon", "okand")),
        ("remittent", ("kommunen", "annan")),
    ],
)
def test_what_is_told_of_the_inskrivna(matt, kategorier):
    delar = [(matt, kategori, 2) for kategori in kategorier]

    assert texts(("inskrivna", "", 4), *delar) == []
    [text] = texts(("inskrivna", "", 3), *delar)
    assert text.endswith("är sammanlagt 4, men inskrivna är 3.")


@pytest.mark.parametrize(
    ("matt", "kategori"),
    [("forsorjning_efter", "lon"), ("handlingsplan", "ja")],
)
def test_what_is_told_of_the_avslutade(matt, kategori):
    avslutade = [("avslutade", "flytt", 1), ("avslutade", "arbete", 2)]

    assert texts(*avslutade, (matt, kategori, 3)) == []
    [text] = texts(*avslutade, (matt, kategori, 4))
    assert text.endswith("är sammanlagt 4, men avslutade är 3.")


@pytest.mark.parametrize(
    ("matt", "kategori"), [("anstallning", "eget_foretag"), ("omfattning", "75")]
)
def test_what_is_told_of_those_who_went_to_arbete(matt, kategori):
    avslutade = [("avslutade", "flytt", 1), ("avslutade", "arbete", 2)]

    assert texts(*avslutade, (matt, kategori, 2)) == []
    [text] = texts(*avslutade, (matt, kategori, 3))
    assert text.endswith("är sammanlagt 3, men avslutade till arbete är 2.")


@pytest.mark.parametrize(
    ("dagar", "is_fel"),
    [
        ({"minst_180": 1, "under_180": 2}, False),
        ({"minst_180": 1, "under_180": 2, "antal": 3}, False),
        ({"minst_180": 1, "under_180": 1, "antal": 3}, True),
        ({"minst_180": 2, "under_180": 2, "antal": 3}, True),
        ({"minst_180": 2, "antal": 3}, False),
        ({"minst_180": 4, "antal": 3}, True),
        ({"summa": 90, "antal": 3}, False),
    ],
)
def test_long_and_short_are_all_of_them(dagar, is_fel):
    fel = texts(*(("dagar", kategori, antal) for kategori, antal in dagar.items()))

    assert len(fel) == is_fel
    assert not fel or fel[0].startswith("dagar, 180 eller fler och under 180, är sammanlagt ")


def test_days_are_of_those_avslutade():
    assert texts(("avslutade", "flytt", 3), ("dagar", "antal", 3)) == []
    assert texts(("avslutade", "flytt", 3), ("dagar", "antal", 4)) == [
        "dagar, antal, är 4, men avslutade är 3."
    ]


def test_a_matt_that_the_history_lacks_contradicts_nothing():
    assert texts(("alder", "under_30", 3), ("handlingsplan", "ja", 2), ("dagar", "antal", 9)) == []


def test_a_month_without_inskrivna_has_none():
    celler = {(JANUARI, "K", "inskrivna", ""): 3, (FEBRUARI, "M", "alder", "under_30"): 1}

    [fel] = find_motsagelser(celler, [(JANUARI, "K"), (FEBRUARI, "M")])
    assert (fel.manad, fel.kon, fel.matt) == (FEBRUARI, "M", "alder")
    # Only what is asked for.
    assert find_motsagelser(celler, [(JANUARI, "K")]) == []
