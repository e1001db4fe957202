"""Stories in a real browser: each role from the letter of invitation to what it is there to do."""

import re

import pytest
import time_machine
from django.urls import reverse
from playwright.sync_api import expect

from finsam.konton.models import Roll
from insatser.models import Insats
from tests import factories as f
from tests.tva_steg import totp_code, turn_on_totp
from tests.uppfoljning.rapportexempel import K2, send
from tests.uppfoljning.svarsexempel import complete
from uppfoljning.kvartalsrapport.formular import load_formular
from uppfoljning.kvartalsrapport.steg import Slag
from uppfoljning.models import Kvartalsrapport

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LOSENORD = "en-mening-om-hav-och-fjall"


@pytest.fixture
def insats():
    mal = f.MalFactory(nr=1, insats__kortnamn="Vägen", insats__ort="Staden")
    return (
        Insats.objects.with_gallande_slut(K2.slut).select_related("forbund").get(pk=mal.insats_id)
    )


@pytest.fixture
def styrgrupp(insats):
    behorighet = f.BehorighetFactory(
        forbund=insats.forbund, roll=Roll.STYRGRUPP, user__namn="Stina Styrgrupp"
    )
    behorighet.insatser.add(insats)
    return behorighet.user


@pytest.fixture
def come_in(page, client, insats, mailoutbox, settings, assert_accessible):
    """Invites someone with a role, and lets them in by the link of the letter.

    Those of whom a second step is asked turn it on first.
    """
    settings.MFA_KRAVS = True
    konsol = []
    page.on("console", lambda message: konsol.append(message.text))

    def come(roll):
        bjuder_in = f.BehorighetFactory(
            forbund=insats.forbund, roll=Roll.ADMIN if roll == Roll.ADMIN else Roll.FORBUNDSCHEF
        ).user
        turn_on_totp(bjuder_in)
        client.force_login(bjuder_in)
        per_insats = roll in (Roll.STYRGRUPP, Roll.INSATSANSVARIG)
        client.post(
            reverse("behorigheter:bjud_in", args=[insats.forbund.organisationsnummer]),
            {
                "email": "ny@exempel.se",
                "roll": roll.value,
                "insatser": [insats.pk] if per_insats else [],
            },
        )
        [brev] = mailoutbox
        assert brev.to == ["ny@exempel.se"]
        page.goto(re.search(r"https?://[^/]+(/inbjudan/\S+)", brev.body)[1])
        assert_accessible(page)
        page.get_by_label("Ditt namn").fill("Noor Ny")
        page.get_by_label("Välj ett lösenord").fill(LOSENORD)
        page.get_by_role("button", name="Skapa konto").click()
        page.get_by_role("link", name="Ditt konto").wait_for()
        if page.get_by_role("heading", name="Inloggning i två steg").count():
            page.get_by_role("link", name="Lägg till en app").click()
            page.get_by_label("Koden i appen").fill(totp_code(page.locator(".secret").inner_text()))
            page.get_by_role("button", name="Slå på").click()
            page.get_by_role("heading", name="Reservkoder").wait_for()
            page.goto("/")
        assert_accessible(page)
        return page

    yield come
    assert konsol == []


def fill_in_all(page, insats):
    """Step by step from the first one to the check page."""
    formular = load_formular(insats, K2)
    svar = complete(formular)
    for steg in formular.steg:
        page.get_by_role("heading", name=steg.rubrik, level=2).wait_for()
        for falt in (falt for falt in steg.falt if falt.nyckel in svar):
            if falt.slag is Slag.VAL:
                page.locator(f'[name="{falt.nyckel}"][value="{svar[falt.nyckel]}"]').check()
            else:
                page.locator(f'[name="{falt.nyckel}"]').fill(svar[falt.nyckel])
        page.get_by_role("button", name="Spara och").click()
    page.get_by_role("heading", name="Kontrollera svaren").wait_for()


