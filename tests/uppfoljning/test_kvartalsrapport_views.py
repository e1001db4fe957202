"""The pages of the kvartalsrapport without a browser: saving, conflicts, autosave, sending in."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from finsam.konton.models import Roll
from finsam.period import Period
from insatser.models import Insats
from tests import factories as f
from tests.uppfoljning.rapportexempel import review
from tests.uppfoljning.svarsexempel import changes, complete
from uppfoljning.calculations.konflikter import Andring
from uppfoljning.granskning.services import Besked
from uppfoljning.kvartalsrapport.formular import load_formular
from uppfoljning.kvartalsrapport.services import (
    save_svar,
    submit_kvartalsrapport,
)
from uppfoljning.models import Kvartalsrapport, Omgang

pytestmark = pytest.mark.django_db

NU = datetime(2024, 7, 12, 8, 42, tzinfo=UTC)
KVARTAL = Period.quarter(2024, 2)
PERSONNUMMER = "640823-3234"


@pytest.fixture(autouse=True)
def tid(time_machine):
    time_machine.move_to(NU, tick=False)


@pytest.fixture
def insats():
    mal = f.MalFactory(nr=1, malvarde="10")
    return (
        Insats.objects.with_gallande_slut(NU.date()).select_related("forbund").get(pk=mal.insats_id)
    )


def make_member(insats, namn, roll=Roll.STYRGRUPP):
    behorighet = f.BehorighetFactory(forbund=insats.forbund, roll=roll, user__namn=namn)
    behorighet.insatser.add(insats)
    return behorighet.user


@pytest.fixture
def styrgrupp(insats):
    return make_member(insats, "Karin i styrgruppen")


@pytest.fixture
def kollega(insats):
    return make_member(insats, "Ahmed i styrgruppen")


@pytest.fixture
def inloggad(client, styrgrupp):
    client.force_login(styrgrupp)
    return client


def url(namn, insats, *args):
    return reverse(f"uppfoljning:{namn}", args=[insats.pk, 2024, 2, *args])


def innehall(insats):
    return load_formular(insats, KVARTAL).innehall


def posted(insats, steg, **svar):
    """What a browser sends of the step as it was shown now, with these answers written in it."""
    formular = load_formular(insats, KVARTAL)
    falt = next(s for s in formular.steg if s.nyckel == steg).falt
    data = {}
    for nyckel in (x.nyckel for x in falt):
        data[f"fore-{nyckel}"] = formular.innehall[nyckel].replace("\n", "\r\n")
        data[nyckel] = svar.get(nyckel, formular.innehall[nyckel]).replace("\n", "\r\n")
    return {nyckel: text for nyckel, text in data.items() if text or nyckel.startswith("fore-")}


def save(insats, user, **svar):
    nuvarande = innehall(insats)
    andringar = {k: Andring(nuvarande[k], text) for k, text in svar.items()}
    save_svar(insats=insats, kvartal=KVARTAL, andringar=andringar, user=user, nu=NU)


def fill_in(insats, user):
    formular = load_formular(insats, KVARTAL)
    save_svar(
        insats=insats,
        kvartal=KVARTAL,
        andringar=changes(formular, complete(formular)),
        user=user,
        nu=NU,
    )


def submit(insats, user):
    sedd = load_formular(insats, KVARTAL).hash
    return submit_kvartalsrapport(insats=insats, kvartal=KVARTAL, sedd=sedd, user=user, nu=NU)


def test_the_whole_report_by_plain_forms(inloggad, insats, styrgrupp):
    svar = complete(load_formular(insats, KVARTAL))
    sida = inloggad.get(url("kvartalsrapport", insats)).content.decode()
    assert "Lämnas in senast 31\u00a0juli 2024" in sida
    assert sida.count("Inte påbörjad") == 4

    for steg, nasta in [
        ("styrgrupp", url("steg", insats, "mal")),
        ("mal", url("steg", insats, "bemanning")),
        ("bemanning", url("steg", insats, "hant")),
        ("hant", url("kontrollera", insats)),
    ]:
        response = inloggad.post(
            url("steg", insats, steg), posted(insats, steg, **svar) | {"fortsatt": "1"}
        )
        assert (response.status_code, response.url) == (302, nasta)

    kontroll = inloggad.get(nasta)
    sedd = kontroll.context["formular"].hash
    kvitto = inloggad.post(nasta, {"sedd": sedd}, follow=True)

    assert kvitto.request["PATH_INFO"] == url("kvitto", insats)
    assert "12\u00a0juli 2024 kl. 10:42" in kvitto.content.decode()
    omgang = Omgang.objects.get()
    assert (omgang.inskickad_av, omgang.innehall) == (styrgrupp, innehall(insats))
    # Pressed twice, or gone back to: the receipt again and no second omgång.
    igen = inloggad.post(nasta, {"sedd": sedd})
    assert (igen.url, Omgang.objects.count()) == (url("kvitto", insats), 1)
    assert inloggad.get(url("steg", insats, "mal")).url == url("kvartalsrapport", insats)


def test_a_bad_answer_asks_for_its_comment_and_the_rest_is_saved(inloggad, insats):
    data = posted(insats, "styrgrupp", ordinarie_representation="nej", jamstalldhet="ja")

    sida = inloggad.post(url("steg", insats, "styrgrupp"), data | {"fortsatt": "1"})

    text = sida.content.decode()
    assert 'href="#id_ordinarie_representation_kommentar"' in text
    assert "Allt annat på sidan är sparat." in text
    assert innehall(insats)["ordinarie_representation"] == "nej"
    assert innehall(insats)["jamstalldhet"] == "ja"
    # A draft may wait with it, and so may questions that nobody has answered.
    assert inloggad.post(url("steg", insats, "styrgrupp"), data | {"spara": "1"}).status_code == 302
    save(insats, sida.wsgi_request.user, ordinarie_representation_kommentar="Regionen, ett möte.")
    vidare = posted(insats, "styrgrupp") | {"fortsatt": "1"}
    assert inloggad.post(url("steg", insats, "styrgrupp"), vidare).status_code == 302


def test_a_personnummer_is_refused_and_never_stored(inloggad, insats):
    """Neither by the form nor by autosave; what was written stays on the screen."""
    skrivet = f"Vi mötte {PERSONNUMMER} i mars"
    data = posted(
        insats, "hant", kommentar=skrivet, till_kansliet="Hej\n\nhej", handlingsplaner=" 1 000 "
    )

    sida = inloggad.post(url("steg", insats, "hant"), data | {"fortsatt": "1"}).content.decode()

    assert skrivet in sida
    assert "personnummer. Skriv om" in sida
    assert innehall(insats)["till_kansliet"] == "Hej\n\nhej"
    assert innehall(insats)["handlingsplaner"] == "1000"
    svar = inloggad.post(url("spara", insats), {"kommentar": skrivet, "fore-kommentar": ""}).json()
    assert "personnummer" in svar["falt"]["kommentar"]["fel"]
    assert not any(PERSONNUMMER in str(r.__dict__) for r in Kvartalsrapport.history.all())


@pytest.mark.parametrize(
    ("falt", "text"),
    [
        ("till_kansliet", "x" * 5001),
        ("handlingsplaner", "fyra"),
        ("handlingsplaner", "40000"),
        ("handlingsplaner", "-1"),
    ],
)
def test_what_does_not_fit_its_field_is_refused_and_kept_on_screen(inloggad, insats, falt, text):
    data = posted(insats, "hant", **{falt: text, "kommentar": "Sparas ändå"})

    sida = inloggad.post(url("steg", insats, "hant"), data | {"spara": "1"})

    assert text in sida.content.decode()
    assert sida.context["felaktiga"][0][0].falt.nyckel == falt
    assert (innehall(insats)[falt], innehall(insats)["kommentar"]) == ("", "Sparas ändå")


def test_another_persons_answer_is_never_replaced_unseen(inloggad, insats, kollega):
    data = posted(insats, "hant", kommentar="Min text", till_kansliet="Bara min")
    save(insats, kollega, kommentar="Ahmeds text", nasta_kvartal="Ahmed planerar")

    sida = inloggad.post(url("steg", insats, "hant"), data | {"fortsatt": "1"})

    text = sida.content.decode()
    assert (
        "Ahmed i styrgruppen har ändrat svaret sedan du öppnade sidan, 12\u00a0juli 2024 kl. 10:42"
        in text
    )
    assert (innehall(insats)["kommentar"], innehall(insats)["till_kansliet"]) == (
        "Ahmeds text",
        "Bara min",
    )
    kommentar, nasta_kvartal = (
        next(v for p in sida.context["punkter"] for v in p.falt if v.falt.nyckel == nyckel)
        for nyckel in ("kommentar", "nasta_kvartal")
    )
    assert (kommentar.varde, kommentar.fore, kommentar.konflikt) == (
        "Min text",
        "Ahmeds text",
        "Ahmeds text",
    )
    # What one did not touch is shown as it now is, so that it cannot be taken away either.
    assert (nasta_kvartal.varde, nasta_kvartal.fore) == ("Ahmed planerar", "Ahmed planerar")

    shown = {f"fore-{v.falt.nyckel}": v.fore for p in sida.context["punkter"] for v in p.falt}
    mina = {v.falt.nyckel: v.varde for p in sida.context["punkter"] for v in p.falt if v.varde}
    andra = inloggad.post(url("steg", insats, "hant"), shown | mina | {"anvand": "kommentar"})
    assert andra.status_code == 302
    assert innehall(insats)["kommentar"] == "Ahmeds text"
    inloggad.post(url("steg", insats, "hant"), shown | mina | {"spara": "1"})
    assert innehall(insats)["kommentar"] == "Min text"


def test_autosave_answers_field_by_field(inloggad, insats, kollega):
    save(insats, kollega, i_fas="ja")

    svar = inloggad.post(
        url("spara", insats),
        {
            "i_fas": "nej",
            "fore-i_fas": "",
            "mal_1_utfall": " 4 personer ",
            "fore-mal_1_utfall": "",
            "handlingsplaner": "några",
            "fore-handlingsplaner": "",
            # Without what was shown a field is not part of the request.
            "prognos": "ja",
            "finns_inte": "x",
            "fore-finns_inte": "",
        },
    ).json()

    assert svar["falt"] == {
        "mal_1_utfall": {"fore": "4 personer"},
        "i_fas": {
            "konflikt": "ja",
            "visat": "Ja",
            # Who wrote the answer, though oneself has stored another in the same breath.
            "vem": (
                "Ahmed i styrgruppen har ändrat svaret sedan du öppnade sidan, "
                "12\u00a0juli 2024 kl. 10:42"
            ),
        },
        "handlingsplaner": {"fel": "Skriv ett heltal, till exempel 12."},
    }
    assert svar["sparat"] == "Sparat 10:42"
    assert svar["lagen"]["mal"] == "1 av 3 besvarade"
    assert innehall(insats)["prognos"] == ""


def test_a_page_that_claims_to_have_shown_what_never_was_is_told_so(inloggad, insats):
    svar = inloggad.post(
        url("spara", insats),
        {"mal_1_utfall": "4", "fore-mal_1_utfall": "3", "i_fas": "nej", "fore-i_fas": "ja"},
    ).json()

    assert {nyckel: falt["visat"] for nyckel, falt in svar["falt"].items()} == {
        "mal_1_utfall": "Inget svar",
        "i_fas": "Inget svar",
    }
    assert "Någon annan har ändrat svaret" in svar["falt"]["i_fas"]["vem"]
    assert not Kvartalsrapport.objects.exists()


def test_autosave_says_why_it_cannot(client, inloggad, insats, styrgrupp):
    data = {"kommentar": "x", "fore-kommentar": ""}
    fill_in(insats, styrgrupp)
    submit(insats, styrgrupp)
    last = inloggad.post(url("spara", insats), data)
    assert last.status_code == 409
    assert "väntar på kansliets besked" in last.json()["fel"]
    # The form too, with the text kept on the page.
    sida = inloggad.post(url("steg", insats, "hant"), posted(insats, "hant", kommentar="Min text"))
    assert "Inget är sparat" in sida.content.decode()
    assert "Min text" in sida.content.decode()

    client.logout()
    utloggad = client.post(url("spara", insats), data, headers={"Accept": "application/json"})
    assert (utloggad.status_code, utloggad.json()["fel"]) == (
        401,
        "Du är inte inloggad. Logga in igen.",
    )


def test_an_unfinished_report_says_what_is_missing_with_links(inloggad, insats):
    sida = inloggad.get(url("kontrollera", insats)).content.decode()

    assert f"{url('steg', insats, 'styrgrupp')}#id_styrgruppsmote_0" in sida
    assert f"{url('steg', insats, 'hant')}#id_kommentar" in sida
    assert 'name="sedd"' not in sida
    # What is missing is told of as a fault first when one has tried to send it in.
    assert 'role="alert"' not in sida
    nekad = inloggad.post(url("kontrollera", insats), {"sedd": load_formular(insats, KVARTAL).hash})
    assert 'role="alert"' in nekad.content.decode()
    assert not Omgang.objects.exists()


def test_what_was_changed_after_one_looked_is_not_sent(inloggad, insats, styrgrupp, kollega):
    fill_in(insats, styrgrupp)
    sedd = load_formular(insats, KVARTAL).hash
    save(insats, kollega, till_kansliet="Nytt")

    sida = inloggad.post(url("kontrollera", insats), {"sedd": sedd})
    assert "Läs igenom svaren" in sida.content.decode()

    submit(insats, kollega)
    for_sent = inloggad.post(url("kontrollera", insats), {"sedd": sedd}, follow=True)
    assert for_sent.request["PATH_INFO"] == url("kvartalsrapport", insats)
    assert "Du skickade inte in rapporten." in for_sent.content.decode()
    assert "av Ahmed i styrgruppen" in for_sent.content.decode()


def test_an_insatsansvarig_may_write_and_is_told_who_sends_in(client, insats, styrgrupp):
    insats.forbund.insatsansvarig_skickar_in = False
    insats.forbund.save()
    client.force_login(make_member(insats, "Lisa", Roll.INSATSANSVARIG))
    fill_in(insats, styrgrupp)

    sida = client.get(url("kontrollera", insats)).content.decode()

    assert "styrgruppen (Karin i styrgruppen)" in sida
    assert 'name="sedd"' not in sida
    sedd = load_formular(insats, KVARTAL).hash
    assert client.post(url("kontrollera", insats), {"sedd": sedd}).status_code == 403


def test_a_returned_report_shows_why_and_what_was_said_of_each_answer(inloggad, insats, styrgrupp):
    kansli = f.BehorighetFactory(forbund=insats.forbund, user__namn="Kansliet").user
    fill_in(insats, styrgrupp)
    omgang = submit(insats, styrgrupp)
    review(omgang, Besked.SPARA, kansli, NU, i_fas="Hur vet ni det?")
    assert "Hur vet ni det?" not in inloggad.get(url("kvartalsrapport", insats)).content.decode()
    review(omgang, Besked.KOMPLETTERA, kansli, NU, skal="Se kommentaren.")

    sida = inloggad.get(url("kvartalsrapport", insats)).content.decode()
    assert "Kansliet återsände rapporten 12\u00a0juli 2024" in sida
    assert "Se kommentaren." in sida
    assert "Hur vet ni det?" in sida
    assert f"{url('steg', insats, 'mal')}#id_i_fas_0" in sida
    assert "Hur vet ni det?" in inloggad.get(url("steg", insats, "mal")).content.decode()
    assert "Hur vet ni det?" not in inloggad.get(url("steg", insats, "hant")).content.decode()


def test_readers_see_the_answers_and_no_buttons(client, insats, styrgrupp):
    save(insats, styrgrupp, till_kansliet="Hej på er")
    client.force_login(f.BehorighetFactory(forbund=insats.forbund, roll=Roll.REVISOR).user)

    sida = client.get(url("kvartalsrapport", insats)).content.decode()

    assert "Hej på er" in sida
    assert url("steg", insats, "hant") not in sida
    assert client.get(url("steg", insats, "hant")).status_code == 403


def test_last_quarters_answers_stand_beside_the_questions(inloggad, insats):
    tidigare = f.KvartalsrapportFactory(
        insats=insats, kvartal=1, i_fas="delvis", i_fas_kommentar="Ett mål släpar."
    )
    f.MaluppfoljningFactory(kvartalsrapport=tidigare, mal=insats.malen.get(), utfall="3")

    sida = inloggad.get(url("steg", insats, "mal"))

    forra = {p.punkt.nyckel: [v.text for v in p.forra] for p in sida.context["punkter"]}
    assert forra == {"mal_1": ["3"], "i_fas": ["Delvis", "Ett mål släpar."], "prognos": []}
    assert "Målvärde: 10" in sida.content.decode()


def test_only_quarters_that_have_begun_and_that_the_insats_runs_in(inloggad, insats):
    insats.start = date(2024, 4, 1)
    insats.save()

    def status(ar, kvartal):
        return inloggad.get(
            reverse("uppfoljning:kvartalsrapport", args=[insats.pk, ar, kvartal])
        ).status_code

    assert [status(2024, nr) for nr in (0, 1, 2, 3, 4, 5)] == [404, 404, 200, 200, 404, 404]
    assert inloggad.get(url("steg", insats, "finns-inte")).status_code == 404
    assert inloggad.get(url("kvitto", insats)).status_code == 404


def test_the_pages_ask_a_constant_number_of_queries(inloggad, insats, styrgrupp):
    fill_in(insats, styrgrupp)
    kansli = f.BehorighetFactory(forbund=insats.forbund).user
    omgang = submit(insats, styrgrupp)
    review(omgang, Besked.KOMPLETTERA, kansli, NU, skal="Se över.")
    f.KvartalsrapportFactory(insats=insats, kvartal=1)
    sidor = [
        url("kvartalsrapport", insats),
        *(url("steg", insats, steg) for steg in ("styrgrupp", "mal", "bemanning", "hant")),
        url("kontrollera", insats),
        url("kvitto", insats),
    ]

    def count():
        antal = []
        for sida in sidor:
            with CaptureQueriesContext(connection) as fragor:
                assert inloggad.get(sida).status_code == 200
            antal.append(len(fragor))
        return antal

    inloggad.get(sidor[0])
    forst = count()
    for nr in range(2, 6):
        mal = f.MalFactory(insats=insats, nr=nr)
        f.MaluppfoljningFactory(kvartalsrapport=omgang.kvartalsrapport, mal=mal, utfall="1")
        f.BilagaFactory(kvartalsrapport=omgang.kvartalsrapport, namn=f"{nr}.pdf")
    assert count() == forst
    assert max(forst) <= 25


def test_known_figures_are_told_or_said_to_be_missing(insats):
    """One quarter of 200 000 kr of a year's million: 80 % of January–March's 250 000."""

    def shown(kvartal):
        formular = load_formular(insats, Period.quarter(2024, kvartal))
        [deltagare], [ekonomi] = formular.uppgifter["mal"], formular.uppgifter["bemanning"]
        return deltagare, dict(ekonomi.rader), ekonomi

    deltagare, rader, ekonomi = shown(1)
    assert (deltagare.rader, deltagare.kalla) == ((), "Ingen insatsdata är inläst för insatsen.")
    assert rader["Rekvisition, kvartal 1 2024"] == "Ingen har kommit in"
    assert (rader["Utfall januari–mars"], rader["Förbrukat av budgeten"]) == ("–", "–")

    leverans = f.LeveransFactory(insats=insats)
    for manad, matt, kategori, antal in [
        (1, "inskrivna", "", 9),
        (4, "inskrivna", "", 3),
        (5, "avslutade", "arbete", 2),
        (5, "avslutade", "flytt", 1),
    ]:
        f.DeltagarstatistikFactory(
            leverans=leverans,
            manad=date(2024, manad, 1),
            kon="K",
            matt=matt,
            kategori=kategori,
            antal=antal,
        )
    f.BudgetpostFactory(insats=insats, belopp=Decimal(1_000_000))
    f.RekvisitionFactory(insats=insats, kvartal=1, belopp=Decimal(200_000))
    deltagare, rader, ekonomi = shown(1)
    assert rader["Förbrukat av budgeten"] == "80\u202f%"
    assert not ekonomi.krav
    deltagare, rader, ekonomi = shown(2)
    assert dict(deltagare.rader) == {
        "Inregistrerade": "3",
        "Avslutade": "3",
        "Till arbete eller studier": "2",
        "Pågående 30 juni": "9",  # 9 + 3 - 3
    }
    # The second quarter's rekvisition is missing: 200 of 500 would say nothing.
    assert (rader["Förbrukat av budgeten"], ekonomi.krav) == ("–", {})
    f.RekvisitionFactory(insats=insats, kvartal=2, belopp=Decimal(100_000))
    deltagare, rader, ekonomi = shown(2)
    assert rader["Förbrukat av budgeten"] == "60\u202f%"  # 300 of 500
    assert "60\u202f%" in ekonomi.krav["budgetkommentar"]
    brister = [b.falt for _, b in load_formular(insats, KVARTAL).find_brister()]
    assert "budgetkommentar" in brister
    deltagare, _, _ = shown(3)
    assert deltagare.rader == ()
    assert "har inga uppgifter från kvartalet" in deltagare.kalla
