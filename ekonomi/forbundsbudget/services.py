"""Writes of the förbund's own economy: one decision at a time, with history (domain.md 4, 6)."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from ekonomi.forbundsbudget.kolumnval import Kolumnval
from ekonomi.forbundsbudget.kopiering import Kopia, copy_forward
from ekonomi.forbundsbudget.lasning import gather_forbundsbudget
from ekonomi.forbundsbudget.rutnat import Cell, Version
from ekonomi.models import Forbundsbudgetrad, Medlemsavgift
from ekonomi.models.falt import MAX_BELOPP
from finsam.handelser.innehall import hash_of
from finsam.handelser.models import Handelse
from finsam.handelser.services import record
from finsam.historik import Flodesfel, save_with_history
from finsam.konton.models import User
from finsam.svenska import count_noun, format_exact_kronor
from insatser.models import Forbund
from insatser.skrivlas import lock_forbund
from uppfoljning.calculations.konflikter import Andring, split_andringar

# None is no amount, which is not 0.
Beloppsandring = Andring[Decimal | None]


class Beloppskonflikt(Flodesfel):
    """Someone else has changed the same amounts: `konflikter` is what they are now, by key."""

    def __init__(self, konflikter: Mapping):
        super().__init__(
            "Någon annan har ändrat samma belopp sedan du öppnade sidan. Inget är sparat än. "
            "Läs vad som står där nu och spara igen."
        )
        self.konflikter = konflikter


@transaction.atomic
def save_kolumn(
    *,
    forbund: Forbund,
    val: Kolumnval,
    andringar: Mapping[Cell, Beloppsandring],
    user: User,
    nu: datetime,
) -> int:
    """Store the changed amounts of one decision, all or none; return how many.

    None takes the amount away, and it stays in the history. The insatser are the förbund's own.
    Raises Beloppskonflikt, and Flodesfel for a decision that is not made yet.
    """
    lock_forbund(forbund)
    stored = _load(forbund, val)
    if not stored:
        _require_made(val, nu)
    nuvarande = {cell: stored[cell].belopp if cell in stored else None for cell in andringar}
    gjorda, konflikter = split_andringar(andringar, nuvarande)
    if konflikter:
        raise Beloppskonflikt(konflikter)
    for cell, andring in gjorda.items():
        _store(forbund, val, cell, stored.get(cell), andring.efter, user, nu)
    if gjorda:
        antal = count_noun(len(gjorda), "belopp", "belopp", neutrum=True)
        _record(forbund, f"{val.benamning}: {antal}", stored, gjorda, user, nu)
    return len(gjorda)


@transaction.atomic
def copy_kolumn(
    *,
    forbund: Forbund,
    fran: Kolumnval,
    beslutad: date | None,
    procent: Decimal,
    user: User,
    nu: datetime,
) -> Kopia:
    """Begin the next year as a preliminary one with the amounts of the column that `fran` is in.

    `procent` raises the costs. Raises Flodesfel when the next year has begun already, when there
    is nothing to copy, or when an amount becomes too large.
    """
    lock_forbund(forbund)
    budget = gather_forbundsbudget(forbund, date.max)
    mal = Kolumnval(fran.ar + 1, Version.PRELIMINAR, beslutad)
    _require_made(mal, nu)
    if mal.ar in budget.rutnat.ar:
        raise Flodesfel(f"{mal.ar} har redan belopp. Ändra dem i stället.")
    kolumn = fran.kolumn_of(budget.rutnat)
    if kolumn is None:
        raise Flodesfel(f"{fran.benamning} har inga belopp att kopiera.")
    kopia = copy_forward(kolumn.belopp, insatser_of(forbund, kolumn.belopp), mal.ar, procent)
    storst = max(map(abs, kopia.belopp.values()), default=Decimal(0))
    if storst > MAX_BELOPP:
        raise Flodesfel(
            f"Ett belopp blir {format_exact_kronor(storst)} i kopian. Det får vara högst "
            f"{format_exact_kronor(MAX_BELOPP)}. Räkna upp med färre procent, eller ändra "
            f"beloppet i {fran.benamning} först."
        )
    for cell, belopp in kopia.belopp.items():
        _store(forbund, mal, cell, None, belopp, user, nu)
    if kopia.belopp:
        gjorda = {cell: Andring(None, belopp) for cell, belopp in kopia.belopp.items()}
        text = f"{mal.benamning}: kopierad från {fran.benamning}"
        _record(forbund, text, {}, gjorda, user, nu)
    return kopia


def _require_made(val: Kolumnval, nu: datetime) -> None:
    if val.beslutad and val.beslutad > timezone.localdate(nu):
        raise Flodesfel(
            f"{val.benamning} har en dag som inte har varit. Skriv dagen då beslutet fattades "
            "eller prognosen gjordes."
        )


def insatser_of(forbund: Forbund, celler: Mapping[Cell, Decimal]) -> list:
    """The insatser of the cells, with all förlängningar that are decided."""
    pks = [pk for _, pk in celler if pk is not None]
    return list(forbund.insatser.filter(pk__in=pks).with_gallande_slut(date.max))


@transaction.atomic
def save_medlemsavgifter(
    *,
    forbund: Forbund,
    ar: int,
    andringar: Mapping[int, Beloppsandring],
    user: User,
    nu: datetime,
) -> int:
    """Store what the parter (by pk, the förbund's own) pay for a year; return how many changed.

    None takes the fee away, and it stays in the history. Raises Beloppskonflikt.
    """
    lock_forbund(forbund)
    stored = {
        avgift.part_id: avgift
        for avgift in Medlemsavgift.objects.filter(part__forbund=forbund, ar=ar)
    }
    nuvarande = {pk: stored[pk].belopp if pk in stored else None for pk in andringar}
    gjorda, konflikter = split_andringar(andringar, nuvarande)
    if konflikter:
        raise Beloppskonflikt(konflikter)
    for pk, andring in gjorda.items():
        avgift = stored.get(pk) or Medlemsavgift(part_id=pk, ar=ar)
        _store_belopp(avgift, andring.efter, user, nu)
    if gjorda:
        antal = count_noun(len(gjorda), "avgift", "avgifter")
        per_part = {("part", pk): andring for pk, andring in gjorda.items()}
        _record(forbund, f"Medlemsavgifter {ar}: {antal}", stored, per_part, user, nu)
    return len(gjorda)


def _load(forbund: Forbund, val: Kolumnval) -> dict[Cell, Forbundsbudgetrad]:
    rader = Forbundsbudgetrad.objects.filter(
        forbund=forbund, ar=val.ar, version=val.version, beslutad=val.beslutad
    )
    return {(rad.rad, rad.insats_id): rad for rad in rader}


def _store(
    forbund: Forbund,
    val: Kolumnval,
    cell: Cell,
    stored: Forbundsbudgetrad | None,
    belopp: Decimal | None,
    user: User,
    nu: datetime,
) -> None:
    rad, insats = cell
    obj = stored or Forbundsbudgetrad(
        forbund=forbund,
        ar=val.ar,
        version=val.version,
        beslutad=val.beslutad,
        rad=rad,
        insats_id=insats,
    )
    _store_belopp(obj, belopp, user, nu)


def _store_belopp(
    obj: Forbundsbudgetrad | Medlemsavgift, belopp: Decimal | None, user: User, nu: datetime
) -> None:
    if belopp is None:
        obj._history_user, obj._history_date = user, nu
        obj.delete()
    else:
        obj.belopp = belopp
        save_with_history(obj, user, nu)


def _record(
    forbund: Forbund,
    beskrivning: str,
    stored: Mapping,
    gjorda: Mapping[tuple, Beloppsandring],
    user: User,
    nu: datetime,
) -> None:
    """One event for all that was changed together; the hashes are of the changed amounts."""
    record(
        typ=Handelse.Typ.FORBUNDSBUDGET_ANDRAD,
        objekt=forbund,
        beskrivning=beskrivning,
        forbund=forbund,
        user=user,
        tid=nu,
        fore=_hash({cell: andring.fore for cell, andring in gjorda.items()}) if stored else "",
        efter=_hash({cell: andring.efter for cell, andring in gjorda.items()}),
    )


def _hash(belopp: Mapping[tuple, Decimal | None]) -> str:
    return hash_of(
        {
            "-".join(map(str, cell)): None if amount is None else f"{amount:.2f}"
            for cell, amount in belopp.items()
        }
    )
