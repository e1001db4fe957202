"""What the kvartalsrapport's form and the insats's page show of the economy."""

from datetime import date

import pytest
from zeal import zeal_context

from finsam.period import Period
from insatser.models import Insats
from tests import factories as f
from uppfoljning.kvartalsrapport.kanda_uppgifter import gather_uppgifter


@pytest.mark.django_db
def test_a_page_may_gather_the_figures_twice():
    """As a form does that is shown again with its faults: the guard of N+1 counts per line."""
    f.BudgetpostFactory(insats=f.RekvisitionFactory().insats)
    insats = Insats.objects.with_gallande_slut(date(2024, 4, 10)).select_related("forbund").get()
    with zeal_context():
        first, second = (gather_uppgifter(insats, Period.quarter(2024, 1)) for _ in range(2))
    assert first == second
    assert first["bemanning"]
