"""What is attested is laid in a payment file, once."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from ekonomi.models import Rekvisition
from ekonomi.rekvisitioner.innehall import fingerprint
from ekonomi.rekvisitioner.services import record_rekvisition
from finsam.handelser.models import Handelse
from finsam.historik import Flodesfel, save_with_history
from finsam.konton.models import User
from insatser.models import Forbund
from insatser.skrivlas import lock_insatser


def list_to_pay(forbund: Forbund) -> list[Rekvisition]:
    """Those that wait to be paid, the one attested first first."""
    return list(_with_relations(Rekvisition.objects.to_pay().filter(insats__forbund=forbund)))


def list_paid(forbund: Forbund, dag: date) -> list[Rekvisition]:
    """Those that were laid in a payment file on the day."""
    betalda = Rekvisition.objects.filter(insats__forbund=forbund, utbetald=dag)
    return list(_with_relations(betalda.order_by("attesterad", "pk")))


@dataclass(frozen=True)
class Betalfil:
    """What was laid in payment files on one day: how many, and the sum to pay in kronor."""

    dag: date
    antal: int
    summa: Decimal


def list_betalfiler(forbund: Forbund, ar: int) -> list[Betalfil]:
    """The days of the year on which something was laid in a payment file, the latest first."""
    per_dag = defaultdict(list)
    for rekvisition in Rekvisition.objects.filter(
        insats__forbund=forbund, utbetald__year=ar
    ).order_by("-utbetald"):
        per_dag[rekvisition.utbetald].append(rekvisition.att_betala)
    return [Betalfil(dag, len(b), sum(b, Decimal(0))) for dag, b in per_dag.items()]


@transaction.atomic
def pay_rekvisitioner(
    *, forbund: Forbund, valda: Collection[int], user: User, nu: datetime
) -> list[Rekvisition]:
    """Mark the förbund's chosen ones (ids) as laid in a payment file; them, in the file's order.

    Raises Flodesfel when none is chosen or any of them does not wait to be paid.
    """
    if not valda:
        raise Flodesfel("Ingen rekvisition väntar på utbetalning.")
    vantande = Rekvisition.objects.to_pay().filter(insats__forbund=forbund, pk__in=valda)
    lock_insatser([r.insats for r in vantande.select_related("insats")])
    rader = list(_with_relations(vantande))
    if {r.pk for r in rader} != set(valda):
        raise Flodesfel(
            "Listan har ändrats sedan du öppnade sidan, så ingen betalfil skapades. Läs igenom "
            "listan och försök igen."
        )
    for rekvisition in rader:
        rekvisition.utbetald = timezone.localdate(nu)
        save_with_history(rekvisition, user, nu)
        innehall = fingerprint(rekvisition)
        record_rekvisition(
            Handelse.Typ.REKVISITION_BETALD, rekvisition, user, nu, fore=innehall, efter=innehall
        )
    return rader


def _with_relations(rekvisitioner):
    return rekvisitioner.select_related("insats__forbund", "insats__insatsagare", "attesterad_av")
