"""What a granted avvikelse does (domain.md 1 and 4). Pure: no rows are read or written."""

from ekonomi.insatsbudget.poster import moves_money
from finsam.svenska import format_exact_kronor
from uppfoljning.models import Avvikelse

_INGA_PENGAR = "Insatsen får avvika från ansökan så som det är beskrivet. Budgeten ändras inte."
_FORLANGNING = (
    "Ingen förlängning registreras. Det är styrelsen som beslutar om insatsens nya slut; ta upp "
    "frågan där."
)
_SYNS = "Beslutet och motiveringen kommer med i listan över delegationsbeslut."


def tell_ar(avvikelse: Avvikelse) -> str:
    """”2024 till 2025”, ”till 2025”, ”från 2024”, ”2024”; empty without years."""
    fran_ar, till_ar = avvikelse.fran_ar, avvikelse.till_ar
    if fran_ar == till_ar:
        return str(fran_ar or "")
    if fran_ar and till_ar:
        return f"{fran_ar} till {till_ar}"
    return f"till {till_ar}" if till_ar else f"från {fran_ar}"


def tell_verkan(avvikelse: Avvikelse) -> list[str]:
    """What happens if it is granted, a sentence each."""
    return [_tell_pengar(avvikelse), _SYNS]


def tell_avslag() -> str:
    """What happens if it is refused."""
    return f"Inget ändras. {_SYNS}"


def _tell_pengar(avvikelse: Avvikelse) -> str:
    if avvikelse.typ == Avvikelse.Typ.TID:
        return _FORLANGNING
    if avvikelse.typ != Avvikelse.Typ.BUDGET:
        return _INGA_PENGAR
    fran_ar, till_ar = avvikelse.fran_ar, avvikelse.till_ar
    if not moves_money(avvikelse):
        aret = f" för {fran_ar}" if fran_ar else ""
        return f"Pengarna används på ett annat sätt inom budgeten{aret}. Budgeten ändras inte."
    belopp = format_exact_kronor(avvikelse.belopp) if avvikelse.belopp else "Beloppet"
    if fran_ar and till_ar:
        return f"{belopp} dras av från budgeten {fran_ar} och läggs till budgeten {till_ar}."
    if till_ar:
        return f"{belopp} läggs till budgeten {till_ar}."
    return f"{belopp} dras av från budgeten {fran_ar} och går tillbaka till förbundet."
