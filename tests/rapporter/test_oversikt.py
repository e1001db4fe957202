"""The first page of each role: what stands on the board, what to do, and what is not shown."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from ekonomi.uppgifter import know_ekonomi
from finsam.handelser.models import Handelse
from finsam.konton.middleware import FORRA_BESOKET
from finsam.konton.models import Roll
from finsam.period import Period
from insatser.models import Insats
from insatser.tilltrade import Tilltrade
from rapporter.meny import list_platser
from rapporter.oversikt.attgora import list_att_gora
from rapporter.oversikt.nyckeltal import build_nyckeltal, tell_saknad_insatsdata
from rapporter.oversikt.tavla import (
    build_tavla,
    list_manader,
    show_insatsdata,
)
from rapporter.oversikt.underlag import gather_oversikt
from rapporter.pm.pmunderlag import gather_pmunderlag
from tests import factories as f
from uppfoljning.kvartalsrapport.rapportlista import load_rapportlista
from uppfoljning.models import Kvartalsrapport, Omgang
from uppfoljning.uppgifter import know_deltagare

K2 = Period.quarter(2024, 2)
I_AUGUSTI = date(2024, 8, 6)
Status = Kvartalsrapport.Status

frozen = time_machine.travel(datetime(2024, 8, 6, 9, tzinfo=UTC), tick=False)


def words(markering):
    return (markering.ord, markering.ton.value) if markering else None


# Cells of the board


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


@pytest.fixture
def forbund(db):
    return f.ForbundFactory(namn="Samordningsförbundet Alfa")


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


# To do


def uppgifter(forbund, *roller, dag=I_AUGUSTI):
    alla = list_att_gora(gather_oversikt(forbund, K2, dag), Tilltrade(forbund, roller))
    return None if alla is None else [u.rubrik for u in alla]


@pytest.fixture
def mycket(forbund):
    """A förbund with one of each thing to do."""
    sen = f.InsatsFactory(forbund=forbund, kortnamn="Sen")
    f.KvartalsrapportFactory(insats=sen, kvartal=1)
    hog = f.InsatsFactory(forbund=forbund, kortnamn="Hög", typ=Insats.Typ.STRUKTUR)
    f.KvartalsrapportFactory(insats=hog, kvartal=1)
    f.KvartalsrapportFactory(insats=hog, kvartal=2)
    f.BudgetpostFactory(insats=hog)
    for kvartal in (1, 2):
        f.RekvisitionFactory(insats=hog, kvartal=kvartal, belopp=Decimal(300_000))
    for kortnamn, dag in (("Ny", 5), ("Gammal", 1)):
        insats = f.InsatsFactory(forbund=forbund, kortnamn=kortnamn, typ=Insats.Typ.STRUKTUR)
        f.KvartalsrapportFactory(insats=insats, kvartal=1)
        f.OmgangFactory(
            kvartalsrapport__insats=insats,
            kvartalsrapport__kvartal=2,
            inskickad=datetime(2024, 8, dag, 8, tzinfo=UTC),
        )
    f.AvvikelseFactory(insats=hog, belopp=Decimal(120_000), fran_ar=2024, till_ar=2025)
    f.RekvisitionFactory(insats=sen, kvartal=2, inkommen=date(2024, 8, 5), attesterad=None)
    f.AvvikelseFactory()  # of another förbund
    return forbund


def test_the_kansli_reviews_first_and_sees_what_others_decide(mycket):
    assert uppgifter(mycket, Roll.KANSLI) == [
        "Granska Staden, Gammal",
        "Granska Staden, Ny",
        "Påminn Staden, Sen",
        "Avvikelse hos förbundschefen: Staden, Hög",
        "Hög förbrukning: Staden, Hög",
    ]


def test_the_forbundschef_decides_first_and_the_ekonom_attests(mycket):
    assert uppgifter(mycket, Roll.FORBUNDSCHEF)[0] == "Avvikelse att besluta om: Staden, Hög"
    assert uppgifter(mycket, Roll.EKONOM) == [
        "Rekvisition att attestera: Staden, Sen",
        "Hög förbrukning: Staden, Hög",
    ]
    assert uppgifter(mycket, Roll.REVISOR) is None


def test_each_task_tells_when(mycket):
    alla = list_att_gora(gather_oversikt(mycket, K2, I_AUGUSTI), Tilltrade(mycket, (Roll.KANSLI,)))
    avsandare = Omgang.objects.order_by("inskickad").first().inskickad_av
    texter = {u.rubrik: u.text for u in alla}
    assert texter["Granska Staden, Gammal"] == (
        f"Kvartal 2 2024, inskickad 1\u00a0augusti av {avsandare}."
    )
    assert "inskickad i går" in texter["Granska Staden, Ny"]
    assert texter["Påminn Staden, Sen"] == (
        "Kvartal 2 2024 skulle vara inne 31\u00a0juli 2024, försenad\u00a06\u00a0dagar."
    )
    assert texter["Avvikelse hos förbundschefen: Staden, Hög"] == (
        "Budget, 120\u00a0000\u00a0kr från 2024 till 2025. Inkommen 2\u00a0maj."
    )


def test_who_sent_a_report_in_is_not_asked_to_review_it(mycket):
    avsandare = Omgang.objects.order_by("inskickad").first().inskickad_av
    underlag = gather_oversikt(mycket, K2, I_AUGUSTI)
    egen, annan = list_att_gora(underlag, Tilltrade(mycket, (Roll.KANSLI,)), avsandare)[:2]
    assert egen.rubrik == "Väntar på granskning: Staden, Gammal"
    assert "av dig. Någon annan på kansliet granskar den." in egen.text
    assert "/granska/" not in egen.url
    assert annan.rubrik == "Granska Staden, Ny"


def test_nothing_to_do(forbund):
    assert uppgifter(forbund, Roll.KANSLI) == []


def test_what_contradicts_itself_is_to_be_sorted_out(forbund):
    insats = f.InsatsFactory(forbund=forbund, kortnamn="Bron")
    f.RekvisitionFactory(insats=insats)
    for kvartal in (1, 2):
        f.KvartalsrapportFactory(insats=insats, kvartal=kvartal)
    assert uppgifter(forbund, Roll.KANSLI) == [
        "Utfall utan budget: Staden, Bron",
        "Insatsdata saknas: Staden, Bron",
    ]


# Pages


def log_in(client, roll, forbund, *insatser):
    behorighet = f.BehorighetFactory(roll=roll, forbund=forbund)
    behorighet.insatser.set(insatser)
    client.force_login(behorighet.user)
    return behorighet.user


def get(client, url="/"):
    return client.get(url).content.decode()


@frozen
@pytest.mark.parametrize("roll", [Roll.KANSLI, Roll.FORBUNDSCHEF, Roll.EKONOM, Roll.REVISOR])
def test_the_office_sees_its_own_board_and_no_others(client, mycket, roll):
    f.InsatsFactory(kortnamn="Främmande")
    f.HandelseFactory(forbund=mycket, objekt="Nyheten", tid=datetime(2024, 8, 1, tzinfo=UTC))
    f.HandelseFactory(objekt="Grannens", tid=datetime(2024, 8, 1, tzinfo=UTC))
    log_in(client, roll, mycket)

    page = get(client)

    assert "Läget per insats" in page
    assert "Främmande" not in page
    assert "Grannens" not in page
    assert ("Att göra" in page) is (roll != Roll.REVISOR)
    assert ("Nyheten" in page) is (roll != Roll.EKONOM)
    assert ("/granska/" in page) is (roll in (Roll.KANSLI, Roll.FORBUNDSCHEF))


@frozen
def test_what_has_happened_since_the_last_visit(client, forbund):
    user = log_in(client, Roll.KANSLI, forbund)
    for objekt, tid, extra in (
        ("Nyss", datetime(2024, 8, 5, tzinfo=UTC), {}),
        ("Innan", datetime(2024, 8, 1, tzinfo=UTC), {}),
        ("Egen", datetime(2024, 8, 5, tzinfo=UTC), {"user": user}),
        (
            "Utkastet",
            datetime(2024, 8, 5, tzinfo=UTC),
            {"typ": Handelse.Typ.KVARTALSRAPPORT_SPARAD},
        ),
    ):
        f.HandelseFactory(forbund=forbund, objekt=objekt, tid=tid, **extra)
    get(client)
    session = client.session
    session[FORRA_BESOKET] = "2024-08-02T08:00:00+00:00"
    session.save()

    page = get(client)

    assert "Nyss" in page
    assert not any(objekt in page for objekt in ("Innan", "Egen", "Utkastet"))


@frozen
@pytest.mark.parametrize(
    ("kvartal", "status", "rubrik"),
    [("2024-1", 200, "Kvartal 1 2024"), ("2024-5", 404, ""), ("1900-1", 404, ""), ("x", 404, "")],
)
def test_another_quarter_by_its_address(client, forbund, kvartal, status, rubrik):
    log_in(client, Roll.KANSLI, forbund)
    response = client.get("/", {"kvartal": kvartal})
    assert response.status_code == status
    assert f"<h1>{rubrik}" in response.content.decode()


@frozen
@pytest.mark.parametrize("roll", [Roll.STYRGRUPP, Roll.INSATSANSVARIG])
def test_a_styrgrupp_sees_its_own_insatser_alone(client, forbund, roll):
    egen = f.InsatsFactory(forbund=forbund, kortnamn="Bron", namn="Bron över")
    annan = f.InsatsFactory(forbund=forbund, namn="Grannens insats")
    for insats in (egen, annan):
        f.KvartalsrapportFactory(insats=insats, kvartal=1)
    f.KvartalsrapportFactory(insats=egen, kvartal=2, status=Status.UTKAST)
    log_in(client, roll, forbund, egen)

    page = get(client)

    assert "Du har en rapport att skriva klart. Den är försenad." in page
    assert "Fortsätt" in page
    assert "Försenad\u00a06\u00a0dagar" in page
    assert "Grannens insats" not in page
    assert "Läget per insats" not in page
    assert client.get(reverse("uppfoljning:insats", args=[annan.pk])).status_code == 403


@frozen
def test_returned_reports_stand_first_with_their_reason(client, forbund):
    sen, tillbaka, oppnad = (f.InsatsFactory(forbund=forbund) for _ in range(3))
    for insats in (sen, tillbaka, oppnad):
        f.KvartalsrapportFactory(insats=insats, kvartal=1)
    for insats, extra in (
        (tillbaka, {"beslut": "atersand", "skal": "Vilket mål gäller det?"}),
        (
            oppnad,
            {
                "beslut": "godkand",
                "oppnad": datetime(2024, 8, 1, tzinfo=UTC),
                "oppnad_skal": "Ett möte saknas.",
            },
        ),
    ):
        rapport = f.KvartalsrapportFactory(insats=insats, kvartal=2, status=Status.ATERSAND)
        f.OmgangFactory(kvartalsrapport=rapport, **extra)
    log_in(client, Roll.STYRGRUPP, forbund, sen, tillbaka, oppnad)

    page = get(client)

    assert "Du har tre rapporter att skriva klart. Två är återsända och en är försenad." in page
    assert page.index("Vilket mål gäller det?") < page.index("Försenad\u00a06\u00a0dagar")
    assert "Ett möte saknas." in page
    assert "Kansliet har öppnat den igen." in page


@frozen
@pytest.mark.parametrize(
    ("antal", "expected"),
    [
        (2, "Du har två rapporter att skriva klart. Båda är försenade."),
        (3, "Du har tre rapporter att skriva klart. Alla är försenade."),
    ],
)
def test_a_styrgrupp_with_all_late(client, forbund, antal, expected):
    insatser = [f.InsatsFactory(forbund=forbund) for _ in range(antal)]
    for insats in insatser:
        f.KvartalsrapportFactory(insats=insats, kvartal=1)
    log_in(client, Roll.STYRGRUPP, forbund, *insatser)
    assert expected in get(client)


@frozen
def test_a_styrgrupp_with_nothing_to_do_is_told_what_comes(client, forbund):
    insats = f.InsatsFactory(forbund=forbund)
    for kvartal in (1, 2):
        f.KvartalsrapportFactory(insats=insats, kvartal=kvartal)
    log_in(client, Roll.STYRGRUPP, forbund, insats)
    assert (
        "Inget att göra just nu. Nästa rapport gäller kvartal 3 2024 och ska vara inne senast "
        "31\u00a0oktober 2024."
    ) in get(client)


@frozen
def test_styrelse_admin_and_one_without_a_role(client, forbund):
    f.KvartalsrapportFactory(insats__forbund=forbund)
    log_in(client, Roll.STYRELSE, forbund)
    assert "Uppföljning av insatser, första halvåret 2024" in get(client)
    log_in(client, Roll.ADMIN, forbund)
    assert reverse("behorigheter:lista", args=[forbund.organisationsnummer]) in get(client)
    client.force_login(f.UserFactory(email="ny@exempel.se"))
    page = get(client)
    assert "Be kansliet" in page
    assert forbund.namn not in page


@frozen
def test_several_roles_and_forbund(client, forbund):
    insats = f.InsatsFactory(forbund=forbund)
    user = log_in(client, Roll.STYRGRUPP, forbund, insats)
    f.BehorighetFactory(user=user, forbund=forbund, roll=Roll.EKONOM)
    annat = f.BehorighetFactory(user=user, roll=Roll.STYRELSE, forbund__namn="Förbundet Beta")

    page = get(client)
    other = reverse("rapporter:oversikt", args=[annat.forbund.organisationsnummer])

    # The first by name, and a way to the other.
    assert "<h1>Rapporter" in page
    assert "Förbundet Beta" in get(client, other)
    egen = get(client, reverse("rapporter:oversikt", args=[forbund.organisationsnummer]))
    assert egen.index("Läget per insats") < egen.index("Mina insatser</h2>")
    assert other in egen
    # The header follows the insats that is shown, not the first förbund by name.
    assert "Ekonom och styrgrupp, Samordningsförbundet Alfa" in get(
        client, reverse("uppfoljning:insats", args=[insats.pk])
    )


PLATSER = {
    Roll.KANSLI: ["Översikt", "Ekonomi", "Rapporter", "Bedömningar", "Förbundet"],
    Roll.FORBUNDSCHEF: ["Översikt", "Ekonomi", "Rapporter", "Bedömningar", "Förbundet"],
    Roll.EKONOM: ["Översikt", "Ekonomi", "Rapporter", "Bedömningar", "Förbundet"],
    Roll.REVISOR: ["Översikt", "Ekonomi", "Rapporter", "Bedömningar", "Förbundet"],
    Roll.ADMIN: ["Rapporter", "Förbundet"],
    Roll.STYRELSE: ["Rapporter"],
    Roll.STYRGRUPP: ["Mina insatser"],
    Roll.INSATSANSVARIG: ["Mina insatser"],
}


@pytest.mark.parametrize("roll", Roll)
def test_the_places_of_the_header(roll):
    forbund = f.ForbundFactory.build()
    platser = list_platser(Tilltrade(forbund, (roll,)), "start", I_AUGUSTI)
    assert [p.namn for p in platser] == PLATSER[roll]
    assert [p.is_har for p in platser].count(True) == 1


@frozen
@pytest.mark.parametrize("roll", [Roll.FORBUNDSCHEF, Roll.STYRGRUPP])
def test_the_first_page_costs_the_same_for_many(
    client, forbund, roll, django_assert_max_num_queries
):
    user = log_in(client, roll, forbund)
    behorighet = user.behorigheter.get()

    def add(antal):
        for _ in range(antal):
            insats = f.InsatsFactory(forbund=forbund)
            f.KvartalsrapportFactory(insats=insats, kvartal=1)
            f.OmgangFactory(kvartalsrapport__insats=insats, kvartalsrapport__kvartal=2)
            f.BudgetpostFactory(insats=insats)
            f.RekvisitionFactory(insats=insats)
            f.LeveransFactory(insats=insats)
            f.AvvikelseFactory(insats=insats)
            f.HandelseFactory(forbund=forbund, insats=insats, tid=datetime(2024, 8, 1, tzinfo=UTC))
            behorighet.insatser.add(insats)

    add(1)
    get(client)
    with django_assert_max_num_queries(25) as one:
        get(client)
    add(4)
    with django_assert_max_num_queries(25) as many:
        get(client)
    assert len(many) == len(one)


@frozen
def test_an_insats_on_one_page(client, forbund, django_assert_max_num_queries):
    insats = f.InsatsFactory(forbund=forbund, syfte="Fler i arbete")
    insats.samverkansparter.add(f.PartFactory(forbund=forbund, namn="Regionen"))
    f.MalFactory(insats=insats, mal="Tio till arbete")
    f.ForlangningFactory(insats=insats, beslutsdatum=date(2024, 6, 1), nytt_slut=date(2025, 6, 30))
    f.KvartalsrapportFactory(insats=insats, kvartal=1)
    f.OmgangFactory(kvartalsrapport__insats=insats, kvartalsrapport__kvartal=2)
    f.AvvikelseFactory(insats=insats, beskrivning="Pengar över")
    f.AvvikelseFactory(insats=f.InsatsFactory(forbund=forbund), beskrivning="Grannens avvikelse")
    log_in(client, Roll.KANSLI, forbund)

    with django_assert_max_num_queries(25):
        page = get(client, reverse("uppfoljning:insats", args=[insats.pk]))

    for text in (
        "Fler i arbete",
        "Regionen",
        "Tio till arbete",
        "30 juni 2025",
        "Pengar över",
        "Granska kvartal 2 2024",
        "Kvartal 3 2024",
    ):
        assert text in page
    assert "Grannens avvikelse" not in page


@frozen
def test_what_is_to_be_done_stands_on_the_insats_page(client, forbund):
    """The avvikelse and the rekvisition also have pages of their own to decide on."""
    insats = f.InsatsFactory(forbund=forbund, start=date(2023, 1, 1))
    f.BudgetpostFactory(insats=insats)
    f.RekvisitionFactory(
        insats=insats,
        kvartal=1,
        belopp=Decimal(310_000),
        inkommen=date(2024, 4, 20),
        attesterad=None,
    )
    f.AvvikelseFactory(
        insats=insats, inkommen=date(2024, 6, 1), beslut="beviljad", beslutsdatum=date(2024, 6, 5)
    )
    vantar = f.AvvikelseFactory(insats=insats, belopp=Decimal(120_000), fran_ar=2024, till_ar=2025)
    log_in(client, Roll.KANSLI, forbund)
    attest, beslut = (
        next(
            u.url
            for u in list_att_gora(
                gather_oversikt(forbund, K2, I_AUGUSTI), Tilltrade(forbund, [roll])
            )
        )
        for roll in (Roll.EKONOM, Roll.FORBUNDSCHEF)
    )

    assert attest == reverse("ekonomi:rekvisition_attestera", args=[insats.pk, 2024, 1])
    assert beslut == reverse("ekonomi:avvikelse_beslut", args=[insats.pk, vantar.pk])
    url = reverse("uppfoljning:insats", args=[insats.pk])
    sida = get(client, f"{url}?kvartal=2024-1")

    assert "Siffror för kvartal 1 2024" in sida
    assert "310\u00a0000\u00a0kr, inte attesterad" in sida
    assert "Ingen insatsdata är inläst" in sida
    assert "Siffror för kvartal 2 2024" in get(client, url)
    assert reverse("ekonomi:avvikelse", args=[insats.pk, vantar.pk]) in sida
    assert "Budget, 120\u00a0000\u00a0kr från 2024 till 2025" in sida
    assert sida.index("Väntar på förbundschefens") < sida.index("5 juni 2024")
    assert "Siffror för" not in get(client, f"{url}?kvartal=2024-4")
    assert client.get(f"{url}?kvartal=x").status_code == 404


def test_handelser_by_page_and_insats(client, forbund, django_assert_max_num_queries):
    insats = f.InsatsFactory(forbund=forbund)
    for n in range(60):
        f.HandelseFactory(
            forbund=forbund, objekt=f"sak {n:02}", tid=datetime(2024, 7, 1, 8, n, tzinfo=UTC)
        )
    f.HandelseFactory(forbund=forbund, insats=insats, objekt="Insatsens", skal="Ett <b>skäl</b>")
    f.HandelseFactory(objekt="Grannens")
    log_in(client, Roll.REVISOR, forbund)
    url = reverse("rapporter:handelser", args=[forbund.organisationsnummer])

    with django_assert_max_num_queries(25):
        first = get(client, url)

    assert "Insatsens" in first
    assert "Ett &lt;b&gt;skäl&lt;/b&gt;" in first
    assert ("sak 59" in first, "sak 05" in first, "Sida 1 av 2" in first) == (True, False, True)
    assert "sak 05" in get(client, f"{url}?sida=2")
    of_insats = get(client, f"{url}?insats={insats.pk}")
    assert ("Insatsens" in of_insats, "sak 59" in of_insats) == (True, False)
    assert "Grannens" not in first
    f.HandelseFactory(
        forbund=forbund, typ=Handelse.Typ.KVARTALSRAPPORT_SPARAD, objekt="Utkastet", insats=insats
    )
    assert "Utkastet" not in get(client, f"{url}?insats={insats.pk}")
    med_utkast = get(client, f"{url}?insats={insats.pk}&utkast=1")
    assert ("Utkastet" in med_utkast, "sak 59" in med_utkast) == (True, False)
    for fel in (f.InsatsFactory().pk, "x"):
        assert client.get(f"{url}?insats={fel}").status_code == 404


def test_tillganglighetsredogorelse_says_what_the_settings_say(client, db, settings):
    page = get(client, "/tillganglighet/")
    assert "Kontakta kansliet på ditt samordningsförbund" in page
    assert "Digg" in page
    settings.TILLGANGLIGHET = {
        "ansvarig": "Samordningsförbundet Alfa",
        "kontakt": "kansli@exempel.se",
        "granskad": "2026-10-01",
        "metod": "",
    }
    page = get(client, "/tillganglighet/")
    assert "mailto:kansli@exempel.se" in page
    assert "granskades senast 2026-10-01" in page
