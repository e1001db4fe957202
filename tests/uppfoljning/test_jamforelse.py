"""Comparing versions of a kvartalsrapport, without a database."""

import pytest

from finsam.markering import Markering, Ton
from insatser.models import Insats, Mal
from uppfoljning.kvartalsrapport.jamforelse import (
    Andrat,
    Visat,
    compare_innehall,
    has_new_svar,
    show_punkt,
)
from uppfoljning.kvartalsrapport.steg import build_steg

STEG = build_steg(Insats(typ="individ"), [Mal(nr=1, mal="Fler går till arbete")], {})
PUNKT = {punkt.nyckel: punkt for steg in STEG for punkt in steg.punkter}


def test_what_differs_is_told_in_the_order_of_the_form_as_people_read_it():
    fore = {"i_fas": "ja", "mal_1_status": "gron", "mal_1_utfall": "3", "bilagor": "a.pdf"}
    efter = {"i_fas": "delvis", "mal_1_status": "gul", "mal_1_utfall": "3", "kommentar": "Start."}

    assert compare_innehall(fore, efter, STEG) == (
        Andrat(
            "mal_1_status",
            "Mål 1: Fler går till arbete",
            "Hur går det?",
            "Grönt, enligt plan",
            "Gult, släpar",
        ),
        Andrat("i_fas", "Är insatsen i fas med sina mål?", "Svar", "Ja", "Delvis"),
        Andrat("kommentar", "Vad har hänt i insatsen under kvartalet?", "Text", "", "Start."),
        Andrat("bilagor", "Bilagor", "", "a.pdf", ""),
    )


def test_equal_versions_and_empty_ones_differ_in_nothing():
    assert compare_innehall({}, {}, STEG) == ()
    assert compare_innehall({"i_fas": ""}, {"prognos": ""}, STEG) == ()


def test_what_the_form_no_longer_asks_for_is_told_too():
    steg = build_steg(Insats(typ="struktur"), [], {})

    assert compare_innehall({"handlingsplaner": "12"}, {}, steg) == (
        Andrat("handlingsplaner", "Handlingsplaner", "", "12", ""),
    )


@pytest.mark.parametrize(
    ("fore", "efter", "expected"),
    [
        ({"i_fas": "ja"}, {"i_fas": "nej"}, True),
        ({"i_fas": "ja"}, {"i_fas": "ja", "i_fas_kommentar": "Nya ord."}, False),
        ({"i_fas": ""}, {"i_fas": "nej"}, False),
        ({}, {"i_fas": "nej"}, False),
        ({"i_fas": "ja"}, {}, True),
    ],
)
def test_a_new_answer_is_one_that_differs_from_an_earlier_answer(fore, efter, expected):
    assert has_new_svar(PUNKT["i_fas"], fore, efter) is expected


@pytest.mark.parametrize(
    ("punkt", "svar", "expected"),
    [
        ("i_fas", "ja", Markering("Ja", Ton.OK)),
        ("i_fas", "i_stort_sett", Markering("I stort sett", Ton.OBS)),
        ("i_fas", "nej", Markering("Nej", Ton.FEL)),
        ("prognos", "ej_aktuellt", Markering("Ej aktuellt", Ton.LUGN)),
        ("vakans_forbundsmedel", "ja", Markering("Ja", Ton.FEL)),
        ("vakans_forbundsmedel", "nej", Markering("Nej", Ton.OK)),
    ],
)
def test_the_bad_answer_is_red_whatever_its_word(punkt, svar, expected):
    assert [v.markering for v in show_punkt(PUNKT[punkt], {punkt: svar})] == [expected]


def test_a_mal_is_shown_with_its_labels_and_without_what_is_empty():
    innehall = {"mal_1_status": "rod", "mal_1_utfall": "3 av 10", "mal_1_kommentar": ""}

    assert show_punkt(PUNKT["mal_1"], innehall) == (
        Visat("", "Rött, nås inte", Markering("Rött, nås inte", Ton.FEL)),
        Visat("Utfall hittills", "3 av 10", None),
    )
