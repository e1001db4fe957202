"""How a kvartalsrapport stands, in words: with whom, since when and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from finsam.konton.models import User
from finsam.markering import Markering
from finsam.period import Period
from finsam.svenska import format_datum, format_tid
from insatser.models import Insats
from uppfoljning.calculations.tidplan import (
    due_date,
    find_rapportlage,
    first_submission,
    show_rapportlage,
)
from uppfoljning.models import Kvartalsrapport, Omgang

Status = Kvartalsrapport.Status


@dataclass(frozen=True)
class Rapportstatus:
    """How the report stands. `status` is its stored one, ej påbörjad where there is no report.

    `skal` is the reason of the last return or opening, where the report waits for its mending.
    """

    status: str
    markering: Markering
    text: str
    skal: str = ""


def tell_status(
    rapport: Kvartalsrapport | None, omgangar: Sequence[Omgang], kvartal: Period, dag: date
) -> Rapportstatus:
    """The report of the quarter as it stands on `dag`; `omgangar` are its own, in order."""
    status = rapport.status if rapport else Status.EJ_PABORJAD
    omgang = omgangar[-1] if omgangar else None
    markering = show_rapportlage(find_rapportlage(status, kvartal, dag))
    senast = f"Den ska vara inne senast {format_datum(due_date(kvartal))}."
    match status:
        case Status.INSKICKAD | Status.GODKAND:
            return Rapportstatus(status, markering, _tell_lamnad(rapport, omgang))
        case Status.ATERSAND if omgang is None:
            return Rapportstatus(status, markering, "Styrgruppen rättar rapporten.")
        case Status.ATERSAND if omgang.oppnad:
            nar = tell_nar(omgang.oppnad, omgang.oppnad_av)
            text = f"Rapporten öppnades igen {nar}. Styrgruppen rättar den."
            return Rapportstatus(status, markering, text, omgang.oppnad_skal)
        case Status.ATERSAND:
            nar = tell_nar(omgang.beslutad, omgang.beslutad_av)
            text = f"Rapporten återsändes {nar}. Styrgruppen rättar den."
            return Rapportstatus(status, markering, text, omgang.skal)
        case Status.UTKAST:
            text = "Styrgruppen skriver på rapporten."
            if rapport.sparad:
                text += f" Den sparades {tell_nar(rapport.sparad, rapport.sparad_av)}."
            return Rapportstatus(status, markering, f"{text} {senast}")
        case _:
            return Rapportstatus(status, markering, f"Rapporten är inte påbörjad. {senast}")


def tell_for_tidigt(insats: Insats, kvartal: Period, dag: date) -> str:
    """Why the report cannot be sent in on `dag`: its quarter is not over. Empty when it can."""
    forsta = first_submission(kvartal, insats.gallande_slut)
    if dag >= forsta:
        return ""
    return (
        "Kvartalet är inte slut. Rapporten kan skickas in från och med "
        f"{format_datum(forsta)}. Det du har skrivit finns kvar till dess."
    )


def mark_omgang(omgang: Omgang, kvartal: Period) -> Markering:
    """The label of the round: what was decided, or that it awaits a decision."""
    status = omgang.beslut or Status.INSKICKAD
    return show_rapportlage(find_rapportlage(status, kvartal, kvartal.slut))


def tell_last(rapport: Kvartalsrapport) -> str:
    """Why the report cannot be changed, by whom and since when."""
    omgang = rapport.omgangar.select_related("inskickad_av", "beslutad_av").order_by("nr").last()
    if rapport.status == Status.INSKICKAD:
        vidare = "Det går inte att ändra i den nu."
    else:
        vidare = "Kansliet kan öppna den igen."
    return f"{_tell_lamnad(rapport, omgang)} {vidare}"


def tell_nar(tid: datetime | None, user: User | None) -> str:
    """”12 juli 2024 kl. 10:42 av Karin”, as the end of a sentence."""
    if tid is None:
        return "innan den lästes in"
    return f"{format_tid(tid)} av {user}"


def _tell_lamnad(rapport: Kvartalsrapport, omgang: Omgang | None) -> str:
    """Of a report that the styrgrupp does not have; one that came with a file has no omgång."""
    if rapport.status == Status.INSKICKAD:
        nar = tell_nar(omgang.inskickad, omgang.inskickad_av)
        return f"Rapporten skickades in {nar} och väntar på kansliets besked."
    nar = f" {tell_nar(omgang.beslutad, omgang.beslutad_av)}" if omgang else ""
    return f"Rapporten godkändes{nar} och är låst."
