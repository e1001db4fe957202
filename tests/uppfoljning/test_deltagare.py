"""Tables of deltagare from counts, without a database."""

import pytest

from uppfoljning.calculations.deltagare import (
    KM,
    Deltagarrad,
    Snittid,
    build_avslutsorsaker,
    build_deltagartabell,
    build_snittid,
)
from uppfoljning.calculations.malgrupp import build_malgrupp
from uppfoljning.calculations.tal import FOREGAENDE_AR, Andel
from uppfoljning.kategorier import STEGFORFLYTTNING, Avslutsorsak, Matt

JC, PI, KH = 1, 2, 3


def cells(insats, matt, kategori="", *, k=(0, 0, 0), m=(0, 0, 0), o=(0, 0, 0)):
    """Rows of sums: per kön the counts in the period, up to its end, and the year before."""
    return [
        {
            "leverans__insats": insats,
            "kon": kon,
            "matt": str(matt),
            "kategori": str(kategori),
            "i_perioden": antal[0],
            "till_slutet": antal[1],
            "foregaende_ar": antal[2],
        }
        for kon, antal in (("K", k), ("M", m), ("O", o))
    ]


SUMS = [
    *cells(JC, Matt.INSKRIVNA, k=(27, 121, 30), m=(18, 119, 12)),
    *cells(JC, Matt.OVERFORDA, k=(0, 3, 3)),
    *cells(JC, Matt.AVSLUTADE, Avslutsorsak.ARBETE, k=(3, 20, 4), m=(5, 25, 1)),
    *cells(JC, Matt.AVSLUTADE, Avslutsorsak.STUDIER, k=(1, 10, 2)),
    *cells(JC, Matt.AVSLUTADE, Avslutsorsak.ARBETSSOKANDE, m=(2, 30, 1)),
    *cells(JC, Matt.AVSLUTADE, Avslutsorsak.REHAB_AF, k=(1, 7, 0)),
    *cells(JC, Matt.AVSLUTADE, Avslutsorsak.FLYTT, m=(1, 10, 0)),
    *cells(JC, Matt.AVSLUTADE, Avslutsorsak.INSATSEN_UPPHOR, k=(2, 30, 0), m=(1, 10, 0)),
    *cells(JC, Matt.HANDLINGSPLAN, "ja", k=(4, 40, 0), m=(7, 40, 0)),
    *cells(JC, Matt.HANDLINGSPLAN, "nej", k=(1, 2, 0)),
    *cells(JC, Matt.ANONYMA, o=(2, 9, 1)),
    *cells(PI, Matt.INSKRIVNA, k=(5, 30, 0), m=(6, 45, 0)),
    *cells(PI, Matt.AVSLUTADE, Avslutsorsak.SJUKDOM, k=(4, 19, 0), m=(0, 34, 0)),
]


def table(insatser=(JC, PI, KH), har_leverans=(JC, PI), sums=SUMS):
    return build_deltagartabell(sums, insatser, STEGFORFLYTTNING, har_leverans)


