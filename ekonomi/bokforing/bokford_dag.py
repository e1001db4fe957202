"""How far a SIE file is booked: told by the file, else by what is booked in it, else asked for.

The day on which the file was made (#GEN) says that nothing is known of the days after it. Months
before it in which nothing is booked may be finished or not yet begun.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from ekonomi.bokforing.siefil import Siefil, Slag
from finsam.period import MANADER, last_day
from finsam.svenska import capitalize, format_datum

_SIST_BOKFORT = "Det är slutet av den sista månad som något är bokfört i."


@dataclass(frozen=True)
class BokfordDag:
    """The last day that the balances are good for, and how that is known.

    `val` are the days among which its user chooses, where neither the file nor what is booked
    tells: `per` is then what is taken where nobody can be asked, the last month in which anything
    is booked or, of a file with balances alone, the last one that it can tell of.
    """

    per: date
    skal: str
    val: tuple[date, ...] = ()


def find_bokford_dag(siefil: Siefil, manader: Collection[date]) -> BokfordDag:
    """`manader`: the months of the file's year in which anything is booked, by their first day."""
    ar = siefil.rakenskapsar[0]
    gjord = siefil.framstalld
    # One that says that it was made before its year says nothing.
    if gjord and gjord < ar.start:
        gjord = None
    angiven = siefil.omfattning
    if angiven and angiven < ar.start:
        angiven = None
    if angiven:
        angiven = min(angiven, ar.slut)
    bokfort = min(last_day(max(manader)), ar.slut) if manader else None
    slut = angiven or bokfort
    if slut is None:
        return _of_arssaldon(ar.start, ar.slut, gjord)
    if not angiven and not (gjord and gjord < slut):
        return _of_bokfort(siefil, slut, gjord)
    skal = "Det säger filen själv." if angiven else _SIST_BOKFORT
    per = slut
    if gjord and gjord < slut:
        if gjord >= slut.replace(day=1) and _is_booked_beyond(siefil, gjord, slut):
            skal = (
                f"Det är filen bokförd till, fast den gjordes redan {format_datum(gjord)}. "
                f"Kontrollera att hela {_manad(slut)} är bokförd."
            )
        else:
            per = gjord
            skal = f"Filen gjordes {format_datum(gjord)}"
            skal += "." if gjord == last_day(gjord) else f", innan {_manad(gjord)} var slut."
    is_oviss = bokfort is not None and per < bokfort
    if is_oviss and per == angiven:
        skal = f"Filen säger {format_datum(per)}, men mer är bokfört i den."
    elif is_oviss and per == last_day(per):
        skal = f"Filen gjordes {format_datum(per)}, men mer är bokfört i den."
    return BokfordDag(per, skal, tuple(sorted({per, last_day(per), bokfort})) if is_oviss else ())


def _is_booked_beyond(siefil: Siefil, gjord: date, slut: date) -> bool:
    """Whether the file reaches the end of the month that it was made in: it says so and has a
    voucher of a later day, or no vouchers at all; or it has one of the very last day."""
    sista = max((v.datum for v in siefil.verifikationer), default=None)
    if siefil.omfattning:
        return sista is None or sista > gjord
    return sista == slut


def _of_bokfort(siefil: Siefil, bokfort: date, gjord: date | None) -> BokfordDag:
    """Of a file that may be finished for some months after the last that anything is booked in."""
    arsslut = siefil.rakenskapsar[0].slut
    senast = min(gjord or arsslut, arsslut)
    val = [dag for dag in _list_manadsslut(bokfort, senast) if dag <= senast]
    if len(val) == 1:
        return BokfordDag(bokfort, _SIST_BOKFORT)
    if gjord and gjord > arsslut and _has_utgaende(siefil):
        skal = f"Filen har årets utgående saldon och gjordes {format_datum(gjord)}."
        return BokfordDag(arsslut, skal)
    nar = (
        f"men filen gjordes {format_datum(gjord)}"
        if gjord
        else "och den säger inte när den gjordes"
    )
    return BokfordDag(
        bokfort, f"Det sista som är bokfört i filen är i {_manad(bokfort)}, {nar}.", tuple(val)
    )


def _has_utgaende(siefil: Siefil) -> bool:
    return any(n[0] in (Slag.UB, Slag.RES) and n[1] == 0 for n in siefil.saldon)


def _list_manadsslut(fran: date, till: date) -> list[date]:
    """The last days of the months from the one day's to the other's, of one year."""
    return [last_day(date(fran.year, m, 1)) for m in range(fran.month, till.month + 1)]


def _of_arssaldon(start: date, slut: date, gjord: date | None) -> BokfordDag:
    """Of a file that has no months and does not say of what day its balances are."""
    if gjord and gjord >= slut:
        skal = "Filen har bara saldon för hela året och gjordes när det var slut."
        return BokfordDag(slut, skal)
    senast = gjord or slut
    skal = "Filen har bara saldon, och säger inte vilken dag de gäller."
    if gjord:
        skal = f"{skal} Den gjordes {format_datum(gjord)}."
    manader = _list_manadsslut(start, senast)
    per = max((dag for dag in manader if dag <= senast), default=senast)
    return BokfordDag(per, skal, tuple(sorted({*manader, senast})))


def tell_ofardig_manad(per: date) -> str:
    """Why the month of the day is in no report; ”” where the day is the month's last."""
    if per == last_day(per):
        return ""
    return (
        f"{capitalize(_manad(per))} räknas inte i rapporterna än. De tar med hela månader: läs in "
        f"en fil till och med {format_datum(last_day(per))}."
    )


def tell_val(dag: date) -> str:
    """What choosing the day means."""
    if dag == last_day(dag):
        return f"{format_datum(dag)}, hela {_manad(dag)} är bokförd"
    return f"{format_datum(dag)}, {_manad(dag)} är inte färdig och räknas inte än"


def _manad(dag: date) -> str:
    return MANADER[dag.month - 1]
