"""Each report asks the database the same number of times, however many insatser it tells of."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from finsam.konton.models import Roll, User
from rapporter.models import Avstamningskommentar
from tests import factories as f
from tests.ekonomi.bokslut.test_bokslut import store_bocker, store_kontoplan
from tests.rapporter.test_pm import full_insats

pytestmark = [pytest.mark.once, pytest.mark.django_db]

PERIODER = {
    "pm": "2024H1",
    "delarsrapport": "2024H1",
    "arsredovisning": "2024",
    "ekonomisk-information": "2024-06-30",
    "delegationsbeslut": "2024H1",
}
HOGST = 25


@pytest.fixture
def forbund():
    """With books, a budget, goals and one insats, and a comment on a check."""
    forbund = f.ForbundFactory()
    store_kontoplan(forbund)
    for ar in (2023, 2024):
        store_bocker(forbund, {"1930": 400, "3000": -900, "4000": 300, "7000": 200}, ar)
        forbund.bokforingar.filter(ar_start__year=ar).update(per=date(ar, 12, 31))
    for part in f.PartFactory.create_batch(2, forbund=forbund):
        f.MedlemsavgiftFactory(part=part, ar=2024)
    f.FortroendevaldFactory(forbund=forbund)
    f.AktivitetFactory(forbund=forbund, datum=date(2024, 3, 1))
    f.VerksamhetsmalFactory(forbund=forbund, ar=2024)
    Avstamningskommentar.objects.create(
        forbund=forbund, rapport="delarsrapport", period="2024H1", kontroll="floden", text="Se text"
    )
    add_insats(forbund)
    return forbund


def add_insats(forbund):
    """One that has ended, with something of everything."""
    insats = full_insats(forbund, slut=date(2024, 5, 31))
    f.ForbundsbudgetradFactory(forbund=forbund, rad="insats", insats=insats, belopp=700)
    f.RekvisitionFactory(insats=insats, ar=2023, kvartal=1)
    f.SlutrapportFactory(insats=insats)
    struktur = f.InsatsFactory(forbund=forbund, typ="struktur")
    f.MalFactory(insats=struktur)


@pytest.mark.parametrize("typ", PERIODER)
def test_a_report_costs_the_same_for_seven_insatser(client, forbund, typ):
    def count_queries():
        antal = {}
        for namn, user in personer.items():
            client.force_login(user)
            for vy in ("rapport", "rapport_json", "avstamning"):
                with CaptureQueriesContext(connection) as fragor:
                    svar = client.get(reverse(f"rapporter:{vy}", args=adress))
                assert svar.status_code == 200
                antal[namn, vy] = len(fragor)
        return antal

    adress = [typ, forbund.organisationsnummer, PERIODER[typ]]
    personer = {
        "kansli": f.BehorighetFactory(forbund=forbund, roll=Roll.KANSLI).user,
        "superanvändare": User.objects.create_superuser("super@exempel.se", "losenord"),
    }
    with time_machine.travel("2025-02-15 10:00", tick=False):
        count_queries()  # the sessions' first requests write their stamps
        med_en = count_queries()
        for _ in range(6):
            add_insats(forbund)
        assert count_queries() == med_en
    assert max(med_en.values()) <= HOGST, med_en
