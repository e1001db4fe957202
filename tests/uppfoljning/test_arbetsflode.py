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
from finsam.historik import Flodesfel
from finsam.period import Period
from insatser.models import Insats
from tests import factories as f
from tests.uppfoljning.svarsexempel import changes, complete
from uppfoljning.calculations.konflikter import Andring
from uppfoljning.granskning.services import (
    Besked,
    Kommentarskonflikt,
    reopen_omgang,
    review_kvartalsrapport,
)
from uppfoljning.kvartalsrapport.bilage_services import add_bilaga, remove_bilaga
from uppfoljning.kvartalsrapport.bilagekontroll import Kontrollerad
from uppfoljning.kvartalsrapport.formular import load_formular
from uppfoljning.kvartalsrapport.innehall import BILAGOR
from uppfoljning.kvartalsrapport.services import Ofullstandig, save_svar, submit_kvartalsrapport
from uppfoljning.models import Bilaga, Kvartalsrapport, Omgang

KVARTAL = Period.quarter(2024, 2)
OPPNA = ("ej_paborjad", "utkast", "atersand")
NYCKLAR = {
    "styrgruppsmote": ["", "ja", "nej"],
    "styrgruppsmote_kommentar": ["", "Ett möte ställdes in."],
    "mal_1_utfall": ["", "3 av 10", "4 av 10"],
    "mal_2_kommentar": ["", "Det går trögt."],
    "till_kansliet": ["", "Hej"],
    "handlingsplaner": ["", "0", "12"],
}

