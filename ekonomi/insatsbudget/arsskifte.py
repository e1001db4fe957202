"""What goes back to the förbund at New Year (domain.md 1): what is left of each insats's year."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ekonomi.calculations import Arsbudget, Rest
from ekonomi.forbrukning import gather_forbrukning
from ekonomi.insatsbudget.poster import moves_money
from finsam.period import Period
from finsam.svenska import format_datum, join_och
from insatser.models import Forbund, Insats
from uppfoljning.models import Avvikelse


@dataclass(frozen=True)
class Arsskiftesrad:
    """`overfort` has been moved to another year by decided avvikelser and is not left.

    `varningar`: why what is left may still change.
    """

    insats: Insats
    budget: Arsbudget
    rest: Rest
    varningar: Sequence[str]

    @property
    def kvar(self) -> Decimal:
        return self.rest.kvar

    @property
    def is_att_aterlamna(self) -> bool:
        return self.kvar > 0

    @property
    def is_saker(self) -> bool:
        return self.is_att_aterlamna and not self.varningar


@dataclass(frozen=True)
class Arsskifte:
    forbund: Forbund
    ar: int
    rader: Sequence[Arsskiftesrad]

    @property
    def att_aterlamna(self) -> list[Arsskiftesrad]:
        return [rad for rad in self.rader if rad.is_att_aterlamna]

    @property
    def summa(self) -> Decimal:
        return sum((rad.kvar for rad in self.att_aterlamna), Decimal(0))


def gather_arsskifte(forbund: Forbund, ar: int) -> Arsskifte:
    """Every insats with a budget or utfall of the year, as it stands now; in four queries.

    By every post of the year, whatever its date (ekonomi.forbrukning.load_rester).
    """
    helar = Period(ar, 1, 4)
    insatser = list(forbund.insatser.with_gallande_slut(helar.slut))
    forbrukning = gather_forbrukning(insatser, helar, per=date.max, is_helar=True)
    obeslutade = defaultdict(list)
    for avvikelse in Avvikelse.objects.filter(
        insats__forbund=forbund, fran_ar=ar, beslut=""
    ).order_by("inkommen"):
        if moves_money(avvikelse):
            obeslutade[avvikelse.insats_id].append(avvikelse)
    rader = []
    for insats in forbrukning.insatser:
        utfall = forbrukning.tabell.rader[insats.pk]
        budget = forbrukning.arsbudgetar[insats.pk]
        if budget.justerad is None and utfall.ack_utfall is None:
            continue
        rader.append(
            Arsskiftesrad(
                insats=insats,
                budget=budget,
                rest=Rest(budget.justerad, utfall.ack_utfall),
                varningar=_list_varningar(
                    forbrukning.saknade_kvartal[insats.pk],
                    obeslutade[insats.pk],
                    is_preliminart=utfall.is_preliminart,
                ),
            )
        )
    return Arsskifte(forbund, ar, rader)


def _list_varningar(
    saknade: Sequence[int], obeslutade: Sequence[Avvikelse], *, is_preliminart: bool
) -> list[str]:
    varningar = []
    if saknade:
        kvartal = join_och(map(str, saknade))
        varningar.append(f"Attesterad rekvisition saknas för kvartal {kvartal}.")
    if is_preliminart:
        varningar.append("Utfallet är preliminärt.")
    # What is given back can no longer be moved.
    varningar += [
        f"Avvikelsen från {format_datum(avvikelse.inkommen)} om årets pengar väntar på beslut."
        for avvikelse in obeslutade
    ]
    return varningar
