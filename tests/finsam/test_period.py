from datetime import date

import pytest

from finsam.period import OgiltigPeriod, Period


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
    "text", ["", "2024H3", "24H1", "2024K1", "2024-06", "٢٠٢٤", "1800", "x" * 99]
)
def test_anything_else_is_refused_with_what_to_write(text):
    with pytest.raises(OgiltigPeriod, match="Skriv ett halvår som 2024H1"):
        Period.parse(text)
