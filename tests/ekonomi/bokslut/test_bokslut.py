from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ekonomi.bokslut.bokslut import gather_bokslut
from ekonomi.models import Flerar, Kontosaldo, Kostnadsstalle, Radtyp, Rapport
from finsam.period import Period
from tests.ekonomi.bokslut.bocker import cells
from tests.factories import (
    BokforingFactory,
    ForbundFactory,
    ForbundsbudgetradFactory,
    InsatsFactory,
    KontoradFactory,
    MedlemsavgiftFactory,
    PartFactory,
    RekvisitionFactory,
)

pytestmark = pytest.mark.django_db

H1 = Period.parse("2024H1")
PER = date(2024, 9, 1)


def store_kontoplan(forbund):
    for konto, rapport, rad in (
        ("1930", Rapport.BALANSRAKNING, Radtyp.KASSA_BANK),
        ("2010", Rapport.BALANSRAKNING, Radtyp.BALANSERAT_RESULTAT),
        ("3000", Rapport.RESULTATRAKNING, Radtyp.MEDLEMSAVGIFTER),
        ("4000", Rapport.RESULTATRAKNING, Radtyp.SAMVERKANSINSATSER),
        ("7000", Rapport.RESULTATRAKNING, Radtyp.PERSONAL),
    ):
        KontoradFactory(forbund=forbund, konto=konto, namn=konto, rapport=rapport, rad=rad)


def store_bocker(forbund, belopp, ar=2024, manad=3, objekt=()):
    """Books of the year's first half with opening money of 100; `belopp`: konto → moved."""
    bok = BokforingFactory(
        forbund=forbund,
        ar_start=date(ar, 1, 1),
        ar_slut=date(ar, 12, 31),
        per=date(ar, 6, 30),
    )
    for konto, kronor in (("1930", 100), ("2010", -100)):
        Kontosaldo.objects.create(bokforing=bok, slag="ib", konto=konto, belopp=kronor)
    for konto, kronor in belopp.items():
        Kontosaldo.objects.create(
            bokforing=bok, slag="rorelse", konto=konto, manad=date(ar, manad, 1), belopp=kronor
        )
    for konto, dimension, kod, kronor in objekt:
        Kontosaldo.objects.create(
            bokforing=bok,
            slag="rorelse",
            konto=konto,
            dimension=dimension,
            objekt=kod,
            manad=date(ar, manad, 1),
            belopp=kronor,
        )
    return bok


@pytest.fixture
def forbund():
    """With books of 2024 only: 900 in, 300 for the insats A, 200 for the kansli."""
    forbund = ForbundFactory(antal_anstallda=Decimal(3))
    store_kontoplan(forbund)
    store_bocker(
        forbund,
        {"1930": 400, "3000": -900, "4000": 300, "7000": 200},
        objekt=[("4000", 6, "A", 300), ("7000", 1, "20", 200)],
    )
    Kostnadsstalle.objects.create(forbund=forbund, kod="20", verksamhet="forvaltning")
    insats = InsatsFactory(forbund=forbund, kod="A", ort="Staden", kortnamn="Vägen")
    RekvisitionFactory(insats=insats, ar=2024, kvartal=1, belopp=Decimal(310))
    part = PartFactory(forbund=forbund, kod="K", namn="Kommunen")
    MedlemsavgiftFactory(part=part, ar=2024, belopp=Decimal(1800))
    ForbundsbudgetradFactory(forbund=forbund, rad="forvaltning", belopp=500)
    ForbundsbudgetradFactory(forbund=forbund, rad="insats", insats=insats, belopp=700)
    return forbund


def test_one_year_of_books_gives_every_statement(forbund):
    bokslut = gather_bokslut(forbund, H1, PER)
    assert bokslut.saldon.per == date(2024, 6, 30)
    assert bokslut.saldon_foregaende is None
    assert cells(bokslut.resultatrakning) == {
        "medlemsavgifter": (900, None, None, None),
        "summa_intakter": (900, None, None, 0),
        "samverkansinsatser": (-300, None, None, -700),
        "personal": (-200, None, None, None),
        "ofordelat": (None, None, None, -500),
        "nettokostnader": (-500, None, None, -1200),
        "verksamhetens_resultat": (400, None, None, -1200),
        "resultat_efter_finansiella": (400, None, None, -1200),
        "arets_resultat": (400, None, None, -1200),
    }
    assert bokslut.balansrakning.belopp("kassa_bank", "utgaende") == 500
    assert bokslut.balansrakning.belopp("summa_eget_kapital", "ingaende") == 100
    assert bokslut.kassaflode.belopp("forandring_likvida", "utfall") == 400
    assert bokslut.driftsredovisning.rad("A").belopp == {"budget": -350, "utfall": -300, "diff": 50}
    assert bokslut.driftsredovisning.rad("A").rubrik == "Staden, Vägen"
    assert bokslut.insatser_utfall.belopp("A", "utfall") == 310
    assert bokslut.insatser_utfall.belopp("summa_totalt", "utfall") == 310
    assert cells(bokslut.medlemsavgifter) == {
        "3000": (900, None, None),
        "K": (None, None, 1800),
        "summa": (900, None, 1800),
    }
    assert bokslut.flerar.belopp("antal_anstallda", "2024") == 3
    assert bokslut.balanskrav.belopp("balanskravsresultat", "utfall") == 400
    assert bokslut.soliditet == 100


