"""The kansli's review of a kvartalsrapport, as pages: who may do what, and what is kept."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from finsam.konton.models import Roll
from tests import factories as f
from tests.uppfoljning.rapportexempel import K1, NU, make_insats, review, send, write
from uppfoljning.granskning.historik import gather_historik
from uppfoljning.granskning.services import Besked
from uppfoljning.models import Kvartalsrapport, Omgang

pytestmark = pytest.mark.django_db


@pytest.fixture
def insats():
    return make_insats()


@pytest.fixture
def person(insats):
    """Makes a user with a role in the insats's förbund."""

    def make(roll, namn):
        behorighet = f.BehorighetFactory(
            user=f.UserFactory(namn=namn), forbund=insats.forbund, roll=roll
        )
        if roll in (Roll.STYRGRUPP, Roll.INSATSANSVARIG):
            behorighet.insatser.add(insats)
        return behorighet.user

    return make


@pytest.fixture
def styrgrupp(person):
    return person(Roll.STYRGRUPP, "Stina Styrgrupp")


@pytest.fixture
def kansli(person):
    return person(Roll.KANSLI, "Karin Kansli")


def url(name, insats, kvartal=2):
    return reverse(f"uppfoljning:{name}", args=[insats.pk, 2024, kvartal])


def form_of(page, **changes):
    """The form of the page as a browser would send it, with these changes."""
    form = page.context["form"]
    sent = {namn: form[namn].value() or "" for namn in form.fields}
    return sent | {"omgang": page.context["granskning"].omgang.nr} | changes


def text_of(page):
    return " ".join(page.content.decode().split())


def test_the_answers_stand_beside_last_quarters(client, insats, styrgrupp, kansli):
    send(insats, styrgrupp, kvartal=K1, i_fas="ja", styrgruppsmote="ja")
    send(insats, styrgrupp, i_fas="nej", i_fas_kommentar="Två mål släpar.")
    client.force_login(kansli)

    granskning = client.get(url("granska", insats)).context["granskning"]

    fragor = {fraga.falt: fraga for fraga in granskning.fragor}
    i_fas = fragor["i_fas"]
    assert [v.text for v in i_fas.nu] == ["Nej", "Två mål släpar."]
    assert [v.text for v in i_fas.forra] == ["Ja"]
    assert [falt for falt, fraga in fragor.items() if fraga.is_nytt_svar] == ["i_fas"]


def test_a_late_report_says_how_late(client, insats, styrgrupp, kansli):
    send(insats, styrgrupp, NU + timedelta(days=20))  # 1 August; due on 31 July
    client.force_login(kansli)

    assert "Kom in en dag sent" in text_of(client.get(url("granska", insats)))


def test_comments_are_saved_and_shown_to_the_styrgrupp_once_decided(
    client, insats, styrgrupp, kansli
):
    send(insats, styrgrupp)
    client.force_login(kansli)
    page = client.get(url("granska", insats))

    answer = client.post(
        url("granska", insats),
        form_of(page, kommentar_i_fas="Hur vet ni det?", besked="spara"),
        follow=True,
    )

    assert "Hur vet ni det?" in text_of(answer)
    client.force_login(styrgrupp)
    assert "Hur vet ni det?" not in text_of(client.get(url("historik", insats)))
    review(Omgang.objects.get(), Besked.KOMPLETTERA, kansli, NU, skal="Svara.")
    assert "Hur vet ni det?" in text_of(client.get(url("historik", insats)))


def test_a_report_is_sent_back_with_comments_and_reason_in_one_step(
    client, insats, styrgrupp, kansli
):
    send(insats, styrgrupp)
    client.force_login(kansli)
    page = client.get(url("granska", insats))
    sent = form_of(page, kommentar_i_fas="Hur vet ni det?", besked="komplettera")

    refused = client.post(url("granska", insats), sent)

    assert refused.context["form"].errors == {
        "skal": ["Skriv vad styrgruppen behöver komplettera."]
    }
    assert "Hur vet ni det?" in text_of(refused)
    assert not Omgang.objects.get().kommentarer.exists()

    client.post(url("granska", insats), sent | {"skal": "Skriv hur\r\nni vet."})

    omgang = Omgang.objects.get()
    assert (omgang.beslut, omgang.skal, omgang.beslutad_av) == (
        "atersand",
        "Skriv hur\nni vet.",
        kansli,
    )
    assert [(k.falt, k.text) for k in omgang.kommentarer.all()] == [("i_fas", "Hur vet ni det?")]


