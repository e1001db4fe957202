"""Two people at the same moment, on real connections: exactly one of them gets through."""

import pytest

from ekonomi.models import Betalfil, Rekvisition
from ekonomi.rekvisitioner.services import attest_rekvisition, return_rekvisition
from ekonomi.rekvisitioner.utbetalning import pay_rekvisitioner
from finsam.handelser.models import Handelse
from finsam.historik import Flodesfel
from tests import factories as f
from tests.ekonomi.rekvisitioner.rekvisitionsexempel import (
    K2,
    NU,
    make_insats,
    sedd,
    send,
    send_and_attest,
)
from tests.samtidighet import run_at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("database_on_disk"),
]


@pytest.fixture
def people():
    return f.UserFactory(namn="Karin"), f.UserFactory(namn="Fredrik")


@pytest.mark.parametrize("gang", range(2))
@pytest.mark.parametrize("andra", ["attest", "return"])
def test_two_who_decide_make_one_decision(people, andra, gang):
    insats = make_insats()
    send(insats, f.UserFactory())
    karin, fredrik = people
    beslut = {"insats": insats, "kvartal": K2, "sedd": sedd(insats), "nu": NU}

    def return_it():
        return return_rekvisition(**beslut, user=fredrik, skal="Lokaler?")

    def attest_it():
        return attest_rekvisition(**beslut, user=fredrik)

    utfall = run_at_once(
        lambda: attest_rekvisition(**beslut, user=karin),
        return_it if andra == "return" else attest_it,
        refusals=Flodesfel,
    )

    assert sorted(isinstance(u, Flodesfel) for u in utfall) == [False, True]
    rekvisition = Rekvisition.objects.get()
    vinnare = people[0 if isinstance(utfall[1], Flodesfel) else 1]
    senaste = Handelse.objects.exclude(typ__endswith="sparad").order_by("pk").last()
    assert senaste.user == rekvisition.history.first().history_user == vinnare
    assert senaste.typ == f"rekvisition_{rekvisition.status}"


def test_two_payment_files_at_once_pay_once(people):
    insats = make_insats()
    rekvisition = send_and_attest(insats, *people)

    def pay(user):
        return lambda: pay_rekvisitioner(
            forbund=insats.forbund, valda={rekvisition.pk}, user=user, nu=NU
        )

    utfall = run_at_once(*map(pay, people), refusals=Flodesfel)

    assert {type(u) for u in utfall} == {Flodesfel, Betalfil}
    assert Handelse.objects.filter(typ="rekvisition_betald").count() == 1
