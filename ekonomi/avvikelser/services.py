"""The way of an avvikelse: filed, corrected or withdrawn until it is decided, granted or refused.

Every step locks the insats, looks at the avvikelse as it is then, and refuses with a Flodesfel
whose text tells the user what to do. What is refused changes nothing.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from ekonomi.insatsbudget.poster import build_poster, moves_money
from ekonomi.insatsbudget.services import demand_pagar, demand_rest, store_poster
from finsam.handelser.innehall import hash_of
from finsam.handelser.models import Handelse
from finsam.handelser.services import record
from finsam.historik import Flodesfel, save_with_history
from finsam.konton.models import User
from finsam.konton.rattigheter import ROLLER_PER_INSATS, Rattighet
from finsam.svenska import format_datum
from insatser.atkomst import may
from insatser.models import Insats
from insatser.skrivlas import lock_insatser
from uppfoljning.bilagor import find_bilagehinder, mark_removed, store_bilaga
from uppfoljning.kvartalsrapport.bilagekontroll import Kontrollerad
from uppfoljning.models import Avvikelse, Avvikelsebilaga

EGEN = "Du har själv anmält eller rättat avvikelsen. Någon annan behöver besluta om den."


@dataclass(frozen=True)
class Innehall:
    """What those who file an avvikelse say."""

    typ: str
    beskrivning: str
    belopp: Decimal | None = None
    fran_ar: int | None = None
    till_ar: int | None = None


@transaction.atomic
def file_avvikelse(
    *, insats: Insats, innehall: Innehall, fil: Kontrollerad | None, user: User, nu: datetime
) -> Avvikelse:
    """File a new avvikelse, with the checked file where there is one.

    Raises ForLiteKvar when it asks for more than is left of a year, Flodesfel when the same was
    filed today and waits.
    """
    lock_insatser([insats])
    avvikelse = Avvikelse(
        insats=insats, inkommen=timezone.localdate(nu), anmald_av=user, **asdict(innehall)
    )
    if insats.avvikelser.filter(
        inkommen=avvikelse.inkommen, beslut="", **asdict(innehall)
    ).exists():
        raise Flodesfel("Den här avvikelsen är redan anmäld i dag och väntar på beslut.")
    _demand_kvar(avvikelse)
    save_with_history(avvikelse, user, nu)
    _record(Handelse.Typ.AVVIKELSE_ANMALD, avvikelse, user, nu, fore="")
    if fil is not None:
        _add_bilaga(avvikelse, fil, user, nu)
    return avvikelse


@transaction.atomic
def change_avvikelse(
    *,
    avvikelse: Avvikelse,
    innehall: Innehall,
    fil: Kontrollerad | None,
    sedd: str,
    user: User,
    nu: datetime,
) -> None:
    """Correct an avvikelse that is not decided, as the user saw it (`sedd`: hash_avvikelse).

    Raises ForLiteKvar when it asks for more than is left of a year, Flodesfel when it is decided,
    withdrawn or has changed, or when the file can't be added.
    """
    avvikelse = _lock_open(avvikelse)
    fore = hash_avvikelse(avvikelse)
    if fore != sedd:
        raise Flodesfel(
            "Någon annan har rättat avvikelsen sedan du öppnade sidan. Inget av ditt är sparat "
            "än. Läs hur den är nu och spara igen om ditt ska gälla."
        )
    for falt, varde in asdict(innehall).items():
        setattr(avvikelse, falt, varde)
    _demand_kvar(avvikelse)
    if hash_avvikelse(avvikelse) != fore:
        save_with_history(avvikelse, user, nu)
        _record(Handelse.Typ.AVVIKELSE_RATTAD, avvikelse, user, nu, fore=fore)
    if fil is not None:
        _add_bilaga(avvikelse, fil, user, nu)


@transaction.atomic
def withdraw_avvikelse(*, avvikelse: Avvikelse, user: User, nu: datetime) -> None:
    """Take back an avvikelse that is not decided: it counts nowhere, and is kept with its files.

    Raises Flodesfel when it is decided or withdrawn.
    """
    avvikelse = _lock_open(avvikelse)
    fore = hash_avvikelse(avvikelse)
    avvikelse.atertagen = nu
    save_with_history(avvikelse, user, nu)
    _record(Handelse.Typ.AVVIKELSE_ATERTAGEN, avvikelse, user, nu, fore=fore)


@transaction.atomic
def remove_bilaga(
    *, avvikelse: Avvikelse, bilaga: Avvikelsebilaga, user: User, nu: datetime
) -> None:
    """Mark the file as removed; one that is removed already stays as it is.

    Raises Flodesfel when the avvikelse is decided or withdrawn.
    """
    avvikelse = _lock_open(avvikelse)
    kvar = avvikelse.bilagor.filter(pk=bilaga.pk, borttagen=None).first()
    if kvar is None:
        return
    fore = hash_avvikelse(avvikelse)
    mark_removed(kvar, nu)
    # Its history says who changed what is decided on.
    save_with_history(avvikelse, user, nu)
    _record(Handelse.Typ.AVVIKELSEBILAGA_BORTTAGEN, avvikelse, user, nu, fore=fore, bilaga=kvar)


@transaction.atomic
def decide_avvikelse(
    *,
    avvikelse: Avvikelse,
    beslut: Avvikelse.Beslut,
    motivering: str,
    sedd: str,
    user: User,
    nu: datetime,
) -> None:
    """Grant or refuse it, as the user saw it (`sedd`); a granted one changes the budget at once.

    `motivering` is not empty. Raises Flodesfel when it is decided, withdrawn or has changed, when
    the user has written it, when it takes more from a year than is left of it (ForLiteKvar), and
    when it gives to one in which the insats does not run.
    """
    avvikelse = _lock_open(avvikelse)
    if hash_avvikelse(avvikelse) != sedd:
        raise Flodesfel(
            "Avvikelsen har rättats sedan du öppnade sidan. Läs den som den är nu innan du "
            "beslutar."
        )
    if has_written(avvikelse, user):
        raise Flodesfel(EGEN)
    idag = timezone.localdate(nu)
    if idag < avvikelse.inkommen:
        raise Flodesfel(f"Avvikelsen kommer in först {format_datum(avvikelse.inkommen)}.")
    if beslut == Avvikelse.Beslut.BEVILJAD:
        if moves_money(avvikelse) and not avvikelse.belopp:
            raise Flodesfel("Avvikelsen saknar belopp. Be styrgruppen rätta den först.")
        poster = build_poster(avvikelse)
        demand_pagar(avvikelse.insats, poster, idag)
        _demand_kvar(avvikelse)
        store_poster(avvikelse.insats, poster, idag, user, nu)
    avvikelse.beslut, avvikelse.beslutsdatum = beslut, idag
    avvikelse.motivering, avvikelse.beslutad_av = motivering, user
    save_with_history(avvikelse, user, nu)
    _record(Handelse.Typ.AVVIKELSE_BESLUTAD, avvikelse, user, nu, fore=sedd, skal=motivering)


def has_written(avvikelse: Avvikelse, user: User) -> bool:
    """Whether the user filed it or has corrected it, and so may not decide it."""
    return avvikelse.anmald_av_id == user.pk or (
        avvikelse.history.filter(history_user=user).exists()
    )


def may_withdraw(avvikelse: Avvikelse, user: User) -> bool:
    """Whether the user, who may file, may also take it back.

    One's own; and with a role in the insats, one that its own people filed or a file told of.
    Who may decide it withdraws no other's, which would be a refusal without a reason.
    """
    if avvikelse.anmald_av_id == user.pk:
        return True
    insats, anmald_av = avvikelse.insats, avvikelse.anmald_av
    return (
        insats.behorigheter.filter(user=user, roll__in=ROLLER_PER_INSATS).exists()
        and not may(user, insats, Rattighet.BESLUTA_AVVIKELSE)
        and (anmald_av is None or not may(anmald_av, insats.forbund, Rattighet.ANMALA_AVVIKELSE))
    )


def hash_avvikelse(avvikelse: Avvikelse) -> str:
    """The stored avvikelse as a hash: what is decided on, its files, and the decision."""
    return hash_of(
        {
            "typ": str(avvikelse.typ),
            "beskrivning": avvikelse.beskrivning,
            "belopp": None if avvikelse.belopp is None else f"{avvikelse.belopp:.2f}",
            "fran_ar": avvikelse.fran_ar,
            "till_ar": avvikelse.till_ar,
            "beslut": str(avvikelse.beslut),
            "beslutsdatum": avvikelse.beslutsdatum and avvikelse.beslutsdatum.isoformat(),
            "motivering": avvikelse.motivering,
            "bilagor": sorted(
                Avvikelsebilaga.objects.filter(avvikelse=avvikelse, borttagen=None).values_list(
                    "sha256", flat=True
                )
            ),
        }
    )


def tell_beslut(avvikelse: Avvikelse) -> str:
    """”beviljad 2 maj 2024 av Karin”, of a decided one."""
    text = f"{avvikelse.get_beslut_display()} {format_datum(avvikelse.beslutsdatum)}"
    return f"{text} av {avvikelse.beslutad_av}" if avvikelse.beslutad_av else text


def _lock_open(avvikelse: Avvikelse) -> Avvikelse:
    """The avvikelse once nobody else is changing it.

    Raises Flodesfel when it is decided or withdrawn.
    """
    lock_insatser([avvikelse.insats])
    avvikelse = Avvikelse.alla.select_related("insats__forbund", "beslutad_av").get(pk=avvikelse.pk)
    if avvikelse.atertagen:
        raise Flodesfel("Avvikelsen är återtagen. Inget är ändrat.")
    if avvikelse.beslut:
        raise Flodesfel(f"Avvikelsen är redan {tell_beslut(avvikelse)}.")
    return avvikelse


def _demand_kvar(avvikelse: Avvikelse) -> None:
    """Raise ForLiteKvar when granting it would take more from a year than is left of it."""
    if avvikelse.belopp:
        demand_rest(avvikelse.insats, build_poster(avvikelse))


def _add_bilaga(avvikelse: Avvikelse, fil: Kontrollerad, user: User, nu: datetime) -> None:
    if hinder := find_bilagehinder(list(avvikelse.bilagor.filter(borttagen=None)), fil):
        raise Flodesfel(hinder)
    fore = hash_avvikelse(avvikelse)
    bilaga = store_bilaga(avvikelse, fil, user, nu)
    # Its history says who changed what is decided on.
    save_with_history(avvikelse, user, nu)
    _record(Handelse.Typ.AVVIKELSEBILAGA_TILLAGD, avvikelse, user, nu, fore=fore, bilaga=bilaga)


def _record(
    typ: Handelse.Typ,
    avvikelse: Avvikelse,
    user: User,
    nu: datetime,
    *,
    fore: str,
    skal: str = "",
    bilaga: Avvikelsebilaga | None = None,
) -> None:
    record(
        typ=typ,
        objekt=avvikelse,
        forbund=avvikelse.insats.forbund,
        insats=avvikelse.insats,
        user=user,
        tid=nu,
        skal=skal,
        fore=fore,
        # Withdrawn, it says nothing any more.
        efter="" if avvikelse.atertagen else hash_avvikelse(avvikelse),
        beskrivning=f"{avvikelse}: {bilaga}" if bilaga else "",
    )
