"""The first page of each role and those that it leads to: what is shown, and what is not."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from finsam.handelser.models import Handelse
from finsam.konton.middleware import FORRA_BESOKET
from finsam.konton.models import Roll
from insatser.tilltrade import Tilltrade
from rapporter.meny import list_platser
from rapporter.oversikt.attgora import list_att_gora
from rapporter.oversikt.underlag import gather_oversikt
from tests import factories as f
from tests.rapporter.oversikt.exempel import I_AUGUSTI, K2, Status, get, log_in

frozen = time_machine.travel(datetime(2024, 8, 6, 9, tzinfo=UTC), tick=False)


@frozen
@pytest.mark.parametrize("roll", [Roll.KANSLI, Roll.FORBUNDSCHEF, Roll.EKONOM, Roll.REVISOR])
def test_the_office_sees_its_own_board_and_no_others(client, mycket, roll):
    f.InsatsFactory(kortnamn="Främmande")
    f.HandelseFactory(forbund=mycket, objekt="Nyheten", tid=datetime(2024, 8, 1, tzinfo=UTC))
    f.HandelseFactory(objekt="Grannens", tid=datetime(2024, 8, 1, tzinfo=UTC))
    log_in(client, roll, mycket)

    page = get(client)

    assert "Läget per insats" in page
    assert "Främmande" not in page
    assert "Grannens" not in page
    assert ("Att göra" in page) is (roll != Roll.REVISOR)
    assert ("Nyheten" in page) is (roll != Roll.EKONOM)
    assert ("/granska/" in page) is (roll in (Roll.KANSLI, Roll.FORBUNDSCHEF))


@frozen
def test_what_has_happened_since_the_last_visit(client, forbund):
    user = log_in(client, Roll.KANSLI, forbund)
    for objekt, tid, extra in (
        ("Nyss", datetime(2024, 8, 5, tzinfo=UTC), {}),
        ("Innan", datetime(2024, 8, 1, tzinfo=UTC), {}),
        ("Egen", datetime(2024, 8, 5, tzinfo=UTC), {"user": user}),
        (
            "Utkastet",
            datetime(2024, 8, 5, tzinfo=UTC),
            {"typ": Handelse.Typ.KVARTALSRAPPORT_SPARAD},
        ),
    ):
        f.HandelseFactory(forbund=forbund, objekt=objekt, tid=tid, **extra)
    get(client)
    session = client.session
    session[FORRA_BESOKET] = "2024-08-02T08:00:00+00:00"
    session.save()

    page = get(client)

    assert "Nyss" in page
    assert not any(objekt in page for objekt in ("Innan", "Egen", "Utkastet"))


@frozen
@pytest.mark.parametrize(
    ("kvartal", "status", "rubrik"),
    [("2024-1", 200, "Kvartal 1 2024"), ("2024-5", 404, ""), ("1900-1", 404, ""), ("x", 404, "")],
)
def test_another_quarter_by_its_address(client, forbund, kvartal, status, rubrik):
    log_in(client, Roll.KANSLI, forbund)
    response = client.get("/", {"kvartal": kvartal})
    assert response.status_code == status
    assert f"<h1>{rubrik}" in response.content.decode()


@frozen
@pytest.mark.parametrize("roll", [Roll.STYRGRUPP, Roll.INSATSANSVARIG])
def test_a_styrgrupp_sees_its_own_insatser_alone(client, forbund, roll):
    egen = f.InsatsFactory(forbund=forbund, kortnamn="Bron", namn="Bron över")
    annan = f.InsatsFactory(forbund=forbund, namn="Grannens insats")
    for insats in (egen, annan):
        f.KvartalsrapportFactory(insats=insats, kvartal=1)
    f.KvartalsrapportFactory(insats=egen, kvartal=2, status=Status.UTKAST)
    log_in(client, roll, forbund, egen)

    page = get(client)

    assert "Du har en rapport att skriva klart. Den är försenad." in page
    assert "Fortsätt" in page
    assert "Försenad\u00a06\u00a0dagar" in page
    assert "Grannens insats" not in page
    assert "Läget per insats" not in page
    assert client.get(reverse("uppfoljning:insats", args=[annan.pk])).status_code == 403


@frozen
def test_returned_reports_stand_first_with_their_reason(client, forbund):
    sen, tillbaka, oppnad = (f.InsatsFactory(forbund=forbund) for _ in range(3))
    for insats in (sen, tillbaka, oppnad):
        f.KvartalsrapportFactory(insats=insats, kvartal=1)
    for insats, extra in (
        (tillbaka, {"beslut": "atersand", "skal": "Vilket mål gäller det?"}),
        (
            oppnad,
            {
                "beslut": "godkand",
                "oppnad": datetime(2024, 8, 1, tzinfo=UTC),
                "oppnad_skal": "Ett möte saknas.",
            },
        ),
    ):
        rapport = f.KvartalsrapportFactory(insats=insats, kvartal=2, status=Status.ATERSAND)
        f.OmgangFactory(kvartalsrapport=rapport, **extra)
    log_in(client, Roll.STYRGRUPP, forbund, sen, tillbaka, oppnad)

    page = get(client)

    assert "Du har tre rapporter att skriva klart. Två är återsända och en är försenad." in page
    assert page.index("Vilket mål gäller det?") < page.index("Försenad\u00a06\u00a0dagar")
    assert "Ett möte saknas." in page
    assert "Kansliet har öppnat den igen." in page


@frozen
@pytest.mark.parametrize(
    ("antal", "expected"),
    [
        (2, "Du har två rapporter att skriva klart. Båda är försenade."),
        (3, "Du har tre rapporter att skriva klart. Alla är försenade."),
    ],
)
def test_a_styrgrupp_with_all_late(client, forbund, antal, expected):
    insatser = [f.InsatsFactory(forbund=forbund) for _ in range(antal)]
    for insats in insatser:
        f.KvartalsrapportFactory(insats=insats, kvartal=1)
    log_in(client, Roll.STYRGRUPP, forbund, *insatser)
    assert expected in get(client)


@frozen
def test_a_styrgrupp_with_nothing_to_do_is_told_what_comes(client, forbund):
    insats = f.InsatsFactory(forbund=forbund)
    for kvartal in (1, 2):
        f.KvartalsrapportFactory(insats=insats, kvartal=kvartal)
    log_in(client, Roll.STYRGRUPP, forbund, insats)
    assert (
        "Inget att göra just nu. Nästa rapport gäller kvartal 3 2024 och ska vara inne senast "
        "31\u00a0oktober 2024."
    ) in get(client)


@frozen
def test_styrelse_admin_and_one_without_a_role(client, forbund):
    f.KvartalsrapportFactory(insats__forbund=forbund)
    log_in(client, Roll.STYRELSE, forbund)
    assert "Uppföljning av insatser, första halvåret 2024" in get(client)
    log_in(client, Roll.ADMIN, forbund)
    assert reverse("behorigheter:lista", args=[forbund.organisationsnummer]) in get(client)
    client.force_login(f.UserFactory(email="ny@exempel.se"))
    page = get(client)
    assert "Be kansliet" in page
    assert forbund.namn not in page


@frozen
def test_several_roles_and_forbund(client, forbund):
    insats = f.InsatsFactory(forbund=forbund)
    user = log_in(client, Roll.STYRGRUPP, forbund, insats)
    f.BehorighetFactory(user=user, forbund=forbund, roll=Roll.EKONOM)
    annat = f.BehorighetFactory(user=user, roll=Roll.STYRELSE, forbund__namn="Förbundet Beta")

    page = get(client)
    other = reverse("rapporter:oversikt", args=[annat.forbund.organisationsnummer])

    # The first by name, and a way to the other.
    assert "<h1>Rapporter" in page
    assert "Förbundet Beta" in get(client, other)
    egen = get(client, reverse("rapporter:oversikt", args=[forbund.organisationsnummer]))
    assert egen.index("Läget per insats") < egen.index("Mina insatser</h2>")
    assert other in egen
    # The header follows the insats that is shown, not the first förbund by name.
    assert "Ekonom och styrgrupp, Samordningsförbundet Alfa" in get(
        client, reverse("uppfoljning:insats", args=[insats.pk])
    )


PLATSER = {
    Roll.KANSLI: ["Översikt", "Ekonomi", "Rapporter", "Bedömningar", "Förbundet"],
    Roll.FORBUNDSCHEF: ["Översikt", "Ekonomi", "Rapporter", "Bedömningar", "Förbundet"],
    Roll.EKONOM: ["Översikt", "Ekonomi", "Rapporter", "Bedömningar", "Förbundet"],
    Roll.REVISOR: ["Översikt", "Ekonomi", "Rapporter", "Bedömningar", "Förbundet"],
    Roll.ADMIN: ["Rapporter", "Förbundet"],
    Roll.STYRELSE: ["Rapporter"],
    Roll.STYRGRUPP: ["Mina insatser"],
    Roll.INSATSANSVARIG: ["Mina insatser"],
}


@pytest.mark.parametrize("roll", Roll)
def test_the_places_of_the_header(roll):
    forbund = f.ForbundFactory.build()
    platser = list_platser(Tilltrade(forbund, (roll,)), "start", I_AUGUSTI)
    assert [p.namn for p in platser] == PLATSER[roll]
    assert [p.is_har for p in platser].count(True) == 1


@frozen
@pytest.mark.parametrize("roll", [Roll.FORBUNDSCHEF, Roll.STYRGRUPP])
def test_the_first_page_costs_the_same_for_many(
    client, forbund, roll, django_assert_max_num_queries
):
    user = log_in(client, roll, forbund)
    behorighet = user.behorigheter.get()

    def add(antal):
        for _ in range(antal):
            insats = f.InsatsFactory(forbund=forbund)
            f.KvartalsrapportFactory(insats=insats, kvartal=1)
            f.OmgangFactory(kvartalsrapport__insats=insats, kvartalsrapport__kvartal=2)
            f.BudgetpostFactory(insats=insats)
            f.RekvisitionFactory(insats=insats)
            f.LeveransFactory(insats=insats)
            f.AvvikelseFactory(insats=insats)
            f.HandelseFactory(forbund=forbund, insats=insats, tid=datetime(2024, 8, 1, tzinfo=UTC))
            behorighet.insatser.add(insats)

    add(1)
    get(client)
    with django_assert_max_num_queries(25) as one:
        get(client)
    add(4)
    with django_assert_max_num_queries(25) as many:
        get(client)
    assert len(many) == len(one)


@frozen
def test_an_insats_on_one_page(client, forbund, django_assert_max_num_queries):
    insats = f.InsatsFactory(forbund=forbund, syfte="Fler i arbete")
    insats.samverkansparter.add(f.PartFactory(forbund=forbund, namn="Regionen"))
    f.MalFactory(insats=insats, mal="Tio till arbete")
    f.ForlangningFactory(insats=insats, beslutsdatum=date(2024, 6, 1), nytt_slut=date(2025, 6, 30))
    f.KvartalsrapportFactory(insats=insats, kvartal=1)
    f.OmgangFactory(kvartalsrapport__insats=insats, kvartalsrapport__kvartal=2)
    f.AvvikelseFactory(insats=insats, beskrivning="Pengar över")
    f.AvvikelseFactory(insats=f.InsatsFactory(forbund=forbund), beskrivning="Grannens avvikelse")
    log_in(client, Roll.KANSLI, forbund)

    with django_assert_max_num_queries(25):
        page = get(client, reverse("uppfoljning:insats", args=[insats.pk]))

    for text in (
        "Fler i arbete",
        "Regionen",
        "Tio till arbete",
        "30 juni 2025",
        "Pengar över",
        "Granska kvartal 2 2024",
        "Kvartal 3 2024",
    ):
        assert text in page
    assert "Grannens avvikelse" not in page


@frozen
def test_what_is_to_be_done_stands_on_the_insats_page(client, forbund):
    """The avvikelse and the rekvisition also have pages of their own to decide on."""
    insats = f.InsatsFactory(forbund=forbund, start=date(2023, 1, 1))
    f.BudgetpostFactory(insats=insats)
    f.RekvisitionFactory(
        insats=insats,
        kvartal=1,
        belopp=Decimal(310_000),
        inkommen=date(2024, 4, 20),
        attesterad=None,
    )
    f.AvvikelseFactory(
        insats=insats, inkommen=date(2024, 6, 1), beslut="beviljad", beslutsdatum=date(2024, 6, 5)
    )
    vantar = f.AvvikelseFactory(insats=insats, belopp=Decimal(120_000), fran_ar=2024, till_ar=2025)
    log_in(client, Roll.KANSLI, forbund)
    attest, beslut = (
        next(
            u.url
            for u in list_att_gora(
                gather_oversikt(forbund, K2, I_AUGUSTI), Tilltrade(forbund, [roll])
            )
        )
        for roll in (Roll.EKONOM, Roll.FORBUNDSCHEF)
    )

    assert attest == reverse("ekonomi:rekvisition_attestera", args=[insats.pk, 2024, 1])
    assert beslut == reverse("ekonomi:avvikelse_beslut", args=[insats.pk, vantar.pk])
    url = reverse("uppfoljning:insats", args=[insats.pk])
    sida = get(client, f"{url}?kvartal=2024-1")

    assert "Siffror för kvartal 1 2024" in sida
    assert "310\u00a0000\u00a0kr, inte attesterad" in sida
    assert "Ingen insatsdata är inläst" in sida
    assert "Siffror för kvartal 2 2024" in get(client, url)
    assert reverse("ekonomi:avvikelse", args=[insats.pk, vantar.pk]) in sida
    assert "Budget, 120\u00a0000\u00a0kr från 2024 till 2025" in sida
    assert sida.index("Väntar på förbundschefens") < sida.index("5 juni 2024")
    assert "Siffror för" not in get(client, f"{url}?kvartal=2024-4")
    assert client.get(f"{url}?kvartal=x").status_code == 404


def test_handelser_by_page_and_insats(client, forbund, django_assert_max_num_queries):
    insats = f.InsatsFactory(forbund=forbund)
    for n in range(60):
        f.HandelseFactory(
            forbund=forbund, objekt=f"sak {n:02}", tid=datetime(2024, 7, 1, 8, n, tzinfo=UTC)
        )
    f.HandelseFactory(forbund=forbund, insats=insats, objekt="Insatsens", skal="Ett <b>skäl</b>")
    f.HandelseFactory(objekt="Grannens")
    log_in(client, Roll.REVISOR, forbund)
    url = reverse("rapporter:handelser", args=[forbund.organisationsnummer])

    with django_assert_max_num_queries(25):
        first = get(client, url)

    assert "Insatsens" in first
    assert "Ett &lt;b&gt;skäl&lt;/b&gt;" in first
    assert ("sak 59" in first, "sak 05" in first, "Sida 1 av 2" in first) == (True, False, True)
    assert "sak 05" in get(client, f"{url}?sida=2")
    of_insats = get(client, f"{url}?insats={insats.pk}")
    assert ("Insatsens" in of_insats, "sak 59" in of_insats) == (True, False)
    assert "Grannens" not in first
    f.HandelseFactory(
        forbund=forbund, typ=Handelse.Typ.KVARTALSRAPPORT_SPARAD, objekt="Utkastet", insats=insats
    )
    assert "Utkastet" not in get(client, f"{url}?insats={insats.pk}")
    med_utkast = get(client, f"{url}?insats={insats.pk}&utkast=1")
    assert ("Utkastet" in med_utkast, "sak 59" in med_utkast) == (True, False)
    for fel in (f.InsatsFactory().pk, "x"):
        assert client.get(f"{url}?insats={fel}").status_code == 404


def test_tillganglighetsredogorelse_says_what_the_settings_say(client, db, settings):
    page = get(client, "/tillganglighet/")
    assert "Kontakta kansliet på ditt samordningsförbund" in page
    assert "Digg" in page
    settings.TILLGANGLIGHET = {
        "ansvarig": "Samordningsförbundet Alfa",
        "kontakt": "kansli@exempel.se",
        "granskad": "2026-10-01",
        "metod": "",
    }
    page = get(client, "/tillganglighet/")
    assert "mailto:kansli@exempel.se" in page
    assert "granskades senast 2026-10-01" in page
