"""The pages of insatsernas budget, with those who may and may not."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from ekonomi.insatsbudget.budgetsida import gather_budgetsida
from ekonomi.models import Budgetpost
from finsam.konton.models import Roll
from finsam.period import Period
from rapporter.pm import build_pm
from tests import factories as f

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

IDAG = date(2025, 1, 20)


@pytest.fixture
def frozen():
    with time_machine.travel("2025-01-20T09:00:00+01:00", tick=False):
        yield


@pytest.fixture
def insats():
    insats = f.InsatsFactory(ort="Tierp", kortnamn="Ung framtid", slut=date(2024, 12, 31))
    f.ForlangningFactory(insats=insats, beslutsdatum=date(2025, 1, 10), nytt_slut=date(2025, 6, 30))
    f.BudgetpostFactory(insats=insats)
    f.BudgetpostFactory(
        insats=insats, post="tillagg", beslutsdatum=date(2024, 6, 30), belopp=Decimal(200000)
    )
    f.BudgetpostFactory(
        insats=insats, post="aterlamnat", beslutsdatum=date(2024, 7, 1), belopp=Decimal(100000)
    )
    for kvartal in (1, 2, 3):
        f.RekvisitionFactory(insats=insats, kvartal=kvartal)
    f.RekvisitionFactory(insats=insats, kvartal=4, is_preliminar=True)
    return insats


@pytest.fixture
def log_in(client, insats):
    def log_in(roll, forbund=None):
        behorighet = f.BehorighetFactory(forbund=forbund or insats.forbund, roll=roll)
        client.force_login(behorighet.user)
        return behorighet

    return log_in


def url(namn, insats, *args):
    return reverse(f"ekonomi:{namn}", args=[insats.pk, 2024, *args])


def test_the_figures_are_those_of_the_pm(insats):
    """Before and after a decision, and for insatser that begin later or lack a budget."""
    forbund = insats.forbund
    senare = f.InsatsFactory(forbund=forbund, start=date(2024, 8, 1))
    f.BudgetpostFactory(insats=senare, belopp=Decimal(500))
    f.RekvisitionFactory(insats__forbund=forbund, belopp=Decimal("7.50"))
    f.BudgetpostFactory()
    for period in map(Period.parse, ("2024H1", "2024")):
        pm = next(t for t in build_pm(forbund, period, IDAG).tabeller if t.nyckel == "budget")
        sida = gather_budgetsida(forbund, 2024, period.slut, IDAG)
        rader = {rad.insats.kod: rad.perioden for _, rader in sida.grupper for rad in rader}
        assert pm.rader
        for rad in [*pm.rader, pm.summa]:
            egen = sida.perioden if rad.nyckel == "summa" else rader[rad.nyckel]
            assert rad.varden["utfall"] == egen.utfall
            assert rad.varden["budget"] == egen.budget
            assert rad.varden["kvot"] == egen.kvot
    assert senare.kod in rader


@pytest.mark.parametrize(
    ("per", "justerad", "budget", "utfall", "kvot"),
    [
        # 1 000 000 × 3 of 12 months; 200 000 / 250 000
        (date(2024, 1, 1), 1000000, 250000, 200000, 80),
        # 1 200 000 × 6 of 12; 400 000 / 600 000
        (date(2024, 6, 30), 1200000, 600000, 400000, 67),
        # 1 100 000 × 9 of 12; 600 000 / 825 000
        (date(2024, 7, 1), 1100000, 825000, 600000, 73),
        (date(2025, 3, 1), 1100000, 1100000, 800000, 73),
    ],
)
def test_the_budget_as_of_any_day(insats, per, justerad, budget, utfall, kvot):
    sida = gather_budgetsida(insats.forbund, 2024, per, IDAG)
    [(_, [rad])] = sida.grupper
    assert rad.aret.justerad == sida.aret.justerad == justerad
    assert (rad.perioden.budget, rad.perioden.utfall) == (budget, utfall)
    assert rad.perioden.kvot == kvot


def test_the_page_shows_flags_gaps_and_what_the_insats_says_itself(client, log_in, insats):
    log_in(Roll.REVISOR)
    f.KvartalsrapportFactory(insats=insats, kvartal=1, budgetkommentar="Vi började sent.")
    f.KvartalsrapportFactory(
        insats=insats, kvartal=2, budgetkommentar="Inte godkänd.", status="inskickad"
    )
    sida = reverse("ekonomi:budget", args=[insats.forbund.organisationsnummer])

    html = client.get(sida, {"ar": "2024", "per": "2024-06-30"}).content.decode()

    assert "Låg" in html
    assert "Vi började sent." in html
    assert "Inte godkänd." not in html
    insats.rekvisitioner.filter(kvartal=2).delete()
    html = client.get(sida, {"ar": "2024", "per": "2024-06-30"}).content.decode()
    assert "Låg" not in html
    assert "utan rekvisition kvartal 2" in html
    html = client.get(sida, {"ar": "2024", "per": "2023-06-30"}).content.decode()
    assert "Välj en dag tidigast 2024-01-01." in html


def test_the_ekonom_adds_moves_and_corrects(client, log_in, insats):
    ekonom = log_in(Roll.EKONOM).user
    post = {"post": "tillagg", "belopp": "1 000,50", "beslutsdatum": "2025-01-20", "note": "Nytt"}
    assert client.post(url("budgetpost_ny", insats), post).status_code == 302
    flytt = {"till_ar": "2025", "belopp": "100 000", "beslutsdatum": "2025-01-20"}
    assert client.post(url("budget_flytta", insats), flytt).status_code == 302
    ut = insats.budgetposter.get(post="overfort_ut")
    page = client.get(url("budgetpost", insats, ut.pk))
    for kvitto in (
        "Sparat: tillägg på 1\u00a0000,50 kr för 2024, beslutat 2025-01-20.",
        "100\u00a0000 kr är överfört från 2024 till 2025.",
    ):
        assert kvitto in page.content.decode().replace("\u00a0kr", " kr")
    ratt = flytt | {
        "belopp": "90 000",
        "skal": "Skrev fel.",
        "sedd": page.context["form"]["sedd"].value(),
    }
    assert client.post(url("budgetpost", insats, ut.pk), ratt).status_code == 302

    html = client.get(url("insatsbudget", insats)).content.decode()
    assert "Rättat: överfört ut för 2024." in html

    assert insats.budgetposter.get(post="overfort_in").belopp == 90000
    # 1 000 000 + 200 000 − 100 000 + 1 000,50 − 90 000
    for text in ("1\u00a0011\u00a0000,50", "Skrev fel.", "−90\u00a0000", "−100\u00a0000 kr,"):
        assert text in html
    # The fixture's posts and the new ones, each told once by whoever put it in.
    assert html.count("2025-01-20 ur underlaget") == 3
    assert html.count(f"2025-01-20 av {ekonom}") == 2
    # The same sign on the other pages.
    for vy, args in (("budget", ()), ("arsskifte", (2024,))):
        sida = reverse(f"ekonomi:{vy}", args=[insats.forbund.organisationsnummer, *args])
        html = client.get(sida, {"ar": "2024", "per": "2025-01-20"}).content.decode()
        assert ">−90\u00a0000<" in html


def test_a_year_without_budget_says_why_and_what_to_do(client, log_in, insats):
    def read(ar):
        sida = client.get(reverse("ekonomi:insatsbudget", args=[insats.pk, ar]))
        return " ".join(sida.content.decode().split())

    log_in(Roll.REVISOR)
    assert "Insatsen pågår inte 2026. Styrelsen måste förlänga den först." in read(2026)
    assert "Ekonomen eller kansliet registrerar" in read(2025)
    log_in(Roll.EKONOM)
    assert "Lägg till ett beslut" not in read(2026)
    html = read(2025)
    assert "Lägg till det som styrelsen har beviljat" in html
    assert "Lägg till ett beslut" in html
    assert "Överför till ett annat år" not in html


def test_what_was_typed_stays_when_it_is_refused(client, log_in, insats):
    log_in(Roll.EKONOM)
    typed = {"post": "beviljad", "belopp": "-5", "beslutsdatum": "2025-01-21", "note": "Min not"}
    html = client.post(url("budgetpost_ny", insats), typed).content.decode()
    for text in (
        "Skriv beloppet utan minus. Bara ett tillägg kan vara negativt.",
        "Välj en dag senast 2025-01-20.",
        "Min not",
        'value="-5"',
    ):
        assert text in html

    for belopp, fel in (("-0", "Skriv ett belopp som inte är 0."), ("-100 000 000,01", "orimligt")):
        html = client.post(
            url("budgetpost_ny", insats), typed | {"post": "tillagg", "belopp": belopp}
        ).content.decode()
        assert fel in html

    flytt = {"till_ar": "2023", "belopp": "0", "beslutsdatum": "2025-01-20", "note": "Min not"}
    html = client.post(url("budget_flytta", insats), flytt).content.decode()
    assert "Skriv ett år efter 2024." in html
    assert "Skriv ett belopp som är större än 0." in html

    html = client.post(url("budget_flytta", insats), flytt | {"till_ar": "2026"}).content.decode()
    assert "Insatsen pågår inte 2026. Styrelsen måste förlänga den först." in html

    flytt |= {"till_ar": "2025", "belopp": "900 000"}
    html = client.post(url("budget_flytta", insats), flytt).content.decode()
    assert "Så mycket finns inte kvar av 2024." in html
    assert "900 000" in html
    assert insats.budgetposter.count() == 3


def test_a_correction_of_what_another_has_corrected_is_shown_first(client, log_in, insats):
    log_in(Roll.EKONOM)
    post = insats.budgetposter.get(post="beviljad")
    typed = {"belopp": "5", "beslutsdatum": "2023-11-23", "skal": "Mitt skäl", "sedd": "gammal"}

    page = client.post(url("budgetpost", insats, post.pk), typed)

    assert "Någon annan har rättat posten" in page.content.decode()
    assert "Mitt skäl" in page.content.decode()
    typed["sedd"] = page.context["form"]["sedd"].value()
    assert client.post(url("budgetpost", insats, post.pk), typed).status_code == 302
    post.refresh_from_db()
    assert post.belopp == 5


@pytest.mark.parametrize("roll", [Roll.STYRGRUPP, Roll.REVISOR])
def test_those_who_read_are_offered_no_change(client, log_in, insats, roll):
    behorighet = log_in(roll)
    if roll == Roll.STYRGRUPP:
        behorighet.insatser.add(insats)
    assert "Lägg till" not in client.get(url("insatsbudget", insats)).content.decode()
    assert client.post(url("budgetpost_ny", insats), {}).status_code == 403


def test_the_post_is_of_the_insats_and_the_year(client, log_in, insats):
    log_in(Roll.EKONOM)
    annan = f.BudgetpostFactory(insats__forbund=insats.forbund)
    nasta_ar = f.BudgetpostFactory(insats=insats, ar=2025)
    for post in (annan, nasta_ar):
        assert client.get(url("budgetpost", insats, post.pk)).status_code == 404
    assert client.get(reverse("ekonomi:insatsbudget", args=[insats.pk, 99999])).status_code == 404


@pytest.fixture
def sakra(insats):
    """Another insats of the förbund, with all its rekvisitioner and 200 000 left."""
    annan = f.InsatsFactory(forbund=insats.forbund, ort="Heby")
    f.BudgetpostFactory(insats=annan)
    for kvartal in range(1, 5):
        f.RekvisitionFactory(insats=annan, kvartal=kvartal)
    return annan


def test_new_year_gives_back_what_is_chosen_and_no_more_the_second_time(
    client, log_in, insats, sakra
):
    log_in(Roll.EKONOM)
    sida = reverse("ekonomi:arsskifte", args=[insats.forbund.organisationsnummer, 2024])
    page = client.get(sida)
    html = page.content.decode()
    assert "Utfallet är preliminärt." in html
    form = page.context["form"]
    # The one with a warning is not chosen beforehand.
    assert form[f"insats_{insats.pk}"].initial is False
    assert form[f"insats_{sakra.pk}"].initial is True
    vantar = f.AvvikelseFactory(insats=sakra, fran_ar=2024, till_ar=2025, belopp=Decimal(1))
    page = client.get(sida)
    assert "om årets pengar väntar på beslut." in page.content.decode()
    assert page.context["form"][f"insats_{sakra.pk}"].initial is False
    for andrat in ({"fran_ar": 2023}, {"fran_ar": 2025}, {"fran_ar": 2024, "till_ar": 2024}):
        type(vantar).objects.update(**andrat)
        assert client.get(sida).context["form"][f"insats_{sakra.pk}"].initial is True
    valt = {
        "beslutsdatum": "2025-01-20",
        f"insats_{sakra.pk}": "on",
        f"kvar_{sakra.pk}": form[f"kvar_{sakra.pk}"].value(),
        f"kvar_{insats.pk}": form[f"kvar_{insats.pk}"].value(),
    }

    assert client.post(sida, valt).status_code == 302
    again = client.post(sida, valt)

    assert "Välj minst en insats som ska återlämna." in again.content.decode()
    [post] = Budgetpost.objects.filter(beslutsdatum=IDAG)
    assert (post.insats, post.post, post.belopp) == (sakra, "aterlamnat", Decimal(200000))


def test_new_year_refuses_amounts_that_have_changed_and_shows_the_new(
    client, log_in, insats, sakra
):
    log_in(Roll.EKONOM)
    sida = reverse("ekonomi:arsskifte", args=[insats.forbund.organisationsnummer, 2024])
    valt = {
        "beslutsdatum": "2025-01-20",
        f"insats_{sakra.pk}": "on",
        f"kvar_{sakra.pk}": "150 000",
    }
    sakra.rekvisitioner.filter(kvartal=1).update(belopp=Decimal("199999.50"))

    page = client.post(sida, valt)

    assert "Beloppen har ändrats sedan du öppnade sidan." in page.content.decode()
    valt[f"kvar_{sakra.pk}"] = page.context["form"][f"kvar_{sakra.pk}"].value()
    html = client.post(sida, valt, follow=True).content.decode()
    assert "200\u00a0000,50\u00a0kr är återlämnat från en insats." in html


def test_only_those_who_handle_money_give_back(client, log_in, insats, sakra):
    log_in(Roll.REVISOR)
    sida = reverse("ekonomi:arsskifte", args=[insats.forbund.organisationsnummer, 2024])
    assert "Registrera" not in client.get(sida).content.decode()
    assert client.post(sida, {}).status_code == 403


@pytest.mark.parametrize(
    ("per", "dag", "sista"),
    [
        (date(2024, 12, 31), date(2024, 11, 22), 3),
        (date(2024, 12, 31), date(2025, 1, 1), 4),
        (date(2024, 5, 2), date(2024, 11, 22), 2),
        (date(2024, 2, 1), date(2024, 2, 1), 1),
    ],
)
def test_a_quarter_that_is_not_over_is_left_out(insats, per, dag, sista):
    assert gather_budgetsida(insats.forbund, 2024, per, dag).period == Period(2024, 1, sista)
