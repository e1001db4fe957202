"""The pages of rekvisitioner: who may do what, and what stands afterwards."""

import io
from decimal import Decimal

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ekonomi.models import Betalfil, Rekvisition, Rekvisitionsbilaga
from ekonomi.rekvisitioner.bilage_services import add_bilaga, remove_bilaga
from ekonomi.rekvisitioner.lista import Urval, gather_insatsens_rader, gather_rekvisitionslista
from ekonomi.rekvisitioner.services import (
    attest_rekvisition,
    reopen_rekvisition,
    submit_rekvisition,
)
from ekonomi.rekvisitioner.utbetalning import pay_rekvisitioner
from finsam.konton.models import Roll
from finsam.period import Period
from rapporter.oversikt.mina import gather_mina
from tests import factories as f
from tests.ekonomi.rekvisitioner.rekvisitionsexempel import (
    K2,
    NU,
    make_insats,
    sedd,
    send,
    send_and_attest,
    step,
    write,
)
from tests.uppfoljning.pdffil import make_pdf
from uppfoljning.kvartalsrapport.bilagekontroll import Kontrollerad

pytestmark = pytest.mark.django_db
PDF = make_pdf()
PERSONNUMMER = "640823-3234"


@pytest.fixture(autouse=True)
def i_juli():
    with time_machine.travel(NU, tick=False):
        yield


@pytest.fixture
def insats():
    return make_insats()


def make_person(roll, insats, namn=""):
    behorighet = f.BehorighetFactory(forbund=insats.forbund, roll=roll, user__namn=namn)
    if roll in (Roll.STYRGRUPP, Roll.INSATSANSVARIG):
        behorighet.insatser.add(insats)
    return behorighet.user


@pytest.fixture
def styrgrupp(insats):
    return make_person(Roll.STYRGRUPP, insats, "Stina Styrgrupp")


@pytest.fixture
def ekonom(insats):
    return make_person(Roll.EKONOM, insats, "Erik Ekonom")


@pytest.fixture
def as_styrgrupp(client, styrgrupp):
    client.force_login(styrgrupp)
    return client


@pytest.fixture
def as_ekonom(client, ekonom):
    client.force_login(ekonom)
    return client


def url(namn, insats, *args, kvartal=2):
    return reverse(f"ekonomi:{namn}", args=[insats.pk, 2024, kvartal, *args])


def lista(insats, **query):
    return reverse("ekonomi:rekvisitioner", args=[insats.forbund.organisationsnummer], query=query)


def text(response):
    return response.content.decode()


def seen_in(client, insats):
    return client.get(url("rekvisition", insats)).context["form"]["sedd"].value()


def test_filled_in_checked_and_sent(as_styrgrupp, insats, styrgrupp):
    f.RekvisitionFactory(insats=insats, kvartal=1, belopp=310_000)
    sida = text(as_styrgrupp.get(url("rekvisition", insats)))
    assert "Kvartal 1 2024: 310\u00a0000" in sida
    assert "690\u00a0000" in sida  # left of the million

    response = as_styrgrupp.post(
        url("rekvisition", insats),
        {
            "personal": "180 000,50",
            "lokaler": "20\u00a0000",
            "kommentar": "En tjänst är vakant.",
            "sedd": seen_in(as_styrgrupp, insats),
            "kontrollera": "1",
        },
    )

    assert response.url == url("rekvisition_kontrollera", insats)
    sida = text(as_styrgrupp.get(response.url))
    assert "200\u00a0000,50" in sida
    assert "489\u00a0999,50" in sida  # 690 000 − 200 000,50
    response = as_styrgrupp.post(response.url, {"sedd": sedd(insats)})
    assert response.url == url("rekvisition_kvitto", insats)
    assert "Stina Styrgrupp" in text(as_styrgrupp.get(response.url))
    rekvisition = Rekvisition.objects.get(kvartal=2)
    assert (rekvisition.status, rekvisition.inkommen, rekvisition.inskickad_av) == (
        "inskickad",
        NU.date(),
        styrgrupp,
    )
    assert (rekvisition.belopp, rekvisition.lokaler, rekvisition.ovrigt) == (
        Decimal("200000.50"),
        Decimal(20000),
        None,
    )
    # Locked: no form, and what is sent to it is refused.
    assert "form" not in as_styrgrupp.get(url("rekvisition", insats)).context
    assert "inte att ändra i den nu" in text(as_styrgrupp.post(url("rekvisition", insats), {}))


