from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from insatser.models import Insats
from tests import factories as f
from tests.underlagsfil import GRUND, counts, faults, load
from tests.uppfoljning.rapportexempel import K1, NU, send
from uppfoljning.granskning.services import reopen_omgang
from uppfoljning.kategorier import Kon, Matt
from uppfoljning.models import (
    Avvikelse,
    Deltagarstatistik,
    Kvartalsrapport,
    Leverans,
    Maluppfoljning,
)

pytestmark = pytest.mark.django_db

Status = Kvartalsrapport.Status
RAPPORT = ["insats", "år", "kvartal", "inlämnad", "i fas", "kommentar"]
AVVIKELSE = ["insats", "inkommen", "typ", "belopp", "från år", "till år", "beslut", "beslutsdatum"]
STATISTIK = ["insats", "månad", "kön", "mått", "kategori", "antal"]


def test_an_answered_kvartalsrapport_is_godkand_and_stays_so():
    load(
        GRUND
        | {
            "Kvartalsrapporter": [
                RAPPORT,
                ["ENK-JC", 2024, 1, "2024-04-20", "ja", None],
                ["ENK-JC", 2024, 2, None, "ja", None],
                ["ENK-JC", 2024, 3, None, None, "Ännu inget"],
            ]
        }
    )
    status = Kvartalsrapport.objects.order_by("kvartal").values_list("status", flat=True)
    assert list(status) == [Status.GODKAND, Status.GODKAND, Status.EJ_PABORJAD]

    resultat = load(
        {
            "Kvartalsrapporter": [
                RAPPORT,
                ["ENK-JC", 2024, 1, None, "i stort sett", None],
                ["ENK-JC", 2024, 2, None, None, None],
                ["ENK-JC", 2024, 3, None, None, "Snart"],
            ]
        }
    )

    assert counts(resultat) == {"Kvartalsrapporter": (0, 2, 1)}
    assert list(status.all()) == [Status.GODKAND, Status.GODKAND, Status.EJ_PABORJAD]
    assert Kvartalsrapport.objects.get(kvartal=1).i_fas == "i_stort_sett"
    load({"Kvartalsrapporter": [RAPPORT, ["ENK-JC", 2024, 3, None, "ja", None]]})
    assert Kvartalsrapport.objects.get(kvartal=3).status == Status.GODKAND


@pytest.mark.parametrize("status", [Status.UTKAST, Status.INSKICKAD, Status.ATERSAND])
def test_a_report_that_is_handled_in_the_app_is_left_alone(status):
    bladen = GRUND | {
        "Mål": [["insats", "nr", "mål"], ["ENK-JC", 1, "Ett"], ["ENK-JC", 2, "Två"]],
        "Kvartalsrapporter": [RAPPORT, ["ENK-JC", 2024, 1, "2024-04-20", "nej", None]],
        "Måluppföljning": [
            ["insats", "år", "kvartal", "mål", "status"],
            ["ENK-JC", 2024, 1, 1, "gul"],
        ],
    }
    load(bladen)
    Kvartalsrapport.objects.update(status=status)

    # The same answers change nothing, and not the status either.
    assert counts(load(bladen))["Kvartalsrapporter"] == (0, 0, 1)
    assert Kvartalsrapport.objects.get().status == status

    bladen["Kvartalsrapporter"][1] = ["ENK-JC", 2024, 1, None, "ja", None]
    bladen["Måluppföljning"] += [["ENK-JC", 2024, 1, 2, "grön"]]
    meddelande = (
        f"Kvartalsrapporten finns i appen och är {Status(status).label}. "
        "Ändra den i appen och ta bort raden ur filen."
    )
    assert faults(bladen) == [
        f"Kvartalsrapporter, rad 2: {meddelande}",
        f"Måluppföljning, rad 3: {meddelande}",
    ]
    rapport = Kvartalsrapport.objects.get()
    assert (rapport.status, rapport.i_fas) == (status, "nej")


