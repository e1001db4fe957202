"""The page Behörigheter: who is on it, what it may change, and its file."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from finsam.csvfil import escape
from finsam.handelser.models import Handelse
from finsam.konton.models import Behorighet, Roll, User
from insatser.behorigheter.lista import Rad, read_rader
from tests import factories as f
from tests.tva_steg import turn_on_totp

pytestmark = pytest.mark.django_db

NU = datetime(2024, 7, 10, 8, tzinfo=UTC)


@pytest.fixture
def forbund():
    return f.ForbundFactory(organisationsnummer="222000-2576")


@pytest.fixture
def kansli(client, forbund):
    kansli = f.BehorighetFactory(forbund=forbund, user__email="kansli@exempel.se").user
    client.force_login(kansli)
    return kansli


@pytest.fixture
def styrgrupp(forbund):
    return f.BehorighetFactory(forbund=forbund, roll=Roll.STYRGRUPP)


def url(name, forbund, *args):
    return reverse(f"behorigheter:{name}", args=[forbund.organisationsnummer, *args])


def test_the_list(forbund):
    kansli = f.BehorighetFactory(forbund=forbund, user__email="kansli@exempel.se").user
    insatser = [f.InsatsFactory(forbund=forbund, kortnamn=namn, ort="") for namn in "ÅA"]
    forbund_annat = f.BehorighetFactory(user=kansli).forbund
    asa = f.UserFactory(
        email="asa@exempel.se", namn="Åsa", is_active=False, last_login=NU - timedelta(hours=9)
    )
    turn_on_totp(asa)
    styrgrupp = f.BehorighetFactory(user=asa, forbund=forbund, roll=Roll.STYRGRUPP)
    styrgrupp.insatser.set(insatser)
    inbjudan = f.InbjudanFactory(forbund=forbund, email="ny@exempel.se", roll=Roll.REVISOR)
    gammal = f.InbjudanFactory(forbund=forbund, email="old@exempel.se", giltig_till=NU)
    f.InbjudanFactory(forbund=forbund, aterkallad=NU)
    f.InbjudanFactory(forbund=forbund_annat)

    personer, inbjudna = read_rader(forbund, user=kansli, roller=[Roll.STYRGRUPP], nu=NU)

    egen = Behorighet.objects.get(user=kansli, forbund=forbund)
    assert personer == [
        Rad("", "kansli@exempel.se", "Kansli", (), None, False, "aktiv", True, behorighet=egen.pk),
        Rad(
            "Åsa",
            "asa@exempel.se",
            "Styrgrupp",
            tuple(str(insats) for insats in reversed(insatser)),
            # One in the morning in Sweden, and last evening in UTC.
            date(2024, 7, 10),
            True,
            "avstängd",
            False,
            behorighet=styrgrupp.pk,
            andras=True,
        ),
    ]
    assert [(rad.email, rad.status, rad.inbjudan) for rad in inbjudna] == [
        ("ny@exempel.se", "inbjuden till 2024-07-24", inbjudan.pk),
        ("old@exempel.se", "inbjudan gick ut 2024-07-10", gammal.pk),
    ]


@pytest.mark.parametrize("page", ["lista", "csv"])
def test_rows_cost_no_queries(client, forbund, kansli, page):
    def count():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url(page, forbund)).status_code == 200
        return len(queries)

    def add():
        behorighet = f.BehorighetFactory(forbund=forbund, roll=Roll.STYRGRUPP)
        behorighet.insatser.set([f.InsatsFactory(forbund=forbund)])
        f.InbjudanFactory(forbund=forbund)

    add()
    count()  # The session's first request is another.
    one = count()
    add()
    add()

    assert count() == one


def test_reader_sees_the_page_without_the_actions(client, forbund, styrgrupp):
    f.InbjudanFactory(forbund=forbund)
    client.force_login(f.BehorighetFactory(forbund=forbund, roll=Roll.REVISOR).user)

    page = client.get(url("lista", forbund)).content.decode()

    assert styrgrupp.user.email in page
    for word in ("Bjud in</a>", "Ändra", "Skicka igen"):
        assert word not in page


class TestFile:
    def test_rows_and_headings(self, client, forbund, kansli):
        kansli.namn = "=HYPERLINK(1)"
        kansli.save()
        f.InbjudanFactory(
            forbund=forbund, email="ny@exempel.se", giltig_till=datetime(2100, 1, 1, tzinfo=UTC)
        )

        with time_machine.travel(NU, tick=False):
            client.force_login(kansli)
            response = client.get(url("csv", forbund))

        assert "behorigheter-222000-2576-2024-07-10.csv" in response["Content-Disposition"]
        assert response.content.decode().split("\r\n") == [
            "\ufeffNamn;E-postadress;Roll;Insatser;Senast inloggad;Två steg;Status",
            "'=HYPERLINK(1);kansli@exempel.se;Kansli;;2024-07-10;nej;aktiv",
            ";ny@exempel.se;Kansli;;;;inbjuden till 2100-01-01",
            "",
        ]

    @pytest.mark.parametrize("cell", ["=1+1", "+46", "-1", "@SUM(A1)", "\t=1", "\r=1"])
    def test_no_cell_is_a_formula(self, cell):
        assert escape(cell) == f"'{cell}"

    def test_other_text_is_as_it_was(self):
        assert escape("Anna-Karin = bäst") == "Anna-Karin = bäst"


class TestChange:
    def test_insatser(self, client, forbund, kansli, styrgrupp):
        insats = f.InsatsFactory(forbund=forbund)

        client.post(url("andra", forbund, styrgrupp.pk), {"insatser": [insats.pk]})

        assert list(styrgrupp.insatser.all()) == [insats]
        assert Handelse.objects.get().typ == "behorighet_andrad"

    @pytest.mark.parametrize("own", [True, False])
    def test_at_least_one_insats_and_none_of_another_forbund(
        self, client, forbund, kansli, styrgrupp, own
    ):
        data = {} if own else {"insatser": [f.InsatsFactory().pk]}

        response = client.post(url("andra", forbund, styrgrupp.pk), data)

        assert "insatser" in response.context["form"].errors

    def test_role_is_taken_away_and_the_account_stays(self, client, forbund, kansli, styrgrupp):
        assert (
            "Ta bort rollen" in client.get(url("ta_bort", forbund, styrgrupp.pk)).content.decode()
        )
        client.post(url("ta_bort", forbund, styrgrupp.pk))

        assert not Behorighet.objects.filter(pk=styrgrupp.pk).exists()
        assert User.objects.filter(pk=styrgrupp.user_id).exists()
        assert Handelse.objects.get().typ == "behorighet_borttagen"

    def test_account_is_shut_off_and_opened(self, client, forbund, kansli, styrgrupp):
        visitor = Client()
        visitor.force_login(styrgrupp.user)
        assert visitor.get("/konto/").status_code == 200

        with time_machine.travel(datetime.now(UTC) + timedelta(seconds=2)):
            client.post(url("stang_av", forbund, styrgrupp.pk))
            assert visitor.get("/konto/").status_code == 302
            assert "avstängd" in client.get(url("lista", forbund)).content.decode()

            client.post(url("oppna", forbund, styrgrupp.pk))
            # Open, but the old session is not let in again.
            assert visitor.get("/konto/").status_code == 302
            visitor.force_login(styrgrupp.user)
            assert visitor.get("/konto/").status_code == 200

        typer = Handelse.objects.order_by("pk").values_list("typ", flat=True)
        assert list(typer) == ["konto_avstangt", "konto_oppnat"]


class TestRefused:
    PAGES = ["andra", "ta_bort", "stang_av", "oppna"]

    def status(self, client, page, forbund, behorighet):
        return client.post(url(page, forbund, behorighet.pk)).status_code

    @pytest.mark.parametrize("page", PAGES)
    def test_ones_own(self, client, forbund, kansli, page):
        assert self.status(client, page, forbund, kansli.behorigheter.get()) == 403

    @pytest.mark.parametrize("page", PAGES)
    def test_admin_by_kansli(self, client, forbund, kansli, page):
        admin = f.BehorighetFactory(forbund=forbund, roll=Roll.ADMIN)

        assert self.status(client, page, forbund, admin) == 403

    @pytest.mark.parametrize("page", PAGES)
    def test_behorighet_of_another_forbund(self, client, forbund, kansli, page):
        other = f.BehorighetFactory()

        assert self.status(client, page, forbund, other) == 404
        assert self.status(client, page, other.forbund, other) == 404

    @pytest.mark.parametrize("page", ["stang_av", "oppna"])
    def test_account_with_a_role_elsewhere(self, client, forbund, kansli, styrgrupp, page):
        f.BehorighetFactory(user=styrgrupp.user, roll=Roll.STYRELSE)

        assert self.status(client, page, forbund, styrgrupp) == 403
        assert client.get(url(page, forbund, styrgrupp.pk)).status_code == 403
        assert "Stäng av" not in client.get(url("andra", forbund, styrgrupp.pk)).content.decode()

    @pytest.mark.parametrize("page", ["stang_av", "oppna"])
    def test_superuser(self, client, forbund, kansli, styrgrupp, page):
        styrgrupp.user.is_superuser = True
        styrgrupp.user.save()

        assert self.status(client, page, forbund, styrgrupp) == 403

    def test_invitation_of_another_forbund(self, client, forbund, kansli):
        inbjudan = f.InbjudanFactory()

        for page in ("skicka_igen", "aterkalla"):
            assert self.status(client, page, forbund, inbjudan) == 404
