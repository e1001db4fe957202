"""Writes of the kansli's bedömningar (domain.md 2)."""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from finsam.handelser.innehall import hash_of
from finsam.handelser.models import Handelse
from finsam.handelser.services import record
from finsam.konton.models import User
from finsam.period import Period
from insatser.models import Insats
from insatser.skrivlas import lock_insatser
from uppfoljning.bedomning.bedomningar import Egen, load_regeln
from uppfoljning.calculations.konflikter import Andring, split_andringar
from uppfoljning.models import Bedomning


class Bedomningskonflikt(Exception):
    """Someone else has stored another bedömning meanwhile: `konflikter` by the insats's pk."""

    def __init__(self, konflikter: Mapping[int, Egen]):
        super().__init__(
            "Någon annan har ändrat i samma bedömningar sedan du öppnade sidan. Inget är sparat "
            "än. Läs vad de har valt och spara igen."
        )
        self.konflikter = konflikter


class Motiveringskrav(Exception):
    """A bedömning differs from the rule as it is now: `insatser` by pk must say why."""

    def __init__(self, insatser: Collection[int]):
        super().__init__("Skriv varför bedömningen skiljer sig från regeln.")
        self.insatser = insatser


@transaction.atomic
def save_bedomningar(
    *, period: Period, andringar: Mapping[Insats, Andring[Egen]], user: User, nu: datetime
) -> list[Insats]:
    """Store the changed bedömningar, all or none; return their insatser.

    A bedömning without a choice of its own is taken away, and stays in the history. Raises
    Bedomningskonflikt when someone else has changed one of them, and Motiveringskrav when one
    differs from the rule without saying why.
    """
    lock_insatser(andringar)
    stored = {
        b.insats_id: b
        for b in Bedomning.objects.filter(insats__in=andringar, period=str(period)).select_related(
            "insats__forbund"
        )
    }
    nuvarande = {insats: Egen.of(stored.get(insats.pk)) for insats in andringar}
    gjorda, konflikter = split_andringar(andringar, nuvarande)
    if konflikter:
        raise Bedomningskonflikt({insats.pk: egen for insats, egen in konflikter.items()})
    # Read under the lock, as a report that is accepted changes what the rule gives.
    regeln = load_regeln(gjorda, period, timezone.localdate(nu))
    omotiverade = [i.pk for i, a in gjorda.items() if a.efter.lacks_motivering(regeln[i.pk])]
    if omotiverade:
        raise Motiveringskrav(omotiverade)
    for insats, andring in gjorda.items():
        bedomning = stored.get(insats.pk) or Bedomning(insats=insats, period=str(period))
        _store(bedomning, andring, user, nu)
    return list(gjorda)


def _store(bedomning: Bedomning, andring: Andring[Egen], user: User, nu: datetime) -> None:
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
