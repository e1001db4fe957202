from datetime import date
from decimal import Decimal

import pytest

from finsam.inlasning.kolumntyper import (
    STORSTA_HELTAL,
    Artal,
    Belopp,
    Datum,
    DatumEllerAr,
    Halvar,
    Heltal,
    JaNej,
    Manad,
    Otolkbar,
    Procent,
    Referenslista,
    Text,
    Val,
)

TYP = Val((("individ", "individ"), ("forstudie", "förstudie"), ("1_3", "1–3 år")))


@pytest.mark.parametrize(
    ("typ", "cell", "value"),
    [
        (Text(), "Jobb", "Jobb"),
        (Text(), 75, "75"),
        (Text(), 46.3, "46,3"),
        (Text(), 75.0, "75"),
        (Text(), True, "Ja"),
        (Text(), date(2024, 6, 30), "2024-06-30"),
        (Heltal(1, 4), 4, 4),
        (Heltal(1, 4), 4.0, 4),
        (Heltal(1, 4), "4", 4),
        (Procent(), 75, 75),
        (Procent(), "100", 100),
        (Artal(), "2024", 2024),
        (Belopp(), 1326000, Decimal(1326000)),
        (Belopp(), 204.35, Decimal("204.35")),
        (Belopp(), 0.1 + 0.2, Decimal("0.3")),
        (Belopp(), "1 234,50", Decimal("1234.50")),
        (Belopp(), "1\xa0234\u202f567.5", Decimal("1234567.5")),
        (Belopp(), "−12,5", Decimal("-12.5")),
        (Belopp().i_tkr(), "1,2345", Decimal("1234.5")),
        (Belopp().i_tkr(), 751, Decimal(751000)),
        (Datum(), date(2024, 2, 29), date(2024, 2, 29)),
        (Datum(), "2024-02-29", date(2024, 2, 29)),
        (DatumEllerAr(), 2008, date(2008, 1, 1)),
        (DatumEllerAr(), "2008", date(2008, 1, 1)),
        (DatumEllerAr(), "2008-05-01", date(2008, 5, 1)),
        (Manad(), "2024-01", date(2024, 1, 1)),
        (Manad(), date(2024, 1, 1), date(2024, 1, 1)),
        (Halvar(), "2024h1", "2024H1"),
        (Halvar(), 2024, "2024"),
        (JaNej(), "JA", True),
        (JaNej(), False, False),
        (TYP, "Förstudie", "forstudie"),
        (TYP, "1-3 år", "1_3"),
        (Referenslista(None), "AF, FK;AF ,", ("AF", "FK")),
    ],
)
def test_cells_become_values(typ, cell, value):
    read = typ.tolka(cell)

    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    ("typ", "cell", "meddelande"),
    [
        (Text(3), "fyra", "är längre än 3 tecken"),
        (Heltal(1, 4), 5, "är inte ett heltal mellan 1 och 4"),
        (Heltal(0, 9), 1.5, "är inte ett heltal"),
        (Heltal(0, 9), True, "är inte ett heltal"),
        (Heltal(0, STORSTA_HELTAL), -1, "är inte ett heltal som är minst 0."),
        (Heltal(0, STORSTA_HELTAL), "många", "är inte ett heltal som är minst 0."),
        (Heltal(0, STORSTA_HELTAL), 10**12, "är ett för stort tal."),
        (Procent(), "75 %", "Skriv 75."),
        (Procent(), "75\xa0%", "Skriv 75."),
        (Procent(), "0,75", "Skriv 75."),
        (Procent(), 0.07, "Skriv 7."),
        (Procent(), "750 %", "är inte ett heltal mellan 1 och 100."),
        (Procent(), 0.755, "är inte ett heltal mellan 1 och 100."),
        (Procent(), "halv", "är inte ett heltal mellan 1 och 100."),
        (Procent(), 0, "är inte ett heltal mellan 1 och 100."),
        (TYP, "FÖRSTUDI", "Menar du ”förstudie”?"),
        (Artal(), 24, "är inte ett årtal"),
        (Belopp(), "12 34", "är inte ett tal"),
        (Belopp(), "1.234,50", "är inte ett tal"),
        (Belopp(), "tolv", "är inte ett tal"),
        (Belopp(), True, "är inte ett tal"),
        (Belopp(), "1,234", "har för många decimaler"),
        (Belopp(), "250.000", "tusental skrivs med mellanslag: 250 000"),
        (Belopp(), "250,000", "har för många decimaler"),
        (Belopp(), 10**12, "är ett för stort tal"),
        (Datum(), "03/04/2026", "är inte ett datum. Skriv till exempel 2024-12-31"),
        (Datum(), "2024-13-01", "är inte ett datum"),
        (Datum(), 45292, "är inte ett datum"),
        (Datum(), "0204-01-01", "ligger utanför åren"),
        (DatumEllerAr(), "våren", "Det går också bra med ett årtal"),
        (Manad(), "2024-13", "är inte en månad"),
        (Manad(), date(2024, 1, 2), "är inte en månad"),
        (Halvar(), "2024K1", "är inte en period"),
        (JaNej(), "kanske", "är varken Ja eller Nej"),
        (TYP, "indvid", "Menar du ”individ”? Välj bland: individ, förstudie, 1–3 år."),
        (TYP, "x" * 30_000, "Välj bland"),
        (Referenslista(None), ",", "innehåller ingen kod"),
    ],
)
def test_other_cells_are_refused(typ, cell, meddelande):
    with pytest.raises(Otolkbar) as refused:
        typ.tolka(cell)

    assert meddelande in str(refused.value)
