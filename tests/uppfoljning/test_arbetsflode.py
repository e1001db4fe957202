"""The kvartalsrapport's way walked in any order: what must hold whoever does what when."""

from datetime import UTC, datetime, timedelta

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

from finsam.handelser.models import Handelse
from finsam.period import Period
from insatser.models import Insats
from tests import factories as f
from tests.uppfoljning.svarsexempel import changes, complete
from uppfoljning.calculations.konflikter import Andring
from uppfoljning.kvartalsrapport.formular import load_formular
from uppfoljning.kvartalsrapport.innehall import BILAGOR
from uppfoljning.kvartalsrapport.services import (
    Flodesfel,
    Ofullstandig,
    accept_kvartalsrapport,
    comment_svar,
    reopen_kvartalsrapport,
    return_kvartalsrapport,
    save_svar,
    submit_kvartalsrapport,
)
from uppfoljning.models import Kvartalsrapport, Omgang

KVARTAL = Period.quarter(2024, 2)
OPPNA = ("ej_paborjad", "utkast", "atersand")
NYCKLAR = {
    "styrgruppsmote": ["", "ja", "nej"],
    "styrgruppsmote_kommentar": ["", "Ett möte ställdes in."],
    "mal_1_utfall": ["", "3 av 10", "4 av 10"],
    "till_kansliet": ["", "Hej"],
    "handlingsplaner": ["", "0", "12"],
}

VILKA = ("styrgrupp", "kansli")
users = st.sampled_from(VILKA)


