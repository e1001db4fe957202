from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from ekonomi.forbrukning import load_rester
from ekonomi.insatsbudget.insatssida import gather_insatsbudget
from ekonomi.insatsbudget.poster import Nypost
from ekonomi.insatsbudget.services import (
    add_post,
    correct_post,
    hash_post,
    move_between_years,
    return_unused,
)
from ekonomi.models import Budgetpost
from finsam.handelser.models import Handelse
from finsam.historik import Flodesfel
from tests import factories as f

pytestmark = pytest.mark.django_db

Post = Budgetpost.Post
NU = datetime(2025, 1, 20, 8, tzinfo=UTC)
DAG = date(2025, 1, 17)


@pytest.fixture
def insats():
    """1 000 000 is granted for 2024, of which 800 000.50 has been used. Runs to 2026."""
    insats = f.InsatsFactory(slut=date(2025, 12, 31))
    f.ForlangningFactory(insats=insats, beslutsdatum=date(2024, 12, 1), nytt_slut=date(2026, 6, 30))
    f.BudgetpostFactory(insats=insats)
    for kvartal in range(1, 4):
        f.RekvisitionFactory(insats=insats, kvartal=kvartal)
    f.RekvisitionFactory(insats=insats, kvartal=4, belopp=Decimal("200000.50"))
    return insats


@pytest.fixture
def user():
    return f.UserFactory(namn="Ekonomen")


def kvar(insats, ar=2024):
    return load_rester([insats], ar)[insats.pk].kvar


def rader(insats):
    return list(
        insats.budgetposter.order_by("ar", "beslutsdatum", "post").values_list(
            "ar", "post", "beslutsdatum", "belopp", "note"
        )
    )


def test_a_move_takes_from_one_year_what_it_gives_another(insats, user):
    move_between_years(
        insats=insats,
        fran_ar=2024,
        till_ar=2025,
        belopp=Decimal(150000),
        note="Sen start",
        beslutsdatum=DAG,
        user=user,
        nu=NU,
    )
    assert rader(insats)[1:] == [
        (2024, "overfort_ut", DAG, Decimal(150000), "Sen start"),
        (2025, "overfort_in", DAG, Decimal(150000), "Sen start"),
    ]
    assert (kvar(insats), kvar(insats, 2025)) == (Decimal("49999.50"), Decimal(150000))
    handelser = Handelse.objects.filter(insats=insats)
    assert [h.typ for h in handelser] == ["budget_andrad", "budget_andrad"]
    assert {(h.user, h.tid, h.fore) for h in handelser} == {(user, NU, "")}
    version = Budgetpost.history.get(post="overfort_ut")
    assert (version.history_user, version.history_date) == (user, NU)


def test_no_more_leaves_a_year_than_is_left_of_it(insats, user):
    def move(belopp):
        move_between_years(
            insats=insats,
            fran_ar=2024,
            till_ar=2025,
            belopp=belopp,
            note="",
            beslutsdatum=DAG,
            user=user,
            nu=NU,
        )

    with pytest.raises(Flodesfel, match="199\u00a0999,50\u00a0kr är kvar"):
        move(Decimal("199999.51"))
    assert len(rader(insats)) == 1

    move(Decimal("199999.50"))
    assert kvar(insats) == 0
    for post, belopp in ((Post.ATERLAMNAT, Decimal("0.01")), (Post.TILLAGG, Decimal(-1))):
        with pytest.raises(Flodesfel, match="Så mycket finns inte kvar av 2024"):
            add_post(
                insats=insats, ny=Nypost(2024, post, belopp), beslutsdatum=DAG, user=user, nu=NU
            )
    # More may always be granted.
    add_post(
        insats=insats, ny=Nypost(2024, Post.TILLAGG, Decimal(1)), beslutsdatum=DAG, user=user, nu=NU
    )
    assert kvar(insats) == 1