@pytest.mark.parametrize("is_skriven", [False, True])
def test_a_report_from_a_file_that_was_opened_and_accepted_anew_is_left_alone(is_skriven):
    """Also when it was sent in again without a word changed."""
    bladen = GRUND | {"Kvartalsrapporter": [RAPPORT, ["ENK-JC", 2024, 1, "2024-04-20", "ja", None]]}
    load(bladen)
    insats = Insats.objects.with_gallande_slut(NU.date()).get(kod="ENK-JC")
    kansli, styrgrupp = f.UserFactory(), f.UserFactory()
    reopen_omgang(insats=insats, kvartal=K1, nr=0, skal="Fel svar.", user=kansli, nu=NU)
    if is_skriven:
        send(insats, styrgrupp, kvartal=K1)
    Kvartalsrapport.objects.update(status=Status.GODKAND)

    bladen["Kvartalsrapporter"][1][4] = "nej"

    [fel] = faults(bladen)
    assert "Kvartalsrapporten finns i appen och är godkänd." in fel
    assert Kvartalsrapport.objects.get().i_fas == "ja"


def test_a_maluppfoljning_finds_or_makes_its_kvartalsrapport():
    bladen = GRUND | {
        "Mål": [["insats", "nr", "mål"], ["ENK-JC", 1, "Ett"], ["ENK-JC", 2, "Två"]],
        "Kvartalsrapporter": [RAPPORT, ["ENK-JC", 2024, 1, None, "ja", None]],
        "Måluppföljning": [
            ["insats", "år", "kvartal", "mål", "status", "utfall"],
            ["ENK-JC", 2024, 1, 1, "grön", 8],
            ["ENK-JC", 2024, 2, 1, "röd", 46.3],
            ["ENK-JC", 2024, 2, 2, "GUL", None],
        ],
    }

    resultat = load(bladen)

    assert counts(resultat)["Kvartalsrapporter"] == (2, 0, 0)
    assert counts(resultat)["Måluppföljning"] == (3, 0, 0)
    # Its outcomes are published; the report has no answer and counts as missing.
    gjord = Kvartalsrapport.objects.get(kvartal=2)
    assert (gjord.status, gjord.has_svar) == (Status.GODKAND, False)
    assert list(Maluppfoljning.objects.values_list("utfall", flat=True)) == ["8", "46,3", ""]
    del bladen["Kvartalsrapporter"]
    assert counts(load(bladen))["Måluppföljning"] == (0, 0, 3)


def test_answers_are_those_of_the_question():
    [rad] = faults(
        GRUND | {"Kvartalsrapporter": [[*RAPPORT, "vakans förbundsmedel"],
                 ["ENK-JC", 2024, 1, None, "ja", None, "delvis"]]}
    )  # fmt: skip
    assert rad.endswith("”delvis” är inte ett av valen. Välj bland: ja, nej.")


def test_rules_of_an_avvikelse():
    rader = faults(
        GRUND
        | {
            "Avvikelser": [
                AVVIKELSE,
                ["ENK-JC", "2024-05-02", "budget", -1, 2025, 2024, None, None],
                ["ENK-JC", "2024-05-02", "mål", None, None, None, "beviljad", None],
                ["ENK-JC", "2024-05-02", "metod", None, None, None, None, "2024-05-03"],
                ["ENK-JC", "2024-05-02", "tid", None, None, None, "avslagen", "2024-05-01"],
                ["ENK-JC", "2024-05-02", "målgrupp", None, 2024, None, "avslagen", "2024-05-02"],
            ]
        }
    )

    assert rader == [
        "Avvikelser, rad 2, kolumn belopp: ”-1” är negativt. Skriv beloppet utan minus.",
        "Avvikelser, rad 2, kolumn till år: ”2024” är före från år.",
        "Avvikelser, rad 3, kolumn beslutsdatum: Fyll i beslutsdatum: avvikelsen har ett beslut.",
        "Avvikelser, rad 4, kolumn beslut: Fyll i beslutet, beviljad eller avslagen: avvikelsen "
        "har ett beslutsdatum.",
        "Avvikelser, rad 5, kolumn beslutsdatum: ”2024-05-01” är före den dag då avvikelsen kom "
        "in.",
    ]


def test_an_avvikelse_that_is_filed_or_decided_in_the_app_is_left_alone():
    """A file that says it is refused would leave the budget that the decision changed."""
    rad = ["ENK-JC", "2024-05-02", "budget", 1000, 2024, 2025, None, None]
    bladen = GRUND | {"Avvikelser": [AVVIKELSE, rad]}
    load(bladen)
    rad[3] = 2000
    load(bladen)
    Avvikelse.objects.update(
        beslut="beviljad", beslutsdatum=date(2024, 5, 3), beslutad_av=f.UserFactory()
    )

    # What says nothing else is no change.
    load(GRUND | {"Avvikelser": [AVVIKELSE[:4], rad[:4]]})
    rad[6:] = ["avslagen", "2024-05-03"]
    assert faults(bladen) == [
        "Avvikelser, rad 2: Avvikelsen är anmäld eller beslutad i appen. Ändra den i appen och ta "
        "bort raden ur filen."
    ]
    assert Avvikelse.objects.get().beslut == "beviljad"


