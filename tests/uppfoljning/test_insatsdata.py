"""Reading insatsdata: what is counted and what is refused."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest

from finsam.inlasning.arbetsbok import OtillatenFil
from finsam.inlasning.fel import MAX_ANTAL_FEL, UnderlagNekat
from insatser.models import Forbund, Forlangning
from tests.uppfoljning.conftest import TODAY
from tests.uppfoljning.insatsdatafil import ANONYM, ARBETE, AVSLUTAD, make_fil, make_insats, person
from uppfoljning.insatsdata import rader as insatsdata_rader
from uppfoljning.insatsdata.fil import LasningAvbruten, forbund_with_all_koder, read_insatsdata
from uppfoljning.insatsdata.kolumner import RUBRIKER


def celler(fil):
    (own,) = fil.celler.values()
    return own


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


def test_avslutad_after_the_end_is_a_warning(forbund, read):
    sent = person(**AVSLUTAD | {"Avslutad": date(2024, 7, 1)})
    assert [str(varning) for varning in read(sent).varningar] == [
        "Insatsdata, rad 2, kolumn Avslutad: Datumet ligger efter insatsens slut 2024-06-30. "
        "Kontrollera datumet, och att insatsens förlängningar är inlagda."
    ]
    Forlangning.objects.create(
        insats=forbund.insatser.get(kod="ENK-JC"),
        beslutsdatum=date(2024, 6, 1),
        nytt_slut=date(2024, 7, 1),
    )
    assert read(sent).varningar == ()


def test_blank_rows_are_skipped(read):
    assert read(person(), {}, {"Insats": "  "}, ANONYM).antal_rader == 2


# What is refused

REFUSED = [
    # The cells of an otherwise faultless row; the column and a piece of the message.
    ({"Insats": None}, "Insats", "Cellen är tom"),
    ({"Insats": "ENK-JV"}, "Insats", "”ENK-JV” är inte koden"),
    ({"Insats": "ENK-JV"}, "Insats", "Menar du ”ENK-JC”?"),
    ({"Insats": "qqq"}, "Insats", "i listan över insatser"),
    ({"Insats": "UPP-LO"}, "Insats", "inte en individinsats utan struktur"),
    ({"Insats": "UPP-PL"}, "Insats", "inte en individinsats utan förstudie"),
    ({"Löpnummer": None}, "Löpnummer", "Cellen är tom"),
    ({"Anonym": None}, "Anonym", "Cellen är tom"),
    ({"Anonym": "Kanske"}, "Anonym", "”Kanske” är varken Ja eller Nej"),
    ({"Inskriven": None}, "Inskriven", "Cellen är tom"),
    ({"Inskriven": "03/04/2024"}, "Inskriven", "”03/04/2024” är inte ett datum"),
    ({"Inskriven": "2024-13-01"}, "Inskriven", "”2024-13-01” är inte ett datum"),
    ({"Inskriven": 45000}, "Inskriven", "”45000” är inte ett datum"),
    ({"Inskriven": date(2024, 7, 16)}, "Inskriven", "ligger i framtiden"),
    ({"Inskriven": date(2021, 12, 31)}, "Inskriven", "före insatsens start 2022-01-01"),
    ({"Inskriven": date(2024, 7, 1)}, "Inskriven", "efter insatsens slut 2024-06-30"),
    ({"Kön": None}, "Kön", "Skriv K eller M"),
    ({"Kön": "X"}, "Kön", "”X” är inte ett av valen. Välj bland: K, M."),
    ({"Födelseår": None}, "Födelseår", "fyra siffror"),
    ({"Födelseår": 87}, "Födelseår", "Värdet är inte ett årtal"),
    ({"Födelseår": "1987-01"}, "Födelseår", "Värdet är inte ett årtal"),
    ({"Födelseår": 2015}, "Födelseår", "inte 10–90 år"),
    ({"Födelseår": 1933}, "Födelseår", "inte 10–90 år"),
    ({"Utbildning": "gymnasie"}, "Utbildning", "Menar du ”gymnasium”?"),
    (
        {"Utbildning": "XYZ"},
        "Utbildning",
        "saknas, grundskola, gymnasium, eftergymnasial, okänd",
    ),
    ({"Försörjning före": "lön, bidrag"}, "Försörjning före", "”lön, bidrag” är inte"),
    ({"Tid i försörjning": "2 år"}, "Tid i försörjning", "inte ett av valen"),
    ({"Remitterad från": "skolan"}, "Remitterad från", "inte ett av valen"),
    ({"Överförd": "X"}, "Överförd", "varken Ja eller Nej"),
    ({"Handlingsplan": "finns"}, "Handlingsplan", "inte ett av valen"),
    ({"Avslutad": date(2024, 5, 1)}, "Avslutsorsak", "ska ha en avslutsorsak"),
    ({"Avslutsorsak": "studier"}, "Avslutad", "har en avslutsorsak"),
    (AVSLUTAD | {"Avslutad": date(2024, 2, 9)}, "Avslutad", "ligger före Inskriven"),
    (AVSLUTAD | {"Avslutad": date(2024, 8, 1)}, "Avslutad", "ligger i framtiden"),
    (AVSLUTAD | {"Avslutsorsak": "arbet"}, "Avslutsorsak", "Menar du ”arbete”?"),
    (
        AVSLUTAD
        | {"Inskriven": date(2021, 1, 1), "Överförd": "Ja", "Avslutad": date(2021, 12, 31)},
        "Avslutad",
        "ligger före insatsens start 2022-01-01",
    ),
    (ARBETE | {"Anställning": None}, "Anställning", "behövs när avslutsorsaken är arbete"),
    (ARBETE | {"Omfattning": None}, "Omfattning", "behövs när avslutsorsaken är arbete"),
    (ARBETE | {"Omfattning": 0}, "Omfattning", "inte ett heltal mellan 1 och 100"),
    (ARBETE | {"Omfattning": 101}, "Omfattning", "inte ett heltal mellan 1 och 100"),
    (ARBETE | {"Omfattning": True}, "Omfattning", "inte ett heltal mellan 1 och 100"),
    (ARBETE | {"Omfattning": 0.75}, "Omfattning", "”0,75” är inte hela procent"),
    (ARBETE | {"Omfattning": 0.75}, "Omfattning", "Skriv 75."),
    (ARBETE | {"Omfattning": "75 %"}, "Omfattning", "”75 %” är inte hela procent"),
    ({"Försörjning före": "lön; sjukpenning"}, "Försörjning före", "skilj dem med komma"),
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
        "Insatsdata, rad 1, kolumn E: ”Kon” är inte en rubrik i mallen. Menar du ”Kön”?"
    )
    assert saknad == (
        "Insatsdata, rad 1: Rubriken Kön saknas. Skriv den på rad 1, precis som i mallen, och fyll "
        "i kolumnen under."
    )
    assert okand.endswith(
        "Menar du ”Kön”? Ta annars bort kolumnen: filen får inte ha fler uppgifter om deltagarna "
        "än mallen."
    )
    [okand] = faults(person(), rubriker=(*RUBRIKER, "Telefon"))
    assert "är inte en rubrik i mallen. Ta bort kolumnen:" in okand


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
        "Blad2: Bladet har innehåll. Ta bort det: filen får bara ha bladet Insatsdata."
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


def test_koder_that_differ_only_in_case_are_never_mixed_up(forbund, read, faults):
    make_insats(forbund, "Heb-Pi")
    (insats,) = read(person(Insats="Heb-Pi")).insatser.values()
    assert insats.kod == "Heb-Pi"
    assert "är inte koden" in faults(person(Insats="heb-pi"))[0]


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


def test_forbund_with_all_koder(forbund):
    annat = Forbund.objects.create(organisationsnummer="222000-0001", namn="Annat")
    make_insats(annat, "ENK-JC")
    bada = make_fil(person())
    assert forbund_with_all_koder(bada) == [annat, forbund]
    bara_det_ena = make_fil(person(), person(Insats="heb-pi"))
    assert forbund_with_all_koder(bara_det_ena) == [forbund]
    assert forbund_with_all_koder(make_fil(person(Insats="okänd"))) == []


def test_reading_stops_where_the_faults_are_too_many_to_show(faults):
    rader = faults(*(person(Kön="X") for _ in range(MAX_ANTAL_FEL + 200)))
    # The first row has one fault, each of the others also the same löpnummer.
    assert rader[0] == (
        "Insatsdata: Felen är så många att läsningen slutade efter rad 502. Rätta dem och läs in "
        "filen på nytt."
    )
    assert len(rader) == MAX_ANTAL_FEL + 1
