"""The engine: what goes for every sheet. The sheets' own rules: each app's test_underlag."""

from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection
from django.db.models.signals import post_save
from django.test.utils import CaptureQueriesContext

from ekonomi.models import Budgetpost
from ekonomi.underlag import Forbundsbudgeten
from finsam.inlasning.underlag import load_underlag, registered_blad
from insatser.models import Forbund, Forlangning, Insats, Part
from tests import factories as f
from tests.arbetsbok import make_arbetsbok
from tests.underlagsfil import FORBUND, GRUND, INLAST, INSATSER, PARTER, counts, faults, load
from uppfoljning.models import Kvartalsrapport

pytestmark = pytest.mark.django_db

FIXTURES = Path(__file__).parents[3] / "fixtures"


@pytest.fixture
def saved():
    """The objects saved from here on, without their history."""
    saved = []

    def remember(sender, instance, **_):
        if not hasattr(sender, "instance_type"):  # the rows of the history
            saved.append(instance)

    post_save.connect(remember)
    yield saved
    post_save.disconnect(remember)


def run(*args):
    """The command as from the shell: exit code, stdout and stderr."""
    ut, fel = StringIO(), StringIO()
    try:
        call_command("las_in_underlag", *map(str, args), stdout=ut, stderr=fel)
    except SystemExit as stopped:
        return stopped.code, ut.getvalue(), fel.getvalue()
    return 0, ut.getvalue(), fel.getvalue()


def test_every_sheet_of_the_format_is_known():
    assert [blad.namn for blad in registered_blad()] == [
        "Förbund",
        "Parter",
        "Insatser",
        "Förlängningar",
        "Mål",
        "Slutrapporter",
        "Slutmål",
        "Kvartalsrapporter",
        "Måluppföljning",
        "Bedömningar",
        "Avvikelser",
        "Verksamhetsmål",
        "Aktiviteter",
        "Deltagarstatistik",
        "Budget",
        "Rekvisitioner",
        "Förbundsbudget",
        "Medlemsavgifter",
        "Flerår",
    ]


ANTAL = {
    "underlag_2024H1.xlsx": {
        "Förbund": 1,
        "Parter": 11,
        "Insatser": 17,
        "Förlängningar": 0,
        "Mål": 8,
        "Slutrapporter": 1,
        "Slutmål": 1,
        "Kvartalsrapporter": 24,
        "Måluppföljning": 8,
        "Bedömningar": 1,
        "Verksamhetsmål": 6,
        "Aktiviteter": 9,
        "Budget": 12,
        "Rekvisitioner": 24,
        "Förbundsbudget": 105,
        "Medlemsavgifter": 10,
        "Flerår": 4,
    },
    "underlag_2022H1.xlsx": {
        "Förbund": 1,
        "Parter": 11,
        "Insatser": 11,
        "Förlängningar": 0,
        "Kvartalsrapporter": 22,
        "Avvikelser": 4,
        "Budget": 11,
        "Rekvisitioner": 22,
    },
}


@pytest.mark.parametrize("namn", ANTAL)
def test_the_real_workbooks_load_whole_and_the_second_time_change_nothing(namn, saved):
    antal = ANTAL[namn]

    first = load_underlag(FIXTURES / namn, inlast=INLAST)
    assert first.upplysningar == []
    assert counts(first) == {blad: (n, 0, 0) for blad, n in antal.items()}
    assert Forbund.objects.get().organisationsnummer == "222000-2576"
    assert Kvartalsrapport.objects.godkanda().count() == antal["Kvartalsrapporter"]

    saved.clear()
    second = load_underlag(FIXTURES / namn, inlast=INLAST)
    assert counts(second) == {blad: (0, 0, n) for blad, n in antal.items()}
    assert saved == []


