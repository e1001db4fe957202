"""Reading insatsdata: what is refused, what is counted, and that no row is kept."""

import json
from collections import Counter
from datetime import UTC, date, datetime
from io import BytesIO

import openpyxl
import pytest
from django.apps import apps
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from finsam.arbetsbok import OtillatenFil
from finsam.fel import UnderlagNekat
from finsam.period import Period
from insatser.models import Forbund, Forlangning, Insats
from uppfoljning import insatsdata_rader, insatsdata_services
from uppfoljning.calculations.andringar import describe_andringar, describe_antal
from uppfoljning.calculations.deltaganden import (
    VID_AVSLUT,
    VID_START,
    Deltagande,
    count_deltaganden,
)
from uppfoljning.calculations.deltagare import (
    build_avslutsorsaker,
    build_deltagartabell,
    build_snittid,
)
from uppfoljning.calculations.malgrupp import build_malgrupp
from uppfoljning.insatsdata import (
    LasningAvbruten,
    forbund_with_all_koder,
    read_insatsdata,
)
from uppfoljning.insatsdata_kolumner import RUBRIKER
from uppfoljning.insatsdata_services import describe_changes, store_insatsdata
from uppfoljning.kategorier import STEGFORFLYTTNING, Avslutsorsak, Matt
from uppfoljning.models import Deltagarstatistik, Leverans
from uppfoljning.services import replace_deltagarstatistik

FIXTURES = settings.BASE_DIR / "fixtures"
TODAY = date(2024, 7, 15)
INLAST = datetime(2024, 7, 15, 12, tzinfo=UTC)
PERIOD = Period.parse("2024H1")

PERSON = {
    "Insats": "ENK-JC",
    "Löpnummer": "L-7001",
    "Anonym": "Nej",
    "Inskriven": date(2024, 2, 10),
    "Kön": "K",
    "Födelseår": 1987,
}
AVSLUTAD = {"Avslutad": date(2024, 5, 10), "Avslutsorsak": "studier"}
ARBETE = {**AVSLUTAD, "Avslutsorsak": "arbete", "Anställning": "subventionerat", "Omfattning": 75}
ANONYM = {
    "Insats": "ENK-JC",
    "Löpnummer": "L-7002",
    "Anonym": "Ja",
    "Inskriven": date(2024, 3, 1),
}


def person(**values):
    """A deltagande without faults, but for what is given; None empties a cell."""
    return {**PERSON, **values}


def make_fil(*rader, rubriker=RUBRIKER, andra_blad=None, namn="Insatsdata"):
    arbetsbok = openpyxl.Workbook()
    blad = arbetsbok.active
    blad.title = namn
    blad.append(rubriker)
    for rad in rader:
        blad.append([rad.get(rubrik) for rubrik in rubriker])
    for titel, rad in (andra_blad or {}).items():
        arbetsbok.create_sheet(titel).append(rad)
    fil = BytesIO()
    arbetsbok.save(fil)
    return fil


def make_insats(forbund, kod, typ="individ", start=date(2022, 1, 1), slut=date(2024, 6, 30)):
    return Insats.objects.create(
        forbund=forbund, kod=kod, namn=f"Insats {kod}", typ=typ, start=start, slut=slut
    )


@pytest.fixture
def forbund(db):
    forbund = Forbund.objects.create(organisationsnummer="222000-2576", namn="Uppsala län")
    make_insats(forbund, "ENK-JC")
    make_insats(forbund, "HEB-PI")
    make_insats(forbund, "UPP-LO", typ="struktur")
    make_insats(forbund, "UPP-PL", typ="forstudie")
    return forbund


@pytest.fixture
def read(forbund):
    def read(*rader, **kwargs):
        return read_insatsdata(make_fil(*rader, **kwargs), forbund=forbund, today=TODAY)

    return read


@pytest.fixture
def faults(read):
    def faults(*rader, **kwargs):
        with pytest.raises(UnderlagNekat) as refused:
            read(*rader, **kwargs)
        return refused.value.rader

    return faults


@pytest.fixture
def store(read):
    def store(*rader):
        return store_insatsdata(fil=read(*rader), inlast=INLAST)

    return store


def sums():
    return list(Deltagarstatistik.objects.sums(PERIOD))


def celler(fil):
    (own,) = fil.celler.values()
    return own


# The examples


