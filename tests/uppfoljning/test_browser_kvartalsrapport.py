"""Stories in a real browser: a member of the styrgrupp gets the kvartalsrapport done."""

import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from finsam.konton.models import Roll
from finsam.period import Period
from insatser.models import Insats
from tests import factories as f
from tests.uppfoljning.pdffil import make_pdf
from tests.uppfoljning.svarsexempel import complete
from uppfoljning.kvartalsrapport.formular import load_formular
from uppfoljning.kvartalsrapport.services import Andring, save_svar
from uppfoljning.kvartalsrapport.steg import Slag
from uppfoljning.models import Kvartalsrapport, Omgang

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]

KVARTAL = Period.quarter(2024, 2)
STEG = ("styrgrupp", "mal", "bemanning", "hant")


@pytest.fixture
def insats():
    mal = f.MalFactory(nr=1, malvarde="10 personer")
    f.KvartalsrapportFactory(insats=mal.insats, kvartal=1, ordinarie_representation="nej")
    return Insats.objects.with_gallande_slut(KVARTAL.slut).select_related("forbund").get()


@pytest.fixture
def styrgrupp(insats):
    behorighet = f.BehorighetFactory(
        forbund=insats.forbund, roll=Roll.STYRGRUPP, user__namn="Karin i styrgruppen"
    )
    behorighet.insatser.add(insats)
    return behorighet.user


@pytest.fixture
def console(page):
    """All that the browser complained of."""
    messages = []
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    return messages


def url(namn, insats, *args):
    return reverse(f"uppfoljning:{namn}", args=[insats.pk, 2024, 2, *args])


def innehall(insats):
    return load_formular(insats, KVARTAL).innehall


def fill_in(page, formular, steg):
    """Answer all that must be answered in the step, as `complete` has it."""
    svar = complete(formular)
    for falt in next(s for s in formular.steg if s.nyckel == steg).falt:
        if falt.nyckel not in svar:
            continue
        if falt.slag is Slag.VAL:
            page.locator(f'[name="{falt.nyckel}"][value="{svar[falt.nyckel]}"]').check()
        else:
            page.locator(f'[name="{falt.nyckel}"]').fill(svar[falt.nyckel])


def is_saved(page):
    return expect(page.locator("#sparat")).to_have_text(re.compile(r"^Sparat \d\d:\d\d$"))


