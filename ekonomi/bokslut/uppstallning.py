"""How a statement is laid out: lines and sums in order, from a column of sums each."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from ekonomi.bokslut.rader import RUBRIKER, Kontoplan, Radbelopp, Radsummor, add_up
from ekonomi.bokslut.rakning import Kalla, Rakningsrad
from ekonomi.models import Radtyp


@dataclass(frozen=True)
class Linje:
    """A line of its own, or with `delar` the sum of those."""

    nyckel: str
    rubrik: str
    delar: tuple[str, ...] = ()
    grupp: str = ""


def lines(
    rader: Iterable[str], grupp: str = "", rubriker: Mapping[str, str] = RUBRIKER
) -> list[Linje]:
    return [Linje(rad, rubriker[rad], grupp=grupp) for rad in rader]


def lay_out(
    linjer: Sequence[Linje],
    kolumner: Mapping[str, Radsummor | None],
    *,
    konton: Mapping[str, tuple[str, ...]] | None = None,
    kallor: Mapping[str, str] | None = None,
    notnr: Mapping[str, int] | None = None,
    anvanda: Collection[str] = (),
) -> tuple[Rakningsrad, ...]:
    """The rows of a statement.

    kolumner: key → the sums of each line; None is a column that is not known at all, and a line
    that a column lacks has no value in it. A line that no column has and that is not among
    `anvanda` (what the förbund's kontoplan uses) is left out; a sum never is. `konton` and
    `kallor` say what is behind a line: accounts, and in words.
    """
    konton, kallor, notnr = konton or {}, kallor or {}, notnr or {}
    rubriker = {linje.nyckel: linje.rubrik for linje in linjer}
    kanda = {*anvanda, *(rad for summor in kolumner.values() for rad in summor or ())}

    def rad(linje: Linje) -> Rakningsrad:
        if linje.delar:
            belopp = {
                nyckel: None if summor is None else add_up(summor, linje.delar)
                for nyckel, summor in kolumner.items()
            }
            delar = [rubriker.get(d, d) for d in linje.delar if d in kanda]
            kalla = Kalla(beskrivning=f"Summan av {', '.join(delar)}" if delar else "")
        else:
            belopp = {nyckel: (s or {}).get(linje.nyckel) for nyckel, s in kolumner.items()}
            kalla = Kalla(konton.get(linje.nyckel, ()), kallor.get(linje.nyckel, ""))
        return Rakningsrad(
            linje.nyckel,
            linje.rubrik,
            belopp,
            linje.grupp,
            notnr.get(linje.nyckel),
            bool(linje.delar),
            kalla,
        )

    return tuple(rad(linje) for linje in linjer if linje.delar or linje.nyckel in kanda)


def find_konton(kontoplan: Kontoplan, *bocker: Radbelopp) -> dict[str, tuple[str, ...]]:
    """The accounts behind each line: those of the kontoplan and those with amounts."""
    konton: dict[str, set[str]] = {}
    for nummer, konto in kontoplan.items():
        konton.setdefault(konto.rad, set()).add(nummer)
    for bok in bocker:
        for rad, belopp in bok.items():
            konton.setdefault(rad, set()).update(belopp)
    return {rad: tuple(sorted(nummer)) for rad, nummer in konton.items()}


def find_notnr(kontoplan: Kontoplan) -> dict[str, int]:
    """The note of each line: the lowest number that any of its accounts has.

    Årets resultat needs no note: the resultaträkning is it.
    """
    notnr: dict[str, int] = {}
    for konto in kontoplan.values():
        if konto.notnr is not None and konto.rad != Radtyp.ARETS_RESULTAT:
            notnr[konto.rad] = min(konto.notnr, notnr.get(konto.rad, konto.notnr))
    return notnr
