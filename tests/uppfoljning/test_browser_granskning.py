"""Stories in a real browser: the kansli reviews a kvartalsrapport, opens it again, and judges."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse

from finsam.konton.models import Roll
from tests import factories as f
from tests.uppfoljning.rapportexempel import K1, NU, make_insats, send
from uppfoljning.models import Bedomning, Kvartalsrapport

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def insats():
    return make_insats()


@pytest.fixture
def styrgrupp():
    return f.UserFactory(namn="Stina Styrgrupp")


@pytest.fixture
def kansli(insats, log_in_browser):
    kansli = f.BehorighetFactory(
        user__namn="Karin Kansli", forbund=insats.forbund, roll=Roll.KANSLI
    ).user
    log_in_browser(kansli)
    return kansli


@pytest.fixture
def console(page):
    messages = []
    page.on("console", lambda message: messages.append(message.text))
    return messages


def address(name, insats):
    return reverse(f"uppfoljning:{name}", args=[insats.pk, 2024, 2])


def test_a_report_goes_back_comes_again_and_is_accepted(
    page, insats, styrgrupp, kansli, console, assert_accessible
):
    page.set_viewport_size({"width": 320, "height": 900})
    send(insats, styrgrupp, kvartal=K1, i_fas="ja", kommentar="Vi har startat.")
    send(insats, styrgrupp, i_fas="nej", i_fas_kommentar="Två mål släpar.")

    page.goto(address("granska", insats))
    fraga = page.get_by_role("group", name="Är insatsen i fas med sina mål?")
    assert fraga.get_by_text("Ändrat sedan kvartal 1").is_visible()
    assert_accessible(page)

    fraga.get_by_label("Din kommentar till styrgruppen").fill("Vilka två mål?")
    page.get_by_role("button", name="Begär komplettering").click()
    page.get_by_role("link", name="Skriv vad styrgruppen behöver komplettera.").wait_for()
    assert_accessible(page)
    page.get_by_role("link", name="Skriv vad styrgruppen behöver komplettera.").click()
    # The link has moved focus to the field.
    page.keyboard.type("Se min kommentar.")
    page.get_by_role("button", name="Begär komplettering").click()
    page.get_by_text("Du har begärt komplettering.").wait_for()
    assert_accessible(page)

    send(
        insats,
        styrgrupp,
        NU + timedelta(days=1),
        i_fas="delvis",
        i_fas_kommentar="Mål 1 och mål 3 släpar.",
    )
    page.goto(address("granska", insats))
    assert fraga.get_by_text("Vilka två mål?").is_visible()
    assert fraga.locator("del").all_inner_texts() == ["Nej", "Två mål släpar."]
    assert fraga.locator("ins").all_inner_texts() == ["Delvis", "Mål 1 och mål 3 släpar."]
    assert_accessible(page)
    page.get_by_role("button", name="Godkänn", exact=True).click()
    page.get_by_text("Du har godkänt rapporten.").wait_for()

    page.get_by_role("link", name="Läs rapporten och dess historik").click()
    page.get_by_text("Läs hela rapporten i omgång 1").click()
    assert page.get_by_text("Se min kommentar.").first.is_visible()
    assert_accessible(page)
    assert console == []


def test_an_accepted_report_is_opened_again_with_a_reason(
    page, insats, kansli, console, assert_accessible
):
    page.set_viewport_size({"width": 320, "height": 900})
    f.KvartalsrapportFactory(insats=insats, kvartal=2, i_fas="ja")

    page.goto(address("granska", insats))
    page.get_by_role("link", name="Öppna rapporten igen").click()
    page.get_by_role("button", name="Öppna rapporten igen").click()
    page.get_by_role("link", name="Skriv varför rapporten behöver öppnas igen.").wait_for()
    assert_accessible(page)
    page.get_by_label("Varför behöver rapporten öppnas?").fill("Fel utfall för mål 1.")
    page.get_by_role("button", name="Öppna rapporten igen").click()

    page.get_by_text("Du har öppnat rapporten.").wait_for()
    assert Kvartalsrapport.objects.get().status == "atersand"
    assert_accessible(page)
    assert console == []


def test_a_bedomning_needs_its_motivering(page, insats, kansli, console, assert_accessible):
    page.set_viewport_size({"width": 320, "height": 900})
    f.KvartalsrapportFactory(insats=insats, kvartal=1, i_fas="ja", prognos="ja")
    f.KvartalsrapportFactory(insats=insats, kvartal=2, i_fas="delvis", prognos="ja")
    for namn in ("Framsteget", "Ung framtid"):
        f.InsatsFactory(forbund=insats.forbund, kortnamn=namn)

    page.goto(
        reverse("uppfoljning:bedomningar", args=[insats.forbund.organisationsnummer, "2024H1"])
    )
    assert_accessible(page)
    i_fas = page.get_by_role("group", name="Enköping, Jobbcentrum I fas med målen")
    i_fas.get_by_label("Kansliets bedömning").select_option("Nej")
    page.get_by_role("button", name="Spara bedömningarna").click()
    fel = page.get_by_role("link", name="Enköping, Jobbcentrum: Skriv varför")
    fel.wait_for()
    assert_accessible(page)
    # By keyboard from here: the error leads to its field, and the button comes after it.
    fel.focus()
    page.keyboard.press("Enter")
    page.keyboard.type("Två mål nås inte.")
    page.get_by_role("button", name="Spara bedömningarna").focus()
    page.keyboard.press("Enter")

    page.get_by_text("Bedömningarna är sparade.").wait_for()
    assert i_fas.get_by_text("PM visar").locator("..").get_by_text("Nej").is_visible()
    assert Bedomning.objects.get().motivering == "Två mål nås inte."
    assert_accessible(page)
    assert console == []


def test_the_review_by_keyboard_alone(page, insats, styrgrupp, kansli, console):
    send(insats, styrgrupp)
    page.goto(address("granska", insats))

    def tab_to(name):
        for _ in range(80):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.innerText?.trim()") == name:
                return
        raise AssertionError(f"{name} is not reached")

    page.get_by_role("group", name="Är insatsen i fas med sina mål?").get_by_role("textbox").focus()
    page.keyboard.type("Bra.")
    tab_to("Godkänn")
    page.keyboard.press("Enter")

    page.get_by_text("Du har godkänt rapporten.").wait_for()
    assert Kvartalsrapport.objects.get().omgangar.get().kommentarer.get().text == "Bra."
    assert console == []


def test_what_is_written_survives_a_session_that_has_ended(
    page, context, insats, styrgrupp, kansli, log_in_browser
):
    send(insats, styrgrupp)
    page.goto(address("granska", insats))
    page.get_by_label("Vad behöver kompletteras?").fill("Skriv mer om målen.")
    context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_role("button", name="Begär komplettering").click()
    page.get_by_role("heading", name="Logga in").wait_for()

    log_in_browser(kansli)
    page.goto(address("granska", insats))

    assert page.get_by_text("Texten är tillbaka i formuläret.").is_visible()
    assert page.get_by_label("Vad behöver kompletteras?").input_value() == "Skriv mer om målen."
    page.get_by_role("button", name="Begär komplettering").click()
    page.get_by_text("Du har begärt komplettering.").wait_for()
