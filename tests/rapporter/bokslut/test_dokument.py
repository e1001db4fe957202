"""Delårsrapport and årsredovisning as data: their chapters, tables and sentences."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ekonomi.bokslut.rakning import Rakning, Rakningsrad
from finsam.period import OgiltigPeriod, Period
from insatser.models import Fortroendevald
from rapporter.bokslut.rapport import (
    build_arsredovisning,
    build_delarsrapport,
    parse_ar,
    parse_halvar,
)
from rapporter.bokslut.tabeller import build_tabell_noter, to_tabell
from rapporter.dokument import Fritext, Motsagelse, Underskrift, Underskrifter
from rapporter.models import Rapporttext
from rapporter.pm import build_pm
from rapporter.render import to_json
from rapporter.tabell import Slag
from tests import factories as f
from tests.rapporter.test_pm import claims, full_insats, table, text, varden
from uppfoljning.models import Aktivitet, Avvikelse, Verksamhetsmal
from uppfoljning.verksamhet.maluppfyllelse import Malutfall

from .exempel import H1, PER, bokslut, utan_bokforing

Uppdrag = Fortroendevald.Uppdrag

AR = Period.parse("2024")
TABELLER = (
    "flerar",
    "ekonomisk_oversikt",
    "kostnad_forvaltning",
    "insatser_utfall",
    "resultatrakning",
    "balansrakning",
    "kassaflode",
    "driftsredovisning",
    "medlemsavgifter",
    "noter",
    "verksamhetsmal",
)


@pytest.fixture
def with_bokslut(monkeypatch):
    """The statements are B's own matter, tested in tests/ekonomi/bokslut."""

    def use(gjort):
        monkeypatch.setattr("rapporter.bokslut.underlag.build_bokslut", lambda *args: gjort)

    use(bokslut())
    return use


@pytest.fixture
def forbund():
    return f.ForbundFactory(startar=2008, antal_anstallda=Decimal(7))


def write(forbund, kapitel, text, rapport="delarsrapport", period="2024H1"):
    Rapporttext.objects.create(
        forbund=forbund, rapport=rapport, period=period, kapitel=kapitel, text=text
    )


def avsnitt(dokument, nyckel):
    return next(a for k in dokument.kapitel for a in k.avsnitt if a.nyckel == nyckel)


def test_a_statement_is_a_table_with_its_notes_numbers():
    tabell = to_tabell(bokslut().resultatrakning)

    assert [(k.nyckel, k.slag) for k in tabell.kolumner] == [
        ("not", Slag.NUMMER),
        ("utfall", Slag.KRONOR),
        ("foregaende_ar", Slag.KRONOR),
        ("prognos", Slag.KRONOR),
        ("budget", Slag.KRONOR),
    ]
    assert [(r.nyckel, r.varden["not"], r.is_summa) for r in tabell.rader] == [
        ("medlemsavgifter", 1, False),
        ("summa_intakter", None, True),
        ("personal", 12, False),
        ("nettokostnader", None, True),
        ("verksamhetens_resultat", None, True),
        ("finansiella_intakter", None, False),
        ("arets_resultat", None, True),
    ]
    assert tabell.rader[0].varden["utfall"] == Decimal("1000000.50")


def test_a_row_may_hold_shares_or_counts_among_amounts():
    tabell = to_tabell(bokslut().flerar)

    assert [(r.slag, r.varden["2024"]) for r in tabell.rader] == [
        (None, Decimal("1000000.50")),
        (Slag.PROCENT, 36),
        (Slag.ANTAL, Decimal("5.5")),
    ]
    # Whole per cent in a column of their own, whole numbers in JSON.
    kvot = to_tabell(bokslut().insatser_utfall, radnyckel="insats")
    assert kvot.kolumner[-1].slag is Slag.PROCENT
    assert [rad.varden["kvot"] for rad in kvot.rader] == [72, None]
    assert isinstance(kvot.rader[0].varden["kvot"], int)


def test_notes_are_one_table_grouped_by_their_numbers():
    tabell = build_tabell_noter(bokslut().noter, H1, tom_text="")

    assert tabell.grupper == {"1": "Not 1. Medlemsavgifter", "12": "Not 12. Personal"}
    assert [(r.grupp, r.nyckel, r.varden.get("helar")) for r in tabell.rader] == [
        ("1", "P1", Decimal(800000)),
        ("1", "P2", Decimal(1200001)),
        ("1", "summa", Decimal(2000001)),
        ("12", "7010", None),
        ("12", "summa", None),
    ]
    assert [k.rubrik for k in tabell.kolumner] == ["2024-06-30", "2023-06-30", "Helår 2024"]


