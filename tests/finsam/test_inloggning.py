"""Login by allauth: the second step and who must have it, limits, forgotten passwords, OIDC."""

from importlib import reload

import pytest
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.core.cache import cache
from django.test import Client
from django.urls import Resolver404, clear_url_caches, resolve, reverse

from finsam import urls
from finsam.konton import urls as konton_urls
from finsam.konton.models import Roll, User
from tests import factories as f
from tests.tva_steg import totp_code, turn_on_totp

pytestmark = pytest.mark.django_db

LOSENORD = "ett-gott-losenord"


@pytest.fixture
def user():
    return User.objects.create_user("kansli@example.se", LOSENORD)


def log_in(client, user, losenord=LOSENORD, **data):
    return client.post("/logga-in/", {"login": user.email, "password": losenord, **data})


def is_logged_in(client):
    return "_auth_user_id" in client.session


class TestTwoSteps:
    def test_password_alone_opens_nothing(self, client, user):
        secret = turn_on_totp(user)

        assert log_in(client, user, next="/konto/").url == reverse("mfa_authenticate")
        assert not is_logged_in(client)
        assert client.get("/konto/").url.startswith("/logga-in/")

        assert client.post(reverse("mfa_authenticate"), {"code": "abc"}).status_code == 200
        assert not is_logged_in(client)

        code = totp_code(secret)
        assert client.post(reverse("mfa_authenticate"), {"code": code}).url == "/konto/"
        assert is_logged_in(client)

    def test_recovery_code_works_once(self, client, user):
        log_in(client, user)
        client.post(reverse("mfa_activate_totp"), {"code": code_on_the_page(client)})
        codes = client.get(reverse("mfa_download_recovery_codes")).content.decode().split()[-10:]
        client.post("/logga-ut/")

        for expected in (True, False):
            log_in(client, user)
            client.post(reverse("mfa_authenticate"), {"code": codes[0]})
            assert is_logged_in(client) is expected
            client.post("/logga-ut/")

    def test_password_reset_does_not_pass_it_by(self, client, user, mailoutbox):
        turn_on_totp(user)

        client.post(reverse("account_reset_password"), {"email": user.email})
        link = next(word for word in mailoutbox[0].body.split() if word.startswith("http"))
        form = client.get(link, follow=True)
        new = "ett-annat-losenord"
        client.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})

        assert not is_logged_in(client)
        assert log_in(client, user, new).url == reverse("mfa_authenticate")

    def test_turning_it_on_ends_sessions_without_it(
        self, client, user, django_capture_on_commit_callbacks
    ):
        other = Client()
        log_in(other, user)
        other.get("/konto/")
        session = other.session
        session["session_borjade"] -= 5
        session.save()

        log_in(client, user)
        with django_capture_on_commit_callbacks(execute=True):
            client.post(reverse("mfa_activate_totp"), {"code": code_on_the_page(client)})

        assert client.get("/konto/").status_code == 200
        assert other.get("/konto/").status_code == 302


def code_on_the_page(client):
    return totp_code(client.get(reverse("mfa_activate_totp")).context["form"].secret)


class TestWhoMustHaveTwoSteps:
    @pytest.fixture(autouse=True)
    def required(self, settings):
        settings.MFA_KRAVS = True

    @pytest.mark.parametrize("roll", [Roll.KANSLI, Roll.EKONOM, Roll.FORBUNDSCHEF, Roll.ADMIN])
    def test_the_role_gets_nowhere_else_until_it_is_on(self, client, user, roll):
        f.BehorighetFactory(user=user, roll=roll)
        log_in(client, user)

        for url in ("/konto/", "/rapporter/", "/behorigheter/", "/admin/", "/"):
            assert client.get(url).url == reverse("mfa_index"), url
        page = client.get(reverse("mfa_index")).content.decode()
        assert "Din roll kräver inloggning i två steg" in page

        client.post(reverse("mfa_activate_totp"), {"code": code_on_the_page(client)})

        assert client.get("/konto/").status_code == 200

    @pytest.mark.parametrize("roll", [Roll.STYRGRUPP, Roll.STYRELSE, Roll.REVISOR])
    def test_others_may_but_need_not(self, client, user, roll):
        f.BehorighetFactory(user=user, roll=roll)
        log_in(client, user)

        assert client.get("/konto/").status_code == 200
        assert client.get(reverse("mfa_activate_totp")).status_code == 200

    def test_superuser_must_too(self, client):
        log_in(client, User.objects.create_superuser("admin@example.se", LOSENORD))

        assert client.get("/admin/").url == reverse("mfa_index")
        assert client.post("/logga-ut/").url == "/logga-in/"

    def test_who_takes_it_away_is_back_at_the_start(self, client, user):
        f.BehorighetFactory(user=user)
        log_in(client, user)
        client.post(reverse("mfa_activate_totp"), {"code": code_on_the_page(client)})

        client.post(reverse("mfa_deactivate_totp"))

        assert client.get("/konto/").url == reverse("mfa_index")

    def test_a_script_is_told(self, client, user):
        f.BehorighetFactory(user=user)
        log_in(client, user)

        assert client.get("/konto/", headers={"Accept": "application/json"}).status_code == 403


