"""The kontoplan: its CSV there and back, and what storing it changes."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from ekonomi.bokforing.kontoplan import Kontoplansrad, read_kontoplan, write_kontoplan
from ekonomi.bokforing.kontoplan_services import store_kontoplan
from ekonomi.models import Kontorad
from ekonomi.models.bokforing import RADER, Radtyp, Rapport
from finsam.handelser.models import Handelse
from finsam.inlasning.fel import OtillatenFil, UnderlagNekat
from tests import factories as f

EXEMPEL = Path(__file__).parents[3] / "fixtures" / "kontoplan.csv"
NU = datetime(2024, 7, 12, 8, tzinfo=UTC)
HUVUD = "konto;namn;rapport;rad;not;notrad\n"

texter = st.text(st.sampled_from("abåÖ ;\"'=+-@,.x"), max_size=20).map(str.strip)
# What begins with an apostrophe before a formula is one that was made harmless.
texter = texter.filter(lambda text: not text.startswith("'"))
rader = st.sampled_from([(rapport, rad) for rapport in Rapport for rad in RADER[rapport]]).flatmap(
    lambda val: st.builds(
        Kontoplansrad,
        st.integers(1000, 9999).map(str),
        texter.filter(bool),
        st.just(val[0]),
        st.just(val[1]),
        st.none() | st.integers(1, 99),
        texter,
    )
)


@settings(max_examples=60, deadline=None)
@given(st.lists(rader, max_size=4, unique_by=lambda rad: rad.konto))
def test_what_is_downloaded_reads_back_the_same(plan):
    assert read_kontoplan(write_kontoplan(plan).encode()).rader == tuple(plan)


@pytest.mark.parametrize("kod", ["utf-8", "utf-8-sig", "cp1252", "cp437"])
def test_the_example_is_read_whatever_excel_saved_it_as(kod):
    text = EXEMPEL.read_text(encoding="utf-8")
    plan = read_kontoplan(text.encode(kod))
    # Divided by what a line of its own tells.
    assert read_kontoplan(f"sep=\t\n{text}".replace(";", "\t").encode(kod)) == plan

    assert len(plan.rader) == 57
    assert plan.rader[13] == Kontoplansrad(
        "4010",
        "Kostnader samverkansinsatser",
        Rapport.RESULTATRAKNING,
        Radtyp.SAMVERKANSINSATSER,
        2,
        "per projekt",
    )


def test_the_headings_may_stand_in_any_order():
    plan = read_kontoplan(
        "Rad;Rapport;konto;Färg;NAMN\nkassa_bank;balansräkning;1920;x;\u202eBa\u200bnk\n".encode()
    )

    assert plan.rader == (Kontoplansrad("1920", "Bank", Rapport.BALANSRAKNING, Radtyp.KASSA_BANK),)
    komma = "Konto,Rapport,rad,Namn\n1920,balansräkning,kassa_bank,Bank\n"
    assert read_kontoplan(komma.encode()).rader == plan.rader
    assert plan.upplysningar == ("Kolumnen ”Färg” är okänd och lästes inte.",)


def test_every_fault_is_told_with_its_row_and_the_nearest_value():
    with pytest.raises(UnderlagNekat) as nekat:
        read_kontoplan(
            (
                f"{HUVUD}1920;Bank;balansräkningen;kassa_bank;;\n"
                "1930;Bank;balansräkning;personal;;\n"
                "1940;Bank;balansräkning;kassabank;;\n"
                "1950;Bank;balansräkning;kassa_bank;x;\n"
                "19x0;Bank;balansräkning;kassa_bank;;\n"
                "1960;;balansräkning;kassa_bank;;\n"
                "1970;800101-1234;balansräkning;kassa_bank;;\n"
                "1980;Bank;balansräkning;kassa_bank;;\n"
                "1980;Bank;balansräkning;kassa_bank;;\n"
            ).encode()
        )

    fel = nekat.value.fel
    assert [(ett.rad, ett.kolumn) for ett in fel] == [
        (2, "rapport"),
        (3, "rad"),
        (4, "rad"),
        (5, "not"),
        (6, "konto"),
        (7, "namn"),
        (8, "namn"),
        (10, "konto"),
    ]
    assert "Menar du ”balansräkning”?" in fel[0].meddelande
    assert "finns inte i balansräkningen" in fel[1].meddelande
    assert "Menar du ”kassa_bank”?" in fel[2].meddelande
    assert "1234" not in "".join(nekat.value.rader)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200), st.booleans())
def test_no_bytes_make_it_fall_over(data, har_huvud):
    try:
        utfall = read_kontoplan((HUVUD.encode() if har_huvud else b"") + data)
    except (OtillatenFil, UnderlagNekat) as fel:
        utfall = str(fel)
    assert utfall


@pytest.mark.django_db
def test_the_same_file_twice_changes_nothing_and_another_leaves_the_rest():
    forbund, user = f.ForbundFactory(), f.UserFactory()
    f.KontoradFactory(konto="1920", namn="Deras")
    plan = read_kontoplan(EXEMPEL.read_bytes()).rader

    store_kontoplan(forbund=forbund, rader=plan, user=user, nu=NU)
    igen = store_kontoplan(forbund=forbund, rader=plan, user=user, nu=NU)
    assert igen.is_tom
    ny = Kontoplansrad("1920", "Bank", Rapport.BALANSRAKNING, Radtyp.KASSA_BANK, 11)
    andring = store_kontoplan(forbund=forbund, rader=[ny], user=user, nu=NU)

    assert andring.andrade == ("1920",)
    assert Kontorad.objects.filter(forbund=forbund).count() == 57
    bank = Kontorad.objects.get(forbund=forbund, konto="1920")
    assert [(h.namn, h.history_user, h.history_date) for h in bank.history.all()] == [
        ("Bank", user, NU),
        ("Plusgirokonto", user, NU),
    ]
    assert Handelse.objects.filter(typ=Handelse.Typ.KONTOPLAN_ANDRAD, user=user).count() == 2
    assert Kontorad.objects.exclude(forbund=forbund).get().namn == "Deras"


@pytest.mark.django_db
def test_the_command_stores_all_or_nothing(tmp_path, capsys, monkeypatch):
    f.ForbundFactory()
    call_command("las_in_kontoplan", str(EXEMPEL), "--torrkor")
    assert not Kontorad.objects.exists()
    call_command("las_in_kontoplan", str(EXEMPEL))
    assert "57 nya, 0 ändrade, 0 som förut" in capsys.readouterr().out
    Kontorad.objects.filter(konto__lte="3010").update(namn="Annat")
    monkeypatch.setattr("ekonomi.management.commands.las_in_kontoplan._FLEST", 2)
    call_command("las_in_kontoplan", str(EXEMPEL), "--torrkor")
    # In the order of the file.
    assert "Ändrade: 2069, 1221 och 17 till" in capsys.readouterr().out

    fil = tmp_path / "plan.csv"
    fil.write_text(f"{HUVUD}1111;Ny;balansräkning;kassa_bank;;\n2222;Fel;x;y;;\n")
    with pytest.raises(SystemExit) as slut:
        call_command("las_in_kontoplan", str(fil))
    assert slut.value.code == 1
    assert Kontorad.objects.count() == 57
