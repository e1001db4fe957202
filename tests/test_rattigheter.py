"""Who gets which page: every URL name × every role, logged out, and in another förbund.

A page that is missing here fails the test: whoever adds one says who may see it.
"""

from dataclasses import dataclass

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from finsam.konton.models import Roll, User
from tests import factories as f

pytestmark = pytest.mark.django_db

LOGGED_OUT, NO_ROLE, SUPERUSER = "utloggad", "utan roll", "superanvändare"
PEOPLE = [LOGGED_OUT, NO_ROLE, *Roll, SUPERUSER]
FORBUND = ["own", "other"]

OK, MOVED, FORBIDDEN, NOT_FOUND = 200, 302, 403, 404
LOGIN = "to the login page"

READERS = {Roll.KANSLI, Roll.EKONOM, Roll.FORBUNDSCHEF, Roll.STYRELSE, Roll.REVISOR, Roll.ADMIN}


@dataclass(frozen=True)
class Page:
    """What a person with a role in the `own` förbund is answered, there and in the `other`."""

    answer: object
    kwargs: tuple[str, ...] = ()
    method: str = "get"


def everyone(status):
    return lambda person, forbund: status


def logged_in(status):
    return lambda person, forbund: LOGIN if person == LOGGED_OUT else status


def only_superuser(person, forbund):
    return OK if person == SUPERUSER else LOGIN


def report(person, forbund):
    if person == LOGGED_OUT:
        return LOGIN
    if person == SUPERUSER:
        return OK
    # Of another förbund not even that it exists.
    if person == NO_ROLE or forbund == "other":
        return NOT_FOUND
    return OK if person in READERS else FORBIDDEN


REPORT = ("organisationsnummer", "period")
PAGES = {
    "start": Page(logged_in(MOVED)),
    "logga_in": Page(lambda person, forbund: OK if person == LOGGED_OUT else MOVED),
    "logga_ut": Page(logged_in(MOVED), method="post"),
    "halsa": Page(everyone(OK)),
    "rapporter:index": Page(logged_in(OK)),
    "rapporter:pm": Page(report, REPORT),
    "rapporter:pm_pdf": Page(report, REPORT),
    "rapporter:pm_json": Page(report, REPORT),
    # Every view of the admin is behind the same door.
    "admin:index": Page(only_superuser),
}


def url_names(patterns, namespace=""):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from url_names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"


def test_every_page_is_here():
    names = set(url_names(get_resolver().url_patterns))
    of_admin = {name for name in names if name.startswith("admin:")}
    assert names - of_admin | {"admin:index"} == PAGES.keys()


@pytest.fixture(autouse=True)
def quick_pdf(monkeypatch):
    monkeypatch.setattr("rapporter.views.render_pdf", lambda *args: b"%PDF-")


@pytest.mark.parametrize("forbund", FORBUND)
@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("name", PAGES)
def test_who_gets_which_page(client, name, person, forbund):
    forbunden = {which: f.ForbundFactory() for which in FORBUND}
    if person == SUPERUSER:
        client.force_login(User.objects.create_superuser("super@exempel.se"))
    elif person == NO_ROLE:
        client.force_login(f.UserFactory())
    elif person != LOGGED_OUT:
        behorighet = f.BehorighetFactory(forbund=forbunden["own"], roll=person)
        client.force_login(behorighet.user)
    values = {
        "organisationsnummer": forbunden[forbund].organisationsnummer,
        "period": "2024H1",
    }
    page = PAGES[name]
    url = reverse(name, kwargs={key: values[key] for key in page.kwargs})

    response = getattr(client, page.method)(url)

    expected = page.answer(person, forbund)
    if expected == LOGIN:
        assert response.status_code == MOVED
        login = reverse("admin:login" if name.startswith("admin:") else "logga_in")
        assert response.url.startswith(f"{login}?next=")
    else:
        assert response.status_code == expected
        assert not response.headers.get("Location", "").startswith(f"{reverse('logga_in')}?")


@pytest.mark.parametrize("roll", Roll)
def test_the_list_of_reports_names_no_other_forbund(client, roll):
    own, other = (
        f.KvartalsrapportFactory(insats__forbund__namn=namn).insats.forbund
        for namn in ("Samordningsförbundet Alfa", "Samordningsförbundet Beta")
    )
    client.force_login(f.BehorighetFactory(forbund=own, roll=roll).user)

    page = client.get(reverse("rapporter:index")).content.decode()

    assert other.namn not in page
    assert other.organisationsnummer not in page
    assert (own.organisationsnummer in page) is (roll in READERS)
