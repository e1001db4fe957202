from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ekonomi.calculations import (
    Arsbudget,
    Budgetrad,
    Insatstid,
    Rest,
    Utfall,
    build_arsbudget,
    build_budgettabell,
    linear_share,
    signed,
    sum_arsbudgetar,
)
from ekonomi.models import Budgetpost
from finsam.period import Period

H1, H2, AR = map(Period.parse, ("2024H1", "2024H2", "2024"))
HELAR = Insatstid(date(2020, 1, 1), date(2027, 12, 31))


def test_budget_is_linear_over_the_months_of_activity():
    assert linear_share(Decimal(1245000), HELAR, H1) == Decimal(622500)  # 6 of 12 months
    to_july = Insatstid(date(2023, 1, 1), date(2024, 7, 31))
    assert linear_share(Decimal(70000), to_july, H1) == Decimal(60000)  # 6 of 7 months
    forstudie = Insatstid(date(2024, 3, 15), date(2024, 6, 15))
    assert linear_share(Decimal(100000), forstudie, H1) == Decimal(100000)  # 4 of 4 months
    assert linear_share(Decimal(100000), forstudie, H2) == 0
    assert linear_share(None, HELAR, H1) is None
    assert linear_share(Decimal(1), Insatstid(date(2025, 1, 1), date(2025, 2, 1)), H1) is None


@given(
    amount=st.decimals(0, 10**9, places=2),
    start=st.dates(date(2023, 1, 1), date(2024, 12, 31)),
    slut=st.dates(date(2024, 1, 1), date(2026, 1, 1)),
)
def test_the_shares_of_a_year_are_the_whole(amount, start, slut):
    tid = Insatstid(min(start, slut), max(start, slut))
    assert linear_share(amount, tid, AR) == amount
    halves = linear_share(amount, tid, H1) + linear_share(amount, tid, H2)
    assert abs(halves - amount) < Decimal("1e-15")


POSTER = st.lists(
    st.tuples(st.sampled_from(list(Budgetpost.Post)), st.decimals(0, 10**7, places=2), st.just("")),
    max_size=8,
)


@given(
    poster=POSTER,
    avslag=st.decimals(-(10**6), 0, places=2),
    start=st.dates(date(2023, 1, 1), date(2024, 12, 31)),
    slut=st.dates(date(2024, 1, 1), date(2026, 1, 1)),
)
def test_the_quarters_of_any_changed_budget_sum_to_the_year(poster, avslag, start, slut):
    """Whatever was granted, moved, cut and returned, and whenever the insats runs."""
    alla = [*poster, (Budgetpost.Post.BEVILJAD, Decimal(1), ""), ("tillagg", avslag, "")]
    budget = build_arsbudget(alla)
    slag = {post: sum((b for p, b, _ in alla if p == post), Decimal(0)) for post, _, _ in alla}
    assert budget.justerad == sum(signed(post, belopp) for post, belopp in slag.items())

    tid = Insatstid(min(start, slut), max(start, slut))
    for delar in ([Period.quarter(2024, nr) for nr in range(1, 5)], [H1, H2], [AR]):
        andelar = [linear_share(budget.justerad, tid, del_) for del_ in delar]
        assert abs(sum(andelar) - budget.justerad) < Decimal("1e-15")


def test_changes_add_to_and_take_from_the_granted():
    budget = build_arsbudget(
        [
            ("beviljad", Decimal(1000), "Två tjänster"),
            ("tillagg", Decimal(-100), ""),
            ("overfort_in", Decimal(300), ""),
            ("overfort_ut", Decimal(50), ""),
            ("aterlamnat", Decimal(25), ""),
        ]
    )
    assert budget.beviljad == 1000
    assert budget.justerad == 1125  # 1 000 − 100 + 300 − 50 − 25
    assert (budget.tillagg, budget.overfort_in) == (Decimal(-100), Decimal(300))
    assert (budget.overfort_ut, budget.aterlamnat) == (Decimal(50), Decimal(25))
    assert budget.noter == ("Två tjänster",)
    assert build_arsbudget([]) == Arsbudget()


