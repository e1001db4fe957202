import pytest
from playwright.sync_api import expect

from finsam.konton.models import User

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]

WIDTHS = [1280, 320]


@pytest.fixture
def user(transactional_db):
    return User.objects.create_user(
        "kansli@example.se", "ett-gott-losenord", namn="Kansliet", is_superuser=True
    )


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_login_page_is_accessible(page, assert_accessible, width, color_scheme):
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=color_scheme)

    page.goto("/logga-in/")
    assert_accessible(page)

    page.get_by_role("button", name="Logga in", exact=True).click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert_accessible(page)


def test_log_in_and_out_by_keyboard(page, user):
    page.goto("/logga-in/")

    page.get_by_label("E-postadress").press_sequentially("kansli@example.se")
    page.keyboard.press("Tab")
    page.keyboard.type("ett-gott-losenord")
    page.keyboard.press("Enter")
    expect(page.get_by_role("banner")).to_contain_text("Kansliet")

    page.get_by_role("button", name="Logga ut").press("Enter")
    expect(page.get_by_role("heading", name="Logga in")).to_be_visible()


def test_error_in_the_summary_leads_to_its_field(page, transactional_db):
    page.goto("/logga-in/")
    page.get_by_label("E-postadress").fill("kansli@example.se")
    page.get_by_role("button", name="Logga in", exact=True).click()

    page.get_by_role("alert").get_by_role("link", name="Skriv ditt lösenord.").click()

    expect(page.get_by_label("Lösenord")).to_be_focused()


@pytest.mark.parametrize("width", WIDTHS)
def test_header_of_a_logged_in_user_is_accessible(
    page, log_in_browser, assert_accessible, user, width
):
    page.set_viewport_size({"width": width, "height": 800})
    log_in_browser(user)

    page.goto("/finns-inte/")

    assert_accessible(page)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Hoppa till innehållet")).to_be_in_viewport()
