"""Two people at the same moment, on real connections: exactly one of them gets through."""

from functools import partial

import pytest

from finsam.historik import Flodesfel
from tests import factories as f
from tests.samtidighet import run_at_once
from tests.uppfoljning.rapportexempel import K2, NU, comments, make_insats, send, write
from uppfoljning.bedomning.bedomningar import Egen
from uppfoljning.bedomning.services import Bedomningskonflikt, save_bedomningar
from uppfoljning.calculations.konflikter import Andring
from uppfoljning.granskning.services import Besked, review_kvartalsrapport
from uppfoljning.kvartalsrapport.formular import load_formular
from uppfoljning.kvartalsrapport.services import submit_kvartalsrapport
from uppfoljning.models import Bedomning, Kvartalsrapport, Omgang

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("database_on_disk"),
]
at_once = partial(run_at_once, refusals=(Flodesfel, Bedomningskonflikt))


@pytest.fixture
def insats():
    return make_insats()


@pytest.fixture
def people():
    return f.UserFactory(namn="Karin"), f.UserFactory(namn="Fredrik")


@pytest.mark.parametrize("gang", range(3))
def test_two_reviewers_make_one_decision(insats, people, gang):
    omgang = send(insats, f.UserFactory())

    def review(user, besked):
        return lambda: review_kvartalsrapport(
            omgang=omgang,
            kommentarer=comments(i_fas=f"{user} skrev."),
            besked=besked,
            skal="Rätta." if besked is Besked.KOMPLETTERA else "",
            user=user,
            nu=NU,
        )

    karin, fredrik = people
    utfall = at_once(review(karin, Besked.GODKANN), review(fredrik, Besked.KOMPLETTERA))

    [fel] = [u for u in utfall if isinstance(u, Flodesfel)]
    vinnare = people[utfall.index(None)]
    omgang.refresh_from_db()
    assert omgang.beslutad_av == vinnare
    assert f"av {vinnare}." in str(fel)
    assert Kvartalsrapport.objects.get().status == omgang.beslut
    assert omgang.kommentarer.get().text == f"{vinnare} skrev."


@pytest.mark.parametrize("gang", range(3))
def test_two_who_send_in_make_one_round(insats, people, gang):
    write(insats, people[0])
    sedd = load_formular(insats, K2).hash

    def submit(user):
        return lambda: submit_kvartalsrapport(
            insats=insats, kvartal=K2, sedd=sedd, user=user, nu=NU
        )

    utfall = at_once(*map(submit, people))

    assert {type(u) for u in utfall} == {Flodesfel, Omgang}
    assert Omgang.objects.get().nr == 1


def test_two_who_judge_at_once_do_not_overwrite_each_other(insats, people):
    def save(user):
        return lambda: save_bedomningar(
            period=K2.halvar,
            andringar={insats: Andring(Egen(), Egen("nej", "", f"{user} skrev."))},
            user=user,
            nu=NU,
        )

    utfall = at_once(*map(save, people))

    vinnare = people[utfall.index([insats])]
    assert Bedomning.objects.get().motivering == f"{vinnare} skrev."
    [fel] = [u for u in utfall if isinstance(u, Bedomningskonflikt)]
    assert fel.konflikter[insats.pk].motivering == f"{vinnare} skrev."
