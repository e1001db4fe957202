"""When a kvartalsrapport is due, and how it stands on a day (domain.md 1 and 2)."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from finsam.markering import Markering, Ton
from finsam.period import Period
from uppfoljning.models import Kvartalsrapport

Status = Kvartalsrapport.Status


def due_date(kvartal: Period) -> date:
    """A kvartalsrapport is due one month after its quarter ends."""
    manadsslut = {1: (4, 30), 2: (7, 31), 3: (10, 31), 4: (1, 31)}
    manad, dag = manadsslut[kvartal.sista]
    return date(kvartal.ar + (kvartal.sista == 4), manad, dag)


class Lage(Enum):
    """How a report, or what stands beside it on the board, is doing."""

    KOMMANDE = "kommande"  # the quarter has not ended
    ATT_LAMNA = "att_lamna"  # the quarter has ended and the report is not begun
    UTKAST = "utkast"
    FORSENAD = "forsenad"  # neither begun nor sent when its due date had passed
    INSKICKAD = "inskickad"
    ATERSAND = "atersand"
    GODKAND = "godkand"


@dataclass(frozen=True)
class Rapportlage:
    """How one kvartalsrapport stands; `dagar_sen` counts days past the due date, 0 for none."""

    lage: Lage
    senast: date
    dagar_sen: int = 0

    @property
    def is_att_gora(self) -> bool:
        """Whether it is the styrgrupp's turn."""
        return self.lage in (Lage.ATT_LAMNA, Lage.UTKAST, Lage.FORSENAD, Lage.ATERSAND)


_LAGE = {
    Status.INSKICKAD: Lage.INSKICKAD,
    Status.ATERSAND: Lage.ATERSAND,
    Status.GODKAND: Lage.GODKAND,
}


def find_rapportlage(status: str, kvartal: Period, dag: date) -> Rapportlage:
    """How the report of the quarter with this status ("" where there is none) stands on `dag`."""
    senast = due_date(kvartal)
    dagar_sen = max(0, (dag - senast).days)
    if status in _LAGE:
        lage = _LAGE[Status(status)]
        # A report that came in is nobody's delay any more; a returned one is awaited again.
        return Rapportlage(lage, senast, dagar_sen if lage is Lage.ATERSAND else 0)
    if dagar_sen:
        return Rapportlage(Lage.FORSENAD, senast, dagar_sen)
    if status == Status.UTKAST:
        return Rapportlage(Lage.UTKAST, senast)
    return Rapportlage(Lage.ATT_LAMNA if dag > kvartal.slut else Lage.KOMMANDE, senast)


def show_rapportlage(rapportlage: Rapportlage) -> Markering:
    """The label that the board and the insats's own pages show."""
    match rapportlage.lage:
        case Lage.KOMMANDE:
            return Markering("Kommande", Ton.LUGN)
        case Lage.ATT_LAMNA:
            return Markering("Att lämna", Ton.OBS)
        case Lage.UTKAST:
            return Markering("Utkast", Ton.LUGN)
        case Lage.FORSENAD:
            dagar = "dag" if rapportlage.dagar_sen == 1 else "dagar"
            return Markering(f"Försenad {rapportlage.dagar_sen} {dagar}", Ton.FEL)
        case Lage.INSKICKAD:
            return Markering("Inskickad", Ton.OBS)
        case Lage.ATERSAND:
            return Markering("Återsänd", Ton.OBS)
        case Lage.GODKAND:
            return Markering("Godkänd", Ton.OK)
