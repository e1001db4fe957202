"""The notes: what each line that the kontoplan numbers is made of."""

from dataclasses import dataclass

from ekonomi.bokslut.notrader import build_notrader, sum_notrader
from ekonomi.bokslut.rader import RUBRIKER, Kontoplan, Radbok
from ekonomi.bokslut.rakning import Kalla, Rakning, Rakningsrad
from ekonomi.bokslut.resultatrakning import name_kolumn
from ekonomi.bokslut.uppstallning import find_konton, find_notnr
from ekonomi.models import RADER, Radtyp, Rapport
from finsam.period import Period
from finsam.svenska import join_och


@dataclass(frozen=True)
class Not:
    """A note: what the line `rad` (a Radtyp) of a statement is made of."""

    nr: int
    titel: str
    rad: str
    rakning: Rakning


def build_noter(
    period: Period,
    kontoplan: Kontoplan,
    bok: Radbok | None,
    foregaende: Radbok | None,
    medlemsavgifter: Rakning,
) -> tuple[Not, ...]:
    """One note per line that has a number, exact kronor with the sign of its statement.

    A note holds every account of its line, whatever numbers they have, so it always sums to it.
    A row without an amount in any column is left out.
    """
    notnr = find_notnr(kontoplan)
    numrerade = sorted((rad for rad in Radtyp if rad in notnr), key=lambda rad: notnr[rad])
    return tuple(
        Not(
            notnr[rad],
            RUBRIKER[rad],
            rad,
            medlemsavgifter
            if rad == Radtyp.MEDLEMSAVGIFTER
            else _build_rakning(rad, notnr[rad], period, kontoplan, bok, foregaende),
        )
        for rad in numrerade
    )


def _build_rakning(
    rad: Radtyp,
    nr: int,
    period: Period,
    kontoplan: Kontoplan,
    bok: Radbok | None,
    foregaende: Radbok | None,
) -> Rakning:
    kolumner = {"utfall": bok, "foregaende_ar": foregaende}
    fore = period.foregaende_ar
    if rad in RADER[Rapport.RESULTATRAKNING]:
        rubriker = {"utfall": name_kolumn(period), "foregaende_ar": name_kolumn(fore)}
    else:
        rubriker = {"utfall": str(period.slut), "foregaende_ar": str(fore.slut)}
    rader = [
        Rakningsrad(r.nyckel, r.rubrik, r.belopp, kalla=Kalla(r.konton))
        for r in build_notrader(rad, kontoplan, kolumner)
        if any(r.belopp.values())
    ]
    konton = find_konton(kontoplan, *({rad: b.konton(rad)} for b in (bok, foregaende) if b))
    summa = Rakningsrad(
        "summa",
        f"Summa {rad.label}",
        sum_notrader(rad, kolumner),
        is_summa=True,
        kalla=Kalla(konton[rad]),
    )
    return Rakning(
        f"not_{nr}_{rad}",
        RUBRIKER[rad],
        rubriker,
        (*rader, summa),
        noter=_note_flera_nummer(rad, kontoplan),
    )


def _note_flera_nummer(rad: str, kontoplan: Kontoplan) -> tuple[str, ...]:
    nummer = {k.notnr for k in kontoplan.values() if k.rad == rad and k.notnr is not None}
    if len(nummer) < 2:
        return ()
    return (
        f"Kontona på raden har not {join_och(map(str, sorted(nummer)))} i kontoplanen. De "
        "redovisas här tillsammans.",
    )
