"""Budget, utfall and förbrukningskvot per insats (domain.md 4). Amounts are exact kronor."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ekonomi.models import Budgetpost
from finsam.period import Period
from finsam.svenska import percent
from finsam.tal import sum_known


@dataclass(frozen=True)
class Insatstid:
    """When an insats runs; `slut` is the last day by what was decided at the report's date."""

    start: date
    slut: date

    def months_in(self, period: Period) -> int:
        """How many of the period's months the insats runs in, wholly or in part."""
        first = max(self.start, period.start)
        last = min(self.slut, period.slut)
        return max(0, (last.year - first.year) * 12 + last.month - first.month + 1)


def linear_share(amount: Decimal | None, tid: Insatstid, period: Period) -> Decimal | None:
    """The part of a year's amount that falls on `period`: linear over the months of activity.

    None without an amount, or when the insats does not run at all in that year.
    """
    months_of_year = tid.months_in(Period(period.ar, 1, 4))
    if amount is None or not months_of_year:
        return None
    return amount * tid.months_in(period) / months_of_year


@dataclass(frozen=True)
class Arsbudget:
    """A year's budget by the posts decided at the report's date, in kronor.

    Of one insats or the sum of several. An amount is None without any such post. `justerad` is
    the granted one with every change: overfort_ut and aterlamnat are taken from it.
    """

    beviljad: Decimal | None = None
    tillagg: Decimal | None = None
    overfort_in: Decimal | None = None
    overfort_ut: Decimal | None = None
    aterlamnat: Decimal | None = None
    justerad: Decimal | None = None
    noter: tuple[str, ...] = ()


def signed(post: str, belopp: Decimal) -> Decimal:
    """What a post of that kind does to the budget: those that take from it are negative."""
    return -belopp if post in Budgetpost.MINSKAR else belopp


def build_arsbudget(poster: Iterable[tuple[str, Decimal, str]]) -> Arsbudget:
    """Sum one insats's posts: (post, belopp, note) of one year. No posts: every amount None."""
    summor: dict[str, Decimal] = {}
    noter = []
    for post, belopp, note in poster:
        summor[post] = summor.get(post, Decimal(0)) + belopp
        if note:
            noter.append(note)
    return Arsbudget(
        **{str(post): summor.get(post) for post in Budgetpost.Post},
        justerad=sum_known(signed(post, belopp) for post, belopp in summor.items()),
        noter=tuple(noter),
    )


def sum_arsbudgetar(budgetar: Iterable[Arsbudget]) -> Arsbudget:
    """The sum of what is known of each; without notes."""
    alla = list(budgetar)
    return Arsbudget(
        **{
            falt: sum_known(getattr(budget, falt) for budget in alla)
            for falt in (*map(str, Budgetpost.Post), "justerad")
        }
    )


@dataclass(frozen=True)
class Rest:
    """What is left of one insats's year: its justerad budget less the attested utfall."""

    justerad: Decimal | None = None
    utfall: Decimal | None = None

    @property
    def kvar(self) -> Decimal:
        """Negative where more was used than granted."""
        return (self.justerad or Decimal(0)) - (self.utfall or Decimal(0))


@dataclass(frozen=True)
class Utfall:
    """Attested rekvisitioner of one insats: in the period and since January, in kronor."""

    utfall: Decimal | None = None
    ack_utfall: Decimal | None = None
    is_preliminart: bool = False


def build_utfall(rekvisitioner: Iterable[tuple[int, Decimal, bool]], period: Period) -> Utfall:
    """The utfall of one insats's attested rekvisitioner: (kvartal, belopp, preliminär).

    They are of January to the period's end. Without any in the period its utfall is None.
    """
    rader = list(rekvisitioner)
    return Utfall(
        utfall=sum_known(belopp for kvartal, belopp, _ in rader if kvartal in period.kvartal),
        ack_utfall=sum_known(belopp for _, belopp, _ in rader),
        is_preliminart=any(is_preliminar for _, _, is_preliminar in rader),
    )