@pytest.mark.parametrize(
    ("parse", "ratt", "fel", "rad"),
    [
        (parse_halvar, "2024H1", "2024", "Skriv 2024H1"),
        (parse_halvar, "2024H1", "2024H2", "Skriv 2024H1"),
        (parse_ar, "2024", "2024H1", "Skriv 2024 i stället"),
    ],
)
def test_each_document_has_its_own_periods(parse, ratt, fel, rad):
    assert str(parse(ratt)) == ratt
    with pytest.raises(OgiltigPeriod, match=rad):
        parse(fel)


@pytest.mark.django_db
def test_every_chapter_and_table_is_there(forbund, with_bokslut):
    full_insats(forbund)

    dokument = build_delarsrapport(forbund, H1, PER)

    assert [k.rubrik for k in dokument.kapitel] == [
        "Ordföranden har ordet",
        "Förvaltningsberättelse",
        "Ekonomisk redogörelse",
        "Resultaträkning",
        "Balansräkning",
        "Kassaflödesanalys",
        "Driftsredovisning",
        "Redovisningsprinciper",
        "Noter",
        "Underskrifter",
    ]
    nycklar = [tabell["nyckel"] for tabell in to_json(dokument)["tabeller"]]
    assert set(TABELLER) <= set(nycklar)
    assert len(nycklar) == len(set(nycklar))


@pytest.mark.django_db
def test_what_is_shared_with_the_pm_says_the_same(forbund, with_bokslut):
    full_insats(forbund, slut=date(2024, 5, 31))

    pm, delarsrapport = build_pm(forbund, H1, PER), build_delarsrapport(forbund, H1, PER)

    i_pm, i_delarsrapporten = claims(pm), claims(delarsrapport)
    gemensamma = i_pm.keys() & i_delarsrapporten.keys()
    assert {
        "antal_insatser",
        "antal_avslutade_insatser",
        "inregistrerade",
        "avslutade",
        "andel_arbete_studier",
        "utfall_totalt",
        "forbrukningskvot_totalt",
        "outnyttjade_medel",
        "antal_i_fas",
    } <= gemensamma
    assert {k: i_pm[k] for k in gemensamma} == {k: i_delarsrapporten[k] for k in gemensamma}
    delade = {t.nyckel for t in pm.tabeller} & {t.nyckel for t in delarsrapport.tabeller}
    assert {"insatser", "nulage_mal", "deltagare", "utfall", "avslutsorsaker"} <= delade
    for nyckel in delade:
        assert table(pm, nyckel) == table(delarsrapport, nyckel)


@pytest.mark.django_db
def test_the_economy_in_words(forbund, with_bokslut):
    dokument = build_delarsrapport(forbund, H1, PER)

    sagt = claims(dokument)
    assert {
        nyckel: sagt[nyckel]
        for nyckel in (
            "intakter",
            "kostnader",
            "verksamhetens_resultat",
            "arets_resultat",
            "soliditet",
            "medel_att_tillga",
            "overskott_fran_tidigare_ar",
            "personalkostnad",
        )
    } == {
        "intakter": Decimal("1000000.50"),
        "kostnader": Decimal("1250000.25"),
        "verksamhetens_resultat": Decimal("-249999.75"),
        "arets_resultat": Decimal("-199999.75"),
        "soliditet": 36,
        # 2 000 001 in fees and 1 000 000 − 100 000 left of earlier years.
        "medel_att_tillga": Decimal(2900001),
        "overskott_fran_tidigare_ar": Decimal(900000),
        "personalkostnad": Decimal("1250000.25"),
    }
    lopande = text(dokument).replace("\u00a0", " ").replace("\u202f", " ")
    assert (
        "Med finansiella poster är periodens resultat ett underskott på 200 000 kr, mot ett "
        "överskott på 70 000 kr första halvåret 2023." in lopande
    )
    assert "Prognosen för 2024 är ett underskott på 400 000 kr" in lopande
    assert "Förbundet har 5,5 anställda. Kostnaden för personal" in lopande


@pytest.mark.django_db
def test_without_bookkeeping_the_chapters_say_what_to_do(forbund, with_bokslut):
    with_bokslut(utan_bokforing())

    dokument = build_delarsrapport(forbund, H1, PER)

    data = {tabell["nyckel"]: tabell for tabell in to_json(dokument)["tabeller"]}
    for nyckel in ("resultatrakning", "balansrakning", "kassaflode", "driftsredovisning", "noter"):
        assert data[nyckel]["rader"] == []
        assert (
            "Läs in bokföringen för 2024, till och med 30 juni" in table(dokument, nyckel).tom_text
        )
    assert claims(dokument)["arets_resultat"] is None
    assert claims(dokument)["soliditet"] is None
    # What does not come from the books is there all the same.
    assert len(data["medlemsavgifter"]["rader"]) == 3


