from datetime import date

import pytest

from finsam.period import Dagintervall, OgiltigPeriod, Period, last_day


def test_half_years_and_years():
    h1, h2, ar = map(Period.parse, ("2024H1", " 2024h2", "2024"))
    assert (h1.start, h1.slut) == (date(2024, 1, 1), date(2024, 6, 30))
    assert (h2.start, h2.slut) == (date(2024, 7, 1), date(2024, 12, 31))
    assert (ar.start, ar.slut) == (date(2024, 1, 1), date(2024, 12, 31))
    assert [str(p) for p in (h1, h2, ar)] == ["2024H1", "2024H2", "2024"]
    assert (h1.kvartal, h2.kvartal) == ((1, 2), (3, 4))
    assert h2.ackumulerad == ar
    assert h1.foregaende_ar == Period.parse("2023H1")


def test_names():
    h1, ar = Period.parse("2024H1"), Period.parse("2024")
    assert (h1.namn, ar.namn) == ("första halvåret 2024", "år 2024")
    assert (h1.namn_kvartal, ar.namn_kvartal) == ("Kvartal 1 och 2 2024", "Helåret 2024")
    assert (h1.namn_manader, h1.sista_dag) == ("januari–juni 2024", "30 juni")


@pytest.mark.parametrize(
    ("forsta", "sista", "namn"),
    [
        (1, 1, ("2024K1", "kvartal 1 2024", "Kvartal 1 2024")),
        (1, 2, ("2024H1", "första halvåret 2024", "Kvartal 1 och 2 2024")),
        (3, 4, ("2024H2", "andra halvåret 2024", "Kvartal 3 och 4 2024")),
        (1, 4, ("2024", "år 2024", "Helåret 2024")),
        # Neither a half-year nor a year.
        (1, 3, ("2024K1-K3", "januari–september 2024", "Kvartal 1–3 2024")),
        (2, 3, ("2024K2-K3", "april–september 2024", "Kvartal 2 och 3 2024")),
        (2, 4, ("2024K2-K4", "april–december 2024", "Kvartal 2–4 2024")),
    ],
)
def test_only_half_years_are_called_so(forsta, sista, namn):
    period = Period(2024, forsta, sista)
    assert (str(period), period.namn, period.namn_kvartal) == namn


@pytest.mark.parametrize(
    ("text", "namn"),
    [
        ("2024-08-22--2024-10-24", "22 augusti–24 oktober 2024"),
        ("2023-12-14--2024-02-29", "14 december 2023–29 februari 2024"),
        ("2024-08-22--2024-08-22", "22 augusti 2024"),
    ],
)
def test_some_days(text, namn):
    dagar = Dagintervall.parse(text)
    assert (str(dagar), dagar.namn, dagar.namn_kvartal) == (text, namn, namn)
    assert dagar.ar == 2024


@pytest.mark.parametrize(
    ("text", "fel"),
    [
        ("2024-10-24--2024-08-22", "2024-08-22 är före 2024-10-24"),
        ("2024-08-22", "inga dagar. Skriv den första och den sista som 2024-08-22--2024-10-24"),
        ("2024-08-22--20241024", "inga dagar"),
        ("2024-08-22--2024-02-30", "inga dagar"),
        ("1024-08-22--2024-02-01", "inga dagar"),
        ("2024-08-22--2024-10-24--2024-11-24", "inga dagar"),
    ],
)
def test_other_days_are_refused(text, fel):
    with pytest.raises(OgiltigPeriod, match=fel):
        Dagintervall.parse(text)


def test_the_last_day_of_a_month():
    assert [last_day(date(ar, 2, 5)) for ar in (2023, 2024)] == [
        date(2023, 2, 28),
        date(2024, 2, 29),
    ]


@pytest.mark.parametrize(
    "text", ["", "2024H3", "24H1", "2024K1", "2024-06", "٢٠٢٤", "1800", "x" * 99]
)
def test_anything_else_is_refused_with_what_to_write(text):
    with pytest.raises(OgiltigPeriod, match="Skriv ett halvår som 2024H1"):
        Period.parse(text)