@dataclass(frozen=True)
class Budgetrad:
    """One insats, or the sum of several. Amounts in kronor, kvoter in whole per cent.

    `budget` is the justerad one's linear share; None is ”not known”, never 0.
    """

    utfall: Decimal | None = None
    budget: Decimal | None = None
    budget_beviljad: Decimal | None = None
    ack_utfall: Decimal | None = None
    ack_budget: Decimal | None = None
    overfort: Decimal | None = None
    is_preliminart: bool = False
    noter: tuple[str, ...] = ()

    @property
    def kvot(self) -> int | None:
        return _kvot(self.utfall, self.budget)

    @property
    def kvot_beviljad(self) -> int | None:
        return _kvot(self.utfall, self.budget_beviljad)

    @property
    def ack_kvot(self) -> int | None:
        return _kvot(self.ack_utfall, self.ack_budget)

    @property
    def is_justerad(self) -> bool:
        return self.budget != self.budget_beviljad

    @property
    def outnyttjat(self) -> Decimal | None:
        """Budget less utfall; negative where more was used than granted."""
        if self.utfall is None or self.budget is None:
            return None
        return self.budget - self.utfall


def _kvot(utfall: Decimal | None, budget: Decimal | None) -> int | None:
    """None also where more has been taken from the budget than was granted."""
    return percent(utfall, budget) if budget is not None and budget > 0 else None


@dataclass(frozen=True)
class Budgettabell:
    """Per insats id, and the sum of what is known."""

    rader: Mapping[int, Budgetrad]
    summa: Budgetrad

    def outside_limits(self, undre: int, ovre: int) -> tuple[list[int], list[int]]:
        """The insatser whose kvot is under `undre` or over `ovre` per cent."""
        kvoter = [(id_, rad.kvot) for id_, rad in self.rader.items() if rad.kvot is not None]
        return (
            [id_ for id_, kvot in kvoter if kvot < undre],
            [id_ for id_, kvot in kvoter if kvot > ovre],
        )


@dataclass(frozen=True)
class Utfallsdel:
    """One kind's part of the utfall: kronor, and whole per cent of the exact sum."""

    belopp: Decimal
    andel: int | None


def split_utfall(utfall: Iterable[tuple[str, Decimal | None]]) -> dict[str, Utfallsdel]:
    """The known utfall of insatser, (typ, belopp), by typ; a typ without any is left out."""
    summor: dict[str, Decimal] = {}
    for typ, belopp in utfall:
        if belopp is not None:
            summor[typ] = summor.get(typ, Decimal(0)) + belopp
    totalt = sum(summor.values(), Decimal(0))
    return {typ: Utfallsdel(belopp, percent(belopp, totalt)) for typ, belopp in summor.items()}


def build_budgettabell(
    tider: Mapping[int, Insatstid],
    poster: Mapping[int, Sequence[tuple[str, Decimal, str]]],
    utfall: Mapping[int, Utfall],
    period: Period,
) -> Budgettabell:
    """Tabell budget for the insatser in `tider`, in their order.

    poster: insats id → (post, belopp, note) decided by the period's last day.
    The sum's kvot is of the exact totals, so utfall without a budget counts in it.
    """
    rader = {}
    for insats, tid in tider.items():
        budget = build_arsbudget(poster.get(insats, ()))
        egen = utfall.get(insats, Utfall())
        rader[insats] = Budgetrad(
            utfall=egen.utfall,
            budget=linear_share(budget.justerad, tid, period),
            budget_beviljad=linear_share(budget.beviljad, tid, period),
            ack_utfall=egen.ack_utfall,
            ack_budget=linear_share(budget.justerad, tid, period.ackumulerad),
            overfort=budget.overfort_ut,
            is_preliminart=egen.is_preliminart,
            noter=budget.noter,
        )
    summa = Budgetrad(
        **{
            falt: sum_known(getattr(rad, falt) for rad in rader.values())
            for falt in (
                "utfall",
                "budget",
                "budget_beviljad",
                "ack_utfall",
                "ack_budget",
                "overfort",
            )
        },
        is_preliminart=any(rad.is_preliminart for rad in rader.values()),
    )
    return Budgettabell(rader, summa)
