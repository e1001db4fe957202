"""What the kvartalsrapport's form and the insats's page show of the economy."""

from datetime import date

import pytest
from zeal import zeal_context

from finsam.period import Period
from insatser.models import Insats
from tests import factories as f
from uppfoljning.kvartalsrapport.kanda_uppgifter import gather_uppgifter

DAG = date(2024, 4, 22)


@pytest.mark.django_db
def test_a_page_may_gather_the_figures_twice():
    """As a form does that is shown again with its faults: the guard of N+1 counts per line."""
    f.BudgetpostFactory(insats=f.RekvisitionFactory().insats)
    insats = Insats.objects.with_gallande_slut(date(2024, 4, 10)).select_related("forbund").get()
    with zeal_context():
        first, second = (gather_uppgifter(insats, Period.quarter(2024, 1)) for _ in range(2))
    assert first == second
    assert first["bemanning"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("falt", "text"),
    [
        ({"attesterad": DAG}, "200\u00a0000\u00a0kr, attesterad 22\u00a0april 2024"),
        (
            {"attesterad": DAG, "is_preliminar": True},
            "200\u00a0000\u00a0kr, preliminär, attesterad 22\u00a0april 2024",
        ),
        ({}, "200\u00a0000\u00a0kr, inte attesterad"),
        (
            {"atersand": DAG, "skal": "Fel."},
            "200\u00a0000\u00a0kr, återsänd 22\u00a0april 2024",
        ),
        (
            {"preliminart_belopp": 180_000, "preliminart_attesterat": DAG},
            "180\u00a0000\u00a0kr, preliminärt. Den slutliga är inte attesterad",
        ),
    ],
)
def test_how_the_rekvisition_stands(falt, text):
    f.RekvisitionFactory(**({"attesterad": None} | falt))
    insats = Insats.objects.with_gallande_slut(DAG).select_related("forbund").get()
    [uppgifter] = gather_uppgifter(insats, Period.quarter(2024, 1))["bemanning"]
    assert ("Rekvisition, kvartal 1 2024", text) in uppgifter.rader
