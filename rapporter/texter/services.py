"""Writes of the kansli's texts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from finsam.handelser.innehall import hash_of
from finsam.handelser.models import Handelse
from finsam.handelser.services import record
from finsam.konton.models import User
from finsam.period import Period
from insatser.models import Forbund
from insatser.skrivlas import lock_forbund
from rapporter.models import Rapporttext
from rapporter.texter.kapitel import KAPITEL
from uppfoljning.calculations.konflikter import Andring, split_andringar


@dataclass(frozen=True)
class Textsparning:
    """What became of the changes: each chapter's text as it is stored now, the chapters that were
    saved, and by chapter what someone else has stored meanwhile in those that were not."""

    innehall: Mapping[str, str]
    sparade: tuple[str, ...]
    konflikter: Mapping[str, str]


@transaction.atomic
def save_texter(
    *,
    forbund: Forbund,
    rapport: Rapporttext.Rapport,
    period: Period,
    andringar: Mapping[str, Andring[str]],
    user: User,
    nu: datetime,
) -> Textsparning:
    """Store the changed texts, by chapter, and none that someone else has changed.

    A text that is emptied is taken away, and stays in the history.
    """
    lock_forbund(forbund)
    stored = {
        t.kapitel: t
        for t in Rapporttext.objects.filter(
            forbund=forbund, rapport=rapport, period=str(period)
        ).select_related("forbund")
    }
    innehall = {
        kapitel.value: stored[kapitel].text if kapitel in stored else ""
        for kapitel in KAPITEL[rapport]
    }
    gjorda, konflikter = split_andringar(andringar, innehall)
    for kapitel, andring in gjorda.items():
        text = stored.get(kapitel) or Rapporttext(
            forbund=forbund, rapport=rapport, period=str(period), kapitel=kapitel
        )
        _store(text, andring, user, nu)
        innehall[kapitel] = andring.efter
    return Textsparning(innehall, tuple(gjorda), konflikter)


def _store(text: Rapporttext, andring: Andring[str], user: User, nu: datetime) -> None:
    text._history_user, text._history_date = user, nu
    if andring.efter:
        text.text = andring.efter
        text.save()
    record(
        typ=Handelse.Typ.RAPPORTTEXT_SPARAD,
        objekt=text,
        forbund=text.forbund,
        user=user,
        tid=nu,
        fore=_hash(andring.fore),
        efter=_hash(andring.efter),
    )
    if not andring.efter:
        text.delete()


def _hash(text: str) -> str:
    return hash_of({"text": text}) if text else ""
