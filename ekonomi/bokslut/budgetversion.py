"""The förbund's budget or prognos of a year, as it stood on a day (domain.md 4)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ekonomi.models import Forbundsbudgetrad

Rad = Forbundsbudgetrad.Rad
Version = Forbundsbudgetrad.Version


@dataclass(frozen=True)
class Budgetrad:
    """One amount of the förbundsbudget, as it is stored: costs and income are positive."""

    version: str
    rad: str
    insats: str | None  # the insats's kod
    belopp: Decimal
    beslutad: date | None


@dataclass(frozen=True)
class Budgetversion:
    """A whole year in kronor: the rows of the förbund itself, and per insats's kod."""

    rader: Mapping[str, Decimal]
    insatser: Mapping[str, Decimal]
    beslutad: date | None

    def sum_rader(self, *rader: str) -> Decimal | None:
        """The sum of those rows; None where it has none of them."""
        delar = [self.rader[rad] for rad in rader if rad in self.rader]
        if Rad.INSATS in rader:
            delar += self.insatser.values()
        return sum(delar, Decimal(0)) if delar else None


def pick_version(rader: Iterable[Budgetrad], version: str, per: date) -> Budgetversion | None:
    """The budget, or the newest prognos, of one year's rows decided on or before `per`.

    A prognos is told whole each time, so only the rows of its newest day count; a row of the
    budget counts until it is decided anew. A row without a day is the oldest.
    """
    kanda = sorted(
        (r for r in rader if r.version == version and (r.beslutad or date.min) <= per),
        key=lambda r: r.beslutad or date.min,
    )
    if not kanda:
        return None
    senast = kanda[-1].beslutad
    if version == Version.PROGNOS:
        kanda = [r for r in kanda if r.beslutad == senast]
    return Budgetversion(
        rader={r.rad: r.belopp for r in kanda if r.insats is None},
        insatser={r.insats: r.belopp for r in kanda if r.insats is not None},
        beslutad=senast,
    )
