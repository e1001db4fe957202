"""Who sees the avstämning, the comments on it, and how the command tells it."""

from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError
from django.urls import reverse

from finsam.handelser.models import Handelse
from finsam.konton.models import Roll
from rapporter.avstamning.avstamning import build_avstamning
from rapporter.dokument import Motsagelse
from rapporter.management.commands import avstamning
from rapporter.models import Avstamningskommentar
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def idag():
    with time_machine.travel("2024-08-15 10:00", tick=False):
        yield


@pytest.fixture
def insats():
    """One with a preliminary rekvisition, which is a warning."""
    insats = f.InsatsFactory(kod="VAG", forbund__namn="Samordningsförbundet Alfa")
    f.RekvisitionFactory(insats=insats, is_preliminar=True)
    return insats


NYCKEL = "preliminart-utfall:VAG"
SIFFROR = "preliminärt mot slutligt"


def log_in(client, forbund, roll):
    client.force_login(f.BehorighetFactory(forbund=forbund, roll=roll).user)


def url(namn, forbund, *args):
    return reverse(f"rapporter:{namn}", args=["pm", forbund.organisationsnummer, "2024H1", *args])


def test_errors_stand_above_the_report_for_those_who_work_with_it(client, insats):
    """Here more have ended than have ever begun."""
    leverans = f.LeveransFactory(insats=insats)
    f.DeltagarstatistikFactory(leverans=leverans, kon="K", matt="inskrivna")
    f.DeltagarstatistikFactory(
        leverans=leverans, kon="K", matt="avslutade", kategori="arbete", antal=2
    )
    rubrik = "Rapporten stämmer inte"

    log_in(client, insats.forbund, Roll.KANSLI)
    sida = client.get(url("rapport", insats.forbund)).content.decode()
    assert rubrik in sida
    assert f"Ingen avslutas som inte har börjat: {insats.textbenamning}, kvinnor: 2 mot 1" in sida
    assert url("avstamning", insats.forbund) in sida
    sida = client.get(url("avstamning", insats.forbund)).content.decode()
    # Errors first, and what holds is folded away.
    fel = "Ingen avslutas som inte har börjat: 1 avviker"
    delar = [sida.index(text) for text in (fel, "Utfallet är slutligt: 1 avviker", "Stämmer (")]
    assert delar == sorted(delar)

    log_in(client, insats.forbund, Roll.STYRELSE)
    sida = client.get(url("rapport", insats.forbund)).content.decode()
    assert rubrik not in sida
    assert url("avstamning", insats.forbund) not in sida


def test_a_report_that_contradicts_itself_is_told_and_not_shown(client, insats, monkeypatch):
    def write_pm(u):
        raise Motsagelse("avslutade sägs vara både 3 och 4.")

    monkeypatch.setattr("rapporter.avstamning.samling.write_pm", write_pm)
    monkeypatch.setattr("rapporter.pm.write_pm", write_pm)
    log_in(client, insats.forbund, Roll.KANSLI)

    sida = client.get(url("rapport", insats.forbund))
    assert sida.status_code == 200
    assert "Rapporten kan inte visas" in sida.content.decode()
    assert client.get(url("rapport_pdf", insats.forbund)).url == url("rapport", insats.forbund)
    data = client.get(url("rapport_json", insats.forbund))
    assert (data.status_code, data.json()) == (409, {"fel": "avslutade sägs vara både 3 och 4."})
    sida = client.get(url("avstamning", insats.forbund)).content.decode()
    assert "avslutade sägs vara både 3 och 4." in sida
    log_in(client, insats.forbund, Roll.STYRELSE)
    sida = client.get(url("rapport", insats.forbund)).content.decode()
    assert "Kontakta förbundets kansli" in sida
    assert "avslutade sägs" not in sida
    code, utdata, _ = run_avstamning("pm", "2024H1")
    assert code == 1
    assert "FEL  motsagelse" in utdata


