"""The board of the insatser of a quarter: each cell, its sentences and its figures."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine

from ekonomi.uppgifter import know_ekonomi
from finsam.konton.models import Roll
from finsam.period import Period
from insatser.models import Insats
from rapporter.oversikt.nyckeltal import build_nyckeltal, tell_saknad_insatsdata
from rapporter.oversikt.tavla import (
    build_tavla,
    list_manader,
    show_insatsdata,
)
from rapporter.oversikt.underlag import gather_oversikt
from rapporter.pm.pmunderlag import gather_pmunderlag
from tests import factories as f
from tests.rapporter.oversikt.exempel import I_AUGUSTI, K2, Status, get, log_in, uppgifter, words
from uppfoljning.kvartalsrapport.rapportlista import load_rapportlista
from uppfoljning.uppgifter import know_deltagare

frozen = time_machine.travel(datetime(2024, 8, 6, 9, tzinfo=UTC), tick=False)


@pytest.mark.parametrize(
    ("dag", "manad"),
    [
        (date(2024, 4, 1), date(2024, 4, 1)),  # no month of the quarter has ended
        (date(2024, 5, 1), date(2024, 4, 1)),
        (date(2024, 6, 30), date(2024, 5, 1)),
        (date(2024, 7, 1), date(2024, 6, 1)),
        (date(2025, 1, 1), date(2024, 6, 1)),
    ],
)
def test_insatsdata_is_about_the_last_month_that_has_ended(dag, manad):
    assert list_manader(K2, dag)[-1] == manad


@pytest.mark.parametrize(
    ("levererad", "dag", "expected"),
    [
        (None, date(2024, 6, 30), ("Kommande", "calm")),
        (None, date(2024, 7, 1), ("Att lämna", "warn")),
        (None, date(2024, 7, 31), ("Att lämna", "warn")),
        (None, date(2024, 8, 1), ("Försenad\u00a01\u00a0dag", "bad")),
        (date(2024, 6, 30), date(2024, 8, 6), ("Försenad\u00a06\u00a0dagar", "bad")),
        (date(2024, 7, 1), date(2024, 8, 6), ("Inläst", "ok")),
    ],
)
def test_every_state_of_insatsdata(levererad, dag, expected):
    assert words(show_insatsdata(levererad, date(2024, 6, 1), dag)) == expected


def build(forbund, dag=I_AUGUSTI, kvartal=K2):
    return build_tavla(gather_oversikt(forbund, kvartal, dag))


def rows(tavla):
    return {rad.insats.kortnamn: rad for _, rader in tavla.grupper for rad in rader}


@pytest.mark.parametrize(
    ("status", "dag", "expected"),
    [
        (None, date(2024, 6, 30), ("Kommande", "calm")),
        (None, date(2024, 7, 1), ("Att lämna", "warn")),
        (None, I_AUGUSTI, ("Försenad\u00a06\u00a0dagar", "bad")),
        (Status.UTKAST, date(2024, 7, 31), ("Utkast", "calm")),
        (Status.UTKAST, I_AUGUSTI, ("Försenad\u00a06\u00a0dagar, utkast", "bad")),
        (Status.INSKICKAD, I_AUGUSTI, ("Inskickad", "warn")),
        (Status.ATERSAND, I_AUGUSTI, ("Återsänd", "warn")),
        (Status.GODKAND, I_AUGUSTI, ("Godkänd", "ok")),
    ],
)
def test_every_state_of_a_kvartalsrapport(forbund, status, dag, expected):
    insats = f.InsatsFactory(forbund=forbund, kortnamn="Bron")
    if status:
        f.KvartalsrapportFactory(insats=insats, kvartal=2, status=status)

    rad = rows(build(forbund, dag))["Bron"]

    assert words(rad.rapport.markering) == expected
    assert [cell.is_vald for cell in rad.aret] == [False, True, False, False]
    assert words(rad.aret[1].rapport.markering) == expected


def test_the_board_in_groups_with_what_does_not_apply_left_out(forbund):
    f.InsatsFactory(forbund=forbund, kortnamn="Bron", ort="Älvby")
    f.InsatsFactory(forbund=forbund, kortnamn="Lots", typ=Insats.Typ.STRUKTUR)
    f.InsatsFactory(forbund=forbund, kortnamn="Slut", slut=date(2024, 3, 31))
    f.InsatsFactory(kortnamn="Främmande")

    tavla = build(forbund)

    assert [(rubrik, [r.insats.kortnamn for r in rader]) for rubrik, rader in tavla.grupper] == [
        ("Individinsatser", ["Bron"]),
        ("Strukturinsatser", ["Lots"]),
    ]
    rader = rows(tavla)
    assert words(rader["Bron"].insatsdata) == ("Försenad\u00a06\u00a0dagar", "bad")
    assert rader["Lots"].insatsdata is None
    assert rader["Lots"].rekvisition is None
    assert tavla.insatsdata_rubrik == "Insatsdata juni"


def test_a_confirmed_file_counts_as_delivered(forbund):
    insats = f.InsatsFactory(forbund=forbund, kortnamn="Bron")
    f.LeveransFactory(
        insats=insats,
        inlast=datetime(2024, 5, 10, tzinfo=UTC),
        bekraftad=datetime(2024, 7, 9, 22, 30, tzinfo=UTC),  # past midnight in Sweden
    )
    [rad] = rows(build(forbund)).values()
    assert words(rad.insatsdata) == ("Inläst", "ok")
    assert "inläst 10\u00a0juli 2024" in know_deltagare(rad.insats, K2).kalla


@pytest.mark.parametrize(
    ("belopp", "attesterade", "forbrukat", "flagga", "not_"),
    [
        (200_000, (1, 2), "80\u202f%", None, ""),  # 400 of 500 tkr
        (199_000, (1, 2), "80\u202f%", None, ""),  # 398 of 500 = 79,6 %
        (195_000, (1, 2), "78\u202f%", ("Låg", "warn"), ""),
        (270_000, (1, 2), "108\u202f%", ("Hög", "warn"), ""),
        (250_000, (1,), "50\u202f%", None, "utan K2"),  # low for that reason alone
        (250_000, (), "–", None, ""),
    ],
)
def test_forbrukning_is_flagged_outside_the_limits(
    forbund, belopp, attesterade, forbrukat, flagga, not_
):
    insats = f.InsatsFactory(forbund=forbund, kortnamn="Bron")
    f.BudgetpostFactory(insats=insats)
    for kvartal in attesterade:
        f.RekvisitionFactory(insats=insats, kvartal=kvartal, belopp=Decimal(belopp))

    rad = rows(build(forbund))["Bron"]

    assert (rad.forbrukat, words(rad.flagga), rad.forbrukat_not) == (forbrukat, flagga, not_)


def test_the_sentence_counts_what_is_in_late_and_returned(forbund):
    for status in (Status.GODKAND, Status.INSKICKAD, Status.ATERSAND, None):
        insats = f.InsatsFactory(forbund=forbund)
        if status:
            f.KvartalsrapportFactory(insats=insats, kvartal=2, status=status)
    assert build(forbund).mening == (
        "Kvartalsrapporterna skulle vara inne senast 31\u00a0juli 2024. Två av fyra rapporter är "
        "inlämnade, varav en väntar på granskning. En är försenad och en är återsänd."
    )


@pytest.mark.parametrize(
    ("lagen", "expected"),
    [
        ([None, None], "Ingen av de två rapporterna är inlämnad. Två är försenade."),
        ([Status.GODKAND, None], "En av två rapporter är inlämnad. En är försenad."),
        ([Status.INSKICKAD] * 2, "Båda rapporterna är inlämnade och väntar på granskning."),
        ([Status.GODKAND], "Den enda rapporten är inlämnad."),
    ],
)
def test_the_sentence_of_few_reports(forbund, lagen, expected):
    for status in lagen:
        insats = f.InsatsFactory(forbund=forbund)
        if status:
            f.KvartalsrapportFactory(insats=insats, kvartal=2, status=status)
    assert build(forbund).mening.endswith(f"2024. {expected}")


def test_an_ended_insats_that_never_reported_owes_nothing(forbund):
    """As the PM has it (Pmunderlag.vantade_rapporter)."""
    slut = {"slut": date(2024, 6, 15), "forbund": forbund}
    f.InsatsFactory(kortnamn="Tyst", **slut)
    f.KvartalsrapportFactory(insats=f.InsatsFactory(kortnamn="Halv", **slut), kvartal=1)

    rader = rows(build(forbund))

    assert rader["Tyst"].rapport is None
    assert words(rader["Halv"].rapport.markering) == ("Försenad\u00a06\u00a0dagar", "bad")


@pytest.mark.parametrize(
    ("dag", "kvartal", "slut"),
    [
        (date(2024, 4, 10), Period.quarter(2024, 1), date(2024, 3, 31)),
        (date(2024, 10, 10), Period.quarter(2024, 3), date(2024, 9, 30)),
    ],
)
def test_an_insats_that_has_reported_owes_its_last_quarter_too(forbund, dag, kvartal, slut):
    """The board, its own page and the PM alike, though the half-year has no other report."""
    insats = f.InsatsFactory(forbund=forbund, start=date(2023, 1, 1), slut=slut)
    fore = kvartal.foregaende_kvartal
    f.KvartalsrapportFactory(insats=insats, ar=fore.ar, kvartal=fore.forsta, i_fas="ja")

    [rad] = rows(build(forbund, dag, kvartal)).values()
    lista = load_rapportlista([rad.insats], dag)

    assert words(rad.rapport.markering) == ("Att lämna", "warn")
    assert kvartal in [r.kvartal for r in lista.rader(rad.insats)]
    assert gather_pmunderlag(forbund, kvartal.halvar, dag).vantade_rapporter == [
        (insats, kvartal.forsta)
    ]


def forbund_of(dag, **insats):
    """An insats entered on the day, with its gallande_slut."""
    with time_machine.travel(dag, tick=False):
        f.InsatsFactory(**insats)
    return Insats.objects.with_gallande_slut(dag).get()


def awaited(insats, dag):
    return [str(rad.kvartal) for rad in load_rapportlista([insats], dag).rader(insats)]


def test_a_new_forbund_owes_from_the_quarter_that_was_due_when_it_came(forbund):
    """Neither what went before nor a draft moves its first quarter, nor does time."""
    insats = forbund_of(I_AUGUSTI, forbund=forbund, start=date(2022, 1, 1))
    assert awaited(insats, I_AUGUSTI) == ["2024K3", "2024K2"]
    f.KvartalsrapportFactory(insats=insats, kvartal=3, status=Status.UTKAST)
    assert awaited(insats, I_AUGUSTI) == ["2024K3", "2024K2"]
    assert awaited(insats, date(2024, 10, 5)) == ["2024K4", "2024K3", "2024K2"]
    assert "försenad" not in build(forbund, kvartal=Period.quarter(2023, 1)).mening
    f.KvartalsrapportFactory(insats=insats, kvartal=1, status=Status.ATERSAND)
    assert awaited(insats, I_AUGUSTI) == ["2024K3", "2024K2", "2024K1"]


@pytest.mark.parametrize(
    ("start", "slut", "dag", "insatsdata", "manad"),
    [
        # The file of 3 June has all that is to come of May.
        (date(2024, 1, 1), date(2024, 5, 10), I_AUGUSTI, ("Inläst", "ok"), "maj"),
        (date(2024, 6, 20), date(2024, 12, 31), date(2024, 6, 21), None, ""),
        (
            date(2024, 6, 20),
            date(2024, 12, 31),
            I_AUGUSTI,
            ("Försenad\u00a06\u00a0dagar", "bad"),
            "",
        ),
    ],
)
def test_insatsdata_is_owed_for_months_in_which_the_insats_ran(
    forbund, start, slut, dag, insatsdata, manad
):
    insats = f.InsatsFactory(forbund=forbund, start=start, slut=slut)
    f.LeveransFactory(insats=insats, inlast=datetime(2024, 6, 3, 8, tzinfo=UTC))
    f.KvartalsrapportFactory(insats=insats, kvartal=2)

    [rad] = rows(build(forbund, dag)).values()

    assert (words(rad.insatsdata), rad.insatsdata_not) == (insatsdata, manad)
    saknas = [rubrik for rubrik in uppgifter(forbund, Roll.KANSLI, dag=dag) if "data" in rubrik]
    assert bool(saknas) is (insatsdata == ("Försenad\u00a06\u00a0dagar", "bad"))


def test_the_kvot_is_the_same_in_the_form_on_the_board_and_in_the_pm(forbund):
    """Decided after the quarter: the förlängning spreads the budget over the year, but not yet."""
    insats = f.InsatsFactory(forbund=forbund, slut=date(2024, 7, 31))
    f.ForlangningFactory(insats=insats, beslutsdatum=date(2024, 7, 5), nytt_slut=date(2024, 12, 31))
    f.BudgetpostFactory(insats=insats, belopp=Decimal(700_000))
    for kvartal in (1, 2):
        f.RekvisitionFactory(insats=insats, kvartal=kvartal, belopp=Decimal(300_000))
    idag = Insats.objects.with_gallande_slut(I_AUGUSTI).select_related("forbund").get()

    form = know_ekonomi(idag, K2)

    assert dict(form.rader)["Förbrukat av budgeten"] == "100\u202f%"  # 600 of 6/7 of 700
    assert form.krav == {}
    assert rows(build(forbund))[insats.kortnamn].forbrukat == "100\u202f%"
    pm = gather_pmunderlag(forbund, K2.halvar, I_AUGUSTI)
    assert pm.budget.rader[insats.pk].kvot == 100


def test_the_figures_are_those_of_the_year_so_far(forbund):
    insats = f.InsatsFactory(forbund=forbund, start=date(2023, 1, 1))
    leverans = f.LeveransFactory(insats=insats)
    for manad, matt, kategori, antal in (
        (date(2024, 2, 1), "inskrivna", "", 12),
        (date(2024, 7, 1), "inskrivna", "", 50),  # after the quarter
        (date(2023, 5, 1), "inskrivna", "", 8),
        (date(2024, 6, 1), "avslutade", "arbete", 1),
        (date(2024, 6, 1), "avslutade", "flytt", 3),
    ):
        f.DeltagarstatistikFactory(
            leverans=leverans, manad=manad, kon="K", matt=matt, kategori=kategori, antal=antal
        )
    assert [
        (n.namn, n.varde, n.jamfor)
        for n in build_nyckeltal(gather_oversikt(forbund, K2, I_AUGUSTI))
    ] == [
        ("Inregistrerade", "12", ("8 i fjol",)),
        ("Avslutade", "4", ()),
        ("Till arbete eller studier", "25\u202f%", ()),  # 1 of 4
        ("Pågående 30 juni", "16", ("8 i fjol",)),  # 8 + 12 - 4
        ("Förbrukat av budget", "–", ("till och med juni", "gränser 80–105\u202f%")),
    ]


def test_a_quarter_that_runs_is_counted_so_far_and_read_against_nothing(forbund):
    insats = f.InsatsFactory(forbund=forbund, start=date(2023, 1, 1), kortnamn="Bron")
    leverans = f.LeveransFactory(insats=insats)
    for manad in (date(2023, 5, 1), date(2024, 7, 1)):
        f.DeltagarstatistikFactory(
            leverans=leverans, manad=manad, kon="K", matt="inskrivna", antal=8
        )
    f.BudgetpostFactory(insats=insats)
    for nr in (1, 2):
        f.RekvisitionFactory(insats=insats, kvartal=nr, belopp=Decimal(200_000))
    k3 = Period.quarter(2024, 3)

    underlag = gather_oversikt(forbund, k3, I_AUGUSTI)
    with time_machine.travel(I_AUGUSTI, tick=False):
        form = know_deltagare(underlag.alla[0], k3)

    tal = {n.namn: n.varde for n in build_nyckeltal(underlag)}
    assert tal["Pågående 6 augusti"] == "16"
    assert tal["Förbrukat av budget"] == "80\u202f%"  # 400 of 500 tkr, to the end of June
    assert not any("i fjol" in text for n in build_nyckeltal(underlag) for text in n.jamfor)
    assert (form.rubrik, form.rader[-1]) == (
        "Deltagare under kvartal 3 2024 hittills",
        ("Pågående 6 augusti", "16"),
    )


@frozen
def test_a_quarter_that_has_not_begun_has_no_figures(client, forbund):
    f.LeveransFactory(insats__forbund=forbund, insats__slut=date(2025, 12, 31))
    log_in(client, Roll.KANSLI, forbund)
    page = get(client, "/?kvartal=2024-4")
    assert "Kvartalet har inte börjat. Det börjar 1\u00a0oktober 2024." in page
    assert "Läget per insats" not in page
    assert "Inregistrerade" not in page
    assert "Januari–september 2024 hittills" in get(client, "/?kvartal=2024-3")


def test_insatsdata_that_is_missing_in_the_figures_is_told(forbund):
    for kortnamn, inlast in (
        ("Hel", datetime(2024, 7, 2, tzinfo=UTC)),
        ("Sen", datetime(2024, 6, 3, tzinfo=UTC)),
        ("Tyst", None),
        ("Tom", None),
    ):
        insats = f.InsatsFactory(forbund=forbund, kortnamn=kortnamn)
        if inlast:
            f.LeveransFactory(insats=insats, inlast=inlast)
    f.InsatsFactory(forbund=forbund, typ=Insats.Typ.STRUKTUR)

    assert tell_saknad_insatsdata(gather_oversikt(forbund, K2, I_AUGUSTI)) == [
        "Utan insatsdata från april: Staden, Tom och Staden, Tyst.",
        "Utan insatsdata från juni: Staden, Sen.",
    ]
    assert tell_saknad_insatsdata(gather_oversikt(forbund, K2, date(2024, 4, 30))) == []


@frozen
def test_no_quarter_is_late_before_the_first_that_is_reported(client, forbund):
    insats = f.InsatsFactory(forbund=forbund, start=date(2019, 1, 1))
    f.BudgetpostFactory(insats=insats, ar=2020)
    f.KvartalsrapportFactory(insats=insats, kvartal=1)
    log_in(client, Roll.REVISOR, forbund)
    page = get(client, "/?kvartal=2020-1")
    assert "Förbundet har inga kvartalsrapporter från kvartal 1 2020." in page
    assert "örsenad" not in page
    assert 'rel="prev"' not in page
    assert 'rel="prev"' not in get(client, "/?kvartal=2024-1")
    assert 'rel="prev"' in get(client, "/?kvartal=2024-2")
    assert "?kvartal=2024-3" in get(client, "/?kvartal=2024-2")
    assert 'rel="next"' not in get(client, "/?kvartal=2024-3")