@pytest.mark.parametrize(
    ("falt", "fel"),
    [
        ({"personal": "tolv"}, "är inte ett tal"),
        ({"personal": "1,234"}, "för många decimaler"),
        ({"personal": "−5"}, "negativt"),
        ({"ovrigt": "100 000 000,01"}, "orimligt stort"),
        ({"kommentar": f"Lön för {PERSONNUMMER}."}, "personnummer"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_lost(as_styrgrupp, insats, falt, fel):
    ifyllt = {"lokaler": "7 000", "kommentar": "Kvar.", "spara": "1"} | falt

    sida = text(
        as_styrgrupp.post(
            url("rekvisition", insats), ifyllt | {"sedd": seen_in(as_styrgrupp, insats)}
        )
    )

    assert fel in sida
    assert f'href="#id_{next(iter(falt))}"' in sida
    assert all(varde in sida for varde in falt.values())
    assert 'value="7 000"' in sida
    assert not Rekvisition.objects.exists()


def test_what_someone_else_saved_meanwhile_is_shown_and_not_overwritten(as_styrgrupp, insats):
    fore = seen_in(as_styrgrupp, insats)
    write(insats, make_person(Roll.KANSLI, insats), belopp=5000)

    response = as_styrgrupp.post(
        url("rekvisition", insats), {"personal": "7 000", "sedd": fore, "spara": "1"}
    )

    sida = text(response)
    assert "Någon annan har sparat" in sida
    assert 'value="7 000"' in sida
    assert "5\u00a0000" in sida
    assert Rekvisition.objects.get().belopp == 5000
    # Now that both are seen, the second time counts.
    as_styrgrupp.post(
        url("rekvisition", insats),
        {"personal": "7 000", "sedd": response.context["form"]["sedd"].value(), "spara": "1"},
    )
    assert Rekvisition.objects.get().belopp == 7000


def test_attested_by_another_and_returned_with_a_reason(as_ekonom, insats, styrgrupp, ekonom):
    send(insats, styrgrupp, 200_000)
    besked = url("rekvisition_attestera", insats)

    assert "Skriv vad som behöver rättas" in text(
        as_ekonom.post(besked, {"besked": "atersand", "sedd": sedd(insats)})
    )
    assert "Ta bort texten" in text(
        as_ekonom.post(besked, {"besked": "attestera", "skal": "Fel.", "sedd": sedd(insats)})
    )
    sida = text(as_ekonom.post(besked, {"besked": "attestera", "sedd": "gammal"}))
    assert "har ändrats sedan" in sida
    beslut = {"besked": "atersand", "skal": "Lokaler?", "sedd": sedd(insats)}
    sida = text(as_ekonom.post(besked, beslut, follow=True))
    assert "Ingen mer rekvisition väntar på din attest." in sida
    assert Rekvisition.objects.get().status == "atersand"
    as_ekonom.force_login(styrgrupp)
    sida = text(as_ekonom.get(url("rekvisition", insats)))
    assert "återsändes 12\u00a0juli 2024 av Erik Ekonom" in sida
    assert "Sparad 10:42 av Stina Styrgrupp." in sida
    as_ekonom.force_login(ekonom)

    send(insats, styrgrupp, 190_000)
    # The first to come is the ekonom's own.
    for user in (ekonom, styrgrupp):
        nasta = make_insats(forbund=insats.forbund)
        send(nasta, user)
    assert "väntar på din attest" not in text(as_ekonom.get(besked))
    sida = text(as_ekonom.post(besked, {"besked": "attestera", "sedd": sedd(insats)}, follow=True))
    assert "1 rekvisition väntar på din attest." in sida
    assert url("rekvisition_attestera", nasta) in sida
    rekvisition = Rekvisition.objects.get(insats=insats)
    assert (rekvisition.utfall, rekvisition.attesterad_av) == (190_000, ekonom)
    sida = text(as_ekonom.get(url("rekvisition", insats)))
    assert "Erik Ekonom återsände rekvisitionen" in sida
    assert "Skäl: Lokaler?" in sida


def add_fil(insats, user):
    fil = Kontrollerad("lön.pdf", Rekvisitionsbilaga.Typ.PDF, PDF)
    return add_bilaga(insats=insats, kvartal=K2, fil=fil, user=user, nu=NU)


@pytest.mark.parametrize("gjort", ["sent", "wrote", "attached", "took a file away"])
def test_who_had_a_hand_in_it_is_not_asked_to_attest(as_ekonom, insats, styrgrupp, ekonom, gjort):
    write(insats, ekonom if gjort == "wrote" else styrgrupp)
    if gjort in ("attached", "took a file away"):
        bilaga = add_fil(insats, ekonom if gjort == "attached" else styrgrupp)
    if gjort == "took a file away":
        remove_bilaga(insats=insats, kvartal=K2, bilaga=bilaga, user=ekonom, nu=NU)
    step(submit_rekvisition, insats, ekonom if gjort == "sent" else styrgrupp)

    assert "Någon annan behöver attestera" in text(
        as_ekonom.get(url("rekvisition_attestera", insats))
    )
    sida = text(
        as_ekonom.post(
            url("rekvisition_attestera", insats), {"besked": "attestera", "sedd": sedd(insats)}
        )
    )
    assert "Du har skrivit i rekvisitionen eller skickat in den." in sida
    assert Rekvisition.objects.get().attesterad is None
    assert "Väntar på attest: Enköping, Jobbcentrum" in text(as_ekonom.get("/"))


def test_an_attested_one_is_opened_again_with_a_reason(as_ekonom, insats, styrgrupp, ekonom):
    send_and_attest(insats, styrgrupp, ekonom, 200_000)
    oppna = url("rekvisition_oppna", insats)
    assert oppna in text(as_ekonom.get(url("rekvisition", insats)))
    sida = text(as_ekonom.get(oppna))
    assert "Beloppet lämnar utfallet" in sida

    assert "Skriv vad som behöver rättas" in text(as_ekonom.post(oppna, {"sedd": sedd(insats)}))
    sida = text(as_ekonom.post(oppna, {"skal": "Fel kvartal.", "sedd": "gammal"}))
    assert "har ändrats sedan" in sida
    assert "Fel kvartal." in sida
    svar = as_ekonom.post(oppna, {"skal": "Fel kvartal.", "sedd": sedd(insats)}, follow=True)

    assert "De som fyller i den ser skälet." in text(svar)
    assert "Fel kvartal." in text(svar)
    rekvisition = Rekvisition.objects.get()
    assert (rekvisition.status, rekvisition.utfall) == ("atersand", None)
    as_ekonom.force_login(styrgrupp)
    assert "Fel kvartal." in text(as_ekonom.get("/"))
    # Someone else was first: what is written is not lost.
    as_ekonom.force_login(ekonom)
    sida = text(as_ekonom.post(oppna, {"skal": "Dubbelt.", "sedd": sedd(insats)}))
    assert "är inte attesterad" in sida
    assert "Dubbelt." in sida


@pytest.mark.parametrize("far_skicka", [True, False])
def test_an_insatsansvarig_sends_for_the_styrgrupp_only_where_the_forbund_lets_them(
    client, insats, styrgrupp, far_skicka
):
    insats.forbund.insatsansvarig_skickar_in = far_skicka
    insats.forbund.save()
    client.force_login(make_person(Roll.INSATSANSVARIG, insats))
    ifyllt = {"personal": "500", "sedd": seen_in(client, insats), "kontrollera": "1"}
    kontrollera = client.post(url("rekvisition", insats), ifyllt).url

    sida = text(client.get(kontrollera))
    svar = client.post(kontrollera, {"sedd": sedd(insats)})

    assert ("styrgruppen (Stina Styrgrupp) som skickar in" in sida) is not far_skicka
    assert (">Skicka in</button>" in sida) is far_skicka
    assert svar.status_code == (302 if far_skicka else 403)
    assert Rekvisition.objects.get().status == ("inskickad" if far_skicka else "utkast")
    avvikelse = client.get(reverse("ekonomi:avvikelse_ny", args=[insats.pk]))
    assert avvikelse.status_code == (200 if far_skicka else 403)
    om_insatsen = text(client.get(reverse("uppfoljning:insats", args=[insats.pk])))
    assert ("Styrgruppen eller kansliet anmäler" in om_insatsen) is not far_skicka


def test_a_preliminary_one_is_made_final(as_styrgrupp, insats, styrgrupp, ekonom):
    send_and_attest(insats, styrgrupp, ekonom, 90, is_preliminar=True)
    assert "Fyll i slutlig rekvisition" in text(as_styrgrupp.get(url("rekvisition", insats)))

    response = as_styrgrupp.post(url("rekvisition_slutlig", insats))

    sida = text(as_styrgrupp.get(response.url))
    assert "är preliminära" not in sida
    assert "den preliminära på 90 kr, attesterat 12\u00a0juli 2024" in sida
    assert Rekvisition.objects.get().utfall == 90
    write(insats, styrgrupp, 95)
    step(submit_rekvisition, insats, styrgrupp)
    as_styrgrupp.force_login(ekonom)
    matris = as_styrgrupp.get(lista(insats)).context
    # The row adds up, and what was attested can still be paid.
    [rad] = matris["lista"].rader
    assert (rad.rutor[1].markering.ord, rad.rutor[1].belopp) == (
        "Väntar på attest",
        "90 preliminärt",
    )
    assert rad.celler[0] == "90"
    [(att_betala, belopp)] = matris["att_betala"]
    assert belopp == "90"
    fil = pay_rekvisitioner(forbund=insats.forbund, valda={att_betala.pk}, user=ekonom, nu=NU)
    [betald] = fil.rader.all()
    assert (betald.rekvirerat, betald.is_preliminar, betald.attesterad_av) == (90, True, ekonom)
    sida = text(as_styrgrupp.get(url("rekvisition_attestera", insats)))
    assert "En slutlig rekvisition ersätter den preliminära." in sida
    assert "utfall i stället för det preliminära" in sida


def test_a_styrgrupp_is_told_what_to_send(as_styrgrupp, insats, styrgrupp, ekonom):
    """As from the quarter that was due when the förbund began: the second of 2024."""
    sida = text(as_styrgrupp.get("/"))
    assert "en rekvisition att göra klar." in sida
    assert f"Fyll i rekvisition: {insats.kortbenamning}, kvartal 2 2024" in sida
    assert "Ska vara inne senast 31\u00a0juli 2024." in sida
    assert url("rekvisition", insats) in sida
    assert reverse("ekonomi:insatsens_rekvisitioner", args=[insats.pk]) in sida
    # The lists of the insats and the ekonom miss the same.
    [arets] = gather_rekvisitionslista(insats.forbund, 2024, Urval.SAKNAS, NU.date()).rader
    for rad in (arets, *gather_insatsens_rader(insats, NU.date())):
        assert [ruta.is_missing for ruta in rad.rutor] == [False, True, False, False]
        assert rad.rutor[0].markering is None

    def knappar():
        mina = gather_mina(styrgrupp, insats.forbund, NU.date())
        return [uppdrag.knapp for uppdrag in mina.rekvisitioner]

    write(insats, styrgrupp)
    assert knappar() == ["Fortsätt med rekvisition"]
    send(insats, styrgrupp, is_preliminar=True)
    assert knappar() == []
    step(attest_rekvisition, insats, ekonom)
    assert knappar() == ["Ersätt med slutlig"]
    step(reopen_rekvisition, insats, ekonom, skal="Lokaler?")
    assert knappar() == ["Rätta rekvisition"]


def test_of_another_insats_or_forbund_nothing_is_reached(client, insats):
    rekvisition = f.RekvisitionFactory(insats=insats, kvartal=2, attesterad=None)
    bilaga = f.RekvisitionsbilagefilFactory(bilaga__rekvisition=rekvisition).bilaga
    granne = make_insats(forbund=insats.forbund)
    f.RekvisitionFactory(insats=granne, kvartal=2, attesterad=None)
    adresser = [
        url("rekvisition", insats),
        url("rekvisition_bilaga", insats, bilaga.pk),
        url("rekvisition_kontrollera", insats),
        reverse("ekonomi:insatsens_rekvisitioner", args=[insats.pk]),
    ]
    for person, svar in (
        (make_person(Roll.STYRGRUPP, granne), 403),
        (make_person(Roll.EKONOM, make_insats()), 404),
    ):
        client.force_login(person)
        assert [client.get(adress).status_code for adress in adresser] == [svar] * 4
    # Nor by way of one's own insats.
    client.force_login(make_person(Roll.STYRGRUPP, granne))
    assert client.get(url("rekvisition_bilaga", granne, bilaga.pk)).status_code == 404
    assert client.post(url("rekvisition_bilaga_ta_bort", granne, bilaga.pk)).status_code == 404
    bilaga.refresh_from_db()
    assert bilaga.borttagen is None


def test_a_file_is_added_read_and_removed_and_what_is_filled_in_is_kept(as_styrgrupp, insats):
    def upload(namn, innehall=PDF):
        return as_styrgrupp.post(
            url("rekvisition_bilaga_ny", insats),
            {
                "fil": SimpleUploadedFile(namn, innehall),
                "personal": "500",
                "sedd": seen_in(as_styrgrupp, insats),
            },
        )

    assert upload("lön.pdf").url == f"{url('rekvisition', insats)}#bilagor"
    bilaga = Rekvisitionsbilaga.objects.get()
    assert bilaga.rekvisition.belopp == 500
    fil = as_styrgrupp.get(url("rekvisition_bilaga", insats, bilaga.pk))
    assert fil.content == PDF
    assert fil.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"

    sida = text(upload("lön.pdf"))
    assert "redan en bilaga med det namnet" in sida
    assert 'value="500"' in sida
    assert "Välj en PDF" in text(upload("lön.exe"))

    as_styrgrupp.post(url("rekvisition_bilaga_ta_bort", insats, bilaga.pk))
    assert "lön.pdf" not in text(as_styrgrupp.get(url("rekvisition", insats)))


def test_a_quarter_that_has_not_begun_or_that_it_does_not_run_in_has_no_page(as_styrgrupp, insats):
    assert as_styrgrupp.get(url("rekvisition", insats, kvartal=4)).status_code == 404
    assert as_styrgrupp.get(url("rekvisition", insats, kvartal=5)).status_code == 404
    assert as_styrgrupp.get(url("rekvisition", insats, kvartal=3)).status_code == 200


def test_the_matrix_of_a_year(as_ekonom, insats, styrgrupp, django_assert_max_num_queries):
    f.RekvisitionFactory(insats=insats, kvartal=1, belopp=310_000, is_preliminar=True)
    send(insats, styrgrupp, 200_000)
    for namn in ("Bron", "Lots"):
        sen = make_insats(forbund=insats.forbund, kortnamn=namn)
        f.RekvisitionFactory(insats=sen, kvartal=1, belopp=100)
    f.RekvisitionFactory(belopp=777_777)  # of another förbund

    with django_assert_max_num_queries(25):
        response = as_ekonom.get(lista(insats, ar=2024))

    sida = text(response)
    assert "777" not in sida
    assert url("rekvisition_attestera", insats) in sida
    assert "Stina Styrgrupp" in sida
    [vantar] = response.context["lista"].att_attestera
    # A quarter of the million; 1 000 000 − 310 000 − 200 000.
    assert vantar.celler == ("200\u00a0000", "250\u00a0000", "490\u00a0000")
    assert "Mer än budgeten" not in sida
    rader = {r.insats.kortnamn: r for r in response.context["lista"].rader}
    assert [ruta.markering.ord for ruta in rader["Jobbcentrum"].rutor] == [
        "Attesterad, preliminär",
        "Väntar på attest",
        "Kommande",
        "Kommande",
    ]
    assert rader["Jobbcentrum"].celler == ("310\u00a0000", "1\u00a0000\u00a0000", "690\u00a0000")
    assert response.context["lista"].kvartalssummor[0] == "310\u00a0200"
    for visa, namn in (
        ("att-attestera", {"Jobbcentrum"}),
        ("saknas", {"Bron", "Lots"}),
        ("preliminara", {"Jobbcentrum"}),
    ):
        urval = as_ekonom.get(lista(insats, ar=2024, visa=visa)).context["lista"].rader
        assert {r.insats.kortnamn for r in urval} == namn
    # Those that wait are of any year.
    send(sen, styrgrupp, 1_000_000)
    assert "Mer än budgeten" in text(as_ekonom.get(lista(insats, ar=2023)))
    assert "Ingen insats pågår 2020" in text(as_ekonom.get(lista(insats, ar=2020)))
    for fel in ({"ar": "x"}, {"ar": "1"}, {"visa": "x"}):
        assert as_ekonom.get(lista(insats, **fel)).status_code == 404


def test_the_payment_file_can_be_fetched_again_and_holds_no_formula(
    as_ekonom, insats, styrgrupp, ekonom
):
    insats.kortnamn = insats.namn = '=HYPERLINK("http://x.se")'
    insats.save()
    egen = send_and_attest(insats, styrgrupp, ekonom, Decimal("200000.50"))
    ny = reverse("ekonomi:betalfil_ny", args=[insats.forbund.organisationsnummer])
    assert f'value="{egen.pk}"' in text(as_ekonom.get(lista(insats)))

    fil = as_ekonom.post(ny, {"rekvisition": [egen.pk]})

    assert Betalfil.objects.get().skapad_av == ekonom
    blad = openpyxl.load_workbook(io.BytesIO(fil.content)).active
    rader = [[cell.value for cell in rad] for rad in blad.iter_rows()]
    assert "f" not in {cell.data_type for rad in blad.iter_rows() for cell in rad}
    assert rader[0][:2] == ["insats", "namn"]
    assert rader[1][1].startswith("Enköping, =HYPERLINK")
    assert blad["B2"].quotePrefix
    assert rader[1][3:] == [
        2024, 2, "Nej", NU.replace(hour=0, minute=0, tzinfo=None), "Erik Ekonom",
        200000.5, 0, 200000.5,
    ]  # fmt: skip
    assert blad.freeze_panes == "A2"
    assert blad["K2"].number_format == "#,##0.00"
    # Every heading and value can be read in full.
    assert all(
        blad.column_dimensions[cell.column_letter].width > len(str(cell.value))
        for cell in (*blad[1], *blad[2][:6], *blad[2][7:])
    )
    assert rader[2][0] == "Summa"
    assert rader[2][-1] == 200000.5

    igen = [insats.forbund.organisationsnummer, Betalfil.objects.get().pk]
    svar = as_ekonom.get(reverse("ekonomi:betalfil", args=igen))
    assert openpyxl.load_workbook(io.BytesIO(svar.content)).active["K2"].value == 200000.5
    annat = make_insats().forbund
    client = as_ekonom
    client.force_login(make_person(Roll.EKONOM, make_insats(forbund=annat)))
    igen[0] = annat.organisationsnummer
    assert client.get(reverse("ekonomi:betalfil", args=igen)).status_code == 404
    client.force_login(ekonom)
    # Once is enough.
    svar = as_ekonom.post(ny, {"rekvisition": [egen.pk]}, follow=True)
    assert "ingen betalfil skapades" in text(svar)
    assert "Hämta betalfilen 12 juli 2024 kl. 10:42" in text(svar)
    assert "Lagt i betalfil: 200\u00a0000,50\u00a0kr 12\u00a0juli 2024." in text(
        as_ekonom.get(url("rekvisition", insats))
    )


def test_every_year_of_an_insats(as_styrgrupp, insats, styrgrupp):
    f.RekvisitionFactory(insats=insats, ar=2023, kvartal=4, belopp=5)
    response = as_styrgrupp.get(reverse("ekonomi:insatsens_rekvisitioner", args=[insats.pk]))
    assert [rad.ar for rad in response.context["rader"]] == [2024, 2023]
    assert url("rekvisition", insats) in text(response)
    assert Period.quarter(2024, 4) == response.context["rader"][0].rutor[3].kvartal
    assert not response.context["rader"][0].rutor[3].har_sida
    assert response.context["rader"][0].rutor[1].kvartal == K2