def test_whole_table():
    result = table()
    assert list(result.rader) == [JC, PI, KH]
    orsaker = dict.fromkeys(Avslutsorsak, KM(0, 0))
    assert result.rader[JC] == Deltagarrad(
        inregistrerade=KM(27, 18),
        overforda=KM(0, 0),
        avslutade=KM(7, 9),  # 3+1+1+2 and 5+2+1+1
        avslutade_totalt=KM(67, 75),  # 20+10+7+30 and 25+30+10+10
        pagaende=KM(57, 44),  # 121 + 3 överförda − 67 and 119 − 75
        orsaker=orsaker
        | {
            Avslutsorsak.ARBETE: KM(3, 5),
            Avslutsorsak.STUDIER: KM(1, 0),
            Avslutsorsak.ARBETSSOKANDE: KM(0, 2),
            Avslutsorsak.REHAB_AF: KM(1, 0),
            Avslutsorsak.FLYTT: KM(0, 1),
            Avslutsorsak.INSATSEN_UPPHOR: KM(2, 1),
        },
        stegorsaker=STEGFORFLYTTNING,
        med_handlingsplan=11,
        okand_handlingsplan=4,  # 16 − 11 ja − 1 nej
        anonyma=2,
        inregistrerade_foregaende_ar=KM(30, 12),
    )
    assert result.rader[PI] == Deltagarrad(
        inregistrerade=KM(5, 6),
        overforda=KM(0, 0),
        avslutade=KM(4, 0),
        avslutade_totalt=KM(19, 34),
        pagaende=KM(11, 11),  # 30 − 19 and 45 − 34
        orsaker=orsaker | {Avslutsorsak.SJUKDOM: KM(4, 0)},
        stegorsaker=STEGFORFLYTTNING,
        med_handlingsplan=None,  # four ended and nobody's handlingsplan is known
        okand_handlingsplan=4,
        anonyma=0,
        inregistrerade_foregaende_ar=KM(0, 0),
    )
    assert result.rader[KH] is None
    assert result.summa.inregistrerade == KM(32, 24)  # 27+5 and 18+6
    assert result.summa.pagaende == KM(68, 55)  # 57+11 and 44+11
    assert result.summa.avslutade == KM(11, 9)  # 7+4 and 9+0
    assert result.summa.med_handlingsplan == 11
    assert result.summa.anonyma == 2


def test_results_of_a_row():
    rad = table().rader[JC]
    assert rad.arbete_studier == KM(4, 5)
    assert rad.arbete_studier_arbetssokande == KM(4, 7)
    assert rad.rehab_af_kommun == KM(1, 0)
    assert rad.stegforflyttning == KM(5, 7)
    assert rad.upphorda == KM(2, 1)
    assert rad.resultatbas == KM(5, 8)  # 7 − 2 and 9 − 1
    assert rad.andra_orsaker == KM(1, 1)  # rehab AF; flytt
    assert rad.deltagit == KM(64, 53)  # 57+7 and 44+9
    assert rad.andel_arbete_studier == Andel(80, 63, 69)  # 4 of 5; 5 of 8 = 62.5; 9 of 13
    assert rad.andel_arbete_studier_arbetssokande == Andel(80, 88, 85)  # 7 of 8; 11 of 13
    assert rad.andel_stegforflyttning == Andel(100, 88, 92)  # 12 of 13
    assert rad.andel_andra_orsaker == Andel(20, 13, 15)  # 1 of 5; 1 of 8 = 12.5; 2 of 13
    assert rad.andel_handlingsplan == 69  # 11 of 16 = 68.75
    assert (rad.avslutade.andel_k, rad.avslutade.andel_m) == (44, 56)  # 7 and 9 of 16


def test_stegforflyttning_follows_the_rule_of_the_year():
    tabell = build_deltagartabell(SUMS, [JC], {Avslutsorsak.ARBETE}, {JC})
    assert tabell.rader[JC].stegforflyttning == KM(3, 5)


def test_fewer_insatser_sum_to_theirs():
    """As in a gender split without the insatser aimed at one kön."""
    assert table(insatser=[PI]).summa == table().rader[PI]


def test_nothing_delivered():
    tabell = table(har_leverans=(), sums=[])
    assert tabell.rader == {JC: None, PI: None, KH: None}
    assert tabell.summa is None


def test_delivered_but_empty_period():
    rad = table(insatser=[JC], har_leverans=[JC], sums=[]).summa
    assert rad.deltagit == KM(0, 0)
    assert rad.med_handlingsplan == 0
    assert rad.andel_handlingsplan is None
    assert rad.andel_arbete_studier == Andel(None, None, None)
    assert (rad.avslutade.andel_k, rad.avslutade.andel_m) == (None, None)


def test_all_ended_with_the_insats():
    rad = table(
        insatser=[JC],
        sums=cells(JC, Matt.AVSLUTADE, Avslutsorsak.INSATSEN_UPPHOR, k=(3, 3, 0), m=(4, 4, 0)),
    ).summa
    assert rad.avslutade == rad.upphorda == KM(3, 4)
    assert rad.resultatbas == rad.andra_orsaker == KM(0, 0)
    assert rad.andel_arbete_studier == Andel(None, None, None)


