"""The page of a year's verksamhetsmål."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from finsam.period import Period
from insatser.models import Forbund
from uppfoljning.models import Verksamhetsmal
from uppfoljning.verksamhet.maluppfyllelse import Malutfall, gather_maluppfyllelse


@dataclass(frozen=True)
class Malgrupp:
    """A goal of the verksamhetsplan with its delmål, or with itself alone."""

    nr: int
    utfall: Sequence[Malutfall]

    @property
    def rubrik(self) -> str:
        """”Mål 1: Insatserna för deltagare närmare arbete”, by the first delmål."""
        return f"Mål {self.nr}: {self.utfall[0].mal.mal}"


@dataclass(frozen=True)
class Malsida:
    """`aren` are the years to choose from; `nasta_ar` is the year that the goals may be copied to,
    None when there is nothing to copy."""

    ar: int
    aren: Sequence[int]
    is_paborjat: bool
    matt_till: str
    grupper: Sequence[Malgrupp]
    nasta_ar: int | None


def gather_malsida(forbund: Forbund, ar: int, dag: date) -> Malsida:
    """The goals of the year, measured to its end or to `dag`."""
    period = Period(ar, 1, Period.quarter_of(dag).sista if ar == dag.year else 4)
    utfall = gather_maluppfyllelse(forbund, period, dag)
    med_mal = (
        Verksamhetsmal.objects.filter(forbund=forbund)
        .order_by()
        .values_list("ar", flat=True)
        .distinct()
    )
    return Malsida(
        ar=ar,
        aren=sorted({*med_mal, ar, dag.year}, reverse=True),
        is_paborjat=period.start <= dag,
        matt_till=f"{period.sista_dag_per(dag)} {ar}",
        grupper=[
            Malgrupp(nr, tuple(malen)) for nr, malen in groupby(utfall, key=lambda u: u.mal.nr)
        ],
        nasta_ar=ar + 1 if utfall else None,
    )
