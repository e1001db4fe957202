"""The way of a rekvisition: written, sent in, returned or attested, made final, opened again.

domain.md 1 and 4.

Every step locks the insats, looks at the state as it is then, and refuses with a Flodesfel whose
text tells the user what to do. A step that is refused changes nothing.
"""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from ekonomi.models import Rekvisition, Rekvisitionsbilaga
from ekonomi.rekvisitioner.innehall import KOSTNADSSLAG, Innehall, fingerprint, innehall_of
from ekonomi.rekvisitioner.lage import tell_for_tidigt, tell_last
from ekonomi.rekvisitioner.skribenter import EGEN, SLUTLIG_PABORJAD, has_written
from finsam.handelser.models import Handelse
from finsam.handelser.services import record
from finsam.historik import Flodesfel, save_with_history
from finsam.konton.models import User
from finsam.period import Period
from finsam.svenska import format_datum
from insatser.models import Insats
from insatser.skrivlas import lock_insatser
from uppfoljning.calculations.tidplan import has_page

Status = Rekvisition.Status
Typ = Handelse.Typ

OPPNA = (Status.UTKAST, Status.ATERSAND)


class Andringskonflikt(Flodesfel):
    """Someone else has saved meanwhile: `sparad` is what is stored now."""

    def __init__(self, sparad: Rekvisition):
        super().__init__(
            "Någon annan har sparat i rekvisitionen sedan du öppnade sidan. Inget av ditt är "
            "sparat än. Jämför och spara igen om ditt ska gälla."
        )
        self.sparad = sparad


@transaction.atomic
def save_rekvisition(
    *, insats: Insats, kvartal: Period, innehall: Innehall, sedd: str, user: User, nu: datetime
) -> Rekvisition:
    """Store what is filled in in an open rekvisition; a draft is made if there is none.

    `sedd`: the fingerprint, without attachments, of what the user was shown. Raises Flodesfel
    when it is locked or the insats has none for the quarter, Andringskonflikt when it has changed.
    """
    rekvisition = lock_open(insats, kvartal, nu)
    fore = fingerprint(rekvisition)
    if fore != sedd:
        raise Andringskonflikt(rekvisition)
    if rekvisition is not None and innehall == innehall_of(rekvisition):
        return rekvisition
    rekvisition = rekvisition or new_rekvisition(insats, kvartal)
    _write(rekvisition, innehall)
    save_with_history(rekvisition, user, nu)
    record_rekvisition(
        Typ.REKVISITION_SPARAD, rekvisition, user, nu, fore=fore, efter=fingerprint(rekvisition)
    )
    return rekvisition


@transaction.atomic
def submit_rekvisition(
    *, insats: Insats, kvartal: Period, sedd: str, user: User, nu: datetime
) -> Rekvisition:
    """Send it in for attest, exactly as the user saw it (`sedd`: its fingerprint).

    Raises Flodesfel when it is locked, has changed, says no cost, or is a final one of days that
    have not come.
    """
    rekvisition = lock_open(insats, kvartal, nu)
    if rekvisition is None or not innehall_of(rekvisition).is_ifyllt:
        raise Flodesfel(
            "Fyll i minst en av kostnaderna. Skriv 0 om insatsen inte har haft några kostnader."
        )
    dag = timezone.localdate(nu)
    if for_tidigt := tell_for_tidigt(rekvisition, insats, kvartal, dag):
        raise Flodesfel(for_tidigt)
    _refuse_changed(rekvisition, sedd)
    rekvisition.inkommen, rekvisition.inskickad_av = dag, user
    rekvisition.atersand, rekvisition.skal = None, ""
    save_with_history(rekvisition, user, nu)
    record_rekvisition(Typ.REKVISITION_INSKICKAD, rekvisition, user, nu, fore=sedd, efter=sedd)
    return rekvisition


