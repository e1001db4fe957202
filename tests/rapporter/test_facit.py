"""The printed figures of 2022 and 2024, from workbook and insatsdata to JSON by the commands."""

from pathlib import Path

import openpyxl
import pytest
from django.core.management import call_command

from insatser.models import Forbund
from tests.jamfor_facit import main as differs

FIXTURES = Path(__file__).parents[2] / "fixtures"
ORGNR = "222000-2576"

pytestmark = pytest.mark.django_db


def read_in(period, orgnr, folder):
    """Load a period's workbook and insatsdata as the förbund `orgnr`."""
    underlag = folder / f"underlag_{period}.xlsx"
    workbook = openpyxl.load_workbook(FIXTURES / underlag.name)
    workbook["Förbund"]["A2"] = orgnr
    workbook.save(underlag)
    call_command("las_in_underlag", str(underlag))
    insatsdata = FIXTURES / f"insatsdata_{period}.xlsx"
    call_command("las_in_insatsdata", str(insatsdata), forbund=orgnr)


def assert_facit(period, folder, orgnr=None):
    rapport = folder / f"pm_{period}.json"
    call_command("rapport", "pm", period, filformat="json", ut=str(rapport), forbund=orgnr)
    assert differs(str(rapport), str(FIXTURES / f"facit_{period}.json")) == 0


@pytest.mark.parametrize("period", ["2022H1", "2024H1"])
def test_one_forbund_agrees_with_what_the_report_must_say(period, tmp_path):
    read_in(period, ORGNR, tmp_path)
    assert_facit(period, tmp_path)


def test_two_forbund_in_one_database_agree_each(tmp_path):
    """The two sets share their codes, so a leak between förbund would show."""
    read_in("2022H1", "222000-1503", tmp_path)
    read_in("2024H1", ORGNR, tmp_path)
    assert_facit("2022H1", tmp_path, "222000-1503")
    assert_facit("2024H1", tmp_path, ORGNR)
    assert Forbund.objects.count() == 2


def test_a_facit_that_differs_is_seen(tmp_path, capsys):
    """The comparison itself can fail: 2024's report is not 2022's."""
    read_in("2024H1", ORGNR, tmp_path)
    rapport = tmp_path / "pm.json"
    call_command("rapport", "pm", "2024H1", filformat="json", ut=str(rapport))
    assert differs(str(rapport), str(FIXTURES / "facit_2022H1.json")) == 1
    assert "inregistrerade" in capsys.readouterr().out