def test_a_file_adds_and_updates_and_deletes_nothing(saved):
    load(GRUND)
    saved.clear()

    resultat = load(
        {
            "Insatser": [
                ["namn", "kod", "samverkansparter", "slut"],
                ["Jobbcentrum – Din väg", "ENK-JC", "REG; AF", None],
                [None, "HEB-PI", "AF, REG", "2025-06-30"],
            ]
        }
    )

    jobbcentrum, plattformen = Insats.objects.order_by("kod")
    assert counts(resultat) == {"Insatser": (0, 2, 0)}
    assert saved == [jobbcentrum, plattformen]
    assert jobbcentrum.namn == "Jobbcentrum – Din väg"
    assert jobbcentrum.slut == date(2024, 12, 31)  # an empty cell does not erase
    assert plattformen.namn == "Plattformen"
    assert plattformen.slut == date(2025, 6, 30)
    assert plattformen.start == date(2021, 1, 1)  # nor does a missing column
    assert plattformen.eftertrader == jobbcentrum
    assert {part.kod for part in plattformen.samverkansparter.all()} == {"AF", "REG"}
    assert Part.objects.count() == 3


def test_every_fault_is_told_at_once_and_nothing_is_stored():
    bladen = {
        "Förbund": [["organisationsnummer", "namn"], ["222000-2577", "Uppsala län"]],
        "Parter": [["kod", "namn", "typ"], ["ENK", None, "komun"], ["ENK", "Heby", "kommun"]],
        "Insatser": [
            [*INSATSER[0], "typ", None],
            ["A" * 21, "x", "individ", None, None, "2024-01-01", "2024-13-01", None],
            ["B", "x", "individ", "ENK", None, "2024-05-01", "2024-01-01", None, None, "hit"],
            [None, "x"],
        ],
        "Budget": [["insats", "år", "post", "belopp"], ["B", 2024, "beviljad", 1]],
    }

    assert faults(bladen) == [
        "Förbund, rad 2, kolumn organisationsnummer: ”222000-2577” är inget giltigt "
        "organisationsnummer. Kontrollera siffrorna.",
        "Parter, rad 2, kolumn typ: ”komun” är inte ett av valen. Menar du ”kommun”? "
        "Välj bland: kommun, region, försäkringskassan, arbetsförmedlingen.",
        "Parter, rad 3: Raden gäller samma som rad 2.",
        "Parter, rad 2, kolumn namn: Cellen är tom men måste fyllas i.",
        "Insatser, rad 1, kolumn typ: Kolumnen typ finns två gånger.",
        "Insatser, rad 2, kolumn kod: ”AAAAAAAAAAAAAAAAAAAAA” är längre än 20 tecken. "
        "Korta texten.",
        "Insatser, rad 2, kolumn slut: ”2024-13-01” är inte ett datum. "
        "Skriv till exempel 2024-12-31.",
        "Insatser, rad 3, kolumn J: Kolumnen saknar rubrik på rad 1.",
        "Insatser, rad 4, kolumn kod: Cellen är tom men måste fyllas i.",
        "Insatser, rad 3, kolumn slut: ”2024-01-01” är före insatsens start. "
        "Kontrollera start och slut.",
        "Budget, rad 1, kolumn beslutsdatum: Kolumnen saknas. Lägg till rubriken på rad 1.",
    ]
    assert not Forbund.objects.exists()


def test_a_faulty_organisationsnummer_hides_no_other_fault():
    fel = "är inget giltigt organisationsnummer. Kontrollera siffrorna."
    bladen = {
        "Förbund": [FORBUND[0], ["222000-2577", "Uppsala län"]],
        "Insatser": [INSATSER[0], [*INSATSER[1][:3], "XYZ", None, "2022-01-01", "2024-12-31"]],
        "Mål": [["insats", "nr", "mål"], ["ENK-JX", 1, "Ett"]],
    }

    # Nothing is known of Parter: the file has no such sheet.
    assert faults(bladen) == [
        f"Förbund, rad 2, kolumn organisationsnummer: ”222000-2577” {fel}",
        "Mål, rad 2, kolumn insats: ”ENK-JX” finns varken i filens blad Insatser eller sedan "
        "tidigare. Menar du ”ENK-JC”?",
    ]
    assert len(faults(bladen | {"Parter": PARTER})) == 3
    # Where there is a förbund the insats may be one of its own.
    f.ForbundFactory()
    assert len(faults(bladen | {"Parter": PARTER})) == 1


