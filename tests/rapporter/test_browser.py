"""Stories in a real browser: a member of the styrelse reads a PM."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from finsam.konton.models import Roll
from insatser.models import Forbund
from tests import factories as f

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def forbund():
    call_command("las_in_underlag", "fixtures/underlag_2024H1.xlsx")
    call_command("las_in_insatsdata", "fixtures/insatsdata_2024H1.xlsx")
    return Forbund.objects.the_one()


def test_styrelsen_reads_the_report_and_downloads_it(
    page, forbund, log_in_browser, assert_accessible
):
    messages = []
    page.on("console", lambda message: messages.append(message.text))
    page.set_viewport_size({"width": 320, "height": 900})
    log_in_browser(f.BehorighetFactory(forbund=forbund, roll=Roll.STYRELSE).user)

    page.goto(reverse("rapporter:index"))
    assert_accessible(page)
    page.get_by_role(
        "link", name="Uppföljning av insatser, första halvåret 2024", exact=True
    ).click()

    page.get_by_role("heading", name="Uppföljning av insatser", level=1).wait_for()
    page.get_by_role("navigation", name="Innehåll").get_by_role(
        "link", name="Budget och utfall"
    ).click()
    assert page.url.endswith("#utfall_budget")
    tabell = page.get_by_role("table", name="Utfall och budget januari–juni 2024")
    assert tabell.get_by_role("row", name="Enköping, Jobbcentrum").inner_text().split("\t")[1:] == [
        "955\u00a0076",
        "1\u00a0326\u00a0000",
        "1\u00a0326\u00a0000",
        "72\u202f%",
        "",
    ]
    assert_accessible(page)

    with page.expect_download() as download:
        page.get_by_role("link", name="Ladda ned som PDF").click()
    assert download.value.suggested_filename == "pm-222000-2576-2024H1.pdf"
    assert messages == []
