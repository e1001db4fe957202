"""The kansli's bedömningar: beside the rule, with a motivering, and always what the PM shows."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from finsam.handelser.models import Handelse
from finsam.konton.models import Roll
from finsam.period import Period
from insatser.models import Insats
from rapporter.pm.pmunderlag import gather_pmunderlag
from tests import factories as f
from tests.uppfoljning.rapportexempel import NU
from uppfoljning.bedomning.bedomningar import Egen, gather_bedomningar
from uppfoljning.bedomning.services import Bedomningskonflikt, save_bedomningar
from uppfoljning.calculations.konflikter import Andring
from uppfoljning.models import Bedomning

pytestmark = pytest.mark.django_db

HALVAR = Period.parse("2024H1")


@pytest.fixture
def forbund():
    return f.ForbundFactory()


@pytest.fixture
def kansli(forbund):
    return f.BehorighetFactory(user__namn="Karin Kansli", forbund=forbund).user


@pytest.fixture
def insats(forbund):
    """In phase in the first quarter and partly in the second, by accepted reports."""
    insats = f.InsatsFactory(forbund=forbund, kortnamn="Jobbcentrum", ort="Enköping")
    f.KvartalsrapportFactory(insats=insats, kvartal=1, i_fas="ja", prognos="ja")
    f.KvartalsrapportFactory(insats=insats, kvartal=2, i_fas="delvis", prognos="ja")
    return insats


def url(forbund, period="2024H1"):
    return reverse("uppfoljning:bedomningar", args=[forbund.organisationsnummer, period])


def sent(page, insats, **changes):
    """The forms of the page as a browser sends them, with these changes in one insats's."""
    data = {
        form.add_prefix(namn): form[namn].value() or ""
        for form in page.context["forms"]
        for namn in form.fields
    }
    return data | {f"insats-{insats.pk}-{namn}": text for namn, text in changes.items()}


def rad_of(sida, insats):
    return next(rad for rad in sida.rader if rad.insats == insats)


def labels(rad):
    return [
        tuple(m.ord if m else None for m in (fraga.regeln, fraga.egen, fraga.i_pm))
        for fraga in rad.fragor
    ]


def test_the_rule_stands_until_the_kansli_says_otherwise(client, forbund, kansli, insats):
    client.force_login(kansli)
    page = client.get(url(forbund))
    rad = rad_of(page.context["sida"], insats)
    assert [k.markering.ord for k in rad.fragor[0].kvartal] == ["Ja", "Delvis"]
    assert labels(rad) == [("Delvis", None, "Delvis"), ("Ja", None, "Ja")]

    refused = client.post(url(forbund), sent(page, insats, i_fas="nej"))

    [fel] = [form.errors for form in refused.context["forms"] if form.errors]
    assert fel == {"motivering": ["Skriv varför bedömningen skiljer sig från regeln."]}
    assert not Bedomning.objects.exists()

    client.post(url(forbund), sent(page, insats, i_fas="nej", motivering="Två mål nås inte."))

    rad = rad_of(client.get(url(forbund)).context["sida"], insats)
    assert labels(rad) == [("Delvis", "Nej", "Nej"), ("Ja", None, "Ja")]
    bedomning = Bedomning.objects.get()
    assert bedomning.history.get().history_user == kansli
    handelse = Handelse.objects.get()
    assert (handelse.typ, handelse.user, handelse.fore) == ("bedomning_sparad", kansli, "")
    assert len(handelse.efter) == 64


def test_no_motivering_is_needed_for_what_the_rule_gives(client, forbund, kansli, insats):
    client.force_login(kansli)

    client.post(url(forbund), sent(client.get(url(forbund)), insats, i_fas="delvis"))

    assert Bedomning.objects.get().i_fas == "delvis"


def test_a_cleared_bedomning_gives_the_word_back_to_the_rule_and_stays_in_the_history(
    client, forbund, kansli, insats
):
    f.BedomningFactory(insats=insats, i_fas="nej", motivering="Två mål nås inte.")
    client.force_login(kansli)
    page = client.get(url(forbund))

    kvar = client.post(url(forbund), sent(page, insats, i_fas=""))

    [fel] = [form.errors["motivering"] for form in kvar.context["forms"] if form.errors]
    assert "Motiveringen hör till en egen bedömning" in fel[0]

    client.post(url(forbund), sent(page, insats, i_fas="", motivering=""))

    assert not Bedomning.objects.exists()
    assert [(h.history_type, h.history_user) for h in Bedomning.history.all()[:1]] == [
        ("-", kansli)
    ]
    handelse = Handelse.objects.get()
    assert (len(handelse.fore), handelse.efter) == (64, "")
    assert labels(rad_of(client.get(url(forbund)).context["sida"], insats))[0] == (
        "Delvis",
        None,
        "Delvis",
    )


def test_nothing_that_another_has_stored_is_overwritten_unseen(client, forbund, kansli, insats):
    client.force_login(kansli)
    page = client.get(url(forbund))
    save_bedomningar(
        period=HALVAR,
        andringar={insats: Andring(Egen(), Egen("nej", "", "Annans ord."))},
        user=f.UserFactory(),
        nu=NU,
    )

    conflict = client.post(
        url(forbund), sent(page, insats, i_fas="i_stort_sett", motivering="Mina ord.")
    )

    text = conflict.content.decode()
    assert "i fas nej och prognos samma som regeln. Annans ord." in text
    assert "Mina ord." in text
    assert Bedomning.objects.get().motivering == "Annans ord."
    client.post(url(forbund), sent(conflict, insats))
    assert Bedomning.objects.get().motivering == "Mina ord."


