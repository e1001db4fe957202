"""Who gets which page: every URL name × every role, logged out, and in another förbund.

A page that is missing here fails the test: whoever adds one says who may see it.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from finsam.konton.models import Roll, User
from finsam.konton.rattigheter import ROLLER_PER_INSATS
from finsam.period import OgiltigPeriod
from rapporter.rapporttyper import RAPPORTTYPER
from tests import factories as f
from tests.conftest import assert_no_sideways_scroll

pytestmark = pytest.mark.django_db

LOGGED_OUT, NO_ROLE, SUPERUSER = "utloggad", "utan roll", "superanvändare"
PEOPLE = [LOGGED_OUT, NO_ROLE, *Roll, SUPERUSER]
FORBUND = ["own", "other"]
# That a page may cost, whatever it tells of.
MAX_FRAGOR = 25

OK, MOVED, FORBIDDEN, NOT_FOUND = 200, 302, 403, 404
LOGIN = "to the login page"
# Of one's own account and nothing else: what it is depends on the account.
ANSWER = "anything but the login page"

READERS = {Roll.KANSLI, Roll.EKONOM, Roll.FORBUNDSCHEF, Roll.STYRELSE, Roll.REVISOR, Roll.ADMIN}


@dataclass(frozen=True)
class Page:
    """What a person with a role in the `own` förbund is answered, there and in the `other`."""

    answer: object
    kwargs: tuple[str, ...] = ()
    method: str = "get"


def everyone(status):
    return lambda person, forbund: status


def logged_in(status):
    return lambda person, forbund: LOGIN if person == LOGGED_OUT else status


def only_superuser(person, forbund):
    return OK if person == SUPERUSER else LOGIN


def report(person, forbund):
    if person == LOGGED_OUT:
        return LOGIN
    if person == SUPERUSER:
        return OK
    # Of another förbund not even that it exists.
    if person == NO_ROLE or forbund == "other":
        return NOT_FOUND
    return OK if person in READERS else FORBIDDEN


def in_forbund(roller, status=OK):
    def answer(person, forbund):
        if person == LOGGED_OUT:
            return LOGIN
        if person == SUPERUSER:
            return status
        if person == NO_ROLE or forbund == "other":
            return NOT_FOUND
        return status if person in roller else FORBIDDEN

    return answer


def withdraws(person, forbund):
    """The avvikelse in the address came with a file."""
    if person == SUPERUSER:
        return FORBIDDEN
    return in_forbund(ROLLER_PER_INSATS)(person, forbund)


def behorigheter_index(person, forbund):
    if person == LOGGED_OUT:
        return LOGIN
    # A superuser has many förbund to choose from, all others one.
    return OK if person == SUPERUSER else MOVED if person in SEES_ROLES else FORBIDDEN


OF_THE_OFFICE = {Roll.KANSLI, Roll.FORBUNDSCHEF}
READS_ALL = OF_THE_OFFICE | {Roll.EKONOM, Roll.REVISOR}
HANDLES_MONEY = OF_THE_OFFICE | {Roll.EKONOM}
WRITES_TEXTS = OF_THE_OFFICE | {Roll.EKONOM}
SEES_EVENTS = OF_THE_OFFICE | {Roll.REVISOR}
# The roles per insats have theirs in the insats of the page.
READS_INSATS = READS_ALL | ROLLER_PER_INSATS
WRITES_INSATS = OF_THE_OFFICE | ROLLER_PER_INSATS
CLAIMS_COSTS = HANDLES_MONEY | ROLLER_PER_INSATS

SETS_ROLES = {Roll.KANSLI, Roll.FORBUNDSCHEF, Roll.ADMIN}
SEES_ROLES = SETS_ROLES | {Roll.REVISOR}

FORBUND_ONLY = ("organisationsnummer",)
BEHORIGHET = ("organisationsnummer", "behorighet")
INBJUDAN = ("organisationsnummer", "inbjudan")
OF_PERIOD = ("organisationsnummer", "period")
REPORT = ("typ", *OF_PERIOD)
KVARTAL = ("insats", "ar", "kvartal")
KOLUMN = (*FORBUND_ONLY, "ar", "version")
BILAGA = (*KVARTAL, "bilaga")
REKVISITIONSBILAGA = (*KVARTAL, "rekvisitionsbilaga")
AVVIKELSE = ("insats", "avvikelse")
PERSON = ("organisationsnummer", "person")
AKTIVITET = ("organisationsnummer", "aktivitet")
VERKSAMHETSMAL = ("organisationsnummer", "mal")
OF_A_KEY = ("mfa_remove_webauthn", "mfa_edit_webauthn")
PAGES = {
    "start": Page(logged_in(OK)),
    "tillganglighet": Page(everyone(OK)),
    "rapporter:oversikt": Page(in_forbund(set(Roll)), FORBUND_ONLY),
    "ekonomi:start": Page(in_forbund(READS_ALL), FORBUND_ONLY),
    "ekonomi:avvikelser": Page(in_forbund(READS_INSATS), ("insats",)),
    "ekonomi:avvikelse_ny": Page(in_forbund(WRITES_INSATS), ("insats",)),
    "ekonomi:avvikelse": Page(in_forbund(READS_INSATS), AVVIKELSE),
    "ekonomi:avvikelse_ratta": Page(in_forbund(WRITES_INSATS), AVVIKELSE),
    "ekonomi:avvikelse_ta_tillbaka": Page(withdraws, AVVIKELSE),
    "ekonomi:forbundets_avvikelser": Page(in_forbund(READS_ALL), FORBUND_ONLY),
    "ekonomi:avvikelse_beslut": Page(in_forbund({Roll.FORBUNDSCHEF}), AVVIKELSE),
    "ekonomi:avvikelsebilaga": Page(in_forbund(READS_INSATS), (*AVVIKELSE, "avvikelsebilaga")),
    "ekonomi:avvikelsebilaga_ta_bort": Page(
        in_forbund(WRITES_INSATS), (*AVVIKELSE, "avvikelsebilaga")
    ),
    "ekonomi:forbundsbudget": Page(in_forbund(READS_ALL), FORBUND_ONLY),
    "ekonomi:forbundsbudget_ny": Page(in_forbund(HANDLES_MONEY), FORBUND_ONLY),
    "ekonomi:forbundsbudget_historik": Page(in_forbund(READS_ALL), FORBUND_ONLY),
    "ekonomi:forbundsbudget_redigera": Page(in_forbund(HANDLES_MONEY), KOLUMN),
    "ekonomi:forbundsbudget_kopiera": Page(in_forbund(HANDLES_MONEY), KOLUMN),
    "ekonomi:medlemsavgifter": Page(in_forbund(READS_ALL), (*FORBUND_ONLY, "ar")),
    "ekonomi:prova": Page(in_forbund(READS_ALL), FORBUND_ONLY),
    "ekonomi:budget": Page(in_forbund(READS_ALL), FORBUND_ONLY),
    "ekonomi:arsskifte": Page(in_forbund(READS_ALL), ("organisationsnummer", "ar")),
    "ekonomi:insatsbudget": Page(in_forbund(READS_INSATS), ("insats", "ar")),
    "ekonomi:budgetpost_ny": Page(in_forbund(HANDLES_MONEY), ("insats", "ar")),
    "ekonomi:budget_flytta": Page(in_forbund(HANDLES_MONEY), ("insats", "ar")),
    "ekonomi:bokforing": Page(in_forbund(READS_ALL), FORBUND_ONLY),
    "ekonomi:bokforing_ladda_upp": Page(in_forbund(HANDLES_MONEY, MOVED), FORBUND_ONLY),
    "ekonomi:bokforing_spara": Page(in_forbund(HANDLES_MONEY, MOVED), FORBUND_ONLY, "post"),
    "ekonomi:bokforing_valj_dag": Page(in_forbund(HANDLES_MONEY, MOVED), FORBUND_ONLY, "post"),
    "ekonomi:bokforing_anvand": Page(
        in_forbund(HANDLES_MONEY), ("organisationsnummer", "bokforing")
    ),
    "ekonomi:kontoplan": Page(in_forbund(READS_ALL), FORBUND_ONLY),
    "ekonomi:kontoplan_csv": Page(in_forbund(READS_ALL), FORBUND_ONLY),
    "ekonomi:kontoplan_ladda_upp": Page(in_forbund(HANDLES_MONEY, MOVED), FORBUND_ONLY),
    "ekonomi:kontoplan_spara": Page(in_forbund(HANDLES_MONEY, MOVED), FORBUND_ONLY, "post"),
    "ekonomi:kontoplan_konto": Page(in_forbund(HANDLES_MONEY), ("organisationsnummer", "kontorad")),
    "ekonomi:kontoplan_koppla_fran": Page(
        in_forbund(HANDLES_MONEY), ("organisationsnummer", "kontorad")
    ),
    "ekonomi:kostnadsstallen": Page(in_forbund(READS_ALL), FORBUND_ONLY),
    "ekonomi:budgetpost": Page(in_forbund(HANDLES_MONEY), ("insats", "ar", "post")),
    "rapporter:forbundet": Page(in_forbund(READS_ALL | {Roll.ADMIN}), FORBUND_ONLY),
    "rapporter:handelser": Page(in_forbund(SEES_EVENTS), FORBUND_ONLY),
    "uppfoljning:insats": Page(in_forbund(READS_INSATS), ("insats",)),
    "account_login": Page(lambda person, forbund: OK if person == LOGGED_OUT else MOVED),
    "account_logout": Page(everyone(MOVED), method="post"),
    "account_inactive": Page(everyone(OK)),
    "account_reauthenticate": Page(logged_in(OK)),
    "account_change_password": Page(logged_in(OK)),
    "account_set_password": Page(logged_in(MOVED)),
    "account_reset_password": Page(everyone(OK)),
    "account_reset_password_done": Page(everyone(OK)),
    "account_reset_password_from_key": Page(everyone(OK), ("uidb36", "key")),
    "account_reset_password_from_key_done": Page(everyone(OK)),
    **{
        name: Page(logged_in(ANSWER), ("pk",) if name in OF_A_KEY else ())
        for name in (
            "mfa_index",
            "mfa_list_webauthn",
            "mfa_reauthenticate",
            "mfa_reauthenticate_webauthn",
            "mfa_activate_totp",
            "mfa_deactivate_totp",
            "mfa_add_webauthn",
            "mfa_view_recovery_codes",
            "mfa_generate_recovery_codes",
            "mfa_download_recovery_codes",
            *OF_A_KEY,
        )
    },
    # Back to where a login begins.
    "mfa_authenticate": Page(everyone(MOVED)),
    "mfa_login_webauthn": Page(everyone(MOVED)),
    "konto": Page(logged_in(OK)),
    "behorigheter:index": Page(behorigheter_index),
    "behorigheter:lista": Page(in_forbund(SEES_ROLES), FORBUND_ONLY),
    "behorigheter:csv": Page(in_forbund(SEES_ROLES), FORBUND_ONLY),
    "behorigheter:bjud_in": Page(in_forbund(SETS_ROLES), FORBUND_ONLY),
    "behorigheter:skicka_igen": Page(in_forbund(SETS_ROLES, MOVED), INBJUDAN, "post"),
    "behorigheter:aterkalla": Page(in_forbund(SETS_ROLES, MOVED), INBJUDAN, "post"),
    "behorigheter:andra": Page(in_forbund(SETS_ROLES), BEHORIGHET),
    "behorigheter:ta_bort": Page(in_forbund(SETS_ROLES), BEHORIGHET),
    "behorigheter:stang_av": Page(in_forbund(SETS_ROLES), BEHORIGHET),
    "behorigheter:oppna": Page(in_forbund(SETS_ROLES), BEHORIGHET),
    "behorigheter:inbjudan": Page(everyone(OK), ("token",)),
    "forbundet:fortroendevalda": Page(in_forbund(READS_ALL), FORBUND_ONLY),
    "forbundet:fortroendevald_ny": Page(in_forbund(WRITES_TEXTS), FORBUND_ONLY),
    "forbundet:fortroendevald": Page(in_forbund(WRITES_TEXTS), PERSON),
    "forbundet:fortroendevald_avsluta": Page(in_forbund(WRITES_TEXTS), PERSON),
    "forbundet:fortroendevald_ta_bort": Page(in_forbund(WRITES_TEXTS), PERSON),
    "forbundet:medlem": Page(in_forbund(WRITES_TEXTS), ("organisationsnummer", "part")),
    "halsa": Page(everyone(OK)),
    "rapporter:index": Page(logged_in(OK)),
    "rapporter:delegationsbeslut": Page(in_forbund(READERS), ("organisationsnummer",)),
    "rapporter:rapport": Page(report, REPORT),
    "rapporter:rapport_pdf": Page(report, REPORT),
    "rapporter:rapport_json": Page(report, REPORT),
    "rapporter:avstamning": Page(in_forbund(READS_ALL), REPORT),
    "rapporter:avstamning_kommentar": Page(
        in_forbund(OF_THE_OFFICE | {Roll.EKONOM}), (*REPORT, "kontroll")
    ),
    "rapporter:texter": Page(in_forbund(OF_THE_OFFICE | {Roll.EKONOM}), REPORT),
    "rapporter:texter_historik": Page(in_forbund(READS_ALL), REPORT),
    "rapporter:texter_spara": Page(in_forbund(OF_THE_OFFICE | {Roll.EKONOM}), REPORT, "post"),
    "uppfoljning:kvartalsrapport": Page(in_forbund(READS_INSATS), KVARTAL),
    "uppfoljning:steg": Page(in_forbund(WRITES_INSATS), (*KVARTAL, "steg")),
    "uppfoljning:spara": Page(in_forbund(WRITES_INSATS), KVARTAL, "post"),
    "uppfoljning:kontrollera": Page(in_forbund(WRITES_INSATS), KVARTAL),
    "uppfoljning:kvitto": Page(in_forbund(READS_INSATS), KVARTAL),
    "uppfoljning:bilaga_ny": Page(in_forbund(WRITES_INSATS), KVARTAL, "post"),
    "uppfoljning:bilaga": Page(in_forbund(READS_INSATS), BILAGA),
    "uppfoljning:bilaga_ta_bort": Page(in_forbund(WRITES_INSATS), BILAGA),
    "uppfoljning:paminn": Page(in_forbund(OF_THE_OFFICE), KVARTAL),
    "uppfoljning:granska": Page(in_forbund(OF_THE_OFFICE), KVARTAL),
    "uppfoljning:oppna": Page(in_forbund(OF_THE_OFFICE), KVARTAL),
    "uppfoljning:historik": Page(in_forbund(READS_INSATS), KVARTAL),
    "uppfoljning:aktiviteter": Page(in_forbund(READS_ALL), FORBUND_ONLY),
    "uppfoljning:aktivitet_ny": Page(in_forbund(WRITES_TEXTS), FORBUND_ONLY),
    "uppfoljning:aktivitet": Page(in_forbund(WRITES_TEXTS), AKTIVITET),
    "uppfoljning:aktivitet_ta_bort": Page(in_forbund(WRITES_TEXTS), AKTIVITET),
    "uppfoljning:verksamhetsmal": Page(in_forbund(READS_ALL), FORBUND_ONLY),
    "uppfoljning:verksamhetsmal_nytt": Page(
        in_forbund(WRITES_TEXTS), ("organisationsnummer", "ar")
    ),
    "uppfoljning:verksamhetsmal_kopiera": Page(
        in_forbund(WRITES_TEXTS), ("organisationsnummer", "ar")
    ),
    "uppfoljning:verksamhetsmal_andra": Page(in_forbund(WRITES_TEXTS), VERKSAMHETSMAL),
    "uppfoljning:verksamhetsmal_ta_bort": Page(in_forbund(WRITES_TEXTS), VERKSAMHETSMAL),
    "uppfoljning:bedomningar": Page(in_forbund(READS_ALL), OF_PERIOD),
    "ekonomi:insatsens_rekvisitioner": Page(in_forbund(READS_INSATS), ("insats",)),
    "ekonomi:rekvisition": Page(in_forbund(READS_INSATS), KVARTAL),
    "ekonomi:rekvisition_kontrollera": Page(in_forbund(CLAIMS_COSTS), KVARTAL),
    "ekonomi:rekvisition_kvitto": Page(in_forbund(READS_INSATS), KVARTAL),
    "ekonomi:rekvisition_slutlig": Page(in_forbund(CLAIMS_COSTS, MOVED), KVARTAL, "post"),
    "ekonomi:rekvisition_attestera": Page(in_forbund({Roll.EKONOM}), KVARTAL),
    # The one in the address is not attested.
    "ekonomi:rekvisition_oppna": Page(in_forbund({Roll.EKONOM, Roll.FORBUNDSCHEF}, MOVED), KVARTAL),
    "ekonomi:rekvisition_bilaga_ny": Page(in_forbund(CLAIMS_COSTS), KVARTAL, "post"),
    "ekonomi:rekvisition_bilaga": Page(in_forbund(READS_INSATS), REKVISITIONSBILAGA),
    "ekonomi:rekvisition_bilaga_ta_bort": Page(in_forbund(CLAIMS_COSTS), REKVISITIONSBILAGA),
    "ekonomi:rekvisitioner": Page(in_forbund(READS_ALL), FORBUND_ONLY),
    "ekonomi:betalfil_ny": Page(in_forbund(HANDLES_MONEY, MOVED), FORBUND_ONLY, "post"),
    "ekonomi:betalfil": Page(in_forbund(READS_ALL), (*FORBUND_ONLY, "betalfil")),
    # Every view of the admin is behind the same door.
    "admin:index": Page(only_superuser),
}


def url_names(patterns, namespace=""):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from url_names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"


def test_every_page_is_here():
    names = set(url_names(get_resolver().url_patterns))
    of_admin = {name for name in names if name.startswith("admin:")}
    assert names - of_admin | {"admin:index"} == PAGES.keys()


@pytest.fixture(autouse=True)
def quick_pdf(monkeypatch):
    monkeypatch.setattr("rapporter.views.render_pdf", lambda *args: b"%PDF-")


def make_returned_report(insats):
    """The first quarter's report, which has been sent in once and is open again. Its bilaga."""
    rapport = f.KvartalsrapportFactory(insats=insats, status="atersand")
    f.OmgangFactory(kvartalsrapport=rapport, beslut="atersand", skal="Se över svaren.")
    return f.BilagefilFactory(bilaga__kvartalsrapport=rapport).bilaga


