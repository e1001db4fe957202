"""The förbund's budget as a grid: versions, days, sums and the chain of opening surpluses."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ekonomi.forbundsbudget.rutnat import (
    AngivetIngaende,
    Post,
    Provat,
    build_rutnat,
    try_insats,
)

NOVEMBER, MAJ, SEPTEMBER = date(2023, 11, 23), date(2024, 5, 15), date(2024, 9, 15)


def budget(rad, belopp, ar=2024, **extra):
    return Post(ar, "budget", rad, Decimal(belopp), **extra)


def prognos(rad, belopp, beslutad, ar=2024, **extra):
    return Post(ar, "prognos", rad, Decimal(belopp), beslutad=beslutad, **extra)


def prel(rad, belopp, ar, **extra):
    return Post(ar, "preliminar", rad, Decimal(belopp), **extra)


EXEMPEL = [
    prel("medlemsavgifter", 1000, 2025),
    prel("insats", 1100, 2025, insats=7),
    prel("forvaltning", 200, 2026),
    prognos("medlemsavgifter", 1000, SEPTEMBER),
    prognos("insats", 700, SEPTEMBER, insats=7),
    prognos("ej_nyttjat", -50, SEPTEMBER),
    prognos("medlemsavgifter", 900, MAJ),
    budget("ingaende_overskott", 300),
    budget("medlemsavgifter", 1000),
    budget("esf", "0.50"),
    budget("fortroendevalda", 100),
    budget("insats", 700, insats=7),
    budget("kompetenshojande", 60),
]


def test_columns_stand_by_year_and_version_and_carry_the_surplus_on():
    rutnat = build_rutnat(EXEMPEL)

    assert [
        (k.nyckel, k.intakter, k.kostnader, k.resultat, k.ingaende, k.beslutsutrymme)
        for k in rutnat.kolumner
    ] == [
        # 1000,50 - (100 + 700 + 60)
        ("budget_2024", Decimal("1000.5"), 860, Decimal("140.5"), 300, Decimal("440.5")),
        # An older prognos opens with the same surplus, and closes for nobody.
        ("prognos_2024_2024-05-15", 900, None, 900, 300, 1200),
        # 1000 - (700 - 50); the surplus is stated by the budget alone
        ("prognos_2024", 1000, 650, 350, 300, 650),
        # From the newest prognos, 650, and not from the budget.
        ("prel_2025", 1000, 1100, -100, 650, 550),
        # A year without income: unknown income is left out of the result.
        ("prel_2026", None, 200, -200, 550, 350),
    ]
    assert [k.nyckel for k in rutnat.shown_from(2024)] == [
        "budget_2024",
        "prognos_2024",
        "prel_2025",
        "prel_2026",
    ]
    assert [k.nyckel for k in rutnat.shown_from(2024, with_ersatta=True)][1] == (
        "prognos_2024_2024-05-15"
    )


def test_sums_of_the_two_kinds_of_samverkansinsatser():
    kolumn = build_rutnat(EXEMPEL).kolumn(2024, "prognos")

    assert kolumn.sum_of(("insats", "ej_nyttjat")) == 650
    assert kolumn.sum_of(("ekonom_projektstod",)) is None


def test_without_a_prognos_the_budget_carries_on_and_without_both_the_preliminary_year():
    rutnat = build_rutnat(p for p in EXEMPEL if p.version != "prognos")

    assert rutnat.kolumn(2025, "preliminar").ingaende == Decimal("440.5")
    assert rutnat.kolumn(2026, "preliminar").ingaende == Decimal("340.5")


def test_a_preliminary_year_falls_away_when_it_has_a_budget():
    rutnat = build_rutnat([*EXEMPEL, budget("medlemsavgifter", 5, ar=2025)])

    assert [k.nyckel for k in rutnat.shown_from(2025)] == ["budget_2025", "prel_2026"]
    assert rutnat.kolumn(2026, "preliminar").ingaende == 655


def test_of_a_budget_the_newest_decision_counts_for_each_cell():
    rutnat = build_rutnat(
        [
            budget("forvaltning", 3, beslutad=date(2024, 3, 1)),
            budget("forvaltning", 1),
            budget("forvaltning", 2, beslutad=date(2023, 11, 23)),
            budget("medlemsavgifter", 10, beslutad=date(2023, 11, 23)),
        ]
    )

    [kolumn] = rutnat.kolumner
    assert kolumn.belopp == {("forvaltning", None): 3, ("medlemsavgifter", None): 10}
    assert kolumn.dagar == (None, date(2023, 11, 23), date(2024, 3, 1))


def test_a_surplus_that_nobody_states_is_unknown():
    [kolumn] = build_rutnat([budget("medlemsavgifter", 10)]).kolumner

    assert (kolumn.resultat, kolumn.ingaende, kolumn.beslutsutrymme) == (10, None, None)


def test_of_what_older_prognoser_state_the_newest_counts():
    rutnat = build_rutnat(
        [
            prognos("ingaende_overskott", 5, date(2024, 3, 1)),
            prognos("ingaende_overskott", 6, MAJ),
            prognos("medlemsavgifter", 10, SEPTEMBER),
        ]
    )

    assert rutnat.kolumn(2024, "prognos").beslutsutrymme == 16


def test_a_year_that_is_missing_breaks_the_chain():
    rutnat = build_rutnat(
        [
            budget("ingaende_overskott", 5, ar=2022),
            budget("medlemsavgifter", 10, ar=2022),
            budget("medlemsavgifter", 10, ar=2024),
        ]
    )

    assert rutnat.kolumn(2024, "budget").ingaende is None


def test_a_stated_surplus_that_is_not_the_last_closing_is_seen():
    def state(angivet):
        stated = [prel("ingaende_overskott", b, ar) for b, ar in ((angivet, 2025), (550, 2026))]
        return build_rutnat([*EXEMPEL, *stated])

    rutnat = state(700)
    kolumn = rutnat.kolumn(2025, "preliminar")
    assert kolumn.ingaende == 650
    avvikande = AngivetIngaende(kolumn, Decimal(700), rutnat.kolumn(2024, "prognos"))
    assert rutnat.avvikande_ingaende == (avvikande,)
    assert len(rutnat.angivna_ingaende) == 2
    # 650 is one thousand where it is whole thousands that are stated.
    assert state(1000).avvikande_ingaende == ()


def test_a_thought_insats_weighs_on_its_own_and_all_later_years():
    provat = try_insats(EXEMPEL, {2025: Decimal(500), 2026: Decimal(100), 2030: Decimal(9)})

    assert provat == (
        Provat(2024, "Prognos 2024", None, Decimal(650), Decimal(650)),
        Provat(2025, "Preliminär 2025", Decimal(500), Decimal(550), Decimal(50)),
        # 350 - 500 - 100
        Provat(2026, "Preliminär 2026", Decimal(100), Decimal(350), Decimal(-250)),
    )
    assert [p.is_under_noll for p in provat] == [False, False, True]


RADER = ["medlemsavgifter", "esf", "forvaltning", "ej_nyttjat", "ingaende_overskott"]


# An amount of every kind, some with öre.
POSTER = st.builds(
    lambda cell, ar, version, oren, dag: Post(
        ar, version, cell[0], Decimal(oren) / 100, cell[1], dag
    ),
    st.sampled_from([*((rad, None) for rad in RADER), ("insats", 1), ("insats", 2)]),
    st.integers(2023, 2027),
    st.sampled_from(["budget", "prognos", "preliminar"]),
    st.integers(-(10**9), 10**9),
    st.sampled_from([None, NOVEMBER, MAJ, SEPTEMBER]),
)


@given(st.lists(POSTER, max_size=20))
def test_what_a_year_closes_with_the_next_one_opens_with(rader):
    rutnat = build_rutnat(rader)

    for kolumn in rutnat.kolumner:
        fore = rutnat.gallande.get(kolumn.ar - 1)
        if fore is not None and fore.beslutsutrymme is not None:
            assert kolumn.ingaende == fore.beslutsutrymme
        if kolumn.beslutsutrymme is not None:
            assert kolumn.beslutsutrymme - kolumn.ingaende == kolumn.resultat
    # One counts for each year, and every amount stands in some column.
    assert {k.ar for k in rutnat.kolumner} == set(rutnat.gallande)
    assert {(k.ar, k.version, *cell) for k in rutnat.kolumner for cell in k.belopp} == {
        (p.ar, p.version, *p.cell) for p in rader
    }
    assert len({k.nyckel for k in rutnat.kolumner}) == len(rutnat.kolumner)


@given(st.lists(POSTER, max_size=15), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(rader, slump):
    unika = list({(p.ar, p.version, p.cell, p.beslutad): p for p in rader}.values())
    blandade = list(unika)
    slump.shuffle(blandade)

    assert build_rutnat(unika) == build_rutnat(blandade)


@pytest.mark.parametrize("belopp", [{}, {2031: Decimal(5)}])
def test_a_thought_insats_without_amounts_changes_nothing(belopp):
    assert all(provat.med == provat.utan for provat in try_insats(EXEMPEL, belopp))