def test_a_report_accepted_while_one_judges_may_call_for_a_motivering(
    client, forbund, kansli, insats, monkeypatch
):
    """The rule that counts is the one under the lock, not the one that the form was checked by."""
    client.force_login(kansli)
    page = client.get(url(forbund))

    def save_after_another(**kwargs):
        insats.kvartalsrapporter.filter(kvartal=2).update(i_fas="ja")
        return save_bedomningar(**kwargs)

    monkeypatch.setattr("uppfoljning.views.bedomning.save_bedomningar", save_after_another)

    refused = client.post(url(forbund), sent(page, insats, i_fas="delvis"))

    [form] = refused.context["forms"]
    assert form.errors == {"motivering": ["Skriv varför bedömningen skiljer sig från regeln."]}
    assert form["i_fas"].value() == "delvis"
    assert labels(form.rad)[0] == ("Ja", None, "Ja")
    assert not Bedomning.objects.exists()


def test_all_or_none_of_the_bedomningar_are_stored(forbund, insats, kansli):
    annan = f.InsatsFactory(forbund=forbund)
    f.BedomningFactory(insats=annan, prognos="nej", motivering="Annans ord.")

    with pytest.raises(Bedomningskonflikt) as fel:
        save_bedomningar(
            period=HALVAR,
            andringar={
                insats: Andring(Egen(), Egen("nej", "", "Mina ord.")),
                annan: Andring(Egen(), Egen("ja", "", "Mina ord.")),
            },
            user=kansli,
            nu=NU,
        )

    assert fel.value.konflikter == {annan.pk: Egen("", "nej", "Annans ord.")}
    assert not insats.bedomningar.exists()


def test_the_revisor_reads_and_has_nothing_to_press(client, forbund, insats):
    f.BedomningFactory(insats=insats, i_fas="nej", motivering="Två mål nås inte.")
    client.force_login(f.BehorighetFactory(forbund=forbund, roll=Roll.REVISOR).user)

    text = client.get(url(forbund)).content.decode()

    assert "Två mål nås inte." in text
    assert "Spara bedömningarna" not in text
    assert "<select" not in text


@pytest.mark.parametrize("period", ["2024H1", "2024H2", "2024"])
@time_machine.travel("2024-07-15", tick=False)
def test_the_page_says_what_the_pm_says(forbund, insats, period):
    """With every way an answer comes about: rule, overlay, draft, ended, not begun, none."""
    f.BedomningFactory(insats=insats, period=period, i_fas="nej", motivering="Släpar.")
    utkast = f.InsatsFactory(forbund=forbund)
    f.KvartalsrapportFactory(insats=utkast, kvartal=1, i_fas="ja")
    f.KvartalsrapportFactory(insats=utkast, kvartal=2, i_fas="nej", status="inskickad")
    f.InsatsFactory(forbund=forbund, slut=date(2024, 5, 31), typ=Insats.Typ.STRUKTUR)
    forlangd = f.InsatsFactory(forbund=forbund, slut=date(2024, 6, 30))
    f.ForlangningFactory(
        insats=forlangd, beslutsdatum=date(2024, 5, 2), nytt_slut=date(2025, 6, 30)
    )
    f.InsatsFactory(forbund=forbund, start=date(2025, 1, 1), slut=date(2025, 12, 31))
    # In another förbund, with an answer that could leak.
    f.BedomningFactory(insats=f.InsatsFactory(), period=period, i_fas="ja")
    wanted, per = Period.parse(period), date(2024, 7, 15)

    sida = gather_bedomningar(forbund, wanted, per)
    underlag = gather_pmunderlag(forbund, wanted, per)

    assert [rad.insats for rad in sida.rader] == list(underlag.insatser)
    assert {rad.insats.pk: rad.periodsvar for rad in sida.rader} == underlag.svar
    assert rad_of(sida, insats).fragor[0].i_pm.ord == "Nej"


def test_the_office_sees_where_the_rule_has_left_an_old_bedomning(forbund, insats):
    """The quarter's answer may change after the bedömning was made."""
    f.BedomningFactory(insats=insats, i_fas="delvis")
    assert not rad_of(gather_bedomningar(forbund, HALVAR, NU.date()), insats).saknar_motivering

    insats.kvartalsrapporter.filter(kvartal=2).update(i_fas="ja")

    assert rad_of(gather_bedomningar(forbund, HALVAR, NU.date()), insats).saknar_motivering


def test_periods_and_what_is_none(client, forbund, kansli, insats):
    client.force_login(kansli)
    alla = ["2023H2", "2023", "2024H1", "2024H2", "2024", "2025H1"]
    for dag, visas in ((date(2024, 12, 31), alla[:5]), (date(2025, 1, 1), alla)):
        for period in ("2024H1", "2024"):
            sida = gather_bedomningar(forbund, Period.parse(period), dag)
            assert [str(p) for p in sida.perioder] == visas
    assert client.get(url(forbund, "2024K1")).status_code == 404
    assert "Ingen insats pågår" in client.get(url(forbund, "1994")).content.decode()


def test_insatser_cost_no_queries(client, forbund, kansli, insats):
    client.force_login(kansli)

    def count():
        with CaptureQueriesContext(connection) as queries:
            page = client.get(url(forbund))
        with CaptureQueriesContext(connection) as of_post:
            client.post(url(forbund), sent(page, insats))
        return len(queries), len(of_post)

    count()
    few = count()
    for _ in range(3):
        annan = f.InsatsFactory(forbund=forbund)
        f.KvartalsrapportFactory(insats=annan)
        f.BedomningFactory(insats=annan, i_fas="ja")
    assert count() == few
    assert max(few) <= 25
