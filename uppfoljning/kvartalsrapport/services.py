"""The way of a kvartalsrapport: written, sent in, returned or accepted, opened again (domain.md 2).

Every step locks the insats, looks at the state as it is then, and refuses with a Flodesfel whose
text tells the user what to do. A step that is refused changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from finsam.handelser.innehall import hash_of
from finsam.handelser.models import Handelse
from finsam.handelser.services import record
from finsam.historik import Flodesfel, save_with_history
from finsam.konton.models import User
from finsam.period import Period
from insatser.models import Insats
from insatser.skrivlas import lock_insatser
from uppfoljning.calculations.konflikter import Andring, split_andringar
from uppfoljning.kvartalsrapport.formular import Formular, load_formular
from uppfoljning.kvartalsrapport.innehall import nr_of_mal, write_innehall
from uppfoljning.kvartalsrapport.status import tell_for_tidigt, tell_last
from uppfoljning.kvartalsrapport.steg import Brist, Steg
from uppfoljning.models import Kvartalsrapport, Maluppfoljning, Omgang

Status = Kvartalsrapport.Status


class Ofullstandig(Flodesfel):
    """Something must be filled in first: `brister` with their steps."""

    def __init__(self, brister: Sequence[tuple[Steg, Brist]]):
        super().__init__("Rapporten är inte färdig. Fyll i det som saknas och skicka in igen.")
        self.brister = brister


@dataclass(frozen=True)
class Sparning:
    """What became of the changes.

    `konflikter`: by key, the text that someone else has stored meanwhile; those were not saved.
    """

    formular: Formular
    sparade: tuple[str, ...]
    konflikter: Mapping[str, str]


@transaction.atomic
def save_svar(
    *,
    insats: Insats,
    kvartal: Period,
    andringar: Mapping[str, Andring[str]],
    user: User,
    nu: datetime,
) -> Sparning:
    """Store the changed fields of an open report, and none that someone else has changed.

    The keys are those of the form, the texts valid for their fields. Raises Flodesfel when the
    report is locked.
    """
    formular = lock_formular(insats, kvartal)
    if not formular.is_oppen:
        raise Flodesfel(tell_last(formular.rapport))
    gjorda, konflikter = split_andringar(andringar, formular.innehall)
    andrat = {nyckel: andring.efter for nyckel, andring in gjorda.items()}
    if andrat:
        fore = formular.hash
        rapport = store_svar(formular, andrat, user, nu)
        formular = load_formular(insats, kvartal)
        record_rapport(Handelse.Typ.KVARTALSRAPPORT_SPARAD, rapport, user, nu, fore, formular.hash)
    return Sparning(formular, tuple(andrat), konflikter)


def store_svar(
    formular: Formular, andrat: Mapping[str, str], user: User, nu: datetime
) -> Kvartalsrapport:
    """Set the fields in the locked report, which becomes a draft where there was none."""
    insats, kvartal = formular.insats, formular.kvartal
    rapport = formular.rapport or Kvartalsrapport(
        insats=insats, ar=kvartal.ar, kvartal=kvartal.forsta
    )
    if rapport.status == Status.EJ_PABORJAD:
        rapport.status = Status.UTKAST
    rapport.sparad, rapport.sparad_av = nu, user
    mal = {m.nr: m for m in formular.malen}
    maluppfoljningar = dict(formular.maluppfoljningar)
    for nr in {nr_of_mal(nyckel) for nyckel in andrat} - {None}:
        maluppfoljningar.setdefault(nr, Maluppfoljning(kvartalsrapport=rapport, mal=mal[nr]))
    berorda = write_innehall(andrat, rapport, maluppfoljningar)
    # The report first, which the others point to; each once, for one row of history.
    for obj in [rapport, *(obj for obj in berorda if obj is not rapport)]:
        save_with_history(obj, user, nu)
    return rapport


@transaction.atomic
def submit_kvartalsrapport(
    *, insats: Insats, kvartal: Period, sedd: str, user: User, nu: datetime
) -> Omgang:
    """Send in the report as a new omgång, exactly as the user saw it (`sedd`: Formular.hash).

    Raises Ofullstandig when something is missing, Flodesfel when it is locked, has changed, or is
    about days that have not come.
    """
    formular = lock_formular(insats, kvartal)
    if not formular.is_oppen:
        raise Flodesfel(tell_last(formular.rapport))
    if for_tidigt := tell_for_tidigt(insats, kvartal, timezone.localdate(nu)):
        raise Flodesfel(for_tidigt)
    if brister := formular.find_brister():
        raise Ofullstandig(brister)
    if formular.hash != sedd:
        raise Flodesfel(
            "Någon har ändrat i rapporten sedan du öppnade sidan. Läs igenom svaren och skicka "
            "in igen."
        )
    rapport = formular.rapport
    omgang = Omgang.objects.create(
        kvartalsrapport=rapport,
        nr=rapport.omgangar.count() + 1,
        inskickad=nu,
        inskickad_av=user,
        innehall=dict(formular.innehall),
    )
    omgang.bilagor.set(formular.bilagor)
    rapport.status = Status.INSKICKAD
    # The day on which it first came in; a returned report is not late for being mended.
    rapport.inlamnad = rapport.inlamnad or timezone.localdate(nu)
    _mark_handlagd(rapport, user, nu)
    save_with_history(rapport, user, nu)
    record_rapport(Handelse.Typ.KVARTALSRAPPORT_INSKICKAD, rapport, user, nu, sedd, sedd)
    return omgang


@transaction.atomic
def reopen_kvartalsrapport(
    *, insats: Insats, kvartal: Period, skal: str, user: User, nu: datetime
) -> None:
    """Give an accepted report back to the styrgrupp; its accepted version is kept as an omgång.

    `skal` is not empty. Raises Flodesfel when the report is not accepted.
    """
    formular = lock_formular(insats, kvartal)
    rapport = formular.rapport
    if formular.status != Status.GODKAND:
        raise Flodesfel("Rapporten är inte godkänd, så den behöver inte öppnas igen.")
    omgang = rapport.omgangar.order_by("nr").last()
    if omgang is None:
        omgang = Omgang(
            kvartalsrapport=rapport,
            nr=1,
            innehall=dict(formular.innehall),
            beslut=Omgang.Beslut.GODKAND,
        )
    omgang.oppnad, omgang.oppnad_av, omgang.oppnad_skal = nu, user, skal
    omgang.save()
    rapport.status = Status.ATERSAND
    _mark_handlagd(rapport, user, nu)
    save_with_history(rapport, user, nu)
    record_omgang(Handelse.Typ.KVARTALSRAPPORT_OPPNAD, omgang, user, nu, skal)


def lock_formular(insats: Insats, kvartal: Period) -> Formular:
    """The form as it is once nobody else is changing it."""
    lock_insatser([insats])
    return load_formular(insats, kvartal)


def _mark_handlagd(rapport: Kvartalsrapport, user: User, nu: datetime) -> None:
    """From now on the app has the word about a report that came with a file (underlag.py)."""
    if rapport.sparad is None:
        rapport.sparad, rapport.sparad_av = nu, user


def record_omgang(
    typ: Handelse.Typ, omgang: Omgang, user: User, nu: datetime, skal: str = ""
) -> None:
    """Add an event about the omgång, which leaves the content as it was."""
    innehall = hash_of(omgang.innehall)
    record_rapport(typ, omgang.kvartalsrapport, user, nu, innehall, innehall, skal)


def record_rapport(
    typ: Handelse.Typ,
    rapport: Kvartalsrapport,
    user: User,
    nu: datetime,
    fore: str,
    efter: str,
    skal: str = "",
) -> None:
    """Add an event about the report; `fore` and `efter` are hashes of its content."""
    record(
        typ=typ,
        objekt=rapport,
        forbund=rapport.insats.forbund,
        insats=rapport.insats,
        user=user,
        tid=nu,
        skal=skal,
        fore=fore,
        efter=efter,
    )
