"""Two who decide at the same moment, on real connections."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from ekonomi.avvikelser.services import (
    Innehall,
    decide_avvikelse,
    file_avvikelse,
    hash_avvikelse,
)
from ekonomi.models import Budgetpost
from finsam.historik import Flodesfel
from tests import factories as f
from tests.samtidighet import run_at_once
from uppfoljning.models import Avvikelse

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("database_on_disk"),
]

NU = datetime(2024, 5, 20, 8, tzinfo=UTC)
BEVILJAD, AVSLAGEN = Avvikelse.Beslut.BEVILJAD, Avvikelse.Beslut.AVSLAGEN


def file(insats, typ="budget", dag=2, belopp=Decimal(600000)):
    return file_avvikelse(
        insats=insats,
        innehall=Innehall(typ, "Vi behöver det.", belopp, 2024, 2025),
        fil=None,
        user=f.UserFactory(),
        nu=datetime(2024, 5, dag, 8, tzinfo=UTC),
    )


def decide(avvikelse, beslut):
    user, sedd = f.UserFactory(), hash_avvikelse(avvikelse)
    return lambda: decide_avvikelse(
        avvikelse=avvikelse, beslut=beslut, motivering="Ja.", sedd=sedd, user=user, nu=NU
    )


@pytest.mark.parametrize("gang", range(3))
def test_two_decisions_at_once_leave_one(gang):
    avvikelse = file(f.BudgetpostFactory(insats__slut=date(2025, 12, 31)).insats)

    utfall = run_at_once(
        decide(avvikelse, BEVILJAD), decide(avvikelse, AVSLAGEN), refusals=Flodesfel
    )

    [fel] = [u for u in utfall if u is not None]
    avvikelse.refresh_from_db()
    assert f"redan {avvikelse.beslut}" in str(fel)
    assert avvikelse.beslut == (BEVILJAD, AVSLAGEN)[utfall.index(None)]
    flyttat = Budgetpost.objects.exclude(post="beviljad").count()
    assert flyttat == (2 if avvikelse.beslut == BEVILJAD else 0)


def test_the_same_money_is_not_moved_twice():
    insats = f.BudgetpostFactory(insats__slut=date(2025, 12, 31)).insats
    utfall = run_at_once(
        decide(file(insats), BEVILJAD), decide(file(insats, dag=3), BEVILJAD), refusals=Flodesfel
    )
    [fel] = [u for u in utfall if u is not None]
    assert "Så mycket finns inte kvar av 2024." in str(fel)
    assert Budgetpost.objects.get(post="overfort_ut").belopp == 600000