def make_returned_rekvisition(insats):
    """The first quarter's, which has come in once and is open again. Its bilaga."""
    rekvisition = f.RekvisitionFactory(
        insats=insats,
        inkommen=date(2024, 4, 20),
        attesterad=None,
        atersand=date(2024, 4, 22),
        skal="Se över lokalerna.",
    )
    return f.RekvisitionsbilagefilFactory(bilaga__rekvisition=rekvisition).bilaga


def make_values(insats):
    """What stands in the addresses: the insats's förbund, and one row of each kind in it."""
    forbund = insats.forbund
    inbjudan = f.InbjudanFactory(
        forbund=forbund, token="token", giltig_till=datetime(2100, 1, 1, tzinfo=UTC)
    )
    avvikelsebilaga = f.AvvikelsebilagefilFactory(bilaga__avvikelse__insats=insats).bilaga
    return {
        "organisationsnummer": forbund.organisationsnummer,
        "behorighet": f.BehorighetFactory(forbund=forbund, roll=Roll.STYRELSE).pk,
        "inbjudan": inbjudan.pk,
        "token": "token",
        "uidb36": "1",
        "key": "key",
        "pk": 1,
        "typ": "pm",
        "kontroll": f"kvartalsrapport-saknas:{insats.kod}",
        "period": "2024H1",
        "aktivitet": f.AktivitetFactory(forbund=forbund).pk,
        "mal": f.VerksamhetsmalFactory(forbund=forbund).pk,
        "person": f.FortroendevaldFactory(forbund=forbund).pk,
        "part": f.PartFactory(forbund=forbund).pk,
        "kontorad": f.KontoradFactory(forbund=forbund).pk,
        "bokforing": f.BokforingFactory(forbund=forbund).pk,
        "insats": insats.pk,
        "ar": 2024,
        "version": f.ForbundsbudgetradFactory(forbund=forbund, ar=2024).version,
        "kvartal": 1,
        "steg": "hant",
        "bilaga": make_returned_report(insats).pk,
        "rekvisitionsbilaga": make_returned_rekvisition(insats).pk,
        "betalfil": f.BetalradFactory(
            rekvisition__insats=insats, rekvisition__kvartal=2
        ).betalfil.pk,
        "post": f.BudgetpostFactory(insats=insats).pk,
        "avvikelse": avvikelsebilaga.avvikelse.pk,
        "avvikelsebilaga": avvikelsebilaga.pk,
    }


