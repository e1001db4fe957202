"""What a form is told about a row before the database is asked."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from tests import factories as f
from uppfoljning.models import Aktivitet, Maluppfoljning, Verksamhetsmal, validate_period


@pytest.mark.parametrize("text", ["2024H1", "2024H2", "2024"])
def test_period_that_is_right(text):
    validate_period(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2024h1", "Skriv perioden som 2024H1."),
        (" 2024", "Skriv perioden som 2024."),
        ("2024H3", "är ingen period"),
    ],
)
def test_period_that_is_refused(text, message):
    with pytest.raises(ValidationError, match=message):
        validate_period(text)


@pytest.mark.django_db
def test_a_maluppfoljning_is_of_a_mal_of_the_same_insats():
    rapport = f.KvartalsrapportFactory()
    Maluppfoljning(kvartalsrapport=rapport, mal=f.MalFactory(insats=rapport.insats)).full_clean()

    with pytest.raises(ValidationError) as refused:
        Maluppfoljning(kvartalsrapport=rapport, mal=f.MalFactory()).full_clean()

    assert refused.value.message_dict == {
        "mal": ["Välj ett mål i den insats som rapporten gäller."]
    }


@pytest.mark.django_db
def test_a_maluppfoljning_without_a_mal_asks_for_it():
    with pytest.raises(ValidationError) as refused:
        Maluppfoljning(kvartalsrapport=f.KvartalsrapportFactory()).full_clean()

    assert list(refused.value.message_dict) == ["mal"]


@pytest.mark.parametrize(
    ("rad", "falt"),
    [
        (Verksamhetsmal(ar=2024, nr=1), "mal"),
        (Verksamhetsmal(ar=2024, nr=1), "resultatmal"),
        (Verksamhetsmal(ar=2024, nr=1), "utfall"),
        (Aktivitet(datum=date(2024, 5, 2)), "namn"),
    ],
)
def test_no_way_in_takes_a_personnummer(rad, falt):
    """Not the form alone: the underlag and the admin ask the model."""
    setattr(rad, falt, "Samtal med 900115-1234")
    with pytest.raises(ValidationError) as refused:
        rad.clean_fields(exclude=["forbund"])
    assert list(refused.value.message_dict) == [falt]
