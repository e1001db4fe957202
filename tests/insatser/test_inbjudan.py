"""An invitation from the form to the role: its link, who may use it, and when it is dead."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from smtplib import SMTPException

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse

from finsam.handelser.models import Handelse
from finsam.konton.models import Behorighet, Inbjudan, Roll, User
from tests import factories as f
from tests.tva_steg import turn_on_totp

pytestmark = pytest.mark.django_db

NU = datetime(2024, 7, 10, 8, tzinfo=UTC)
NYTT_KONTO = {"namn": "Anna Svensson", "losenord": "en-mening-om-hav"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NU, tick=False) as traveller:
        yield traveller


@pytest.fixture
def forbund():
    return f.ForbundFactory(namn="Samordningsförbundet Alfa")


@pytest.fixture
def kansli(client, forbund):
    kansli = f.BehorighetFactory(forbund=forbund, user__namn="Kim Kansli").user
    client.force_login(kansli)
    return kansli


def invite(client, forbund, **data):
    url = reverse("behorigheter:bjud_in", args=[forbund.organisationsnummer])
    return client.post(url, {"email": "anna@kommun.se", "roll": Roll.KANSLI, **data}, follow=True)


def link_of(brev):
    return next(word for word in brev.body.split() if word.startswith("http"))


def action(client, inbjudan, name):
    args = [inbjudan.forbund.organisationsnummer, inbjudan.pk]
    return client.post(reverse(f"behorigheter:{name}", args=args), follow=True)


def events():
    return list(Handelse.objects.order_by("pk").values_list("typ", flat=True))


def test_from_the_letter_to_a_logged_in_user_with_the_role(client, forbund, kansli, mailoutbox):
    insats = f.InsatsFactory(forbund=forbund)
    page = invite(
        client, forbund, email="Anna@Kommun.se", roll=Roll.STYRGRUPP, insatser=[insats.pk]
    )
    assert "Inbjudan är skickad till anna@kommun.se" in page.content.decode()
    [brev] = mailoutbox
    assert brev.to == ["anna@kommun.se"]
    assert brev.reply_to == [kansli.email]
    assert "Kim Kansli bjuder in dig" in brev.body
    assert "till och med 24 juli 2024" in brev.body

    visitor = Client()
    assert "styrgrupp" in visitor.get(link_of(brev)).content.decode()
    response = visitor.post(link_of(brev), NYTT_KONTO)

    anna = User.objects.get(email="anna@kommun.se")
    assert response.url == reverse("start")
    assert visitor.session["_auth_user_id"] == str(anna.pk)
    assert anna.namn == "Anna Svensson"
    assert anna.check_password(NYTT_KONTO["losenord"])
    assert anna.emailaddress_set.get().verified
    behorighet = anna.behorigheter.get()
    assert (behorighet.forbund, behorighet.roll) == (forbund, Roll.STYRGRUPP)
    assert list(behorighet.insatser.all()) == [insats]
    assert events() == ["anvandare_inbjuden", "inbjudan_antagen"]


def test_only_the_hash_of_the_token_is_kept(client, forbund, kansli, mailoutbox):
    invite(client, forbund)

    token = link_of(mailoutbox[0]).rstrip("/").rpartition("/")[2]
    assert len(token) == 43
    assert token not in str(Inbjudan.objects.values().get())


def test_new_kansli_must_turn_on_the_second_step_first(client, forbund, settings):
    settings.MFA_KRAVS = True
    inbjudan = f.InbjudanFactory(forbund=forbund, token="a" * 43)

    client.post("/inbjudan/" + "a" * 43 + "/", NYTT_KONTO)

    assert User.objects.get(email=inbjudan.email).is_active
    assert client.get("/konto/").url == reverse("mfa_index")


@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="a database in memory does not queue its writers"
)
@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_make_one_user():
    inbjudan = f.InbjudanFactory(token="hemlig")

    def click(_):
        try:
            return Client().post("/inbjudan/hemlig/", NYTT_KONTO).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        statuses = sorted(threads.map(click, range(2)))

    # The second one finds the link used, or the account that the first one made.
    assert statuses[0] == 302
    assert statuses[1] in (302, 410)
    assert User.objects.get(email=inbjudan.email).behorigheter.count() == 1
    assert events() == ["inbjudan_antagen"]


class TestDeadLinks:
    def get(self, token="hemlig"):
        return Client().get(f"/inbjudan/{token}/")

    def test_unknown(self):
        assert self.get("okand").status_code == 404

    def test_after_fourteen_days(self, client, forbund, kansli, mailoutbox, clock):
        invite(client, forbund)
        clock.shift(timedelta(days=14, seconds=-1))
        assert Client().get(link_of(mailoutbox[0])).status_code == 200

        clock.shift(timedelta(seconds=1))
        response = Client().post(link_of(mailoutbox[0]), NYTT_KONTO)

        assert response.status_code == 410
        assert "be kansliet skicka inbjudan igen" in response.content.decode()
        assert not User.objects.filter(email="anna@kommun.se").exists()

    def test_used(self):
        inbjudan = f.InbjudanFactory(token="hemlig")
        for _ in range(2):
            response = Client().post("/inbjudan/hemlig/", NYTT_KONTO)

        assert response.status_code == 410
        assert "redan använd" in response.content.decode()
        assert User.objects.filter(email=inbjudan.email).count() == 1

    def test_withdrawn(self, client, forbund, kansli):
        inbjudan = f.InbjudanFactory(forbund=forbund, token="hemlig")

        action(client, inbjudan, "aterkalla")

        assert self.get().status_code == 410
        assert events() == ["inbjudan_aterkallad"]
        assert (
            "redan använd eller återkallad"
            in action(client, inbjudan, "skicka_igen").content.decode()
        )

    def test_sent_again_with_a_new_one(self, client, forbund, kansli, mailoutbox, clock):
        inbjudan = f.InbjudanFactory(forbund=forbund, token="hemlig")
        clock.shift(timedelta(days=20))
        client.force_login(kansli)

        action(client, inbjudan, "skicka_igen")

        assert self.get().status_code == 404
        assert Client().get(link_of(mailoutbox[0])).status_code == 200

    def test_token_is_not_logged(self, caplog):
        f.InbjudanFactory(token="a" * 43, aterkallad=NU)
        self.get("a" * 43)

        assert [record.getMessage() for record in caplog.records] == ["Gone: /inbjudan/.../"]


class TestWhoHasAnAccount:
    @pytest.fixture
    def anna(self):
        return f.UserFactory(email="anna@kommun.se")

    @pytest.fixture
    def inbjudan(self, forbund, anna):
        insats = f.InsatsFactory(forbund=forbund)
        inbjudan = f.InbjudanFactory(
            forbund=forbund, email=anna.email, roll=Roll.STYRGRUPP, token="hemlig"
        )
        inbjudan.insatser.set([insats])
        return inbjudan

    def test_logs_in_and_confirms_and_insatser_add_up(self, client, inbjudan, anna):
        page = client.get("/inbjudan/hemlig/").content.decode()
        assert "Du har redan ett konto" in page
        assert "/logga-in/?next=%2Finbjudan%2Fhemlig%2F" in page
        had = f.BehorighetFactory(user=anna, forbund=inbjudan.forbund, roll=Roll.STYRGRUPP)
        had.insatser.set([f.InsatsFactory(forbund=inbjudan.forbund)])

        client.force_login(anna)
        assert "Tacka ja" in client.get("/inbjudan/hemlig/").content.decode()
        client.post("/inbjudan/hemlig/")

        assert anna.behorigheter.get().insatser.count() == 2

    def test_the_link_does_not_enter_it_nor_set_its_password(self, client, inbjudan, anna):
        turn_on_totp(anna)

        client.post("/inbjudan/hemlig/", NYTT_KONTO)

        anna.refresh_from_db()
        assert "_auth_user_id" not in client.session
        assert not anna.check_password(NYTT_KONTO["losenord"])
        assert not anna.behorigheter.exists()

    def test_another_user_cannot_take_the_role(self, client, inbjudan):
        someone = f.UserFactory()
        client.force_login(someone)

        response = client.post("/inbjudan/hemlig/")

        assert "Inbjudan är till någon annan" in response.content.decode()
        assert not someone.behorigheter.exists()


class TestForm:
    def errors(self, client, forbund, **data):
        return invite(client, forbund, **data).context["form"].errors

    def test_role_per_insats_needs_one_of_this_forbund(self, client, forbund, kansli):
        other = f.InsatsFactory()

        assert "insatser" in self.errors(client, forbund, roll=Roll.STYRGRUPP)
        assert "insatser" in self.errors(client, forbund, roll=Roll.STYRGRUPP, insatser=[other.pk])
        assert "insatser" in self.errors(
            client, forbund, insatser=[f.InsatsFactory(forbund=forbund).pk]
        )

    def test_same_role_twice_is_refused(self, client, forbund, kansli):
        assert "email" in self.errors(client, forbund, email=kansli.email)
        invite(client, forbund)
        assert "email" in self.errors(client, forbund)

    def test_weak_password_is_refused(self, client):
        f.InbjudanFactory(token="hemlig", email="anna@kommun.se")

        response = client.post("/inbjudan/hemlig/", {"namn": "Anna", "losenord": "kort"})

        assert "losenord" in response.context["form"].errors
        assert not User.objects.filter(email="anna@kommun.se").exists()

    @pytest.mark.parametrize(
        ("giver", "roll", "allowed"),
        [
            (Roll.KANSLI, Roll.ADMIN, False),
            (Roll.FORBUNDSCHEF, Roll.ADMIN, False),
            (Roll.ADMIN, Roll.ADMIN, True),
            (Roll.KANSLI, Roll.FORBUNDSCHEF, False),
            (Roll.FORBUNDSCHEF, Roll.FORBUNDSCHEF, True),
        ],
    )
    def test_who_decides_over_others_is_not_made_by_them(
        self, client, forbund, giver, roll, allowed
    ):
        client.force_login(f.BehorighetFactory(forbund=forbund, roll=giver).user)

        invite(client, forbund, roll=roll)

        assert Inbjudan.objects.filter(roll=roll).exists() is allowed

    def test_nobody_invites_themselves(self, client, forbund, kansli):
        assert "email" in self.errors(client, forbund, email=kansli.email, roll=Roll.EKONOM)

    @pytest.mark.parametrize("falt", ["namn", "email"])
    def test_no_personnummer_is_stored(self, client, forbund, kansli, falt):
        text = {"namn": "Anna 900101-1234", "email": "900101-1234@kommun.se"}[falt]

        assert falt in self.errors(client, forbund, **{falt: text})

    def test_of_two_at_once_the_second_is_told(self, client, forbund, kansli, monkeypatch):
        invite(client, forbund)
        monkeypatch.setattr(
            "insatser.behorigheter.forms.Inbjudan.objects.pending", Inbjudan.objects.none
        )

        assert "email" in self.errors(client, forbund)

    def test_kansli_cannot_send_out_admins_invitation_again(self, client, forbund, kansli):
        inbjudan = f.InbjudanFactory(forbund=forbund, roll=Roll.ADMIN)

        assert action(client, inbjudan, "skicka_igen").status_code == 403
        assert action(client, inbjudan, "aterkalla").status_code == 403


def test_mail_that_cannot_be_sent_is_told(client, forbund, kansli, monkeypatch):
    def refuse(self):
        raise SMTPException

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)

    assert "gick inte att skicka" in invite(client, forbund).content.decode()
    assert Behorighet.objects.count() == 1


def test_invitations_end_with_the_account_that_sent_them(client, forbund, kansli):
    invite(client, forbund)
    chef = f.BehorighetFactory(forbund=forbund, roll=Roll.FORBUNDSCHEF).user
    client.force_login(chef)
    behorighet = kansli.behorigheter.get()

    client.post(reverse("behorigheter:stang_av", args=[forbund.organisationsnummer, behorighet.pk]))

    assert Inbjudan.objects.get().aterkallad == NU