class Arbetsflode(RuleBasedStateMachine):
    """The real services beside a model: status, content, rounds and who sent them."""

    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()

    def teardown(self):
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize(langt=st.sampled_from(["ej_paborjad", "inskickad", "godkand"]))
    def begin(self, langt):
        mal = f.MalFactory(nr=1)
        self.nu = datetime(2024, 7, 1, 8, tzinfo=UTC)
        self.insats = Insats.objects.with_gallande_slut(self.nu.date()).get(pk=mal.insats_id)
        self.users = {namn: f.UserFactory() for namn in VILKA}
        self.status = "ej_paborjad"
        self.innehall = dict(self.formular.innehall)
        self.omgangar = []
        # What each person's page showed when they last looked.
        self.sedd = dict.fromkeys(self.users, (self.formular.hash, dict(self.innehall)))
        if langt != "ej_paborjad":
            self.fill_in_all("styrgrupp")
            self.submit("styrgrupp", reads_first=True)
        if langt == "godkand":
            self.call_decide(True, self.omgang, "kansli")
            self.status = self.omgangar[0][3] = "godkand"

    @property
    def formular(self):
        return load_formular(self.insats, KVARTAL)

    @property
    def omgang(self):
        return Omgang.objects.filter(kvartalsrapport__insats=self.insats).order_by("nr").last()

    def step(self, vem):
        self.nu += timedelta(minutes=1)
        return {"user": self.users[vem], "nu": self.nu}

    def of_report(self, vem):
        return {"insats": self.insats, "kvartal": KVARTAL, **self.step(vem)}

    @rule(vem=users)
    def look(self, vem):
        self.sedd[vem] = (self.formular.hash, dict(self.innehall))

    @rule(vem=users, nyckel=st.sampled_from(sorted(NYCKLAR)), data=st.data())
    def write(self, vem, nyckel, data):
        """From a page that may be old: what others have written since is not overwritten."""
        text = data.draw(st.sampled_from(NYCKLAR[nyckel]))
        fore = self.sedd[vem][1][nyckel]
        if self.status not in OPPNA:
            with pytest.raises(Flodesfel):
                save_svar(andringar={nyckel: Andring(fore, text)}, **self.of_report(vem))
            return
        sparning = save_svar(andringar={nyckel: Andring(fore, text)}, **self.of_report(vem))
        if text in (fore, self.innehall[nyckel]):
            assert not sparning.konflikter
        elif self.innehall[nyckel] != fore:
            assert sparning.konflikter == {nyckel: self.innehall[nyckel]}
        else:
            self.store({nyckel: text})

    def store(self, andrat):
        if any(self.innehall[k] != text for k, text in andrat.items()):
            self.innehall |= andrat
            if self.status == "ej_paborjad":
                self.status = "utkast"

    @precondition(lambda self: self.status in OPPNA)
    @rule(vem=users)
    def fill_in_all(self, vem):
        svar = complete(self.formular) | {
            "styrgruppsmote_kommentar": "",
            "handlingsplaner": "2",
        }
        save_svar(andringar=changes(self.formular, svar), **self.of_report(vem))
        self.store(svar)

    @rule(vem=users, reads_first=st.booleans())
    def submit(self, vem, reads_first):
        if reads_first:
            self.look(vem)
        sedd = self.sedd[vem][0]
        is_hel = self.status in OPPNA and not self.formular.find_brister()
        if is_hel and sedd == self.formular.hash:
            omgang = submit_kvartalsrapport(sedd=sedd, **self.of_report(vem))
            self.status = "inskickad"
            self.omgangar.append([omgang.nr, vem, dict(self.innehall), ""])
            return
        with pytest.raises(Ofullstandig if self.status in OPPNA and not is_hel else Flodesfel):
            submit_kvartalsrapport(sedd=sedd, **self.of_report(vem))

    @precondition(lambda self: self.omgangar)
    @rule(vem=users, data=st.data())
    def decide(self, vem, data):
        """On any round, the latest or one that was decided long ago."""
        nr = data.draw(st.integers(1, len(self.omgangar)) | st.just(len(self.omgangar)))
        omgang = Omgang.objects.get(kvartalsrapport__insats=self.insats, nr=nr)
        godkanns = data.draw(st.booleans())
        own = self.omgangar[nr - 1][1] == vem
        if omgang.beslut or (godkanns and own):
            with pytest.raises(Flodesfel):
                self.call_decide(godkanns, omgang, vem)
            return
        self.call_decide(godkanns, omgang, vem)
        self.status = self.omgangar[nr - 1][3] = "godkand" if godkanns else "atersand"

    @precondition(lambda self: self.status == "inskickad")
    @rule()
    def accept_own(self):
        with pytest.raises(Flodesfel):
            self.call_decide(True, self.omgang, self.omgangar[-1][1])

    def call_decide(self, godkanns, omgang, vem):
        if godkanns:
            accept_kvartalsrapport(omgang=omgang, **self.step(vem))
        else:
            return_kvartalsrapport(omgang=omgang, skal="Mer om målen.", **self.step(vem))

    @precondition(lambda self: self.omgangar)
    @rule(vem=users, text=st.sampled_from(["", "Hur vet ni det?"]))
    def comment(self, vem, text):
        kommentar = {"falt": "styrgruppsmote", "text": text}
        if self.status == "inskickad":
            comment_svar(omgang=self.omgang, **kommentar, **self.step(vem))
        else:
            with pytest.raises(Flodesfel):
                comment_svar(omgang=self.omgang, **kommentar, **self.step(vem))

    @rule(vem=users)
    def reopen(self, vem):
        if self.status == "godkand":
            reopen_kvartalsrapport(skal="Ett fel hittades.", **self.of_report(vem))
            self.status = "atersand"
        else:
            with pytest.raises(Flodesfel):
                reopen_kvartalsrapport(skal="Ett fel hittades.", **self.of_report(vem))

    @invariant()
    def nothing_written_is_lost(self):
        formular = self.formular
        assert formular.status == self.status
        assert formular.innehall == self.innehall | {BILAGOR: ""}

    @invariant()
    def every_round_is_kept_as_it_was(self):
        omgangar = Omgang.objects.filter(kvartalsrapport__insats=self.insats).order_by("nr")
        by_pk = {user.pk: vem for vem, user in self.users.items()}
        stored = [[o.nr, by_pk[o.inskickad_av_id], o.innehall, o.beslut] for o in omgangar]
        assert stored == self.omgangar

    @invariant()
    def an_accepted_report_was_sent_and_accepted_by_another(self):
        rapport = Kvartalsrapport.objects.filter(insats=self.insats).first()
        if rapport and rapport.status == "godkand":
            omgang = self.omgang
            assert omgang.beslut == "godkand"
            assert omgang.beslutad_av_id != omgang.inskickad_av_id
            assert omgang.innehall == self.formular.innehall

    @invariant()
    def every_change_of_status_has_an_event(self):
        typer = list(
            Handelse.objects.filter(insats=self.insats)
            .order_by("pk")
            .exclude(typ__in=["kvartalsrapport_sparad", "kvartalsrapport_kommenterad"])
            .values_list("typ", flat=True)
        )
        senaste = {
            "kvartalsrapport_inskickad": "inskickad",
            "kvartalsrapport_atersand": "atersand",
            "kvartalsrapport_godkand": "godkand",
            "kvartalsrapport_oppnad": "atersand",
        }
        assert self.status in (senaste[typer[-1]] if typer else OPPNA)


@pytest.mark.django_db
def test_the_way_of_a_kvartalsrapport_in_any_order():
    run_state_machine_as_test(
        Arbetsflode,
        settings=settings(
            max_examples=40,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
