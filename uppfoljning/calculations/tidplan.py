"""Which kvartalsrapporter are owed, when, and how one stands on a day (domain.md 1 and 2)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from finsam.markering import Markering, Ton
from finsam.period import Period, last_day
from finsam.svenska import NBSP
from insatser.models import Insats
from insatser.ordning import runs_in
from uppfoljning.models import Kvartalsrapport

Status = Kvartalsrapport.Status


def one_month_after(slut: date) -> date:
    """When what is about a time that ends on the last day of a month is due."""
    return last_day(slut + timedelta(days=1))


def due_date(kvartal: Period) -> date:
    """A kvartalsrapport is due one month after its quarter ends."""
    return one_month_after(kvartal.slut)


def has_page(insats: Insats, kvartal: Period, dag: date) -> bool:
    """Whether the report can be opened: the quarter has begun, and the insats runs in it."""
    return kvartal.start <= dag and runs_in(insats, kvartal)


def list_owed(
    insats: Insats, period: Period, dag: date, inkomna: Collection[Period]
) -> list[Period]:
    """The quarters of the period that the insats, with its gallande_slut, owes a report on.

    Those in which it runs. One that has ended on `dag` owes none, unless it is known to report:
    `inkomna` has a quarter of the period, or the one before it (domain.md 2).
    """
    kvartalen = [Period.quarter(period.ar, nr) for nr in period.kvartal]
    has_ended = insats.gallande_slut <= min(period.slut, dag)
    is_known = any(kvartal in inkomna for kvartal in (period.foregaende_kvartal, *kvartalen))
    if has_ended and not is_known:
        return []
    return [kvartal for kvartal in kvartalen if runs_in(insats, kvartal)]


def first_submission(kvartal: Period, gallande_slut: date) -> date:
    """The first day on which all that the report is about has happened."""
    return min(kvartal.slut, gallande_slut)


class Lage(Enum):
    """How a report, or what stands beside it on the board, is doing."""

    KOMMANDE = "kommande"  # the quarter has not ended
    ATT_LAMNA = "att_lamna"  # the quarter has ended and the report is not begun
    UTKAST = "utkast"
    FORSENAD = "forsenad"  # not sent in when its due date had passed, begun or not
    INSKICKAD = "inskickad"
    ATERSAND = "atersand"
    GODKAND = "godkand"


@dataclass(frozen=True)
class Rapportlage:
    """How one kvartalsrapport stands; `dagar_sen` counts days past the due date, 0 for none.

    `har_utkast`: whether what is late has been begun.
    """

    lage: Lage
    senast: date
    dagar_sen: int = 0
    har_utkast: bool = False

    @property
    def is_att_gora(self) -> bool:
        """Whether it is the styrgrupp's turn."""
        return self.lage in (Lage.ATT_LAMNA, Lage.UTKAST, Lage.FORSENAD, Lage.ATERSAND)


_LAGE = {
    Status.INSKICKAD: Lage.INSKICKAD,
    Status.ATERSAND: Lage.ATERSAND,
    Status.GODKAND: Lage.GODKAND,
}
# Those that have been sent in, once at least.
INKOMNA = tuple(_LAGE)


def find_rapportlage(status: str, kvartal: Period, dag: date) -> Rapportlage:
    """How the report of the quarter with this status ("" where there is none) stands on `dag`."""
    senast = due_date(kvartal)
    dagar_sen = max(0, (dag - senast).days)
    if status in _LAGE:
        lage = _LAGE[Status(status)]
        # A report that came in is nobody's delay any more; a returned one is awaited again.
        return Rapportlage(lage, senast, dagar_sen if lage is Lage.ATERSAND else 0)
    if dagar_sen:
        return Rapportlage(Lage.FORSENAD, senast, dagar_sen, status == Status.UTKAST)
    if status == Status.UTKAST:
        return Rapportlage(Lage.UTKAST, senast)
    return Rapportlage(Lage.ATT_LAMNA if dag > kvartal.slut else Lage.KOMMANDE, senast)


MARKERING = {
    Lage.GODKAND: Markering("Godkänd", Ton.OK),
    Lage.ATT_LAMNA: Markering("Att lämna", Ton.OBS),
    Lage.INSKICKAD: Markering("Inskickad", Ton.OBS),
    Lage.ATERSAND: Markering("Återsänd", Ton.OBS),
    Lage.FORSENAD: Markering("Försenad", Ton.FEL),
    Lage.UTKAST: Markering("Utkast", Ton.LUGN),
    Lage.KOMMANDE: Markering("Kommande", Ton.LUGN),
}


def show_rapportlage(rapportlage: Rapportlage) -> Markering:
    """The label that the board and the insats's own pages show."""
    markering = MARKERING[rapportlage.lage]
    if rapportlage.lage is not Lage.FORSENAD:
        return markering
    dagar = "dag" if rapportlage.dagar_sen == 1 else "dagar"
    utkast = ", utkast" if rapportlage.har_utkast else ""
    # It breaks before ”utkast” alone.
    sen = NBSP.join([markering.ord, str(rapportlage.dagar_sen), dagar])
    return Markering(f"{sen}{utkast}", markering.ton)
