"""A story in a real browser: a rekvisition is filled in, sent in and attested."""

import pytest
from django.urls import reverse

from ekonomi.models import Rekvisition
from finsam.konton.models import Roll
from tests import factories as f
from tests.ekonomi.rekvisitioner.rekvisitionsexempel import make_insats

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]


def test_filled_in_with_the_sum_shown_sent_and_attested(page, log_in_browser, assert_accessible):
    console = []
    page.on("console", lambda message: console.append(message.text))
    page.set_viewport_size({"width": 320, "height": 900})
    insats = make_insats()
    f.RekvisitionFactory(insats=insats, kvartal=1, belopp=310_000)
    styrgrupp = f.BehorighetFactory(forbund=insats.forbund, roll=Roll.STYRGRUPP)
    styrgrupp.insatser.add(insats)
    ekonom = f.BehorighetFactory(forbund=insats.forbund, roll=Roll.EKONOM).user
    adress = reverse("ekonomi:rekvisition", args=[insats.pk, 2024, 2])

    log_in_browser(styrgrupp.user)
    page.goto(adress)
    summa = page.locator("output[data-summa]")
    ram = page.get_by_role("region", name="Mot budgeten")
    page.get_by_label("Personal").press_sequentially("180 000,50")
    page.get_by_label("Lokaler").fill("20\u00a0000")
    assert summa.inner_text() == "200\u00a0000,50"
    assert ram.get_by_text("489\u00a0999,50").is_visible()  # 1 000 000 − 310 000 − 200 000,50
    page.get_by_label("Övriga kostnader").fill("600000")
    assert ram.get_by_text("−110\u00a0000,50").is_visible()
    assert ram.get_by_text("Mer än budgeten").is_visible()
    page.get_by_label("Övriga kostnader").fill("tolv")
    assert summa.inner_text() == "–"
    assert_accessible(page)
    page.get_by_role("button", name="Spara och kontrollera").click()

    fel = page.get_by_role("link", name="Övriga kostnader: Beloppet är inte ett tal")
    fel.wait_for()
    assert_accessible(page)
    fel.press("Enter")
    page.keyboard.press("Control+A")
    page.keyboard.type("0")
    page.get_by_label("Lokaler").fill("20000")
    page.get_by_role("button", name="Spara utkast").click()
    # It comes back as 20 000, which is no sign of a session that ended.
    page.get_by_text("Utkastet är sparat.").wait_for()
    assert page.locator("#formvakt").is_hidden()
    page.get_by_role("button", name="Spara och kontrollera").click()
    page.get_by_role("heading", name="Det som rekvireras").wait_for()
    # What the server counts is what the script did.
    assert page.get_by_text("489\u00a0999,50").is_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Skicka in").click()
    page.get_by_role("heading", name="Rekvisitionen är inskickad").wait_for()
    assert_accessible(page)

    log_in_browser(ekonom)
    page.goto(reverse("ekonomi:rekvisition_attestera", args=[insats.pk, 2024, 2]))
    assert_accessible(page)
    page.get_by_role("button", name="Attestera").click()
    page.get_by_text("Du har attesterat rekvisitionen.").wait_for()
    assert_accessible(page)
    assert Rekvisition.objects.get(kvartal=2).attesterad_av == ekonom
    page.get_by_role("link", name="Öppna igen för rättelse").click()
    page.get_by_role("button", name="Öppna rekvisitionen igen").click()
    page.get_by_role("link", name="Skriv vad som behöver rättas.").wait_for()
    assert_accessible(page)
    page.goto(reverse("ekonomi:rekvisitioner", args=[insats.forbund.organisationsnummer]))
    with page.expect_download() as hamtning:
        page.get_by_role("button", name="Skapa betalfil").click()
    assert hamtning.value.suggested_filename.endswith(".xlsx")
    page.reload()
    assert page.get_by_role("link", name="Hämta betalfilen").is_visible()
    assert_accessible(page)
    assert console == []


def test_who_leaves_what_is_not_saved_is_asked_first(page, log_in_browser):
    insats = make_insats()
    log_in_browser(f.BehorighetFactory(forbund=insats.forbund, roll=Roll.KANSLI).user)
    fragor = []
    page.on("dialog", lambda dialog: (fragor.append(dialog.type), dialog.accept()))
    page.goto(reverse("ekonomi:rekvisition", args=[insats.pk, 2024, 2]))
    page.get_by_label("Personal").press_sequentially("12")
    page.get_by_role("button", name="Spara utkast").click()
    page.get_by_text("Utkastet är sparat.").wait_for()
    page.goto(reverse("ekonomi:avvikelse_ny", args=[insats.pk]))
    assert fragor == []
    page.locator("textarea").fill("En tjänst är vakant.")
    page.goto("/")
    assert fragor == ["beforeunload"]


def test_without_the_script_the_server_sums(browser, live_server, client):
    insats = make_insats()
    user = f.BehorighetFactory(forbund=insats.forbund, roll=Roll.KANSLI).user
    client.force_login(user)
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    context.add_cookies(
        [
            {"name": namn, "value": kaka.value, "url": live_server.url}
            for namn, kaka in client.cookies.items()
        ]
    )
    page = context.new_page()
    page.goto(reverse("ekonomi:rekvisition", args=[insats.pk, 2024, 2]))
    page.get_by_label("Personal").fill("1 200 000")
    page.get_by_role("button", name="Spara utkast").click()
    page.get_by_text("Utkastet är sparat.").wait_for()
    assert page.locator("output[data-summa]").inner_text() == "1\u00a0200\u00a0000"
    assert page.get_by_text("Mer än budgeten").is_visible()
    context.close()