def test_kon_okant_is_in_no_table_but_anonyma():
    sums = [
        *cells(JC, Matt.INSKRIVNA, k=(1, 1, 0), o=(5, 5, 5)),
        *cells(JC, Matt.ANONYMA, o=(4, 4, 0)),
    ]
    rad = table(insatser=[JC], sums=sums).summa
    assert rad.inregistrerade.sa == rad.pagaende.sa == 1
    assert rad.anonyma == 4
    assert build_malgrupp(sums, [JC]).alder.summa == KM(1, 0)


def test_avslutsorsaker():
    sums = [
        *SUMS,
        *cells(JC, Matt.ANSTALLNING, "subventionerat", k=(1, 9, 0), m=(3, 9, 0)),
        *cells(JC, Matt.ANSTALLNING, "ej_subventionerat", k=(1, 9, 0), m=(2, 9, 0)),
        *cells(JC, Matt.OMFATTNING, "100", m=(2, 9, 0)),
        *cells(JC, Matt.OMFATTNING, "99", k=(1, 1, 0)),
        *cells(JC, Matt.OMFATTNING, "75", m=(1, 9, 0)),
        *cells(JC, Matt.OMFATTNING, "74", m=(1, 9, 0)),
        *cells(JC, Matt.OMFATTNING, "1", k=(1, 1, 0)),
        *cells(KH, Matt.AVSLUTADE, Avslutsorsak.FLYTT, k=(50, 50, 0)),
    ]
    tabell = build_avslutsorsaker(sums, [JC, PI])
    assert [(rad.namn, rad.antal.k, rad.antal.m) for rad in tabell.rader] == [
        ("subventionerat", 1, 3),
        ("ej subventionerat", 1, 2),
        ("eget företag", 0, 0),
        ("arbete, anställning okänd", 1, 0),  # 3 + 5 with arbete, 2 + 5 by kind
        ("studier", 1, 0),
        ("arbete och studier", 0, 0),
        ("arbetssökande", 0, 2),
        ("rehab AF", 1, 0),
        ("kommunal arbetsmarknad", 0, 0),
        ("fortsatt rehabilitering", 0, 0),
        ("sjukdom", 4, 0),
        ("föräldraledighet", 0, 0),
        ("flytt", 0, 1),
        ("utan mätning", 0, 0),
        ("övrigt", 0, 0),
        ("insatsen upphör", 2, 1),
    ]
    assert tabell.summa == KM(11, 9)
    assert [(rad.namn, rad.antal.k, rad.antal.m) for rad in tabell.omfattning] == [
        ("100\u202f%", 0, 2),
        ("75–99\u202f%", 1, 1),
        ("50–74\u202f%", 0, 1),
        ("25–49\u202f%", 0, 0),
        ("1–24\u202f%", 1, 0),
    ]
    assert tabell.omfattning[1].namn == "75–99\u202f%"
    assert tabell.omfattning_summa == KM(2, 4)


def test_arbete_of_unknown_kind_has_no_row_when_nobody_is_in_it():
    rader = build_avslutsorsaker([], [JC]).rader
    assert len(rader) == 3 + len(Avslutsorsak) - 1