def make_user(person, insats):
    """A user with that role in the insats's förbund; None for one who is logged out."""
    if person == LOGGED_OUT:
        return None
    if person == SUPERUSER:
        return User.objects.create_superuser("super@exempel.se", "losenord")
    if person == NO_ROLE:
        return f.UserFactory()
    behorighet = f.BehorighetFactory(forbund=insats.forbund, roll=person)
    if person in ROLLER_PER_INSATS:
        behorighet.insatser.add(insats)
    return behorighet.user


def address_of(name, values):
    return reverse(name, kwargs={key: values[key] for key in PAGES[name].kwargs})


@pytest.mark.once
@pytest.mark.parametrize("forbund", FORBUND)
@pytest.mark.parametrize("person", PEOPLE)
def test_who_gets_which_page(client, person, forbund):
    insatser = {which: f.InsatsFactory() for which in FORBUND}
    if user := make_user(person, insatser["own"]):
        client.force_login(user)
    values = make_values(insatser[forbund])
    cookies = client.cookies.copy()

    # All pages in one test, as the rows behind them are made once; each leaves them as they were.
    faults = []
    for name in PAGES:
        client.cookies = cookies.copy()
        with transaction.atomic(), CaptureQueriesContext(connection) as queries:
            response = getattr(client, PAGES[name].method)(address_of(name, values))
            transaction.set_rollback(True)
        faults += list_faults(name, person, forbund, response, len(queries))
    assert faults == []