@pytest.mark.django_db
def test_members_and_those_elected_on_the_last_day(forbund, with_bokslut):
    kommun = f.PartFactory(forbund=forbund, kod="K", namn="Kommunen")
    f.PartFactory(forbund=forbund, kod="R", namn="Regionen", typ="region")
    f.PartFactory(forbund=forbund, kod="N", namn="Ny", medlem_fran=date(2024, 7, 1))

    def elect(namn, uppdrag, fran=date(2023, 1, 1), till=None):
        Fortroendevald.objects.create(
            forbund=forbund, part=kommun, namn=namn, uppdrag=uppdrag, fran=fran, till=till
        )

    elect("Ledamot Ett", Uppdrag.LEDAMOT, till=date(2024, 6, 30))
    elect("Ordförande Ett", Uppdrag.ORDFORANDE)
    elect("Ledamot Före", Uppdrag.LEDAMOT, till=date(2024, 6, 29))
    elect("Ledamot Efter", Uppdrag.LEDAMOT, fran=date(2024, 7, 1))
    elect("Revisor Ett", Uppdrag.REVISOR)

    dokument = build_delarsrapport(forbund, H1, PER)

    assert [r.rubrik for r in table(dokument, "medlemmar").rader] == ["Kommunen", "Regionen"]
    assert [(r.rubrik, r.grupp) for r in table(dokument, "styrelse").rader] == [
        ("Ordförande Ett", "ordforande"),
        ("Ledamot Ett", "ledamot"),
    ]
    assert [r.rubrik for r in table(dokument, "revisorer").rader] == ["Revisor Ett"]
    (underskrifter,) = (b for b in dokument.block() if isinstance(b, Underskrifter))
    assert underskrifter.rader == (
        Underskrift("Kommunen", "Ordförande Ett", "ordförande"),
        Underskrift("Kommunen", "Ledamot Ett"),
        Underskrift("Regionen"),
    )


@pytest.mark.django_db
def test_goals_with_their_outcome_and_whether_they_are_met(forbund, with_bokslut):
    for delmal, matt, malvarde, utfall in [
        (1, "antal_aktiviteter", 1, ""),
        (2, "antal_aktiviteter", 100, ""),
        (3, "manuell", None, "alla kontaktade"),
        (4, "antal_aktiviteter", None, ""),
        (5, "andel_arbete_studier", 35, ""),
        (6, "manuell", None, ""),
    ]:
        Verksamhetsmal.objects.create(
            forbund=forbund,
            ar=2024,
            nr=1,
            delmal=delmal,
            mal="vara en arena",
            resultatmal=f"mål {delmal}",
            matt=matt,
            malvarde=malvarde,
            utfall=utfall,
        )
    Aktivitet.objects.create(
        forbund=forbund,
        datum=date(2024, 2, 1),
        namn="Webbinarium 1",
        typ="webbinarium",
        deltagare_kvinnor=20,
        deltagare_man=5,
    )

    dokument = build_delarsrapport(forbund, H1, PER)

    tabell = table(dokument, "verksamhetsmal")
    assert tabell.grupper == {"1": "Mål 1. Vara en arena"}
    assert {
        nyckel: (rad["malvarde"], rad["utfall"], rad["utfall_text"], rad["status"])
        for nyckel, rad in varden(dokument, "verksamhetsmal").items()
    } == {
        "1.1": (1, 1, "1 aktivitet", "uppnått"),
        "1.2": (100, 1, "1 aktivitet", "inte uppnått än"),
        "1.3": (None, None, "Alla kontaktade", None),
        "1.4": (None, 1, "1 aktivitet", None),
        "1.5": (35, None, "Ingen insatsdata är inläst.", None),
        "1.6": (None, None, "", None),
    }
    assert (
        "Av årets sex resultatmål är ett uppnått och ett inte uppnått än. Ett bedöms i ord. "
        "Ett har inget målvärde. Två har inget utfall än." in text(dokument)
    )
    assert varden(dokument, "aktiviteter") == {
        "webbinarium": {"antal": 1, "kvinnor": 20, "man": 5, "okant": None, "summa": 25}
    }
    assert claims(dokument)["deltagare_i_aktiviteter"] == 25