@transaction.atomic
def attest_rekvisition(
    *, insats: Insats, kvartal: Period, sedd: str, user: User, nu: datetime
) -> Rekvisition:
    """Attest what the user saw (`sedd`: its fingerprint): from now on it is utfall.

    Raises Flodesfel when it does not wait, has changed, or is written or sent in by the user.
    """
    rekvisition = _lock_waiting(insats, kvartal)
    _refuse_changed(rekvisition, sedd)
    if has_written(rekvisition, user):
        raise Flodesfel(EGEN)
    dag = timezone.localdate(nu)
    if rekvisition.inkommen > dag:
        raise Flodesfel(
            f"Rekvisitionen står som inkommen {format_datum(rekvisition.inkommen)}, en dag som "
            "inte har varit. Återsänd den, eller rätta dagen i underlaget."
        )
    rekvisition.attesterad, rekvisition.attesterad_av = dag, user
    save_with_history(rekvisition, user, nu)
    record_rekvisition(Typ.REKVISITION_ATTESTERAD, rekvisition, user, nu, fore=sedd, efter=sedd)
    return rekvisition


@transaction.atomic
def return_rekvisition(
    *, insats: Insats, kvartal: Period, sedd: str, skal: str, user: User, nu: datetime
) -> Rekvisition:
    """Send it back to be mended. `skal` is not empty. Raises Flodesfel as attest_rekvisition."""
    rekvisition = _lock_waiting(insats, kvartal)
    _refuse_changed(rekvisition, sedd)
    rekvisition.atersand, rekvisition.skal = timezone.localdate(nu), skal
    save_with_history(rekvisition, user, nu)
    record_rekvisition(Typ.REKVISITION_ATERSAND, rekvisition, user, nu, skal, sedd, sedd)
    return rekvisition


@transaction.atomic
def reopen_rekvisition(
    *, insats: Insats, kvartal: Period, sedd: str, skal: str, user: User, nu: datetime
) -> Rekvisition:
    """Withdraw the attest and send it back, as if it had been returned; `skal` is not empty.

    It is no utfall until it is attested anew, but for a preliminary amount attested before it.
    What has been paid of it stays paid. Raises Flodesfel when it is not attested or has changed.
    """
    lock_insatser([insats])
    rekvisition = load_rekvisition(insats, kvartal)
    if rekvisition is None or not rekvisition.attesterad:
        raise Flodesfel("Rekvisitionen är inte attesterad, så den behöver inte öppnas igen.")
    _refuse_changed(rekvisition, sedd)
    _end_attest(rekvisition)
    rekvisition.atersand, rekvisition.skal = timezone.localdate(nu), skal
    save_with_history(rekvisition, user, nu)
    record_rekvisition(Typ.REKVISITION_ATERSAND, rekvisition, user, nu, skal, sedd, sedd)
    return rekvisition


@transaction.atomic
def begin_slutlig(*, insats: Insats, kvartal: Period, user: User, nu: datetime) -> Rekvisition:
    """Open an attested preliminary one to be made final; its amount stays the utfall till then.

    Raises Flodesfel when there is no such.
    """
    lock_insatser([insats])
    rekvisition = load_rekvisition(insats, kvartal)
    if rekvisition is None or not (rekvisition.attesterad and rekvisition.is_preliminar):
        raise Flodesfel("Det finns ingen attesterad preliminär rekvisition att ersätta.")
    fore = fingerprint(rekvisition)
    rekvisition.preliminart_belopp = rekvisition.belopp
    rekvisition.preliminart_attesterat = rekvisition.attesterad
    rekvisition.is_preliminar = False
    rekvisition.inkommen = rekvisition.inskickad_av = None
    _end_attest(rekvisition)
    save_with_history(rekvisition, user, nu)
    record_rekvisition(
        Typ.REKVISITION_SPARAD,
        rekvisition,
        user,
        nu,
        skal=SLUTLIG_PABORJAD,
        fore=fore,
        efter=fingerprint(rekvisition),
    )
    return rekvisition