def test_the_sum_of_budgets_is_of_what_is_known():
    first = build_arsbudget([("beviljad", Decimal(1000), "not"), ("tillagg", Decimal(-100), "")])
    second = build_arsbudget([("beviljad", Decimal(500), ""), ("aterlamnat", Decimal(50), "")])
    assert sum_arsbudgetar([first, second, Arsbudget()]) == Arsbudget(
        beviljad=Decimal(1500),
        tillagg=Decimal(-100),
        aterlamnat=Decimal(50),
        justerad=Decimal(1350),
    )
    assert sum_arsbudgetar([]) == Arsbudget()


def test_what_is_left_is_negative_where_more_was_used():
    assert Rest(Decimal(1000), Decimal("1000.50")).kvar == Decimal("-0.50")
    assert Rest(None, Decimal(10)).kvar == -10
    assert Rest(Decimal(10), None).kvar == 10


def test_whole_table_with_a_missing_budget_a_zero_budget_and_no_utfall():
    tabell = build_budgettabell(
        {1: HELAR, 2: HELAR, 3: HELAR, 4: HELAR},
        {
            1: [("beviljad", Decimal(360000), ""), ("tillagg", Decimal(40000), "")],
            3: [("beviljad", Decimal(0), "")],
            4: [("beviljad", Decimal(100000), "")],
        },
        {
            1: Utfall(Decimal("198647.50"), Decimal("198647.50")),
            2: Utfall(Decimal(115000), Decimal(115000), is_preliminart=True),
            3: Utfall(Decimal(10), Decimal(10)),
        },
        H1,
    )

    def rad(utfall, budget, beviljad, **more):
        values = [None if v is None else Decimal(v) for v in (utfall, budget, beviljad)]
        return Budgetrad(*values, ack_utfall=values[0], ack_budget=values[1], overfort=None, **more)

    assert tabell.rader == {
        1: rad("198647.50", 200000, 180000),
        2: rad(115000, None, None, is_preliminart=True),
        3: rad(10, 0, 0),
        4: rad(None, 50000, 50000),
    }
    assert [r.kvot for r in tabell.rader.values()] == [99, None, None, None]
    assert tabell.rader[1].kvot_beviljad == 110  # 198 647,50 / 180 000 = 110,36 %
    assert tabell.summa == rad("313657.50", 250000, 230000, is_preliminart=True)
    assert tabell.summa.kvot == 125  # 313 657,50 / 250 000 = 125,46 %
    assert tabell.summa.outnyttjat == Decimal("-63657.50")
    assert tabell.outside_limits(100, 105) == ([1], [])


def test_an_empty_table_knows_nothing():
    summa = build_budgettabell({}, {}, {}, H1).summa
    assert (summa.utfall, summa.budget, summa.kvot, summa.outnyttjat) == (None, None, None, None)


def test_the_second_half_year_stands_beside_the_year():
    tid = Insatstid(date(2024, 1, 1), date(2024, 9, 30))
    tabell = build_budgettabell(
        {1: tid},
        {1: [("beviljad", Decimal(900), ""), ("overfort_ut", Decimal(90), "")]},
        {1: Utfall(Decimal(200), Decimal(700))},
        H2,
    )
    rad = tabell.rader[1]
    assert (rad.budget, rad.kvot) == (Decimal(270), 74)  # 810 × 3 of 9 months; 200 / 270
    assert (rad.ack_budget, rad.ack_kvot, rad.overfort) == (Decimal(810), 86, Decimal(90))


def test_more_taken_than_granted_gives_no_kvot():
    rad = build_budgettabell(
        {1: HELAR},
        {1: [("beviljad", Decimal(100), ""), ("aterlamnat", Decimal(300), "")]},
        {1: Utfall(Decimal(40), Decimal(40))},
        H1,
    ).rader[1]
    assert (rad.budget, rad.kvot, rad.outnyttjat) == (Decimal(-100), None, Decimal(-140))