def flytta(insats, user, belopp=150000, till_ar=2025, dag=DAG, note="Sen start"):
    return move_between_years(
        insats=insats,
        fran_ar=2024,
        till_ar=till_ar,
        belopp=Decimal(belopp),
        note=note,
        beslutsdatum=dag,
        user=user,
        nu=NU,
    )


def correct(post, user, belopp, **andrat):
    post.refresh_from_db()
    ratt = {"beslutsdatum": post.beslutsdatum, "note": post.note, "skal": "Fel."} | andrat
    correct_post(post=post, belopp=Decimal(belopp), sedd=hash_post(post), **ratt, user=user, nu=NU)


def test_both_halves_of_a_move_are_corrected_in_one_act(insats, user):
    ut, i_ar = flytta(insats, user)
    dag = date(2025, 1, 18)
    # From either side; the year that gives is asked for more than it has.
    correct(i_ar, user, 100000, beslutsdatum=dag, note="Rättad")
    assert rader(insats)[1:] == [
        (2024, "overfort_ut", dag, Decimal(100000), "Rättad"),
        (2025, "overfort_in", dag, Decimal(100000), "Rättad"),
    ]
    assert [len(gather_insatsbudget(insats, ar).rattelser) for ar in (2024, 2025)] == [1, 1]
    with pytest.raises(Flodesfel, match="Så mycket finns inte kvar av 2024"):
        correct(i_ar, user, 200000)
    assert {belopp for _, _, _, belopp, _ in rader(insats)[1:]} == {100000}
    correct(ut, user, 0)
    assert (kvar(insats), kvar(insats, 2025)) == (Decimal("199999.50"), 0)


def test_a_correction_refuses_to_guess_which_posts_are_one_move(insats, user):
    f.BudgetpostFactory(insats=insats, ar=2023, belopp=Decimal(150000))
    ut, i_ar = flytta(insats, user)
    annan = f.BudgetpostFactory(
        insats=insats, ar=2023, post=Post.OVERFORT_UT, beslutsdatum=DAG, belopp=Decimal(150000)
    )
    fore = rader(insats)
    for post in (ut, i_ar):
        with pytest.raises(Flodesfel, match="Rätta med nya beslut i stället"):
            correct(post, user, 1)
    assert rader(insats) == fore
    # What makes out and in the same again needs no other half.
    correct(annan, user, 0)
    assert rader(insats)[1:] != fore[1:]
    correct(ut, user, 100000)
    assert [r[3] for r in rader(insats) if r[1].startswith("overfort")] == [0, 100000, 100000]


def test_no_money_is_put_on_a_year_in_which_the_insats_does_not_run(insats, user):
    flytta(insats, user, 1000, 2026)
    fore = rader(insats)
    for ar, text in (
        (2027, "Styrelsen måste förlänga"),
        (2023, "börjar"),
    ):
        with pytest.raises(Flodesfel, match=text):
            add_post(
                insats=insats,
                ny=Nypost(ar, Post.TILLAGG, Decimal(1)),
                beslutsdatum=DAG,
                user=user,
                nu=NU,
            )
    with pytest.raises(Flodesfel, match="Insatsen pågår inte 2027"):
        flytta(insats, user, 1000, 2027, date(2025, 1, 18))
    assert rader(insats) == fore


def test_the_same_decision_is_not_added_twice(insats, user):
    ny = Nypost(2024, Post.TILLAGG, Decimal(1))
    add_post(insats=insats, ny=ny, beslutsdatum=DAG, user=user, nu=NU)
    with pytest.raises(Flodesfel, match="Rätta den i stället"):
        add_post(insats=insats, ny=ny, beslutsdatum=DAG, user=user, nu=NU)


