"""Who may read a report, and that page and JSON say the same."""

import json
from io import BytesIO

import pytest
import time_machine
from django.urls import reverse
from pypdf import PdfReader

from finsam.konton.models import Roll
from tests import factories as f

pytestmark = pytest.mark.django_db

SIDOR = ["rapporter:rapport", "rapporter:rapport_pdf", "rapporter:rapport_json"]


@pytest.fixture
def insats():
    insats = f.InsatsFactory(forbund__namn="Samordningsförbundet Alfa", kortnamn="Bron")
    f.KvartalsrapportFactory(insats=insats, i_fas="ja", kommentar="<b>Bra & stabilt</b>")
    f.RekvisitionFactory(insats=insats)
    return insats


def url(namn, forbund, period="2024H1"):
    return reverse(namn, args=["pm", forbund.organisationsnummer, period])


def log_in(client, forbund, roll):
    user = f.BehorighetFactory(forbund=forbund, roll=roll).user
    client.force_login(user)
    return user


@pytest.mark.parametrize("namn", SIDOR)
@pytest.mark.parametrize("roll", Roll)
def test_who_may_read(client, insats, namn, roll, monkeypatch):
    monkeypatch.setattr("rapporter.views.render_pdf", lambda dokument: b"%PDF-")
    log_in(client, insats.forbund, roll)
    allowed = roll not in (Roll.STYRGRUPP, Roll.INSATSANSVARIG)
    response = client.get(url(namn, insats.forbund))
    assert response.status_code == (200 if allowed else 403)
    assert client.get(url(namn, f.ForbundFactory())).status_code == 404


@pytest.mark.parametrize("namn", SIDOR)
def test_logged_out_is_sent_to_log_in(client, insats, namn):
    response = client.get(url(namn, insats.forbund))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_a_period_that_is_none_is_not_found(client, insats):
    log_in(client, insats.forbund, Roll.REVISOR)
    assert client.get(url("rapporter:rapport", insats.forbund, "2024H3")).status_code == 404


def test_page_json_and_pdf_are_one_report(client, insats):
    log_in(client, insats.forbund, Roll.KANSLI)
    page = client.get(url("rapporter:rapport", insats.forbund)).content.decode()
    data = json.loads(client.get(url("rapporter:rapport_json", insats.forbund)).content)
    pdf = client.get(url("rapporter:rapport_pdf", insats.forbund))

    assert data["forbund"] == insats.forbund.organisationsnummer
    printed = " ".join(p.extract_text() for p in PdfReader(BytesIO(pdf.content)).pages)
    for text in ("finansierade Samordningsförbundet Alfa en individinsats", "Staden, Bron"):
        assert text in page
        assert text in " ".join(printed.split())
    assert pdf["Content-Disposition"] == (
        f'attachment; filename="pm-{insats.forbund.organisationsnummer}-2024H1.pdf"'
    )
    assert "no-store" in pdf["Cache-Control"]


def test_index_lists_only_the_own_forbund_and_costs_the_same_for_many(
    client, insats, django_assert_num_queries
):
    user = log_in(client, insats.forbund, Roll.STYRELSE)
    f.KvartalsrapportFactory(insats=f.InsatsFactory(forbund__namn="Samordningsförbundet Beta"))
    client.get(reverse("rapporter:index"))  # the session's first request writes its stamps
    with django_assert_num_queries(9):
        page = client.get(reverse("rapporter:index")).content.decode()
    assert url("rapporter:rapport", insats.forbund) in page
    assert "Beta" not in page

    for _ in range(3):
        f.BehorighetFactory(user=user, roll=Roll.STYRELSE)
    with django_assert_num_queries(9):
        page = client.get(reverse("rapporter:index")).content.decode()
    assert page.count("Det finns inga rapporter än.") == 3


@pytest.mark.parametrize(("roll", "status"), [(Roll.STYRELSE, 403), (Roll.KANSLI, 200)])
def test_a_period_that_is_not_over_is_for_those_who_work_with_it(client, insats, roll, status):
    f.KvartalsrapportFactory(insats=insats, kvartal=2)
    f.LeveransFactory(insats=insats)
    sida = url("rapporter:rapport", insats.forbund)

    with time_machine.travel("2024-06-12 10:00"):
        log_in(client, insats.forbund, roll)
        response = client.get(sida)
        lista = client.get(reverse("rapporter:index")).content.decode()

    assert response.status_code == status
    assert (sida in lista) is (status == 200)
    # What is counted of the people is as of that day, not of one that has not come.
    assert ("var kvar den 12 juni" in response.content.decode()) is (status == 200)
