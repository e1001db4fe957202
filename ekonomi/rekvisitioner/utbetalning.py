"""What is attested is laid in a payment file, once, and the file can be fetched again."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Count, QuerySet, Sum

from ekonomi.models import Betalfil, Betalrad, Rekvisition
from ekonomi.rekvisitioner.innehall import fingerprint
from ekonomi.rekvisitioner.services import record_rekvisition
from finsam.handelser.models import Handelse
from finsam.historik import Flodesfel
from finsam.konton.models import User
from insatser.models import Forbund
from insatser.skrivlas import lock_insatser


def list_to_pay(forbund: Forbund) -> list[Rekvisition]:
    """Those that wait to be paid, the one attested first first; with betalrader."""
    return list(
        Rekvisition.objects.to_pay()
        .filter(insats__forbund=forbund)
        .select_related("insats__forbund", "attesterad_av")
        .prefetch_related("betalrader")
    )


def list_betalfiler(forbund: Forbund, ar: int) -> QuerySet[Betalfil]:
    """The payment files made in the year, the latest first: with `antal` and `summa`, in kronor."""
    return Betalfil.objects.filter(forbund=forbund, skapad__year=ar).annotate(
        antal=Count("rader"), summa=Sum("rader__belopp")
    )


def list_betalrader(betalfil: Betalfil) -> list[Betalrad]:
    """Its rows, in the order in which they were laid in it."""
    return list(
        betalfil.rader.select_related(
            "rekvisition__insats__forbund", "rekvisition__insats__insatsagare", "attesterad_av"
        ).order_by("pk")
    )


@transaction.atomic
def pay_rekvisitioner(
    *, forbund: Forbund, valda: Collection[int], user: User, nu: datetime
) -> Betalfil:
    """Lay what is left to pay of the förbund's chosen ones (ids) in a new payment file.

    Raises Flodesfel when none is chosen or any of them does not wait to be paid.
    """
    if not valda:
        raise Flodesfel("Ingen rekvisition väntar på utbetalning.")
    lock_insatser(forbund.insatser.filter(rekvisitioner__in=valda))
    att_betala = [r for r in list_to_pay(forbund) if r.pk in valda]
    if len(att_betala) != len(set(valda)):
        raise Flodesfel(
            "Listan har ändrats sedan du öppnade sidan, så ingen betalfil skapades. Läs igenom "
            "listan och försök igen."
        )
    attesterade_av = _load_attesterade_av(att_betala)
    betalfil = Betalfil.objects.create(forbund=forbund, skapad=nu, skapad_av=user)
    Betalrad.objects.bulk_create(
        Betalrad(
            betalfil=betalfil,
            rekvisition=r,
            belopp=r.att_betala,
            rekvirerat=r.utfall,
            is_preliminar=r.is_utfall_preliminart,
            attesterad=r.utfall_attesterat,
            attesterad_av_id=attesterade_av[r.pk],
        )
        for r in att_betala
    )
    for r in att_betala:
        innehall = fingerprint(r)
        record_rekvisition(
            Handelse.Typ.REKVISITION_BETALD, r, user, nu, fore=innehall, efter=innehall
        )
    return betalfil


def _load_attesterade_av(rekvisitioner: Collection[Rekvisition]) -> dict[int, int]:
    """Who attested what is paid, a user id by the rekvisition's id.

    Of one that a final one is to replace, only its history still says it.
    """
    preliminara = Rekvisition.history.filter(
        id__in=[r.pk for r in rekvisitioner], is_preliminar=True, attesterad__isnull=False
    ).order_by("history_id")
    return dict(preliminara.values_list("id", "attesterad_av")) | {
        r.pk: r.attesterad_av_id for r in rekvisitioner if r.attesterad
    }
