"""When a verksamhetsmål is met, on the way or not met.

The rules, all on the figures as they are shown (a share in whole per cent), so that the word
never contradicts the figure beside it:

- met: the outcome is at least the målvärde, whatever the month.
- on the way, which only a year that is not over can be: a count has reached its part of the
  målvärde, which grows linearly over the year's twelve months; a share, which does not grow with
  time, has reached PA_VAG_DEL of its målvärde.
- otherwise not met, or not yet where the year is not over.
- no word: no outcome, no målvärde, or no month of the year has passed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import models

from finsam.markering import Markering, Ton
from finsam.period import Period
from finsam.svenska import percent
from uppfoljning.models import Maluppfoljning, Verksamhetsmal

PA_VAG_DEL = Decimal("0.9")
ARETS_MANADER = 12

ANDELAR = frozenset(
    {
        Verksamhetsmal.Matt.ARBETE_STUDIER,
        Verksamhetsmal.Matt.HANDLINGSPLAN,
        Verksamhetsmal.Matt.STEGFORFLYTTNING,
        Verksamhetsmal.Matt.STRUKTURMAL,
    }
)


class Malstatus(models.TextChoices):
    UPPNATT = "uppnatt", "uppnått"
    PA_VAG = "pa_vag", "på väg"
    INTE_AN = "inte_an", "inte uppnått än"
    EJ_UPPNATT = "ej_uppnatt", "ej uppnått"

    @property
    def markering(self) -> Markering:
        toner = {
            self.UPPNATT: Ton.OK,
            self.PA_VAG: Ton.OBS,
            self.INTE_AN: Ton.OBS,
            self.EJ_UPPNATT: Ton.FEL,
        }
        return Markering(self.label, toner[self])


def count_manader(period: Period, per: date) -> int:
    """How many whole months of the year have passed at the period's end, or on the day `per`."""
    if per < period.start:
        return 0
    dag = min(period.slut, per)
    is_sista = (dag + timedelta(days=1)).month != dag.month
    return dag.month if is_sista else dag.month - 1


def judge_mal(
    matt: Verksamhetsmal.Matt | str,
    utfall: int | None,
    malvarde: int | Decimal | None,
    manader: int,
) -> Malstatus | None:
    """The word for an outcome when `manader` months of the goal's year have passed.

    utfall: whole per cent for ANDELAR, otherwise a count of the year so far.
    """
    if utfall is None or malvarde is None or not manader:
        return None
    if utfall >= malvarde:
        return Malstatus.UPPNATT
    if manader == ARETS_MANADER:
        return Malstatus.EJ_UPPNATT
    del_av_malet = PA_VAG_DEL if matt in ANDELAR else Decimal(manader) / ARETS_MANADER
    return Malstatus.PA_VAG if utfall >= malvarde * del_av_malet else Malstatus.INTE_AN


@dataclass(frozen=True)
class Strukturmal:
    """How many of the strukturinsatsernas mål are met, of those that have a status."""

    uppnadda: int
    med_status: int
    utan_status: int

    @property
    def andel(self) -> int | None:
        return percent(self.uppnadda, self.med_status)


def count_strukturmal(statusar: Iterable[str]) -> Strukturmal:
    """Count the mål by the status of each, one of Maluppfoljning.Status or ”” for none."""
    lista = list(statusar)
    utan = lista.count("")
    return Strukturmal(lista.count(Maluppfoljning.Status.GRON), len(lista) - utan, utan)
