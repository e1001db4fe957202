"""The rekvisition's way: what every step does to its state, and to the utfall of the PM."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from ekonomi.forbrukning import gather_forbrukning
from ekonomi.models import Betalfil, Rekvisition
from ekonomi.rekvisitioner.innehall import Innehall, fingerprint, innehall_of
from ekonomi.rekvisitioner.services import (
    Andringskonflikt,
    attest_rekvisition,
    begin_slutlig,
    load_rekvisition,
    reopen_rekvisition,
    return_rekvisition,
    save_rekvisition,
    submit_rekvisition,
)
from ekonomi.rekvisitioner.utbetalning import (
    list_betalfiler,
    list_betalrader,
    list_to_pay,
    pay_rekvisitioner,
)
from finsam.handelser.models import Handelse
from finsam.historik import Flodesfel
from finsam.period import Period
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

pytestmark = pytest.mark.django_db

# Each of them may write, send in and decide; an ekonom has every right.
VILKA = ("insats", "kansli", "ekonom")
users = st.sampled_from(VILKA)


class Arbetsflode(RuleBasedStateMachine):
    """The real services beside a model: status, amount, and what the utfall must be."""

    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()

    def teardown(self):
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize(langt=st.sampled_from(["ingen", "inskickad", "preliminar"]))
    def begin(self, langt):
        self.nu = datetime(2024, 7, 1, 8, tzinfo=UTC)
        self.insats = make_insats()
        self.users = {namn: f.UserFactory() for namn in VILKA}
        self.status, self.belopp, self.is_preliminar = "ingen", None, False
        self.utfall = self.slutlig_av = None
        self.skribenter = set()
        self.betalt = Decimal(0)
        if langt != "ingen":
            self.write("insats", 100, langt == "preliminar")
            self.submit("insats", True)
        if langt == "preliminar":
            self.attest("ekonom", True)

    @property
    def is_oppen(self):
        return self.status in ("ingen", "utkast", "atersand")

    def step(self, vem):
        self.nu += timedelta(minutes=1)
        return {
            "insats": self.insats,
            "kvartal": K2,
            "user": self.users[vem],
            "nu": self.nu,
        }

    def seen(self, is_aktuell):
        return sedd(self.insats) if is_aktuell else "något annat"

    @rule(vem=users, belopp=st.sampled_from([0, 100, 250]), is_preliminar=st.booleans())
    def write(self, vem, belopp, is_preliminar):
        """Three kinds of cost, which sum to the amount and 30 öre."""
        innehall = Innehall(Decimal(belopp), Decimal("0.10"), Decimal("0.20"), is_preliminar)
        fore = fingerprint(load_rekvisition(self.insats, K2))
        if not self.is_oppen:
            with pytest.raises(Flodesfel):
                save_rekvisition(innehall=innehall, sedd=fore, **self.step(vem))
            return
        with pytest.raises(Andringskonflikt):
            save_rekvisition(innehall=innehall, sedd="något annat", **self.step(vem))
        if innehall != innehall_of(load_rekvisition(self.insats, K2)):
            self.skribenter.add(vem)
        save_rekvisition(innehall=innehall, sedd=fore, **self.step(vem))
        self.belopp = belopp + Decimal("0.30")
        self.is_preliminar = is_preliminar and self.slutlig_av is None
        self.status = "utkast" if self.status == "ingen" else self.status

    @rule(vem=users, is_aktuell=st.booleans())
    def submit(self, vem, is_aktuell):
        if self.is_oppen and self.belopp is not None and is_aktuell:
            submit_rekvisition(sedd=self.seen(True), **self.step(vem))
            self.status = "inskickad"
            self.skribenter.add(vem)
            return
        with pytest.raises(Flodesfel):
            submit_rekvisition(sedd=self.seen(is_aktuell), **self.step(vem))

    @rule(vem=users, is_aktuell=st.booleans())
    def attest(self, vem, is_aktuell):
        if self.status == "inskickad" and vem not in self.skribenter and is_aktuell:
            attest_rekvisition(sedd=self.seen(True), **self.step(vem))
            self.status, self.utfall = "attesterad", self.belopp
            return
        with pytest.raises(Flodesfel):
            attest_rekvisition(sedd=self.seen(is_aktuell), **self.step(vem))

    @rule(vem=users)
    def send_back(self, vem):
        if self.status == "inskickad":
            return_rekvisition(sedd=self.seen(True), skal="Fel.", **self.step(vem))
            self.status = "atersand"
            return
        with pytest.raises(Flodesfel):
            return_rekvisition(sedd=self.seen(True), skal="Fel.", **self.step(vem))

    @rule(vem=users)
    def make_final(self, vem):
        if self.status == "attesterad" and self.is_preliminar:
            begin_slutlig(**self.step(vem))
            self.status, self.is_preliminar, self.slutlig_av = "utkast", False, self.utfall
            # Beginning it is not writing; what was attested is vouched for.
            self.skribenter = set()
            return
        with pytest.raises(Flodesfel):
            begin_slutlig(**self.step(vem))

    @rule(vem=users, is_aktuell=st.booleans())
    def reopen(self, vem, is_aktuell):
        """As if it had been returned and not attested."""
        if self.status == "attesterad" and is_aktuell:
            reopen_rekvisition(sedd=self.seen(True), skal="Fel.", **self.step(vem))
            self.status, self.utfall = "atersand", self.slutlig_av
            return
        with pytest.raises(Flodesfel):
            reopen_rekvisition(sedd=self.seen(is_aktuell), skal="Fel.", **self.step(vem))

    @precondition(lambda self: self.status != "ingen")
    @rule(vem=users)
    def pay(self, vem):
        rekvisition = load_rekvisition(self.insats, K2)
        args = {
            "forbund": self.insats.forbund,
            "valda": {rekvisition.pk},
            "user": self.users[vem],
            "nu": self.nu,
        }
        if self.status == "attesterad":
            ska_betalas = self.belopp != self.betalt
        else:
            # The preliminary amount, until the final one is attested.
            ska_betalas = self.slutlig_av is not None and self.slutlig_av > self.betalt
        if ska_betalas:
            [rad] = pay_rekvisitioner(**args).rader.all()
            self.betalt += rad.belopp
            # However many files there were, what has been paid is what was attested last.
            assert self.betalt == self.utfall
            return
        with pytest.raises(Flodesfel):
            pay_rekvisitioner(**args)

    @invariant()
    def it_stands_as_the_model_says(self):
        rekvisition = load_rekvisition(self.insats, K2)
        if self.status == "ingen":
            assert rekvisition is None
            return
        assert rekvisition.status == self.status
        assert rekvisition.belopp == (self.belopp or 0)
        assert rekvisition.is_preliminar == self.is_preliminar
        rekvisition.full_clean()

    @invariant()
    def the_utfall_of_the_pm_is_what_was_attested_last(self):
        tabell = gather_forbrukning([self.insats], Period(2024, 1, 2)).tabell
        rad = tabell.rader.get(self.insats.pk)
        assert rad.utfall == self.utfall
        slutlig = self.status == "attesterad" and not self.is_preliminar
        assert rad.is_preliminart == (self.utfall is not None and not slutlig)

    @invariant()
    def nobody_attests_their_own(self):
        rekvisition = load_rekvisition(self.insats, K2)
        if rekvisition and rekvisition.attesterad_av:
            egna = {self.users[vem] for vem in self.skribenter}
            assert rekvisition.attesterad_av not in egna

    @invariant()
    def every_change_of_status_has_an_event_and_history(self):
        typer = Handelse.objects.filter(insats=self.insats).values_list("typ", flat=True)
        senaste = [t for t in typer.order_by("pk") if not t.endswith(("sparad", "betald"))]
        if self.status in ("inskickad", "atersand", "attesterad"):
            assert senaste[-1] == f"rekvisition_{self.status}"
        rekvisition = load_rekvisition(self.insats, K2)
        if rekvisition:
            assert rekvisition.history.first().history_user in self.users.values()


def test_the_way_of_a_rekvisition_in_any_order():
    run_state_machine_as_test(
        Arbetsflode,
        settings=settings(
            max_examples=10,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_a_final_one_waits_for_the_quarter_to_end_and_a_preliminary_one_does_not():
    insats, user = make_insats(), f.UserFactory()
    i_maj = datetime(2024, 5, 2, 8, tzinfo=UTC)
    write(insats, user, nu=i_maj)

    with pytest.raises(Flodesfel, match=r"från och med 30\u00a0juni 2024.*kryssa i"):
        step(submit_rekvisition, insats, user, nu=i_maj)

    write(insats, user, nu=i_maj, is_preliminar=True)
    rekvisition = step(submit_rekvisition, insats, user, nu=i_maj)
    assert (rekvisition.inkommen, rekvisition.inskickad_av) == (date(2024, 5, 2), user)

    step(attest_rekvisition, insats, f.UserFactory(), nu=i_maj)
    begin_slutlig(insats=insats, kvartal=K2, user=user, nu=i_maj)
    # The final one has no box to tick.
    with pytest.raises(Flodesfel, match=r"från och med 30\u00a0juni 2024\. Det du"):
        step(submit_rekvisition, insats, user, nu=i_maj)


def test_a_quarter_that_the_insats_does_not_run_in_has_none():
    insats, user = make_insats(slut=date(2024, 5, 31)), f.UserFactory()

    for kvartal in (Period.quarter(2024, 3), Period.quarter(2023, 4)):
        with pytest.raises(Flodesfel, match="pågår inte"):
            write(insats, user, kvartal=kvartal)
    # It ended before the quarter did, and so its costs are known.
    assert send(insats, user, nu=datetime(2024, 6, 1, 8, tzinfo=UTC)).inkommen


def test_without_any_cost_there_is_nothing_to_send():
    insats, user = make_insats(), f.UserFactory()
    save_rekvisition(
        insats=insats, kvartal=K2, innehall=Innehall(), sedd=sedd(insats), user=user, nu=NU
    )
    with pytest.raises(Flodesfel, match="Skriv 0"):
        step(submit_rekvisition, insats, user)
    write(insats, user, belopp=0)
    assert step(submit_rekvisition, insats, user).belopp == 0


def test_what_came_with_a_file_was_paid_elsewhere():
    """Neither it nor its amount is paid once more when a final one takes its place."""
    insats, user, ekonom = make_insats(), f.UserFactory(), f.UserFactory()
    f.RekvisitionFactory(
        insats=insats, kvartal=2, belopp=80, is_preliminar=True, attesterad=date(2024, 7, 1)
    )
    assert not Rekvisition.objects.to_pay().exists()

    begin_slutlig(insats=insats, kvartal=K2, user=user, nu=NU)
    write(insats, user, belopp=100)
    step(submit_rekvisition, insats, user)
    step(attest_rekvisition, insats, ekonom)

    [att_betala] = Rekvisition.objects.to_pay()
    assert (att_betala.utfall, att_betala.att_betala) == (100, 20)


def test_a_payment_file_takes_only_what_the_forbund_has_to_pay():
    insats, annan = make_insats(), make_insats()
    user, ekonom = f.UserFactory(), f.UserFactory()
    egen = send_and_attest(insats, user, ekonom)
    annans = send_and_attest(annan, user, ekonom)

    for valda in ([], [annans.pk], [egen.pk, annans.pk]):
        with pytest.raises(Flodesfel):
            pay_rekvisitioner(forbund=insats.forbund, valda=valda, user=ekonom, nu=NU)

    assert not Betalfil.objects.exists()


def read_fil(betalfil):
    """What is paid of whom, by insats and in kronor."""
    return [(r.rekvisition.insats_id, r.belopp, r.is_preliminar) for r in list_betalrader(betalfil)]


def test_a_payment_file_stays_as_it_was_made():
    """Whatever is laid in another one the same day, or becomes of its rekvisitioner."""
    insats = make_insats()
    forbund, user, ekonom = insats.forbund, f.UserFactory(), f.UserFactory()
    annan = make_insats(forbund=forbund, kortnamn="Bron")
    ett = send_and_attest(insats, user, ekonom, Decimal("0.10"), is_preliminar=True)
    forsta = pay_rekvisitioner(forbund=forbund, valda={ett.pk}, user=ekonom, nu=NU)
    tva = send_and_attest(annan, user, ekonom, 200)
    andra = pay_rekvisitioner(forbund=forbund, valda={tva.pk}, user=ekonom, nu=NU)

    # Whoever begins it has not written it, and may attest it.
    begin_slutlig(insats=insats, kvartal=K2, user=ekonom, nu=NU)
    assert list_to_pay(forbund) == []
    send_and_attest(insats, user, ekonom, Decimal("0.30"))
    tredje = pay_rekvisitioner(forbund=forbund, valda={ett.pk}, user=ekonom, nu=NU)

    assert read_fil(forsta) == [(insats.pk, Decimal("0.10"), True)]
    assert read_fil(andra) == [(annan.pk, 200, False)]
    assert read_fil(tredje) == [(insats.pk, Decimal("0.20"), False)]
    # 0.10 + 0.20 is not 0.30 where a database sums in binary.
    assert list_to_pay(forbund) == []
    assert [fil.antal for fil in list_betalfiler(forbund, 2024)] == [1, 1, 1]


def test_what_was_paid_of_one_that_is_opened_again_is_taken_off_the_next_file():
    """Also what came attested with a file, and so was paid elsewhere."""
    insats, user, ekonom = make_insats(), f.UserFactory(), f.UserFactory()
    forbund = insats.forbund
    lagd = send_and_attest(insats, user, ekonom, 100)
    pay_rekvisitioner(forbund=forbund, valda={lagd.pk}, user=ekonom, nu=NU)
    k1 = Period.quarter(2024, 1)
    f.RekvisitionFactory(insats=insats, kvartal=1, belopp=80)
    for kvartal, belopp in ((K2, 0), (k1, 95)):
        step(reopen_rekvisition, insats, ekonom, kvartal, skal="Fel kvartal.")
        assert not Rekvisition.objects.of_quarter(insats, kvartal).attested().exists()
        send_and_attest(insats, user, ekonom, belopp, kvartal)

    fil = pay_rekvisitioner(
        forbund=forbund, valda={r.pk for r in list_to_pay(forbund)}, user=ekonom, nu=NU
    )

    assert [(r.rekvisition.kvartal, r.rekvirerat, r.belopp) for r in list_betalrader(fil)] == [
        (2, 0, -100),
        (1, 95, 15),
    ]


def test_a_withdrawn_attest_vouches_for_nothing():
    """What one ekonom wrote is not theirs to attest when another has taken back their attest."""
    insats, styrgrupp = make_insats(), f.UserFactory()
    skrev, attesterade = f.UserFactory(), f.UserFactory()
    write(insats, skrev, 500_000)
    step(submit_rekvisition, insats, styrgrupp)
    step(attest_rekvisition, insats, attesterade)
    step(reopen_rekvisition, insats, attesterade, skal="Lokaler?")
    step(submit_rekvisition, insats, styrgrupp)

    with pytest.raises(Flodesfel, match="Någon annan"):
        step(attest_rekvisition, insats, skrev)
    assert step(attest_rekvisition, insats, attesterade).attesterad