def test_the_second_round_shows_what_became_of_the_first(client, insats, styrgrupp, kansli):
    review(
        send(insats, styrgrupp, mal_1_utfall="3 av 10"),
        Besked.KOMPLETTERA,
        kansli,
        NU,
        skal="Se över utfallet.",
        mal_1_status="Stämmer utfallet?",
        jamstalldhet="Bra.",
    )
    send(insats, styrgrupp, NU + timedelta(days=1), mal_1_utfall="4 av 10")
    client.force_login(kansli)

    page = client.get(url("granska", insats))

    fragor = {fraga.falt: fraga for fraga in page.context["granskning"].fragor}
    mal = fragor["mal_1_status"]
    assert [(a.etikett, a.fore, a.efter) for a in mal.andringar] == [
        ("Utfall hittills", "3 av 10", "4 av 10")
    ]
    assert mal.tidigare_kommentar.text == "Stämmer utfallet?"
    assert not fragor["jamstalldhet"].andringar
    assert "Se över utfallet." in text_of(page)
    # The new round begins without comments; those of the first are kept with it.
    assert mal.kommentar == ""
    # A returned report is not late for being mended.
    assert Kvartalsrapport.objects.get().inlamnad == NU.date()


def test_accepting_keeps_the_comments_and_locks(client, insats, styrgrupp, kansli):
    send(insats, styrgrupp)
    client.force_login(kansli)
    page = client.get(url("granska", insats))

    done = client.post(
        url("granska", insats),
        form_of(page, kommentar_i_fas="Tack.", besked="godkann"),
        follow=True,
    )

    assert Kvartalsrapport.objects.get().status == "godkand"
    assert Omgang.objects.get().kommentarer.get().text == "Tack."
    assert "av Karin Kansli och är låst" in text_of(done)


@pytest.mark.parametrize("besked", ["godkann", "spara"])
def test_a_reason_that_is_written_is_not_lost_by_another_button(
    client, insats, styrgrupp, kansli, besked
):
    send(insats, styrgrupp)
    client.force_login(kansli)
    page = client.get(url("granska", insats))

    answer = client.post(
        url("granska", insats),
        form_of(page, skal="Utfallet saknas.", kommentar_i_fas="Hur?", besked=besked),
    )

    assert Omgang.objects.get().beslut == ""
    assert answer.context["form"]["skal"].value() == "Utfallet saknas."
    # What the page that is shown sends next is no conflict with what was saved.
    client.post(url("granska", insats), form_of(answer, besked="komplettera"))
    assert Omgang.objects.get().skal == "Utfallet saknas."
    assert Omgang.objects.get().kommentarer.get().text == "Hur?"


def test_the_sender_may_return_but_not_accept_their_own(client, insats, kansli):
    send(insats, kansli)
    client.force_login(kansli)
    page = client.get(url("granska", insats))
    assert 'value="godkann"' not in text_of(page)

    refused = client.post(
        url("granska", insats), form_of(page, kommentar_i_fas="Hm.", besked="godkann")
    )

    assert "Någon annan behöver godkänna den" in text_of(refused)
    assert "Hm." in text_of(refused)
    assert not Omgang.objects.get().kommentarer.exists()
    client.post(url("granska", insats), form_of(page, skal="Jag ångrar mig.", besked="komplettera"))
    assert Omgang.objects.get().beslut == "atersand"


def test_the_second_reviewer_hears_of_the_first_and_keeps_their_words(
    client, insats, styrgrupp, kansli, person
):
    omgang = send(insats, styrgrupp)
    client.force_login(person(Roll.FORBUNDSCHEF, "Fredrik Förbundschef"))
    page = client.get(url("granska", insats))
    review(omgang, Besked.GODKANN, kansli, NU)

    refused = client.post(
        url("granska", insats),
        form_of(page, kommentar_i_fas="Mina ord.", skal="Brister.", besked="komplettera"),
    )

    text = text_of(refused)
    assert "Rapporten är redan godkänd: 12 juli 2024 kl. 10:42 av Karin Kansli." in text
    assert "Mina ord." in text
    assert "Brister." in text
    assert not omgang.kommentarer.exists()


