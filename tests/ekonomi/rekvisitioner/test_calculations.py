"""How a rekvisition stands, and what it leaves of the budget."""

from datetime import date
from decimal import Decimal

import pytest

from ekonomi.models import Rekvisition
from ekonomi.rekvisitioner.innehall import Innehall
from ekonomi.rekvisitioner.lage import is_awaited, show_rekvisition, tell_lage
from ekonomi.rekvisitioner.ram import Ram, build_ram
from finsam.period import Period

K2 = Period.quarter(2024, 2)
DAG = date(2024, 7, 18)
I_AUGUSTI = date(2024, 8, 6)
INKOMMEN = {"inkommen": DAG}
ATTESTERAD = INKOMMEN | {"attesterad": DAG}
ATERSAND = INKOMMEN | {"atersand": DAG, "skal": "Fel."}
SLUTLIG = {"preliminart_belopp": Decimal(90), "preliminart_attesterat": DAG}
SEN = "Försenad\u00a06\u00a0dagar"


@pytest.mark.parametrize(
    ("rekvisition", "dag", "expected", "awaited"),
    [
        (None, date(2024, 6, 30), ("Kommande", "calm"), True),
        (None, date(2024, 7, 1), ("Att lämna", "warn"), True),
        (None, I_AUGUSTI, (SEN, "bad"), True),
        ({}, date(2024, 7, 1), ("Utkast", "calm"), True),
        ({}, I_AUGUSTI, (f"{SEN}, utkast", "bad"), True),
        (INKOMMEN, I_AUGUSTI, ("Väntar på attest", "warn"), False),
        (
            INKOMMEN | {"is_preliminar": True},
            I_AUGUSTI,
            ("Väntar på attest, preliminär", "warn"),
            False,
        ),
        (ATERSAND, I_AUGUSTI, ("Återsänd", "warn"), True),
        (ATTESTERAD, I_AUGUSTI, ("Attesterad", "ok"), False),
        (
            ATTESTERAD | {"is_preliminar": True},
            I_AUGUSTI,
            ("Attesterad, preliminär", "calm"),
            False,
        ),
        (SLUTLIG, I_AUGUSTI, ("Utkast till slutlig", "calm"), False),
        (SLUTLIG | INKOMMEN, I_AUGUSTI, ("Väntar på attest", "warn"), False),
        (SLUTLIG | ATTESTERAD, I_AUGUSTI, ("Attesterad", "ok"), False),
    ],
)
def test_every_state(rekvisition, dag, expected, awaited):
    rad = None if rekvisition is None else Rekvisition(**rekvisition)
    markering = show_rekvisition(rad, har_budget=True, kvartal=K2, dag=dag)
    assert (markering.ord, markering.ton.value) == expected
    assert is_awaited(rad) is awaited


@pytest.mark.parametrize(("dag", "verb"), [(DAG, "ska"), (I_AUGUSTI, "skulle")])
def test_when_it_is_due_in_words(dag, verb):
    assert tell_lage(None, K2, dag, None) == (
        f"Rekvisitionen är inte påbörjad. Den {verb} vara inne senast 31\u00a0juli 2024."
    )


def test_an_insats_without_budget_owes_none():
    assert show_rekvisition(None, har_budget=False, kvartal=K2, dag=I_AUGUSTI) is None


def make(belopp, **falt):
    return Rekvisition(belopp=Decimal(belopp), **falt)


def test_what_is_claimed_of_the_budget():
    """Attested amounts and those that wait; a draft only with what was attested before it."""
    ram = build_ram(
        Decimal("1000.50"),
        [
            make(100, **ATTESTERAD),
            make(200, **INKOMMEN),
            make(999),
            make(999, **ATERSAND),
            make(400, **SLUTLIG),
        ],
    )
    assert ram == Ram(Decimal("1000.50"), andra=Decimal(390), vantar=Decimal(200))  # 100+200+90
    assert ram.left_after(Decimal(700)) == Decimal("-89.50")


def test_without_a_budget_nothing_is_known_of_what_is_left():
    assert build_ram(None, []).left_after(Decimal(1)) is None


def test_the_sum_of_the_kinds():
    assert Innehall(personal=Decimal("10.10"), ovrigt=Decimal("0.05")).belopp == Decimal("10.15")
    assert Innehall(lokaler=Decimal(0)).is_ifyllt
    assert not Innehall(kommentar="Snart.").is_ifyllt
