from decimal import Decimal

import pytest

from finsam.svenska import (
    MINUS,
    NBSP,
    TUNT_NBSP,
    count_noun,
    format_kronor,
    format_number,
    format_percent,
    format_tkr,
    join_och,
    percent,
    round_half_up,
    some_of,
    sort_key,
)


@pytest.mark.parametrize(
    ("value", "rounded"),
    [("0.5", "1"), ("1.5", "2"), ("2.5", "3"), ("-2.5", "-3"), ("2.4999", "2")],
)
def test_half_is_rounded_away_from_zero(value, rounded):
    assert round_half_up(Decimal(value)) == Decimal(rounded)


def test_percent_is_whole_and_none_where_there_is_no_whole():
    assert percent(1, 8) == 13  # 12,5 %
    assert percent(198647, 180000) == 110  # 110,36 %
    assert percent(0, 4) == 0
    assert percent(3, 0) is None
    assert percent(None, 4) is None


def test_figures_are_written_the_swedish_way():
    assert format_number(1326000) == f"1{NBSP}326{NBSP}000"
    assert format_number(Decimal("-12.345"), 2) == f"{MINUS}12,35"
    assert format_number(Decimal("-0.4")) == "0"
    assert format_kronor(Decimal("750518.50")) == f"750{NBSP}519{NBSP}kr"
    assert format_tkr(Decimal("1325499.99")) == f"1{NBSP}325"
    assert format_tkr(Decimal(1325500)) == f"1{NBSP}326"
    assert format_tkr(Decimal(-499)) == "0"
    assert format_percent(72) == f"72{TUNT_NBSP}%"
    assert format_percent(Decimal("92.50")) == f"92,5{TUNT_NBSP}%"
    assert format_percent(None) == "–"


def test_nouns_agree_with_their_number():
    assert count_noun(0, "insats", "insatser") == "ingen insats"
    assert count_noun(1, "insats", "insatser") == "en insats"
    assert count_noun(1, "mål", "mål", neutrum=True) == "ett mål"
    assert count_noun(12, "insats", "insatser") == "tolv insatser"
    assert count_noun(13, "insats", "insatser") == "13 insatser"


@pytest.mark.parametrize(
    ("n", "total", "text"),
    [
        (0, 1, "ingen insats"),
        (1, 1, "den enda insatsen"),
        (2, 2, "båda insatserna"),
        (0, 3, "ingen av de tre insatserna"),
        (3, 3, "samtliga tre insatser"),
        (1, 3, "en av tre insatser"),
        (13, 14, "13 av 14 insatser"),
    ],
)
def test_some_of(n, total, text):
    assert some_of(n, total, "insats", "insatser", "insatserna") == text


def test_lists_end_with_och():
    assert join_och([]) == ""
    assert join_och(["Heby"]) == "Heby"
    assert join_och(["Heby", "Håbo", "Tierp"]) == "Heby, Håbo och Tierp"
    assert join_och(["Ett, två", "Tre", "Fyra"]) == "Ett, två; Tre och Fyra"


def test_order_is_swedish():
    assert sorted(["Örebro", "Ängelholm", "Åre", "Heby", "Håbo"], key=sort_key) == [
        "Heby",
        "Håbo",
        "Åre",
        "Ängelholm",
        "Örebro",
    ]