@pytest.fixture
def example(request, db):
    """The förbund of an example's underlag, with its insatsdata read."""
    halvar = request.param
    blad = openpyxl.load_workbook(FIXTURES / f"underlag_{halvar}.xlsx")["Insatser"]
    rubriker, *rader = blad.iter_rows(values_only=True)
    typer = {label: value for value, label in Insats.Typ.choices}
    forbund = Forbund.objects.create(organisationsnummer="222000-2576", namn="Uppsala län")
    for rad in rader:
        insats = dict(zip(rubriker, rad, strict=True))
        make_insats(
            forbund,
            insats["kod"],
            typer[insats["typ"]],
            insats["start"].date(),
            insats["slut"].date(),
        )
    fil = read_insatsdata(
        FIXTURES / f"insatsdata_{halvar}.xlsx", forbund=forbund, today=date(2025, 1, 31)
    )
    store_insatsdata(fil=fil, inlast=INLAST)
    facit = json.loads((FIXTURES / f"facit_{halvar}.json").read_text())
    return Period.parse(halvar), {insats.pk: insats.kod for insats in forbund.insatser.all()}, facit


@pytest.mark.parametrize("example", ["2022H1", "2024H1"], indirect=True)
def test_examples_give_their_facit(example):
    period, koder, facit = example
    sums = list(Deltagarstatistik.objects.sums(period))
    levererade = set(Leverans.objects.values_list("insats", flat=True))
    tabell = build_deltagartabell(sums, list(koder), STEGFORFLYTTNING, levererade)

    def values(rad):
        kolumner = {rubrik.rpartition("_")[0] for rubrik in facit["tabeller"]["deltagare_summa"]}
        return {
            f"{kolumn}_{kon}": getattr(getattr(rad, kolumn), kon)
            for kolumn in kolumner
            for kon in ("k", "m", "sa")
        }

    rader = {koder[insats]: rad for insats, rad in tabell.rader.items() if rad}
    assert {kod: values(rad) for kod, rad in rader.items()} == facit["tabeller"]["deltagare"]
    assert values(tabell.summa) == facit["tabeller"]["deltagare_summa"]
    assert {kod: rader[kod].anonyma for kod in facit["tabeller"]["anonyma"]} == facit["tabeller"][
        "anonyma"
    ]
    orsaker = {
        orsak.label: [antal.k, antal.m] for orsak, antal in tabell.summa.orsaker.items() if antal.sa
    }
    assert orsaker == facit["tabeller"]["avslutsorsaker"]

    malgrupp = build_malgrupp(sums, koder)
    summa, pastaenden = tabell.summa, facit["pastaenden"]
    assert {
        "inregistrerade_foregaende_ar": summa.inregistrerade_foregaende_ar.sa,
        "deltagit": summa.deltagit.sa,
        "upphorde": summa.upphorda.sa,
        "andel_arbete_studier": summa.andel_arbete_studier.sa,
        "andel_stegforflyttning": summa.andel_stegforflyttning.sa,
        "andel_handlingsplan": summa.andel_handlingsplan,
        "anonyma": summa.anonyma,
        "andel_under_30": malgrupp.alder.andel("under_30"),
        "andel_grundskola": malgrupp.utbildning.andel("grundskola"),
        "andel_gymnasium": malgrupp.utbildning.andel("gymnasium"),
        "andel_eftergymnasial": malgrupp.utbildning.andel("eftergymnasial"),
        "andel_saknar_okand": malgrupp.utbildning.andel("saknas", "okand"),
    }.items() <= pastaenden.items()


# What is counted


def test_every_matt_is_counted(read):
    fil = read(
        person(
            **ARBETE,
            **{
                "Remitterad från": "regionen",
                "Utbildning": "gymnasium",
                "Försörjning före": "sjukpenning, lön",
                "Tid i försörjning": "1-3 år",
                "Försörjning efter": "Lön",
                "Handlingsplan": "JA",
            },
        )
    )
    februari, maj = date(2024, 2, 1), date(2024, 5, 1)
    assert celler(fil) == {
        (februari, "K", "inskrivna", ""): 1,
        (februari, "K", "alder", "30_44"): 1,  # 2024 − 1987 = 37
        (februari, "K", "utbildning", "gymnasium"): 1,
        (februari, "K", "tid_i_forsorjning", "1_3"): 1,
        (februari, "K", "forsorjning_fore", "sjukpenning"): 1,
        (februari, "K", "remittent", "regionen"): 1,
        (maj, "K", "avslutade", "arbete"): 1,
        (maj, "K", "handlingsplan", "ja"): 1,
        (maj, "K", "forsorjning_efter", "lon"): 1,
        (maj, "K", "anstallning", "subventionerat"): 1,
        (maj, "K", "omfattning", "75"): 1,
        (maj, "K", "dagar", "summa"): 90,  # 10 February to 10 May
        (maj, "K", "dagar", "antal"): 1,
        (maj, "K", "dagar", "under_180"): 1,
    }
    assert (fil.antal_rader, fil.varningar) == (1, ())
    assert list(fil.antal_rader_per_insats.values()) == [1]


