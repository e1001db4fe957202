from datetime import date
from decimal import Decimal

import pytest
from django import forms

from finsam.formularfalt import Artalsfalt, Beloppsfalt, Dagfalt


@pytest.mark.parametrize(
    ("text", "belopp"),
    [
        ("1 234,50", "1234.50"),
        ("1\u00a0234\u00a0567", "1234567"),
        ("12\u202f000.5", "12000.50"),
        (" 0 ", "0"),
    ],
)
def test_an_amount_is_read_as_people_write_it(text, belopp):
    assert Beloppsfalt().clean(text) == Decimal(belopp)


def test_an_amount_with_a_true_minus_where_it_may_be_negative():
    assert Beloppsfalt(far_vara_negativt=True).clean("\u2212500") == Decimal(-500)


@pytest.mark.parametrize(
    ("falt", "text", "fel"),
    [
        (Beloppsfalt(), "-5", "Beloppet är negativt. Skriv det utan minus."),
        (Beloppsfalt(), "tio", "Beloppet är inte ett tal. Skriv till exempel 1 234,50."),
        (
            Beloppsfalt(),
            "1,234",
            "Beloppet har för många decimaler. Högst 2 får plats, och tusental skrivs "
            "med mellanslag: 250 000.",
        ),
        (Beloppsfalt(), "9" * 5000, "Beloppet är ett för stort tal."),
        (Artalsfalt(), "24", "Det är inte ett årtal. Skriv till exempel 2024."),
        (
            Dagfalt(),
            "03/04/2026",
            "Skriv dagen som ÅÅÅÅ-MM-DD, till exempel 2024-12-31.",
        ),
        (Dagfalt(), "1066-10-14", "Skriv ett datum mellan åren 1994 och 2100."),
        (Dagfalt(senast=date(2024, 7, 1)), "2024-07-02", "Välj en dag senast 2024-07-01."),
        (Dagfalt(tidigast=date(2024, 7, 1)), "2024-06-30", "Välj en dag tidigast 2024-07-01."),
        (forms.CharField(max_length=3), "fyra", "Texten är 4 tecken. Korta den till högst 3."),
    ],
)
def test_what_cannot_be_read_says_what_to_write(falt, text, fel):
    with pytest.raises(forms.ValidationError) as refused:
        falt.clean(text)
    assert refused.value.messages == [fel]


def test_an_amount_is_shown_as_it_is_written():
    falt = Beloppsfalt(required=False)
    assert falt.prepare_value(Decimal("1234.50")) == "1\u00a0234,50"
    assert falt.prepare_value(Decimal("20000.00")) == "20\u00a0000"
    assert falt.prepare_value("tio") == "tio"
    assert falt.clean("") is None
    assert Artalsfalt().clean("2024") == 2024