class TestLimits:
    def test_five_wrong_passwords_stop_the_right_one(self, client, user):
        for _ in range(5):
            log_in(client, user, "fel")

        response = log_in(client, user)

        assert "för många försök" in response.content.decode()
        assert not is_logged_in(client)

    def test_same_in_front_of_the_admin(self, client):
        superuser = User.objects.create_superuser("admin@example.se", LOSENORD)
        for _ in range(5):
            client.post(
                client.get("/admin/login/").url, {"login": superuser.email, "password": "fel"}
            )

        assert "för många försök" in log_in(client, superuser).content.decode()

    def test_count_is_shared_by_all_processes(self):
        assert type(cache._connections["default"]).__name__ == "DatabaseCache"

    def test_too_many_from_one_place_get_a_page_in_swedish(self, client, user):
        for _ in range(30):
            client.post("/logga-in/", {})

        response = client.post("/logga-in/", {})

        assert response.status_code == 429
        assert "Vänta en stund" in response.content.decode()


class TestClosedDoors:
    @pytest.mark.parametrize("path", ["/konto/signup/", "/konto/email/", "/accounts/signup/"])
    def test_nobody_signs_up_or_changes_their_address(self, path):
        with pytest.raises(Resolver404):
            resolve(path)

    def test_forgotten_password_does_not_tell_who_has_an_account(self, client, user, mailoutbox):
        pages = [
            client.post(reverse("account_reset_password"), {"email": email}, follow=True)
            for email in (user.email, "okand@example.se")
        ]

        assert pages[0].redirect_chain == pages[1].redirect_chain
        assert [brev.to for brev in mailoutbox] == [[user.email]]

    def test_shut_off_account_is_told(self, client, user):
        user.is_active = False
        user.save()

        assert log_in(client, user).url == reverse("account_inactive")


class TestOidc:
    @pytest.fixture
    def provider(self, settings, monkeypatch):
        """The organisation's login is on, and answers with the claims of this dict."""
        claims = {"sub": "1", "email": "kansli@example.se", "email_verified": True}
        app = {
            "provider_id": "organisation",
            "name": "Kommunen",
            "client_id": "id",
            "secret": "hemligt",
            "settings": {"server_url": "https://login.example.se"},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
        config = {
            "authorization_endpoint": "https://login.example.se/auth",
            "token_endpoint": "https://login.example.se/token",
        }
        adapter = OpenIDConnectOAuth2Adapter
        monkeypatch.setattr(adapter, "openid_config", config)
        monkeypatch.setattr(
            adapter, "get_access_token_data", lambda *args, **kwargs: {"access_token": "x"}
        )
        monkeypatch.setattr(adapter, "_fetch_user_info", lambda self, token: claims)
        settings.OIDC = True
        self.reload_urls()
        yield claims
        settings.OIDC = False
        self.reload_urls()

    def reload_urls(self):
        reload(konton_urls)
        reload(urls)
        clear_url_caches()

    def log_in(self, client):
        to_provider = client.get("/konto/oidc/organisation/login/")
        state = to_provider.url.split("state=")[1].split("&")[0]
        return client.get(f"/konto/oidc/organisation/login/callback/?code=x&state={state}")

    def test_off_until_configured(self, client):
        assert client.get("/konto/oidc/organisation/login/").status_code == 404
        assert "Logga in med Kommunen" not in client.get("/logga-in/").content.decode()

    def test_button_and_login_of_the_account_with_the_address(self, client, user, provider):
        assert "Logga in med Kommunen" in client.get("/logga-in/").content.decode()

        self.log_in(client)

        assert client.session["_auth_user_id"] == str(user.pk)
        user.refresh_from_db()
        assert user.check_password(LOSENORD)

    def test_second_step_follows(self, client, user, provider):
        turn_on_totp(user)

        assert self.log_in(client).url == reverse("mfa_authenticate")
        assert not is_logged_in(client)

    @pytest.mark.parametrize(
        "change", [{"email_verified": False}, {"email": "okand@example.se"}, {"email": None}]
    )
    def test_no_account_is_made_and_none_entered(self, client, user, provider, change):
        provider.update(change)

        response = self.log_in(client)

        assert "Det finns inget konto" in response.content.decode()
        assert not is_logged_in(client)
        assert User.objects.count() == 1