def test_a_file_means_its_own_row_and_never_brings_back_what_was_withdrawn():
    """Of several from one day, the one that no user filed."""
    rad = ["ENK-JC", "2024-05-02", "budget", 1000, 2024, 2025, None, None]
    bladen = GRUND | {"Avvikelser": [AVVIKELSE, rad]}
    load(bladen)
    ur_fil = Avvikelse.objects.get()
    i_appen = f.AvvikelseFactory(insats=ur_fil.insats, anmald_av=f.UserFactory())
    rad[3] = 2000
    load(bladen)
    assert dict(Avvikelse.objects.values_list("pk", "belopp")) == {
        ur_fil.pk: Decimal(2000),
        i_appen.pk: None,
    }
    Avvikelse.objects.update(atertagen=NU)
    assert faults(bladen) == [
        "Avvikelser, rad 2: Avvikelsen är återtagen i appen. Ta bort raden ur filen."
    ]


def test_an_outcome_is_written_only_where_it_is_not_computed():
    rubriker = ["år", "nr", "delmål", "mått", "utfall"]
    rader = [
        [2024, 1, None, "manuell", "klart"],
        [2024, 1, 1, "andel handlingsplan", "90"],
    ]

    assert faults(GRUND | {"Verksamhetsmål": [rubriker, *rader]}) == [
        "Verksamhetsmål, rad 3, kolumn utfall: ”90” ska bara stå vid måttet manuell. "
        "Andra utfall räknas fram."
    ]


def celler():
    rader = Deltagarstatistik.objects.aktuella().values_list(
        "leverans__insats__kod", "manad", "kon", "matt", "kategori", "antal"
    )
    return {tuple(nyckel): antal for *nyckel, antal in rader}


def test_counts_are_laid_over_those_that_are_there():
    januari, februari = date(2023, 1, 1), date(2023, 2, 1)
    rader = [
        ["ENK-JC", "2023-01", "K", "inskrivna", None, 3],
        ["ENK-JC", "2023-01", "K", "avslutade", "rehab AF", 2],
        ["ENK-JC", "2023-01", "K", "med handlingsplan", None, 2],
        ["ENK-JC", "2023-01", "K", "tid i försörjning", "1-3 år", 1],
        ["HEB-PI", "2023-01", "M", "omfattning", 75, 1],
        ["ENK-JC", "2023-01", "–", "anonyma", None, 4],
        ["HEB-PI", "2023-01", "K", "överförda", None, 1],
    ]
    bladen = GRUND | {"Deltagarstatistik": [STATISTIK, *rader]}
    assert counts(load(bladen))["Deltagarstatistik"] == (7, 0, 0)
    assert counts(load(bladen))["Deltagarstatistik"] == (0, 0, 7)
    assert Leverans.objects.count() == 2

    nya = [[*rader[0][:-1], 5], ["ENK-JC", "2023-02", "K", "inskrivna", None, 1]]
    resultat = load({"Deltagarstatistik": [STATISTIK, *nya]})

    assert counts(resultat) == {"Deltagarstatistik": (1, 1, 0)}
    assert celler() == {
        ("ENK-JC", januari, Kon.KVINNA, Matt.INSKRIVNA, ""): 5,
        ("ENK-JC", januari, Kon.KVINNA, Matt.AVSLUTADE, "rehab_af"): 2,
        ("ENK-JC", januari, Kon.KVINNA, Matt.HANDLINGSPLAN, "ja"): 2,
        ("ENK-JC", januari, Kon.KVINNA, Matt.TID_I_FORSORJNING, "1_3"): 1,
        ("HEB-PI", januari, Kon.MAN, Matt.OMFATTNING, "75"): 1,
        ("ENK-JC", januari, Kon.OKANT, Matt.ANONYMA, ""): 4,
        ("ENK-JC", februari, Kon.KVINNA, Matt.INSKRIVNA, ""): 1,
        ("HEB-PI", januari, Kon.KVINNA, Matt.OVERFORDA, ""): 1,
    }
    # The earlier counts are kept.
    assert Leverans.objects.filter(insats__kod="ENK-JC").count() == 2
    assert Leverans.objects.filter(insats__kod="HEB-PI").count() == 1