def list_faults(name, person, forbund, response, antal_fragor):
    """What is wrong with the answer, in words."""
    page = PAGES[name]
    expected = page.answer(person, forbund)
    login = reverse("admin:login" if name.startswith("admin:") else "account_login")
    asks_to_log_in = response.headers.get("Location", "").startswith(f"{login}?next=")
    if asks_to_log_in != (expected == LOGIN):
        yield f"{name}: {response.status_code} {response.headers.get('Location', '')}"
    elif expected not in (LOGIN, ANSWER, response.status_code):
        yield f"{name}: {response.status_code}, not {expected}"
    # What is posted may also cost what it writes.
    if antal_fragor > (MAX_FRAGOR if page.method == "get" else 40):
        yield f"{name}: {antal_fragor} queries"


@pytest.mark.parametrize("roll", Roll)
def test_the_list_of_reports_names_no_other_forbund(client, roll):
    own, other = (
        f.KvartalsrapportFactory(insats__forbund__namn=namn).insats.forbund
        for namn in ("Samordningsförbundet Alfa", "Samordningsförbundet Beta")
    )
    client.force_login(f.BehorighetFactory(forbund=own, roll=roll).user)

    page = client.get(reverse("rapporter:index")).content.decode()

    assert other.namn not in page
    assert other.organisationsnummer not in page
    assert (f"/rapporter/pm/{own.organisationsnummer}/" in page) is (roll in READERS)


