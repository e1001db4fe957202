"""The page where the kansli writes a report's texts: who may, and nobody's text is lost."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse

from finsam.handelser.models import Handelse
from finsam.konton.models import Roll
from rapporter.models import Rapporttext
from rapporter.texter.kapitel import KAPITEL
from tests import factories as f

pytestmark = pytest.mark.django_db

SKRIVER = {Roll.KANSLI, Roll.FORBUNDSCHEF, Roll.EKONOM}


@pytest.fixture
def forbund():
    return f.ForbundFactory()


@pytest.fixture
def skribent(client, forbund):
    user = f.BehorighetFactory(forbund=forbund, roll=Roll.KANSLI, user__email="en@exempel.se").user
    client.force_login(user)
    return user


def url(forbund, typ="pm", period="2024H1", namn="texter"):
    return reverse(f"rapporter:{namn}", args=[typ, forbund.organisationsnummer, period])


def write(forbund, text, kapitel="bakgrund", user=None, nar=datetime(2024, 8, 1, 8, tzinfo=UTC)):
    rad = Rapporttext(forbund=forbund, rapport="pm", period="2024H1", kapitel=kapitel, text=text)
    rad._history_user, rad._history_date = user, nar
    rad.save()
    return rad


def stored(forbund):
    return dict(Rapporttext.objects.filter(forbund=forbund).values_list("kapitel", "text"))


@pytest.mark.parametrize("roll", Roll)
def test_who_may_write(client, forbund, roll):
    client.force_login(f.BehorighetFactory(forbund=forbund, roll=roll).user)

    assert client.get(url(forbund)).status_code == (200 if roll in SKRIVER else 403)
    svar = client.post(url(forbund), {"fore-bakgrund": "", "bakgrund": "Hej"})
    assert svar.status_code == (302 if roll in SKRIVER else 403)
    assert stored(forbund) == ({"bakgrund": "Hej"} if roll in SKRIVER else {})
    assert client.get(url(f.ForbundFactory())).status_code == 404


@pytest.mark.parametrize("roll", [Roll.KANSLI, Roll.REVISOR])
def test_the_report_links_here_for_those_who_may_write(client, forbund, roll):
    client.force_login(f.BehorighetFactory(forbund=forbund, roll=roll).user)

    page = client.get(url(forbund, namn="rapport")).content.decode()

    assert (url(forbund) in page) is (roll in SKRIVER)


@pytest.mark.parametrize(
    ("typ", "period"), [("pm", "2024H3"), ("jamforelse", "2024"), ("ekonomisk-information", "2024")]
)
def test_a_report_without_texts_or_a_period_that_is_none_is_not_found(
    client, forbund, skribent, typ, period
):
    assert client.get(url(forbund, typ, period)).status_code == 404


def test_every_chapter_has_its_field_in_order_and_says_who_wrote_last(client, forbund, skribent):
    write(forbund, "Så var det.", user=skribent)

    page = client.get(url(forbund)).content.decode()

    falt = [page.index(f'<textarea name="{kapitel}"') for kapitel in KAPITEL["pm"]]
    assert falt == sorted(falt)
    assert "Så var det." in page
    assert "Sparad 1\u00a0augusti 2024 kl. 10:00 av en@exempel.se." in page


def test_a_text_is_saved_with_history_and_an_event(client, forbund, skribent):
    with time_machine.travel("2024-08-02 10:00", tick=False):
        svar = client.post(
            url(forbund),
            {"fore-bakgrund": "", "bakgrund": "Ett.\r\n\r\nTvå.", "fore-budget": "", "budget": ""},
        )

    assert svar.url == url(forbund)
    assert stored(forbund) == {"bakgrund": "Ett.\n\nTvå."}
    historik = Rapporttext.history.get()
    assert (historik.history_user, historik.history_date) == (
        skribent,
        datetime(2024, 8, 2, 8, tzinfo=UTC),
    )
    handelse = Handelse.objects.get()
    assert (handelse.typ, handelse.user) == (Handelse.Typ.RAPPORTTEXT_SPARAD, skribent)
    assert handelse.objekt == "Bakgrund, PM Uppföljning av insatser 2024H1"


def test_an_emptied_text_leaves_the_report_and_stays_in_the_history(client, forbund, skribent):
    rad = write(forbund, "Så va", user=skribent)
    for minut, text in ((5, "Så var det."), (5, "Så var det.")):
        rad.text, rad._history_date = text, datetime(2024, 8, 1, 8, minut, tzinfo=UTC)
        rad.save()
    write(f.ForbundFactory(), "Annans")

    client.post(url(forbund), {"fore-bakgrund": "Så var det.", "bakgrund": ""})

    assert stored(forbund) == {}
    # What was saved while they wrote is one version.
    sida = client.get(url(forbund, namn="texter_historik"))
    assert [(v.vem, v.kapitel, v.text) for v in sida.context["sida"]] == [
        (str(skribent), "Bakgrund", ""),
        (str(skribent), "Bakgrund", "Så var det."),
    ]
    assert "Texten togs bort." in sida.content.decode()
    assert Handelse.objects.get().efter == ""


def test_what_another_has_written_is_never_replaced_unseen(client, forbund, skribent):
    annan = f.BehorighetFactory(forbund=forbund, user__email="annan@exempel.se").user
    write(forbund, "Den andras", user=annan)
    skickat = {
        "fore-bakgrund": "",
        "bakgrund": "Min",
        "fore-budget": "",
        "budget": "Om budgeten",
    }

    svar = client.post(url(forbund), skickat)

    page = svar.content.decode()
    assert svar.status_code == 200
    assert stored(forbund) == {"bakgrund": "Den andras", "budget": "Om budgeten"}
    assert "annan@exempel.se har ändrat texten sedan du öppnade sidan" in page
    assert "Den andras" in page
    assert "\nMin</textarea>" in page
    # What has now been seen is replaced knowingly, or taken.
    nytt = {"fore-bakgrund": "Den andras", "bakgrund": "Min"}
    assert client.post(url(forbund), nytt | {"anvand": "bakgrund"}).status_code == 302
    assert stored(forbund)["bakgrund"] == "Den andras"
    assert client.post(url(forbund), nytt).status_code == 302
    assert stored(forbund)["bakgrund"] == "Min"


def test_a_personnummer_is_refused_and_the_text_is_kept_on_screen(client, forbund, skribent):
    text = "Deltagaren 19811218-9876 mår bra."

    svar = client.post(url(forbund), {"fore-bakgrund": "", "bakgrund": text})

    assert stored(forbund) == {}
    assert text in svar.content.decode()
    assert "ser ut att innehålla ett personnummer" in svar.content.decode()


def test_autosave_answers_chapter_by_chapter(client, forbund, skribent):
    write(forbund, "Den andras")
    spara = url(forbund, namn="texter_spara")

    with time_machine.travel("2024-08-02 10:42"):
        svar = client.post(
            spara,
            {
                "fore-bakgrund": "",
                "bakgrund": "Min",
                "fore-budget": "",
                "budget": "Om budgeten",
                "fore-kvalitet": "",
                "kvalitet": "Nr 19811218-9876",
            },
        ).json()

    assert svar["falt"]["budget"] == {"fore": "Om budgeten"}
    assert svar["falt"]["bakgrund"]["konflikt"] == "Den andras"
    assert "personnummer" in svar["falt"]["kvalitet"]["fel"]
    assert svar["sparat"] == "Sparat 10:42"
    assert stored(forbund) == {"bakgrund": "Den andras", "budget": "Om budgeten"}


def test_the_page_costs_the_same_for_many_texts(
    client, forbund, skribent, django_assert_num_queries
):
    client.get(url(forbund))
    with django_assert_num_queries(6):
        client.get(url(forbund))
    for kapitel in KAPITEL["pm"]:
        for n in range(2):
            rad = Rapporttext.objects.filter(kapitel=kapitel).first()
            if rad:
                rad.text = f"Text {n}"
                rad.save()
            else:
                write(forbund, "Text", kapitel=kapitel)
    with django_assert_num_queries(6):
        client.get(url(forbund))
