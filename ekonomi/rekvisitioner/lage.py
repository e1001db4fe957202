"""How a rekvisition stands, as a label and in words: with whom, since when and why."""

from datetime import date

from django.utils import timezone

from ekonomi.models import Rekvisition
from finsam.handelser.models import Handelse
from finsam.konton.models import User
from finsam.markering import Markering, Ton
from finsam.period import Period
from finsam.svenska import format_datum, format_exact_kronor, join_och
from insatser.models import Insats
from uppfoljning.calculations.tidplan import (
    due_date,
    find_rapportlage,
    first_submission,
    show_rapportlage,
)

Status = Rekvisition.Status


def show_rekvisition(
    rekvisition: Rekvisition | None, *, har_budget: bool, kvartal: Period, dag: date
) -> Markering | None:
    """How the quarter's rekvisition stands; None where there is neither it nor any budget.

    It is due as the kvartalsrapport is. That it is preliminary is no state of its own, but told
    beside the state.
    """
    status = rekvisition.status if rekvisition else None
    preliminar = ", preliminär" if rekvisition and rekvisition.is_preliminar else ""
    match status:
        case Status.ATTESTERAD:
            return Markering(f"Attesterad{preliminar}", Ton.LUGN if preliminar else Ton.OK)
        case Status.INSKICKAD:
            return Markering(f"Väntar på attest{preliminar}", Ton.OBS)
        case Status.UTKAST if rekvisition.preliminart_belopp is not None:
            return Markering("Utkast till slutlig", Ton.LUGN)
        case None if not har_budget:
            return None
        case _:
            # The kvartalsrapport's words for a draft, a returned and a missing one.
            return show_rapportlage(find_rapportlage(status or "", kvartal, dag))


def is_awaited(rekvisition: Rekvisition | None) -> bool:
    """Whether it is the insatsägare's turn, other than to replace a preliminary one."""
    if rekvisition is None:
        return True
    if rekvisition.status == Status.UTKAST:
        return rekvisition.preliminart_belopp is None
    return rekvisition.status == Status.ATERSAND


def tell_lage(
    rekvisition: Rekvisition | None, kvartal: Period, dag: date, atersand_av: User | None
) -> str:
    """The same in a sentence or two. Needs inskickad_av, attesterad_av and betalrader."""
    verb = "skulle" if dag > due_date(kvartal) else "ska"
    senast = f"Den {verb} vara inne senast {format_datum(due_date(kvartal))}."
    if rekvisition is None:
        return f"Rekvisitionen är inte påbörjad. {senast}"
    vilken = _name(rekvisition)
    match rekvisition.status:
        case Status.INSKICKAD:
            text = f"{vilken} kom in {_tell_inkommen(rekvisition)} och väntar på attest."
        case Status.ATTESTERAD:
            av = _av(rekvisition.attesterad_av)
            text = f"{vilken} attesterades {format_datum(rekvisition.attesterad)}{av}."
        case Status.ATERSAND:
            nar = f"{format_datum(rekvisition.atersand)}{_av(atersand_av)}"
            text = f"{vilken} återsändes {nar} för rättelse."
        case _:
            text = f"{vilken} är ett utkast."
            if rekvisition.preliminart_belopp is None:
                text += f" {senast}"
    if rekvisition.preliminart_belopp is not None and rekvisition.attesterad is None:
        text += (
            f" Tills den är attesterad gäller det preliminära beloppet "
            f"{format_exact_kronor(rekvisition.preliminart_belopp)}, attesterat "
            f"{format_datum(rekvisition.preliminart_attesterat)}."
        )
    return f"{text}{_tell_utbetalningar(rekvisition)}"


def _name(rekvisition: Rekvisition) -> str:
    """Which of the two it is, where the quarter has a preliminary one."""
    if rekvisition.preliminart_belopp is not None:
        return "Den slutliga rekvisitionen"
    return "Den preliminära rekvisitionen" if rekvisition.is_preliminar else "Rekvisitionen"


def tell_last(rekvisition: Rekvisition) -> str:
    """Why it can't be changed, by whom and since when."""
    if rekvisition.status == Status.INSKICKAD:
        return (
            f"Rekvisitionen kom in {_tell_inkommen(rekvisition)} och väntar på attest. Det går "
            "inte att ändra i den nu."
        )
    return (
        f"Rekvisitionen attesterades {format_datum(rekvisition.attesterad)}"
        f"{_av(rekvisition.attesterad_av)} och är låst. Är något fel kan ekonomen öppna den igen."
    )


def tell_for_tidigt(
    rekvisition: Rekvisition | None, insats: Insats, kvartal: Period, dag: date
) -> str:
    """Why it cannot be sent in on `dag` as a final one: its quarter is not over, and what can be
    done instead. Empty when it can, or is preliminary.
    """
    forsta = first_submission(kvartal, insats.gallande_slut)
    if dag >= forsta or (rekvisition is not None and rekvisition.is_preliminar):
        return ""
    nar = f"kan skickas in från och med {format_datum(forsta)}"
    if rekvisition is not None and rekvisition.preliminart_belopp is not None:
        return (
            f"Kvartalet är inte slut. Den slutliga rekvisitionen {nar}. Det du har fyllt i finns "
            "kvar till dess."
        )
    return (
        f"Kvartalet är inte slut. En slutlig rekvisition {nar}. Är kostnaderna beräknade kan du "
        "kryssa i ”Beloppen är preliminära” och skicka in den nu."
    )


def tell_slutlig_fran(insats: Insats, kvartal: Period, dag: date) -> str:
    """From when the final one of a preliminary can be sent in; empty when it already can."""
    forsta = first_submission(kvartal, insats.gallande_slut)
    return "" if dag >= forsta else f"Den kan skickas in från och med {format_datum(forsta)}."


def tell_sparad(sparad: Handelse | None, dag: date) -> str:
    """”Sparad 10:42 av Karin”; empty for one that nobody has written in the app."""
    if sparad is None:
        return ""
    tid = timezone.localtime(sparad.tid)
    nar = f"{tid:%H:%M}" if tid.date() == dag else f"{format_datum(tid.date())} kl. {tid:%H:%M}"
    return f"Sparad {nar}{_av(sparad.user)}"


def _tell_utbetalningar(rekvisition: Rekvisition) -> str:
    lagt = [
        f"{format_exact_kronor(rad.belopp)} {format_datum(timezone.localdate(rad.betalfil.skapad))}"
        for rad in rekvisition.betalrader.all()
    ]
    return f" Lagt i betalfil: {join_och(lagt)}." if lagt else ""


def _tell_inkommen(rekvisition: Rekvisition) -> str:
    return f"{format_datum(rekvisition.inkommen)}{_av(rekvisition.inskickad_av)}"


def _av(user: User | None) -> str:
    """” av Karin”; empty for what came with a file."""
    return f" av {user}" if user else ""
