"""The pages of the förbund's own economy: who changes what, and that nothing typed is lost."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse
from django.utils.html import escape

from ekonomi.models import Forbundsbudgetrad, Medlemsavgift
from finsam.handelser.models import Handelse
from finsam.konton.models import Roll
from finsam.svenska import NBSP
from tests import factories as f

pytestmark = pytest.mark.django_db

NOVEMBER, SEPTEMBER = date(2023, 11, 23), date(2024, 9, 15)


@pytest.fixture(autouse=True)
def in_october():
    with time_machine.travel("2024-10-24 10:00 +0200"):
        yield


@pytest.fixture
def insats():
    return f.InsatsFactory(
        ort="Enköping", kortnamn="Jobbcentrum", start=date(2022, 1, 1), slut=date(2025, 6, 30)
    )


@pytest.fixture
def forbund(insats):
    """A budget of 2024 with one insats."""
    for rad, belopp, egen in (
        ("ingaende_overskott", 300, None),
        ("medlemsavgifter", 1000, None),
        ("insats", 900, insats),
    ):
        f.ForbundsbudgetradFactory(
            forbund=insats.forbund,
            rad=rad,
            insats=egen,
            belopp=Decimal(belopp * 1000),
            beslutad=NOVEMBER,
        )
    return insats.forbund


@pytest.fixture
def ekonom(client, forbund):
    user = f.BehorighetFactory(forbund=forbund, roll=Roll.EKONOM).user
    client.force_login(user)
    return user


def url(namn, forbund, *args):
    return reverse(f"ekonomi:{namn}", args=[forbund.organisationsnummer, *args])


def edit_url(forbund, ar=2024, version="budget", dag=NOVEMBER):
    return url("forbundsbudget_redigera", forbund, ar, version, *([dag] if dag else []))


def shown(response):
    """What the form of the page sends if nothing is changed."""
    form = response.context["form"]
    return {falt.html_name: falt.value() or "" for falt in form}


def stored(**which):
    return {
        (rad.rad, rad.insats_id): rad.belopp for rad in Forbundsbudgetrad.objects.filter(**which)
    }


def test_the_grid_shows_tkr_and_nobody_elses_rows(client, forbund, ekonom):
    annan = f.InsatsFactory(ort="Hemligstad", kortnamn="Annans")
    f.ForbundsbudgetradFactory(forbund=annan.forbund, rad="insats", insats=annan, belopp=777000)

    page = client.get(url("forbundsbudget", forbund)).content.decode()

    assert "Enköping, Jobbcentrum" in page
    assert f"400{NBSP}tkr" in page  # 300 + 1 000 - 900
    assert "Hemligstad" not in page
    assert ">777<" not in page


def test_an_amount_is_changed_taken_away_and_set_to_zero_with_history(
    client, forbund, insats, ekonom
):
    data = shown(client.get(edit_url(forbund)))
    data |= {
        "medlemsavgifter": "1 100 000,50",
        "ingaende_overskott": "",
        "esf": "0",
        f"insats-{insats.pk}": "900000",
    }

    response = client.post(edit_url(forbund), data, follow=True)

    assert stored(forbund=forbund) == {
        ("medlemsavgifter", None): Decimal("1100000.50"),
        ("esf", None): Decimal(0),
        ("insats", insats.pk): Decimal(900000),
    }
    assert "Budget 2024, 2023-11-23: tre belopp sparade." in response.content.decode()
    historik = Forbundsbudgetrad.history.filter(history_user=ekonom)
    assert sorted(historik.values_list("rad", "history_type")) == [
        ("esf", "+"),
        ("ingaende_overskott", "-"),
        ("medlemsavgifter", "~"),
    ]
    handelse = Handelse.objects.get()
    assert (handelse.typ, handelse.objekt, handelse.user) == (
        "forbundsbudget_andrad",
        "Budget 2024, 2023-11-23: tre belopp",
        ekonom,
    )
    data = shown(client.get(edit_url(forbund))) | {"medlemsavgifter": "1 100 000,40"}
    client.post(edit_url(forbund), data)
    page = client.get(url("forbundsbudget_historik", forbund))
    senaste = page.context["sida"][0]
    assert (senaste.fore, senaste.efter) == tuple(
        f"1{NBSP}100{NBSP}000,{oren}{NBSP}kr" for oren in (50, 40)
    )
    assert str(ekonom) in page.content.decode()


def test_the_history_is_read_a_year_at_a_time_and_outlives_what_it_is_about(
    client, forbund, ekonom
):
    insats = f.InsatsFactory(forbund=forbund)
    f.ForbundsbudgetradFactory(forbund=forbund, rad="insats", insats=insats, ar=2023).delete()
    insats.delete()

    sida = client.get(url("forbundsbudget_historik", forbund), {"ar": 2023})

    andringar = [(a.var, a.vad, a.efter) for a in sida.context["sida"]]
    assert andringar == [
        ("Budget 2023", "borttagen insats", "–"),
        ("Budget 2023", "borttagen insats", f"1{NBSP}000{NBSP}000{NBSP}kr"),
    ]
    senaste = client.get(url("forbundsbudget_historik", forbund))
    assert all(a.var.startswith("Budget 2024") for a in senaste.context["sida"])
    assert '?ar=2023"' in senaste.content.decode()


def test_what_is_wrong_is_told_and_what_was_typed_stays(client, forbund, insats, ekonom):
    data = shown(client.get(edit_url(forbund)))
    data |= {
        "medlemsavgifter": "elva hundra",
        "forvaltning": "-5",
        "ej_nyttjat": "50",
        f"insats-{insats.pk}": "123 456",
        "esf": "100 000 000,01",
    }

    page = client.post(edit_url(forbund), data).content.decode()

    for text in ("elva hundra", "123 456", "-5"):
        assert f'value="{text}"' in page
    assert "Beloppet är inte ett tal. Skriv till exempel 1 234,50." in page
    assert "Beloppet är negativt. Skriv det utan minus." in page
    assert "Skriv beloppet med minus." in page
    assert f"Skriv högst 100{NBSP}000{NBSP}000{NBSP}kr." in page
    assert stored(forbund=forbund)["medlemsavgifter", None] == 1000000
    assert not Handelse.objects.exists()


def test_two_who_change_the_same_amount_are_told_and_nothing_is_lost(client, forbund, ekonom):
    data = shown(client.get(edit_url(forbund)))
    Forbundsbudgetrad.objects.filter(rad="medlemsavgifter").update(belopp=Decimal(1200000))
    data |= {"medlemsavgifter": "1 300 000", "esf": "5 000"}

    response = client.post(edit_url(forbund), data)

    page = response.content.decode()
    assert f"Någon annan har sparat: 1{NBSP}200{NBSP}000{NBSP}kr." in page
    assert 'value="1 300 000"' in page
    assert 'value="5 000"' in page
    assert stored(forbund=forbund)["medlemsavgifter", None] == 1200000
    assert ("esf", None) not in stored(forbund=forbund)

    # Having seen it, the user saves again.
    client.post(edit_url(forbund), shown(response))

    assert stored(forbund=forbund)["medlemsavgifter", None] == 1300000
    assert stored(forbund=forbund)["esf", None] == 5000


def test_an_amount_that_only_another_changed_is_left_alone(client, forbund, ekonom):
    data = shown(client.get(edit_url(forbund)))
    Forbundsbudgetrad.objects.filter(rad="medlemsavgifter").update(belopp=Decimal(1200000))

    client.post(edit_url(forbund), data | {"esf": "5 000"})

    assert stored(forbund=forbund)["medlemsavgifter", None] == 1200000
    assert stored(forbund=forbund)["esf", None] == 5000


def test_an_insats_that_does_not_run_in_the_year_is_added_from_the_list(client, forbund, ekonom):
    kommande = f.InsatsFactory(forbund=forbund, start=date(2026, 1, 1), slut=date(2027, 12, 31))
    annans = f.InsatsFactory(start=date(2026, 1, 1), slut=date(2027, 12, 31))
    data = shown(client.get(edit_url(forbund)))
    assert f"insats-{kommande.pk}" not in data

    fel = client.post(edit_url(forbund), data | {"ny_insats": kommande.pk})
    assert "Skriv insatsens belopp." in fel.content.decode()
    fel = client.post(edit_url(forbund), data | {"ny_insats": annans.pk, "ny_belopp": "1"})
    assert "Välj en insats i listan." in fel.content.decode()
    client.post(edit_url(forbund), data | {"ny_insats": kommande.pk, "ny_belopp": "70 000"})

    assert stored(forbund=forbund)["insats", kommande.pk] == 70000


def test_an_insats_that_another_has_added_meanwhile_is_a_conflict(client, forbund, ekonom):
    kommande = f.InsatsFactory(forbund=forbund, start=date(2026, 1, 1), slut=date(2027, 12, 31))
    data = shown(client.get(edit_url(forbund)))
    f.ForbundsbudgetradFactory(
        forbund=forbund, rad="insats", insats=kommande, belopp=Decimal(5), beslutad=NOVEMBER
    )

    response = client.post(
        edit_url(forbund), data | {"ny_insats": kommande.pk, "ny_belopp": "70 000"}
    )

    assert f"Någon annan har sparat: 5{NBSP}kr." in response.content.decode()
    assert shown(response)[f"insats-{kommande.pk}"] == "70 000"
    client.post(edit_url(forbund), shown(response))
    assert stored(forbund=forbund)["insats", kommande.pk] == 70000


def test_a_new_prognos_begins_as_a_copy_and_is_stored_when_it_is_saved(
    client, forbund, insats, ekonom
):
    ny = {"ar": "2024", "version": "prognos", "beslutad": ""}
    fel = client.post(url("forbundsbudget_ny", forbund), ny)
    assert "Skriv vilken dag prognosen är gjord." in fel.content.decode()
    fel = client.post(url("forbundsbudget_ny", forbund), ny | {"beslutad": "2024-10-25"})
    assert "Välj en dag senast 2024-10-24." in fel.content.decode()
    framtida = edit_url(forbund, version="prognos", dag=date(2024, 10, 25))
    fel = client.post(framtida, shown(client.get(framtida)))
    assert "har en dag som inte har varit" in fel.content.decode()

    f.BudgetpostFactory(insats=insats, post="beviljad", belopp=900000)
    f.BudgetpostFactory(insats=insats, post="tillagg", belopp=Decimal("50000.50"))
    response = client.post(
        url("forbundsbudget_ny", forbund), ny | {"beslutad": "2024-09-15"}, follow=True
    )
    hjalp = response.context["form"].fields[f"insats-{insats.pk}"].help_text
    assert hjalp == (
        f"Insatsens budget med alla beslut är 950{NBSP}000,50{NBSP}kr. "
        f"Här står 900{NBSP}000{NBSP}kr."
    )
    assert "Beloppen är hämtade från Budget 2024, 2023-11-23." in response.content.decode()
    assert stored(version="prognos") == {}
    data = shown(response) | {f"insats-{insats.pk}": "850 000"}
    client.post(edit_url(forbund, version="prognos", dag=SEPTEMBER), data)

    assert stored(version="prognos", beslutad=SEPTEMBER) == {
        ("ingaende_overskott", None): 300000,
        ("medlemsavgifter", None): 1000000,
        ("insats", insats.pk): 850000,
    }
    # The budget is as it was, and the next prognos begins with this one.
    assert stored(version="budget")["insats", insats.pk] == 900000
    nasta = client.get(edit_url(forbund, version="prognos", dag=date(2024, 10, 20)))
    assert shown(nasta)[f"insats-{insats.pk}"] == f"850{NBSP}000"


def test_a_second_decision_shows_what_the_earlier_ones_say(client, forbund, insats, ekonom):
    f.BudgetpostFactory(insats=insats, post="beviljad", belopp=900000)
    f.ForbundsbudgetradFactory(
        forbund=forbund, rad="esf", belopp=Decimal(7), beslutad=date(2024, 5, 1)
    )

    def hjalp(dag):
        form = client.get(edit_url(forbund, dag=dag)).context["form"]
        falten = [form[rad] for rad in ("medlemsavgifter", "esf", f"insats-{insats.pk}")]
        return [(f.value(), f.help_text, f.field.widget.attrs.get("data-tidigare")) for f in falten]

    tidigare = [
        (None, f"Tidigare beslut: 1{NBSP}000{NBSP}000{NBSP}kr.", "1000000.00"),
        (None, "", None),
        (None, f"Tidigare beslut: 900{NBSP}000{NBSP}kr.", "900000.00"),
    ]
    assert hjalp(date(2024, 3, 1)) == tidigare
    f.BudgetpostFactory(insats=insats, post="tillagg", belopp=1)
    andrad = f"Insatsens budget med alla beslut är 900{NBSP}001{NBSP}kr."
    assert hjalp(date(2024, 3, 1))[2][1] == f"{tidigare[2][1]} {andrad}"
    # The first decision has none before it.
    assert [text for _, text, _ in hjalp(NOVEMBER)] == [
        "",
        "",
        f"{andrad} Här står 900{NBSP}000{NBSP}kr.",
    ]


def test_a_year_is_carried_on_once(client, forbund, insats, ekonom):
    slutad = f.InsatsFactory(forbund=forbund, kortnamn="Gamla", ort="", slut=date(2024, 12, 31))
    f.ForbundsbudgetradFactory(
        forbund=forbund, rad="insats", insats=slutad, belopp=Decimal(1), beslutad=NOVEMBER
    )
    kopiera = url("forbundsbudget_kopiera", forbund, 2024, "budget", NOVEMBER)
    assert "Gamla slutar 2024-12-31 och kommer inte med." in client.get(kopiera).content.decode()
    fel = client.post(kopiera, {"procent": "två", "beslutad": ""})
    assert "Procenten är inte ett tal." in fel.content.decode()
    fel = client.post(kopiera, {"procent": "", "beslutad": "2024-10-25"})
    assert "Välj en dag senast 2024-10-24." in fel.content.decode()
    egna = Forbundsbudgetrad.objects.filter(insats=insats)
    egna.update(belopp=Decimal(90_000_000))
    fel = client.post(kopiera, {"procent": "50", "beslutad": ""}).content.decode()
    assert f"Ett belopp blir 135{NBSP}000{NBSP}000{NBSP}kr i kopian." in fel
    assert not Forbundsbudgetrad.objects.filter(ar=2025).exists()
    egna.update(belopp=Decimal(900_000))

    page = client.post(kopiera, {"procent": "2,5 %", "beslutad": "2024-10-24"}, follow=True)

    assert stored(ar=2025) == {
        ("medlemsavgifter", None): Decimal(1000000),
        ("insats", insats.pk): Decimal(922500),
    }
    assert set(Forbundsbudgetrad.objects.filter(ar=2025).values_list("version", "beslutad")) == {
        ("preliminar", date(2024, 10, 24))
    }
    assert "Gamla har slutat före 2025 och kom inte med." in page.content.decode()
    assert "Jobbcentrum (Enköping) slutar under 2025." in page.content.decode()

    assert kopiera not in client.get(url("forbundsbudget", forbund)).content.decode()
    igen = client.post(kopiera, {"procent": "", "beslutad": ""}).content.decode()
    assert "2025 har redan belopp. Ändra dem i stället." in igen
    assert Forbundsbudgetrad.objects.filter(ar=2025).count() == 2


def test_the_members_fees_are_changed_and_compared_with_the_row(client, forbund, ekonom):
    kommun, region = (f.PartFactory(forbund=forbund, namn=namn) for namn in ("Alfa", "Beta"))
    f.MedlemsavgiftFactory(part=f.PartFactory(namn="Annans part"), belopp=Decimal(5))
    avgifter = url("medlemsavgifter", forbund, 2024)
    data = shown(client.get(avgifter)) | {
        f"part-{kommun.pk}": "400 000",
        f"part-{region.pk}": "500 000,50",
    }

    page = client.post(avgifter, data, follow=True).content.decode()

    assert dict(
        Medlemsavgift.objects.filter(part__forbund=forbund).values_list("part__namn", "belopp")
    ) == {"Alfa": 400000, "Beta": Decimal("500000.50")}
    assert "Annans part" not in page
    skillnad = f"tillsammans 900{NBSP}000,50{NBSP}kr: 99{NBSP}999,50{NBSP}kr skiljer."
    assert skillnad in page
    f.ForbundsbudgetradFactory(
        forbund=forbund, ar=2025, rad="ingaende_overskott", belopp=7, beslutad=NOVEMBER
    )
    sida = client.get(url("forbundsbudget", forbund)).content.decode()
    assert skillnad in sida
    # One box, with the way to each place.
    assert sida.count("message warning") == 1
    for adress in (avgifter, edit_url(forbund, ar=2025) + "#id_ingaende_overskott"):
        assert f'href="{adress}">' in sida[: sida.index("</section>")]
    assert Handelse.objects.get().objekt == "Medlemsavgifter 2024: två avgifter"

    # Changed by another since: neither is lost.
    data = shown(client.get(avgifter)) | {f"part-{kommun.pk}": "1"}
    Medlemsavgift.objects.filter(part=kommun).update(belopp=Decimal(2))
    konflikt = client.post(avgifter, data).content.decode()
    assert f"Någon annan har sparat: 2{NBSP}kr." in konflikt
    assert Medlemsavgift.objects.get(part=kommun).belopp == 2


def test_a_thought_insats_is_tried_without_being_stored(client, forbund, ekonom):
    prova = url("prova", forbund)

    page = client.get(prova, {"ar_2024": "450 000"}).content.decode()
    assert "Insatsen ryms inte: beslutsutrymmet blir under noll 2024." in page
    assert f"−50{NBSP}tkr" in page
    assert "Insatsen ryms:" in client.get(prova, {"ar_2024": "400 000"}).content.decode()
    fel = client.get(prova, {"ar_2024": "<b>"}).content.decode()
    assert "Beloppet är inte ett tal." in fel
    assert escape("<b>") in fel
    assert Forbundsbudgetrad.objects.count() == 3


@pytest.mark.parametrize(
    "adress",
    [
        (2024, "utfall"),
        (1066, "budget"),
        (2024, "prognos", "2024-13-01"),
    ],
)
def test_a_column_that_can_not_be_is_not_found(client, forbund, ekonom, adress):
    assert client.get(url("forbundsbudget_redigera", forbund, *adress)).status_code == 404


@pytest.mark.parametrize(("roll", "status"), [(Roll.REVISOR, 403), (Roll.STYRELSE, 403)])
def test_who_only_reads_changes_nothing(client, forbund, roll, status):
    client.force_login(f.BehorighetFactory(forbund=forbund, roll=roll).user)
    data = {"medlemsavgifter": "1", "fore-medlemsavgifter": "1000000.00"}

    assert client.post(edit_url(forbund), data).status_code == status
    assert client.post(url("medlemsavgifter", forbund, 2024), {}).status_code == status
    assert stored(forbund=forbund)["medlemsavgifter", None] == 1000000


def test_a_forbund_without_a_budget_gets_help_to_begin(client):
    behorighet = f.BehorighetFactory(roll=Roll.EKONOM)
    client.force_login(behorighet.user)

    for namn, text in (
        ("forbundsbudget", "Det finns inga belopp än."),
        ("prova", "Det finns ingen budget att pröva mot."),
        ("forbundsbudget_historik", "Inget är ändrat än."),
    ):
        assert text in client.get(url(namn, behorighet.forbund)).content.decode()