def test_what_is_not_told_is_okant(read):
    assert celler(read(person())) == {
        (date(2024, 2, 1), "K", "inskrivna", ""): 1,
        (date(2024, 2, 1), "K", "alder", "30_44"): 1,
        (date(2024, 2, 1), "K", "utbildning", "okand"): 1,
        (date(2024, 2, 1), "K", "tid_i_forsorjning", "okand"): 1,
        (date(2024, 2, 1), "K", "forsorjning_fore", "okand"): 1,
    }


def test_optional_columns_may_be_missing_and_stand_in_any_order(read):
    rubriker = ("Födelseår", "Kön", "Inskriven", "Anonym", "Löpnummer", "Insats")
    assert celler(read(person(), rubriker=rubriker)) == celler(read(person()))


def test_values_as_text_and_in_any_case(read):
    fil = read(
        person(
            **{
                "Insats": "enk-jc",
                "Inskriven": "2024-02-10",
                "Kön": "k",
                "Födelseår": "1987",
                "Anonym": "NEJ",
                "Avslutad": "2024-05-10",
                "Avslutsorsak": "Arbete",
                "Anställning": "Ej Subventionerat",
                "Omfattning": "75",
            }
        )
    )
    assert celler(fil)[date(2024, 5, 1), "K", "anstallning", "ej_subventionerat"] == 1
    assert celler(fil)[date(2024, 5, 1), "K", "omfattning", "75"] == 1


def test_anonym_is_counted_by_itself(read):
    assert celler(read(ANONYM)) == {(date(2024, 3, 1), "O", "anonyma", ""): 1}


def test_overford_is_counted_at_the_start_of_the_insats(read):
    overford = person(Inskriven=date(2021, 5, 5), Överförd="Ja", **AVSLUTAD)
    assert celler(read(overford)) == {
        (date(2022, 1, 1), "K", "overforda", ""): 1,
        (date(2024, 5, 1), "K", "avslutade", "studier"): 1,
    }


def test_overford_but_inskriven_later_is_counted_then_with_a_warning(read):
    fil = read(person(Överförd="Ja"))
    assert celler(fil) == {(date(2024, 2, 1), "K", "overforda", ""): 1}
    assert [str(varning) for varning in fil.varningar] == [
        "Insatsdata, rad 2, kolumn Inskriven: Deltagandet är överfört men inskrivet först efter "
        "att insatsen började 2022-01-01. Det räknas som överfört från den dagen."
    ]


def test_anstallning_with_arbete_och_studier_is_allowed_and_not_counted(read):
    fil = read(person(**ARBETE | {"Avslutsorsak": "arbete och studier"}))
    assert not {"anstallning", "omfattning"} & {matt for _, _, matt, _ in celler(fil)}


@pytest.mark.parametrize(("fodelsear", "varnas"), [(2008, False), (2009, True), (1956, True)])
def test_unusual_age_is_a_warning(read, fodelsear, varnas):
    varningar = [str(v) for v in read(person(Födelseår=fodelsear)).varningar]
    assert len(varningar) == varnas
    assert not varnas or varningar[0].startswith("Insatsdata, rad 2, kolumn Födelseår: Åldern")
    assert str(fodelsear) not in "".join(varningar)


def test_omfattning_1_may_be_a_formatted_100(read):
    (varning,) = read(person(**ARBETE | {"Omfattning": 1})).varningar
    assert "Skriv 100 för heltid" in str(varning)


def test_forlangning_moves_the_end(forbund, read, faults):
    sent = person(Inskriven=date(2024, 7, 1))
    assert "efter insatsens slut 2024-06-30" in faults(sent)[0]
    Forlangning.objects.create(
        insats=forbund.insatser.get(kod="ENK-JC"),
        beslutsdatum=date(2024, 6, 1),
        nytt_slut=date(2024, 12, 31),
    )
    assert read(sent).antal_rader == 1


