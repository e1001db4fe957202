"""A small bokslut with something of everything, whose figures agree with each other."""

from datetime import date
from decimal import Decimal

from ekonomi.bokslut.bokslut import Bokslut, Not
from ekonomi.bokslut.rakning import Rakning, Rakningsrad
from ekonomi.forbundsbudget.rutnat import Rutnat
from ekonomi.saldon import Saldon
from finsam.period import Period

H1 = Period.parse("2024H1")


def kr(belopp):
    return None if belopp is None else Decimal(str(belopp))


def rakning(nyckel, kolumner, *rader, grupper=None, enhet="kr", procentkolumner=frozenset()):
    return Rakning(
        nyckel, nyckel.capitalize(), kolumner, rader, grupper, enhet, frozenset(procentkolumner)
    )


def rad(nyckel, rubrik, kolumner, *belopp, **falt):
    return Rakningsrad(nyckel, rubrik, dict(zip(kolumner, map(kr, belopp), strict=True)), **falt)


RESULTAT = {
    "utfall": "2024-01-01 – 2024-06-30",
    "foregaende_ar": "2023-01-01 – 2023-06-30",
    "prognos": "Prognos 2024",
    "budget": "Budget 2024",
}
BALANS = {"utgaende": "2024-06-30", "foregaende_ar": "2023-06-30", "ingaende": "2023-12-31"}
JAMFORT = {"utfall": "2024-06-30", "foregaende_ar": "2023-06-30"}
DRIFT = {"budget": "Budget", "utfall": "Utfall", "diff": "Avvikelse"}
INSATSER = {"utfall": "2024", "foregaende_ar": "2023", "kvot": "Kvot"}
AVGIFTER = JAMFORT | {"helar": "Helår 2024"}
FLERAR = {"2024": "2024", "2023": "2023"}


def bokslut(period=H1, **andrat) -> Bokslut:
    """Income 1 000 000.50, costs 1 250 000.25: a deficit of 249 999.75, and 50 000 in interest."""
    avgifter = rakning(
        "medlemsavgifter",
        AVGIFTER,
        rad("P1", "Kommunen", AVGIFTER, 400000, 390000, 800000),
        rad("P2", "Regionen", AVGIFTER, "600000.50", 580000, 1200001),
        rad("summa", "Summa", AVGIFTER, "1000000.50", 970000, 2000001, is_summa=True),
    )
    falt = {
        "period": period,
        "saldon": Saldon(period.start, period.slut, {}, {}),
        "saldon_foregaende": None,
        "resultatrakning": rakning(
            "resultatrakning",
            RESULTAT,
            rad(
                "medlemsavgifter",
                "Medlemsavgifter",
                RESULTAT,
                "1000000.50",
                970000,
                2000001,
                2000001,
                notnr=1,
            ),
            rad(
                "summa_intakter",
                "Verksamhetens intäkter",
                RESULTAT,
                "1000000.50",
                970000,
                2000001,
                2000001,
                is_summa=True,
            ),
            rad("personal", "Personal", RESULTAT, "-1250000.25", -900000, None, None, notnr=12),
            rad(
                "nettokostnader",
                "Verksamhetens kostnader",
                RESULTAT,
                "-1250000.25",
                -900000,
                -2400001,
                -2300001,
                is_summa=True,
            ),
            rad(
                "verksamhetens_resultat",
                "Verksamhetens resultat",
                RESULTAT,
                "-249999.75",
                70000,
                -400000,
                -300000,
                is_summa=True,
            ),
            rad("finansiella_intakter", "Finansiella intäkter", RESULTAT, 50000, 0, None, None),
            rad(
                "arets_resultat",
                "Årets resultat",
                RESULTAT,
                "-199999.75",
                70000,
                -400000,
                -300000,
                is_summa=True,
            ),
        ),
        "balansrakning": rakning(
            "balansrakning",
            BALANS,
            rad("summa_tillgangar", "Summa tillgångar", BALANS, 5000000, 0, 0, is_summa=True),
            rad("balanserat_resultat", "Balanserat resultat", BALANS, 900000, 0, 1000000),
            rad("arets_resultat", "Årets resultat", BALANS, "-199999.75", 0, -100000),
            rad("summa_eget_kapital", "Eget kapital", BALANS, 1800000, 0, 0, is_summa=True),
        ),
        "kassaflode": rakning(
            "kassaflode", JAMFORT, rad("arets_kassaflode", "Kassaflöde", JAMFORT, 10, None)
        ),
        "noter": (
            Not(1, "Medlemsavgifter", "medlemsavgifter", avgifter),
            Not(
                12,
                "Personal",
                "personal",
                rakning(
                    "not_12_personal",
                    JAMFORT,
                    rad("7010", "Löner", JAMFORT, "-1250000.25", -900000),
                    rad("summa", "Summa", JAMFORT, "-1250000.25", -900000, is_summa=True),
                ),
            ),
        ),
        "driftsredovisning": rakning(
            "driftsredovisning",
            DRIFT,
            rad("medlemsavgifter", "Medlemsavgifter", DRIFT, 1000000, "1000000.50", "0.50"),
            enhet="tkr",
        ),
        "ekonomisk_oversikt": rakning(
            "ekonomisk_oversikt", RESULTAT, rad("resultat", "Resultat", RESULTAT, 1, 2, 3, 4)
        ),
        "kostnad_forvaltning": rakning(
            "kostnad_forvaltning", JAMFORT, rad("kansli", "Kansli", JAMFORT, -10, -20)
        ),
        "insatser_utfall": rakning(
            "insatser_utfall",
            INSATSER,
            rad("I1", "Vägen", INSATSER, 955076, None, 72),
            rad("summa", "Summa", INSATSER, 955076, None, None, is_summa=True),
            enhet="tkr",
            procentkolumner={"kvot"},
        ),
        "medlemsavgifter": avgifter,
        "flerar": rakning(
            "flerar",
            FLERAR,
            rad("intakter", "Intäkter", FLERAR, "1000000.50", 970000),
            rad("soliditet", "Soliditet", FLERAR, 36, 42, enhet="%"),
            rad("antal_anstallda", "Antal anställda", FLERAR, "5.5", 6, enhet="antal"),
            enhet="tkr",
        ),
        "balanskrav": None,
        "soliditet": 36,
        "rutnat": Rutnat(()),
        "flerar_avvikelser": (),
    }
    return Bokslut(**(falt | andrat))


def utan_bokforing(period=H1) -> Bokslut:
    return bokslut(period, saldon=None, soliditet=None)


PER = date(2024, 9, 2)
