"""SIE files: what is read of them, and that nothing makes the reader fall over."""

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ekonomi.bokforing.sie import MAX_STORLEK, read_sie
from ekonomi.bokforing.siefil import (
    Rakenskapsar,
    Siefil,
    Slag,
    Transaktion,
    Transaktionsslag,
    Verifikation,
)
from ekonomi.bokforing.sieskrivare import write_sie
from ekonomi.bokforing.teckenkod import Teckenkod
from finsam.inlasning.fel import OtillatenFil, UnderlagNekat

FIXTURES = Path(__file__).parents[3] / "fixtures"
AR = Rakenskapsar(date(2024, 1, 1), date(2024, 12, 31))
HUVUD = '#FLAGGA 0\n#SIETYP 4\n#FNAMN "Förbundet på ån"\n#RAR 0 20240101 20241231\n'

# What all three character sets have, and what has a meaning of its own in the file.
tecken = st.sampled_from('abcXYZåäöÅÄÖéÉ "\\{}#019.,-/&\t')
texter = st.text(tecken, max_size=20).map(lambda text: text.replace("\t", "").strip())
# No run of digits that could be a personnummer.
koder = st.text(st.sampled_from('abåÄ"\\{} #-'), min_size=1, max_size=12).map(str.strip)
konton = st.integers(1000, 8999).map(str)
belopp = st.integers(-(10**9), 10**9).map(lambda oren: Decimal(oren).scaleb(-2))
dagar = st.dates(AR.start, AR.slut)
objektlistor = st.lists(
    st.tuples(st.sampled_from([1, 2, 6, 7]), koder.filter(bool)), max_size=3
).map(tuple)


def unlike_identities(text):
    return not any(tecken.isdigit() for tecken in text)


namn = texter.filter(unlike_identities)


@st.composite
def verifikationer(draw):
    transaktioner = draw(
        st.lists(
            st.builds(
                Transaktion,
                konton,
                objektlistor,
                belopp,
                st.none() | dagar,
                st.sampled_from(Transaktionsslag),
            ),
            max_size=4,
        )
    )
    rest = -sum((t.belopp for t in transaktioner if t.is_raknad), Decimal(0))
    return Verifikation(
        draw(st.sampled_from(["", "A", "Lön ö"])),
        draw(st.integers(1, 9999).map(str)),
        draw(dagar),
        (*transaktioner, Transaktion("1920", (), rest)),
    )


manader = st.integers(1, 12).map(lambda manad: date(2024, manad, 1))
periodposter = st.dictionaries(
    st.tuples(st.just(0), manader, konton, objektlistor), belopp, max_size=3
)
siefiler = st.builds(
    Siefil,
    teckenkod=st.sampled_from(Teckenkod),
    program=namn,
    framstalld=st.none() | dagar,
    # A file without any such letter is plain ASCII, whatever it was meant to be.
    namn=namn.map(lambda text: f"Förbundet på ön {text}".strip()),
    organisationsnummer=st.just("222000-2576"),
    rakenskapsar=st.just({0: AR, -1: Rakenskapsar(date(2023, 1, 1), date(2023, 12, 31))}),
    omfattning=st.none() | dagar,
    konton=st.dictionaries(konton, namn, max_size=3),
    kontotyper=st.dictionaries(konton, st.sampled_from("TSKI"), max_size=2),
    sru=st.dictionaries(konton, st.tuples(st.just("7201"), st.just("7202")), max_size=2),
    dimensioner=st.just({1: "Kostnadsställe", 6: "Projekt", 21: "Del av projekt"}),
    overdimensioner=st.just({21: 6}),
    objekt=st.dictionaries(
        st.tuples(st.sampled_from([1, 6]), koder.filter(bool)), namn, max_size=3
    ),
    saldon=st.dictionaries(
        st.tuples(st.sampled_from(Slag), st.sampled_from([0, -1]), konton, objektlistor),
        belopp,
        max_size=4,
    ),
    periodsaldon=periodposter,
    periodbudget=periodposter,
    verifikationer=st.lists(verifikationer(), max_size=3).map(tuple),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(siefiler)
def test_what_is_written_reads_back_the_same(siefil):
    assert read_sie(write_sie(siefil)) == siefil


def read_or_refuse(data):
    """What was read, or in words why nothing was; any other exception is a fault."""
    try:
        return read_sie(data)
    except (OtillatenFil, UnderlagNekat) as fel:
        return str(fel)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.booleans())