def test_a_correction_keeps_how_it_was_and_why(insats, user):
    post = insats.budgetposter.get()
    sedd = hash_post(post)
    ratt = {"beslutsdatum": post.beslutsdatum, "note": "Två tjänster", "sedd": sedd}

    correct_post(post=post, belopp=Decimal(900000), skal="Fel siffra.", **ratt, user=user, nu=NU)

    with pytest.raises(Flodesfel, match="Någon annan har rättat"):
        correct_post(post=post, belopp=Decimal(1), skal="Igen.", **ratt, user=user, nu=NU)
    sida = gather_insatsbudget(insats, 2024)
    assert [(r.andring, r.justerad) for r in sida.rader] == [(Decimal(900000), Decimal(900000))]
    [rattelse] = sida.rattelser
    assert (rattelse.andring, rattelse.skal, rattelse.av) == (1000000, "Fel siffra.", "Ekonomen")
    handelse = Handelse.objects.get(skal="Fel siffra.")
    assert (handelse.fore, handelse.efter) == (sedd, hash_post(insats.budgetposter.get()))


def test_a_correction_takes_no_more_than_is_left_but_may_lower_what_was_granted(insats, user):
    granted = insats.budgetposter.get()
    ut = f.BudgetpostFactory(insats=insats, post=Post.OVERFORT_UT, belopp=Decimal(100))

    with pytest.raises(Flodesfel, match="Så mycket finns inte kvar"):
        correct(ut, user, 199999.75)
    # The year that it went to is not in the app, so there is no other half.
    correct(ut, user, 0)
    # A tillägg that takes is refused as a new one is.
    tillagg = f.BudgetpostFactory(insats=insats, post=Post.TILLAGG, belopp=Decimal(1))
    with pytest.raises(Flodesfel, match="Så mycket finns inte kvar"):
        correct(tillagg, user, "-199999.51")
    correct(tillagg, user, "-199999.50")
    assert kvar(insats) == 0
    correct(tillagg, user, 0)
    correct(granted, user, 500000)
    assert kvar(insats) == Decimal("-300000.50")


def test_what_is_unused_goes_back_once(insats, user):
    f.BudgetpostFactory(
        insats=insats, post=Post.OVERFORT_UT, beslutsdatum=date(2024, 12, 1), belopp=Decimal(50000)
    )
    overskriden = f.RekvisitionFactory(insats__forbund=insats.forbund, belopp=Decimal(5)).insats
    sett = {insats: Decimal("149999.50"), overskriden: Decimal(-5)}

    def give_back(sett):
        return return_unused(belopp=sett, ar=2024, beslutsdatum=DAG, user=user, nu=NU)

    with pytest.raises(Flodesfel, match="Inget är återlämnat"):
        give_back(sett | {insats: Decimal(150000)})
    [post] = give_back(sett)

    assert (post.post, post.belopp) == ("aterlamnat", Decimal("149999.50"))
    assert post.note == "Återlämnat vid årsskiftet 2024/2025"
    assert kvar(insats) == 0
    fore = rader(insats)
    with pytest.raises(Flodesfel):
        give_back(sett)
    assert give_back({insats: Decimal(0)}) == []
    assert rader(insats) == fore


def test_nothing_goes_back_before_the_year_is_over(insats, user):
    with pytest.raises(Flodesfel, match="År 2025 är inte slut"):
        return_unused(belopp={insats: Decimal(1)}, ar=2025, beslutsdatum=DAG, user=user, nu=NU)


def test_a_final_rekvisition_that_is_lower_gives_back_the_rest_the_same_day(insats, user):
    sett = {insats: kvar(insats)}
    return_unused(belopp=sett, ar=2024, beslutsdatum=DAG, user=user, nu=NU)
    insats.rekvisitioner.filter(kvartal=4).update(belopp=Decimal(200000))

    return_unused(belopp={insats: Decimal("0.50")}, ar=2024, beslutsdatum=DAG, user=user, nu=NU)

    post = insats.budgetposter.get(post=Post.ATERLAMNAT)
    assert post.belopp == Decimal(200000)
    assert post.note == "; ".join(["Återlämnat vid årsskiftet 2024/2025"] * 2)