def test_blank_rows_are_skipped(read):
    assert read(person(), {}, {"Insats": "  "}, ANONYM).antal_rader == 2


# What is refused

REFUSED = [
    # The cells of an otherwise faultless row; the column and a piece of the message.
    ({"Insats": None}, "Insats", "Cellen är tom"),
    ({"Insats": "ENK-JV"}, "Insats", "”ENK-JV” är inte koden"),
    ({"Insats": "ENK-JV"}, "Insats", "Menade du ENK-JC?"),
    ({"Insats": "qqq"}, "Insats", "listan över insatser"),
    ({"Insats": "UPP-LO"}, "Insats", "inte en individinsats utan struktur"),
    ({"Insats": "UPP-PL"}, "Insats", "inte en individinsats utan förstudie"),
    ({"Löpnummer": None}, "Löpnummer", "Cellen är tom"),
    ({"Anonym": None}, "Anonym", "Cellen är tom"),
    ({"Anonym": "Kanske"}, "Anonym", "”Kanske” är inte ett tillåtet värde. Skriv Ja eller Nej."),
    ({"Inskriven": None}, "Inskriven", "Cellen är tom"),
    ({"Inskriven": "03/04/2024"}, "Inskriven", "”03/04/2024” är inte ett datum"),
    ({"Inskriven": "2024-13-01"}, "Inskriven", "”2024-13-01” finns inte i kalendern"),
    ({"Inskriven": 45000}, "Inskriven", "”45000” är inte ett datum"),
    ({"Inskriven": date(2024, 7, 16)}, "Inskriven", "ligger i framtiden"),
    ({"Inskriven": date(2021, 12, 31)}, "Inskriven", "före insatsens start 2022-01-01"),
    ({"Inskriven": date(2024, 7, 1)}, "Inskriven", "efter insatsens slut 2024-06-30"),
    ({"Kön": None}, "Kön", "Skriv K eller M"),
    ({"Kön": "X"}, "Kön", "”X” är inte ett tillåtet värde. Skriv K eller M."),
    ({"Födelseår": None}, "Födelseår", "fyra siffror"),
    ({"Födelseår": 87}, "Födelseår", "Värdet är inte ett årtal"),
    ({"Födelseår": "1987-01"}, "Födelseår", "Värdet är inte ett årtal"),
    ({"Födelseår": 2015}, "Födelseår", "inte 10–90 år"),
    ({"Födelseår": 1933}, "Födelseår", "inte 10–90 år"),
    ({"Utbildning": "gymnasie"}, "Utbildning", "Menade du ”gymnasium”?"),
    (
        {"Utbildning": "XYZ"},
        "Utbildning",
        "saknas, grundskola, gymnasium, eftergymnasial och okänd",
    ),
    ({"Försörjning före": "lön, bidrag"}, "Försörjning före", "”lön, bidrag” är inte"),
    ({"Tid i försörjning": "2 år"}, "Tid i försörjning", "inte ett tillåtet värde"),
    ({"Remitterad från": "skolan"}, "Remitterad från", "inte ett tillåtet värde"),
    ({"Överförd": "X"}, "Överförd", "Skriv Ja eller Nej"),
    ({"Handlingsplan": "finns"}, "Handlingsplan", "Skriv Ja eller Nej"),
    ({"Avslutad": date(2024, 5, 1)}, "Avslutsorsak", "ska ha en avslutsorsak"),
    ({"Avslutsorsak": "studier"}, "Avslutad", "har en avslutsorsak"),
    (AVSLUTAD | {"Avslutad": date(2024, 2, 9)}, "Avslutad", "ligger före Inskriven"),
    (AVSLUTAD | {"Avslutad": date(2024, 8, 1)}, "Avslutad", "ligger i framtiden"),
    (AVSLUTAD | {"Avslutsorsak": "arbet"}, "Avslutsorsak", "Menade du ”arbete”?"),
    (
        AVSLUTAD
        | {"Inskriven": date(2021, 1, 1), "Överförd": "Ja", "Avslutad": date(2021, 12, 31)},
        "Avslutad",
        "ligger före insatsens start 2022-01-01",
    ),
    (ARBETE | {"Anställning": None}, "Anställning", "behövs när avslutsorsaken är arbete"),
    (ARBETE | {"Omfattning": None}, "Omfattning", "behövs när avslutsorsaken är arbete"),
    (ARBETE | {"Omfattning": 0}, "Omfattning", "inte ett heltal från 1 till 100"),
    (ARBETE | {"Omfattning": 101}, "Omfattning", "inte ett heltal från 1 till 100"),
    (ARBETE | {"Omfattning": True}, "Omfattning", "inte ett heltal från 1 till 100"),
    (ARBETE | {"Omfattning": 0.75}, "Omfattning", "Skriv 75 för 75 procent"),
    (AVSLUTAD | {"Anställning": "eget företag"}, "Anställning", "ska vara tom"),
    ({"Omfattning": 50}, "Omfattning", "ska vara tom"),
    ({"Utbildning": "=1+1"}, "Utbildning", "formel"),
]


