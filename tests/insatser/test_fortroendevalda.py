"""Those who lead and review the förbund: the list, and the changes of it."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from finsam.handelser.models import Handelse
from finsam.konton.models import Roll
from insatser.fortroendevalda.lista import gather_forbundsfolk
from insatser.models import Fortroendevald
from tests import factories as f

pytestmark = pytest.mark.django_db

IDAG = date(2024, 7, 10)
NU = datetime(2024, 7, 10, 8, tzinfo=UTC)


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
    return reverse(f"forbundet:{name}", args=[forbund.organisationsnummer, *args])


def values(form, **andrat):
    """What the browser sends when the form is changed so."""
    falt = {namn: form[namn].value() for namn in form.fields}
    return {namn: "" if varde is None else varde for namn, varde in (falt | andrat).items()}


def test_who_is_there_on_a_day(forbund):
    heby, alvkarleby = (f.PartFactory(forbund=forbund, namn=n) for n in ("Heby", "Älvkarleby"))
    staten = f.PartFactory(forbund=forbund, namn="Arbetsförmedlingen", typ="arbetsformedlingen")

    def add(namn, **falt):
        return f.FortroendevaldFactory(forbund=forbund, namn=namn, **falt)

    revisor = add("A", uppdrag="revisor")
    b = add("B", part=alvkarleby)
    c = add("C", part=heby, till=IDAG)
    ordforande = add("D", uppdrag="ordforande")
    kommande = add("E", uppdrag="vice_ordforande", fran=date(2024, 7, 11))
    tidigare = add("F", uppdrag="ordforande", till=date(2024, 7, 9))
    f.FortroendevaldFactory()

    folk = gather_forbundsfolk(forbund, IDAG)

    assert folk.nuvarande.styrelse == [ordforande, kommande, c, b]
    assert folk.nuvarande.revisorer == [revisor]
    assert (folk.tidigare.styrelse, folk.tidigare.revisorer) == ([tidigare], [])
    assert folk.parter == [heby, alvkarleby, staten]
    assert set(forbund.fortroendevalda.current(IDAG)) == {revisor, b, c, ordforande}


def test_past_ones_are_shown_when_asked_for(client, kansli, forbund):
    f.FortroendevaldFactory(forbund=forbund, namn="Nuvarande")
    f.FortroendevaldFactory(forbund=forbund, namn="Tidigare ledamot", till=date(2024, 7, 9))
    lista = url("fortroendevalda", forbund)

    sida = client.get(lista).content.decode()
    assert "Nuvarande" in sida
    assert "Tidigare ledamot" not in sida
    assert "Visa tidigare uppdrag (1)" in sida
    assert "Tidigare ledamot" in client.get(lista, {"tidigare": "1"}).content.decode()


def test_add_change_end_and_remove(client, kansli, forbund):
    part = f.PartFactory(forbund=forbund)
    ny = url("fortroendevald_ny", forbund)
    form = client.get(ny).context["form"]
    skrivet = values(form, namn="Ada", uppdrag="ledamot", part=part.pk, fran="2024-01-01")
    assert client.post(ny, skrivet).status_code == 302
    person = Fortroendevald.objects.get()
    assert (person.namn, person.part, person.till) == ("Ada", part, None)

    andra = url("fortroendevald", forbund, person.pk)
    form = client.get(andra).context["form"]
    client.post(andra, values(form, uppdrag="ordforande"))
    avsluta = url("fortroendevald_avsluta", forbund, person.pk)
    form = client.get(avsluta).context["form"]
    client.post(avsluta, values(form, till="2024-06-30"))
    person.refresh_from_db()
    assert (person.uppdrag, person.till) == ("ordforande", date(2024, 6, 30))

    ta_bort = url("fortroendevald_ta_bort", forbund, person.pk)
    assert client.post(ta_bort, values(client.get(ta_bort).context["form"])).status_code == 302
    assert not Fortroendevald.objects.exists()
    assert [(h.history_type, h.history_user) for h in Fortroendevald.history.order_by("pk")] == [
        (typ, kansli) for typ in "+~~-"
    ]
    handelser = Handelse.objects.filter(typ=Handelse.Typ.FORTROENDEVALD_SPARAD).order_by("pk")
    fore, efter = zip(*handelser.values_list("fore", "efter"), strict=True)
    assert fore == ("", *efter[:3])
    assert efter[3] == ""
    assert [h.skal for h in handelser] == ["", "", "", "Togs bort."]


@pytest.mark.parametrize(
    ("andrat", "falt", "fel"),
    [
        ({"namn": ""}, "namn", "Skriv personens namn."),
        ({"namn": "Ada 19900115-1234"}, "namn", "personnummer"),
        ({"fran": "01/02/2024"}, "fran", "Skriv dagen som ÅÅÅÅ-MM-DD"),
        ({"till": "2022-12-31"}, "till", "Till är före från."),
        ({"uppdrag": "kung"}, "uppdrag", ""),
    ],
)
def test_what_is_wrong_is_told_at_the_field_and_nothing_is_stored(
    client, kansli, forbund, andrat, falt, fel
):
    person = f.FortroendevaldFactory(forbund=forbund)
    andra = url("fortroendevald", forbund, person.pk)
    svar = client.post(andra, values(client.get(andra).context["form"], **andrat))
    assert list(svar.context["form"].errors) == [falt]
    assert fel in svar.context["form"].errors[falt][0]
    assert not Handelse.objects.exists()


def test_the_part_of_another_forbund_is_no_choice(client, kansli, forbund):
    annan = f.PartFactory()
    person = f.FortroendevaldFactory(forbund=forbund)
    andra = url("fortroendevald", forbund, person.pk)
    svar = client.post(andra, values(client.get(andra).context["form"], part=annan.pk))
    assert "part" in svar.context["form"].errors
    annans = f.FortroendevaldFactory()
    assert client.get(url("fortroendevald", forbund, annans.pk)).status_code == 404
    assert client.get(url("medlem", forbund, annan.pk)).status_code == 404


def test_of_two_changes_the_second_sees_the_first(client, kansli, forbund):
    person = f.FortroendevaldFactory(forbund=forbund, namn="Ada")
    andra = url("fortroendevald", forbund, person.pk)
    form = client.get(andra).context["form"]
    mitt = values(form, namn="Ada Maria")
    client.post(andra, values(form, namn="Ada Lovisa"))

    svar = client.post(andra, mitt)
    assert svar.context["form"].errors == {"namn": ["Någon annan har skrivit: Ada Lovisa"]}
    assert svar.context["form"]["namn"].value() == "Ada Maria"
    assert "Någon annan har ändrat" in svar.content.decode()
    person.refresh_from_db()
    assert person.namn == "Ada Lovisa"

    client.post(andra, values(svar.context["form"]))
    person.refresh_from_db()
    assert person.namn == "Ada Maria"


def test_one_that_is_changed_meanwhile_is_not_removed(client, kansli, forbund):
    person = f.FortroendevaldFactory(forbund=forbund)
    ta_bort = url("fortroendevald_ta_bort", forbund, person.pk)
    sett = values(client.get(ta_bort).context["form"])
    person.till = IDAG
    person.save()

    svar = client.post(ta_bort, sett)
    assert "Någon annan har ändrat" in svar.content.decode()
    assert Fortroendevald.objects.exists()
    assert client.post(ta_bort, values(svar.context["form"])).status_code == 302
    assert not Fortroendevald.objects.exists()


def test_from_when_a_part_is_a_member(client, kansli, forbund):
    part = f.PartFactory(forbund=forbund, namn="Heby kommun")
    sida = url("medlem", forbund, part.pk)
    client.post(sida, values(client.get(sida).context["form"], medlem_fran="2008-01-01"))
    part.refresh_from_db()
    assert part.medlem_fran == date(2008, 1, 1)
    client.post(sida, values(client.get(sida).context["form"], medlem_fran="2009-01-01"))
    assert list(Handelse.objects.order_by("pk").values_list("objekt", "skal")) == [
        ("Heby kommun", "Medlem från 2008-01-01, förut okänd dag."),
        ("Heby kommun", "Medlem från 2009-01-01, förut 2008-01-01."),
    ]


def test_a_form_that_is_sent_twice_makes_one_row(client, kansli, forbund):
    """Also the second time it keeps what was typed; another uppdrag or day is another row."""
    ny = url("fortroendevald_ny", forbund)
    sant = values(client.get(ny).context["form"], namn="A", uppdrag="ledamot", fran="2024-01-01")
    client.post(ny, sant)
    igen = client.post(ny, sant)
    assert "Personen finns redan i listan" in igen.content.decode()
    assert igen.context["form"]["namn"].value() == "A"
    assert Fortroendevald.objects.count() == 1
    client.post(ny, sant | {"fran": "2024-07-01"})
    client.post(ny, sant | {"uppdrag": "revisor"})
    assert Fortroendevald.objects.count() == 3


@pytest.mark.parametrize("roll", [Roll.REVISOR, Roll.STYRELSE])
def test_who_may_not_change_sees_no_way_to(client, forbund, roll):
    person = f.FortroendevaldFactory(forbund=forbund)
    client.force_login(f.BehorighetFactory(forbund=forbund, roll=roll).user)
    svar = client.get(url("fortroendevalda", forbund))
    assert svar.status_code == (200 if roll == Roll.REVISOR else 403)
    assert "Ändra" not in svar.content.decode()
    assert client.post(url("fortroendevald", forbund, person.pk)).status_code == 403
