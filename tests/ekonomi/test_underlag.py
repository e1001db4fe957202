from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from ekonomi.insatsbudget.services import correct_post, hash_post
from ekonomi.models import Budgetpost, Forbundsbudgetrad, Rekvisition
from finsam.historik import save_with_history
from insatser.models import Insats
from tests import factories as f
from tests.underlagsfil import GRUND, counts, faults, load

pytestmark = pytest.mark.django_db

RUBRIKER = ["år", "version", "rad", "insats", "belopp", "beslutad"]


def test_a_year_may_have_several_prognoser_but_one_budget():
    load(
        GRUND
        | {
            "Förbundsbudget": [
                RUBRIKER,
                [2024, "budget", "ESF", None, 1, "2023-11-23"],
                [2024, "prognos", "ESF", None, 1, "2024-04-01"],
                [2024, "prognos", "insats", "ENK-JC", 1, "2024-04-01"],
            ]
        }
    )

    resultat = load(
        {
            "Förbundsbudget": [
                RUBRIKER,
                [2024, "Budget", "esf", None, 2, "2023-12-01"],
                [2024, "prognos", "ESF", None, 3, "2024-10-01"],
                [2024, "prognos", "insats", "ENK-JC", 1, "2024-04-01"],
            ]
        }
    )

    assert counts(resultat) == {"Förbundsbudget": (1, 1, 1)}
    assert Forbundsbudgetrad.objects.count() == 4
    budget = Forbundsbudgetrad.objects.get(version="budget")
    assert budget.beslutad == date(2023, 12, 1)

    # One that the app has made a second decision on is not the one to correct.
    f.ForbundsbudgetradFactory(
        forbund=budget.forbund, rad="esf", belopp=4, beslutad=date(2024, 3, 1)
    )
    blad = {"Förbundsbudget": [RUBRIKER, [2024, "budget", "ESF", None, 3, "2023-12-01"]]}
    (fel,) = faults(blad)
    assert "”2023-12-01” är ett tidigare beslut om samma rad" in fel
    blad["Förbundsbudget"][1][-1] = "2024-03-01"
    assert counts(load(blad)) == {"Förbundsbudget": (0, 1, 0)}


def test_a_budgetpost_that_was_corrected_in_the_app_is_left_alone():
    rubriker = ["insats", "år", "post", "beslutsdatum", "belopp"]
    rad = ["ENK-JC", 2024, "beviljad", "2023-11-23", 1000]
    annan = ["ENK-JC", 2025, "beviljad", "2024-11-23", 1000]
    bladen = GRUND | {"Budget": [rubriker, rad, annan]}
    load(bladen)
    post = Budgetpost.objects.select_related("insats__forbund").get(ar=2024)
    correct_post(
        post=post,
        belopp=Decimal(900),
        beslutsdatum=post.beslutsdatum,
        note="",
        skal="Fel siffra.",
        sedd=hash_post(post),
        user=f.UserFactory(),
        nu=datetime(2024, 7, 10, 8, tzinfo=UTC),
    )

    annan[4] = 2000
    assert faults(bladen) == [
        "Budget, rad 2: Budgetposten är beslutad eller rättad i appen. Rätta den i appen och ta "
        "bort raden ur filen."
    ]
    # What says the same is no change, and the other post came with a file.
    rad[4] = 900
    assert counts(load(bladen))["Budget"] == (0, 1, 1)


def test_signs_and_insatser_of_the_forbundsbudget():
    rader = faults(
        GRUND
        | {
            "Förbundsbudget": [
                RUBRIKER,
                [2024, "budget", "insats", None, 1, None],
                [2024, "budget", "ESF", "ENK-JC", 1, None],
                [2024, "budget", "förvaltning", None, -1, None],
                [2024, "budget", "ej nyttjat", None, 1, None],
                [2024, "budget", "ingående överskott", None, -1, None],
            ]
        }
    )

    assert [rad.split(":")[0] for rad in rader] == [
        "Förbundsbudget, rad 2, kolumn insats",
        "Förbundsbudget, rad 3, kolumn insats",
        "Förbundsbudget, rad 4, kolumn belopp",
        "Förbundsbudget, rad 5, kolumn belopp",
    ]


