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


@pytest.mark.parametrize("roll", [Roll.KANSLI, Roll.STYRELSE])
def test_every_link_of_the_list_leads_to_a_document(client, forbund, roll):
    client.force_login(f.BehorighetFactory(forbund=forbund, roll=roll).user)
    with time_machine.travel("2024-08-01 10:00"):
        sida = client.get(reverse("rapporter:index"))
        (utgava,) = sida.context["utgavor"]
        for utgavor in (*utgava.perioder, utgava.idag):
            for typ in utgavor.typer:
                args = [typ.nyckel, forbund.organisationsnummer, utgavor.period]
                adress = reverse("rapporter:rapport", args=args)
                titel = f"{typ.titel}, {utgavor.period.namn}"
                assert f'href="{adress}"' in sida.content.decode()
                assert f'aria-label="{titel}"' in sida.content.decode()
                assert f'aria-label="{titel}, som PDF"' in sida.content.decode()
                assert client.get(adress).status_code == 200
