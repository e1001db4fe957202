"""What a rekvisition leaves of the year's budget. Amounts are exact kronor."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from ekonomi.models import Rekvisition


@dataclass(frozen=True)
class Ram:
    """A year's budget of one insats, by what is decided, and what is claimed of it.

    `budget` is None where nothing is granted. `andra` is claimed for the year's other quarters,
    and of that `vantar` is not attested yet.
    """

    budget: Decimal | None
    andra: Decimal
    vantar: Decimal

    @property
    def utrymme(self) -> Decimal | None:
        """What there is for this rekvisition."""
        return None if self.budget is None else self.budget - self.andra

    def left_after(self, belopp: Decimal) -> Decimal | None:
        """What is left of the budget after this one; negative where it is more than is left."""
        return None if self.utrymme is None else self.utrymme - belopp


def build_ram(budget: Decimal | None, andra: Iterable[Rekvisition]) -> Ram:
    """The frame of a rekvisition; `andra` are the insats's others of the same year.

    One that waits counts with its amount, a draft with what was attested of it before.
    """
    andra = list(andra)
    vantande = [r.belopp for r in andra if r.status == Rekvisition.Status.INSKICKAD]
    attesterade = [
        r.utfall for r in andra if r.status != Rekvisition.Status.INSKICKAD and r.utfall is not None
    ]
    vantar = sum(vantande, Decimal(0))
    return Ram(budget, sum(attesterade, vantar), vantar)