def test_only_a_tillagg_is_negative():
    rader = faults(
        GRUND
        | {
            "Budget": [
                ["insats", "år", "post", "beslutsdatum", "belopp"],
                ["ENK-JC", 2024, "tillägg", "2024-05-01", -5],
                ["ENK-JC", 2024, "återlämnat", "2024-05-01", -5],
            ],
            "Medlemsavgifter": [["part", "år", "belopp"], ["AF", 2024, "−1"]],
            "Rekvisitioner": [
                ["insats", "år", "kvartal", "belopp", "inkommen", "attesterad"],
                ["ENK-JC", 2024, 5, -1, "2024-04-15", "2024-04-01"],
            ],
        }
    )

    assert [rad.split(" ”")[0] for rad in rader] == [
        "Budget, rad 3, kolumn belopp:",
        "Rekvisitioner, rad 2, kolumn kvartal:",
        "Medlemsavgifter, rad 2, kolumn belopp:",
    ]


def test_a_rekvisition_is_not_attested_before_it_came():
    rubriker = ["insats", "år", "kvartal", "belopp", "preliminär", "inkommen", "attesterad"]
    load(
        GRUND
        | {"Rekvisitioner": [rubriker, ["ENK-JC", 2024, 1, 100, "JA", "2024-04-15", "2024-04-22"]]}
    )
    assert Rekvisition.objects.get().is_preliminar

    assert faults(
        {"Rekvisitioner": [rubriker, ["ENK-JC", 2024, 1, None, None, "2024-05-02", None]]}
    ) == [
        "Rekvisitioner, rad 2, kolumn attesterad: ”2024-04-22” är före den dag då rekvisitionen "
        "kom in."
    ]


REKVISITION = ["insats", "år", "kvartal", "belopp", "personal", "lokaler", "övriga kostnader"]


def test_the_kinds_of_cost_sum_to_the_amount():
    blad = {"Rekvisitioner": [REKVISITION, ["ENK-JC", 2024, 1, 100, 60, None, "40,00"]]}
    load(GRUND | blad)
    rekvisition = Rekvisition.objects.get()
    assert (rekvisition.personal, rekvisition.lokaler, rekvisition.ovrigt) == (60, None, 40)

    assert [
        rad.split(" ”")[0]
        for rad in faults(
            {
                "Rekvisitioner": [
                    REKVISITION,
                    ["ENK-JC", 2024, 1, 100, 61, None, None],
                    ["ENK-JC", 2024, 2, 5, -5, 10, None],
                ]
            }
        )
    ] == ["Rekvisitioner, rad 2, kolumn belopp:", "Rekvisitioner, rad 3, kolumn personal:"]
    # A new amount alone: how the old one was made up says nothing of it.
    load({"Rekvisitioner": [REKVISITION[:4], ["ENK-JC", 2024, 1, 90]]})
    rekvisition.refresh_from_db()
    assert (rekvisition.belopp, rekvisition.personal, rekvisition.ovrigt) == (90, None, None)


@pytest.mark.parametrize(
    "skriven",
    [
        {"attesterad": date(2024, 4, 22), "attesterad_av": 1, "inskickad_av": 1},
        {"inskickad_av": 1},
        {"atersand": date(2024, 4, 22), "skal": "Fel."},
        {"preliminart_belopp": 80, "preliminart_attesterat": date(2024, 4, 22)},
        {"inkommen": None, "personal": 100},
    ],
)
def test_a_rekvisition_written_in_the_app_is_not_overwritten(skriven):
    load(GRUND)
    person = f.UserFactory()
    skriven = {k: person if k.endswith("_av") else v for k, v in skriven.items()}
    falt = {"kvartal": 1, "belopp": 100, "inkommen": date(2024, 4, 20), "attesterad": None}
    rekvisition = f.RekvisitionFactory.build(
        insats=Insats.objects.get(kod="ENK-JC"), **(falt | skriven)
    )
    save_with_history(rekvisition, person, datetime(2024, 4, 20, 8, tzinfo=UTC))
    rubriker = REKVISITION[:4]

    [fel] = faults({"Rekvisitioner": [rubriker, ["ENK-JC", 2024, 1, 90]]})

    assert "är skriven i appen" in fel
    assert "Ta bort raden ur filen." in fel
    # The same as is stored changes nothing.
    load({"Rekvisitioner": [rubriker, ["ENK-JC", 2024, 1, 100]]})
    assert Rekvisition.objects.get().belopp == 100