def test_a_comment_follows_into_the_report_as_long_as_the_warning_stands(client, insats):
    log_in(client, insats.forbund, Roll.EKONOM)
    sida = url("avstamning_kommentar", insats.forbund, NYCKEL)
    assert client.get(sida).status_code == 200

    data = {"text": "Fakturan dröjer till\naugusti.", "sedd": "", "siffror": "7 mot 6"}
    svar = client.post(sida, data).content.decode()
    assert "Uppgifterna har ändrats sedan du öppnade sidan." in svar
    assert "Fakturan dröjer till" in svar
    assert f'name="siffror" value="{SIFFROR}"' in svar
    assert not Avstamningskommentar.objects.exists()
    svar = client.post(sida, data | {"siffror": SIFFROR})

    assert svar.url == url("avstamning", insats.forbund)
    kommentar = Avstamningskommentar.objects.get()
    assert (kommentar.rapport, kommentar.period, kommentar.kontroll) == ("pm", "2024H1", NYCKEL)
    assert kommentar.history.get().history_user.email
    handelse = Handelse.objects.get()
    assert handelse.typ == Handelse.Typ.AVSTAMNING_KOMMENTERAD
    assert handelse.objekt == (
        f"Utfallet är slutligt: {insats.textbenamning}, PM Uppföljning av insatser 2024H1"
    )
    assert handelse.efter
    for vy in ("rapport", "avstamning"):
        assert "Fakturan dröjer" in client.get(url(vy, insats.forbund)).content.decode()
    rapport = client.get(url("rapport", insats.forbund)).content.decode()
    assert "Kommentarer till uppgifterna" in rapport

    assert kommentar.siffror == SIFFROR
    notis = "Siffrorna har ändrats sedan kommentaren skrevs"
    Avstamningskommentar.objects.update(siffror="7 mot 6")
    assert "Fakturan dröjer" not in client.get(url("rapport", insats.forbund)).content.decode()
    for adress in (url("avstamning", insats.forbund), sida):
        svar = client.get(adress)
        assert "Fakturan dröjer" in svar.content.decode()
        assert notis in svar.content.decode()
    sedd = svar.context["form"]["sedd"].value()
    client.post(sida, {"text": "Den gäller.", "sedd": sedd, "siffror": SIFFROR})
    assert "Den gäller." in client.get(url("rapport", insats.forbund)).content.decode()
    assert notis not in client.get(sida).content.decode()

    insats.rekvisitioner.update(is_preliminar=False)
    rapport = client.get(url("rapport", insats.forbund)).content.decode()
    assert "Den gäller." not in rapport
    assert client.get(sida).status_code == 404


def test_for_the_board_only_what_is_commented_is_tried(client, insats, monkeypatch):
    provade = []

    def build(underlag, nycklar=None):
        provade.append(nycklar)
        return build_avstamning(underlag, nycklar)

    monkeypatch.setattr("rapporter.avstamning.rapport.build_avstamning", build)
    log_in(client, insats.forbund, Roll.STYRELSE)
    for vy in ("rapport", "rapport_json"):
        assert client.get(url(vy, insats.forbund)).status_code == 200
    assert provade == []

    Avstamningskommentar.objects.create(
        forbund=insats.forbund,
        rapport="pm",
        period="2024H1",
        kontroll=NYCKEL,
        text="Fakturan dröjer.",
        siffror=SIFFROR,
    )
    assert "Fakturan dröjer." in client.get(url("rapport", insats.forbund)).content.decode()
    assert provade == [{"preliminart-utfall"}]


def test_a_comment_that_another_has_changed_is_not_lost_and_an_empty_one_goes(client, insats):
    log_in(client, insats.forbund, Roll.KANSLI)
    sida = url("avstamning_kommentar", insats.forbund, NYCKEL)
    client.post(sida, {"text": "Min.", "sedd": "", "siffror": SIFFROR})
    sedd = client.get(sida).context["form"]["sedd"].value()
    Avstamningskommentar.objects.update(text="En annans.")

    svar = client.post(
        sida, {"text": "Min igen.", "sedd": sedd, "siffror": SIFFROR}
    ).content.decode()
    assert "Min igen." in svar
    assert "En annans." in svar
    assert Avstamningskommentar.objects.get().text == "En annans."

    sedd = client.get(sida).context["form"]["sedd"].value()
    client.post(sida, {"text": "", "sedd": sedd})
    assert not Avstamningskommentar.objects.exists()
    assert [h.history_type for h in Avstamningskommentar.history.all()] == ["-", "+"]


