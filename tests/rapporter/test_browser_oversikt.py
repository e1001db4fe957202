"""Stories in a real browser: the first page of each role."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from finsam.konton.models import Roll
from finsam.period import Period
from tests import factories as f
from uppfoljning.models import Kvartalsrapport

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def kvartal():
    """The quarter that ended last, today."""
    return Period.quarter_of(timezone.localdate()).foregaende_kvartal


@pytest.fixture
def forbund(kvartal):
    """A förbund with one report to review, one late or due, and one returned."""
    forbund = f.ForbundFactory()
    ar = {"forbund": forbund, "start": kvartal.start, "slut": kvartal.slut + timedelta(days=400)}
    rapport = {"ar": kvartal.ar, "kvartal": kvartal.forsta}
    for kortnamn, status in (
        ("Granskas", Kvartalsrapport.Status.INSKICKAD),
        ("Väntas", None),
        ("Återsänd", Kvartalsrapport.Status.ATERSAND),
    ):
        insats = f.InsatsFactory(kortnamn=kortnamn, namn=kortnamn, **ar)
        if status:
            rad = f.KvartalsrapportFactory(insats=insats, status=status, **rapport)
            beslut = {"beslut": "atersand", "skal": "Skriv mer."} if kortnamn[0] == "Å" else {}
            f.OmgangFactory(kvartalsrapport=rad, **beslut)
            f.HandelseFactory(forbund=forbund, insats=insats, tid=timezone.now())
    return forbund


@pytest.fixture
def shown(page, log_in_browser):
    """Opens the first page of a user; nothing may be said on the console."""
    messages = []
    page.on("console", lambda message: messages.append(message.text))

    def show(user):
        page.set_viewport_size({"width": 320, "height": 900})
        log_in_browser(user)
        page.goto("/")
        return page

    yield show
    assert messages == []


def test_the_kansli_goes_from_the_board_to_what_is_to_be_reviewed(
    shown, forbund, kvartal, assert_accessible
):
    page = shown(f.BehorighetFactory(forbund=forbund, roll=Roll.KANSLI).user)

    page.get_by_role("heading", name=f"Kvartal {kvartal.forsta} {kvartal.ar}", level=1).wait_for()
    assert_accessible(page)
    page.get_by_role("link", name="Alla händelser").click()
    page.get_by_role("heading", name="Händelser", level=1).wait_for()
    assert_accessible(page)
    page.get_by_role("navigation", name="Huvudmeny").get_by_role("link", name="Översikt").click()
    page.get_by_role("link", name="Staden, Väntas", exact=True).click()
    page.get_by_role("heading", name="Väntas", level=1).wait_for()
    assert_accessible(page)
    page.go_back()
    page.get_by_role("link", name="Granska Staden, Granskas").click()
    assert page.url.endswith(f"/kvartal/{kvartal.ar}-{kvartal.forsta}/granska/")


def test_a_styrgrupp_has_one_obvious_thing_to_do(shown, forbund, assert_accessible):
    behorighet = f.BehorighetFactory(forbund=forbund, roll=Roll.STYRGRUPP)
    behorighet.insatser.set(forbund.insatser.filter(kortnamn="Återsänd"))

    page = shown(behorighet.user)

    page.get_by_role("heading", name="Mina insatser").wait_for()
    assert page.locator(".button").count() == 1
    assert page.get_by_text("Skriv mer.").is_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Komplettera").click()
    assert "/kvartal/" in page.url


@pytest.mark.parametrize(
    ("roll", "rubrik"),
    [(Roll.STYRELSE, "Rapporter"), (Roll.ADMIN, "Rapporter"), (None, "Du är inloggad")],
)
def test_the_first_page_of_those_who_read(shown, forbund, assert_accessible, roll, rubrik):
    f.KvartalsrapportFactory(insats__forbund=forbund)
    user = f.BehorighetFactory(forbund=forbund, roll=roll).user if roll else f.UserFactory()
    page = shown(user)
    page.get_by_role("heading", name=rubrik, level=1).wait_for()
    assert_accessible(page)
    page.get_by_role("link", name="Tillgänglighet").click()
    page.get_by_role("heading", name="Tillgänglighetsredogörelse", level=1).wait_for()
    assert_accessible(page)


def test_errors_wear_the_same_dress(page, log_in_browser, forbund, assert_accessible):
    page.set_viewport_size({"width": 320, "height": 900})
    log_in_browser(f.BehorighetFactory(forbund=forbund, roll=Roll.STYRELSE).user)
    forbjuden = reverse("rapporter:handelser", args=[forbund.organisationsnummer])
    for url, rubrik in (
        ("/finns-inte/", "Sidan finns inte"),
        (forbjuden, "Du har inte behörighet"),
    ):
        page.goto(url)
        page.get_by_role("heading", name=rubrik, level=1).wait_for()
        assert page.get_by_role("navigation", name="Huvudmeny").is_visible()
        assert_accessible(page)
