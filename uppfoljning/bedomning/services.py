"""Writes of the kansli's bedömningar (domain.md 2)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from finsam.handelser.models import Handelse
from finsam.handelser.services import hash_of, record
from finsam.konton.models import User
from finsam.period import Period
from insatser.models import Insats
from uppfoljning.bedomning.bedomningar import Egen
from uppfoljning.models import Bedomning
from uppfoljning.services import lock_insatser


class Bedomningskonflikt(Exception):
    """Someone else has stored another bedömning meanwhile: `konflikter` by the insats's pk."""

    def __init__(self, konflikter: Mapping[int, Egen]):
        super().__init__(
            "Någon annan har ändrat i samma bedömningar sedan du öppnade sidan. Inget är sparat "
            "än. Läs vad de har valt och spara igen."
        )
        self.konflikter = konflikter


@dataclass(frozen=True)
class Egenandring:
    """What a user made of an insats's bedömning: what they were shown, and what it should be."""

    fore: Egen
    efter: Egen


@transaction.atomic
def save_bedomningar(
    *, period: Period, andringar: Mapping[Insats, Egenandring], user: User, nu: datetime
) -> list[Insats]:
    """Store the changed bedömningar, all or none; return their insatser.

    A bedömning without a choice of its own is taken away, and stays in the history. A motivering
    stands wherever the choice differs from the rule's: the form sees to it. Raises
    Bedomningskonflikt when someone else has changed one of them.
    """
    lock_insatser(andringar)
    stored = {
        b.insats_id: b
        for b in Bedomning.objects.filter(insats__in=andringar, period=str(period)).select_related(
            "insats__forbund"
        )
    }
    nuvarande = {insats: Egen.of(stored.get(insats.pk)) for insats in andringar}
    gjorda = {
        insats: andring
        for insats, andring in andringar.items()
        if andring.efter not in (andring.fore, nuvarande[insats])
    }
    konflikter = {i.pk: nuvarande[i] for i, a in gjorda.items() if nuvarande[i] != a.fore}
    if konflikter:
        raise Bedomningskonflikt(konflikter)
    for insats, andring in gjorda.items():
        bedomning = stored.get(insats.pk) or Bedomning(insats=insats, period=str(period))
        _store(bedomning, andring, user, nu)
    return list(gjorda)


def _store(bedomning: Bedomning, andring: Egenandring, user: User, nu: datetime) -> None:
    is_borta = andring.efter == Egen()
    bedomning._history_user, bedomning._history_date = user, nu
    if not is_borta:
        for falt, varde in asdict(andring.efter).items():
            setattr(bedomning, falt, varde)
        bedomning.save()
    record(
        typ=Handelse.Typ.BEDOMNING_SPARAD,
        objekt=bedomning,
        forbund=bedomning.insats.forbund,
        insats=bedomning.insats,
        user=user,
        tid=nu,
        fore=_hash(andring.fore),
        efter=_hash(andring.efter),
    )
    if is_borta:
        bedomning.delete()


def _hash(egen: Egen) -> str:
    return "" if egen == Egen() else hash_of(asdict(egen))
