"""Attachments of a kvartalsrapport: added, read, removed, and by whom."""

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from finsam.handelser.models import Handelse
from finsam.konton.models import Roll
from finsam.period import Period
from insatser.models import Insats
from tests import factories as f
from tests.uppfoljning.pdffil import make_pdf
from tests.uppfoljning.rapportexempel import review
from tests.uppfoljning.svarsexempel import changes, complete
from uppfoljning.granskning.services import Besked
from uppfoljning.kvartalsrapport.formular import load_formular
from uppfoljning.kvartalsrapport.services import save_svar, submit_kvartalsrapport
from uppfoljning.models import Bilaga

NU = datetime(2024, 7, 12, 8, 42, tzinfo=UTC)
KVARTAL = Period.quarter(2024, 2)
PDF = make_pdf()


@pytest.fixture(autouse=True)
def tid(time_machine):
    time_machine.move_to(NU, tick=False)


@pytest.fixture
def insats(db):
    mal = f.MalFactory(nr=1)
    return (
        Insats.objects.with_gallande_slut(NU.date()).select_related("forbund").get(pk=mal.insats_id)
    )


def make_member(insats, roll=Roll.STYRGRUPP):
    behorighet = f.BehorighetFactory(forbund=insats.forbund, roll=roll)
    behorighet.insatser.add(insats)
    return behorighet.user


@pytest.fixture
def styrgrupp(insats):
    return make_member(insats)


@pytest.fixture
def inloggad(client, styrgrupp):
    client.force_login(styrgrupp)
    return client


def url(namn, insats, *args):
    return reverse(f"uppfoljning:{namn}", args=[insats.pk, 2024, 2, *args])


def upload(client, insats, namn="protokoll.pdf", innehall=PDF, **falt):
    return client.post(
        url("bilaga_ny", insats), {"fil": SimpleUploadedFile(namn, innehall), **falt}
    )


def test_a_file_is_added_read_and_removed_and_the_texts_are_kept(inloggad, insats, styrgrupp):
    response = upload(
        inloggad, insats, "mötet.pdf", kommentar="Vi möttes.", **{"fore-kommentar": ""}
    )

    assert response.url == f"{url('steg', insats, 'hant')}#bilagor"
    formular = load_formular(insats, KVARTAL)
    [bilaga] = formular.bilagor
    assert (formular.innehall["kommentar"], formular.innehall["bilagor"]) == (
        "Vi möttes.",
        "mötet.pdf",
    )
    assert (bilaga.typ, bilaga.storlek, bilaga.uppladdad_av) == ("pdf", len(PDF), styrgrupp)

    fil = inloggad.get(url("bilaga", insats, bilaga.pk))
    assert fil.content == PDF
    assert fil.headers["Content-Type"] == "application/pdf"
    assert fil.headers["Content-Disposition"] == "attachment; filename*=utf-8''m%C3%B6tet.pdf"
    assert fil.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert fil.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in fil.headers["Cache-Control"]

    assert (
        "Ta bort bilagan mötet.pdf?"
        in inloggad.get(url("bilaga_ta_bort", insats, bilaga.pk)).content.decode()
    )
    inloggad.post(url("bilaga_ta_bort", insats, bilaga.pk))
    assert load_formular(insats, KVARTAL).innehall["bilagor"] == ""
    assert inloggad.get(url("bilaga", insats, bilaga.pk)).status_code == 404
    handelser = Handelse.objects.filter(typ__startswith="bilaga").order_by("pk")
    assert [h.typ for h in handelser] == ["bilaga_tillagd", "bilaga_borttagen"]
    assert handelser[0].efter == handelser[1].fore != handelser[0].fore


def test_a_refused_file_is_told_of_at_its_field_and_the_texts_stay(inloggad, insats):
    sida = upload(
        inloggad,
        insats,
        "lista.pdf",
        b"%PDF-640823-3234",
        kommentar="Vi möttes.",
        **{"fore-kommentar": ""},
    ).content.decode()

    assert 'href="#id_fil"' in sida
    assert "Vi möttes." in sida
    assert "640823" not in sida
    assert not Bilaga.objects.exists()
    assert "Välj en fil först." in inloggad.post(url("bilaga_ny", insats), {}).content.decode()


def test_as_many_as_may_be_and_no_two_of_a_name(inloggad, insats):
    upload(inloggad, insats, "0.pdf")
    forsta = Bilaga.objects.get()
    for nr in range(1, 10):
        f.BilagaFactory(kvartalsrapport=forsta.kvartalsrapport, namn=f"{nr}.pdf")

    assert "redan 10 bilagor" in upload(inloggad, insats, "11.pdf").content.decode()
    inloggad.post(url("bilaga_ta_bort", insats, forsta.pk))
    assert "med det namnet" in upload(inloggad, insats, "5.PDF").content.decode()
    upload(inloggad, insats, forsta.namn)
    assert Bilaga.objects.filter(borttagen=None).count() == 10


def test_a_locked_report_takes_none_and_what_was_sent_is_kept(inloggad, insats, styrgrupp, client):
    upload(inloggad, insats)
    bilaga = Bilaga.objects.get()
    formular = load_formular(insats, KVARTAL)
    save_svar(
        insats=insats,
        kvartal=KVARTAL,
        andringar=changes(formular, complete(formular)),
        user=styrgrupp,
        nu=NU,
    )
    omgang = submit_kvartalsrapport(
        insats=insats,
        kvartal=KVARTAL,
        sedd=load_formular(insats, KVARTAL).hash,
        user=styrgrupp,
        nu=NU,
    )
    assert "Inget är sparat" in upload(inloggad, insats, "b.pdf").content.decode()
    inloggad.post(url("bilaga_ta_bort", insats, bilaga.pk))
    assert Bilaga.objects.get().borttagen is None

    kansli = f.BehorighetFactory(forbund=insats.forbund).user
    review(omgang, Besked.KOMPLETTERA, kansli, NU, skal="Fel bilaga.")
    inloggad.post(url("bilaga_ta_bort", insats, bilaga.pk))
    assert Bilaga.objects.get().borttagen
    assert inloggad.get(url("bilaga", insats, bilaga.pk)).status_code == 200


def test_who_may_have_a_file(client, insats):
    rapport = f.KvartalsrapportFactory(insats=insats, kvartal=2, status="utkast")
    kvar, borta = (
        f.BilagaFactory(kvartalsrapport=rapport, namn=namn, borttagen=nar)
        for namn, nar in [("a.pdf", None), ("b.pdf", NU)]
    )
    for bilaga in (kvar, borta):
        f.BilagefilFactory(bilaga=bilaga)
    annan = f.InsatsFactory(forbund=insats.forbund)

    def statuses(user, insats=insats, kvartal=2):
        client.force_login(user)
        return [
            client.get(
                reverse("uppfoljning:bilaga", args=[insats.pk, 2024, kvartal, bilaga.pk])
            ).status_code
            for bilaga in (kvar, borta)
        ]

    assert statuses(make_member(insats)) == [200, 404]
    assert statuses(make_member(insats, Roll.KANSLI)) == [200, 200]
    assert statuses(make_member(insats, Roll.REVISOR)) == [200, 404]
    assert statuses(make_member(annan)) == [403, 403]
    assert statuses(make_member(f.InsatsFactory())) == [404, 404]
    # By the address of another insats or quarter, that one may read.
    assert statuses(make_member(annan), annan) == [404, 404]
    assert statuses(make_member(insats), insats, kvartal=1) == [404, 404]