def test_a_misspelt_key_heading_is_told_of(tmp_path):
    fil = tmp_path / "underlag.xlsx"
    parter = [["kodd", "namn", "typ", "telefon"], ["HEB", "Heby", "kommun", "0171"]]
    fil.write_bytes(make_arbetsbok(Förbund=FORBUND, Parter=parter).getvalue())

    assert run(fil)[2].splitlines() == [
        "Parter, rad 1, kolumn kod: Kolumnen saknas. Lägg till rubriken på rad 1.",
        "Upplysning. Parter: kolumnen ”kodd” är okänd och lästes inte. Menar du ”kod”?",
        "Upplysning. Parter: kolumnen ”telefon” är okänd och lästes inte.",
        "1 fel. Inget har sparats.",
    ]


def test_a_workbook_that_is_no_underlag_is_refused(tmp_path):
    fil = tmp_path / "underlag.xlsx"
    fil.write_bytes(make_arbetsbok(Blad1=[["kod"]]).getvalue())
    code, ut, fel = run(fil)
    assert (code, ut) == (1, "")
    assert fel.startswith(
        "Filen har inget av underlagets blad. Döp bladen som i mallen: Förbund, Parter, Insatser, "
    )

    fil.write_bytes(make_arbetsbok(Insatsdata=[["Insats"]]).getvalue())
    assert run(fil) == (
        1,
        "",
        "Filen ser ut som insatsdata. Läs in den med las_in_insatsdata.\nInget har sparats.\n",
    )
    fil.write_bytes(make_arbetsbok(Blad1=[["640823-3234"]]).getvalue())
    assert "ser ut som ett personnummer" in run(fil)[2]


def test_a_fault_in_the_last_sheet_stops_the_first_ones():
    assert faults(GRUND | {"Flerår": [["år", "per", "intäkter"], [2023, "12-31", "många"]]}) == [
        "Flerår, rad 2, kolumn intäkter: ”många” är inte ett tal. Skriv till exempel 1 234,50."
    ]
    assert not Forbund.objects.exists()


def test_an_unknown_kod_names_those_that_are_near():
    assert faults(
        GRUND
        | {
            "Förlängningar": [
                ["insats", "beslutsdatum", "nytt slut"],
                ["ENK-JB", "2024-05-01", "2025-06-30"],
            ]
        }
    ) == [
        "Förlängningar, rad 2, kolumn insats: ”ENK-JB” finns varken i filens blad Insatser eller "
        "sedan tidigare. Menar du ”ENK-JC”?"
    ]


def test_an_unknown_kod_may_differ_only_in_case():
    rubriker = ["insats", "nr", "mål"]
    assert faults(GRUND | {"Mål": [rubriker, ["heb-pi", 1, "Ett"]]}) == [
        "Mål, rad 2, kolumn insats: ”heb-pi” finns varken i filens blad Insatser eller sedan "
        "tidigare. Menar du ”HEB-PI”?"
    ]
    # Space around it means nothing.
    assert counts(load(GRUND | {"Mål": [rubriker, [" HEB-PI\u00a0", 1, "Ett"]]}))["Mål"] == (
        1,
        0,
        0,
    )


def test_a_thousand_faults_are_shown_and_the_rest_counted():
    rader = faults(
        {"Parter": [["kod", "namn", "typ"], *([f"P{n}", "x", "y"] for n in range(1500))]}
    )
    assert len(rader) == 1001
    assert rader[-1] == "Och 501 fel till."  # 1500 typer and the förbund that is missing

    rader = faults({"Aktiviteter": [["datum", "namn"], *(["igår", "x"] for _ in range(30_000))]})
    assert rader[-1] == "Och minst 19000 fel till."


def test_an_identity_number_anywhere_refuses_the_file_and_is_never_shown():
    bladen = GRUND | {
        "Insatser": [[*INSATSER[0], "640823-3234"], [*INSATSER[1], "för 196408233234"]],
        "Egna anteckningar": [["a"], [None, 6408233234]],
    }

    rader = faults(bladen)

    assert [rad.split(":")[0] for rad in rader] == [
        "Egna anteckningar, rad 2, kolumn B",
        "Insatser, rad 1, kolumn I",
        "Insatser, rad 2, kolumn I",
    ]
    assert "ser ut som ett personnummer" in rader[0]
    assert "3234" not in "".join(rader)


