"""Reads of reports, avvikelser and deltagarstatistik."""

from datetime import date

from django.db import models
from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from finsam.period import Period


class KvartalsrapportQuerySet(models.QuerySet):
    def godkanda(self):
        """Those that figures may be published from."""
        return self.filter(status=self.model.Status.GODKAND)

    def for_period(self, period: Period):
        return self.filter(ar=period.ar, kvartal__in=period.kvartal).order_by("ar", "kvartal")


class AvvikelseQuerySet(models.QuerySet):
    def inkomna(self, period: Period):
        """Those that came in within the period, whatever was decided."""
        return self.filter(inkommen__range=(period.start, period.slut)).order_by("inkommen", "typ")


class DeltagarstatistikQuerySet(models.QuerySet):
    def aktuella(self):
        """The cells of each insats's current leverans."""
        return self.filter(leverans__is_aktuell=True)

    def sums(self, period: Period):
        """One row per insats, kön, mått and category, in one query.

        Each row: insats (id), kon, matt, kategori, and the counts (0 where there are none)
        `i_perioden`, `till_slutet` (all months up to the period's end), and `foregaende_ar`
        (the same months a year earlier).
        """
        return (
            self.aktuella()
            .filter(manad__lte=period.slut)
            .order_by()
            .values("leverans__insats", "kon", "matt", "kategori")
            .annotate(
                i_perioden=_sum_between(period.start, period.slut),
                till_slutet=Coalesce(Sum("antal"), 0),
                foregaende_ar=_sum_between(period.foregaende_ar.start, period.foregaende_ar.slut),
            )
        )


def _sum_between(start: date, slut: date):
    return Coalesce(Sum("antal", filter=Q(manad__range=(start, slut))), 0)
