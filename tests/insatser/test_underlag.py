from datetime import date

import pytest

from insatser.models import Forbund, Insats, Part, Slutmal
from tests.underlagsfil import FORBUND, GRUND, INSATSER, PARTER, counts, faults, load

pytestmark = pytest.mark.django_db


def test_the_organisationsnummer_is_stored_in_one_form():
    load({"Förbund": [["organisationsnummer", "namn"], ["2220002576", "Uppsala län"]]})
    load({"Förbund": FORBUND})

    assert Forbund.objects.get().organisationsnummer == "222000-2576"


def test_a_part_is_a_member_from_a_date_or_a_year():
    parter = [
        ["kod", "namn", "typ", "medlem från"],
        ["A", "A", "kommun", 2008],
        ["B", "B", "kommun", "2010-07-01"],
    ]

    load({"Förbund": FORBUND, "Parter": parter})

    medlem_fran = Part.objects.order_by("kod").values_list("medlem_fran", flat=True)
    assert list(medlem_fran) == [date(2008, 1, 1), date(2010, 7, 1)]


def insats(kod, eftertrader):
    return [kod, kod, "individ", None, None, "2024-01-01", "2024-12-31", eftertrader]


def test_an_insats_may_carry_on_one_in_a_later_row():
    load(GRUND | {"Insatser": [INSATSER[0], insats("A", "B"), insats("B", "C"), insats("C", None)]})

    assert Insats.objects.get(kod="A").eftertrader.eftertrader.kod == "C"


def test_insatser_that_carry_on_each_other_are_refused():
    rader = faults(
        GRUND | {"Insatser": [INSATSER[0], insats("A", "B"), insats("B", "A"), insats("C", "C")]}
    )

    assert len(rader) == 3
    assert rader[2] == (
        "Insatser, rad 4, kolumn efterträder: ”C” leder tillbaka till samma insats. "
        "En insats kan inte efterträda sig själv."
    )


def test_rules_look_at_the_row_merged_with_what_is_stored():
    load(GRUND)

    assert faults({"Insatser": [["kod", "slut"], ["ENK-JC", "2021-12-31"]]}) == [
        "Insatser, rad 2, kolumn slut: ”2021-12-31” är före insatsens start. "
        "Kontrollera start och slut."
    ]
    assert faults({"Insatser": [["kod", "start"], ["ENK-JC", "2025-01-01"]]}) == [
        "Insatser, rad 2, kolumn slut: ”2024-12-31” är före insatsens start. "
        "Kontrollera start och slut."
    ]


def test_a_forlangning_moves_the_end_forward():
    load(GRUND)
    rubriker = ["insats", "beslutsdatum", "nytt slut"]
    bladen = {"Förlängningar": [rubriker, ["ENK-JC", "2024-05-01", "2024-12-31"]]}

    assert faults(bladen) == [
        "Förlängningar, rad 2, kolumn nytt slut: ”2024-12-31” är inte efter insatsens slut. "
        "En förlängning flyttar slutet framåt."
    ]
    bladen["Förlängningar"][1][2] = "2025-01-01"
    # The end that the insats has in the same file goes before the stored one.
    assert len(faults(bladen | {"Insatser": [["kod", "slut"], ["ENK-JC", "2025-01-01"]]})) == 1
    assert counts(load(bladen))["Förlängningar"] == (1, 0, 0)


def test_slutmal_refer_to_mal_by_insats_and_nr():
    bladen = GRUND | {
        "Mål": [["insats", "nr", "mål"], ["ENK-JC", 1, "Ett"], ["HEB-PI", 2, "Två"]],
        "Slutmål": [["insats", "mål", "uppnått"], ["HEB-PI", 2, "delvis"]],
    }
    load(bladen)
    assert Slutmal.objects.get().mal.mal == "Två"
    assert counts(load(bladen))["Slutmål"] == (0, 0, 1)

    bladen["Slutmål"].append(["HEB-PI", 1, "Ja"])
    assert faults(bladen) == [
        "Slutmål, rad 3, kolumn mål: ”1” finns varken i filens blad Mål eller sedan tidigare."
    ]


def test_what_could_not_be_read_gives_no_faults_about_references():
    parter = [[*PARTER[0][1:]], *(rad[1:] for rad in PARTER[1:])]

    assert faults(GRUND | {"Parter": parter}) == [
        "Parter, rad 1, kolumn kod: Kolumnen saknas. Lägg till rubriken på rad 1."
    ]
