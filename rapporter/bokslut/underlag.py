"""Everything that a delårsrapport or an årsredovisning is made of, gathered once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from ekonomi.bokslut.bokslut import Bokslut, gather_bokslut
from finsam.period import Period
from finsam.svenska import sort_key
from insatser.fortroendevalda.lista import order_parter
from insatser.models import Forbund, Fortroendevald, Part
from rapporter.models import Rapporttext
from rapporter.pm.pmunderlag import Pmunderlag, gather_pmunderlag
from rapporter.pm.statistikunderlag import Statistik
from uppfoljning.models import Avvikelse
from uppfoljning.verksamhet.aktiviteter import Aktiviteter, gather_aktiviteter
from uppfoljning.verksamhet.maluppfyllelse import Malutfall, gather_maluppfyllelse

_UPPDRAG = tuple(Fortroendevald.Uppdrag)


@dataclass(frozen=True)
class Bokslutsunderlag:
    """`u` is the PM's own: what the two documents share is made of the same object.

    `fortroendevalda` are those of the period's last day, by uppdrag and name; `avvikelser` those
    that were decided in the period, in order of date.
    """

    u: Pmunderlag
    bokslut: Bokslut
    malutfall: Sequence[Malutfall]
    aktiviteter: Aktiviteter
    parter: Sequence[Part]
    fortroendevalda: Sequence[Fortroendevald]
    avvikelser: Sequence[Avvikelse]

    @cached_property
    def s(self) -> Statistik:
        return Statistik(self.u)

    @property
    def forbund(self) -> Forbund:
        return self.u.forbund

    @property
    def period(self) -> Period:
        return self.u.period

    @property
    def is_bokford(self) -> bool:
        """Whether the books reach the period's last day."""
        return self.bokslut.saldon is not None

    @property
    def periodens(self) -> str:
        """What the result and the rest are called: of the year, or of the half-year."""
        return "årets" if self.period.is_helar else "periodens"


def gather_bokslutsunderlag(
    forbund: Forbund, period: Period, per: date, rapport: Rapporttext.Rapport
) -> Bokslutsunderlag:
    """Fetch what the document on `period` needs, as it stands on the day `per`.

    The number of queries does not depend on how many insatser or rows there are.
    """
    return Bokslutsunderlag(
        u=gather_pmunderlag(forbund, period, per, rapport),
        bokslut=gather_bokslut(forbund, period, per),
        malutfall=gather_maluppfyllelse(forbund, period, per),
        aktiviteter=gather_aktiviteter(forbund, period),
        parter=_list_parter(forbund, period),
        fortroendevalda=_list_fortroendevalda(forbund, period),
        avvikelser=list(
            Avvikelse.objects.filter(insats__forbund=forbund)
            .filter(beslutsdatum__range=(period.start, period.slut))
            .select_related("insats")
            .order_by("beslutsdatum", "insats__kod", "pk")
        ),
    )


def _list_parter(forbund: Forbund, period: Period) -> list[Part]:
    """The members on the period's last day: by kind, then by name."""
    return order_parter(forbund.parter.exclude(medlem_fran__gt=period.slut))


def _list_fortroendevalda(forbund: Forbund, period: Period) -> list[Fortroendevald]:
    valda = forbund.fortroendevalda.current(period.slut).select_related("part")
    return sorted(valda, key=lambda f: (_UPPDRAG.index(f.uppdrag), sort_key(f.namn)))
