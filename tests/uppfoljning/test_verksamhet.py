"""The pages of aktiviteter and verksamhetsmål."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from finsam.handelser.models import Handelse
from finsam.konton.models import Roll
from tests import factories as f
from uppfoljning.models import Aktivitet, Verksamhetsmal

pytestmark = pytest.mark.django_db

NU = datetime(2024, 7, 10, 8, tzinfo=UTC)
Matt = Verksamhetsmal.Matt


@pytest.fixture
def forbund():
    return f.ForbundFactory()


@pytest.fixture
def kansli(client, forbund):
    kansli = f.BehorighetFactory(forbund=forbund).user
    client.force_login(kansli)
    with time_machine.travel(NU, tick=False):
        yield kansli


def url(name, forbund, *args):
    return reverse(f"uppfoljning:{name}", args=[forbund.organisationsnummer, *args])


def values(form, **andrat):
    """What the browser sends when the form is changed so."""
    falt = {namn: form[namn].value() for namn in form.fields}
    return {namn: "" if varde is None else varde for namn, varde in (falt | andrat).items()}


def fill_in(client, sida, **andrat):
    return client.post(sida, values(client.get(sida).context["form"], **andrat))


def test_an_aktivitet_is_added_changed_and_removed(client, kansli, forbund):
    svar = fill_in(
        client,
        url("aktivitet_ny", forbund),
        datum="2023-11-02",
        namn="Webbinarium om sömn",
        typ="webbinarium",
        deltagare_kvinnor="1 026",
        deltagare_man="0",
    )
    assert svar.url == f"{url('aktiviteter', forbund)}?ar=2023"
    aktivitet = Aktivitet.objects.get()
    assert (aktivitet.deltagare_kvinnor, aktivitet.deltagare_man) == (1026, 0)
    assert aktivitet.deltagare_okant is None

    fill_in(client, url("aktivitet", forbund, aktivitet.pk), deltagare_okant="3")
    aktivitet.refresh_from_db()
    assert aktivitet.deltagare == 1029

    fill_in(client, url("aktivitet_ta_bort", forbund, aktivitet.pk))
    assert not Aktivitet.objects.exists()
    historik = Aktivitet.history.order_by("pk")
    assert [(h.history_type, h.history_user, h.history_date) for h in historik] == [
        (typ, kansli, NU) for typ in "+~-"
    ]
    handelser = Handelse.objects.filter(forbund=forbund, user=kansli)
    assert [h.typ for h in handelser] == [Handelse.Typ.AKTIVITET_SPARAD] * 3


@pytest.mark.parametrize(
    ("andrat", "falt", "fel"),
    [
        ({"datum": "2024-07-11"}, "datum", "Dagen har inte varit än."),
        ({"datum": "10/7 2024"}, "datum", "Skriv dagen som ÅÅÅÅ-MM-DD"),
        ({"namn": "Samtal med 900115-1234"}, "namn", "personnummer"),
        ({"deltagare_man": "-1"}, "deltagare_man", "Antalet är inte ett heltal"),
        ({"deltagare_man": "många"}, "deltagare_man", "Antalet är inte ett heltal"),
        ({"typ": ""}, "typ", "Välj vilket slags aktivitet"),
        ({"namn": "Frukost", "datum": "2024-03-01"}, "__all__", "finns redan den dagen"),
    ],
)
def test_what_is_wrong_with_an_aktivitet(client, kansli, forbund, andrat, falt, fel):
    f.AktivitetFactory(forbund=forbund, namn="Frukost", datum=date(2024, 3, 1))
    aktivitet = f.AktivitetFactory(forbund=forbund)
    svar = fill_in(client, url("aktivitet", forbund, aktivitet.pk), **andrat)
    assert list(svar.context["form"].errors) == [falt]
    assert fel in svar.context["form"].errors[falt][0]
    assert not Handelse.objects.exists()


def test_the_years_aktiviteter_with_sums(client, kansli, forbund):
    for datum in (date(2024, 1, 1), date(2024, 12, 31), date(2023, 12, 31)):
        f.AktivitetFactory(forbund=forbund, datum=datum, deltagare_kvinnor=10)
    svar = client.get(url("aktiviteter", forbund))
    assert svar.context["aren"] == [2024, 2023]
    assert svar.context["sida"].perioden.summa.kvinnor == 20
    assert client.get(url("aktiviteter", forbund), {"ar": "2022"}).status_code == 200
    for ar in ("20240", "1993", "²024", "x"):
        assert client.get(url("aktiviteter", forbund), {"ar": ar}).status_code == 404


def test_a_mal_is_added_changed_and_removed(client, kansli, forbund):
    svar = fill_in(
        client,
        url("verksamhetsmal_nytt", forbund, 2024),
        nr="1",
        delmal="2",
        mal="Närmare arbete",
        resultatmal="minst 92,5 procent",
        matt=Matt.HANDLINGSPLAN.value,
        malvarde="92,5",
    )
    assert svar.url == f"{url('verksamhetsmal', forbund)}?ar=2024"
    mal = Verksamhetsmal.objects.get()
    assert (str(mal), mal.malvarde, mal.utfall) == ("Mål 1.2 2024", Decimal("92.5"), "")

    andra = url("verksamhetsmal_andra", forbund, mal.pk)
    assert client.get(andra).context["form"]["malvarde"].value() == "92,5"
    fill_in(client, andra, matt=Matt.MANUELL.value, malvarde="", utfall="alla kontaktade")
    mal.refresh_from_db()
    assert (mal.matt, mal.malvarde, mal.utfall) == (Matt.MANUELL, None, "alla kontaktade")

    fill_in(client, url("verksamhetsmal_ta_bort", forbund, mal.pk))
    assert not Verksamhetsmal.objects.exists()
    assert [h.history_type for h in Verksamhetsmal.history.order_by("pk")] == ["+", "~", "-"]


@pytest.mark.parametrize(
    ("andrat", "falt", "fel"),
    [
        ({"utfall": "46 %"}, "utfall", "räknas fram"),
        ({"malvarde": "101"}, "malvarde", "högst 100 procent"),
        ({"malvarde": "-1"}, "malvarde", "negativt"),
        ({"mal": "Hjälp 900115-1234"}, "mal", "personnummer"),
        ({"nr": "0"}, "nr", "Antalet är inte ett heltal mellan 1 och 999"),
        ({"nr": "7"}, "__all__", "Målet finns redan för året."),
    ],
)
def test_what_is_wrong_with_a_mal(client, kansli, forbund, andrat, falt, fel):
    f.VerksamhetsmalFactory(forbund=forbund, nr=7)
    mal = f.VerksamhetsmalFactory(forbund=forbund, nr=8, matt=Matt.ARBETE_STUDIER)
    svar = fill_in(client, url("verksamhetsmal_andra", forbund, mal.pk), **andrat)
    assert list(svar.context["form"].errors) == [falt]
    assert fel in svar.context["form"].errors[falt][0]


def test_malen_are_copied_to_the_next_year_once(client, kansli, forbund):
    for nr, delmal in ((1, 1), (1, 2), (2, None)):
        f.VerksamhetsmalFactory(
            forbund=forbund, nr=nr, delmal=delmal, utfall="klart", malvarde=Decimal("35.5")
        )
    f.VerksamhetsmalFactory(forbund=forbund, ar=2025, nr=2, mal="Redan skrivet")
    f.VerksamhetsmalFactory()
    kopiera = url("verksamhetsmal_kopiera", forbund, 2024)

    assert client.post(kopiera).url == f"{url('verksamhetsmal', forbund)}?ar=2025"
    nya = Verksamhetsmal.objects.filter(ar=2025)
    assert [(m.forbund, m.beteckning, m.malvarde, m.utfall) for m in nya] == [
        (forbund, "1.1", Decimal("35.5"), ""),
        (forbund, "1.2", Decimal("35.5"), ""),
        (forbund, "2", None, ""),
    ]
    assert nya.get(nr=2).mal == "Redan skrivet"
    assert "inga mål att kopiera" in client.post(kopiera).content.decode()
    assert nya.count() == 3
    assert Handelse.objects.filter(typ=Handelse.Typ.VERKSAMHETSMAL_SPARAT).count() == 2


def test_the_page_of_the_running_year_and_of_one_to_come(client, kansli, forbund):
    for ar in (2024, 2025):
        f.VerksamhetsmalFactory(
            forbund=forbund, ar=ar, matt=Matt.AKTIVITETER, malvarde=2, resultatmal="två möten"
        )
    f.AktivitetFactory(forbund=forbund)  # in March
    sida = client.get(url("verksamhetsmal", forbund)).content.decode()
    assert "januari till och med 10 juli 2024" in sida
    assert "1 aktivitet" in sida
    assert "på väg" in sida  # 1 of 2, and half of them are due by July
    sida = client.get(url("verksamhetsmal", forbund), {"ar": "2025"}).content.decode()
    assert "Året har inte börjat" in sida
    assert "0 aktiviteter" not in sida


@pytest.mark.parametrize("antal", [1, 3])
def test_the_queries_do_not_grow(client, kansli, forbund, antal, django_assert_max_num_queries):
    for _ in range(antal):
        f.VerksamhetsmalFactory(forbund=forbund)
        f.AktivitetFactory(forbund=forbund)
    with django_assert_max_num_queries(18):
        client.get(url("verksamhetsmal", forbund))
    with django_assert_max_num_queries(12):
        client.get(url("aktiviteter", forbund))


def test_a_revisor_reads_and_changes_nothing(client, forbund):
    aktivitet = f.AktivitetFactory(forbund=forbund)
    mal = f.VerksamhetsmalFactory(forbund=forbund)
    client.force_login(f.BehorighetFactory(forbund=forbund, roll=Roll.REVISOR).user)
    for sida in ("aktiviteter", "verksamhetsmal"):
        svar = client.get(url(sida, forbund), {"ar": "2024"})
        assert svar.status_code == 200
        assert "Ändra" not in svar.content.decode()
    for sida in (
        url("aktivitet", forbund, aktivitet.pk),
        url("verksamhetsmal_andra", forbund, mal.pk),
        url("verksamhetsmal_kopiera", forbund, 2024),
    ):
        assert client.post(sida).status_code == 403


def test_of_another_forbund_not_even_that_it_exists(client, kansli, forbund):
    for sida in (
        url("aktivitet", forbund, f.AktivitetFactory().pk),
        url("verksamhetsmal_andra", forbund, f.VerksamhetsmalFactory().pk),
        url("aktiviteter", f.ForbundFactory()),
    ):
        assert client.get(sida).status_code == 404