@pytest.mark.once
@pytest.mark.parametrize("dag", ["2024-06-12", "2025-02-01"])
def test_who_may_read_each_kind_of_report(client, dag):
    """What tells of a period that is not over is for those who work with it."""
    insats, annan = f.InsatsFactory(), f.InsatsFactory()
    users = {person: make_user(person, insats) for person in PEOPLE if person != LOGGED_OUT}
    faults = []
    with time_machine.travel(f"{dag} 10:00"):
        for typ in RAPPORTTYPER.values():
            period = next(p for p in ("2024H1", "2024", dag) if _parses(typ, p))
            is_over = period == dag or dag > "2025"
            for person, user in users.items():
                client.force_login(user)
                for forbund in (insats.forbund, annan.forbund):
                    which = "own" if forbund == insats.forbund else "other"
                    expected = report(person, which)
                    if expected == OK and not is_over and person not in READS_ALL | {SUPERUSER}:
                        expected = FORBIDDEN
                    args = [typ.nyckel, forbund.organisationsnummer, period]
                    with CaptureQueriesContext(connection) as queries:
                        status = client.get(reverse("rapporter:rapport", args=args)).status_code
                    if status != expected or len(queries) > MAX_FRAGOR:
                        svar = (status, expected, len(queries))
                        faults.append((typ.nyckel, str(person), which, *svar))
    assert faults == []


