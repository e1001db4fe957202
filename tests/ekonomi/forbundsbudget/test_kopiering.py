"""Carrying a year on, as figures alone, and the bars of the pages."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

from ekonomi.forbundsbudget.kopiering import copy_forward
from ekonomi.forbundsbudget.rutnat import Provat
from ekonomi.forbundsbudget.sida import Stapel, build_staplar, show_provat, tell_provat
from finsam.svenska import NBSP


def insats(pk, slut):
    return SimpleNamespace(pk=pk, gallande_slut=slut)


def test_costs_are_raised_and_insatser_that_have_ended_stay_behind():
    slutad, slutar, fortsatter = (
        insats(1, date(2024, 12, 31)),
        insats(2, date(2025, 6, 30)),
        insats(3, date(2025, 12, 31)),
    )

    kopia = copy_forward(
        {
            ("medlemsavgifter", None): Decimal("1000.50"),
            ("ingaende_overskott", None): Decimal(5),
            ("ej_nyttjat", None): Decimal(-50),
            ("forvaltning", None): Decimal(101),
            ("insats", 1): Decimal(900),
            ("insats", 2): Decimal("200.40"),
            ("insats", 3): Decimal(0),
        },
        [slutad, slutar, fortsatter],
        2025,
        Decimal("2.5"),
    )

    assert kopia.belopp == {
        ("medlemsavgifter", None): Decimal("1000.50"),
        ("forvaltning", None): Decimal(104),  # 101 * 1,025 = 103,525
        ("insats", 2): Decimal(205),  # 200,40 * 1,025 = 205,41
        ("insats", 3): Decimal(0),
    }
    assert (kopia.slutade, kopia.slutar) == ((slutad,), (slutar,))


def test_without_a_raise_the_amounts_are_the_same_to_the_ore():
    belopp = {("forvaltning", None): Decimal("99.99")}

    assert copy_forward(belopp, [], 2025, Decimal(0)).belopp == belopp


def test_bars_stand_to_one_scale_on_both_sides_of_zero():
    tkr = [("Budget 2024", 3000), ("Prognos 2024", -1000), ("Preliminär 2025", None)]

    assert build_staplar((n, b and Decimal(b * 1000)) for n, b in tkr) == (
        Stapel("Budget 2024", f"3{NBSP}000{NBSP}tkr", 250, 750),
        Stapel("Prognos 2024", f"−1{NBSP}000{NBSP}tkr", 0, 250, is_under_noll=True),
        Stapel("Preliminär 2025", "–"),
    )
    assert build_staplar([("Budget 2024", Decimal(0))])[0].langd == 0


def provat(utan, med, ar=2025):
    return Provat(ar, "Budget", Decimal(1), utan and Decimal(utan), med and Decimal(med))


def test_the_years_below_zero_are_told_in_words():
    rader = [provat(5, 1), provat(5, -1, 2026), provat(-1, -2, 2027), provat(None, None, 2028)]

    assert [rad.omdome for rad in show_provat(rader)] == [
        "Ryms",
        "Under noll",
        "Under noll, även utan insatsen",
        "Går inte att räkna",
    ]
    assert tell_provat(rader) == "Insatsen ryms inte: beslutsutrymmet blir under noll 2026."
    assert tell_provat(rader[2:3]) == "Beslutsutrymmet är under noll redan utan insatsen."
    assert tell_provat(rader[:1]).startswith("Insatsen ryms:")
    assert tell_provat(rader[3:]).startswith("För något år går det inte")
