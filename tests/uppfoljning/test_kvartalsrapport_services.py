"""The way of a kvartalsrapport: see also test_arbetsflode.py, which walks it in any order."""

from datetime import UTC, date, datetime

import pytest

from finsam.historik import Flodesfel
from finsam.period import Period
from insatser.models import Insats
from tests import factories as f
from tests.uppfoljning.svarsexempel import changes, complete
from uppfoljning.calculations.konflikter import Andring
from uppfoljning.granskning.services import reopen_omgang
from uppfoljning.kvartalsrapport.formular import load_formular
from uppfoljning.kvartalsrapport.services import Ofullstandig, save_svar, submit_kvartalsrapport
from uppfoljning.models import Kvartalsrapport

pytestmark = pytest.mark.django_db

NU = datetime(2024, 7, 12, 8, 42, tzinfo=UTC)
KVARTAL = Period.quarter(2024, 2)


@pytest.fixture
def insats():
    mal = f.MalFactory(nr=1)
    return Insats.objects.with_gallande_slut(NU.date()).get(pk=mal.insats_id)


@pytest.fixture
def styrgrupp():
    return f.UserFactory(namn="Styrgruppen")


@pytest.fixture
def kansli():
    return f.UserFactory(namn="Kansliet")


def save(insats, user, andringar, nu=NU):
    return save_svar(insats=insats, kvartal=KVARTAL, andringar=andringar, user=user, nu=nu)


def submit(insats, user, nu=NU):
    sedd = load_formular(insats, KVARTAL).hash
    return submit_kvartalsrapport(insats=insats, kvartal=KVARTAL, sedd=sedd, user=user, nu=nu)


@pytest.fixture
def inskickad(insats, styrgrupp):
    formular = load_formular(insats, KVARTAL)
    save(insats, styrgrupp, changes(formular, complete(formular)))
    return submit(insats, styrgrupp)


def status(insats):
    return load_formular(insats, KVARTAL).status


def test_the_first_answer_makes_a_draft(insats, styrgrupp):
    assert not Kvartalsrapport.objects.exists()

    sparning = save(
        insats, styrgrupp, {"i_fas": Andring("", "ja"), "mal_1_utfall": Andring("", "12 personer")}
    )

    rapport = Kvartalsrapport.objects.get()
    assert sparning.sparade == ("i_fas", "mal_1_utfall")
    assert (rapport.status, rapport.i_fas, rapport.sparad, rapport.sparad_av) == (
        "utkast",
        "ja",
        NU,
        styrgrupp,
    )
    assert rapport.maluppfoljningar.get().utfall == "12 personer"
    assert {h.history_user for h in rapport.history.all()} == {styrgrupp}


def test_each_saving_is_one_row_of_history_with_what_was_written_then(insats, styrgrupp, kansli):
    for user, utfall in [(styrgrupp, "3"), (kansli, "4")]:
        fore = load_formular(insats, KVARTAL).innehall["mal_1_utfall"]
        andringar = {"i_fas_kommentar": Andring("", "x"), "mal_1_utfall": Andring(fore, utfall)}
        save(insats, user, andringar)

    rapport = Kvartalsrapport.objects.get()
    assert [(h.i_fas_kommentar, h.history_user) for h in rapport.history.all()] == [
        ("x", kansli),
        ("x", styrgrupp),
    ]
    assert [(h.utfall, h.history_user) for h in rapport.maluppfoljningar.get().history.all()] == [
        ("4", kansli),
        ("3", styrgrupp),
    ]


def test_two_people_in_one_draft_lose_nothing(insats, styrgrupp, kansli):
    save(insats, styrgrupp, {"i_fas": Andring("", "ja")})

    sparning = save(
        insats, kansli, {"i_fas": Andring("", "nej"), "till_kansliet": Andring("", "Hej")}
    )

    assert sparning.konflikter == {"i_fas": "ja"}
    assert sparning.sparade == ("till_kansliet",)
    assert sparning.formular.innehall["i_fas"] == "ja"
    # Having seen the other's answer, one may replace it.
    assert not save(insats, kansli, {"i_fas": Andring("ja", "nej")}).konflikter
    assert load_formular(insats, KVARTAL).innehall["i_fas"] == "nej"


def test_an_unfinished_report_is_not_sent(insats, styrgrupp):
    save(insats, styrgrupp, {"styrgruppsmote": Andring("", "nej")})

    with pytest.raises(Ofullstandig) as fel:
        submit(insats, styrgrupp)

    falt = [brist.falt for _, brist in fel.value.brister]
    assert falt[:2] == ["styrgruppsmote_kommentar", "ordinarie_representation"]
    assert status(insats) == "utkast"


def test_what_is_sent_is_what_was_seen(insats, styrgrupp, kansli):
    formular = load_formular(insats, KVARTAL)
    save(insats, styrgrupp, changes(formular, complete(formular)))
    sedd = load_formular(insats, KVARTAL).hash
    save(insats, kansli, {"till_kansliet": Andring("", "Något nytt")})

    with pytest.raises(Flodesfel, match="Läs igenom svaren"):
        submit_kvartalsrapport(insats=insats, kvartal=KVARTAL, sedd=sedd, user=styrgrupp, nu=NU)


def test_a_sent_report_is_locked_and_says_why(insats, inskickad, styrgrupp):
    with pytest.raises(Flodesfel, match=r"skickades in 12\s*juli 2024 kl. 10:42 av Styrgruppen"):
        save(insats, styrgrupp, {"till_kansliet": Andring("", "En sak till")})


def test_an_accepted_report_that_is_opened_again_keeps_its_version(insats, kansli):
    """Also one that came with the underlag, and so was never sent in here."""
    f.KvartalsrapportFactory(insats=insats, ar=2024, kvartal=2, i_fas="ja")

    reopen_omgang(
        insats=insats, kvartal=KVARTAL, nr=0, skal="Fel utfall för mål 1.", user=kansli, nu=NU
    )

    save(insats, kansli, {"i_fas": Andring("ja", "nej")})
    omgang = Kvartalsrapport.objects.get().omgangar.get()
    assert (omgang.innehall["i_fas"], omgang.oppnad_skal) == ("ja", "Fel utfall för mål 1.")
    assert status(insats) == "atersand"
    with pytest.raises(Flodesfel, match="inte godkänd"):
        reopen_omgang(insats=insats, kvartal=KVARTAL, nr=1, skal="Igen", user=kansli, nu=NU)


def test_a_report_is_not_sent_before_its_quarter_is_over(insats, styrgrupp):
    formular = load_formular(insats, KVARTAL)
    save(insats, styrgrupp, changes(formular, complete(formular)))

    with pytest.raises(Flodesfel, match=r"från och med 30\s*juni 2024"):
        submit(insats, styrgrupp, datetime(2024, 6, 29, 21, 59, tzinfo=UTC))

    # In Stockholm it is the 30th two hours before.
    submit(insats, styrgrupp, datetime(2024, 6, 29, 22, 0, tzinfo=UTC))


def test_an_insats_that_has_ended_reports_at_once(insats, styrgrupp):
    insats.gallande_slut = date(2024, 5, 10)
    formular = load_formular(insats, KVARTAL)
    save(insats, styrgrupp, changes(formular, complete(formular)))

    assert submit(insats, styrgrupp, datetime(2024, 5, 11, 8, tzinfo=UTC)).nr == 1
