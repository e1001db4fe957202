"""Behörigheter and the invitation in a browser: from Bjud in to a role with two steps."""

import re
from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from finsam.konton.models import Roll
from tests import factories as f
from tests.tva_steg import totp_code

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def fresh_limits(transactional_db):
    cache.clear()


@pytest.fixture
def quiet(page):
    """The browser complains of nothing, our content security policy above all."""
    complaints = []
    page.on(
        "console",
        lambda message: (
            complaints.append(message.text) if message.type in ("error", "warning") else None
        ),
    )
    yield
    assert complaints == []


@pytest.fixture
def forbund():
    return f.ForbundFactory()


def test_kansli_invites_and_changes(
    page, quiet, log_in_browser, assert_accessible, forbund, mailoutbox
):
    page.set_viewport_size({"width": 320, "height": 800})
    insats = f.InsatsFactory(forbund=forbund)
    styrgrupp = f.BehorighetFactory(
        forbund=forbund, roll=Roll.STYRGRUPP, user__namn="Stina Styrgrupp"
    )
    styrgrupp.insatser.set([insats])
    log_in_browser(f.BehorighetFactory(forbund=forbund).user)

    page.goto("/behorigheter/")
    assert_accessible(page)
    page.get_by_role("link", name="Bjud in").click()
    page.get_by_role("button", name="Skicka inbjudan").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert_accessible(page)
    page.get_by_role("alert").get_by_role("link", name="Välj en roll.").click()
    expect(page.get_by_role("radio").first).to_be_focused()

    page.get_by_label("E-postadress").fill("anna@kommun.se")
    page.get_by_role("radio", name="Styrgrupp").check()
    page.get_by_role("checkbox", name=str(insats)).check()
    page.get_by_role("button", name="Skicka inbjudan").click()
    expect(page.get_by_role("status")).to_contain_text("skickad till anna@kommun.se")
    expect(page.get_by_role("table", name="Inbjudna")).to_contain_text("anna@kommun.se")
    assert_accessible(page)
    assert mailoutbox[0].to == ["anna@kommun.se"]

    page.get_by_role("link", name="Ändra Stina Styrgrupp").click()
    assert_accessible(page)
    page.get_by_role("link", name="Stäng av kontot").click()
    assert_accessible(page)
    page.get_by_role("button", name="Stäng av kontot").click()
    expect(page.get_by_role("row", name=re.compile("Stina"))).to_contain_text("avstängd")


def test_who_is_invited_gets_in_with_two_steps(page, quiet, assert_accessible, forbund, settings):
    settings.MFA_KRAVS = True
    page.set_viewport_size({"width": 320, "height": 800})
    token = "t" * 43
    f.InbjudanFactory(
        forbund=forbund,
        token=token,
        email="anna@kommun.se",
        giltig_till=datetime(2100, 1, 1, tzinfo=UTC),
    )

    page.goto(f"/inbjudan/{token}/")
    assert_accessible(page)
    page.get_by_label("Välj ett lösenord").fill("kort")
    page.get_by_role("button", name="Skapa konto").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert_accessible(page)
    page.get_by_label("Ditt namn").fill("Anna Svensson")
    page.get_by_label("Välj ett lösenord").fill("en-mening-om-hav")
    page.get_by_role("button", name="Skapa konto").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Inloggning i två steg")
    assert_accessible(page)
    page.get_by_role("link", name="Lägg till en app").click()
    assert_accessible(page)
    page.get_by_label("Koden i appen").fill("000000")
    page.get_by_role("button", name="Slå på").click()
    assert_accessible(page)
    secret = page.locator(".secret").inner_text()
    page.get_by_label("Koden i appen").fill(totp_code(secret))
    page.get_by_role("button", name="Slå på").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Reservkoder")
    assert_accessible(page)
    koder = page.get_by_role("list", name="Koder som är kvar").get_by_role("listitem")
    reservkod = koder.first.inner_text()

    page.goto("/behorigheter/")
    expect(page.get_by_role("row", name=re.compile("Anna Svensson"))).to_contain_text("ja")

    page.get_by_role("button", name="Logga ut").click()
    page.get_by_label("E-postadress").fill("anna@kommun.se")
    page.get_by_label("Lösenord").fill("en-mening-om-hav")
    page.get_by_role("button", name="Logga in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Andra steget")
    assert_accessible(page)
    page.get_by_label("Kod").fill(reservkod)
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_role("link", name="Ditt konto")).to_be_visible()


def test_own_account(page, quiet, log_in_browser, assert_accessible, forbund):
    page.set_viewport_size({"width": 320, "height": 800})
    log_in_browser(f.BehorighetFactory(forbund=forbund, roll=Roll.STYRELSE).user)

    page.goto("/konto/")
    assert_accessible(page)
    page.get_by_role("link", name="Byt lösenord").click()
    page.get_by_role("button", name="Spara lösenordet").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert_accessible(page)


def test_passkey_in_place_of_password_and_code(page, quiet, assert_accessible, forbund):
    """With the browser's own stand-in for a key that asks for a finger."""
    user = f.BehorighetFactory(forbund=forbund).user
    user.set_password("ett-gott-losenord")
    user.save()
    keys = page.context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    keys.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )

    page.goto("/konto/tva-steg/webauthn/add/")
    page.get_by_label("E-postadress").fill(user.email)
    page.get_by_label("Lösenord").fill("ett-gott-losenord")
    page.get_by_role("button", name="Logga in", exact=True).click()
    assert_accessible(page)
    page.get_by_role("button", name="Lägg till").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Reservkoder")
    page.goto("/konto/tva-steg/webauthn/")
    assert_accessible(page)

    page.get_by_role("button", name="Logga ut").click()
    page.get_by_role("button", name="Logga in med lösennyckel").click()

    expect(page.get_by_role("link", name="Ditt konto")).to_be_visible()
