"""The demo's förbund lives: every state of a report up to today, and the PM as printed."""

import re
from datetime import UTC, date, datetime
from html import unescape
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core.management import call_command
from django.urls import resolve

from ekonomi.models import Budgetpost, Rekvisition
from finsam.handelser.models import Handelse
from finsam.konton.models import Roll, User
from finsam.period import Period
from insatser.models import Forbund, Insats
from insatser.tilltrade import Tilltrade
from rapporter.management.commands import demo
from rapporter.oversikt.attgora import list_att_gora
from rapporter.oversikt.mina import gather_mina
from rapporter.oversikt.tavla import build_tavla
from rapporter.oversikt.underlag import gather_oversikt
from tests.factories import AvvikelseFactory
from tests.rapporter.test_facit import assert_facit
from uppfoljning.calculations.marginaler import find_motsagelser
from uppfoljning.kategorier import Kon
from uppfoljning.models import (
    Avvikelse,
    Bedomning,
    Deltagarstatistik,
    Kvartalsrapport,
    Leverans,
    Omgang,
)
from uppfoljning.services import current_celler

pytestmark = pytest.mark.django_db

MODELLER = (
    Avvikelse,
    Bedomning,
    Budgetpost,
    Deltagarstatistik,
    Handelse,
    Kvartalsrapport,
    Leverans,
    Omgang,
    Rekvisition,
    User,
)


@time_machine.travel(datetime(2025, 5, 22, 10, tzinfo=UTC), tick=False)
def test_the_demo_lives_up_to_today_and_can_be_run_again(client, tmp_path, monkeypatch):
    monkeypatch.setattr(demo, "render_pdf", lambda dokument: b"%PDF-")
    call_command("demo")
    # Someone has tried it meanwhile.
    AvvikelseFactory(insats=Insats.objects.get(kod="ENK-JC"), inkommen=date(2025, 5, 20))
    antal = [m.objects.count() for m in MODELLER]
    User.objects.filter(email="kansli@demo.example").update(is_active=False)
    call_command("demo")
    assert User.objects.filter(is_active=True).count() == len(Roll)
    assert [m.objects.count() for m in MODELLER] == antal
    assert_facit("2024H1", tmp_path)

    forbund = Forbund.objects.get()
    dag = datetime(2025, 5, 22, tzinfo=UTC).date()
    sedda = {"rapport": set(), "insatsdata": set(), "rekvisition": set(), "flagga": set()}
    for kvartal in (Period.quarter(2024, 4), Period.quarter(2025, 1), Period.quarter(2025, 2)):
        underlag = gather_oversikt(forbund, kvartal, dag)
        for _, rader in build_tavla(underlag).grupper:
            for rad in rader:
                for falt, markering in (
                    ("rapport", rad.rapport and rad.rapport.markering),
                    ("insatsdata", rad.insatsdata),
                    ("rekvisition", rad.rekvisition),
                    ("flagga", rad.flagga),
                ):
                    if markering:
                        sedda[falt].add(markering.ord.split()[0])
    assert sedda == {
        "rapport": {"Kommande", "Utkast", "Försenad", "Inskickad", "Återsänd", "Godkänd"},
        "insatsdata": {"Inläst", "Försenad", "Att"},
        "rekvisition": {
            "Kommande",
            "Försenad",
            "Väntar",
            "Attesterad",
            "Attesterad,",  # preliminär
            "Återsänd",
        },
        "flagga": {"Hög", "Låg"},
    }
    assert Omgang.objects.filter(nr=2, beslut="").exists()
    assert Omgang.objects.exclude(oppnad=None).exists()
    assert Kvartalsrapport.objects.filter(status="utkast").exists()
    # What someone has done with a rekvisition stands among its events, and the ekonom has to pay.
    gjorda = Rekvisition.objects.exclude(inskickad_av=None)
    handelser = Handelse.objects.filter(modell="ekonomi.rekvisition")
    assert {str(r.pk) for r in gjorda} == set(handelser.values_list("objekt_id", flat=True))
    assert Rekvisition.objects.to_pay().exists()

    underlag = gather_oversikt(forbund, Period.quarter(2025, 1), dag)
    for roll in (Roll.KANSLI, Roll.EKONOM, Roll.FORBUNDSCHEF):
        assert list_att_gora(underlag, Tilltrade(forbund, (roll,)))
    mina = {
        roll: gather_mina(User.objects.get(email=f"{roll}@demo.example"), forbund, dag)
        for roll in (Roll.STYRGRUPP, Roll.INSATSANSVARIG)
    }
    assert [u.knapp for u in mina[Roll.STYRGRUPP].uppdrag] == ["Komplettera", "Börja", "Fortsätt"]
    assert [u.knapp for u in mina[Roll.INSATSANSVARIG].uppdrag] == ["Fortsätt"]

    for roll in (Roll.KANSLI, Roll.STYRGRUPP):
        client.force_login(User.objects.get(email=f"{roll}@demo.example"))
        assert_links_open(client, "/", "/?kvartal=2025-2")

    for celler in current_celler(forbund.insatser.all()).values():
        assert find_motsagelser(celler, {(m, k) for m, k, _, _ in celler if k != Kon.OKANT}) == []
    assert underlag.deltagare.pagaende.k > 0
    assert underlag.deltagare.inregistrerade.sa > 0


def assert_links_open(client, *sidor):
    """Of each kind of page that is linked to, one."""
    adresser = {}
    for sida in sidor:
        for adress in re.findall(r'<a [^>]*href="(/[^"#]*)', client.get(sida).content.decode()):
            adress = unescape(adress)
            adresser.setdefault(resolve(urlsplit(adress).path).view_name, adress)
    assert len(adresser) > 5
    fel = {a: s for a in adresser.values() if (s := client.get(a).status_code) != 200}
    assert fel == {}


def test_the_demo_works_just_after_a_quarter_has_ended(monkeypatch):
    monkeypatch.setattr(demo, "render_pdf", lambda dokument: b"%PDF-")
    nu = datetime(2025, 4, 1, 0, 5, tzinfo=UTC)
    with time_machine.travel(nu, tick=False):
        call_command("demo")
    assert not Omgang.objects.filter(inskickad__gt=nu).exists()
    assert not Handelse.objects.filter(tid__gt=nu).exists()