def test_a_decision_is_on_the_round_that_was_read(client, insats, styrgrupp, kansli, person):
    forsta = send(insats, styrgrupp)
    client.force_login(person(Roll.FORBUNDSCHEF, "Fredrik Förbundschef"))
    page = client.get(url("granska", insats))
    review(forsta, Besked.KOMPLETTERA, kansli, NU, skal="Rätta.")
    send(insats, styrgrupp, NU + timedelta(days=1), till_kansliet="Rättat.")

    refused = client.post(url("granska", insats), form_of(page, besked="godkann"))

    assert "Rapporten är redan återsänd" in text_of(refused)
    assert Kvartalsrapport.objects.get().status == "inskickad"
    assert client.post(url("granska", insats), {"omgang": "9"}).status_code == 404


def test_two_reviewers_do_not_overwrite_each_others_comments(
    client, insats, styrgrupp, kansli, person
):
    omgang = send(insats, styrgrupp)
    client.force_login(person(Roll.FORBUNDSCHEF, "Fredrik Förbundschef"))
    page = client.get(url("granska", insats))
    review(omgang, Besked.SPARA, kansli, NU, i_fas="Karins ord.")
    review(omgang, Besked.SPARA, kansli, NU, prognos="Karins prognos.")
    sent = form_of(page, kommentar_i_fas="Fredriks ord.", besked="godkann")

    conflict = client.post(url("granska", insats), sent)

    text = text_of(conflict)
    assert "Karins ord." in text
    assert "Fredriks ord." in text
    assert Omgang.objects.get().beslut == ""
    # Having seen it, he replaces the one he wrote in, and no other.
    client.post(url("granska", insats), form_of(conflict, besked="spara"))
    assert {k.falt: k.text for k in omgang.kommentarer.all()} == {
        "i_fas": "Fredriks ord.",
        "prognos": "Karins prognos.",
    }


def test_no_personnummer_in_a_comment_or_a_reason(client, insats, styrgrupp, kansli):
    send(insats, styrgrupp)
    client.force_login(kansli)
    page = client.get(url("granska", insats))

    refused = client.post(
        url("granska", insats),
        form_of(page, kommentar_i_fas="Gäller 19900101-1234.", skal="900101-1234", besked="spara"),
    )

    assert set(refused.context["form"].errors) == {"kommentar_i_fas", "skal"}
    assert not Omgang.objects.get().kommentarer.exists()


def test_what_awaits_no_decision_says_how_it_stands(client, insats, styrgrupp, kansli):
    client.force_login(kansli)
    assert "inte påbörjad. Den ska vara inne senast 31 juli 2024" in text_of(
        client.get(url("granska", insats))
    )
    write(insats, styrgrupp)
    assert "Läs utkastet" in text_of(client.get(url("granska", insats)))
    omgang = send(insats, styrgrupp)
    assert "Granska rapporten" in text_of(client.get(url("oppna", insats)))
    review(omgang, Besked.KOMPLETTERA, kansli, NU, skal="Rätta utfallet.")
    text = text_of(client.get(url("granska", insats)))
    assert "återsändes 12 juli 2024 kl. 10:42 av Karin Kansli" in text
    assert "Rätta utfallet." in text


def test_opening_again_asks_why_and_keeps_what_was_accepted(client, insats, styrgrupp, kansli):
    review(send(insats, styrgrupp), Besked.GODKANN, kansli, NU)
    client.force_login(kansli)

    refused = client.post(url("oppna", insats), {"nr": 1, "skal": ""})

    assert refused.context["form"].errors["skal"] == ["Skriv varför rapporten behöver öppnas igen."]
    stale = client.post(url("oppna", insats), {"nr": 0, "skal": "Fel utfall."})
    assert "Läs den först" in text_of(stale)
    assert "Fel utfall." in text_of(stale)
    assert Kvartalsrapport.objects.get().status == "godkand"

    client.post(url("oppna", insats), {"nr": 1, "skal": "Fel utfall."})

    omgang = Omgang.objects.get()
    assert (omgang.beslut, omgang.oppnad_av, omgang.oppnad_skal) == (
        "godkand",
        kansli,
        "Fel utfall.",
    )
    assert Kvartalsrapport.objects.get().status == "atersand"


