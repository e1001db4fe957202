"""Filed, corrected, decided once, and never by the one who wrote it."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from ekonomi.avvikelser.avvikelsesida import gather_avvikelsesida
from ekonomi.avvikelser.lista import gather_forbundslista
from ekonomi.avvikelser.services import (
    Innehall,
    change_avvikelse,
    decide_avvikelse,
    file_avvikelse,
    hash_avvikelse,
    withdraw_avvikelse,
)
from ekonomi.insatsbudget.services import (
    ForLiteKvar,
    correct_post,
    hash_post,
    move_between_years,
)
from ekonomi.models import Budgetpost
from finsam.handelser.models import Handelse
from finsam.historik import Flodesfel
from finsam.period import Period
from insatser.models import Insats
from rapporter.delegationsbeslut.rapport import build_delegationsbeslut
from rapporter.pm import build_pm
from tests import factories as f
from uppfoljning.models import Avvikelse

pytestmark = pytest.mark.django_db

INKOM = datetime(2024, 5, 2, 8, tzinfo=UTC)
BESLUT = datetime(2024, 5, 20, 8, tzinfo=UTC)
H1 = Period.parse("2024H1")
PER = date(2024, 7, 10)
FLYTT = Innehall("budget", "En tjänst är vakant.", Decimal(120000), 2024, 2025)
BEVILJAD, AVSLAGEN = Avvikelse.Beslut.BEVILJAD, Avvikelse.Beslut.AVSLAGEN


@pytest.fixture
def insats():
    """1 000 000 granted for 2024, of which 400 000 has been used."""
    insats = f.InsatsFactory(slut=date(2026, 12, 31))
    f.BudgetpostFactory(insats=insats)
    f.RekvisitionFactory(insats=insats, belopp=Decimal(400000))
    return insats


@pytest.fixture
def styrgrupp():
    return f.UserFactory(namn="Styrgruppen")


@pytest.fixture
def chef():
    return f.UserFactory(namn="Chefen")


def file(insats, user, innehall=FLYTT, nu=INKOM):
    return file_avvikelse(insats=insats, innehall=innehall, fil=None, user=user, nu=nu)


def decide(avvikelse, user, beslut=BEVILJAD, nu=BESLUT, sedd=None):
    decide_avvikelse(
        avvikelse=avvikelse,
        beslut=beslut,
        motivering="Det är rimligt.",
        sedd=sedd or hash_avvikelse(avvikelse),
        user=user,
        nu=nu,
    )


def read(avvikelse, user):
    """The page as the user sees it when the decision is made."""
    alla = Insats.objects.with_gallande_slut(BESLUT.date())
    avvikelse.insats = alla.get(pk=avvikelse.insats_id)
    return gather_avvikelsesida(avvikelse, user)


def poster(insats):
    return list(
        insats.budgetposter.order_by("ar", "beslutsdatum", "post").values_list(
            "ar", "post", "beslutsdatum", "belopp"
        )
    )


def reports(forbund):
    """What the PM and the list of delegationsbeslut say of the same half-year."""
    pm = build_pm(forbund, H1, PER)
    [rad] = next(t for t in pm.tabeller if t.nyckel == "budget").rader
    lista = build_delegationsbeslut(forbund, H1, PER)
    sagt = {k: v for m in lista.meningar for k, v in m.pastaenden.items()}
    return {
        "budget": rad.varden["budget"],
        "kvot": rad.varden["kvot"],
        "avvikelser": [m.text for m in pm.meningar if "En tjänst är vakant" in m.text],
        "beviljade": sagt["antal_beviljade_avvikelser"],
        "avslagna": sagt["antal_avslagna_avvikelser"],
        "vantar": sagt["antal_obeslutade"],
        "beviljat": sagt.get("beviljat_flyttat"),
    }


# 500 000 is half of 1 000 000, and 400 000 is 80 % of it.
FORE = {"budget": 500000, "kvot": 80, "avvikelser": [], "avslagna": 0, "beviljade": 0}


@pytest.mark.parametrize(
    ("beslut", "efter"),
    [
        # 440 000 is half of 880 000; 400 000 / 440 000 = 90,9 %
        (BEVILJAD, {"budget": 440000, "kvot": 91, "beviljade": 1, "beviljat": 120000}),
        (AVSLAGEN, {"avslagna": 1}),
    ],
)
def test_budget_pm_and_delegationsbeslut_agree_at_every_step(
    insats, styrgrupp, chef, beslut, efter
):
    forbund = insats.forbund
    # Of another förbund, which could leak.
    decide(file(f.BudgetpostFactory(insats__slut=date(2025, 12, 31)).insats, styrgrupp), chef)
    utan = FORE | {"vantar": 0, "beviljat": None}
    assert reports(forbund) == utan

    avvikelse = file(insats, styrgrupp)
    mellan = reports(forbund)
    [text] = mellan.pop("avvikelser")
    assert text.endswith("En tjänst är vakant. Inte beslutad.")
    assert mellan == {k: v for k, v in utan.items() if k != "avvikelser"} | {"vantar": 1}
    fore = poster(insats)

    decide(avvikelse, chef, beslut)
    sist = reports(forbund)
    [text] = sist.pop("avvikelser")
    assert text.endswith(f"{beslut.label.capitalize()} 20\u00a0maj 2024.")
    assert sist == {k: v for k, v in utan.items() if k != "avvikelser"} | efter
    nya = [
        (2024, "overfort_ut", date(2024, 5, 20), Decimal(120000)),
        (2025, "overfort_in", date(2024, 5, 20), Decimal(120000)),
    ]
    assert poster(insats) == fore + (nya if beslut == BEVILJAD else [])


def test_a_decision_after_the_half_year_is_of_the_next(insats, styrgrupp, chef):
    decide(file(insats, styrgrupp), chef, nu=datetime(2024, 7, 1, 8, tzinfo=UTC))
    forsta = reports(insats.forbund)
    assert (forsta["budget"], forsta["vantar"], forsta["beviljade"]) == (500000, 1, 0)
    andra = build_delegationsbeslut(insats.forbund, Period.parse("2024H2"), date(2025, 1, 1))
    [rad] = andra.tabeller[0].rader
    assert rad.varden["beviljat"] == 120000


def test_who_wrote_it_does_not_decide_it(insats, styrgrupp, chef):
    egen = file(insats, chef)
    with pytest.raises(Flodesfel, match="Någon annan behöver besluta"):
        decide(egen, chef)

    annans = file(insats, styrgrupp, Innehall("metod", "Träffar på distans."))
    change_avvikelse(
        avvikelse=annans,
        innehall=Innehall("metod", "Alla träffar på distans."),
        fil=None,
        sedd=hash_avvikelse(annans),
        user=chef,
        nu=BESLUT,
    )
    annans.refresh_from_db()
    with pytest.raises(Flodesfel, match="Någon annan behöver besluta"):
        decide(annans, chef)
    decide(annans, f.UserFactory())


def test_a_decision_is_made_once_of_what_was_seen_and_stays(insats, styrgrupp, chef):
    avvikelse = file(insats, styrgrupp)
    sedd = hash_avvikelse(avvikelse)
    change_avvikelse(
        avvikelse=avvikelse,
        innehall=Innehall("budget", "Två tjänster är vakanta.", Decimal(240000), 2024, 2025),
        fil=None,
        sedd=sedd,
        user=styrgrupp,
        nu=BESLUT,
    )
    with pytest.raises(Flodesfel, match="har rättats sedan du öppnade sidan"):
        decide(avvikelse, chef, sedd=sedd)
    assert len(poster(insats)) == 1

    avvikelse.refresh_from_db()
    decide(avvikelse, chef)
    avvikelse.refresh_from_db()
    for andra in (
        lambda: decide(avvikelse, f.UserFactory(), AVSLAGEN),
        lambda: change_avvikelse(
            avvikelse=avvikelse,
            innehall=FLYTT,
            fil=None,
            sedd=hash_avvikelse(avvikelse),
            user=styrgrupp,
            nu=BESLUT,
        ),
    ):
        with pytest.raises(Flodesfel, match="redan beviljad 20\u00a0maj 2024 av Chefen"):
            andra()
    assert poster(insats)[-1][-1] == 240000
    [rattelse] = read(avvikelse, styrgrupp).rattelser
    assert rattelse.tidigare == [
        ("Beskrivning", "En tjänst är vakant."),
        ("Belopp", "120\u00a0000\u00a0kr"),
    ]
    assert [h.typ for h in Handelse.objects.filter(insats=insats).order_by("pk")] == [
        "avvikelse_anmald",
        "avvikelse_rattad",
        "budget_andrad",
        "budget_andrad",
        "avvikelse_beslutad",
    ]


def test_no_more_is_moved_than_is_left(insats, styrgrupp, chef):
    """Neither asked for nor granted, by the same rule and in the same words."""
    for till_ar in (None, 2025):
        with pytest.raises(ForLiteKvar, match="600\u00a0000\u00a0kr är kvar"):
            file(insats, styrgrupp, Innehall("budget", "Mer.", Decimal("600000.01"), 2024, till_ar))
    assert not insats.avvikelser.exists()
    avvikelse = file(insats, styrgrupp, Innehall("budget", "Mer.", Decimal(600000), 2024))
    with pytest.raises(ForLiteKvar):
        change_avvikelse(
            avvikelse=avvikelse,
            innehall=Innehall("budget", "Ännu mer.", Decimal("600000.01"), 2024),
            fil=None,
            sedd=hash_avvikelse(avvikelse),
            user=styrgrupp,
            nu=BESLUT,
        )
    # Used meanwhile.
    f.RekvisitionFactory(insats=insats, kvartal=2, belopp=Decimal("0.50"))
    avvikelse.refresh_from_db()
    with pytest.raises(ForLiteKvar, match="599\u00a0999,50\u00a0kr är kvar"):
        decide(avvikelse, chef)
    avvikelse.refresh_from_db()
    assert (avvikelse.beslut, len(poster(insats))) == ("", 1)
    # It may still be refused.
    decide(avvikelse, chef, AVSLAGEN)
    assert len(poster(insats)) == 1
    # What adds has no such limit.
    for text in ("Mer.", "Ännu mer."):
        stor = file(insats, styrgrupp, Innehall("budget", text, Decimal(99000000), None, 2024))
        if text == "Mer.":
            decide(stor, chef)
    # But the post that two of them make is no more than a post can be.
    with pytest.raises(Flodesfel, match="mer än de 100\u00a0000\u00a0000\u00a0kr"):
        decide(stor, chef)
    assert insats.budgetposter.get(post="tillagg").belopp == 99000000


def test_the_money_goes_to_a_year_in_which_the_insats_runs(insats, styrgrupp, chef):
    avvikelse = file(insats, styrgrupp, Innehall("budget", "Senare.", Decimal(1), 2024, 2027))
    with pytest.raises(Flodesfel, match="Styrelsen måste förlänga den först"):
        decide(avvikelse, chef)
    assert len(poster(insats)) == 1
    # The page says so beforehand.
    assert "Styrelsen måste förlänga den först" in read(avvikelse, chef).pagar_inte
    f.ForlangningFactory(insats=insats, beslutsdatum=BESLUT.date(), nytt_slut=date(2027, 6, 30))
    assert read(avvikelse, chef).pagar_inte == ""
    decide(avvikelse, chef)
    assert len(poster(insats)) == 3


def test_what_a_decision_made_is_changed_by_a_new_decision(insats, styrgrupp, chef):
    avvikelse = file(insats, styrgrupp)
    sedd = hash_avvikelse(avvikelse)
    decide(avvikelse, chef)
    fore = poster(insats)
    for post in insats.budgetposter.exclude(post="beviljad"):
        with pytest.raises(Flodesfel, match="Fatta ett nytt beslut i stället"):
            correct_post(
                post=post,
                belopp=Decimal(0),
                beslutsdatum=post.beslutsdatum,
                note="",
                skal="Fel.",
                sedd=hash_post(post),
                user=chef,
                nu=BESLUT,
            )
    assert poster(insats) == fore
    # Also of the same day: it is added to what the avvikelse moved.
    move_between_years(
        insats=insats,
        fran_ar=2024,
        till_ar=2025,
        belopp=Decimal(1000),
        note="Mer",
        beslutsdatum=BESLUT.date(),
        user=chef,
        nu=BESLUT,
    )
    assert [rad[-1] for rad in poster(insats)[-2:]] == [121000, 121000]
    assert insats.budgetposter.get(post="overfort_in").note.endswith("från 2024 till 2025; Mer")
    # The event tells the decided from the undecided.
    handelse = Handelse.objects.get(typ="avvikelse_beslutad")
    avvikelse.refresh_from_db()
    assert (handelse.fore, handelse.efter) == (sedd, hash_avvikelse(avvikelse))
    assert handelse.fore != handelse.efter


def test_two_decisions_of_one_day_share_their_posts(insats, styrgrupp, chef):
    forsta = file(insats, styrgrupp)
    andra = file(
        insats,
        styrgrupp,
        Innehall("budget", "Ännu en.", Decimal(30000), 2024, 2026),
        nu=datetime(2024, 5, 3, 8, tzinfo=UTC),
    )
    decide(forsta, chef)
    decide(andra, chef)
    ut = insats.budgetposter.get(post=Budgetpost.Post.OVERFORT_UT)
    assert ut.belopp == 150000
    assert ut.note == (
        "120\u00a0000\u00a0kr enligt avvikelse 2024-05-02, från 2024 till 2025; "
        "30\u00a0000\u00a0kr enligt avvikelse 2024-05-03, från 2024 till 2026"
    )
    assert insats.budgetposter.filter(post="overfort_in").count() == 2


def test_two_of_a_kind_a_day_are_told_apart_and_the_same_one_is_not_filed_twice(
    insats, styrgrupp, chef
):
    ater = Innehall("budget", "En tjänst är vakant.", Decimal(1000), 2024)
    for innehall in (FLYTT, ater):
        decide(file(insats, styrgrupp, innehall), chef)
    assert reports(insats.forbund)["beviljat"] == 120000
    [tabell] = build_delegationsbeslut(insats.forbund, H1, PER).tabeller
    nyckel = f"{insats.kod} budget 2024-05-02"
    assert [rad.nyckel for rad in tabell.rader] == [nyckel, f"{nyckel} 2"]

    file(insats, styrgrupp, ater)
    with pytest.raises(Flodesfel, match="är redan anmäld i dag"):
        file(insats, styrgrupp, ater)


def test_what_is_withdrawn_is_nowhere_but_in_its_history(insats, styrgrupp, chef):
    fore = reports(insats.forbund)
    avvikelse = file(insats, styrgrupp)
    sedd = hash_avvikelse(avvikelse)

    withdraw_avvikelse(avvikelse=avvikelse, user=styrgrupp, nu=BESLUT)

    assert reports(insats.forbund) == fore
    assert gather_forbundslista(insats.forbund, None).vantar == []
    assert not Avvikelse.objects.exists()
    handelse = Handelse.objects.latest("pk")
    assert (handelse.typ, handelse.fore, handelse.efter) == ("avvikelse_atertagen", sedd, "")
    assert avvikelse.history.latest().history_user == styrgrupp
    for refused in (
        lambda: decide(avvikelse, chef),
        lambda: withdraw_avvikelse(avvikelse=avvikelse, user=styrgrupp, nu=BESLUT),
    ):
        with pytest.raises(Flodesfel, match="är återtagen"):
            refused()
    assert poster(insats)[1:] == []
    # What is decided stays.
    avslagen = file(insats, styrgrupp)
    decide(avslagen, chef, AVSLAGEN)
    with pytest.raises(Flodesfel, match="redan avslagen"):
        withdraw_avvikelse(avvikelse=avslagen, user=styrgrupp, nu=BESLUT)


def test_tid_makes_no_forlangning(insats, styrgrupp, chef):
    decide(file(insats, styrgrupp, Innehall("tid", "Ett halvår till.")), chef)
    assert not insats.forlangningar.exists()


def test_one_without_an_amount_moves_nothing(insats, chef):
    avvikelse = f.AvvikelseFactory(insats=insats, fran_ar=2024, till_ar=2025)
    with pytest.raises(Flodesfel, match="saknar belopp"):
        decide(avvikelse, chef)
