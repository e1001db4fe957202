"""Everything that a delårsrapport or an årsredovisning tells of the economy, gathered once."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ekonomi.bokforing.saldon import Saldon
from ekonomi.bokslut.rakning import Rakning
from finsam.period import Period
from insatser.models import Forbund


@dataclass(frozen=True)
class Not:
    """A note: what the line `rad` (a Radtyp) of a statement is made of."""

    nr: int
    titel: str
    rad: str
    rakning: Rakning


@dataclass(frozen=True)
class EjKopplad:
    """An account with an amount that the kontoplan does not map. Kronor, debit positive."""

    konto: str
    namn: str
    belopp: Decimal


@dataclass(frozen=True)
class Bokslut:
    """The statements of a period. Saldon are None where no books reach the period's last day;
    `balanskrav` is None for a förbund that shows none; `soliditet` is in whole per cent."""

    period: Period
    saldon: Saldon | None
    saldon_foregaende: Saldon | None
    resultatrakning: Rakning
    balansrakning: Rakning
    kassaflode: Rakning
    noter: tuple[Not, ...]
    driftsredovisning: Rakning
    ekonomisk_oversikt: Rakning
    kostnad_forvaltning: Rakning
    insatser_utfall: Rakning
    medlemsavgifter: Rakning
    flerar: Rakning
    balanskrav: Rakning | None
    soliditet: int | None
    ej_kopplade: tuple[EjKopplad, ...]


def gather_bokslut(forbund: Forbund, period: Period, per: date) -> Bokslut:
    """The bokslut of `period`, with what was decided on or before the day `per`."""
    raise NotImplementedError