def test_the_history_tells_every_round_to_the_revisor(client, insats, styrgrupp, kansli, person):
    review(
        send(insats, styrgrupp, i_fas="ja"),
        Besked.KOMPLETTERA,
        kansli,
        NU + timedelta(hours=1),
        skal="Svara på frågorna.",
        i_fas="Hur vet ni det?",
        prognos="Och detta?",
    )
    andra = send(insats, styrgrupp, NU + timedelta(days=1), i_fas="delvis")
    client.force_login(person(Roll.REVISOR, "Rolf Revisor"))

    historik = client.get(url("historik", insats)).context["historik"]

    assert [(o.omgang.nr, o.markering.ord) for o in historik.omgangar] == [
        (2, "Inskickad"),
        (1, "Återsänd"),
    ]
    assert [(a.nyckel, a.fore, a.efter) for a in historik.omgangar[0].andringar] == [
        ("i_fas", "Ja", "Delvis")
    ]
    assert [k.text for _, k in historik.omgangar[1].kommentarer] == [
        "Hur vet ni det?",
        "Och detta?",
    ]
    assert [(str(h.user), h.vad, h.antal) for h in historik.handelser] == [
        ("Stina Styrgrupp", "skickade in kvartalsrapporten", 1),
        ("Stina Styrgrupp", "skrev i kvartalsrapporten", 1),
        ("Karin Kansli", "återsände kvartalsrapporten", 1),
        ("Karin Kansli", "kommenterade kvartalsrapporten", 1),
        ("Stina Styrgrupp", "skickade in kvartalsrapporten", 1),
        ("Stina Styrgrupp", "skrev i kvartalsrapporten", 1),
    ]
    senare = NU + timedelta(days=2)
    review(andra, Besked.KOMPLETTERA, kansli, senare, skal="Igen.")
    write(insats, styrgrupp, senare, i_fas="nej")
    write(insats, styrgrupp, senare, i_fas_kommentar="Två mål släpar.")
    historik = client.get(url("historik", insats)).context["historik"]
    # Saved twice in a row, told once.
    assert (historik.handelser[0].vad, historik.handelser[0].antal) == (
        "skrev i kvartalsrapporten",
        2,
    )
    assert [(a.nyckel, a.efter) for a in historik.pagaende] == [
        ("i_fas", "Nej"),
        ("i_fas_kommentar", "Två mål släpar."),
    ]


def test_a_mal_that_the_insats_has_lost_is_still_in_the_history(insats, styrgrupp, kansli):
    omgang = send(insats, styrgrupp)
    omgang.innehall |= {"mal_9_utfall": "7 av 8", "mal_9_status": "gul"}
    omgang.save()

    historik = gather_historik(
        insats, Omgang.objects.get().kvartalsrapport.period, NU.date(), is_granskare=True
    )

    [mal] = [s for s in historik.omgangar[0].steg if s.rubrik == "Mål"]
    borta = next(fraga for fraga in mal.fragor if fraga.fraga.startswith("Mål 9"))
    assert borta.fraga == "Mål 9: målet finns inte längre"
    assert [v.text for v in borta.svar] == ["Gult, släpar", "7 av 8"]


def test_a_report_from_a_file_is_read_whole_without_any_round(client, insats, kansli):
    f.KvartalsrapportFactory(insats=insats, kvartal=2, kommentar="Insatsen har startat.")
    client.force_login(kansli)

    assert "Insatsen har startat." in text_of(client.get(url("historik", insats)))
    assert "Rapporten godkändes och är låst." in text_of(client.get(url("granska", insats)))


def test_what_people_write_is_text_and_never_markup(client, insats, styrgrupp, kansli):
    ord_ = "<b>Hej</b> & <script>alert(1)</script>"
    omgang = send(insats, styrgrupp, till_kansliet=ord_)
    review(omgang, Besked.SPARA, kansli, NU, i_fas=ord_)
    client.force_login(kansli)
    for sida in ("granska", "historik"):
        text = text_of(client.get(url(sida, insats)))
        assert ord_ not in text
        assert escape(ord_) in text


@pytest.mark.parametrize("sida", ["granska", "historik"])
def test_rounds_comments_and_mal_cost_no_queries(client, styrgrupp, kansli, insats, sida):
    client.force_login(kansli)
    few, many = insats, make_insats(forbund=insats.forbund)
    send(few, styrgrupp)
    for nr in range(2, 4):
        f.MalFactory(insats=many, nr=nr)
    for _ in range(3):
        review(
            send(many, styrgrupp),
            Besked.KOMPLETTERA,
            kansli,
            NU,
            skal="Svara.",
            i_fas="Hur?",
            prognos="Varför?",
            mal_2_status="När?",
        )
    send(many, styrgrupp)

    def count(insats):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url(sida, insats)).status_code == 200
        return len(queries)

    count(few)
    # The round before's comments and their authors are asked for where there is one.
    assert count(few) <= count(many) <= 25