def test_formulas_and_error_values_are_faults_in_their_place():
    parter = [*PARTER, ["HEB", "=1+1", "kommun"], ["TIE", "#N/A", "kommun"]]

    assert faults({"Förbund": FORBUND, "Parter": parter}) == [
        "Parter, rad 5, kolumn namn: Cellen innehåller en formel. "
        "Klistra in värdet i stället för formeln.",
        "Parter, rad 6, kolumn namn: Cellen visar ett felvärde från Excel. "
        "Rätta den eller töm den.",
    ]


def test_what_is_unknown_is_told_but_does_not_refuse():
    resultat = load(
        GRUND
        | {
            "Parter": [["Kod ", "NAMN", "typ", "telefon"], ["HEB", "Heby", "KOMMUN", "0171"]],
            "Insats": [["kod"]],
            "Insatser": [],
        }
    )

    assert resultat.upplysningar == [
        "Bladet ”Insats” är okänt och lästes inte. Menar du ”Insatser”?",
        "Parter: kolumnen ”telefon” är okänd och lästes inte.",
    ]
    assert Part.objects.get().typ == Part.Typ.KOMMUN


def test_headings_must_be_on_the_first_row():
    assert faults(GRUND | {"Parter": [[], ["kod", "namn", "typ"], ["HEB", "Heby", "kommun"]]})[
        0
    ] == ("Parter, rad 1: Raden är tom. Rubrikerna ska stå på rad 1.")


def test_torrkor_checks_all_and_stores_nothing():
    resultat = load(GRUND, torrkor=True)

    assert counts(resultat)["Insatser"] == (2, 0, 0)
    assert not Forbund.objects.exists()
    assert not Insats.objects.exists()


def test_another_forbund_is_never_touched():
    annat = f.ForbundFactory(organisationsnummer="222000-0000")
    annans = f.InsatsFactory(forbund=annat, kod="ENK-JC", namn="En annans")
    bara_annans = f.InsatsFactory(forbund=annat, kod="XX")
    f.PartFactory(forbund=annat, kod="ENK")
    load(GRUND)
    blad = {"Förlängningar": [["insats", "beslutsdatum", "nytt slut"]]}
    rad = ["2024-05-01", "2025-06-30"]

    blad["Förlängningar"].append(["ENK-JC", *rad])
    assert counts(load(blad, forbund="2220002576")) == {"Förlängningar": (1, 0, 0)}
    assert Forlangning.objects.get().insats.forbund.organisationsnummer == "222000-2576"

    blad["Förlängningar"].append(["XX", *rad])
    assert "”XX” finns varken" in faults(blad, forbund="222000-2576")[0]
    annans.refresh_from_db()
    assert annans.namn == "En annans"
    assert not bara_annans.forlangningar.exists()
    assert Insats.objects.filter(forbund=annat).count() == 2


def test_whose_the_file_is():
    blad = {"Parter": PARTER}
    assert faults(blad) == [
        "Förbund, kolumn organisationsnummer: Inget förbund finns. Lägg till bladet Förbund i "
        "filen."
    ]
    load({"Förbund": FORBUND})
    assert counts(load(blad)) == {"Parter": (3, 0, 0)}
    f.ForbundFactory(organisationsnummer="222000-0000", namn="Ö")
    assert faults(blad) == [
        "Förbund, kolumn organisationsnummer: Flera förbund finns. Ange vilket filen gäller: "
        "222000-2576, 222000-0000."
    ]
    assert counts(load(blad, forbund="2220002576")) == {"Parter": (0, 0, 3)}
    assert "är inget förbund som finns" in faults(blad, forbund="232100-0016")[0]
    assert "är inget giltigt organisationsnummer" in faults(blad, forbund="abc")[0]
    assert "inte det som filen gäller" in faults(GRUND, forbund="232100-0016")[0]
    assert "en enda rad" in faults({"Förbund": FORBUND[:1]})[0]
    tva = [*FORBUND, ["232100-0016", "Ett till"]]
    assert faults({"Förbund": tva}) == [
        "Förbund: Bladet ska ha rubriker och en enda rad, förbundets."
    ]


