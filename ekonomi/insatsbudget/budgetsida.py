"""The budget and utfall of a förbund's insatser on a day, as the page shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ekonomi.calculations import Arsbudget, Budgetrad, sum_arsbudgetar
from ekonomi.forbrukning import gather_forbrukning
from finsam.markering import Markering
from finsam.period import Period
from finsam.svenska import join_och
from insatser.models import Forbund, Insats
from insatser.ordning import GRUPPER
from uppfoljning.models import Kvartalsrapport


@dataclass(frozen=True)
class Insatsrad:
    """One insats: its year's budget, its part of it up to the day, and what it says of that.

    `saknas`: the quarters over by now that have no attested rekvisition, ”kvartal 2”.
    """

    insats: Insats
    aret: Arsbudget
    perioden: Budgetrad
    flagga: Markering | None
    saknas: str
    kommentar: str
    kommentar_kvartal: int | None


@dataclass(frozen=True)
class Budgetsida:
    """`period` is January to the end of the last quarter that is over, begun by `per`."""

    forbund: Forbund
    per: date
    period: Period
    grupper: Sequence[tuple[str, Sequence[Insatsrad]]]
    aret: Arsbudget
    perioden: Budgetrad

    @property
    def ar(self) -> int:
        return self.period.ar

    @property
    def kommentarer(self) -> list[Insatsrad]:
        """The insatser that have explained themselves."""
        return [rad for _, rader in self.grupper for rad in rader if rad.kommentar]


def gather_budgetsida(forbund: Forbund, ar: int, per: date, dag: date) -> Budgetsida:
    """The year's budget of the insatser as decided on `per`, seen on `dag`; in four queries.

    per: a day of the year or later. The figures are those of the PM of the same period
    (ekonomi.forbrukning).
    """
    period = _find_period(ar, per, dag)
    insatser = list(forbund.insatser.with_gallande_slut(per))
    forbrukning = gather_forbrukning(insatser, period, per=per, is_helar=True)
    kommentarer = _load_kommentarer(forbund, period)
    rader = [
        Insatsrad(
            insats=insats,
            aret=forbrukning.arsbudgetar[insats.pk],
            perioden=forbrukning.tabell.rader[insats.pk],
            flagga=forbrukning.find_flagga(insats, forbund),
            saknas=_tell_saknas(forbrukning.saknade_kvartal[insats.pk], period.ar, dag),
            kommentar=kommentarer.get(insats.pk, ("", None))[0],
            kommentar_kvartal=kommentarer.get(insats.pk, ("", None))[1],
        )
        for insats in forbrukning.insatser
    ]
    grupper = [
        (rubrik, [rad for rad in rader if rad.insats.typ == typ]) for typ, rubrik in GRUPPER.items()
    ]
    return Budgetsida(
        forbund=forbund,
        per=per,
        period=period,
        grupper=[(rubrik, egna) for rubrik, egna in grupper if egna],
        aret=sum_arsbudgetar(rad.aret for rad in rader),
        perioden=forbrukning.tabell.summa,
    )


def _find_period(ar: int, per: date, dag: date) -> Period:
    """As on the board: a quarter that is not over has no utfall to hold against its budget.

    The first quarter where none is over.
    """
    kvartal = [Period.quarter(ar, nr) for nr in (1, 2, 3, 4)]
    over = [k for k in kvartal if k.start <= per and k.slut < dag]
    return (over[-1] if over else kvartal[0]).ackumulerad


def _load_kommentarer(forbund: Forbund, period: Period) -> dict[int, tuple[str, int]]:
    """The insats's own latest explanation in the period's accepted reports, and its quarter."""
    rapporter = (
        Kvartalsrapport.objects.filter(insats__forbund=forbund)
        .godkanda()
        .for_period(period)
        .exclude(budgetkommentar="")
        .values_list("insats", "budgetkommentar", "kvartal")
    )
    return {insats: (kommentar, kvartal) for insats, kommentar, kvartal in rapporter}


def _tell_saknas(kvartal: Sequence[int], ar: int, dag: date) -> str:
    """”kvartal 1 och 2”; empty for none."""
    over = [nr for nr in kvartal if Period.quarter(ar, nr).slut < dag]
    return f"kvartal {join_och(map(str, over))}" if over else ""
