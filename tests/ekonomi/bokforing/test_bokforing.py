"""From a SIE file to the books on a day: what is stored, what replaces what, what is told."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ekonomi.bokforing.bokford_dag import tell_ofardig_manad
from ekonomi.bokforing.forhandsvisning import gather_forhandsvisning
from ekonomi.bokforing.nyckeltal import Nyckeltal, sum_up
from ekonomi.bokforing.sammandrag import read_sammandrag
from ekonomi.bokforing.services import (
    Andrad,
    compare_aldre,
    compare_bokforing,
    store_bokforing,
    use_again,
)
from ekonomi.bokforing.sidor import gather_kontoplan
from ekonomi.bokforing.sie import read_sie
from ekonomi.bokforing.sieskrivare import write_sie
from ekonomi.models import Bokforing, Kontosaldo, Kostnadsstalle
from ekonomi.saldon import EjKopplad, Saldon, gather_saldon, list_ej_kopplade
from finsam.handelser.models import Handelse
from finsam.historik import Andringsfel
from finsam.inlasning.fel import OtillatenFil
from finsam.svenska import format_number
from tests import factories as f

FIXTURES = Path(__file__).parents[3] / "fixtures"
NU = datetime(2024, 7, 12, 8, tzinfo=UTC)
NYAR, ARETS_SLUT, HALVAR = date(2024, 1, 1), date(2024, 12, 31), date(2024, 6, 30)

HUVUD = """#FLAGGA 0
#GEN 20250120
#ORGNR 222100-0009
#RAR 0 20240101 20241231
#RAR -1 20230101 20231231
#OBJEKT 1 10 Kansliet
#OBJEKT 1 77 Diverse
#OBJEKT 6 ENK Enköping
#KONTO 1920 Plusgiro
#KONTO 2068 "Balanserat resultat"
#KONTO 4010 Insatser
"""
# 1 000 at New Year; 300 in March and 200 in September go to insatser, 100 of the last to ENK.
SALDON = """#IB 0 1920 1000.00
#IB 0 2068 -1000.00
#UB 0 1920 500.00
#UB 0 2068 -1000.00
#RES 0 4010 500.00
"""
PERIODER = """#PSALDO 0 202403 1920 {} -300.00
#PSALDO 0 202403 4010 {} 300.00
#PSALDO 0 202409 1920 {} -200.00
#PSALDO 0 202409 4010 {} 200.00
"""
PER_OBJEKT = """#PSALDO 0 202403 4010 {6 ENK} 300.00
#PSALDO 0 202403 4010 {1 10} 300.00
#PSALDO 0 202409 4010 {6 ENK} 100.00
"""
VERIFIKATIONER = """#VER A 1 20240328 ""
{
#TRANS 1920 {} -300.00
#TRANS 4010 {6 ENK 1 10} 300.00
}
#VER A 2 20240928 ""
{
#TRANS 1920 {} -200.00
#TRANS 4010 {6 ENK} 100.00
#TRANS 4010 {} 100.00
}
"""
TYPER = {
    1: f"#SIETYP 1\n{SALDON}",
    2: f"#SIETYP 2\n#OMFATTN 20241231\n{SALDON}{PERIODER}",
    3: f"#SIETYP 3\n#OMFATTN 20241231\n{SALDON}{PERIODER}{PER_OBJEKT}",
    4: f"#SIETYP 4\n#OMFATTN 20241231\n{SALDON}{VERIFIKATIONER}",
}
NAMN = {"1920": "Plusgiro", "2068": "Balanserat resultat", "4010": "Insatser"}


def sammandrag_of(text, huvud=HUVUD):
    return read_sammandrag((huvud + text).encode())


@pytest.fixture
def forbund(db):
    return f.ForbundFactory(organisationsnummer="222100-0009")


def store(forbund, sammandrag, **kwargs):
    return store_bokforing(forbund=forbund, sammandrag=sammandrag, user=None, nu=NU, **kwargs)


@pytest.mark.parametrize("typ", TYPER)
def test_all_types_say_the_same_at_the_end_of_the_year(forbund, typ):
    sammandrag = sammandrag_of(TYPER[typ])
    store(forbund, sammandrag)

    dagar = gather_saldon(forbund, [NYAR, ARETS_SLUT])
    saldon = dagar[ARETS_SLUT]

    # The first day tells what the year was opened with, also where there are no months.
    assert (dagar[NYAR].ingaende, dagar[NYAR].rorelse) == (saldon.ingaende, {})
    assert saldon == Saldon(
        start=NYAR,
        per=ARETS_SLUT,
        ingaende={"1920": Decimal(1000), "2068": Decimal(-1000)},
        rorelse={"1920": Decimal(-500), "4010": Decimal(500)},
        per_projekt={("4010", "ENK"): Decimal(400)} if typ > 2 else {},
        per_kostnadsstalle={("4010", "10"): Decimal(300)} if typ > 2 else {},
        kontonamn=NAMN,
        projektnamn={"ENK": "Enköping"} if typ > 2 else {},
        kostnadsstallenamn={"10": "Kansliet"} if typ > 2 else {},
        utgaende_i_filen={
            "1920": Decimal(500),
            "2068": Decimal(-1000),
            "4010": Decimal(500),
        },
    )
    assert sum_up(saldon, []) == Nyckeltal(Decimal(-500), Decimal(500), False)
    assert sammandrag.varningar == sammandrag.fel == ()


def test_the_books_of_a_year_tell_of_the_days_within_it(forbund):
    store(forbund, sammandrag_of(TYPER[4]))

    dagar = [HALVAR, date(2024, 2, 29), date(2024, 6, 15), date(2025, 1, 31), date(2023, 12, 31)]
    saldon = gather_saldon(forbund, dagar)

    # The second half-year is left out, and so is what the file says of its own last day.
    assert saldon[HALVAR].utgaende == {
        "1920": Decimal(700),
        "2068": Decimal(-1000),
        "4010": Decimal(300),
    }
    assert saldon[HALVAR].per_projekt == {("4010", "ENK"): Decimal(300)}
    assert saldon[HALVAR].utgaende_i_filen == {}
    assert saldon[date(2024, 2, 29)].rorelse == {}
    # In the middle of a month, not booked yet, and a year that no file tells of.
    assert [saldon[dag] for dag in dagar[2:]] == [None, None, None]


def test_a_year_without_a_file_is_told_of_by_the_next_years(forbund):
    foregaende = "#IB -1 1920 0.00\n#UB -1 1920 1000.00\n#UB -1 2068 0.00\n#RES -1 3010 -1000.00\n"
    store(forbund, sammandrag_of(TYPER[4] + foregaende))

    dagar = [date(2023, 12, 31), date(2023, 6, 30)]
    saldon = gather_saldon(forbund, dagar)

    assert saldon[dagar[0]].start == date(2023, 1, 1)
    assert saldon[dagar[0]].utgaende == {
        "1920": Decimal(1000),
        "3010": Decimal(-1000),
    }
    assert saldon[dagar[1]] is None


def test_the_examples_days_cost_two_queries(forbund):
    for ar in (2023, 2024):
        siefil = read_sie((FIXTURES / f"bokforing_{ar}H1.se").read_bytes())
        siefil = replace(siefil, organisationsnummer="222100-0009")
        store(forbund, read_sammandrag(write_sie(siefil)))
    # Another förbund's books of the same years.
    annat = f.ForbundFactory()
    store(annat, sammandrag_of(TYPER[4], HUVUD.replace("222100-0009", annat.organisationsnummer)))

    dagar = [HALVAR, date(2023, 6, 30), date(2024, 3, 31), date(2024, 7, 31)]
    with CaptureQueriesContext(
        connection,
    ) as fragor:
        saldon = gather_saldon(forbund, dagar)

    assert len(fragor) == 2
    assert [saldon[dag] and saldon[dag].ingaende["1920"] for dag in dagar] == [
        Decimal(7174480),
        Decimal(8423265),
        Decimal(7174480),
        None,
    ]
    for dag in dagar[:2]:
        utgaende = saldon[dag].utgaende
        assert sum(utgaende.values()) == 0
        # As the file itself says, also of the accounts that nothing is booked on.
        i_filen = saldon[dag].utgaende_i_filen
        assert {k: b for k, b in i_filen.items() if b} == {k: b for k, b in utgaende.items() if b}


BOKFORT = SALDON + VERIFIKATIONER
SISTA_SEPT, TIONDE_SEPT = date(2024, 9, 30), date(2024, 9, 10)
OKT_NOV = date(2024, 10, 31), date(2024, 11, 30)


@pytest.mark.parametrize(
    ("rader", "per", "dagval"),
    [
        # What the file says itself, unless it was made in an earlier month.
        ("#OMFATTN 20241031\n" + BOKFORT, date(2024, 10, 31), []),
        ("#OMFATTN 20240930\n#GEN 20240910\n" + BOKFORT, SISTA_SEPT, []),
        ("#OMFATTN 20241231\n#GEN 20241105\n" + BOKFORT, date(2024, 11, 5), []),
        # The end of the last month that is booked, also when it is made before its last day ends.
        ("#GEN 20240930\n" + BOKFORT, SISTA_SEPT, []),
        ("#GEN 20241020\n" + BOKFORT, SISTA_SEPT, []),
        # Of the months after nobody knows, unless the year had ended when its balances were made.
        ("#GEN 20241205\n" + BOKFORT, SISTA_SEPT, [SISTA_SEPT, *OKT_NOV]),
        ("#GEN 20250120\n" + VERIFIKATIONER, SISTA_SEPT, [SISTA_SEPT, *OKT_NOV, ARETS_SLUT]),
        ("#GEN 20250120\n" + BOKFORT, ARETS_SLUT, []),
        ("#GEN 20240928\n" + BOKFORT.replace("20240928", "20240930"), SISTA_SEPT, []),
        # A day that cannot be, as what is booked tells.
        ("#GEN 20230101\n" + BOKFORT, SISTA_SEPT, [SISTA_SEPT, *OKT_NOV, ARETS_SLUT]),
        # Made, or ended, in the middle of a month that something is booked in.
        ("#GEN 20240910\n" + BOKFORT, TIONDE_SEPT, [TIONDE_SEPT, SISTA_SEPT]),
        ("#OMFATTN 20240910\n" + BOKFORT, TIONDE_SEPT, [TIONDE_SEPT, SISTA_SEPT]),
        # Only balances of the year.
        (SALDON, ARETS_SLUT, []),
        ("#OMFATTN 20240331\n" + SALDON, date(2024, 3, 31), []),
        (
            "#GEN 20240210\n" + SALDON,
            date(2024, 1, 31),
            [date(2024, 1, 31), date(2024, 2, 10), date(2024, 2, 29)],
        ),
        (
            "#GEN 20240310\n" + SALDON,
            date(2024, 2, 29),
            [date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 10), date(2024, 3, 31)],
        ),
        # The last day of a month is no day before its end.
        ("#GEN 20240831\n" + BOKFORT, date(2024, 8, 31), [date(2024, 8, 31), SISTA_SEPT]),
        ("#OMFATTN 20241031\n#GEN 20240930\n" + BOKFORT, SISTA_SEPT, []),
    ],
)
def test_how_far_it_is_booked(rader, per, dagval):
    sammandrag = sammandrag_of(rader)

    # What is told agrees with the choices.
    assert "innan" not in sammandrag.per_skal or tell_ofardig_manad(per)
    assert not dagval or per in dagval

    assert (sammandrag.bok.per, list(sammandrag.dagval)) == (per, dagval)
    for dag in dagval:
        vald = sammandrag.with_per(dag)
        assert (vald.bok.per, vald.dagval) == (dag, ())


def test_a_month_that_is_not_booked_to_its_end_is_told_of():
    assert tell_ofardig_manad(date(2024, 2, 29)) == ""
    assert tell_ofardig_manad(TIONDE_SEPT) == (
        "September räknas inte i rapporterna än. De tar med hela månader: läs in en fil till och "
        "med 30\xa0september 2024."
    )


def test_the_same_sums_change_nothing_and_others_replace_them(forbund):
    forsta = store(forbund, sammandrag_of(TYPER[4]))
    samma = sammandrag_of(TYPER[4].replace("#VER A 2 ", "#VER B 2 "))
    assert store(forbund, samma) is None
    assert compare_bokforing(forbund, samma).is_samma

    rattad = sammandrag_of(TYPER[4].replace("300.00", "310.00"))
    jamforelse = compare_bokforing(forbund, rattad)
    mars = date(2024, 3, 1)
    assert jamforelse.andrade == (
        Andrad("1920", "Plusgiro", mars, Decimal(-300), Decimal(-310)),
        Andrad("4010", "Insatser", mars, Decimal(300), Decimal(310)),
    )
    andra = store(forbund, rattad, sedd=forsta.pk)

    # The replaced one is kept whole.
    assert list(Bokforing.objects.filter(is_aktuell=True)) == [andra]
    assert Kontosaldo.objects.filter(bokforing=forsta).exists()
    assert gather_saldon(forbund, [HALVAR])[HALVAR].rorelse["4010"] == 310
    assert Handelse.objects.filter(typ=Handelse.Typ.BOKFORING_INLAST).count() == 2
    # The replaced one can be used again, by one who sees what it replaces.
    ekonom = f.UserFactory()
    with CaptureQueriesContext(connection) as fragor:
        aldre = compare_aldre(forsta)
    assert len(fragor) == 3
    assert aldre.andrade[0] == Andrad("1920", "Plusgiro", mars, Decimal(-310), Decimal(-300))
    with pytest.raises(Andringsfel, match="Någon annan"):
        use_again(bokforing=forsta, sedd=forsta.pk, user=ekonom, nu=NU)
    use_again(bokforing=forsta, sedd=andra.pk, user=ekonom, nu=NU)
    assert list(Bokforing.objects.filter(is_aktuell=True)) == [forsta]
    assert gather_saldon(forbund, [HALVAR])[HALVAR].rorelse["4010"] == 300
    handelse = Handelse.objects.get(typ=Handelse.Typ.BOKFORING_INLAST, user=ekonom)
    assert handelse.skal == "Använder igen filen som lästes in 12\xa0juli 2024 kl. 10:00."
    use_again(bokforing=andra, sedd=forsta.pk, user=ekonom, nu=NU)
    # One who had seen the first is told.
    with pytest.raises(Andringsfel, match="Ladda upp"):
        store(forbund, sammandrag_of(TYPER[2]), sedd=forsta.pk)


def test_a_balance_that_is_back_at_zero_need_not_be_in_the_file(forbund):
    saldon = SALDON.replace("#IB 0 1920 1000.00", "#IB 0 1920 800.00\n#IB 0 1710 200.00")
    store(forbund, sammandrag_of(f"#SIETYP 1\n{saldon}"))

    utgaende = gather_saldon(forbund, [ARETS_SLUT])[ARETS_SLUT].utgaende

    assert (utgaende["1710"], sum(utgaende.values())) == (0, 0)


def test_a_file_that_ends_earlier_takes_months_away_only_knowingly(forbund):
    store(forbund, sammandrag_of(TYPER[4]))
    tredje_kvartalet = sammandrag_of(TYPER[4].replace("20241231", "20240930", 1))

    assert compare_bokforing(forbund, tredje_kvartalet).is_kortare
    with pytest.raises(Andringsfel, match="kryssa i"):
        store(forbund, tredje_kvartalet, far_korta=False)
    store(forbund, tredje_kvartalet)

    assert Bokforing.objects.get(is_aktuell=True).per == date(2024, 9, 30)


@pytest.mark.parametrize("ar", ["20230701 20241231", "20240101 20240630", "20240701 20250630"])
def test_a_year_that_is_no_calendar_year_is_refused(ar):
    with pytest.raises(OtillatenFil, match="kalenderår"):
        sammandrag_of(TYPER[1], HUVUD.replace("20240101 20241231", ar))


def test_what_does_not_add_up_is_told():
    sammandrag = sammandrag_of(TYPER[4].replace("#UB 0 1920 500.00", "#UB 0 1920 501.00"))

    assert sammandrag.fel == (
        "Konto 1920 Plusgiro: saldo enligt filen (#UB eller #RES) är 501,00 kr, men ingående "
        "balans och bokfört är 500,00 kr.",
    )


def test_balances_of_no_object_and_years_that_open_with_nothing_are_told_apart():
    # Nor do some programs write amounts as the standard has them.
    oib = "#OIB 0 1920 {} 1000.00\n#OIB 0 2068 {1 10} -.50\n"
    text = TYPER[4].replace("#IB 0 1920 1000.00", "#IB 0 1920 1000.0000") + oib
    assert sammandrag_of(text).saldon.ingaende == {"1920": 1000, "2068": -1000}
    assert sammandrag_of(text).varningar == ()

    utan = sammandrag_of(TYPER[4].replace("#IB 0", "#IB -1"))
    assert [v[:42] for v in utan.varningar] == ["Filen har ingen ingående balans (#IB 0), s"]


def test_another_forbunds_file_is_refused(forbund):
    annans = HUVUD.replace("222100-0009", "222100-0017") + '#FNAMN "Ett annat"\n'
    with pytest.raises(OtillatenFil) as nekad:
        store(forbund, sammandrag_of(TYPER[4], annans))
    assert str(nekad.value).startswith(
        "Filen gäller Ett annat, organisationsnummer 222100-0017, men du läser in den hos "
        f"{forbund}, organisationsnummer 222100-0009."
    )
    # With the prefix of some programs, or without any number.
    store(forbund, sammandrag_of(TYPER[4], HUVUD.replace("222100-0009", "162221000009")))
    utan = sammandrag_of(TYPER[4], HUVUD.replace("#ORGNR 222100-0009\n", ""))
    assert utan.varningar == (
        "Filen saknar organisationsnummer. Kontrollera att den är förbundets.",
    )


def test_a_kostnadsstalle_is_what_its_name_says_it_is(forbund):
    text = TYPER[4].replace("#TRANS 4010 {} 100.00", "#TRANS 4010 {1 77} 100.00")
    store(forbund, sammandrag_of(text))

    # Of ”Diverse” nothing is known.
    assert [(s.kod, s.verksamhet) for s in Kostnadsstalle.objects.all()] == [("10", "forvaltning")]


def test_the_page_says_of_the_same_accounts_as_the_file_did_that_they_have_no_line(forbund):
    f.KontoradFactory(forbund=forbund, konto="1920")
    text = """#IB 0 1930 0.00
