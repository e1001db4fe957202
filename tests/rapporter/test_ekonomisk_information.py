"""Ekonomisk information: the printed figures of October 2024, and what the sentences say."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from finsam.period import Dag
from finsam.svenska import NBSP, round_half_up
from rapporter.dokument import Fritext
from rapporter.ekonomisk_information.rapport import build_ekonomisk_information
from rapporter.models import Rapporttext, validate_rapportperiod
from rapporter.render import to_json
from tests import factories as f

FIXTURES = Path(__file__).parents[2] / "fixtures"
DAG = Dag(date(2024, 10, 24))

pytestmark = pytest.mark.django_db

KOLUMNER = {
    "Budget 2024": "budget_2024",
    "Prognos 2024": "prognos_2024",
    "Prel 2025": "prel_2025",
    "Prel 2026": "prel_2026",
    "Prel 2027": "prel_2027",
    "Prel 2028": "prel_2028",
}
RADER = {
    "Medlemsavgifter": "medlemsavgifter",
    "ESF medel ISA": "esf",
    "S:A INTÄKTER": "summa_intakter",
    "Förtroendevalda": "fortroendevalda",
    "Förvaltning": "forvaltning",
    "Förvaltning ESF (SMAIL+ISA)": "forvaltning_esf",
    "Samverkansinsatser": "samverkansinsatser",
    "Prognostiserade ej nyttjade medel": "ej_nyttjat",
    "S:a samverkansinsats": "summa_samverkansinsatser",
    "Ekonom projektstöd": "ekonom_projektstod",
    "Verksamhetsutvecklare": "verksamhetsutvecklare",
    "Kompetenshöjande insatser": "kompetenshojande",
    "S:a övr samverkansin": "summa_ovriga_samverkansinsatser",
    "S:A KOSTNADER": "summa_kostnader",
    "ÅRETS BERÄKNADE RESULTAT": "arets_resultat",
    "Över- underskott från tidigare år": "ingaende_overskott",
    "KVARVARANDE BESLUTSUTRYMME": "beslutsutrymme",
}
# The print has one row for an insats and the one that carries it on; the data have two.
INSATSER = {
    ("Enköping", "Din väg framåt - Växtkraft"): ("ENK-JC", "ENK-VX"),
    ("Heby", "Plattform för individstöd"): ("HEB-PI",),
    ("Håbo", "Framsteget"): ("HAB-FR",),
    ("Knivsta", "En väg in - steget vidare"): ("KNI-EV",),
    ("Region Uppsala", "RegExPro"): ("REG-EX",),
    ("Region Uppsala", "Reg studie av rehabkoordinator"): ("REG-RS",),
    ("Tierp", "Ung Framtid -Min framtid"): ("TIE-UF", "TIE-MF"),
    ("Uppsala", "Lokussamordnare"): ("UPP-LO",),
    ("Uppsala", "Kvinna Hälsa Arbete"): ("UPP-KH",),
    ("Uppsala", "Förstudie pilot"): ("UPP-PL",),
    ("Uppsala", "Samordnat stöd för arbete/studier"): ("UPP-SS",),
    ("Älvkarleby", "Lokussamordnare"): ("ALV-LO",),
    ("Älvkarleby", "Förstärkt stöd till arb/studier"): ("ALV-FS",),
    ("Östhammar", "Bryggan - främjar hälsa...."): ("OST-BR",),
}


def tkr(kronor):
    return int(round_half_up(Decimal(kronor) / 1000))


def test_every_cell_is_the_printed_one_to_the_tkr(tmp_path):
    call_command("las_in_underlag", str(FIXTURES / "underlag_2024H1.xlsx"))
    ut = tmp_path / "information.json"
    call_command("rapport", "ekonomisk-information", str(DAG), filformat="json", ut=str(ut))
    [tabell] = json.loads(ut.read_text())["tabeller"]
    assert tabell["nyckel"] == "beslutsutrymme"
    varden = {rad.get("insats", rad["rad"]): rad["varden"] for rad in tabell["rader"]}
    facit = json.loads((FIXTURES / "facit_ekonomi_2024.json").read_text())["ekonomisk_information"]

    seen, differs = set(), []
    for rubrik, insats, tryckt in facit:
        nycklar = INSATSER[rubrik, insats] if insats else (RADER[rubrik],) if tryckt else ()
        seen.update(nycklar)
        for namn, kolumn in KOLUMNER.items():
            kronor = [varden[n][kolumn] for n in nycklar if varden[n][kolumn] is not None]
            our = tkr(sum(map(Decimal, kronor))) if kronor else None
            if our != tryckt.get(namn):
                differs.append((rubrik, insats, namn, our, tryckt.get(namn)))
    assert differs == []
    # Every column and row of ours stands in print too.
    assert set(varden) == seen
    assert {kolumn for rad in varden.values() for kolumn in rad} == set(KOLUMNER.values())


@pytest.fixture
def forbund():
    """2024 with budget and two prognoser, and two preliminary years, the last below zero."""
    insats = f.InsatsFactory(kod="ENK", ort="Enköping", kortnamn="Jobbcentrum")

    def rad(ar, version, rad, tkr, beslutad=None, insats=None):
        f.ForbundsbudgetradFactory(
            forbund=insats_forbund,
            ar=ar,
            version=version,
            rad=rad,
            belopp=tkr * 1000,
            beslutad=beslutad,
            insats=insats,
        )

    insats_forbund = insats.forbund
    november, september = date(2023, 11, 23), date(2024, 9, 15)
    rad(2024, "budget", "ingaende_overskott", 300, november)
    rad(2024, "budget", "medlemsavgifter", 1000, november)
    rad(2024, "budget", "insats", 900, november, insats)
    rad(2024, "prognos", "medlemsavgifter", 1000, date(2024, 5, 15))
    rad(2024, "prognos", "medlemsavgifter", 1000, september)
    rad(2024, "prognos", "insats", 850, september, insats)
    rad(2025, "preliminar", "insats", 400, None, insats)
    rad(2026, "preliminar", "forvaltning", 100, date(2024, 10, 24))
    rad(2026, "preliminar", "ingaende_overskott", 60, date(2024, 10, 24))
    annan = f.InsatsFactory(ort="Hemligstad")
    f.ForbundsbudgetradFactory(
        forbund=annan.forbund, rad="insats", insats=annan, ar=2024, belopp=777000
    )
    return insats_forbund


def build(forbund, dag):
    return build_ekonomisk_information(forbund, Dag(dag), date(2024, 11, 1))


def claims(dokument):
    return {n: v for m in dokument.meningar for n, v in m.pastaenden.items()}


def test_what_was_decided_by_the_day_and_what_it_says(forbund):
    dokument = build(forbund, date(2024, 10, 24))

    assert [m.text.replace(NBSP, " ") for m in dokument.meningar] == [
        "Kvar att besluta om är 450 tkr 2024 (prognos), 50 tkr 2025 (preliminärt) och −50 tkr "
        "2026 (preliminärt).",
        "Beslutsutrymmet är under noll 2026.",
        "2024 börjar med ett överskott från tidigare år på 300 tkr. Den bundna reservfonden är "
        "inte medräknad.",
        "I preliminär 2026 är ett ingående överskott på 60 tkr angivet, men 2026 börjar med "
        "50 tkr enligt året före. Det är det som räknas här.",
        "Prognosen den 15 september 2024 för 2024 ger ett resultat på 150 tkr. Budgeten ger "
        "100 tkr, så prognosen är 50 tkr bättre än budgeten.",
        "Det som skiljer är Jobbcentrum (Enköping) (−50 tkr).",
    ]
    assert claims(dokument) == {
        "beslutsutrymme_2024": 450000,
        "beslutsutrymme_2025": 50000,
        "beslutsutrymme_2026": -50000,
        "antal_ar_under_noll": 1,
        "forsta_ar_under_noll": 2026,
        "ingaende_overskott_2024": 300000,
        "angivet_ingaende_prel_2026": 60000,
        "resultat_prognos_2024": 150000,
        "resultat_budget_2024": 100000,
        "resultat_skillnad_2024": 50000,
        "skillnad_2024_ENK": -50000,
    }
    assert "Hemligstad" not in json.dumps(to_json(dokument), ensure_ascii=False)


def test_what_is_decided_later_is_left_out(forbund):
    dokument = build(forbund, date(2024, 9, 14))

    [tabell] = dokument.tabeller
    # The prognos of May; the preliminary year without a day counts, that of October does not.
    assert [k.nyckel for k in tabell.kolumner] == ["budget_2024", "prognos_2024", "prel_2025"]
    assert claims(dokument)["beslutsutrymme_2024"] == 1300000


def test_a_day_after_the_last_year_says_so_and_claims_nothing(forbund):
    dokument = build(forbund, date(2030, 1, 1))

    [tabell] = dokument.tabeller
    assert tabell.rader == ()
    assert claims(dokument) == {}
    assert dokument.meningar[0].text == (
        "Ingen budget var beslutad den 1 januari 2030 för 2030 eller senare."
    )


def test_the_kanslis_text_of_the_day_stands_after_the_diagram(forbund):
    text = Rapporttext(
        forbund=forbund,
        rapport="ekonomisk-information",
        period="2024-10-24",
        kapitel="beslutsutrymme",
        text="Tre ansökningar väntar.\n\nDe prövas i november.",
    )
    text.full_clean()
    text.save()

    *_, block = build(forbund, date(2024, 10, 24)).kapitel[0].avsnitt[0].block
    assert block == Fritext(("Tre ansökningar väntar.", "De prövas i november."))
    assert Fritext not in map(type, build(forbund, date(2024, 10, 23)).block())


@pytest.mark.parametrize("period", ["2024-10-32", "2024h1", "24 oktober"])
def test_a_text_of_no_period_is_refused(period):
    with pytest.raises(ValidationError):
        validate_rapportperiod(period)