def test_no_bytes_make_it_fall_over(data, har_huvud):
    assert read_or_refuse((HUVUD.encode() if har_huvud else b"") + data)


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False))
def test_no_damage_to_a_real_file_makes_it_fall_over(slump: random.Random):
    rader = (FIXTURES / "bokforing_2024H1.se").read_bytes().split(b"\r\n")
    # A short one of the same kinds of lines.
    data = bytearray(b"\r\n".join(rader[:24] + slump.sample(rader[24:], 60) + rader[-66:]))
    for _ in range(slump.randint(1, 30)):
        plats = slump.randrange(len(data))
        match slump.randrange(3):
            case 0:
                data[plats] = slump.randrange(256)
            case 1:
                del data[plats : plats + slump.randint(1, 20)]
            case 2:
                data[plats:plats] = slump.choice([b'"', b"{", b"}", b"#", b"\r", b"\\", b"\x00"])
    assert read_or_refuse(bytes(data))


@pytest.mark.parametrize(
    ("fil", "teckenkod"),
    [("bokforing_2024H1.se", Teckenkod.CP437), ("bokforing_2023H1.se", Teckenkod.UTF8)],
)
def test_the_examples_are_read_whatever_they_say_of_their_encoding(fil, teckenkod):
    siefil = read_sie((FIXTURES / fil).read_bytes())

    assert siefil.teckenkod is teckenkod
    assert siefil.namn == "Samordningsförbundet Uppsala län"
    assert siefil.objekt[6, "HAB-FR"] == "Framsteget, Håbo"
    assert len(siefil.verifikationer) == 6
    assert siefil.overhoppade == {}
    for annan in Teckenkod:
        omkodad = read_sie(write_sie(replace(siefil, teckenkod=annan)))
        assert omkodad == replace(siefil, teckenkod=annan)


def faults_of(rader, huvud=HUVUD):
    with pytest.raises(UnderlagNekat) as nekat:
        read_sie((huvud + rader).encode())
    return [(fel.rad, fel.varde, fel.meddelande) for fel in nekat.value.fel]


def transactions_of(rader):
    text = f'{HUVUD}#VER A 1 20240131 "Lön till N.N."\n{{\n{rader}\n}}\n'
    return read_sie(text.encode()).verifikationer[0].transaktioner


def test_an_added_line_stands_once_more_for_older_readers_and_a_removed_one_does_not_count():
    transaktioner = transactions_of(
        "#TRANS 1920 {} -150.00\n"
        '#RTRANS 4010 {6 ENK} 100.00 20240131 rättad 1 "N.N."\n'
        "#TRANS 4010 {6 ENK} 100.00 20240131 rättad\n"
        # Only the line that follows directly is the same one.
        "#TRANS 4010 {6 ENK} 100.00\n"
        "#BTRANS 4010 {} 7.00\n"
        "#TRANS 5010 {} -50"
    )

    assert [(t.konto, t.belopp) for t in transaktioner if t.is_raknad] == [
        ("1920", Decimal(-150)),
        ("4010", Decimal(100)),
        ("4010", Decimal(100)),
        ("5010", Decimal(-50)),
    ]


@pytest.mark.parametrize(
    "lista",
    ['{1 "10" 6 "ENK"}', '{"1" "10" "6" "ENK"}', "{ 1\t10 6 ENK }", '{1 10 6 "ENK" 7 ""}'],
)
def test_object_lists_are_read_however_they_are_written(lista):
    transaktion = transactions_of(f"\t#TRANS\t4010{lista}0,00")[0]

    assert transaktion == Transaktion("4010", ((1, "10"), (6, "ENK")), Decimal(0))


def test_a_block_may_begin_on_the_line_of_its_voucher_and_dos_end_before_a_line_break():
    rader = '#VER A 1 20240131 "a {" {\n#TRANS 1920 {} 5\n#TRANS 4010 {} -5\n}\n\x1a\r\n'
    assert len(read_sie((HUVUD + rader).encode()).verifikationer[0].transaktioner) == 2
    assert [rad for rad, *_ in faults_of(rader.replace("0131", "0132"))] == [5]