def _parses(typ, period):
    try:
        typ.parse(period)
    except OgiltigPeriod:
        return False
    return True


@pytest.mark.parametrize("roll", Roll)
def test_only_the_office_may_set_a_bedomning(client, roll):
    behorighet = f.BehorighetFactory(roll=roll)
    client.force_login(behorighet.user)
    organisationsnummer = behorighet.forbund.organisationsnummer

    response = client.post(reverse("uppfoljning:bedomningar", args=[organisationsnummer, "2024H1"]))

    assert response.status_code == (MOVED if roll in OF_THE_OFFICE else FORBIDDEN)


def test_a_styrgrupp_reads_the_history_of_its_own_insats_alone(client):
    behorighet = f.BehorighetFactory(roll=Roll.STYRGRUPP)
    client.force_login(behorighet.user)
    annan = f.InsatsFactory(forbund=behorighet.forbund)

    response = client.get(reverse("uppfoljning:historik", args=[annan.pk, 2024, 1]))

    assert response.status_code == FORBIDDEN


# What is downloaded, or no page of ours.
NOT_SHOWN = {
    "admin:index",
    "halsa",
    "rapporter:rapport_pdf",
    "rapporter:rapport_json",
    "behorigheter:csv",
    "ekonomi:rekvisition_bilaga",
    "ekonomi:betalfil",
}
NOT_SHOWN |= {"ekonomi:kontoplan_csv", "ekonomi:avvikelsebilaga"}
NOT_SHOWN |= {"behorigheter:csv", "uppfoljning:bilaga", "mfa_download_recovery_codes"}


@pytest.mark.browser
@pytest.mark.once
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("person", [LOGGED_OUT, Roll.STYRGRUPP, Roll.KANSLI])
def test_every_page_is_accessible(page, log_in_browser, assert_accessible, person):
    """Also those that say no. Nothing but tables in their own box scrolls sideways at 320 px."""
    konsol = []
    page.on("console", lambda message: konsol.append((page.url, message.text)))
    insats = f.InsatsFactory()
    if user := make_user(person, insats):
        log_in_browser(user)
    values = make_values(insats)
    names = [name for name, p in PAGES.items() if p.method == "get" and name not in NOT_SHOWN]
    sedda = set()

    for name in names:
        page.set_viewport_size({"width": 1280, "height": 900})
        svar = page.goto(address_of(name, values))
        # What says no is the same page wherever it stands, and so is the login page.
        sida = page.url.split("?")[0] if svar.ok else svar.status
        if sida in sedda:
            continue
        sedda.add(sida)
        assert_accessible(page)
        page.set_viewport_size({"width": 320, "height": 640})
        assert_no_sideways_scroll(page)

    # Chromium itself reports an answer that says no.
    assert [(url, text) for url, text in konsol if "Failed to load resource" not in text] == []
