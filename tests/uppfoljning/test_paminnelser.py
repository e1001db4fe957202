"""Reminders: when, to whom, once a day, and not after the report has been sent in."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.urls import reverse

from finsam.konton.models import Roll
from finsam.period import Period
from tests import factories as f
from uppfoljning.calculations.tidplan import find_rapportlage
from uppfoljning.kvartalsrapport.paminnelser import is_paminnelse_due, list_brev, send_alla
from uppfoljning.models import Kvartalsrapport, Paminnelse

Status = Kvartalsrapport.Status
K2 = Period.quarter(2024, 2)


@pytest.mark.parametrize(
    ("status", "dagar"),
    [
        ("", [-7, 1, 8, 15, 22]),
        (Status.UTKAST, [-7, 1, 8, 15, 22]),
        (Status.ATERSAND, [-7, 1, 8, 15, 22]),
        (Status.INSKICKAD, []),
        (Status.GODKAND, []),
    ],
)
def test_a_week_before_the_day_after_and_then_weekly(status, dagar):
    senast = date(2024, 7, 31)
    assert remind(status, senast, range(-20, 25)) == dagar


def test_a_missed_day_is_caught_up_with():
    # No run on -7, 1, 2, 8 and 9.
    korda = [-9, -8, -5, -4, 0, 3, 4, 10, 11, 15, 16]
    assert remind("", date(2024, 7, 31), korda) == [-5, 3, 10, 15]


def remind(status, senast, korda):
    """The days, counted from the due date, on which a run on those days sends a letter."""
    skickade = []
    for n in korda:
        dag = senast + timedelta(days=n)
        sedan = senast + timedelta(days=skickade[-1]) if skickade else None
        if is_paminnelse_due(find_rapportlage(status, K2, dag), dag, sedan):
            skickade.append(n)
    return skickade


@pytest.fixture
def styrgrupp(db):
    """A person with two insatser; one has sent its report in."""
    behorighet = f.BehorighetFactory(roll=Roll.STYRGRUPP, user__email="styrgrupp@exempel.se")
    for kortnamn, status in (("Bron", None), ("Lots", Status.INSKICKAD)):
        insats = f.InsatsFactory(forbund=behorighet.forbund, kortnamn=kortnamn)
        f.KvartalsrapportFactory(insats=insats, kvartal=1)
        if status:
            f.KvartalsrapportFactory(insats=insats, kvartal=2, status=status)
        behorighet.insatser.add(insats)
    return behorighet


def run(dag, *args):
    ut = StringIO()
    with time_machine.travel(datetime(2024, dag[0], dag[1], 6, tzinfo=UTC), tick=False):
        call_command("skicka_paminnelser", *args, stdout=ut, stderr=ut)
    return ut.getvalue()


def test_one_letter_a_person_once_a_day(styrgrupp):
    av = f.BehorighetFactory(roll=Roll.STYRGRUPP, forbund=styrgrupp.forbund, user__is_active=False)
    av.insatser.set(styrgrupp.insatser.all())
    f.BehorighetFactory(roll=Roll.KANSLI, forbund=styrgrupp.forbund)

    assert run((7, 24)) == "Skickade en påminnelse.\n"
    assert run((7, 24)) == "Skickade ingen påminnelse.\n"

    (brev,) = mail.outbox
    assert brev.to == ["styrgrupp@exempel.se"]
    assert "Staden, Bron, kvartal 2 2024: ska vara inne senast 31 juli 2024." in brev.body
    assert "Lots" not in brev.body
    assert Paminnelse.objects.count() == 1
    run((8, 1))
    assert "skulle ha varit inne 31 juli 2024" in mail.outbox[1].body
    run((8, 2))
    assert len(mail.outbox) == 2


def test_they_stop_when_the_report_is_in(styrgrupp):
    insats = styrgrupp.insatser.get(kortnamn="Bron")
    f.KvartalsrapportFactory(insats=insats, kvartal=2, status=Status.INSKICKAD)
    run((8, 1))
    assert mail.outbox == []


def test_torrkor_prints_and_sends_nothing(styrgrupp):
    text = run((8, 1), "--torrkor")
    assert "styrgrupp@exempel.se" in text
    assert "Staden, Bron" in text
    assert (mail.outbox, Paminnelse.objects.count()) == ([], 0)


def test_a_letter_that_could_not_be_sent_is_not_remembered(styrgrupp, monkeypatch):
    def refuse(*args, **kwargs):
        raise OSError("servern svarar inte")

    monkeypatch.setattr("uppfoljning.kvartalsrapport.paminnelser.send_mail", refuse)
    with pytest.raises(SystemExit) as exit_:
        run((8, 1))
    assert exit_.value.code == 1
    assert not Paminnelse.objects.exists()


@time_machine.travel("2024-08-02 10:00", tick=False)
def test_the_kansli_reminds_those_who_write_it_of_one_report(client, styrgrupp):
    kansli = f.BehorighetFactory(roll=Roll.KANSLI, forbund=styrgrupp.forbund).user
    client.force_login(kansli)
    bron, lots = styrgrupp.insatser.order_by("kortnamn")
    sida = reverse("uppfoljning:paminn", args=[bron.pk, 2024, 2])
    assert "styrgrupp@exempel.se" in client.get(sida).content.decode()
    assert not mail.outbox

    client.post(sida)

    (brev,) = mail.outbox
    assert (brev.to, "Bron" in brev.body) == (["styrgrupp@exempel.se"], True)
    assert Paminnelse.objects.get().skickad_av == kansli
    # Once a day, whoever sends it; and not of a report that has been sent in.
    client.post(sida)
    assert run((8, 2)) == "Skickade ingen påminnelse.\n"
    client.post(reverse("uppfoljning:paminn", args=[lots.pk, 2024, 2]))
    assert len(mail.outbox) == 1


@time_machine.travel("2024-08-02 10:00", tick=False)
def test_when_no_letter_goes_out_nothing_is_called_a_success(client, styrgrupp, monkeypatch):
    client.force_login(f.BehorighetFactory(roll=Roll.KANSLI, forbund=styrgrupp.forbund).user)
    sida = reverse("uppfoljning:paminn", args=[styrgrupp.insatser.get(kortnamn="Bron").pk, 2024, 2])

    def send():
        raise OSError

    with monkeypatch.context() as trasig:
        trasig.setattr("uppfoljning.kvartalsrapport.paminnelser.send_mail", lambda *_: send())
        assert levels(client.post(sida, follow=True)) == ["error"]
    assert levels(client.post(sida, follow=True)) == ["success"]
    assert levels(client.post(sida, follow=True)) == ["warning"]


def levels(response):
    return [message.level_tag for message in response.context["messages"]]


def test_two_who_send_at_once_send_each_letter_once(styrgrupp):
    """Both have listed the same letters; one of them is about another report as well."""
    annan = f.BehorighetFactory(roll=Roll.STYRGRUPP, forbund=styrgrupp.forbund)
    annan.insatser.set(styrgrupp.insatser.all())
    dag = date(2024, 8, 1)
    breven = list_brev(dag)
    ny = f.InsatsFactory(forbund=styrgrupp.forbund, kortnamn="Ny")
    styrgrupp.insatser.add(ny)
    andras = list_brev(dag)

    assert send_alla(breven=breven, dag=dag).skickade == 2
    assert send_alla(breven=breven, dag=dag).skickade == 0
    assert send_alla(breven=andras, dag=dag).skickade == 1

    assert Paminnelse.objects.count() == 4  # Bron to both, two quarters of Ny to one
    assert "Ny" in mail.outbox[-1].body
    assert "Bron" not in mail.outbox[-1].body


def test_a_report_that_came_back_is_reminded_of_from_that_day(styrgrupp):
    bron = styrgrupp.insatser.get(kortnamn="Bron")
    f.OmgangFactory(
        kvartalsrapport=f.KvartalsrapportFactory(insats=bron, kvartal=2, status=Status.ATERSAND),
        beslut="atersand",
        skal="Skriv mer.",
        beslutad=datetime(2024, 8, 3, 8, tzinfo=UTC),
    )
    for dag in (3, 4, 7):
        run((8, dag))
    assert mail.outbox == []
    run((8, 8))
    assert len(mail.outbox) == 1
