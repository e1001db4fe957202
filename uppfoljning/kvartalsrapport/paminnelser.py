"""Reminds the styrgrupper of their kvartalsrapporter by e-mail (formats.md 4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string

from finsam.konton.models import Behorighet, User
from finsam.konton.rattigheter import ROLLER_PER_INSATS
from insatser.models import Insats
from uppfoljning.calculations.tidplan import Rapportlage
from uppfoljning.kvartalsrapport.rapportlista import Rapportrad, load_rapportlista
from uppfoljning.models import Paminnelse

DAGAR_FORE = 7
DAGAR_MELLAN = 7


@dataclass(frozen=True)
class Brev:
    """A letter to one person, with the reports that it is about."""

    user: User
    rader: Sequence[Rapportrad]

    @property
    def amne(self) -> str:
        return (
            "Kvartalsrapport att lämna" if len(self.rader) == 1 else "Kvartalsrapporter att lämna"
        )

    @property
    def text(self) -> str:
        return render_to_string("uppfoljning/epost/paminnelse.txt", {"brev": self})


def is_paminnelsedag(rapportlage: Rapportlage, dag: date) -> bool:
    """A week before the due date, the day after it and then weekly, until the report is sent in."""
    if not rapportlage.is_att_gora:
        return False
    efter = (dag - rapportlage.senast).days
    return efter == -DAGAR_FORE or (efter >= 1 and (efter - 1) % DAGAR_MELLAN == 0)


def list_brev(dag: date) -> list[Brev]:
    """The letters of the day that have not been sent, by e-mail address."""
    alla = Insats.objects.filter(behorigheter__roll__in=ROLLER_PER_INSATS).distinct()
    insatser = {i.pk: i for i in alla.with_gallande_slut(dag)}
    lista = load_rapportlista(insatser.values(), dag)
    aktuella = {
        pk: [r for r in lista.rader(insats) if is_paminnelsedag(r.rapportlage, dag)]
        for pk, insats in insatser.items()
    }
    skickade = set(
        Paminnelse.objects.filter(skickad=dag).values_list("user", "insats", "ar", "kvartal")
    )
    rader: dict[User, dict[tuple, Rapportrad]] = {}
    for behorighet in (
        Behorighet.objects.filter(roll__in=ROLLER_PER_INSATS, user__is_active=True)
        .select_related("user")
        .prefetch_related("insatser")
        .order_by("user__email")
    ):
        egna = rader.setdefault(behorighet.user, {})
        for insats in behorighet.insatser.all():
            for rad in aktuella[insats.pk]:
                nyckel = (insats.pk, rad.kvartal.ar, rad.kvartal.forsta)
                if (behorighet.user.pk, *nyckel) not in skickade:
                    egna[nyckel] = rad
    return [Brev(user, list(egna.values())) for user, egna in rader.items() if egna]


def list_brev_om(rad: Rapportrad, dag: date) -> list[Brev]:
    """Letters about one report, to those who write it and have not been reminded of it today."""
    insats, kvartal = rad.insats, rad.kvartal
    paminda = Paminnelse.objects.filter(
        insats=insats, ar=kvartal.ar, kvartal=kvartal.forsta, skickad=dag
    )
    users = (
        User.objects.filter(
            behorigheter__roll__in=ROLLER_PER_INSATS, behorigheter__insatser=insats, is_active=True
        )
        .exclude(pk__in=paminda.values("user"))
        .distinct()
        .order_by("email")
    )
    return [Brev(user, [rad]) for user in users]


@transaction.atomic
def send_brev(*, brev: Brev, dag: date, skickad_av: User | None = None) -> None:
    """Send the letter and remember it; nothing is remembered of one that could not be sent.

    Raises OSError (and SMTPException, which is one) from the mail server.
    """
    Paminnelse.objects.bulk_create(
        Paminnelse(
            user=brev.user,
            insats=rad.insats,
            ar=rad.kvartal.ar,
            kvartal=rad.kvartal.forsta,
            skickad=dag,
            skickad_av=skickad_av,
        )
        for rad in brev.rader
    )
    send_mail(brev.amne, brev.text, None, [brev.user.email])
