"""The pages of avvikelser, from the styrgrupp's form to the förbundschef's decision."""

import re
from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from finsam.handelser.models import Handelse
from finsam.konton.models import Roll
from tests import factories as f
from tests.uppfoljning.pdffil import make_pdf
from uppfoljning.models import Avvikelse, Avvikelsebilaga

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture
def frozen():
    with time_machine.travel("2024-05-20T09:00:00+02:00", tick=False):
        yield


@pytest.fixture
def insats():
    return f.BudgetpostFactory(insats__slut=date(2025, 12, 31)).insats


@pytest.fixture
def log_in(client, insats):
    def log_in(roll, egen=None):
        behorighet = f.BehorighetFactory(forbund=insats.forbund, roll=roll)
        if egen:
            behorighet.insatser.add(egen)
        client.force_login(behorighet.user)
        return behorighet.user

    return log_in


def url(namn, insats, *args):
    return reverse(f"ekonomi:{namn}", args=[insats.pk, *args])


IFYLLT = {
    "typ": "budget",
    "beskrivning": "En tjänst är vakant.",
    "belopp": "120 000,00",
    "fran_ar": "2024",
    "till_ar": "2025",
}
TILLBAKA = {"fran_ar": "2024", "till_ar": ""}


def file(client, insats, **andrat):
    """The avvikelse that the form makes."""
    response = client.post(url("avvikelse_ny", insats), IFYLLT | andrat)
    assert response.status_code == 302, response.context["form"].errors
    return Avvikelse.objects.latest("pk")


def test_from_the_form_to_the_granted_budget(client, log_in, insats):
    styrgrupp = log_in(Roll.STYRGRUPP, insats)
    fil = SimpleUploadedFile("kalkyl.pdf", make_pdf())
    avvikelse = file(client, insats, fil=fil)
    assert (avvikelse.anmald_av, str(avvikelse.inkommen)) == (styrgrupp, "2024-05-20")
    assert [h.typ for h in Handelse.objects.order_by("pk")] == [
        "avvikelse_anmald",
        "avvikelsebilaga_tillagd",
    ]
    assert "kalkyl.pdf" in client.get(url("avvikelse", insats, avvikelse.pk)).content.decode()
    assert client.get(url("avvikelse_beslut", insats, avvikelse.pk)).status_code == 403

    log_in(Roll.FORBUNDSCHEF)
    start = client.get(reverse("rapporter:oversikt", args=[insats.forbund.organisationsnummer]))
    beslut = url("avvikelse_beslut", insats, avvikelse.pk)
    assert beslut in start.content.decode()
    page = client.get(beslut)
    html = page.content.decode()
    assert "dras av från budgeten 2024 och läggs till budgeten 2025" in html
    sedd = page.context["form"]["sedd"].value()
    html = client.post(beslut, {"sedd": sedd, "beslut": "beviljad"}).content.decode()
    assert "Skriv varför du beviljar eller avslår." in html
    svar = {"sedd": sedd, "beslut": "beviljad", "motivering": "Ryms i målen."}
    assert client.post(beslut, svar).status_code == 302

    log_in(Roll.STYRGRUPP, insats)
    html = client.get(url("avvikelse", insats, avvikelse.pk)).content.decode()
    assert "Ryms i målen." in html
    assert "Rätta avvikelsen" not in html
    assert client.get(url("avvikelse_ratta", insats, avvikelse.pk)).status_code == 302
    assert insats.budgetposter.count() == 3


@pytest.mark.parametrize(
    ("andrat", "fel"),
    [
        ({"typ": ""}, "Välj vad som avviker."),
        ({"beskrivning": " "}, "Skriv vad som ändras och varför."),
        ({"beskrivning": "Gäller 19121212-1212."}, "ser ut att innehålla ett personnummer"),
        ({"belopp": ""}, "Skriv beloppet som ska flyttas."),
        ({"till_ar": "2023"}, "Till år är före från år."),
        (
            {"typ": "tid", "fran_ar": "", "till_ar": ""},
            "Fyll bara i det här när det är budgeten som avviker.",
        ),
        ({"belopp": "12,345"}, "Beloppet har för många decimaler."),
        (TILLBAKA | {"belopp": "1 000 000,50"}, "Så mycket finns inte kvar av 2024."),
        ({"fran_ar": "", "belopp": "9" * 13}, "Beloppet är ett för stort tal."),
        ({"fran_ar": "", "belopp": "100 000 000,01"}, "Beloppet är orimligt stort."),
        ({"till_ar": "2027"}, "Skriv ett år från 2024 till 2026."),
        ({"fran_ar": "2001"}, "Skriv ett år från 2024 till 2026."),
        ({"fil": SimpleUploadedFile("a.exe", b"MZ")}, "Välj en PDF"),
        ({"fil": SimpleUploadedFile("a.pdf", b"")}, "Filen är tom."),
    ],
)
def test_a_refused_form_says_why_and_keeps_what_was_typed(client, log_in, insats, andrat, fel):
    log_in(Roll.INSATSANSVARIG, insats)
    html = client.post(url("avvikelse_ny", insats), IFYLLT | andrat).content.decode()
    # At the field and in the summary.
    assert html.count(fel) == 2
    for falt in IFYLLT.keys() - andrat.keys() - {"typ"}:
        assert IFYLLT[falt] in html
    assert not Avvikelse.objects.exists()
    # What there is to ask for, beside the amount.
    assert re.search(r"<th[^>]*>2024</th>(\s*<td[^>]*>1\u00a0000\u00a0000</td>){2}", html)


