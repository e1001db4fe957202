"""The list of delegationsbeslut: what is in it, what it says, and its files."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from pypdf import PdfReader

from finsam.period import Period
from rapporter.delegationsbeslut.rapport import build_delegationsbeslut
from rapporter.rapporttyper import RAPPORTTYPER
from rapporter.render import render_pdf, to_json
from tests import factories as f

pytestmark = pytest.mark.django_db

PER = date(2025, 1, 10)


@pytest.fixture
def forbund():
    """Four that were decided in the first half-year, one later, and two that wait."""
    insats = f.InsatsFactory(kod="ENK-JC", ort="Enköping", kortnamn="Jobbcentrum")
    for typ, beslut, dag, mer in (
        ("metod", "avslagen", date(2024, 6, 30), {"beskrivning": "Träffar på distans."}),
        ("budget", "beviljad", date(2024, 6, 3), {"fran_ar": 2024, "till_ar": 2025}),
        ("mal", "beviljad", date(2024, 6, 4), {}),
        ("tid", "beviljad", date(2024, 7, 1), {}),
    ):
        if typ == "budget":
            mer |= {"belopp": Decimal("120000.50"), "motivering": "Ryms i målen."}
        f.AvvikelseFactory(insats=insats, typ=typ, beslut=beslut, beslutsdatum=dag, **mer)
    f.AvvikelseFactory(
        insats=insats,
        inkommen=date(2024, 1, 2),
        belopp=Decimal(30000),
        fran_ar=2024,
        till_ar=2024,
        beslut="avslagen",
        beslutsdatum=date(2024, 1, 2),
    )
    f.AvvikelseFactory(insats=insats, typ="malgrupp", belopp=Decimal(7))
    f.AvvikelseFactory(insats=insats, typ="malgrupp", inkommen=date(2024, 7, 1))
    # Of another förbund, on the same days.
    f.AvvikelseFactory(beslut="beviljad", beslutsdatum=date(2024, 6, 3), belopp=Decimal(1))
    return insats.forbund


def claims(dokument):
    return {k: v for mening in dokument.meningar for k, v in mening.pastaenden.items()}


def test_the_whole_list_of_a_half_year(forbund):
    dokument = build_delegationsbeslut(forbund, Period.parse("2024H1"), PER)

    [tabell] = dokument.tabeller
    nycklar = ("typ", "ar", "belopp", "beviljat", "beslutsdatum", "motivering")
    assert [tuple(rad.varden[n] for n in nycklar) for rad in tabell.rader] == [
        ("Budget", "2024", Decimal(30000), None, date(2024, 1, 2), None),
        (
            "Budget",
            "2024 till 2025",
            Decimal("120000.50"),
            Decimal("120000.50"),
            date(2024, 6, 3),
            "Ryms i målen.",
        ),
        ("Mål", None, None, None, date(2024, 6, 4), None),
        ("Metod", None, None, None, date(2024, 6, 30), None),
    ]
    assert [rad.varden["beslut"].ord for rad in tabell.rader] == [
        "avslagen",
        "beviljad",
        "beviljad",
        "avslagen",
    ]
    assert {rad.varden["insats"] for rad in tabell.rader} == {"ENK-JC"}
    assert claims(dokument) == {
        "antal_beslutade_avvikelser": 4,
        "antal_beviljade_avvikelser": 2,
        "antal_avslagna_avvikelser": 2,
        "beviljat_flyttat": Decimal("120000.50"),
        # The malgrupp of May, and the tid that was decided the day after.
        "antal_obeslutade": 2,
    }
    [text] = [block.text for block in dokument.block() if hasattr(block, "meningar")]
    assert text == (
        "Förbundschefen har beslutat om fyra avvikelser januari–juni 2024: två är beviljade och "
        "två är avslagna. Det beviljade beslutet innebär att 120\u00a0001\u00a0kr flyttas från "
        "ett år till ett annat. Två avvikelser väntade på beslut den 30\u00a0juni 2024."
    )


def test_what_is_added_given_back_and_moved_is_not_one_amount(forbund):
    insats = forbund.insatser.get()
    for fran_ar, till_ar, belopp in ((None, 2024, 75_000), (2024, None, 50_000), (2024, 2024, 9)):
        f.AvvikelseFactory(
            insats=insats,
            inkommen=date(2024, 2, belopp % 28 + 1),
            belopp=Decimal(belopp),
            fran_ar=fran_ar,
            till_ar=till_ar,
            beslut="beviljad",
            beslutsdatum=date(2024, 6, 3),
        )
    dokument = build_delegationsbeslut(forbund, Period.parse("2024H1"), PER)
    assert {k: v for k, v in claims(dokument).items() if k.startswith("beviljat")} == {
        "beviljat_tillagg": 75_000,
        "beviljat_aterlamnat": 50_000,
        "beviljat_flyttat": Decimal("120000.50"),
        "beviljat_inom_budgeten": 9,
    }
    assert (
        "De beviljade besluten innebär att 75\u00a0000\u00a0kr läggs till budgeten, "
        "50\u00a0000\u00a0kr går tillbaka till förbundet, 120\u00a0001\u00a0kr flyttas från ett "
        "år till ett annat och 9\u00a0kr används på ett annat sätt inom budgeten."
    ) in [m.text for m in dokument.meningar]


def test_the_half_years_are_the_year(forbund):
    rader = [
        build_delegationsbeslut(forbund, Period.parse(period), PER).tabeller[0].rader
        for period in ("2024H1", "2024H2", "2024")
    ]
    assert rader[0] + rader[1] == rader[2]
    assert len({rad.nyckel for rad in rader[2]}) == 5


def test_the_days_between_two_meetings(forbund):
    """Both days count: the one that was decided on 3 June, and the one of 1 July."""
    period = RAPPORTTYPER["delegationsbeslut"].parse("2024-06-03--2024-07-01")
    dokument = build_delegationsbeslut(forbund, period, PER)
    assert [rad.varden["beslutsdatum"] for rad in dokument.tabeller[0].rader] == [
        date(2024, 6, 3),
        date(2024, 6, 4),
        date(2024, 6, 30),
        date(2024, 7, 1),
    ]
    assert claims(dokument)["antal_beslutade_avvikelser"] == 4
    assert dokument.tabeller[0].titel == (
        "Avvikelser som förbundschefen har beslutat om 3 juni–1 juli 2024"
    )
    assert to_json(dokument)["period"] == "2024-06-03--2024-07-01"


def test_a_period_that_is_not_over_is_told_as_of_the_day(forbund):
    dokument = build_delegationsbeslut(forbund, Period.parse("2024H1"), date(2024, 6, 3))
    assert claims(dokument)["antal_beslutade_avvikelser"] == 2
    # mal, metod, tid and malgrupp
    assert claims(dokument)["antal_obeslutade"] == 4


def test_an_empty_list_says_so():
    dokument = build_delegationsbeslut(f.ForbundFactory(), Period.parse("2023"), PER)
    assert claims(dokument)["antal_beslutade_avvikelser"] == 0
    assert dokument.meningar[0].text == (
        "Förbundschefen har inte beslutat om någon avvikelse januari–december 2023."
    )


def test_pdf_and_json_hold_the_same(forbund, django_assert_num_queries):
    period = Period.parse("2024H1")
    with django_assert_num_queries(2):
        dokument = RAPPORTTYPER["delegationsbeslut"].build(forbund, period, PER)
    data = to_json(dokument)
    assert data["rapport"] == "delegationsbeslut"
    assert data["tabeller"][0]["rader"][1]["varden"]["beviljat"] == "120000.50"

    sidor = PdfReader(BytesIO(render_pdf(dokument))).pages
    # The cover and its one chapter, for which no contents are needed.
    assert len(sidor) == 2
    text = "".join(sida.extract_text() for sida in sidor)
    for ord_ in ("Delegationsbeslut om avvikelser", "Träffar på distans.", "Ryms i målen."):
        assert ord_ in " ".join(text.split())