def test_a_personnummer_in_a_comment_is_refused_and_the_text_kept(client, insats):
    log_in(client, insats.forbund, Roll.KANSLI)
    sida = url("avstamning_kommentar", insats.forbund, NYCKEL)
    svar = client.post(sida, {"text": "Gäller 19811218-9876.", "sedd": ""}).content.decode()
    assert "Gäller 19811218-9876." in svar
    assert "personnummer" in svar
    assert not Avstamningskommentar.objects.exists()


@pytest.mark.parametrize(
    ("roll", "laser", "skriver"),
    [
        (Roll.KANSLI, 200, 200),
        (Roll.EKONOM, 200, 200),
        (Roll.REVISOR, 200, 403),
        (Roll.STYRELSE, 403, 403),
        (Roll.STYRGRUPP, 403, 403),
    ],
)
def test_who_reads_and_who_comments(client, insats, roll, laser, skriver):
    log_in(client, insats.forbund, roll)
    kommentar = url("avstamning_kommentar", insats.forbund, NYCKEL)
    svar = client.get(url("avstamning", insats.forbund))
    assert svar.status_code == laser
    assert client.get(kommentar).status_code == skriver
    if laser == 200:
        assert (kommentar in svar.content.decode()) is (skriver == 200)
    assert client.get(url("avstamning", f.ForbundFactory())).status_code == 404


def test_only_a_warning_that_stands_can_be_commented(client, insats):
    log_in(client, insats.forbund, Roll.KANSLI)
    assert client.get(url("avstamning_kommentar", insats.forbund, "floden")).status_code == 404


def test_the_page_costs_the_same_for_many_insatser(client, insats, django_assert_max_num_queries):
    log_in(client, insats.forbund, Roll.KANSLI)
    for vy in ("rapport", "avstamning"):
        client.get(url(vy, insats.forbund))
        with django_assert_max_num_queries(24) as fore:
            client.get(url(vy, insats.forbund))
        for _ in range(2):
            f.RekvisitionFactory(insats=f.InsatsFactory(forbund=insats.forbund))
        with django_assert_max_num_queries(24) as efter:
            client.get(url(vy, insats.forbund))
        assert len(fore) == len(efter)


def run_avstamning(*args):
    """The exit code as manage.py gives it, what was printed, and what went wrong."""
    stdout = StringIO()
    command = avstamning.Command(stdout=stdout)
    command._called_from_command_line = True
    try:
        options = command.create_parser("manage.py", "avstamning").parse_args(args)
        command.execute(**vars(options))
    except CommandError as error:
        return error.returncode, stdout.getvalue(), str(error)
    except SystemExit as error:
        return error.code, "", ""
    return 0, stdout.getvalue(), ""


def test_the_command_tells_every_check_on_a_line(insats):
    code, utdata, _ = run_avstamning("pm", "2024H1")
    *rader, summering = utdata.splitlines()
    assert code == 0
    assert (
        f"VARNING  {NYCKEL}  Utfallet är slutligt: {insats.textbenamning}  "
        "Utfallet är preliminärt  Ska vara slutligt" in rader
    )
    assert any(
        rad.startswith("KAN INTE PRÖVAS  utfall-bokforing") and "ingen bokföring är inläst" in rad
        for rad in rader
    )
    ok = sum(rad.startswith("OK  ") for rad in rader)
    varningar = sum(rad.startswith("VARNING  ") for rad in rader)
    oprovade = sum(rad.startswith("KAN INTE PRÖVAS  ") for rad in rader)
    assert summering == (f"{ok} ok, 0 fel, {varningar} varningar, {oprovade} kan inte prövas")


def test_the_command_called_wrongly_exits_with_2(insats):
    assert run_avstamning("pm", "2024H3")[0] == 2
    assert run_avstamning("protokoll", "2024H1")[0] == 2
    assert run_avstamning("pm", "2024H1", "--forbund", "111111-1111")[0] == 2