#IB 0 2440 -5.00
#IB -1 2440 0.00
#UB -1 2440 -5.00
#RES -1 3010 -5.00
#PSALDO 0 202401 9999 {} 100.00
#PSALDO 0 202401 1920 {} -100.00
#PSALDO 0 202402 9999 {} -100.00
#PSALDO 0 202402 1920 {} 100.00
#PSALDO 0 202402 2440 {} 5.00
"""
    sammandrag = sammandrag_of(f"#SIETYP 2\n#OMFATTN 20240630\n{text}#KONTO 2440 Skulder\n")
    # Opened with an amount, of the year before, and back at zero: a report as of January needs it.
    utan_rad = (
        EjKopplad("2440", "Skulder", Decimal(0)),
        EjKopplad("3010", "", Decimal(-5)),
        EjKopplad("9999", "", Decimal(0)),
    )

    assert gather_forhandsvisning(forbund, sammandrag).ej_kopplade.visade == utan_rad
    store(forbund, sammandrag)
    assert gather_kontoplan(forbund, None, "").utan_rad == utan_rad
    halvar = gather_saldon(forbund, [HALVAR])[HALVAR]
    assert list_ej_kopplade([halvar], {"1920", "2440"}) == utan_rad[2:]


def run(*args, capsys):
    try:
        call_command(*args)
    except SystemExit as slut:
        return slut.code, capsys.readouterr().err.splitlines()
    return 0, capsys.readouterr().out.splitlines()


def test_the_command_stores_the_file_of_its_forbund(forbund, tmp_path, capsys, monkeypatch):
    f.ForbundFactory(organisationsnummer="222000-2576")
    fil = tmp_path / "bok.se"
    fil.write_text(HUVUD + "#NYTT 1\n" + TYPER[4])

    kod, rader = run("las_in_sie", str(fil), "--torrkor", capsys=capsys)
    assert (kod, Bokforing.objects.count()) == (0, 0)
    assert rader[-1] == "Torrkörning: inget har sparats."

    kod, rader = run("las_in_sie", str(fil), capsys=capsys)
    assert kod == 0
    assert rader == [
        f"Bokföring för {forbund}, 2024-01-01 till 2024-12-31, bokförd till och med 2024-12-31",
        "SIE typ 4, UTF-8",
        "Konton: 3",
        "Verifikationer: 2",
        "Summa debet: 500,00 kr",
        "Resultat: −500,00 kr",
        "Summa tillgångar: 500,00 kr",
        "Kontoplanen är tom: resultat och tillgångar är räknade på kontonas första siffra.",
        "Kontot 1920 Plusgiro (500,00 kr) hör inte till någon rad i kontoplanen.",
        f"Kontot 2068 Balanserat resultat ({format_number(-1000, 2)} kr) hör inte till någon rad i "
        "kontoplanen.",
        "Kontot 4010 Insatser (500,00 kr) hör inte till någon rad i kontoplanen.",
        "Okänd rad #NYTT lästes inte (1).",
    ]

    # With a kontoplan the figures are its, and of many accounts the first are shown.
    f.KontoradFactory(forbund=forbund, konto="2068", namn="Placering", rad="kassa_bank")
    monkeypatch.setattr("ekonomi.bokforing.urval._FLEST", 1)
    kod, rader = run("las_in_sie", str(fil), capsys=capsys)
    assert rader[5:9] == [
        "Resultat: −500,00 kr",
        f"Summa tillgångar: {format_number(-1000, 2)} kr",
        "Kontot 1920 Plusgiro (500,00 kr) hör inte till någon rad i kontoplanen.",
        f"Och 1 till. De 2 konton som inte hör till någon rad är tillsammans "
        f"{format_number(1000, 2)} kr.",
    ]
    assert rader[-1] == "Samma bokföring är redan inläst. Inget ändras."

    oviss = HUVUD.replace("20250120", "20240910") + SALDON + VERIFIKATIONER
    fil.write_text(oviss.replace("#UB 0 1920 500", "#UB 0 1920 501"))
    kod, rader = run("las_in_sie", str(fil), "--torrkor", capsys=capsys)
    assert "Den räknas till och med 2024-09-10. Välj annars med --till: 2024-09-10" in str(rader)
    assert "Upplysning. September räknas inte" in str(rader)
    kod, rader = run("las_in_sie", str(fil), "--till", "2024-09-30", "--torrkor", capsys=capsys)
    assert rader[0].endswith("bokförd till och med 2024-09-30")
    assert "Fel. Konto 1920 Plusgiro: saldo enligt filen" in str(rader)
    # Only balances, and no day that they were taken out.
    saldofil = tmp_path / "saldon.se"
    tva_ar_fore = HUVUD.replace("#GEN 20250120\n", "").replace("2024", "2022")
    saldofil.write_text(tva_ar_fore.replace("#RAR -1 20230101 20231231\n", "") + SALDON)
    kod, rader = run("las_in_sie", str(saldofil), capsys=capsys)
    assert rader[0].endswith("bokförd till och med 2022-12-31")
    assert Bokforing.objects.get(ar_start__year=2022).per == date(2022, 12, 31)
    assert "Den räknas till och med 2022-12-31. Välj annars med --till: 2022-01-31" in str(rader)
    kod, rader = run("las_in_sie", str(fil), "--till", "2024-08-31", capsys=capsys)
    assert (kod, rader[0]) == (
        1,
        "Filen är inte bokförd till och med 2024-08-31. Det går att välja 2024-09-10, 2024-09-30.",
    )
    fil.write_text((HUVUD + TYPER[4]).replace("222100-0009", "222100-0017"))
    kod, rader = run("las_in_sie", str(fil), capsys=capsys)
    assert (kod, rader[0].startswith("Filen gäller organisationsnummer 222100-0017")) == (1, True)

    fil.write_text(HUVUD + TYPER[4].replace("-300.00", "-299.00"))
    kod, rader = run("las_in_sie", str(fil), capsys=capsys)
    assert kod == 1
    assert "Verifikation A 1 den 2024-03-28 är inte i balans" in rader[0]
    assert Bokforing.objects.count() == 2
