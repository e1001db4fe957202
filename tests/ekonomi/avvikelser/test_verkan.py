from datetime import date
from decimal import Decimal

import pytest

from ekonomi.avvikelser.verkan import tell_verkan
from ekonomi.insatsbudget.poster import build_poster
from uppfoljning.models import Avvikelse

TUSEN = "1\u00a0000\u00a0kr"
NOT = f"{TUSEN} enligt avvikelse 2024-05-02"


def avvikelse(typ="budget", fran_ar=None, till_ar=None, belopp=Decimal(1000)):
    return Avvikelse(
        typ=typ, fran_ar=fran_ar, till_ar=till_ar, belopp=belopp, inkommen=date(2024, 5, 2)
    )


@pytest.mark.parametrize(
    ("fran_ar", "till_ar", "poster", "text"),
    [
        (
            2024,
            2025,
            [
                (2024, "overfort_ut", 1000, f"{NOT}, från 2024 till 2025"),
                (2025, "overfort_in", 1000, f"{NOT}, från 2024 till 2025"),
            ],
            f"{TUSEN} dras av från budgeten 2024 och läggs till budgeten 2025.",
        ),
        (
            None,
            2025,
            [(2025, "tillagg", 1000, NOT)],
            f"{TUSEN} läggs till budgeten 2025.",
        ),
        (
            2024,
            None,
            [(2024, "aterlamnat", 1000, NOT)],
            f"{TUSEN} dras av från budgeten 2024 och går tillbaka till förbundet.",
        ),
        (
            2024,
            2024,
            [],
            "Pengarna används på ett annat sätt inom budgeten för 2024. Budgeten ändras inte.",
        ),
        (
            None,
            None,
            [],
            "Pengarna används på ett annat sätt inom budgeten. Budgeten ändras inte.",
        ),
    ],
)
def test_what_the_years_of_a_budget_avvikelse_mean(fran_ar, till_ar, poster, text):
    en = avvikelse(fran_ar=fran_ar, till_ar=till_ar)
    assert [(p.ar, p.post, p.belopp, p.note) for p in build_poster(en)] == poster
    assert tell_verkan(en)[0] == text


@pytest.mark.parametrize("typ", ["mal", "malgrupp", "metod", "tid"])
def test_no_other_kind_moves_money(typ):
    assert build_poster(avvikelse(typ, 2024, 2025)) == ()


def test_tid_leaves_the_forlangning_to_the_styrelse():
    assert "styrelsen som beslutar" in tell_verkan(avvikelse("tid"))[0]
    assert "Budgeten ändras inte" in tell_verkan(avvikelse("metod"))[0]