@time_machine.travel("2024-07-12 10:00", tick=True)
def test_styrgruppen_sends_in_its_report(come_in, insats):
    page = come_in(Roll.STYRGRUPP)

    page.get_by_role("link", name=re.compile("^Börja")).first.click()
    page.get_by_role("link", name="Börja med Styrgrupp och kvalitet").click()
    fill_in_all(page, insats)
    page.get_by_role("button", name="Skicka in").click()

    expect(page.get_by_role("heading", name="Rapporten är inskickad")).to_be_visible()
    assert Kvartalsrapport.objects.get().status == "inskickad"


@time_machine.travel("2024-07-12 10:00", tick=True)
def test_an_insatsansvarig_writes_and_leaves_the_sending_to_styrgruppen(come_in, insats, styrgrupp):
    insats.forbund.insatsansvarig_skickar_in = False
    insats.forbund.save()
    page = come_in(Roll.INSATSANSVARIG)

    page.get_by_role("link", name=re.compile("^Börja")).first.click()
    page.get_by_role("link", name="Börja med Styrgrupp och kvalitet").click()
    fill_in_all(page, insats)

    expect(page.get_by_text("Stina Styrgrupp").first).to_be_visible()
    assert page.get_by_role("button", name="Skicka in").count() == 0
    assert Kvartalsrapport.objects.get().status == "utkast"


@time_machine.travel("2024-07-12 10:00", tick=True)
def test_kansliet_accepts(come_in, insats, styrgrupp):
    send(insats, styrgrupp)
    page = come_in(Roll.KANSLI)

    page.get_by_role("link", name="Granska Staden, Vägen").click()
    page.get_by_role("button", name="Godkänn", exact=True).click()

    expect(page.get_by_text("Du har godkänt rapporten.")).to_be_visible()
    assert Kvartalsrapport.objects.get().status == "godkand"


@time_machine.travel("2024-07-12 10:00", tick=True)
def test_forbundschefen_sends_back(come_in, insats, styrgrupp):
    send(insats, styrgrupp)
    page = come_in(Roll.FORBUNDSCHEF)

    page.get_by_role("link", name="Granska Staden, Vägen").click()
    page.get_by_label("Vad behöver kompletteras?").fill("Skriv mer om målen.")
    page.get_by_role("button", name="Begär komplettering").click()

    expect(page.get_by_text("Du har begärt komplettering.")).to_be_visible()
    assert Kvartalsrapport.objects.get().omgangar.get().skal == "Skriv mer om målen."


@pytest.mark.parametrize("roll", [Roll.EKONOM, Roll.REVISOR])
@time_machine.travel("2024-07-12 10:00", tick=True)
def test_who_reads_everything_reads_the_report_and_its_history(
    come_in, insats, styrgrupp, assert_accessible, roll
):
    send(insats, styrgrupp, kommentar="Vi har startat.")
    page = come_in(roll)

    page.get_by_role("link", name="Staden, Vägen", exact=True).click()
    page.get_by_role("link", name=re.compile("Kvartal 2 2024")).first.click()
    expect(page.get_by_text("Vi har startat.")).to_be_visible()
    page.get_by_role("link", name=re.compile("historik")).first.click()
    expect(page.get_by_text("Stina Styrgrupp").first).to_be_visible()
    assert_accessible(page)
    assert page.get_by_role("button", name="Godkänn").count() == 0


@time_machine.travel("2024-07-12 10:00", tick=True)
def test_styrelsen_reads_and_downloads_the_pm(come_in, insats):
    f.KvartalsrapportFactory(insats=insats, kvartal=1, i_fas="ja")
    page = come_in(Roll.STYRELSE)

    page.get_by_role(
        "link", name="Uppföljning av insatser, första halvåret 2024", exact=True
    ).click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Ladda ned som PDF").click()

    assert download.value.suggested_filename.endswith("-2024H1.pdf")


@time_machine.travel("2024-07-12 10:00", tick=True)
def test_an_admin_sees_who_has_which_role(come_in):
    page = come_in(Roll.ADMIN)

    page.get_by_role("link", name="Förbundet").first.click()
    page.get_by_role("link", name="Behörigheter").first.click()

    expect(page.get_by_role("row", name=re.compile("Noor Ny"))).to_contain_text("Admin")