def test_from_the_task_list_to_the_receipt(
    page, insats, styrgrupp, log_in_browser, assert_accessible, console
):
    page.set_viewport_size({"width": 320, "height": 900})
    log_in_browser(styrgrupp)
    formular = load_formular(insats, KVARTAL)
    page.goto(url("kvartalsrapport", insats))
    assert_accessible(page)
    page.get_by_role("link", name="Börja med Styrgrupp och kvalitet").click()

    expect(page.get_by_text("Allt du skriver sparas medan du skriver.")).to_be_visible()
    fill_in(page, formular, "styrgrupp")
    is_saved(page)
    expect(page.locator('[data-lage="styrgrupp"]')).to_have_text("Klar")
    assert innehall(insats)["implementering"] == "ja"

    # An answer that calls for a comment says so at once, and again if one goes on without it.
    fraga = page.get_by_role("group", name="Har alla ordinarie representanter")
    fraga.get_by_label("Nej").check()
    expect(fraga.get_by_text("Skriv vilken part som saknades")).to_be_visible()
    page.get_by_role("button", name="Spara och fortsätt till Mål").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert_accessible(page)
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.locator("#id_ordinarie_representation_kommentar")).to_be_focused()
    page.keyboard.type("Regionen saknades vid ett möte av två.")
    page.get_by_role("button", name="Spara och fortsätt till Mål").click()

    for steg in STEG[1:]:
        page.wait_for_url(f"**{url('steg', insats, steg)}")
        fill_in(page, formular, steg)
        is_saved(page)
        assert_accessible(page)
        page.get_by_role("button", name="Spara och").click()

    page.wait_for_url(f"**{url('kontrollera', insats)}")
    expect(page.get_by_text("Regionen saknades vid ett möte av två.")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Skicka in").click()
    expect(page.get_by_role("heading", name="Rapporten är inskickad")).to_be_visible()
    assert_accessible(page)
    assert Omgang.objects.get().inskickad_av == styrgrupp
    page.goto(url("kvartalsrapport", insats))
    expect(page.get_by_text("väntar på kansliets besked")).to_be_visible()
    assert_accessible(page)
    assert console == []


def test_by_keyboard_alone(page, insats, styrgrupp, log_in_browser, console):
    log_in_browser(styrgrupp)
    formular = load_formular(insats, KVARTAL)
    svar = complete(formular)
    page.goto(url("steg", insats, "styrgrupp"))

    def go_to(selector):
        """Tab on until the focus is there."""
        for _ in range(60):
            if page.evaluate("s => document.activeElement.matches(s)", selector):
                return
            page.keyboard.press("Tab")
        pytest.fail(f"no way to {selector} by Tab")

    for steg in formular.steg:
        for falt in steg.falt:
            if falt.nyckel not in svar:
                continue
            go_to(f'[name="{falt.nyckel}"]')
            if falt.slag is Slag.VAL:
                page.keyboard.press("Space")
                for _ in range([v for v, _ in falt.val].index(svar[falt.nyckel])):
                    page.keyboard.press("ArrowRight")
            else:
                page.keyboard.type(svar[falt.nyckel])
        go_to('[name="fortsatt"]')
        page.keyboard.press("Enter")
        page.wait_for_url(lambda u, steg=steg: not u.endswith(url("steg", insats, steg.nyckel)))
    go_to('main form button[type="submit"]')
    page.keyboard.press("Enter")

    page.wait_for_url(f"**{url('kvitto', insats)}")
    kvar = {k: v for k, v in Omgang.objects.get().innehall.items() if v}
    assert kvar == svar
    assert console == []


def test_without_javascript(browser, live_server, insats, styrgrupp, client, tmp_path):
    formular = load_formular(insats, KVARTAL)
    client.force_login(styrgrupp)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    with browser.new_context(java_script_enabled=False, base_url=live_server.url) as context:
        context.add_cookies([cookie | {"url": live_server.url}])
        page = context.new_page()
        page.goto(url("steg", insats, "styrgrupp"))
        expect(page.get_by_text("Spara innan du lämnar sidan.")).to_be_visible()
        expect(page.locator("#id_styrgruppsmote_kommentar")).to_be_visible()
        for steg in STEG:
            fill_in(page, formular, steg)
            if steg == "hant":
                fil = tmp_path / "protokoll.pdf"
                fil.write_bytes(make_pdf())
                page.get_by_label("Välj en fil").set_input_files(fil)
                page.get_by_role("button", name="Lägg till filen").click()
                expect(page.get_by_role("link", name="protokoll.pdf", exact=True)).to_be_visible()
            page.get_by_role("button", name="Spara och").click()
        page.get_by_role("button", name="Skicka in").click()
        expect(page.get_by_role("heading", name="Rapporten är inskickad")).to_be_visible()

    omgang = Omgang.objects.get()
    assert [b.namn for b in omgang.bilagor.all()] == ["protokoll.pdf"]


def test_a_file_is_refused_added_and_removed(
    page, insats, styrgrupp, log_in_browser, assert_accessible, console
):
    page.set_viewport_size({"width": 320, "height": 900})
    log_in_browser(styrgrupp)
    page.goto(url("steg", insats, "hant"))

    def upload(name, buffer):
        fil = {"name": name, "mimeType": "application/octet-stream", "buffer": buffer}
        page.get_by_label("Välj en fil").set_input_files(fil)
        page.get_by_role("button", name="Lägg till filen").click()

    upload("program.exe", b"MZ")
    page.get_by_role("alert").get_by_role("link", name="Välj en PDF").click()
    expect(page.get_by_label("Välj en fil")).to_be_focused()
    assert_accessible(page)

    upload("protokoll.pdf", make_pdf())
    page.get_by_role("link", name="Ta bort protokoll.pdf").click()
    assert_accessible(page)
    page.get_by_role("button", name="Ta bort bilagan").click()
    expect(page.get_by_label("Välj en fil")).to_be_visible()
    assert innehall(insats)["bilagor"] == ""
    assert console == []


def test_autosave_waits_for_a_choice_when_someone_else_has_written(
    page, insats, styrgrupp, log_in_browser, assert_accessible, console
):
    log_in_browser(styrgrupp)
    kollega = f.UserFactory(namn="Ahmed i styrgruppen")
    page.goto(url("steg", insats, "hant"))
    falt = page.get_by_label("Vad planerar ni för nästa kvartal?")
    save_svar(
        insats=insats,
        kvartal=KVARTAL,
        andringar={
            "nasta_kvartal": Andring("", "Ahmeds plan"),
            "kommentar": Andring("", "Ahmeds text"),
        },
        user=kollega,
        nu=datetime(2024, 7, 10, 8, tzinfo=UTC),
    )

    falt.press_sequentially("Min plan")

    expect(page.get_by_text("Ahmed i styrgruppen har ändrat svaret")).to_be_visible()
    expect(page.locator("#sparat")).to_have_text(re.compile("^Inte sparat"))
    assert_accessible(page)
    falt.press_sequentially(" fortsätter")
    page.get_by_role("button", name="Behåll mitt svar").click()
    is_saved(page)
    assert innehall(insats)["nasta_kvartal"] == "Min plan fortsätter"

    kommentar = page.get_by_label("Vad har hänt i insatsen under kvartalet?")
    kommentar.fill("Min text")
    page.get_by_role("button", name="Använd det andra svaret").click()
    is_saved(page)
    expect(kommentar).to_have_value("Ahmeds text")
    assert innehall(insats)["kommentar"] == "Ahmeds text"

    # What the server refuses stays, is said at the field, and one is asked before leaving.
    kommentar.fill("Om 640823-3234")
    expect(page.locator("#fel_kommentar")).to_contain_text("personnummer")
    assert innehall(insats)["kommentar"] == "Ahmeds text"
    assert_accessible(page)
    assert console == []


def test_what_is_typed_while_the_connection_is_lost_is_saved_when_it_is_back(
    page, insats, styrgrupp, log_in_browser
):
    log_in_browser(styrgrupp)
    page.goto(url("steg", insats, "hant"))
    page.route("**/spara/", lambda route: route.abort())
    falt = page.get_by_label("Vad planerar ni för nästa kvartal?")
    falt.press_sequentially("Första")
    expect(page.locator("#sparat")).to_contain_text("ingen kontakt")
    falt.press_sequentially(" och andra")

    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.get_by_role("link", name="Mål").click()
    page.wait_for_event("dialog")
    assert asked == ["beforeunload"]

    page.unroute("**/spara/")
    page.evaluate("dispatchEvent(new Event('online'))")
    is_saved(page)
    assert innehall(insats)["nasta_kvartal"] == "Första och andra"


def test_a_session_that_ends_loses_no_text(page, context, insats, styrgrupp, log_in_browser):
    log_in_browser(styrgrupp)
    page.goto(url("steg", insats, "hant"))
    context.clear_cookies()
    page.get_by_label("Vad planerar ni för nästa kvartal?").fill("Skrivet för sent")
    expect(page.locator("#sparat")).to_contain_text("du är utloggad")
    expect(page.get_by_role("link", name="Logga in i en ny flik")).to_be_visible()
    assert not Kvartalsrapport.objects.filter(kvartal=2).exists()

    log_in_browser(styrgrupp)
    page.evaluate("dispatchEvent(new Event('focus'))")

    is_saved(page)
    assert innehall(insats)["nasta_kvartal"] == "Skrivet för sent"


def test_text_typed_while_an_answer_is_on_its_way_is_kept(page, insats, styrgrupp, log_in_browser):
    log_in_browser(styrgrupp)
    page.goto(url("steg", insats, "hant"))
    kommit = []
    page.route("**/spara/", lambda route: kommit.append(route) if not kommit else route.continue_())
    falt = page.get_by_label("Vad planerar ni för nästa kvartal?")
    with page.expect_request("**/spara/"):
        falt.press_sequentially("Första")
    falt.press_sequentially(" och andra")
    page.wait_for_timeout(1200)
    # The second waits for its turn.
    expect(page.locator('[name="fore-nasta_kvartal"]')).to_have_value("")
    kommit[0].continue_()

    expect(page.locator('[name="fore-nasta_kvartal"]')).to_have_value("Första och andra")
    expect(falt).to_have_value("Första och andra")
    assert innehall(insats)["nasta_kvartal"] == "Första och andra"
