"""What a form is told about a row before the database is asked."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from insatser.models import Forlangning, Styrgrupp, validate_organisationsnummer
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("222000-1111", "Kontrollera siffrorna."),
        ("2220002576", "Skriv organisationsnumret som 222000-2576."),
        ("abc", "Kontrollera siffrorna."),
        ("", "Kontrollera siffrorna."),
    ],
)
def test_organisationsnummer_that_is_refused(text, message):
    with pytest.raises(ValidationError, match=message):
        validate_organisationsnummer(text)


def test_organisationsnummer_that_is_right():
    validate_organisationsnummer("222000-2576")


def faults(obj):
    with pytest.raises(ValidationError) as refused:
        obj.full_clean()
    return refused.value.message_dict


def test_what_an_insats_refers_to_belongs_to_its_forbund():
    insats = f.InsatsFactory()
    insats.full_clean()
    annat = f.ForbundFactory()
    insats.insatsagare = f.PartFactory(forbund=annat)
    insats.styrgrupp = Styrgrupp.objects.create(forbund=annat, namn="Lokus")
    insats.eftertrader = f.InsatsFactory(forbund=annat)

    assert faults(insats) == {
        "insatsagare": ["Välj en part som hör till samma förbund som insatsen."],
        "styrgrupp": ["Välj en styrgrupp som hör till samma förbund som insatsen."],
        "eftertrader": ["Välj en insats som hör till samma förbund som insatsen."],
    }

    insats.insatsagare = f.PartFactory(forbund=insats.forbund)
    insats.styrgrupp = Styrgrupp.objects.create(forbund=insats.forbund, namn="Lokus")
    insats.eftertrader = f.InsatsFactory(forbund=insats.forbund)
    insats.full_clean()


def test_without_a_forbund_only_that_is_asked_for():
    insats = f.InsatsFactory.build(forbund=None, insatsagare=f.PartFactory())
    assert list(faults(insats)) == ["forbund"]


def test_slut_before_start_is_told_once_and_at_slut():
    insats = f.InsatsFactory.build(forbund=f.ForbundFactory(), slut=date(2023, 12, 31))
    assert faults(insats) == {"slut": ["Slut är före start. Rätta ett av datumen."]}


@pytest.mark.parametrize("nytt_slut", [date(2024, 12, 31), date(2024, 6, 30)])
def test_a_forlangning_ends_later_than_the_insats(nytt_slut):
    forlangning = Forlangning(
        insats=f.InsatsFactory(), beslutsdatum=date(2024, 5, 1), nytt_slut=nytt_slut
    )
    assert faults(forlangning) == {
        "nytt_slut": ["Skriv en dag efter insatsens slut enligt ansökan, 2024-12-31."]
    }

    forlangning.nytt_slut = date(2025, 1, 1)
    forlangning.full_clean()


def test_a_forlangning_without_an_insats_asks_for_it():
    assert "insats" in faults(Forlangning(nytt_slut=date(2025, 1, 1)))