def load_rekvisition(insats: Insats, kvartal: Period) -> Rekvisition | None:
    """As it is stored, with those who sent it in and attested it."""
    return (
        Rekvisition.objects.of_quarter(insats, kvartal)
        .select_related("inskickad_av", "attesterad_av")
        .first()
    )


def load_bilagor(rekvisition: Rekvisition | None) -> list[Rekvisitionsbilaga]:
    """Those that are attached to it now."""
    return list(rekvisition.bilagor.filter(borttagen=None)) if rekvisition else []


def new_rekvisition(insats: Insats, kvartal: Period) -> Rekvisition:
    return Rekvisition(insats=insats, ar=kvartal.ar, kvartal=kvartal.forsta, belopp=Decimal(0))


def lock_open(insats: Insats, kvartal: Period, nu: datetime) -> Rekvisition | None:
    """The rekvisition, if there is one, once nobody else is changing it. Raises Flodesfel."""
    lock_insatser([insats])
    rekvisition = load_rekvisition(insats, kvartal)
    # One that is there all the same can be corrected.
    if rekvisition is None and not has_page(insats, kvartal, timezone.localdate(nu)):
        raise Flodesfel(
            f"Insatsen har ingen rekvisition för {kvartal.namn}: den pågår inte då, eller så har "
            "kvartalet inte börjat."
        )
    if rekvisition is not None and rekvisition.status not in OPPNA:
        raise Flodesfel(tell_last(rekvisition))
    return rekvisition


def record_rekvisition(
    typ: Handelse.Typ,
    rekvisition: Rekvisition,
    user: User,
    nu: datetime,
    skal: str = "",
    fore: str = "",
    efter: str = "",
) -> None:
    """Add an event; `fore` and `efter` are hashes of its content."""
    record(
        typ=typ,
        objekt=rekvisition,
        forbund=rekvisition.insats.forbund,
        insats=rekvisition.insats,
        user=user,
        tid=nu,
        skal=skal,
        fore=fore,
        efter=efter,
    )


def _write(rekvisition: Rekvisition, innehall: Innehall) -> None:
    # What came with a file may have an amount and no kinds: it stands until a kind is filled in.
    if innehall.is_ifyllt or innehall_of(rekvisition).is_ifyllt:
        rekvisition.belopp = innehall.belopp
    for slag in KOSTNADSSLAG:
        setattr(rekvisition, slag, getattr(innehall, slag))
    rekvisition.kommentar = innehall.kommentar
    # The final one of an attested preliminary is never preliminary itself.
    is_slutlig = rekvisition.preliminart_belopp is not None
    rekvisition.is_preliminar = innehall.is_preliminar and not is_slutlig


def _end_attest(rekvisition: Rekvisition) -> None:
    if rekvisition.attesterad_av is None:
        # What came attested with a file was paid elsewhere.
        rekvisition.betalt_utanfor = rekvisition.belopp
    rekvisition.attesterad = rekvisition.attesterad_av = None


def _lock_waiting(insats: Insats, kvartal: Period) -> Rekvisition:
    lock_insatser([insats])
    rekvisition = load_rekvisition(insats, kvartal)
    if rekvisition is None or rekvisition.status == Status.UTKAST:
        raise Flodesfel("Rekvisitionen är inte inskickad.")
    if rekvisition.status == Status.ATTESTERAD:
        raise Flodesfel(tell_last(rekvisition))
    if rekvisition.status == Status.ATERSAND:
        raise Flodesfel(
            f"Rekvisitionen är redan återsänd {format_datum(rekvisition.atersand)}. Den väntar på "
            "insatsen."
        )
    return rekvisition


def _refuse_changed(rekvisition: Rekvisition, sedd: str) -> None:
    if fingerprint(rekvisition, load_bilagor(rekvisition)) != sedd:
        raise Flodesfel(
            "Rekvisitionen har ändrats sedan du öppnade sidan. Läs igenom den och försök igen."
        )
