"""Which documents the list of reports holds, by period and by who reads it."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from finsam.konton.models import Roll
from rapporter.rapporttyper import RAPPORTTYPER
from rapporter.utgavor import list_utgavor
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def forbund():
    insats = f.InsatsFactory()
    for ar, kvartal in ((2023, 4), (2024, 1), (2024, 3)):
        f.KvartalsrapportFactory(insats=insats, ar=ar, kvartal=kvartal)
    f.KvartalsrapportFactory(insats=insats, ar=2022, status="inskickad")
    return insats.forbund


def read_list(forbund, roll, dag):
    user = f.BehorighetFactory(forbund=forbund, roll=roll).user
    (utgava,) = list_utgavor(user, [forbund], dag)
    return {
        str(utgavor.period): [typ.nyckel for typ in utgavor.typer]
        for utgavor in (*utgava.perioder, utgava.idag)
    }


HALVAR = {"pm", "delegationsbeslut"}
DOKUMENT = {
    "2024": HALVAR | {"arsredovisning"},
    "2024H2": HALVAR,
    "2024H1": HALVAR | {"delarsrapport"},
    "2023": HALVAR | {"arsredovisning"},
    "2023H2": HALVAR,
    "2024-08-01": {"ekonomisk-information"},
}


def test_each_period_has_the_documents_that_tell_of_it(forbund):
    lista = read_list(forbund, Roll.KANSLI, date(2024, 8, 1))
    assert list(lista) == list(DOKUMENT)  # the newest first, the day last
    assert {period: set(typer) for period, typer in lista.items()} == DOKUMENT
    # In one order everywhere.
    ordning = list(RAPPORTTYPER)
    assert all(typer == sorted(typer, key=ordning.index) for typer in lista.values())


def test_the_styrelse_is_shown_what_is_over(forbund):
    assert list(read_list(forbund, Roll.STYRELSE, date(2024, 8, 1))) == [
        "2024H1",
        "2023",
        "2023H2",
        "2024-08-01",
    ]


def test_a_period_is_there_as_soon_as_anything_of_it_is_settled():
    insats = f.InsatsFactory()
    f.BokforingFactory(
        forbund=insats.forbund,
        ar_start=date(2021, 1, 1),
        ar_slut=date(2021, 12, 31),
        per=date(2021, 9, 30),
    )
    f.BokforingFactory(
        forbund=insats.forbund,
        ar_start=date(2020, 1, 1),
        ar_slut=date(2020, 12, 31),
        per=date(2020, 6, 30),
        is_aktuell=False,
    )
    f.RekvisitionFactory(insats=insats, ar=2022, kvartal=1)
    f.RekvisitionFactory(insats=insats, ar=2022, kvartal=3, attesterad=None)
    f.AvvikelseFactory(
        insats=insats,
        inkommen=date(2023, 5, 2),
        beslut="beviljad",
        beslutsdatum=date(2023, 7, 1),
    )
    f.AvvikelseFactory(insats=insats, inkommen=date(2024, 1, 1))
    # Another förbund's.
    f.RekvisitionFactory(ar=2019, kvartal=1)

    lista = read_list(insats.forbund, Roll.STYRELSE, date(2024, 8, 1))
    assert list(lista) == ["2023", "2023H2", "2022H1", "2021", "2021H2", "2021H1", "2024-08-01"]
    assert "delarsrapport" in lista["2021H1"]


def test_as_many_queries_for_three_as_for_one(django_assert_num_queries):
    user = f.UserFactory(is_superuser=True)
    alla = [f.InsatsFactory().forbund for _ in range(3)]
    for valda in (alla[:1], alla):
        with django_assert_num_queries(5):
            list_utgavor(user, valda, date(2024, 8, 1))


@pytest.mark.parametrize("roll", [Roll.KANSLI, Roll.STYRELSE])
def test_every_link_of_the_list_leads_to_a_document(client, forbund, roll):
    client.force_login(f.BehorighetFactory(forbund=forbund, roll=roll).user)
    with time_machine.travel("2024-08-01 10:00"):
        sida = client.get(reverse("rapporter:index"))
        ((utgava, _),) = sida.context["utgavor"]
        for utgavor in (*utgava.perioder, utgava.idag):
            for typ in utgavor.typer:
                args = [typ.nyckel, forbund.organisationsnummer, utgavor.period]
                adress = reverse("rapporter:rapport", args=args)
                titel = f"{typ.titel}, {utgavor.period.namn}"
                assert f'href="{adress}"' in sida.content.decode()
                assert f'aria-label="{titel}"' in sida.content.decode()
                assert f'aria-label="{titel}, som PDF"' in sida.content.decode()
                assert client.get(adress).status_code == 200


def ask_for_days(client, forbund, fran, till):
    adress = reverse("rapporter:delegationsbeslut", args=[forbund.organisationsnummer])
    with time_machine.travel("2024-08-01 10:00"):
        return client.get(adress, {"fran": fran, "till": till})


def test_delegationsbeslut_since_the_last_meeting(client, forbund):
    client.force_login(f.BehorighetFactory(forbund=forbund, roll=Roll.STYRELSE).user)
    svar = ask_for_days(client, forbund, "2024-05-24", "2024-07-31")
    args = ["delegationsbeslut", forbund.organisationsnummer, "2024-05-24--2024-07-31"]
    assert svar.url == reverse("rapporter:rapport", args=args)
    with time_machine.travel("2024-08-01 10:00"):
        assert "24 maj–31 juli 2024" in client.get(svar.url).content.decode()


@pytest.mark.parametrize(
    ("roll", "fran", "till", "fel"),
    [
        (Roll.KANSLI, "2024-07-31", "2024-05-24", "Den sista dagen är före den första."),
        (Roll.KANSLI, "", "2024-05-24", "Välj den första dagen i rapporten."),
        (Roll.STYRELSE, "2024-05-24", "2024-08-01", "Välj en dag senast 2024-07-31."),
        (Roll.KANSLI, "2024-05-24", "2024-08-01", None),
    ],
)
def test_days_that_make_no_report_are_refused_and_kept(client, forbund, roll, fran, till, fel):
    client.force_login(f.BehorighetFactory(forbund=forbund, roll=roll).user)
    svar = ask_for_days(client, forbund, fran, till)
    if fel is None:
        assert svar.status_code == 302
        return
    sida = svar.content.decode()
    # In the summary and at the field.
    assert sida.count(fel) == 2
    assert f'value="{till}"' in sida