def test_what_another_has_corrected_is_shown_before_it_is_overwritten(client, log_in, insats):
    log_in(Roll.KANSLI)
    avvikelse = file(client, insats)
    ratta = url("avvikelse_ratta", insats, avvikelse.pk)
    sedd = client.get(ratta).context["form"]["sedd"].value()
    Avvikelse.objects.update(beskrivning="Två tjänster är vakanta.")

    page = client.post(ratta, IFYLLT | {"beskrivning": "Min text.", "sedd": sedd})

    html = page.content.decode()
    assert "Någon annan har rättat avvikelsen" in html
    assert "Två tjänster är vakanta." in html
    assert "Min text." in html
    svar = IFYLLT | {"beskrivning": "Min text.", "sedd": page.context["form"]["sedd"].value()}
    assert client.post(ratta, svar).status_code == 302
    avvikelse.refresh_from_db()
    assert avvikelse.beskrivning == "Min text."


def test_a_file_may_be_taken_away_until_it_is_decided(client, log_in, insats):
    bilaga = f.AvvikelsebilagefilFactory(bilaga__avvikelse__insats=insats).bilaga
    log_in(Roll.STYRGRUPP, insats)
    hamta = url("avvikelsebilaga", insats, bilaga.avvikelse_id, bilaga.pk)
    ta_bort = url("avvikelsebilaga_ta_bort", insats, bilaga.avvikelse_id, bilaga.pk)
    assert client.get(hamta).content == b"PK"

    Avvikelse.objects.update(beslut="avslagen", beslutsdatum="2024-05-20")
    html = client.post(ta_bort, follow=True).content.decode()
    assert "Avvikelsen är redan avslagen" in html
    Avvikelse.objects.update(beslut="", beslutsdatum=None)
    sida = client.get(url("avvikelse", insats, bilaga.avvikelse_id)).content.decode()
    assert f'href="{ta_bort}"' in sida
    client.post(ta_bort)

    handelse = Handelse.objects.get(typ="avvikelsebilaga_borttagen")
    assert handelse.objekt.endswith(f"budget 2024-05-02: {bilaga.namn}")
    assert client.get(hamta).status_code == 404
    assert Avvikelsebilaga.objects.get().borttagen
    # The office may still read what was decided on, and nobody takes it away again.
    log_in(Roll.EKONOM)
    assert client.get(hamta).content == b"PK"
    log_in(Roll.KANSLI)
    assert client.post(ta_bort).status_code == 404