@pytest.mark.parametrize(("values", "kolumn", "meddelande"), REFUSED)
def test_refused(faults, values, kolumn, meddelande):
    (fault,) = faults(person(**{"Löpnummer": "A", "Handlingsplan": "Nej"}), person(**values))
    assert fault.startswith(f"Insatsdata, rad 3, kolumn {kolumn}: ")
    assert meddelande in fault


def test_all_faults_at_once(faults):
    assert [
        fault[: fault.index(":")]
        for fault in faults(
            person(Kön="X", Avslutsorsak="studier"),
            person(Löpnummer="B"),
            person(Löpnummer=None, Inskriven="i maj"),
        )
    ] == [
        "Insatsdata, rad 2, kolumn Kön",
        "Insatsdata, rad 2, kolumn Avslutad",
        "Insatsdata, rad 4, kolumn Inskriven",
        "Insatsdata, rad 4, kolumn Löpnummer",
    ]


def test_anonym_has_nothing_but_the_first_four_columns(faults):
    rader = faults(ANONYM | {"Kön": "K", "Överförd": "Nej", "Avslutad": date(2024, 5, 1)})
    assert [rad.split(": ")[0].rpartition(" ")[2] for rad in rader] == [
        "Kön",
        "Överförd",
        "Avslutad",
    ]
    assert rader[0].endswith(
        "Raden är anonym och får bara ha Insats, Löpnummer, Anonym och Inskriven. Töm cellen."
    )


@pytest.mark.parametrize(("forsta", "andra"), [("17", "17"), (17, "17"), (17, 17.0)])
def test_lopnummer_twice_in_an_insats(faults, forsta, andra):
    (fault,) = faults(person(Löpnummer=forsta), person(Löpnummer=andra))
    assert fault == (
        "Insatsdata, rad 3, kolumn Löpnummer: Löpnumret finns redan på rad 2 i samma insats. "
        "Ge raden ett eget."
    )


def test_same_lopnummer_in_two_insatser(read):
    assert read(person(), person(Insats="HEB-PI")).antal_rader == 2


PERSONNUMMER = ["19870203-1234", "870203-1234", 8702031234, 198702631234, 102031234, 203041234.0]


@pytest.mark.parametrize("personnummer", PERSONNUMMER)
@pytest.mark.parametrize("kolumn", RUBRIKER)
def test_personnummer_in_any_column(faults, kolumn, personnummer):
    rader = faults(person(), person(**{"Löpnummer": "B", kolumn: personnummer}))
    assert any(
        rad.startswith(f"Insatsdata, rad 3, kolumn {kolumn}: Cellen innehåller något som ser ut")
        for rad in rader
    )
    assert not any(str(personnummer) in rad for rad in rader)


@pytest.mark.parametrize(
    ("kwargs", "plats"),
    [
        ({"rubriker": (*RUBRIKER, "870203-1234")}, "Insatsdata, rad 1, kolumn R"),
        ({"rubriker": (*RUBRIKER, "Namn")}, "Insatsdata, rad 2, kolumn R"),
        ({"rubriker": (*RUBRIKER, None)}, "Insatsdata, rad 2, kolumn R"),
        ({"rubriker": (None, *RUBRIKER)}, "Insatsdata, rad 2, kolumn A"),
        ({"andra_blad": {"Mer": ["a", "870203-1234"]}}, "Mer, rad 1, kolumn B"),
    ],
)
def test_personnummer_outside_the_columns(faults, kwargs, plats):
    rader = faults(person() | {"Namn": "870203-1234", None: "870203-1234"}, **kwargs)
    assert any(
        rad.startswith(f"{plats}: Cellen innehåller något som ser ut som ett personnummer")
        for rad in rader
    )
    assert "870203" not in "".join(rader)