@pytest.mark.django_db
def test_a_goal_that_is_measured_otherwise_than_the_deltagare_is_never_printed(
    forbund, with_bokslut, monkeypatch
):
    full_insats(forbund)
    mal = Verksamhetsmal.objects.create(
        forbund=forbund, ar=2024, nr=1, matt="andel_arbete_studier", malvarde=35
    )
    andel = claims(build_delarsrapport(forbund, H1, PER))["andel_arbete_studier"]
    fel = [Malutfall(mal, andel + 1, "", 35, None)]
    monkeypatch.setattr("rapporter.bokslut.underlag.build_maluppfyllelse", lambda *args: fel)

    with pytest.raises(Motsagelse, match="andel_arbete_studier"):
        build_delarsrapport(forbund, H1, PER)


@pytest.mark.django_db
def test_what_was_decided_in_the_period(forbund, with_bokslut):
    insats = f.InsatsFactory(forbund=forbund, kortnamn="Bron", ort="")
    f.ForlangningFactory(insats=insats, beslutsdatum=date(2024, 5, 2), nytt_slut=date(2025, 12, 31))
    for typ, beslut, dag in [
        ("budget", "beviljad", date(2024, 6, 30)),
        ("metod", "avslagen", date(2024, 5, 5)),
        ("tid", "beviljad", date(2024, 7, 1)),
    ]:
        f.AvvikelseFactory(insats=insats, typ=typ, beslut=beslut, beslutsdatum=dag)
    assert Avvikelse.objects.count() == 3

    dokument = build_delarsrapport(forbund, H1, PER)

    sagt = " ".join(block.text for block in avsnitt(dokument, "handelser").block)
    assert "Styrelsen förlängde en insats: Bron till 31\u00a0december 2025." in sagt
    assert "Förbundschefen beviljade en avvikelse och avslog en avvikelse, som gäller Bron." in sagt


@pytest.mark.django_db
def test_the_kanslis_texts_stand_in_their_chapters(forbund, with_bokslut):
    write(forbund, "ordforanden", "Ett bra halvår.\n\nTack.")
    write(forbund, "analys", "Fler når målen.")
    write(forbund, "analys", "Från en annan rapport.", rapport="pm")
    write(forbund, "analys", "Från ett annat år.", period="2023H1")

    dokument = build_delarsrapport(forbund, H1, PER)

    assert dokument.kapitel[0].avsnitt[0].block == (Fritext(("Ett bra halvår.", "Tack.")),)
    assert avsnitt(dokument, "analys").block == (Fritext(("Fler når målen.",)),)
    assert avsnitt(dokument, "kontroll").block[0].text == "Texten är inte skriven än."


def test_a_column_that_says_what_another_says_is_not_printed():
    """Of a whole year, what it was opened with is what the last one closed with."""

    def visade(ingaende):
        belopp = {"foregaende_ar": Decimal(5), "ingaende": Decimal(ingaende)}
        kolumner = {"foregaende_ar": "2023-12-31", "ingaende": "2023-12-31"}
        rad = Rakningsrad("kassa_bank", "Kassa och bank", belopp)
        tabell = to_tabell(Rakning("balansrakning", "Balansräkning", kolumner, (rad,)))
        return [kolumn.nyckel for kolumn in tabell.visade_kolumner]

    assert visade(5) == ["foregaende_ar"]
    assert visade(6) == ["foregaende_ar", "ingaende"]


@pytest.mark.django_db
def test_an_arsredovisning_tells_of_the_year(forbund, with_bokslut):
    with_bokslut(replace(bokslut(AR)))
    write(forbund, "ordforanden", "Ett bra år.", rapport="arsredovisning", period="2024")

    dokument = build_arsredovisning(forbund, AR, date(2025, 2, 1))

    assert dokument.titel == "Årsredovisning"
    assert dokument.rapport == "arsredovisning"
    assert "årets resultat ett underskott" in text(dokument)
    assert "Årsredovisningen följer lagen" in text(dokument)
    assert dokument.kapitel[0].avsnitt[0].block == (Fritext(("Ett bra år.",)),)


@pytest.mark.django_db
def test_the_number_of_queries_is_the_same_for_many_insatser(forbund, with_bokslut):
    def count_queries():
        with CaptureQueriesContext(connection) as fragor:
            build_delarsrapport(forbund, H1, PER)
        return len(fragor)

    full_insats(forbund)
    en = count_queries()
    for namn in ("Första", "Andra", "Tredje", "Fjärde"):
        full_insats(forbund)
        part = f.PartFactory(forbund=forbund)
        Fortroendevald.objects.create(
            forbund=forbund, part=part, namn=namn, uppdrag="ledamot", fran=date(2024, 1, 1)
        )
    assert count_queries() == en