def test_it_is_withdrawn_on_a_page_of_its_own_and_can_still_be_read(client, log_in, insats):
    log_in(Roll.STYRGRUPP, insats)
    avvikelse = file(client, insats)
    sida = url("avvikelse", insats, avvikelse.pk)
    tillbaka = url("avvikelse_ta_tillbaka", insats, avvikelse.pk)
    assert f'href="{tillbaka}"' in client.get(sida).content.decode()
    assert "räknas inte med i rapporterna" in client.get(tillbaka).content.decode()
    for roll in (Roll.FORBUNDSCHEF, Roll.KANSLI):
        log_in(roll)
        assert f'href="{tillbaka}"' not in client.get(sida).content.decode()
        assert (client.get(tillbaka).status_code, client.post(tillbaka).status_code) == (403, 403)
    # Nor with two roles: it is one's own to decide.
    chef = log_in(Roll.FORBUNDSCHEF)
    f.BehorighetFactory(user=chef, forbund=insats.forbund, roll=Roll.INSATSANSVARIG).insatser.add(
        insats
    )
    assert client.post(tillbaka).status_code == 403
    log_in(Roll.INSATSANSVARIG, insats)

    html = client.post(tillbaka, follow=True).content.decode()

    assert "Avvikelsen är återtagen." in html
    assert "En tjänst är vakant." in html
    for vy in ("avvikelse_ratta", "avvikelse_ta_tillbaka"):
        assert url(vy, insats, avvikelse.pk) not in html
        assert client.get(url(vy, insats, avvikelse.pk)).status_code == 302
    assert "Inga avvikelser är anmälda." in client.get(url("avvikelser", insats)).content.decode()
    # What the office filed is its own: the one who did so takes it back, who must not decide it.
    chef = log_in(Roll.FORBUNDSCHEF)
    egen = url("avvikelse_ta_tillbaka", insats, file(client, insats).pk)
    log_in(Roll.STYRGRUPP, insats)
    assert client.post(egen).status_code == 403
    client.force_login(chef)
    assert client.post(egen).status_code == 302
    assert not Avvikelse.objects.exists()
    assert client.get(url("avvikelse_beslut", insats, avvikelse.pk)).status_code == 302
    handelser = reverse("rapporter:handelser", args=[insats.forbund.organisationsnummer])
    assert f'href="{sida}"' in client.get(handelser).content.decode()


def test_all_of_the_forbund_wait_first_and_then_by_year(
    client, log_in, insats, django_assert_max_num_queries
):
    orgnr = insats.forbund.organisationsnummer
    sida = reverse("ekonomi:forbundets_avvikelser", args=[orgnr])
    log_in(Roll.EKONOM)
    assert "Ingen avvikelse väntar på beslut." in client.get(sida).content.decode()
    f.AvvikelseFactory()
    rader = {
        nyckel: f.AvvikelseFactory(insats=f.InsatsFactory(forbund=insats.forbund), **falt)
        for nyckel, falt in {
            "senare": {"inkommen": date(2024, 5, 3)},
            "forst": {"typ": "metod"},
            2023: {"inkommen": date(2023, 1, 2), "beslut": "avslagen"}
            | {"beslutsdatum": date(2023, 2, 1)},
            2024: {"beslut": "beviljad", "beslutsdatum": date(2024, 5, 4)},
        }.items()
    }
    with django_assert_max_num_queries(12):
        lista = client.get(sida).context["lista"]
    assert [rad.avvikelse for rad in lista.vantar] == [rader["forst"], rader["senare"]]
    assert [(ar, [r.avvikelse for r in egna]) for ar, egna in lista.beslutade] == [
        (2024, [rader[2024]]),
        (2023, [rader[2023]]),
    ]
    lista = client.get(sida, {"ar": "2023"}).context["lista"]
    assert [ar for ar, _ in lista.beslutade] == [2023]
    start = client.get(reverse("ekonomi:start", args=[orgnr])).content.decode()
    assert f'<a href="{sida}">Två avvikelser väntar' in start
    rapport = reverse("rapporter:rapport", args=["delegationsbeslut", orgnr, "2024H1"])
    assert f'href="{sida}"' in client.get(rapport).content.decode()


def test_the_decider_who_filed_it_is_told_so(client, log_in, insats):
    annans = f.AvvikelseFactory(insats=insats)
    log_in(Roll.FORBUNDSCHEF)
    avvikelse = file(client, insats)
    # And before correcting another's.
    for pk, sags in ((annans.pk, True), (avvikelse.pk, False)):
        ratta = client.get(url("avvikelse_ratta", insats, pk)).content.decode()
        assert ("kan du inte sedan besluta om den" in ratta) is sags
    beslut = url("avvikelse_beslut", insats, avvikelse.pk)
    html = client.get(beslut).content.decode()
    assert "Någon annan behöver besluta" in html
    assert 'value="beviljad"' not in html


def test_who_sees_and_files_what(client, log_in, insats):
    annan = f.InsatsFactory(forbund=insats.forbund)
    annans = f.AvvikelseFactory(insats=annan)
    log_in(Roll.STYRGRUPP, insats)
    assert client.get(url("avvikelse", annan, annans.pk)).status_code == 403
    # The number of another insats's avvikelse under one's own.
    assert client.get(url("avvikelse", insats, annans.pk)).status_code == 404
    assert client.get(url("avvikelse_ny", f.InsatsFactory())).status_code == 404
    log_in(Roll.REVISOR)
    html = client.get(url("avvikelser", annan)).content.decode()
    assert "Väntar på beslut" in html
    assert "Anmäl avvikelse" not in html
    log_in(Roll.EKONOM)
    assert client.post(url("avvikelse_ny", insats), IFYLLT).status_code == 403