def test_unknown_heading(faults):
    rubriker = tuple("Kon" if rubrik == "Kön" else rubrik for rubrik in RUBRIKER)
    okand, saknad = faults(person(), rubriker=(*rubriker, "Namn"))[::2]
    assert okand.startswith(
        "Insatsdata, rad 1, kolumn E: ”Kon” är inte en rubrik i mallen. Skriv Kön om det är det"
    )
    assert saknad == "Insatsdata, rad 1: Rubriken Kön saknas. Lägg till."


def test_same_heading_twice(faults):
    (fault,) = faults(person(), rubriker=(*RUBRIKER, "Kön"))
    assert "kolumn R: ”Kön” finns på två kolumner" in fault


def test_column_without_heading(faults):
    (fault,) = faults(person() | {None: "Anna"}, rubriker=(*RUBRIKER, None))
    assert fault.startswith("Insatsdata, rad 2, kolumn R: Kolumnen saknar rubrik.")
    assert "Anna" not in fault


def test_headings_below_row_1(forbund):
    fil = make_fil(person())
    arbetsbok = openpyxl.load_workbook(fil)
    arbetsbok.active.insert_rows(1)
    fil = BytesIO()
    arbetsbok.save(fil)
    with pytest.raises(UnderlagNekat, match="1 fel") as refused:
        read_insatsdata(fil, forbund=forbund, today=TODAY)
    assert refused.value.rader == [
        "Insatsdata, rad 2: Rubrikerna saknas på rad 1. Flytta upp dem dit."
    ]


def test_other_sheets_must_be_empty(read, faults):
    assert read(person(), andra_blad={"Blad2": []}).antal_rader == 1
    assert faults(person(), andra_blad={"Blad2": ["x"]}) == [
        "Blad2: Bladet har innehåll. Filen får bara ha bladet Insatsdata. Ta bort det andra."
    ]


def test_sheet_missing(faults):
    rader = faults(person(), namn="Blad1")
    assert rader[0] == "Insatsdata: Bladet saknas. Döp bladet med raderna till Insatsdata."


def test_headings_only(faults):
    assert faults() == [
        "Insatsdata: Bladet har inga rader under rubrikerna. Fyll i en rad per deltagande."
    ]


def test_empty_sheet(faults):
    (fault,) = faults(rubriker=())
    assert fault.startswith("Insatsdata, rad 1: Rubrikerna Insats, Löpnummer, Anonym, Inskriven,")


def test_not_a_workbook(forbund):
    with pytest.raises(OtillatenFil, match="inte en Excelfil"):
        read_insatsdata(BytesIO(b"Insats;Anonym"), forbund=forbund, today=TODAY)


def test_insats_of_another_forbund(faults):
    andra = Forbund.objects.create(organisationsnummer="222000-0001", namn="Annat")
    make_insats(andra, "XYZ-1")
    assert "är inte koden för någon av förbundets insatser" in faults(person(Insats="XYZ-1"))[0]


def test_a_fault_of_the_program_carries_no_row(forbund, monkeypatch):
    def fail(rad):
        raise TypeError(f"cannot add {rad}")

    monkeypatch.setattr(insatsdata_rader, "_build_deltagande", fail)
    with pytest.raises(LasningAvbruten) as avbruten:
        read_insatsdata(make_fil(person()), forbund=forbund, today=TODAY)
    assert "L-7001" not in str(avbruten.value)
    assert "TypeError" in str(avbruten.value)
    assert avbruten.value.__context__ is None
    assert avbruten.value.__cause__ is None


# Storing


def test_stored_with_its_leverans(store, forbund):
    lagring = store(person(), person(Löpnummer="2", Insats="HEB-PI"), ANONYM)
    assert [insats.kod for insats in lagring.andrade] == ["ENK-JC", "HEB-PI"]
    leverans = Leverans.objects.get(insats__kod="ENK-JC")
    assert leverans.is_aktuell
    assert (leverans.kalla, leverans.antal_rader, leverans.inlast) == ("insatsdata", 2, INLAST)
    assert len(leverans.sha256) == 64


def test_reading_again_changes_nothing(store):
    store(person(), ANONYM)
    fore = list(Deltagarstatistik.objects.values())
    lagring = store(person(), ANONYM)
    assert lagring.andrade == ()
    assert [insats.kod for insats in lagring.oforandrade] == ["ENK-JC"]
    assert list(Deltagarstatistik.objects.values()) == fore
    assert Leverans.objects.count() == 1