def test_nothing_of_another_forbund_is_in_it(forbund):
    utan = gather_bokslut(forbund, H1, PER)
    annat = ForbundFactory()
    store_kontoplan(annat)
    KontoradFactory(
        forbund=annat, konto="5000", rapport=Rapport.RESULTATRAKNING, rad=Radtyp.LOKALER
    )
    store_bocker(annat, {"1930": 7, "3000": -7})
    store_bocker(annat, {"1930": 7, "3000": -7}, ar=2023)
    Kostnadsstalle.objects.create(forbund=annat, kod="99", verksamhet="fortroendevalda")
    RekvisitionFactory(insats=InsatsFactory(forbund=annat, kod="A"), ar=2023, kvartal=1)
    MedlemsavgiftFactory(part=PartFactory(forbund=annat), ar=2024, belopp=Decimal(5))
    ForbundsbudgetradFactory(forbund=annat, rad="fortroendevalda", belopp=9)
    Flerar.objects.create(forbund=annat, ar=2022, per="06-30", intakter=1)
    assert gather_bokslut(forbund, H1, PER) == utan


def test_without_books_the_budget_and_the_fees_are_there(forbund):
    forbund.bokforingar.update(is_aktuell=False)
    Flerar.objects.create(forbund=forbund, ar=2022, per="06-30", intakter=10, kostnader=8)
    Flerar.objects.create(forbund=forbund, ar=2022, per="12-31", intakter=20)
    bokslut = gather_bokslut(forbund, H1, PER)
    assert bokslut.saldon is None
    assert bokslut.resultatrakning.rad("arets_resultat").belopp == {
        "utfall": None,
        "foregaende_ar": None,
        "prognos": None,
        "budget": -1200,
    }
    assert bokslut.balansrakning.belopp("summa_tillgangar", "utgaende") is None
    assert cells(bokslut.medlemsavgifter)["summa"] == (None, None, 1800)
    assert bokslut.insatser_utfall.belopp("A", "utfall") == 310
    assert cells(bokslut.flerar)["intakter"] == (None, None, 10, None, None)
    assert cells(bokslut.flerar)["kostnader"] == (None, None, -8, None, None)
    assert bokslut.soliditet is None


def test_last_year_by_its_own_books_and_unmapped_accounts(forbund):
    store_bocker(forbund, {"1930": 90, "3000": -100, "6000": 10}, ar=2023)
    store_bocker(forbund, {"2999": -5, "3000": 5}, ar=2022)
    bokslut = gather_bokslut(forbund, H1, PER)
    assert bokslut.resultatrakning.belopp("ej_kopplade", "foregaende_ar") == -10
    assert bokslut.resultatrakning.belopp("arets_resultat", "foregaende_ar") == 90
    assert cells(bokslut.flerar)["arets_resultat"] == (400, 90, -5, None, None)


def test_only_what_was_decided_by_the_day_counts(forbund):
    for dag, kronor in ((date(2024, 5, 1), 100), (date(2024, 9, 1), 200), (date(2024, 9, 2), 300)):
        ForbundsbudgetradFactory(
            forbund=forbund, version="prognos", rad="forvaltning", belopp=kronor, beslutad=dag
        )
    rakning = gather_bokslut(forbund, H1, PER).ekonomisk_oversikt
    assert rakning.belopp("forvaltning", "prognos") == -200
    assert rakning.belopp("forvaltning", "budget") == -500


def test_a_decision_made_when_the_next_report_is_due_is_not_in_this_one(forbund):
    for dag, kronor in (
        (date(2024, 12, 31), 100),
        (date(2025, 1, 1), 200),
        (date(2025, 6, 30), 300),
        (date(2025, 7, 1), 400),
    ):
        ForbundsbudgetradFactory(
            forbund=forbund, version="prognos", rad="forvaltning", belopp=kronor, beslutad=dag
        )

    def read(period, per):
        bokslut = gather_bokslut(forbund, Period.parse(period), per)
        rader = (bokslut.ekonomisk_oversikt, bokslut.resultatrakning)
        assert len({rakning.noter[-1] for rakning in rader}) == 1
        return rader[0].belopp("forvaltning", "prognos"), rader[0].noter[-1]

    assert read("2024H1", date(2026, 3, 1)) == (
        -100,
        "Prognosen för 2024 är beslutad den 31\u00a0december 2024. Det som har beslutats efter den "
        "31\u00a0december 2024 är inte med.",
    )
    assert read("2024", date(2026, 3, 1))[0] == -300
    assert read("2024", date(2025, 1, 20))[0] == -200


def test_the_second_half_year_is_told_from_january(forbund):
    forbund.bokforingar.update(per=date(2024, 12, 31))
    andra, aret = (gather_bokslut(forbund, Period.parse(p), PER) for p in ("2024H2", "2024"))
    assert andra == aret
    assert aret.resultatrakning.belopp("arets_resultat", "utfall") == 400
    assert aret.driftsredovisning.belopp("A", "budget") == -700
    assert aret.balansrakning.kolumner["utgaende"] == "2024-12-31"


def test_a_forbund_may_have_no_balanskrav(forbund):
    forbund.visar_balanskrav = False
    assert gather_bokslut(forbund, H1, PER).balanskrav is None


def test_the_number_of_queries_is_the_same_for_more_of_everything(forbund):
    def count():
        with CaptureQueriesContext(connection) as queries:
            gather_bokslut(forbund, H1, PER)
        return len(queries)

    before = count()
    store_bocker(forbund, {"1930": 90, "3000": -90}, ar=2023)
    for n in range(3):
        insats = InsatsFactory(forbund=forbund)
        RekvisitionFactory(insats=insats, ar=2023 + n % 2, kvartal=1)
        ForbundsbudgetradFactory(forbund=forbund, rad="insats", insats=insats, belopp=1)
        MedlemsavgiftFactory(part=PartFactory(forbund=forbund), ar=2024)
        KontoradFactory(forbund=forbund, konto=f"194{n}")
    assert count() == before <= 14