def test_counts_that_contradict_each_other_are_refused():
    load(
        GRUND
        | {
            "Deltagarstatistik": [
                STATISTIK,
                ["ENK-JC", "2023-01", "K", "inskrivna", None, 3],
                ["ENK-JC", "2023-01", "K", "ålder", "under 30", 3],
            ]
        }
    )

    assert faults(
        {
            "Deltagarstatistik": [
                STATISTIK,
                ["ENK-JC", "2023-01", "K", "ålder", "30–44", 1],
                ["ENK-JC", "2023-02", "M", "inskrivna", None, 1],
                ["HEB-PI", "2023-01", "M", "ålder", "30–44", 9],
            ]
        }
    ) == [
        "Deltagarstatistik, rad 2: ENK-JC, januari 2023, kön K: ålder är sammanlagt 4, "
        "men inskrivna är 3. Rätta antalen."
    ]
    assert Leverans.objects.count() == 1


def test_the_insatser_are_locked_before_their_counts_are_read():
    bladen = {
        "Deltagarstatistik": [STATISTIK]
        + [[kod, "2023-01", "K", "inskrivna", None, 3] for kod in ("HEB-PI", "ENK-JC")]
    }
    load(GRUND | bladen)

    with CaptureQueriesContext(connection) as fragor:
        load(bladen)

    sql = [fraga["sql"] for fraga in fragor]
    lasning = next(i for i, s in enumerate(sql) if s.startswith('SELECT "insatser_insats"."id" AS'))
    assert "ORDER BY 1 ASC" in sql[lasning]
    assert sql[lasning].endswith("FOR UPDATE") == (connection.vendor == "postgresql")
    assert not any("uppfoljning_deltagarstatistik" in s for s in sql[:lasning])


def test_counts_that_mean_nothing_are_refused():
    rader = faults(
        GRUND
        | {
            "Deltagarstatistik": [
                STATISTIK,
                ["ENK-JC", "2023-01", "K", "inskrivna", "arbete", 1],
                ["ENK-JC", "2023-01", "K", "avslutade", None, 1],
                ["ENK-JC", "2023-01", "K", "omfattning", 101, 1],
                ["ENK-JC", "2023-01", "K", "anonyma", None, 1],
                ["ENK-JC", "2023-01", "–", "inskrivna", None, 1],
                ["ENK-JC", "2023-01", "K", "ålder", "under 30", -1],
                ["ENK-JC", "2023-01", "K", "ålder", "under 30", 1.5],
                ["ENK-JC", "2023-01", "K", "dagar", "summa", 1],
                ["ENK-JC", "2023-01", "K", "dagar", "summa", 2],
                ["ENK-JX", "2023-01", "K", "dagar", "antal", None],
            ]
        }
    )

    assert rader == [
        "Deltagarstatistik, rad 2, kolumn kategori: ”arbete” ska inte stå här. "
        "Måttet inskrivna har ingen kategori.",
        "Deltagarstatistik, rad 3, kolumn kategori: Cellen är tom. "
        "Måttet avslutade behöver en kategori.",
        "Deltagarstatistik, rad 4, kolumn kategori: ”101” är inte ett heltal mellan 1 och 100.",
        "Deltagarstatistik, rad 5, kolumn kön: ”K” passar inte måttet. Bara anonyma har kön –.",
        "Deltagarstatistik, rad 6, kolumn kön: ”–” passar inte måttet. Bara anonyma har kön –.",
        "Deltagarstatistik, rad 7, kolumn antal: ”-1” är inte ett heltal som är minst 0.",
        "Deltagarstatistik, rad 8, kolumn antal: ”1,5” är inte ett heltal som är minst 0.",
        "Deltagarstatistik, rad 10: Raden gäller samma som rad 9.",
        "Deltagarstatistik, rad 11, kolumn insats: ”ENK-JX” finns varken i filens blad Insatser "
        "eller sedan tidigare. Menar du ”ENK-JC”?",
        "Deltagarstatistik, rad 11, kolumn antal: Cellen är tom men måste fyllas i.",
    ]