def test_amounts_in_thousands_are_exact():
    budget = [
        ["insats", "år", "post", "beslutsdatum", "belopp tkr"],
        ["ENK-JC", 2024, "beviljad", "2023-11-23", "1 326,05"],
        ["HEB-PI", 2024, "beviljad", "2023-11-23", 1019.337],
    ]

    load(GRUND | {"Budget": budget})

    belopp = Budgetpost.objects.order_by("insats__kod").values_list("belopp", flat=True)
    assert list(belopp) == [Decimal(1326050), Decimal(1019337)]


def test_the_number_of_reads_does_not_grow_with_the_rows():
    def reads(antal):
        bladen = GRUND | {
            "Insatser": INSATSER
            + [
                [f"I{n}", "x", "individ", "ENK", "AF", "2024-01-01", "2024-12-31", "ENK-JC"]
                for n in range(antal)
            ],
            "Mål": [["insats", "nr", "mål"], *([f"I{n}", 1, "x"] for n in range(antal))],
            "Slutmål": [["insats", "mål", "uppnått"], *([f"I{n}", 1, "Ja"] for n in range(antal))],
        }
        load(bladen)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            load(bladen)
        return len(queries)

    assert reads(2) == reads(20)


def test_what_the_database_refuses_is_told_in_swedish_and_nothing_is_stored(monkeypatch):
    def refuse(blad, inlasning):
        raise IntegrityError

    monkeypatch.setattr(Forbundsbudgeten, "store", refuse)

    rader = faults(
        GRUND
        | {
            "Förbundsbudget": [
                ["år", "version", "rad", "insats", "belopp", "beslutad"],
                [2024, "budget", "ESF", None, 2, "2023-11-23"],
            ]
        }
    )

    assert rader == ["Förbundsbudget: Raderna går inte ihop med det som redan är sparat."]
    assert not Forbund.objects.exists()


def test_the_command_prints_what_it_did(tmp_path):
    fil = tmp_path / "underlag.xlsx"
    fil.write_bytes(make_arbetsbok(**GRUND, Annat=[["x"]]).getvalue())

    code, ut, fel = run(fil)

    assert (code, fel) == (0, "")
    assert ut.splitlines() == [
        "Underlag för Samordningsförbundet Uppsala län",
        "Förbund: 1 ny, 0 ändrade, 0 oförändrade",
        "Parter: 3 nya, 0 ändrade, 0 oförändrade",
        "Insatser: 2 nya, 0 ändrade, 0 oförändrade",
        "Bladet ”Annat” är okänt och lästes inte.",
    ]
    assert "inget har sparats" in run(fil, "--torrkor")[1]
    assert run(fil, "--forbund", "222000-2576")[0] == 0


def test_the_command_refuses_with_one_fault_a_line(tmp_path):
    fil = tmp_path / "underlag.xlsx"
    fil.write_bytes(make_arbetsbok(**GRUND | {"Parter": [["kod"], ["A"], ["B"]]}).getvalue())

    code, ut, fel = run(fil)
    assert (code, ut) == (1, "")
    assert len(fel.splitlines()) == 8  # namn and typ are missing; five unknown koder
    assert fel.endswith("\n7 fel. Inget har sparats.\n")
    assert run(tmp_path / "finns inte.xlsx") == (
        1,
        "",
        "Filen finns inte.xlsx finns inte. Kontrollera namn och mapp.\nInget har sparats.\n",
    )
    mapp = tmp_path / "underlag"
    mapp.mkdir()
    assert run(mapp)[2] == "underlag är en mapp. Ange en fil i mappen.\nInget har sparats.\n"
    fil.write_text("text")
    assert run(fil)[0] == 1


def test_wrong_usage_is_no_refusal():
    with pytest.raises(CommandError, match="required: FIL"):
        call_command("las_in_underlag")
