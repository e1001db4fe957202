"""What a column becomes when it is carried on to the next year as a preliminary one."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ekonomi.forbundsbudget.rutnat import INGAENDE, KOSTNADER, Cell, Radslag
from finsam.svenska import round_half_up
from insatser.models import Insats


@dataclass(frozen=True)
class Kopia:
    """`belopp` of the new column; `slutade` insatser were left out, `slutar` end during the year.

    The opening surplus and what was not expected to be used are not carried on.
    """

    belopp: Mapping[Cell, Decimal]
    slutade: tuple[Insats, ...]
    slutar: tuple[Insats, ...]


def copy_forward(
    belopp: Mapping[Cell, Decimal], insatser: Collection[Insats], ar: int, procent: Decimal
) -> Kopia:
    """The amounts for year `ar`, the costs raised by `procent` and rounded to whole kronor.

    insatser: those of the amounts, with gallande_slut. An insats that ends before the year is
    left out; one that ends during it keeps its whole amount. Income is not raised.
    """
    per_pk = {insats.pk: insats for insats in insatser}
    slutade = tuple(i for i in insatser if i.gallande_slut < date(ar, 1, 1))
    slutar = tuple(i for i in insatser if date(ar, 1, 1) <= i.gallande_slut < date(ar, 12, 31))

    def raised(rad: str, amount: Decimal) -> Decimal:
        if rad not in KOSTNADER or not procent:
            return amount
        return round_half_up(amount * (100 + procent) / 100)

    return Kopia(
        {
            (rad, pk): raised(rad, amount)
            for (rad, pk), amount in belopp.items()
            if (rad, pk) != INGAENDE
            and rad != Radslag.EJ_NYTTJAT
            and (pk is None or per_pk[pk] not in slutade)
        },
        slutade,
        slutar,
    )
