"""Whole statements of a small förbund with a chart of accounts of its own."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from ekonomi.bokslut.balansrakning import build_balansrakning, calculate_soliditet
from ekonomi.bokslut.driftsredovisning import build_driftsredovisning
from ekonomi.bokslut.flerar import Fleraravvikelse, Flerarsuppgift, build_flerar
from ekonomi.bokslut.flerar import find_fleraravvikelser as find_avvikelser
from ekonomi.bokslut.insatsutfall import build_insatser_utfall, find_fjolarsutfall
from ekonomi.bokslut.kassaflode import build_kassaflode
from ekonomi.bokslut.medlemsavgifter import Avgift, build_medlemsavgifter
from ekonomi.bokslut.noter import build_noter
from ekonomi.bokslut.oversikt import (
    build_balanskrav,
    build_ekonomisk_oversikt,
    build_kostnad_forvaltning,
)
from ekonomi.bokslut.rader import Konto, build_radbok
from ekonomi.bokslut.resultatrakning import build_resultatrakning
from ekonomi.bokslut.verksamheter import Insatsrad, split_verksamheter
from ekonomi.calculations import Insatstid, Utfall, build_budgettabell
from ekonomi.forbundsbudget.rutnat import Post, build_rutnat
from finsam.period import Period
from tests.ekonomi.bokslut.bocker import Trans, cells, make_saldon

H1 = Period.parse("2024H1")
RR, BR = "resultatrakning", "balansrakning"

KONTOPLAN = {
    "1010": Konto("Inventarier", BR, "anlaggningstillgangar"),
    "1510": Konto("Fordringar", BR, "kortfristiga_fordringar"),
    "1930": Konto("Bank", BR, "kassa_bank"),
    "2010": Konto("Balanserat", BR, "balanserat_resultat"),
    "2019": Konto("Årets resultat", BR, "arets_resultat"),
    "2440": Konto("Leverantörer", BR, "leverantorsskulder"),
    "3000": Konto("Avgifter", RR, "medlemsavgifter", 1, "Stadens kommun"),
    "3001": Konto("Avgift stat", RR, "medlemsavgifter", 1, "Försäkringskassan/Arbetsförmedlingen"),
    "4000": Konto("Insatser", RR, "samverkansinsatser", 2, "per projekt"),
    "5000": Konto("Hyra", RR, "lokaler"),
    "7000": Konto("Löner", RR, "personal", 3, "Löner"),
    "7001": Konto("Övriga löner", RR, "personal", 3, "Löner"),
    "7800": Konto("Avskrivningar", RR, "avskrivningar"),
    "8300": Konto("Ränta", RR, "finansiella_intakter"),
    "8999": Konto("Årets resultat", RR, "arets_resultat"),
}
# 100 + 50 + 500 = 400 + 100 + 150; last year's 100 has not been moved to balanserat resultat.
INGAENDE = {"1010": 100, "1510": 50, "1930": 500, "2010": -400, "2019": -100, "2440": -150}
HALVARET = [
    Trans("1930", 1000),
    Trans("3000", -400),
    Trans("3001", -600),
    Trans("4000", 300, projekt="A"),
    Trans("4000", 200, projekt="X"),
    Trans("4000", 50),
    Trans("1930", -400),
    Trans("2440", -150),
    Trans("5000", 60, kostnadsstalle="20"),
    Trans("1930", -60),
    Trans("7000", 40, kostnadsstalle="10"),
    Trans("7000", 100, kostnadsstalle="20"),
    Trans("7001", 60, kostnadsstalle="99"),
    Trans("1930", -200),
    Trans("7800", 20, kostnadsstalle="20"),
    Trans("1010", -20),
    Trans("1930", 5),
    Trans("8300", -5),
    Trans("1010", 30),
    Trans("1930", -30),
    Trans("1930", 50),
    Trans("1510", -50),
]
KOSTNADSSTALLEN = {"10": "fortroendevalda", "20": "forvaltning", "41": "ekonom_projektstod"}
TID = Insatstid(date(2024, 1, 1), date(2024, 12, 31))
INSATSER = [
    Insatsrad(1, "A", "Staden, Vägen", "individ", TID),
    Insatsrad(2, "B", "Byn, Bron", "struktur", Insatstid(date(2024, 4, 1), date(2024, 9, 30))),
    Insatsrad(3, "C", "Byn, Förr", "individ", Insatstid(date(2023, 1, 1), date(2023, 12, 31))),
]


@pytest.fixture
def saldon():
    return make_saldon(INGAENDE, HALVARET, projektnamn={"A": "Vägen", "X": "Okänt projekt"})


@pytest.fixture
def bok(saldon):
    return build_radbok(saldon, KONTOPLAN)


@pytest.fixture
def verksamheter(bok):
    return split_verksamheter(bok, KOSTNADSSTALLEN)


def make_version(version, belopp, insatser):
    poster = [Post(2024, version, rad, Decimal(kronor)) for rad, kronor in belopp.items()]
    poster += [Post(2024, version, "insats", Decimal(k), pk) for pk, k in insatser.items()]
    return build_rutnat(poster).kolumn(2024, version)


@pytest.fixture
def budget():
    return make_version(
        "budget",
        {"medlemsavgifter": 2000, "forvaltning": 400, "forvaltning_esf": 100, "ovrigt_esf": 20},
        {1: 800, 2: 240},
    )


@pytest.fixture
def prognos():
    return make_version(
        "prognos",
        {"medlemsavgifter": 2000, "forsaljning": 10, "forvaltning": 390, "ej_nyttjat": -50},
        {1: 700},
    )


def test_resultatrakning(bok, prognos, budget):
    rakning = build_resultatrakning(H1, KONTOPLAN, bok, None, prognos, budget)
    assert list(rakning.kolumner) == ["utfall", "foregaende_ar", "prognos", "budget"]
    assert cells(rakning) == {
        "medlemsavgifter": (1000, None, 2000, 2000),
        # Only the prognos knows of it.
        "forsaljning": (None, None, 10, None),
        "summa_intakter": (1000, None, 2010, 2000),
        "samverkansinsatser": (-550, None, -650, -1040),  # 700 − 50; 800 + 240
        "ovriga_esf": (None, None, None, -120),  # 100 + 20
        "lokaler": (-60, None, None, None),
        "personal": (-200, None, None, None),  # 40 + 100 + 60
        "avskrivningar": (-20, None, None, None),
        "ofordelat": (None, None, -390, -400),
        "nettokostnader": (-830, None, -1040, -1560),
        "verksamhetens_resultat": (170, None, 970, 440),
        "finansiella_intakter": (5, None, None, None),
        "resultat_efter_finansiella": (175, None, 970, 440),
        "arets_resultat": (175, None, 970, 440),
    }
    assert rakning.rad("personal").notnr == 3
    assert rakning.rad("personal").kalla.konton == ("7000", "7001")
    assert rakning.rad("summa_intakter").kalla.beskrivning == (
        "Summan av Medlemsavgifter, Försäljning av tjänster"
    )
    assert rakning.noter[0].endswith("utan står på en egen rad.")
    assert not build_resultatrakning(H1, KONTOPLAN, bok, None, None, None).noter


def test_balansrakning_with_last_years_result_not_moved(bok):
    rakning = build_balansrakning(H1, KONTOPLAN, bok, None)
    assert rakning.kolumner == {
        "utgaende": "2024-06-30",
        "foregaende_ar": "2023-06-30",
        "ingaende": "2023-12-31",
    }
    assert cells(rakning) == {
        "anlaggningstillgangar": (110, None, 100),  # 100 − 20 + 30
        "summa_anlaggningstillgangar": (110, None, 100),
        "kortfristiga_fordringar": (0, None, 50),
        "summa_fordringar": (0, None, 50),
        "kassa_bank": (865, None, 500),  # 500 + 1 000 − 400 − 60 − 200 + 5 − 30 + 50
        "summa_kassa_bank": (865, None, 500),
        "summa_omsattningstillgangar": (865, None, 550),
        "summa_tillgangar": (975, None, 650),
        "balanserat_resultat": (500, None, 400),  # 400 and 2023's 100
        "arets_resultat": (175, None, 100),
        "summa_eget_kapital": (675, None, 500),
        "leverantorsskulder": (300, None, 150),
        "summa_kortfristiga_skulder": (300, None, 150),
        "summa_eget_kapital_skulder": (975, None, 650),
    }
    assert rakning.noter == (
        "Av balanserat resultat är 100\N{NO-BREAK SPACE}kr tidigare års resultat, som ännu står "
        "på kontot för årets resultat.",
    )
    assert calculate_soliditet(bok) == 69  # 675 of 975
    assert calculate_soliditet(None) is None


def test_a_closed_year_has_the_same_result():
    bokslut = [Trans("8999", 175), Trans("2019", -175)]
    flyttat = [Trans("2019", 100), Trans("2010", -100)]
    bok = build_radbok(make_saldon(INGAENDE, [*HALVARET, *flyttat, *bokslut]), KONTOPLAN)
    resultat = build_resultatrakning(H1, KONTOPLAN, bok, None, None, None)
    balans = build_balansrakning(H1, KONTOPLAN, bok, None)
    assert resultat.belopp("arets_resultat", "utfall") == 175
    assert "8999" not in resultat.rad("arets_resultat").kalla.konton
    assert balans.belopp("arets_resultat", "utgaende") == 175
    assert balans.belopp("balanserat_resultat", "utgaende") == 500
    assert balans.noter == ()


def test_kassaflode(bok):
    assert cells(build_kassaflode(H1, bok, None)) == {
        "arets_resultat": (175, None),
        "avskrivningar": (20, None),
        "fore_rorelsekapital": (195, None),
        "forandring_fordringar": (50, None),
        "forandring_skulder": (150, None),
        "lopande_verksamhet": (395, None),
        "investeringar": (-30, None),
        "arets_kassaflode": (365, None),
        "likvida_ingaende": (500, None),
        "likvida_utgaende": (865, None),
        "forandring_likvida": (365, None),
    }


def test_noter(bok):
    avgifter = [
        Avgift("AF", "Arbetsförmedlingen", Decimal(500)),
        Avgift("FK", "Försäkringskassan", Decimal(700)),
        Avgift("NY", "Nya kommunen", Decimal(30)),
        Avgift("ST", "Stadens kommun", Decimal(800)),
    ]
    medlemsavgifter = build_medlemsavgifter(H1, KONTOPLAN, bok, None, avgifter)
    noter = build_noter(H1, KONTOPLAN, bok, None, medlemsavgifter)
    assert [(n.nr, n.rad) for n in noter] == [
        (1, "medlemsavgifter"),
        (2, "samverkansinsatser"),
        (3, "personal"),
    ]
    forsta, andra, tredje = (cells(note.rakning) for note in noter)
    assert forsta == {
        "3000": (400, None, 800),
        "3001": (600, None, 1200),  # 500 + 700
        "NY": (None, None, 30),
        "summa": (1000, None, 2030),
    }
    assert andra == {
        "A": (-300, None),
        "X": (-200, None),
        "utan_projekt": (-50, None),
        "summa": (-550, None),
    }
    assert [rad.rubrik for rad in noter[1].rakning.rader[:2]] == ["Vägen", "Okänt projekt"]
    assert tredje == {"7000": (-200, None), "summa": (-200, None)}
    assert noter[2].rakning.rader[0].kalla.konton == ("7000", "7001")


def test_a_line_with_two_numbers_is_one_note_and_says_so(bok):
    plan = KONTOPLAN | {"7001": replace(KONTOPLAN["7001"], notnr=4)}
    avgifter = build_medlemsavgifter(H1, plan, bok, None, [])
    personal = build_noter(H1, plan, bok, None, avgifter)[-1]
    assert personal.nr == 3
    assert cells(personal.rakning)["summa"] == (-200, None)
    assert "not 3 och 4" in personal.rakning.noter[0]


def test_a_note_on_assets_per_projekt_has_their_sign():
    plan = {"1510": Konto("Fordringar", BR, "kortfristiga_fordringar", 8, "per projekt")}
    transaktioner = [Trans("1510", 70, projekt="A"), Trans("1510", -20)]
    bok = build_radbok(make_saldon({"1510": 5}, transaktioner), plan)
    avgifter = build_medlemsavgifter(H1, plan, bok, None, [])
    (note,) = build_noter(H1, plan, bok, None, avgifter)
    assert cells(note.rakning) == {
        "A": (70, None),
        "utan_projekt": (-15, None),  # 5 from before the year − 20
        "summa": (55, None),
    }


def test_medlemsavgifter_belong_to_the_row_that_names_them(bok):
    plan = {
        "3000": Konto("Avgift Uppsala", RR, "medlemsavgifter", notrad="Region Uppsala"),
        "3001": Konto("Avgift", RR, "medlemsavgifter", notrad="Uppsala"),
    }
    avgifter = [
        Avgift("REG", "Region Uppsala", Decimal(2)),
        Avgift("UPP", "Uppsala", Decimal(1)),
    ]
    bok = build_radbok(make_saldon({}, HALVARET), plan)
    rakning = build_medlemsavgifter(H1, plan, bok, None, avgifter)
    assert cells(rakning) == {
        "3000": (400, None, 2),
        "3001": (600, None, 1),
        "summa": (1000, None, 3),
    }


def test_medlemsavgifter_booked_per_bidragsgivare_stand_on_one_row_each():
    plan = {
        "3000": Konto("Staten", RR, "medlemsavgifter"),
        "3001": Konto("Avgifter från kommunerna", RR, "medlemsavgifter"),
    }
    avgifter = [
        Avgift("AF", "Arbetsförmedlingen", Decimal(500), "arbetsformedlingen"),
        Avgift("FK", "Försäkringskassan", Decimal(300), "forsakringskassan"),
        Avgift("HE", "Heby kommun", Decimal(700), "kommun"),
        Avgift("TI", "Tierps kommun", Decimal(500), "kommun"),
    ]
    bok = build_radbok(make_saldon({}, HALVARET), plan)
    rakning = build_medlemsavgifter(H1, plan, bok, None, avgifter)
    assert cells(rakning) == {
        "3000": (400, None, 800),
        "3001": (600, None, 1200),
        "summa": (1000, None, 2000),
    }
    assert rakning.noter == (
        "Avgifterna är bokförda per bidragsgivare. Staten: Arbetsförmedlingen och "
        "Försäkringskassan. Avgifter från kommunerna: Heby kommun och Tierps kommun.",
    )
    # A name that tells nothing: the fees stand on the members' rows, and it is said.
    plan |= {"3001": Konto("Övriga avgifter", RR, "medlemsavgifter")}
    rakning = build_medlemsavgifter(H1, plan, bok, None, avgifter)
    assert cells(rakning) == {
        "3000": (400, None, 800),
        "3001": (600, None, None),
        "HE": (None, None, 700),
        "TI": (None, None, 500),
        "summa": (1000, None, 2000),
    }
    assert rakning.noter[1].startswith("Bokföringen delar inte upp avgifterna på alla medlemmar.")


def test_driftsredovisning(verksamheter, budget):
    rakning = build_driftsredovisning(H1, verksamheter, budget, INSATSER, {"X": "Okänt projekt"})
    assert cells(rakning) == {
        "medlemsavgifter": (1000, 1000, 0),
        "summa_intakter": (1000, 1000, 0),
        "fortroendevalda": (None, -40, -40),
        "forvaltning": (-200, -180, 20),  # 60 + 100 + 20
        "forvaltning_esf": (-60, None, 60),  # (100 + 20) / 2
        "utan_kostnadsstalle": (None, -60, -60),  # 99 is no kostnadsställe of the förbund
        "summa_administration": (-260, -280, -20),
        "A": (-400, -300, 100),
        "B": (-120, None, 120),  # three of its six months: 240 · 3/6
        "X": (None, -200, -200),
        "utan_projekt": (None, -50, -50),
        "summa_samverkansinsatser": (-520, -550, -30),
        "summa_ovriga": (0, 0, 0),
        "finansiella_poster": (None, 5, 5),
        "arets_resultat": (220, 175, -45),
    }
    assert [rad.grupp for rad in rakning.rader if rad.nyckel in "ABX"] == [
        "individ",
        "struktur",
        "projekt",
    ]
    assert rakning.rad("X").rubrik == "Okänt projekt"
    assert rakning.rad("forvaltning").kalla.konton == ("5000", "7000", "7800")


def test_without_a_budget_there_is_nothing_to_differ_from(verksamheter):
    rakning = build_driftsredovisning(H1, verksamheter, None, INSATSER, {})
    assert {(b, d) for b, _, d in cells(rakning).values()} == {(None, None)}


def test_ekonomisk_oversikt(verksamheter, prognos, budget):
    assert cells(build_ekonomisk_oversikt(H1, verksamheter, None, prognos, budget)) == {
        "medlemsavgifter": (1000, None, 2000, 2000),
        "forsaljning": (None, None, 10, None),
        "summa_intakter": (1000, None, 2010, 2000),
        "fortroendevalda": (-40, None, None, None),
        "forvaltning": (-180, None, -390, -400),
        "forvaltning_esf": (None, None, None, -120),
        "samverkansinsatser": (-550, None, -650, -1040),
        "utan_kostnadsstalle": (-60, None, None, None),
        "summa_kostnader": (-830, None, -1040, -1560),
        "finansiella_poster": (5, None, None, None),
        "arets_resultat": (175, None, 970, 440),
    }


def test_kostnad_forvaltning(verksamheter):
    assert cells(build_kostnad_forvaltning(H1, KONTOPLAN, verksamheter, None)) == {
        "fortroendevalda_7000": (-40, None),
        "summa_fortroendevalda": (-40, None),
        "forvaltning_5000": (-60, None),
        "forvaltning_7000": (-100, None),
        "forvaltning_7800": (-20, None),
        "summa_forvaltning": (-180, None),
    }


def test_insatser_utfall_by_rekvisitioner_and_last_year_by_the_books(verksamheter):
    tabell = build_budgettabell(
        {1: TID},
        {1: [("beviljad", Decimal(800), ""), ("tillagg", Decimal(200), "")]},
        {1: Utfall(Decimal(310), Decimal(310), is_preliminart=True)},
        H1,
    )
    utan = build_budgettabell({}, {}, {}, H1.foregaende_ar)
    fjol = find_fjolarsutfall(INSATSER, utan, {}, verksamheter)
    rakning = build_insatser_utfall(
        H1, INSATSER, tabell, fjol, verksamheter, verksamheter, {"X": "Okänt projekt"}
    )
    assert list(rakning.kolumner) == ["utfall", "foregaende_ar", "kvot", "kvot_beviljad"]
    assert cells(rakning) == {
        "A": (310, 300, 62, 78),  # of 500, and of the 400 first granted
        "X": (200, 200, None, None),
        "summa_samverkansinsatser": (510, 500, 62, 78),
        "summa_ovriga": (None, None, None, None),
        "summa_totalt": (510, 500, None, None),
    }
    assert rakning.noter == (
        "Utfallet är attesterade rekvisitioner; för projekt som inte är insatser och övriga "
        "samverkansinsatser det bokförda.",
        "Förra årets utfall är det som har bokförts per insats, eftersom det inte finns några "
        "attesterade rekvisitioner för det året.",
        "Preliminärt utfall: Staden, Vägen.",
    )


def test_last_year_is_by_rekvisitioner_only_where_all_that_is_booked_has_them(verksamheter):
    def find(rekvirerat, saknade=None, bokforda=verksamheter):
        fore = build_budgettabell(
            dict.fromkeys(rekvirerat, TID),
            {},
            {pk: Utfall(Decimal(belopp)) for pk, belopp in rekvirerat.items()},
            H1.foregaende_ar,
        )
        fjol = find_fjolarsutfall(INSATSER, fore, saknade or {}, bokforda)
        return dict(fjol.belopp), fjol.is_bokfort, fjol.is_ofullstandigt

    # The insats A has 300 in the books; the projekt X, which is no insats, sends none.
    assert find({1: 290, 3: 70}) == ({"A": 290, "C": 70}, False, False)
    assert find({3: 70}) == ({"A": 300}, True, True)
    assert find({1: 290}, {1: [2]}) == ({"A": 300}, True, True)
    assert find({}) == ({"A": 300}, True, False)
    assert find({3: 70}, {3: [2]}, None) == ({"C": 70}, False, False)


def test_flerar_counts_from_the_books_before_what_was_stated(bok):
    uppgifter = {
        2024: Flerarsuppgift(Decimal(1400), Decimal(830), soliditet=Decimal("68.5")),
        2023: Flerarsuppgift(
            Decimal(9000), Decimal(8000), Decimal(1000), None, Decimal("41.5"), Decimal("4.5")
        ),
    }
    tusen = make_saldon({"1930": 1000, "2010": -1000}, [Trans("1930", 2000), Trans("3000", -2000)])
    bocker = {2024: build_radbok(tusen, KONTOPLAN)}
    rakning = build_flerar(H1, bocker, uppgifter, Decimal(6))
    tomma = (None, None, None)
    assert cells(rakning) == {
        "intakter": (2000, 9000, *tomma),
        "kostnader": (0, -8000, *tomma),
        "verksamhetens_resultat": (2000, 1000, *tomma),
        "arets_resultat": (2000, None, *tomma),
        "soliditet": (100, 42, *tomma),
        "antal_anstallda": (6, Decimal("4.5"), *tomma),
    }
    assert [rad.enhet for rad in rakning.rader] == ["", "", "", "", "%", "antal"]
    assert find_avvikelser(bocker, uppgifter) == (
        Fleraravvikelse(2024, "intakter", Decimal(2000), Decimal(1400)),
        Fleraravvikelse(2024, "kostnader", Decimal(0), Decimal(-830)),
        Fleraravvikelse(2024, "soliditet", 100, 69),
    )
    assert rakning.noter[0] == (
        "Intäkter 2024 är 2 tkr enligt bokföringen. Tidigare har 1 tkr angetts."
    )


def test_balanskrav_covers_a_deficit_with_earlier_surplus(bok):
    underskott = build_radbok(
        make_saldon(
            {"1930": 120, "2010": -100, "2440": -20}, [Trans("5000", 150), Trans("1930", -150)]
        ),
        KONTOPLAN,
    )
    skuldsatt = build_radbok(make_saldon({"1930": -10, "2010": 10}, []), KONTOPLAN)
    overskott = build_balanskrav(H1, skuldsatt, None).belopp("ingaende_overskott", "utfall")
    assert overskott == 0  # a deficit from before covers nothing
    assert cells(build_balanskrav(H1, underskott, bok)) == {
        "arets_resultat": (-150, 175),
        "realisationsvinster": (None, None),
        "balanskravsresultat": (-150, 175),
        "ingaende_overskott": (100, 500),
        "tackt_underskott": (100, 0),
        "att_aterstalla": (50, 0),
    }


def test_accounts_that_are_not_mapped_stand_on_lines_of_their_own():
    plan = {k: v for k, v in KONTOPLAN.items() if k not in ("1930", "5000")}
    bok = build_radbok(make_saldon(INGAENDE | {"9999": 0}, HALVARET), plan)
    resultat = build_resultatrakning(H1, plan, bok, None, None, None)
    assert resultat.belopp("ej_kopplade", "utfall") == -60
    assert resultat.belopp("resultat_efter_finansiella", "utfall") == 235  # 175 + 60
    assert resultat.belopp("arets_resultat", "utfall") == 175
    balans = build_balansrakning(H1, plan, bok, None)
    assert balans.belopp("ej_kopplade", "utgaende") == -865
    assert balans.rad("ej_kopplade").kalla.konton == ("1930",)
    assert balans.belopp("summa_tillgangar", "utgaende") == 110
    assert balans.belopp("summa_eget_kapital_skulder", "utgaende") == 110
    drift = build_driftsredovisning(H1, split_verksamheter(bok, KOSTNADSSTALLEN), None, [], {})
    assert drift.belopp("ej_kopplade", "utfall") == -60
    assert drift.belopp("arets_resultat", "utfall") == 175
    assert build_kassaflode(H1, bok, None).belopp("ej_kopplade", "utfall") == -365


def test_without_books_or_budget_nothing_is_known():
    avgifter = build_medlemsavgifter(H1, KONTOPLAN, None, None, [])
    rakningar = [
        build_resultatrakning(H1, KONTOPLAN, None, None, None, None),
        build_balansrakning(H1, KONTOPLAN, None, None),
        build_kassaflode(H1, None, None),
        build_driftsredovisning(H1, None, None, INSATSER, {}),
        build_ekonomisk_oversikt(H1, None, None, None, None),
        build_kostnad_forvaltning(H1, KONTOPLAN, None, None),
        build_balanskrav(H1, None, None),
        avgifter,
        *(note.rakning for note in build_noter(H1, KONTOPLAN, None, None, avgifter)),
    ]
    assert {b for rakning in rakningar for rad in cells(rakning).values() for b in rad} == {None}
    assert "ej_kopplade" not in cells(rakningar[0])
