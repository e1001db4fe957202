"""The command las_in_insatsdata: what it prints, stores and refuses."""

import sys
from datetime import date

import pytest
import time_machine
from django.core.management import call_command
from django.core.management.base import CommandError

from insatser.models import Forbund
from tests.arbetsbok import make_arbetsbok
from tests.underlagsfil import GRUND
from tests.uppfoljning.insatsdatafil import ANONYM, AVSLUTAD, make_fil, make_insats, person
from uppfoljning.models import Deltagarstatistik, Leverans

pytestmark = pytest.mark.usefixtures("frozen")


@pytest.fixture
def frozen():
    with time_machine.travel("2024-07-15 12:00", tick=False):
        yield


@pytest.fixture
def run(forbund, tmp_path, capsys):
    """Runs the command on the rows; gives the exit code, standard out and standard error."""

    def run(*rader, **options):
        fil = tmp_path / "insatsdata.xlsx"
        fil.write_bytes(make_fil(*rader).getvalue())
        kod = 0
        try:
            # As from the command line, where the streams are looked up at each call.
            call_command(
                "las_in_insatsdata", str(fil), stdout=sys.stdout, stderr=sys.stderr, **options
            )
        except SystemExit as avslut:
            kod = avslut.code
        return kod, *capsys.readouterr()

    return run


def test_stores_and_tells_what_changed(run):
    hel = [person(**AVSLUTAD), ANONYM, person(Insats="HEB-PI")]
    assert run(*hel) == (
        0,
        "Insatsdata för Uppsala län: tre rader i två insatser\n"
        "ENK-JC Insats ENK-JC, två rader:\n"
        "  första leveransen: en inskriven, en avslutad och en anonym\n"
        "HEB-PI Insats HEB-PI, en rad:\n"
        "  första leveransen: en inskriven\n",
        "",
    )
    assert Leverans.objects.count() == 2
    kod, ut, _ = run(person(Födelseår=2009), ANONYM, person(Insats="HEB-PI"))
    assert (kod, ut.splitlines()[1:]) == (
        0,
        [
            "Varning. Insatsdata, rad 2, kolumn Födelseår: Åldern vid inskrivningen är inte 16–67 "
            "år. Kontrollera att det stämmer.",
            "ENK-JC Insats ENK-JC, två rader:",
            "  februari 2024: ändrade uppgifter om ålder",
            "  maj 2024: en färre avslutad än tidigare",
            "HEB-PI Insats HEB-PI, en rad: inget ändras",
        ],
    )
    assert Leverans.objects.count() == 3


@pytest.mark.parametrize("torrkor", [False, True])
def test_fewer_rows_than_last_time_is_the_first_thing_told(run, torrkor):
    run(person(), person(Löpnummer="2"), person(Insats="HEB-PI"))

    kod, ut, fel = run(person(), person(Insats="HEB-PI"), torrkor=torrkor)

    assert (kod, fel) == (0, "")
    assert ut.splitlines()[:2] == [
        "Varning. ENK-JC: 2 rader förra gången, 1 nu. Filen ska innehålla alla deltaganden sedan "
        "insatsens start.",
        "Insatsdata för Uppsala län: två rader i två insatser",
    ]


def test_torrkor_stores_nothing(run):
    kod, ut, fel = run(person(), torrkor=True)
    assert (kod, fel) == (0, "")
    assert "första leveransen: en inskriven" in ut
    assert ut.endswith("Torrkörning: inget har sparats.\n")
    assert not Leverans.objects.exists()


def test_a_fault_stores_nothing(run):
    kod, ut, fel = run(
        person(Insats="HEB-PI"), person(Kön="X", Inskriven=date(2024, 7, 16)), torrkor=False
    )
    assert (kod, ut) == (1, "")
    assert fel.splitlines() == [
        "Insatsdata, rad 3, kolumn Inskriven: ”2024-07-16” ligger i framtiden. Skriv ett datum "
        "till och med 2024-07-15.",
        "Insatsdata, rad 3, kolumn Kön: ”X” är inte ett av valen. Välj bland: K, M.",
        "2 fel. Inget har sparats.",
    ]
    assert not Leverans.objects.exists()
    assert not Deltagarstatistik.objects.exists()


def test_nothing_of_a_person_is_printed(run):
    utskrifter = [
        run(person(Löpnummer="LNR-4711", Födelseår=1971)),
        run(person(Löpnummer="LNR-4711", Födelseår=1901)),
        run(person(Löpnummer="LNR-4711", Födelseår="71-02")),
        run(*[person(Löpnummer="LNR-4711", Födelseår=1971)] * 2),
        run(person(Löpnummer="19710203-1234")),
        run(person(Födelseår="710203-1234")),
        run(ANONYM | {"Löpnummer": "LNR-4711", "Födelseår": 1971}),
    ]
    assert [kod for kod, *_ in utskrifter] == [0, 1, 1, 1, 1, 1, 1]
    for _, ut, fel in utskrifter:
        for hemligt in ("LNR", "4711", "1971", "1901", "71-02", "710203"):
            assert hemligt not in ut + fel


@pytest.fixture
def annat(forbund):
    annat = Forbund.objects.create(organisationsnummer="222000-0001", namn="Annat")
    make_insats(annat, "ENK-JC")
    return annat


def stored_in():
    return set(Leverans.objects.values_list("insats__forbund__namn", flat=True))


@pytest.mark.usefixtures("annat")
def test_forbund_is_the_only_one_with_all_koder(run):
    assert run(person(), person(Insats="HEB-PI"))[0] == 0
    assert stored_in() == {"Uppsala län"}


@pytest.mark.usefixtures("annat")
def test_forbund_by_its_number(run):
    assert run(person(), forbund="2220000001")[0] == 0
    assert stored_in() == {"Annat"}


@pytest.mark.usefixtures("annat")
def test_forbund_must_be_given_where_several_fit(run):
    with pytest.raises(CommandError, match="Ange vilket med --forbund ORGNR") as refused:
        run(person())
    assert refused.value.returncode == 2
    assert stored_in() == set()


def test_unknown_forbund(run):
    with pytest.raises(CommandError, match="inget förbund med organisationsnummer 222000-9999"):
        run(person(), forbund="222000-9999")


@pytest.mark.parametrize("antal_forbund", [1, 2])
def test_an_underlag_is_told_from_insatsdata(forbund, tmp_path, capsys, antal_forbund):
    if antal_forbund == 2:
        Forbund.objects.create(organisationsnummer="222000-0001", namn="Annat")
    fil = tmp_path / "fil.xlsx"
    fil.write_bytes(make_arbetsbok(**GRUND).getvalue())
    with pytest.raises(SystemExit) as avslut:
        call_command("las_in_insatsdata", str(fil), stderr=sys.stderr)
    assert avslut.value.code == 1
    assert capsys.readouterr().err == (
        "Filen ser ut som ett underlag. Läs in den med las_in_underlag.\nInget har sparats.\n"
    )


@pytest.mark.django_db
def test_missing_file(forbund, capsys):
    with pytest.raises(SystemExit) as avslut:
        call_command("las_in_insatsdata", "finns-inte.xlsx", stderr=sys.stderr)
    assert avslut.value.code == 1
    assert capsys.readouterr().err == (
        "Filen finns-inte.xlsx finns inte. Kontrollera namn och mapp.\nInget har sparats.\n"
    )
