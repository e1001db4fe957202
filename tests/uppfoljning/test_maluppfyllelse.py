"""Verksamhetsmål: when they are met, and figures that are the PM's own."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command

from finsam.period import Period
from insatser.models import Forbund, Insats, Slutmal
from rapporter.pm import build_pm
from rapporter.render import to_json
from tests import factories as f
from uppfoljning.calculations.aktiviteter import Aktivitetsrad, build_aktivitetstabell
from uppfoljning.calculations.deltagare import build_deltagartabell
from uppfoljning.calculations.maluppfyllelse import (
    Malstatus,
    Strukturmal,
    count_manader,
    count_strukturmal,
    judge_mal,
)
from uppfoljning.calculations.periodresultat import Periodresultat
from uppfoljning.models import Aktivitet, Verksamhetsmal
from uppfoljning.verksamhet.aktiviteter import gather_aktiviteter
from uppfoljning.verksamhet.maluppfyllelse import (
    gather_maluppfyllelse,
    measure_deltagare,
    tell_strukturmal,
)

FIXTURES = Path(__file__).parents[2] / "fixtures"
H1, HELA = Period(2024, 1, 2), Period(2024, 1, 4)
Matt = Verksamhetsmal.Matt
UPPNATT, PA_VAG, INTE_AN, EJ_UPPNATT = Malstatus


@pytest.mark.parametrize(
    ("matt", "utfall", "malvarde", "manader", "status"),
    [
        (Matt.ARBETE_STUDIER, 35, 35, 6, UPPNATT),  # exactly on target
        (Matt.ARBETE_STUDIER, 36, 40, 6, PA_VAG),  # 90 % of 40 = 36
        (Matt.ARBETE_STUDIER, 35, 40, 6, INTE_AN),
        (Matt.ARBETE_STUDIER, 39, 40, 12, EJ_UPPNATT),  # the year is over
        (Matt.HANDLINGSPLAN, 92, Decimal("92.5"), 6, PA_VAG),
        (Matt.STRUKTURMAL, 0, 0, 12, UPPNATT),
        (Matt.AKTIVITETER, 15, 15, 3, UPPNATT),
        (Matt.AKTIVITETER, 8, 15, 6, PA_VAG),  # half of 15 = 7.5
        (Matt.AKTIVITETER, 7, 15, 6, INTE_AN),
        (Matt.AKTIVITETER, 14, 15, 11, PA_VAG),  # 13.75
        (Matt.AKTIVITETER, 14, 15, 12, EJ_UPPNATT),
        (Matt.AKTIVITETER, 0, 15, 0, None),  # the year has not begun
        (Matt.ARBETE_STUDIER, None, 35, 6, None),
        (Matt.ARBETE_STUDIER, 46, None, 6, None),
    ],
)
def test_the_word_follows_from_outcome_target_and_month(matt, utfall, malvarde, manader, status):
    assert judge_mal(matt, utfall, malvarde, manader) is status


@pytest.mark.parametrize(
    ("period", "per", "manader"),
    [
        (H1, date(2024, 8, 1), 6),
        (H1, date(2024, 6, 30), 6),
        (H1, date(2024, 6, 29), 5),
        (HELA, date(2025, 1, 31), 12),
        (HELA, date(2024, 1, 30), 0),
        (HELA, date(2023, 12, 31), 0),
    ],
)
def test_only_whole_months_of_the_year_are_counted(period, per, manader):
    assert count_manader(period, per) == manader


def test_strukturmal_are_a_share_of_those_with_a_status():
    antal = count_strukturmal(["gron", "gul", "rod", "gron", ""])
    assert antal == Strukturmal(uppnadda=2, med_status=4, utan_status=1)
    assert tell_strukturmal(antal) == (50, "50\u202f% (2 av 4 mål). Ett mål saknar status.")
    assert tell_strukturmal(Strukturmal(0, 0, 2)) == (None, "Två mål saknar status.")
    assert tell_strukturmal(Strukturmal(0, 0, 0)) == (None, "Strukturinsatserna har inga mål.")


def test_shares_of_nobody_are_told_in_words():
    ingen_har_slutat = build_deltagartabell([], [1], frozenset(), {1})
    assert measure_deltagare(Periodresultat(ingen_har_slutat, None)) == {
        Matt.ARBETE_STUDIER: (None, "Inga avslutade att räkna på."),
        Matt.STEGFORFLYTTNING: (None, "Inga avslutade att räkna på."),
        Matt.HANDLINGSPLAN: (None, "Ingen insatsdata är inläst."),
    }


def test_those_whose_handlingsplan_is_not_known_are_told():
    sums = [
        {
            "leverans__insats": 1,
            "kon": "K",
            "matt": matt,
            "kategori": kategori,
            "i_perioden": antal,
            "till_slutet": antal,
            "foregaende_ar": 0,
        }
        for matt, kategori, antal in [
            ("avslutade", "arbete", 8),
            ("handlingsplan", "ja", 5),
            ("handlingsplan", "nej", 1),
        ]
    ]
    tabell = build_deltagartabell(sums, [1], frozenset(), {1})
    # 5 of 8 = 62.5 %
    assert measure_deltagare(Periodresultat(tabell, tabell.summa))[Matt.HANDLINGSPLAN] == (
        63,
        "63\u202f% (5 av 8 avslutade i insatser med inriktning på förrehabilitering). "
        "2 saknar uppgift och räknas som utan.",
    )


def test_participants_that_are_not_known_are_not_none():
    aktiviteter = [
        Aktivitet(typ="seminarium", deltagare_kvinnor=20, deltagare_man=5),
        Aktivitet(typ="seminarium"),
        Aktivitet(typ="natverk", deltagare_okant=0),
        Aktivitet(),
    ]
    tabell = build_aktivitetstabell(aktiviteter)
    assert [rad for rad in tabell.rader if rad.antal] == [
        Aktivitetsrad("seminarium", 2, 20, 5, None, 1),
        Aktivitetsrad("nätverk", 1, None, None, 0, 0),
        Aktivitetsrad("utan angiven typ", 1, None, None, None, 1),
    ]
    assert tabell.summa == Aktivitetsrad("summa", 4, 20, 5, 0, 2)
    assert [rad.summa for rad in (*tabell.rader, tabell.summa)] == [
        None,
        25,
        None,
        None,
        0,
        None,
        25,
    ]


@pytest.mark.django_db
def test_measured_outcomes_are_those_of_the_pm():
    call_command("las_in_underlag", str(FIXTURES / "underlag_2024H1.xlsx"))
    call_command("las_in_insatsdata", str(FIXTURES / "insatsdata_2024H1.xlsx"))
    forbund = Forbund.objects.get()
    f.VerksamhetsmalFactory(
        forbund=forbund, nr=9, matt=Matt.STEGFORFLYTTNING, malvarde=Decimal("67.5")
    )
    per = date(2024, 8, 1)
    malen = gather_maluppfyllelse(forbund, H1, per)
    pm = {p["nyckel"]: p["varde"] for p in to_json(build_pm(forbund, H1, per))["pastaenden"]}

    assert [(m.mal.matt, m.utfall, m.utfall_text, m.malvarde_text, m.status) for m in malen] == [
        (
            Matt.ARBETE_STUDIER,
            pm["andel_arbete_studier"],
            "46\u202f% (59 av 127 avslutade)",
            "minst 35\u202f%",
            UPPNATT,
        ),
        (
            Matt.HANDLINGSPLAN,
            pm["andel_handlingsplan_forrehabilitering"],
            "99\u202f% (126 av 127 avslutade i insatser med inriktning på förrehabilitering)",
            f"minst {pm['mal_andel_handlingsplan']}\u202f%",
            UPPNATT,
        ),
        (Matt.STRUKTURMAL, 100, "100\u202f% (1 av 1 mål)", "minst 75\u202f%", UPPNATT),
        (Matt.AKTIVITETER, 9, "9 aktiviteter", "minst 15", PA_VAG),
        (Matt.MANUELL, None, "alla kontaktade och erbjudna", "", None),
        (Matt.MANUELL, None, "ett genomfört", "", None),
        (
            Matt.STEGFORFLYTTNING,
            pm["andel_stegforflyttning"],
            "61\u202f% (77 av 127 avslutade)",
            "minst 67,5\u202f%",
            PA_VAG,  # 60.75
        ),
    ]


@pytest.mark.django_db
def test_aktiviteter_by_kind_in_the_period_and_the_year():
    forbund = f.ForbundFactory()
    for datum, typ, antal in [
        (date(2024, 1, 1), "webbinarium", {"deltagare_kvinnor": 26, "deltagare_man": 4}),
        (date(2024, 6, 30), "webbinarium", {"deltagare_kvinnor": 30, "deltagare_man": 0}),
        (date(2024, 2, 8), "natverk", {"deltagare_okant": 14}),
        (date(2024, 7, 1), "dialog", {}),
        (date(2023, 12, 31), "dialog", {}),
    ]:
        f.AktivitetFactory(forbund=forbund, datum=datum, typ=typ, **antal)
    f.AktivitetFactory(datum=date(2024, 5, 1))  # of another förbund

    h1, h2 = (gather_aktiviteter(forbund, p) for p in (H1, Period(2024, 3, 4)))

    assert [rad for rad in h1.perioden.rader if rad.antal] == [
        Aktivitetsrad("webbinarium", 2, 56, 4, None, 0),
        Aktivitetsrad("nätverk", 1, None, None, 14, 0),
    ]
    assert h1.perioden.summa == Aktivitetsrad("summa", 3, 56, 4, 14, 0)
    assert h1.perioden == h1.ackumulerat
    assert h2.perioden.summa == Aktivitetsrad("summa", 1, None, None, None, 1)
    assert h2.ackumulerat.summa == Aktivitetsrad("summa", 4, 56, 4, 14, 1)
    assert [a.typ for a in h2.aktiviteter] == ["dialog"]


@pytest.mark.django_db
def test_a_strukturmal_counts_by_its_slutmal_once_the_insats_has_ended():
    forbund = f.ForbundFactory()
    f.VerksamhetsmalFactory(forbund=forbund, matt=Matt.STRUKTURMAL, malvarde=75)

    def add(status, uppnatt, **insats):
        insats = f.InsatsFactory(forbund=forbund, typ=Insats.Typ.STRUKTUR, **insats)
        mal = f.MalFactory(insats=insats)
        rapport = f.KvartalsrapportFactory(insats=insats, kvartal=2)
        f.MaluppfoljningFactory(kvartalsrapport=rapport, mal=mal, status=status, utfall="se text")
        if uppnatt:
            Slutmal.objects.create(mal=mal, uppnatt=uppnatt)

    add("rod", "ja", slut=date(2024, 6, 30))  # met
    add("gron", "delvis", slut=date(2024, 6, 30))  # not met
    add("gron", "nej")  # runs on: its slutmål is not for this period. Met
    add("", "")
    add("gron", "ja", start=date(2022, 1, 1), slut=date(2023, 12, 31))  # not this year's

    (utfall,) = gather_maluppfyllelse(forbund, H1, date(2024, 8, 1))

    assert (utfall.utfall, utfall.utfall_text, utfall.status) == (
        67,
        "67\u202f% (2 av 3 mål). Ett mål saknar status.",
        INTE_AN,  # 90 % of 75 = 67.5
    )