def test_a_changed_file_keeps_the_earlier_version(store):
    store(person(), person(Löpnummer="2", Insats="HEB-PI"))
    store(person(**AVSLUTAD))
    tidigare, aktuell = Leverans.objects.filter(insats__kod="ENK-JC").order_by("pk")
    assert (tidigare.is_aktuell, aktuell.is_aktuell) == (False, True)
    assert not tidigare.celler.filter(matt=Matt.AVSLUTADE).exists()
    assert aktuell.celler.filter(matt=Matt.AVSLUTADE).exists()
    assert Leverans.objects.get(insats__kod="HEB-PI").is_aktuell


def test_another_forbund_with_the_same_koder_is_untouched(store, read):
    annat = Forbund.objects.create(organisationsnummer="222000-0001", namn="Annat")
    make_insats(annat, "ENK-JC")
    fil = read_insatsdata(make_fil(person(), ANONYM), forbund=annat, today=TODAY)
    store_insatsdata(fil=fil, inlast=INLAST)
    fore = list(Deltagarstatistik.objects.filter(leverans__insats__forbund=annat).values())
    store(person(**AVSLUTAD))
    egna = Deltagarstatistik.objects.filter(leverans__insats__forbund=annat)
    assert list(egna.values()) == fore
    (andring,) = describe_changes(read(person()))
    assert "anonym" not in "".join(andring.rader)


def test_all_insatser_or_none(read, monkeypatch):
    fil = read(person(), person(Insats="HEB-PI"))

    def fail_on_the_second(*, insats, **kwargs):
        if insats.kod == "HEB-PI":
            raise RuntimeError
        return replace_deltagarstatistik(insats=insats, **kwargs)

    monkeypatch.setattr(insatsdata_services, "replace_deltagarstatistik", fail_on_the_second)
    with pytest.raises(RuntimeError):
        store_insatsdata(fil=fil, inlast=INLAST)
    assert not Leverans.objects.exists()


def test_forbund_with_all_koder(forbund):
    annat = Forbund.objects.create(organisationsnummer="222000-0001", namn="Annat")
    make_insats(annat, "ENK-JC")
    bada = make_fil(person())
    assert forbund_with_all_koder(bada) == [annat, forbund]
    bara_det_ena = make_fil(person(), person(Insats="heb-pi"))
    assert forbund_with_all_koder(bara_det_ena) == [forbund]
    assert forbund_with_all_koder(make_fil(person(Insats="okänd"))) == []


# What changes


def test_describe_changes(store, read):
    store(
        person(**AVSLUTAD),
        person(Löpnummer="2", **AVSLUTAD),
        person(Löpnummer="3", **AVSLUTAD),
        person(Löpnummer="4", Insats="HEB-PI"),
    )
    andringar = describe_changes(
        read(
            person(**AVSLUTAD | {"Avslutsorsak": "flytt"}),
            person(Löpnummer="2"),
            person(Löpnummer="3", Utbildning="saknas"),
            person(Löpnummer="4", Insats="HEB-PI"),
            ANONYM | {"Insats": "HEB-PI"},
        )
    )
    assert [(andring.insats.kod, andring.antal_rader, andring.rader) for andring in andringar] == [
        (
            "ENK-JC",
            3,
            (
                "februari 2024: ändrade uppgifter om utbildning",
                "maj 2024: två färre avslutade än tidigare",
            ),
        ),
        ("HEB-PI", 2, ("mars 2024: en fler anonym än tidigare",)),
    ]


def test_describe_the_first_leverans_and_no_change(store, read):
    (forsta,) = describe_changes(read(person(**AVSLUTAD), ANONYM))
    assert forsta.rader == ("första leveransen: en inskriven, en avslutad och en anonym",)
    store(person())
    (samma,) = describe_changes(read(person()))
    assert samma.rader == ()


def test_describe_changes_is_one_query(store, read, django_assert_num_queries):
    fil = read(person(), person(Insats="HEB-PI"))
    with django_assert_num_queries(1):
        describe_changes(fil)


def test_describe_andringar_of_kon_and_reason():
    juni = date(2024, 6, 1)
    fore = {(juni, "K", "inskrivna", ""): 2, (juni, "K", "avslutade", "flytt"): 1}
    efter = {
        (juni, "K", "inskrivna", ""): 1,
        (juni, "M", "inskrivna", ""): 1,
        (juni, "K", "avslutade", "sjukdom"): 1,
    }
    assert describe_andringar(fore, efter) == [
        "juni 2024: ändrade uppgifter om kön och kön eller avslutsorsak"
    ]
    assert describe_antal({}) == ""


