"""Reminds the styrgrupper of their kvartalsrapporter by e-mail (formats.md 4)."""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet
from django.template.loader import render_to_string

from finsam.konton.models import Behorighet, User
from finsam.konton.rattigheter import ROLLER_PER_INSATS
from finsam.period import Period
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


def is_paminnelse_due(rapportlage: Rapportlage, dag: date, sedan: date | None) -> bool:
    """Whether a reminder has fallen due since the day `sedan`, None for never.

    They fall due a week before the report does, the day after it and then weekly, until it is
    sent in. One that was missed is sent on the first day that comes.
    """
    if not rapportlage.is_att_gora:
        return False
    efter = (dag - rapportlage.senast).days
    if efter < -DAGAR_FORE:
        return False
    dagar_sedan = efter + DAGAR_FORE if efter < 1 else (efter - 1) % DAGAR_MELLAN
    return sedan is None or sedan < dag - timedelta(days=dagar_sedan)


def list_brev(dag: date) -> list[Brev]:
    """The letters that are due on the day and have not been sent, by e-mail address."""
    alla = Insats.objects.filter(behorigheter__roll__in=ROLLER_PER_INSATS).distinct()
    insatser = list(alla.with_gallande_slut(dag))
    lista = load_rapportlista(insatser, dag)
    rader = [rad for insats in insatser for rad in lista.rader(insats)]
    return _address([rad for rad in rader if rad.rapportlage.is_att_gora], dag, is_due=_is_due)


def list_brev_om(rad: Rapportrad, dag: date) -> list[Brev]:
    """Letters about one report, to those who write it and have not been reminded of it today."""
    return _address([rad], dag, is_due=_is_not_reminded)


def _is_due(rad: Rapportrad, dag: date, senast: date | None) -> bool:
    """A report that came back is reminded of as from the day on which it did."""
    return is_paminnelse_due(
        rad.rapportlage, dag, max(filter(None, [senast, rad.aterkom]), default=None)
    )


def _is_not_reminded(rad: Rapportrad, dag: date, senast: date | None) -> bool:
    return senast is None or senast < dag


def _address(
    rader: Sequence[Rapportrad],
    dag: date,
    *,
    is_due: Callable[[Rapportrad, date, date | None], bool],
) -> list[Brev]:
    """A letter to each who writes any of the reports, about those that are due.

    is_due: told of a report, the day, and when that person was last reminded of it.
    """
    per_insats = defaultdict(list)
    for rad in rader:
        per_insats[rad.insats.pk].append(rad)
    paminda = {
        (user, insats, Period.quarter(ar, nr)): senast
        for user, insats, ar, nr, senast in Paminnelse.objects.filter(insats__in=per_insats)
        .order_by()
        .values_list("user", "insats", "ar", "kvartal")
        .annotate(Max("skickad"))
    }
    # Once each for one who has two roles.
    breven: dict[int, dict[tuple[int, Period], Rapportrad]] = {}
    for user_id, insats_id in _list_skribenter(per_insats):
        for rad in per_insats[insats_id]:
            if is_due(rad, dag, paminda.get((user_id, insats_id, rad.kvartal))):
                breven.setdefault(user_id, {})[insats_id, rad.kvartal] = rad
    users = User.objects.filter(pk__in=breven).order_by("email")
    return [Brev(user, list(breven[user.pk].values())) for user in users]


def _list_skribenter(insatser: Collection[int]) -> QuerySet:
    """Ids of those who write reports, and of the insatser that they write on."""
    return (
        Behorighet.objects.filter(
            roll__in=ROLLER_PER_INSATS, user__is_active=True, insatser__in=insatser
        )
        .order_by("user", "insatser")
        .values_list("user", "insatser")
    )


@dataclass(frozen=True)
class Utskick:
    """How many letters went out, and those that could not be sent, each with its reason."""

    skickade: int
    fel: Sequence[tuple[Brev, OSError]]


def send_alla(*, breven: Sequence[Brev], dag: date, skickad_av: User | None = None) -> Utskick:
    """Send each letter; one that cannot be sent does not stop those after it."""
    skickade, fel = 0, []
    for brev in breven:
        try:
            skickade += send_brev(brev=brev, dag=dag, skickad_av=skickad_av)
        # SMTPException is an OSError.
        except OSError as error:
            fel.append((brev, error))
    return Utskick(skickade, fel)


@transaction.atomic
def send_brev(*, brev: Brev, dag: date, skickad_av: User | None = None) -> bool:
    """Send the letter and remember it; nothing is remembered of one that could not be sent.

    What someone else has reminded of meanwhile is left out; False where nothing is left to send.
    Raises OSError (and SMTPException, which is one) from the mail server.
    """
    kvar = [rad for rad in brev.rader if _remember(brev.user, rad, dag, skickad_av)]
    if not kvar:
        return False
    brev = Brev(brev.user, kvar)
    send_mail(brev.amne, brev.text, None, [brev.user.email])
    return True


def _remember(user: User, rad: Rapportrad, dag: date, skickad_av: User | None) -> bool:
    """Whether the reminder of the day is ours to send."""
    try:
        with transaction.atomic():
            Paminnelse.objects.create(
                user=user,
                insats=rad.insats,
                ar=rad.kvartal.ar,
                kvartal=rad.kvartal.forsta,
                skickad=dag,
                skickad_av=skickad_av,
            )
    except IntegrityError:
        return False
    return True
