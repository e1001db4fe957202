import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path, reverse

from finsam import urls
from finsam.konton.models import User
from tests import factories as f

PUBLIC = {
    "halsa",
    "tillganglighet",
    "account_login",
    "account_logout",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    # Only for one who is in the middle of a login.
    "mfa_authenticate",
    "mfa_login_webauthn",
    "behorigheter:inbjudan",
}


@pytest.fixture
def user(db):
    return User.objects.create_user("kansli@example.se", "ett-gott-losenord", namn="Kansliet")


def named_urls(patterns, namespace=""):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from named_urls(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", pattern


def test_every_view_but_the_public_ones_requires_login():
    # The admin has a login of its own: every admin view is wrapped in admin.site.admin_view.
    public = {
        name
        for name, pattern in named_urls(get_resolver().url_patterns)
        if not name.startswith("admin:") and not getattr(pattern.callback, "login_required", True)
    }

    assert public == PUBLIC


@pytest.mark.parametrize("url", ["/", "/rapporter/", "/konto/"])
def test_visitor_is_sent_to_the_login_page(client, url):
    response = client.get(url)

    assert response.status_code == 302
    assert response.url == f"/logga-in/?next={url}"


def test_visitor_is_sent_to_a_login_from_the_admin(client, db):
    response = client.get(reverse("admin:index"), follow=True)

    assert response.redirect_chain[-1] == ("/logga-in/?next=/admin/", 302)


def test_login_leads_to_the_page_that_was_asked_for(client, user):
    response = client.post(
        "/logga-in/?next=/rapporter/",
        # An address is one account whatever its case.
        {"login": "Kansli@Example.se", "password": "ett-gott-losenord", "next": "/rapporter/"},
    )

    assert response.url == "/rapporter/"
    assert client.session["_auth_user_id"] == str(user.pk)


def test_login_never_leads_to_another_site(client, user):
    response = client.post(
        "/logga-in/",
        {
            "login": user.email,
            "password": "ett-gott-losenord",
            "next": "https://example.com/",
        },
    )

    assert response.url == "/"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"login": "", "password": "x"}, "Skriv din e-postadress."),
        ({"login": "a@example.se", "password": ""}, "Skriv ditt lösenord."),
        ({"login": "a@example.se", "password": "x"}, "hör inte ihop"),
    ],
)
def test_failed_login_says_what_to_do(client, db, data, message):
    response = client.post("/logga-in/", data)

    assert response.status_code == 200
    assert message in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_logout_ends_the_session(client, user):
    client.force_login(user)

    response = client.post("/logga-ut/")

    assert response.url == "/logga-in/"
    assert "_auth_user_id" not in client.session


def test_pages_of_a_logged_in_user_are_never_stored(client, user):
    client.force_login(user)

    assert "no-store" in client.get("/")["Cache-Control"]


def test_health_check_answers_anyone(client, db):
    response = client.get("/halsa/")

    assert response.status_code == 200
    assert response.content == b"ok"
    assert response["Content-Type"] == "text/plain; charset=utf-8"


def test_health_check_fails_without_a_database(client, monkeypatch):
    def no_database(*args):
        raise OperationalError

    monkeypatch.setattr("finsam.views.connection.cursor", no_database)
    client.raise_request_exception = False

    assert client.get("/halsa/").status_code == 500


def test_content_security_policy_allows_nothing_foreign(client, db):
    policy = client.get("/logga-in/")["Content-Security-Policy"]

    assert {directive.strip() for directive in policy.split(";")} == {
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    }


class TestErrorPages:
    @pytest.fixture
    def raising(self, settings):
        """A URL conf in which /fel/ raises what the test says."""

        def install(error):
            def view(request):
                raise error

            view.login_required = False
            urlconf = type("Urlconf", (), {"urlpatterns": [*urls.urlpatterns, path("fel/", view)]})
            settings.ROOT_URLCONF = urlconf

        return install

    @pytest.mark.parametrize(
        ("error", "status", "heading"),
        [
            (SuspiciousOperation(), 400, "Adressen gick inte att läsa"),
            (PermissionDenied(), 403, "Du har inte behörighet"),
            (RuntimeError(), 500, "Något gick fel hos oss"),
        ],
    )
    def test_error_wears_the_dress_of_the_app(self, db, raising, error, status, heading):
        raising(error)
        response = Client(raise_request_exception=False).get("/fel/")

        assert response.status_code == status
        assert f"<h1>{heading}</h1>" in response.content.decode()

    def test_unknown_page(self, client, user):
        client.force_login(user)
        response = client.get("/finns-inte/")

        assert response.status_code == 404
        assert "<h1>Sidan finns inte</h1>" in response.content.decode()

    def test_expired_form(self, user):
        response = Client(enforce_csrf_checks=True).post("/logga-in/", {})

        assert response.status_code == 403
        assert "<h1>Sidan gäller inte längre</h1>" in response.content.decode()


def test_an_address_that_belongs_to_a_button_says_so(client, user):
    client.force_login(user)
    forbund = f.BehorighetFactory(user=user).forbund
    inbjudan = f.InbjudanFactory(forbund=forbund)

    response = client.get(
        reverse("behorigheter:aterkalla", args=[forbund.organisationsnummer, inbjudan.pk])
    )

    assert response.status_code == 405
    assert "Adressen hör till en knapp" in response.content.decode()