# Nothing of a row is kept


def test_no_lopnummer_or_birth_year_in_the_database(store):
    store(person(**ARBETE, Löpnummer="LNR-4711", Födelseår=1971), ANONYM)
    innehall = " ".join(
        str(rad)
        for modell in apps.get_models()
        if modell._meta.managed
        for rad in modell._base_manager.values()
    )
    assert "ENK-JC" in innehall
    for hemligt in ("LNR-4711", "L-7002", "1971", "2024-02-10", "2024, 2, 10"):
        assert hemligt not in innehall


# Laws

dagar = st.dates(date(2023, 10, 1), date(2024, 12, 31))


@st.composite
def deltaganden(draw):
    fran = draw(dagar)
    if draw(st.integers(0, 9)) == 0:
        return Deltagande(1, "O", fran)
    is_overford = draw(st.booleans())
    avslutad = draw(st.none() | st.dates(fran, date(2024, 12, 31)))
    vid_start = ("under_30", draw(st.sampled_from(["saknas", "okand"])), "okand", "lon", None)
    orsak = draw(st.sampled_from(Avslutsorsak.values))
    return Deltagande(
        insats=draw(st.integers(1, 3)),
        kon=draw(st.sampled_from("KM")),
        fran=fran,
        is_overford=is_overford,
        vid_start=vid_start,
        avslutad=avslutad,
        vid_avslut=(orsak, draw(st.sampled_from(["ja", "nej", None])), None, None, None),
        dagar=None if is_overford or avslutad is None else (avslutad - fran).days,
    )


def sums_of(celler, start, slut):
    """What DeltagarstatistikQuerySet.sums gives for the cells and the period."""
    i_perioden, till_slutet = Counter(), Counter()
    for (insats, manad, kon, matt, kategori), antal in celler.items():
        i_perioden[insats, kon, matt, kategori] += antal * (start <= manad <= slut)
        till_slutet[insats, kon, matt, kategori] += antal * (manad <= slut)
    return [
        {
            "leverans__insats": insats,
            "kon": kon,
            "matt": matt,
            "kategori": kategori,
            "i_perioden": i_perioden[insats, kon, matt, kategori],
            "till_slutet": antal,
            "foregaende_ar": 0,
        }
        for (insats, kon, matt, kategori), antal in till_slutet.items()
    ]


@given(st.lists(deltaganden(), max_size=40))
def test_laws_of_the_flow(rader):
    assert len(VID_START) == len(VID_AVSLUT) == 5
    celler = count_deltaganden(rader)
    insatser = [1, 2, 3]

    def tabell(period):
        sums = sums_of(celler, period.start, period.slut)
        return sums, build_deltagartabell(sums, insatser, STEGFORFLYTTNING, insatser)

    _, fore = tabell(Period(2024, 1, 2))
    sums, efter = tabell(Period(2024, 3, 4))
    for rad_fore, rad in zip(
        (*fore.rader.values(), fore.summa), (*efter.rader.values(), efter.summa), strict=True
    ):
        pagaende_vid_start = rad_fore.pagaende + rad.overforda
        assert rad.pagaende == pagaende_vid_start + rad.inregistrerade - rad.avslutade
        assert rad.avslutade_totalt == rad_fore.avslutade_totalt + rad.avslutade
        orsaker = rad.arbete_studier_arbetssokande + rad.andra_orsaker + rad.upphorda
        assert orsaker == rad.avslutade

    # Told one by one, without the cells.
    slut = Period(2024, 3, 4).slut
    assert efter.summa.pagaende.sa == sum(
        d.kon != "O" and d.fran <= slut and (d.avslutad is None or d.avslutad > slut) for d in rader
    )
    assert build_avslutsorsaker(sums, insatser).summa == efter.summa.avslutade
    for fordelning in vars(build_malgrupp(sums, insatser)).values():
        assert fordelning.summa == efter.summa.inregistrerade
    langder = [
        d.dagar for d in rader if d.dagar is not None and d.avslutad >= Period(2024, 3, 4).start
    ]
    snitt = build_snittid(sums, insatser).summa.dagar_sa
    assert (snitt is None) == (len(langder) < 5)
    assert snitt is None or abs(snitt - sum(langder) / len(langder)) <= 0.5