def test_every_fault_is_told_with_its_line():
    faults = faults_of(
        "#KONTO 19x20 Bank\n"
        "#IB 0 1920 1.234,50\n"
        "#VER A 7 20240230 x\n{\n#TRANS 1920 {} 1.00\n}\n"
        "#VER B 8 20240131 x\n{\n#TRANS 1920 {} 1.50\n#TRANS 4010 {} -1.00\n}\n"
        "#VER B 9 20250131 x\n{\n#TRANS 1920 {} 0.00\n}\n"
        "#TRANS 1920 {} 5.00\n"
        "skräp\n"
    )

    assert faults == [
        (5, "19x20", "är inget kontonummer. Det är bara siffror, högst tio."),
        (6, "1.234,50", "är inget belopp. Det skrivs som 1234.50 eller -1234.50."),
        (7, "20240230", "är inget datum. Det skrivs som 20240630."),
        (
            11,
            None,
            "Verifikation B 8 den 2024-01-31 är inte i balans. Den summerar till 0,50\u00a0kr i "
            "stället för 0.",
        ),
        (16, "2025-01-31", "är en dag utanför räkenskapsåret."),
        (20, None, "#TRANS står utanför en verifikation."),
        (21, None, "Raden börjar inte med #. Kontrollera att filen är hel."),
    ]


def test_an_unknown_tag_is_listed_with_its_block_and_the_rest_is_read():
    siefil = read_sie(
        f'{HUVUD}#NYTT 1\n{{\n#TRANS 1 {{}} 5\n}}\n#NYTT 2\n#PROSA "x"\n#KONTO 1920 Bank'.encode()
    )

    assert siefil.overhoppade == {"#NYTT": 2}
    assert siefil.konton == {"1920": "Bank"}
    assert siefil.verifikationer == ()


@pytest.mark.parametrize(
    "rad", ['#KONTO 1920 "Anna 19800101-1234"', "#OBJEKT 6 800101-1234 x", "#KONTO 8001011234 x"]
)
def test_a_personnummer_refuses_the_file_and_is_not_shown(rad):
    ((nr, varde, meddelande),) = faults_of(rad)

    assert (nr, varde) == (5, None)
    assert "personnummer" in meddelande
    assert "1234" not in meddelande


def test_what_names_people_is_not_kept():
    siefil = read_sie(
        f'{HUVUD}#OBJEKT 7 800101-1234 "Anna A"\n'
        '#VER A 2401150012 20240131 "Anna A 800101-1234" 20240131 Anna\n'
        '{\n#TRANS 7010 {} 0.00 20240131 "800101-1234" 1 Anna\n}\n'.encode()
    )

    assert "Anna" not in repr(siefil)


@pytest.mark.parametrize(
    ("data", "ord_"),
    [
        (b"", "ingen SIE-fil"),
        (b"PK\x03\x04", "ingen SIE-fil"),
        ("#FLAGGA 0".encode("utf-16"), "UTF-16"),
        ("#FLAGGA 0".encode("utf-16-le"), "UTF-16"),
        (b'<?xml version="1.0"?>\n<Sie xmlns="http://www.sie.se/sie5">', "SIE 5"),
        (b"#" * (MAX_STORLEK + 1), "för stor"),
        (b"#\n" * 300_000, "för många rader"),
    ],
)
def test_what_is_no_file_to_read_says_so(data, ord_):
    with pytest.raises(OtillatenFil, match=ord_):
        read_sie(data)


def test_what_no_one_sees_is_taken_out_of_names_and_of_what_is_told():
    siefil = read_sie(f'{HUVUD}#KONTO 1920 "Ba\u202enk\u200b\x07 1"\n'.encode())
    assert siefil.konton == {"1920": "Bank 1"}
    with pytest.raises(UnderlagNekat) as nekat:
        read_sie(f"{HUVUD}#IB 0 1920 1\u202e2".encode())
    assert "”12” är inget belopp" in nekat.value.rader[0]


def test_a_file_without_a_year_is_refused():
    assert [m for *_, m in faults_of("#KONTO 1920 Bank", huvud="")] == [
        "Filen saknar raden #RAR 0, som säger vilket år den gäller."
    ]