def test_malgrupp():
    sums = [
        *cells(JC, Matt.INSKRIVNA, k=(5, 9, 4), m=(3, 9, 0)),
        *cells(JC, Matt.OVERFORDA, k=(7, 7, 7)),
        *cells(JC, Matt.ALDER, "under_30", k=(3, 9, 1)),
        *cells(JC, Matt.ALDER, "60_uppat", k=(2, 9, 0), m=(3, 9, 0)),
        *cells(JC, Matt.UTBILDNING, "saknas", k=(1, 1, 0)),
        *cells(JC, Matt.UTBILDNING, "gymnasium", k=(2, 1, 4), m=(1, 1, 0)),
        *cells(JC, Matt.UTBILDNING, "okand", m=(1, 1, 0)),
    ]
    malgrupp = build_malgrupp(sums, [JC, PI])

    def rows(fordelning):
        return [
            (r.kategori, r.antal.k, r.antal.m, r.andel, r.andel_k, r.andel_m)
            for r in fordelning.rader
        ]

    assert rows(malgrupp.kon) == [
        ("K", 5, 0, 63, 100, 0),  # 5 of 8 = 62.5
        ("M", 0, 3, 38, 0, 100),  # 3 of 8 = 37.5
    ]
    assert rows(malgrupp.alder) == [
        ("under_30", 3, 0, 38, 100, 0),
        ("30_44", 0, 0, 0, None, None),
        ("45_59", 0, 0, 0, None, None),
        ("60_uppat", 2, 3, 63, 40, 60),
    ]
    assert rows(malgrupp.utbildning) == [
        ("saknas", 1, 0, 13, 100, 0),
        ("grundskola", 0, 0, 0, None, None),
        ("gymnasium", 2, 1, 38, 67, 33),
        ("eftergymnasial", 0, 0, 0, None, None),
        ("okand", 2, 2, 50, 50, 50),  # one told as okänd and three not told of
    ]
    assert malgrupp.utbildning.andel("saknas", "okand") == 63  # 5 of 8, not 13 + 50 by chance
    assert malgrupp.utbildning.summa == malgrupp.forsorjning_fore.summa == KM(5, 3)
    assert malgrupp.tid_i_forsorjning.rader[-1].antal == KM(5, 3)

    # A year before, one of four has a known age: the rest get a row of their own.
    tidigare = build_malgrupp(sums, [JC, PI], FOREGAENDE_AR)
    assert rows(tidigare.alder)[0] == ("under_30", 1, 0, 25, 100, 0)
    assert rows(tidigare.alder)[-1] == ("okand", 3, 0, 75, 100, 0)
    assert tidigare.alder.rader[-1].namn == "okänd"


def test_malgrupp_of_nobody():
    malgrupp = build_malgrupp([], [JC])
    for fordelning in vars(malgrupp).values():
        assert fordelning.summa == KM(0, 0)
        assert {(r.andel, r.andel_k, r.andel_m) for r in fordelning.rader} == {(None, None, None)}
    assert len(malgrupp.alder.rader) == 4
    assert malgrupp.alder.andel("under_30") is None


@pytest.mark.parametrize(
    ("antal_k", "expected"),
    [
        (4, Snittid(None, None, 101)),  # 810 / 8 = 101.25
        (5, Snittid(82, None, 90)),  # 410 / 5; 810 / 9
    ],
)
def test_snittid_needs_five(antal_k, expected):
    sums = [
        *cells(JC, Matt.DAGAR, "summa", k=(410, 0, 0), m=(400, 0, 0)),
        *cells(JC, Matt.DAGAR, "antal", k=(antal_k, 0, 0), m=(4, 0, 0)),
    ]
    tabell = build_snittid(sums, [JC, PI])
    assert tabell.rader == {JC: expected, PI: Snittid(None, None, None)}
    assert tabell.summa == expected


def test_snittid_is_the_mean_of_all_days_and_rounds_half_up():
    sums = [
        *cells(JC, Matt.DAGAR, "summa", k=(1001, 0, 0)),
        *cells(JC, Matt.DAGAR, "antal", k=(10, 0, 0)),
        *cells(PI, Matt.DAGAR, "summa", k=(9, 0, 0)),
        *cells(PI, Matt.DAGAR, "antal", k=(6, 0, 0)),
    ]
    tabell = build_snittid(sums, [JC, PI])
    assert tabell.rader[JC].dagar_k == 100  # 100.1
    assert tabell.rader[PI].dagar_k == 2  # 9 / 6 = 1.5
    assert tabell.summa.dagar_k == 63  # 1010 / 16 = 63.125; the mean of the means is 51
