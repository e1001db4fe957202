"""What a förbund's books say on a day: the one thing that every statement is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Saldon:
    """A förbund's books from `start` to `per`, by account. Kronor, debit positive.

    `ingaende` is the balance when the year began, `rorelse` what was booked from `start` to
    `per`. `per_projekt` and `per_kostnadsstalle` are the parts of `rorelse` that have an object
    of dimension 6 or 1: (konto, kod) → kronor. An account that the books do not know is in none.
    `utgaende_i_filen` is what the file itself says the balance is at `per`, where it says so
    (#UB and #RES): a check of the rest.
    """

    start: date
    per: date
    ingaende: Mapping[str, Decimal]
    rorelse: Mapping[str, Decimal]
    per_projekt: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)
    per_kostnadsstalle: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)
    kontonamn: Mapping[str, str] = field(default_factory=dict)
    projektnamn: Mapping[str, str] = field(default_factory=dict)
    kostnadsstallenamn: Mapping[str, str] = field(default_factory=dict)
    utgaende_i_filen: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def utgaende(self) -> dict[str, Decimal]:
        """The balance of each account on `per`."""
        konton = {*self.ingaende, *self.rorelse}
        noll = Decimal(0)
        return {k: self.ingaende.get(k, noll) + self.rorelse.get(k, noll) for k in sorted(konton)}
