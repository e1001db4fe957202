"""Everything that a delårsrapport or an årsredovisning is made of, gathered once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from ekonomi.bokslut.bokslut import Bokslut, build_bokslut
from ekonomi.bokslut.lasning import Bokslutsrader, gather_bokslutsrader, to_avgifter
from finsam.period import Period
from insatser.fortroendevalda.lista import order_fortroendevalda, order_parter
from insatser.models import Forbund, Fortroendevald, Part
from rapporter.models import Rapporttext
from rapporter.pm.pmunderlag import Pmunderlag, gather_pmunderlag
from rapporter.pm.statistikunderlag import Statistik
from uppfoljning.models import Avvikelse
from uppfoljning.verksamhet.aktiviteter import Aktiviteter, gather_aktiviteter
from uppfoljning.verksamhet.maluppfyllelse import Malrader, Malutfall, build_maluppfyllelse


@dataclass(frozen=True)
class Bokslutsunderlag:
    """`u` is the PM's own: what the two documents share is made of the same object.

    `fortroendevalda` are those of the period's last day, by uppdrag; `avvikelser` those that
    were decided in the period, in order of date.
    """

    u: Pmunderlag
    rader: Bokslutsrader
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

    The number of queries does not depend on how many insatser or rows there are: what the PM
    has gathered is not asked for again. The period begins in January, so that the PM's counts
    are those of the year so far.
    """
    u = gather_pmunderlag(forbund, period, per, rapport)
    aktiviteter = gather_aktiviteter(forbund, period)
    rader = gather_bokslutsrader(forbund, period, u.alla, u.pengar, to_avgifter(u.parter))
    return Bokslutsunderlag(
        u=u,
        rader=rader,
        bokslut=build_bokslut(forbund, period, per, rader),
        malutfall=build_maluppfyllelse(period, per, _to_malrader(u, aktiviteter)),
        aktiviteter=aktiviteter,
        parter=_list_parter(u.parter, period),
        fortroendevalda=_list_fortroendevalda(forbund, period),
        avvikelser=u.beslutade_avvikelser,
    )


def _to_malrader(u: Pmunderlag, aktiviteter: Aktiviteter) -> Malrader:
    return Malrader(
        verksamhetsmal=u.verksamhetsmal,
        insatser=u.alla,
        sums=u.sums,
        stegorsaker=u.stegorsaker,
        har_leverans=u.har_leverans,
        aktiviteter=aktiviteter.ackumulerat,
        malen=[mal for malen in u.mal.values() for mal in malen],
        maluppfoljningar=[rad for rader in u.maluppfoljningar.values() for rad in rader],
    )


def _list_parter(parter: Iterable[Part], period: Period) -> list[Part]:
    """The members on the period's last day: by kind, then by name."""
    return order_parter(p for p in parter if not p.medlem_fran or p.medlem_fran <= period.slut)


def _list_fortroendevalda(forbund: Forbund, period: Period) -> list[Fortroendevald]:
    """Those of the period's last day, in the order of their own page."""
    valda = forbund.fortroendevalda.current(period.slut).select_related("part")
    ordnade = order_fortroendevalda(valda)
    return [*ordnade.styrelse, *ordnade.revisorer]