VILKA = ("styrgrupp", "kansli")
users = st.sampled_from(VILKA)
KOMMENTERAT = "styrgruppsmote"
# The status that each event leaves a report in; the other events leave it as it was.
SENASTE = {
    "kvartalsrapport_inskickad": "inskickad",
    "kvartalsrapport_atersand": "atersand",
    "kvartalsrapport_godkand": "godkand",
    "kvartalsrapport_oppnad": "atersand",
}


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
        f.MalFactory(nr=2, insats=mal.insats)
        self.nu = datetime(2024, 7, 1, 8, tzinfo=UTC)
        self.insats = Insats.objects.with_gallande_slut(self.nu.date()).get(pk=mal.insats_id)
        self.users = {namn: f.UserFactory() for namn in VILKA}
        self.status = "ej_paborjad"
        self.innehall = dict(self.formular.innehall)
        self.omgangar = []
        self.bilagor = []
        self.kommentar = ""
        # What each person's page showed when they last looked.
        self.sedd = dict.fromkeys(self.users, (self.formular.hash, dict(self.innehall)))
        self.sedd_kommentar = dict.fromkeys(self.users, "")
        if langt != "ej_paborjad":
            self.fill_in_all("styrgrupp")
            self.submit("styrgrupp", reads_first=True)
        if langt == "godkand":
            self.review(Besked.GODKANN, self.omgang, "kansli")
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
        self.sedd_kommentar[vem] = self.kommentar

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
            self.kommentar = ""
            return
        with pytest.raises(Ofullstandig if self.status in OPPNA and not is_hel else Flodesfel):
            submit_kvartalsrapport(sedd=sedd, **self.of_report(vem))

    @rule(vem=users, namn=st.sampled_from(["avtal.pdf", "bild.png"]))
    def attach(self, vem, namn):
        fil = Kontrollerad(namn, Bilaga.Typ.PDF, b"%PDF-")
        if self.status in OPPNA and namn not in self.bilagor:
            add_bilaga(fil=fil, **self.of_report(vem))
            self.set_bilagor([*self.bilagor, namn])
            return
        with pytest.raises(Flodesfel):
            add_bilaga(fil=fil, **self.of_report(vem))

    @precondition(lambda self: self.bilagor)
    @rule(vem=users)
    def detach(self, vem):
        bilaga = Bilaga.objects.get(borttagen=None, namn=self.bilagor[0])
        if self.status in OPPNA:
            remove_bilaga(bilaga=bilaga, **self.of_report(vem))
            self.set_bilagor(self.bilagor[1:])
            return
        with pytest.raises(Flodesfel):
            remove_bilaga(bilaga=bilaga, **self.of_report(vem))

    def set_bilagor(self, namnen):
        self.bilagor = namnen
        self.innehall[BILAGOR] = ", ".join(namnen)
        if self.status == "ej_paborjad":
            self.status = "utkast"

    @precondition(lambda self: self.omgangar)
    @rule(
        vem=users,
        besked=st.sampled_from(Besked),
        text=st.sampled_from(["", "Hur vet ni det?", "Bra."]),
        data=st.data(),
    )
    def decide(self, vem, besked, text, data):
        """On any round, the latest or one that was decided long ago; with a comment, from a page
        that may be older than another's."""
        nr = data.draw(st.integers(1, len(self.omgangar)) | st.just(len(self.omgangar)))
        omgang = Omgang.objects.get(kvartalsrapport__insats=self.insats, nr=nr)
        fore = self.sedd_kommentar[vem]
        is_andrad = text not in (fore, self.kommentar)
        own = self.omgangar[nr - 1][1] == vem
        if omgang.beslut or (besked is Besked.GODKANN and own):
            with pytest.raises(Flodesfel):
                self.review(besked, omgang, vem, Andring(fore, text))
        elif is_andrad and self.kommentar != fore:
            with pytest.raises(Kommentarskonflikt) as fel:
                self.review(besked, omgang, vem, Andring(fore, text))
            assert fel.value.konflikter == {KOMMENTERAT: self.kommentar}
        else:
            self.review(besked, omgang, vem, Andring(fore, text))
            if is_andrad:
                self.kommentar = text
            if besked is not Besked.SPARA:
                self.status = {"godkann": "godkand", "komplettera": "atersand"}[besked.value]
                self.omgangar[nr - 1][3] = self.status

    def review(self, besked, omgang, vem, andring=None):
        review_kvartalsrapport(
            omgang=omgang,
            kommentarer={KOMMENTERAT: andring} if andring else {},
            besked=besked,
            skal="Mer om målen." if besked is Besked.KOMPLETTERA else "",
            **self.step(vem),
        )

    @rule(vem=users, is_sedd=st.booleans())
    def reopen(self, vem, is_sedd):
        """As the page does it, of the round that was read."""
        nr = len(self.omgangar) - (not is_sedd)
        if self.status == "godkand" and is_sedd:
            reopen_omgang(nr=nr, skal="Ett fel hittades.", **self.of_report(vem))
            self.status = "atersand"
        else:
            with pytest.raises(Flodesfel):
                reopen_omgang(nr=nr, skal="Ett fel hittades.", **self.of_report(vem))

    @invariant()
    def nothing_written_is_lost(self):
        formular = self.formular
        assert formular.status == self.status
        assert formular.innehall == self.innehall

    @invariant()
    def every_round_is_kept_as_it_was(self):
        omgangar = Omgang.objects.filter(kvartalsrapport__insats=self.insats).order_by("nr")
        by_pk = {user.pk: vem for vem, user in self.users.items()}
        stored = [[o.nr, by_pk[o.inskickad_av_id], o.innehall, o.beslut] for o in omgangar]
        assert stored == self.omgangar

    @invariant()
    def the_last_rounds_comment_is_the_one_that_was_saved(self):
        if self.omgangar:
            texter = self.omgang.kommentarer.values_list("falt", "text")
            assert dict(texter) == ({KOMMENTERAT: self.kommentar} if self.kommentar else {})

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
            .filter(typ__in=SENASTE)
            .values_list("typ", flat=True)
        )
        assert self.status in ([SENASTE[typer[-1]]] if typer else OPPNA)


@pytest.mark.django_db
def test_the_way_of_a_kvartalsrapport_in_any_order():
    run_state_machine_as_test(
        Arbetsflode,
        settings=settings(
            max_examples=12,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
