"""The rows that a bokslut is made of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, FilteredRelation, Q, QuerySet

from ekonomi.bokslut.flerar import ANTAL_AR
from ekonomi.bokslut.medlemsavgifter import Avgift
from ekonomi.forbrukning import Insatspengar
from ekonomi.models import Flerar, Forbundsbudgetrad, Kontorad, Kostnadsstalle
from ekonomi.saldon import Saldon, gather_saldon
from finsam.period import Period
from insatser.models import Forbund, Insats, Part


@dataclass(frozen=True)
class Bokslutsrader:
    """Everything that a bokslut is made of, and what its avstämning tries it against.

    `insatser` have gallande_slut as of the period's last day. `pengar` are of the year and the
    one before. `avgifter` are for the whole year, by kod. `saldon` are of the days of list_dagar,
    and of the days on which last year was closed and this one opened. `kostnadsstallen` gives
    verksamhet by kod. `budgetrader` are all there are, whenever decided. `flerar` are of the same
    day of the year as the period's last.
    """

    insatser: Sequence[Insats]
    pengar: Insatspengar
    avgifter: Sequence[Avgift]
    saldon: Mapping[date, Saldon | None]
    kontorader: Sequence[Kontorad]
    kostnadsstallen: Mapping[str, str]
    budgetrader: Sequence[Forbundsbudgetrad]
    flerar: Sequence[Flerar]


def gather_bokslutsrader(
    forbund: Forbund,
    period: Period,
    insatser: Sequence[Insats],
    pengar: Insatspengar,
    avgifter: Sequence[Avgift],
) -> Bokslutsrader:
    """Fetch what is not given, in seven queries: see Bokslutsrader for what to give."""
    dagar = [*list_dagar(period).values(), arsslut_fore(period), arets_oppning(period)]
    return Bokslutsrader(
        insatser=insatser,
        pengar=pengar,
        avgifter=avgifter,
        saldon=gather_saldon(forbund, dagar),
        kontorader=list(Kontorad.objects.filter(forbund=forbund)),
        kostnadsstallen=dict(
            Kostnadsstalle.objects.filter(forbund=forbund).values_list("kod", "verksamhet")
        ),
        budgetrader=list_budgetrader(forbund),
        flerar=list(Flerar.objects.filter(forbund=forbund, per=f"{period.slut:%m-%d}")),
    )


def list_dagar(period: Period) -> dict[int, date]:
    """The same day of each year of the five-year overview, by year."""
    return {period.ar - i: period.slut.replace(year=period.ar - i) for i in range(ANTAL_AR)}


def arsslut_fore(period: Period) -> date:
    """The day on which last year was closed."""
    return date(period.ar - 1, 12, 31)


def arets_oppning(period: Period) -> date:
    """The day whose books tell what this year was opened with."""
    return date(period.ar, 1, 1)


def list_budgetrader(forbund: Forbund) -> list[Forbundsbudgetrad]:
    """Every row of the förbundsbudget, with its insats; one query."""
    return list(Forbundsbudgetrad.objects.filter(forbund=forbund).select_related("insats"))


def with_avgift(parter: QuerySet[Part], ar: int) -> QuerySet[Part]:
    """`avgift`: what each pays for the year in kronor, None where none is decided."""
    return parter.annotate(
        arsavgift=FilteredRelation("medlemsavgifter", condition=Q(medlemsavgifter__ar=ar)),
        avgift=F("arsavgift__belopp"),
    )


def to_avgifter(parter: Iterable[Part]) -> list[Avgift]:
    """The decided fees of parter that with_avgift has read, by kod."""
    return sorted(
        (Avgift(p.kod, p.namn, p.avgift, p.typ) for p in parter if p.avgift is not None),
        key=lambda avgift: avgift.kod,
    )
