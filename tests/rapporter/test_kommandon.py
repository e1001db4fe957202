"""The commands rapport and demo, as those who type them meet them."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from finsam.konton.models import User
from rapporter.management.commands import rapport
from tests import factories as f

pytestmark = pytest.mark.django_db


def run_rapport(*args):
    """The exit code as manage.py gives it, and what was said on stderr."""
    stderr = StringIO()
    command = rapport.Command(stderr=stderr)
    command._called_from_command_line = True
    try:
        options = command.create_parser("manage.py", "rapport").parse_args(args)
        command.execute(**vars(options))
    except CommandError as error:
        return error.returncode, str(error)
    except SystemExit as error:
        return error.code, ""
    return 0, stderr.getvalue()


def test_rapport_writes_every_format_to_a_file(tmp_path):
    insats = f.KvartalsrapportFactory(insats__forbund__namn="Samordningsförbundet Alfa").insats
    for filformat in ("html", "json", "pdf"):
        fil = tmp_path / f"pm.{filformat}"
        assert run_rapport("pm", "2024H1", "--format", filformat, "--ut", str(fil)) == (0, "")
    assert (tmp_path / "pm.pdf").read_bytes().startswith(b"%PDF-")
    assert "Samordningsförbundet Alfa" in (tmp_path / "pm.html").read_text()
    assert json.loads((tmp_path / "pm.json").read_text())["forbund"] == (
        insats.forbund.organisationsnummer
    )


def test_rapport_tells_what_to_give_when_the_forbund_is_unclear():
    assert run_rapport("pm", "2024H1") == (
        2,
        "Det finns inget förbund än. Läs in ett underlag först.",
    )
    f.ForbundFactory(), f.ForbundFactory()
    assert run_rapport("pm", "2024H1") == (
        2,
        "Det finns flera förbund. Ange vilket med --forbund ORGNR.",
    )
    code, message = run_rapport("pm", "2024H1", "--forbund", "111111-1111")
    assert (code, "111111-1111" in message) == (2, True)


def test_rapport_that_cannot_be_written_says_so(tmp_path):
    f.ForbundFactory()
    fil = tmp_path / "saknas" / "pm.html"
    code, message = run_rapport("pm", "2024H1", "--ut", str(fil))
    assert (code, str(fil) in message) == (1, True)


def test_rapport_called_wrongly_exits_with_2():
    assert run_rapport("pm", "2024H3")[0] == 2
    assert run_rapport("protokoll", "2024H1")[0] == 2
    assert run_rapport("pm")[0] == 2


def test_demo_is_refused_in_production(settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="körs inte i produktion"):
        call_command("demo")
    assert not User.objects.exists()
