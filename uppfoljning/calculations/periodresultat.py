"""What the individinsatser of a period come to: the figures that goals are held against."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from finsam.period import Period
from insatser.models import Insats
from insatser.ordning import runs_in
from uppfoljning.calculations.deltagare import (
    Deltagarrad,
    Deltagartabell,
    build_deltagartabell,
)
from uppfoljning.kategorier import Avslutsorsak


@dataclass(frozen=True)
class Periodresultat:
    """`forrehabilitering` are the insatser that the target for handlingsplaner is set for.

    It is None when none of them has delivered. Shares are in whole per cent, of both kön.
    """

    tabell: Deltagartabell
    forrehabilitering: Deltagarrad | None

    @property
    def summa(self) -> Deltagarrad | None:
        return self.tabell.summa

    @property
    def andel_arbete_studier(self) -> int | None:
        return self.summa and self.summa.andel_arbete_studier.sa

    @property
    def andel_stegforflyttning(self) -> int | None:
        return self.summa and self.summa.andel_stegforflyttning.sa

    @property
    def andel_handlingsplan(self) -> int | None:
        """Among the förrehabiliterande insatser."""
        return self.forrehabilitering and self.forrehabilitering.andel_handlingsplan


def build_periodresultat(
    insatser: Iterable[Insats],
    period: Period,
    sums: Iterable[Mapping],
    stegorsaker: Collection[Avslutsorsak],
    har_leverans: Collection[int],
) -> Periodresultat:
    """The results of those of the insatser that are individinsatser and run in the period.

    insatser: with gallande_slut. The rest as in build_deltagartabell.
    """
    med = [i for i in insatser if i.is_individinsats and runs_in(i, period)]
    forrehabilitering = [i.pk for i in med if i.inriktning == Insats.Inriktning.FORREHABILITERING]
    return Periodresultat(
        build_deltagartabell(sums, [i.pk for i in med], stegorsaker, har_leverans),
        build_deltagartabell(sums, forrehabilitering, stegorsaker, har_leverans).summa,
    )
