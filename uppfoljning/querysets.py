"""Reads of reports, avvikelser and deltagarstatistik."""

from datetime import date

from django.db import models
from django.db.models import F, Max, Q, Sum
from django.db.models.functions import Coalesce

from finsam.period import Period
from insatser.models import Insats
from uppfoljning.kategorier import STEGFORFLYTTNING, Avslutsorsak


class KvartalsrapportQuerySet(models.QuerySet):
    def of_quarter(self, insats: Insats, kvartal: Period):
        """The insats's report on the quarter, if there is one."""
        return self.filter(insats=insats, ar=kvartal.ar, kvartal=kvartal.forsta)

    def godkanda(self):
        """Those that figures may be published from."""
        return self.filter(status=self.model.Status.GODKAND)

    def for_period(self, period: Period):
        return self.for_periods(period)

    def for_periods(self, *perioder: Period):
        """Those of any of the periods, by quarter."""
        nagon = Q()
        for period in perioder:
            nagon |= Q(ar=period.ar, kvartal__in=period.kvartal)
        return self.filter(nagon).order_by("ar", "kvartal")


class MaluppfoljningQuerySet(models.QuerySet):
    def latest_by_mal(self, period: Period) -> list:
        """The last word of the period's godkända reports on each mål, by the mål's number."""
        rows = (
            self.filter(
                kvartalsrapport__status="godkand",
                kvartalsrapport__ar=period.ar,
                kvartalsrapport__kvartal__in=period.kvartal,
                mal__insats=F("kvartalsrapport__insats"),
            )
            .exclude(status="", utfall="", kommentar="")
            .select_related("mal")
            .order_by("mal__nr", "kvartalsrapport__kvartal")
        )
        return list({row.mal_id: row for row in rows}.values())


class StegregelQuerySet(models.QuerySet):
    def orsaker(self, ar: int) -> frozenset[Avslutsorsak]:
        """The year's rule among these: the latest decided one, otherwise the common one."""
        regler = list(self.filter(fran_ar__lte=ar).values_list("fran_ar", "orsak"))
        senaste = max((fran_ar for fran_ar, _ in regler), default=None)
        if senaste is None:
            return STEGFORFLYTTNING
        return frozenset(Avslutsorsak(orsak) for fran_ar, orsak in regler if fran_ar == senaste)


class AvvikelseQuerySet(models.QuerySet):
    def inkomna(self, period: Period):
        """Those that came in within the period, whatever was decided."""
        return self.filter(inkommen__range=(period.start, period.slut)).order_by(
            "inkommen", "typ", "pk"
        )

    def known(self, dag: date):
        """Those that had come in or were decided by `dag`, in the order in which they came."""
        return self.filter(Q(inkommen__lte=dag) | Q(beslutsdatum__lte=dag)).order_by(
            "inkommen", "typ", "pk"
        )

    def decided(self, fran: date, till: date):
        """Those granted or refused from one day to another, in the order of the decisions."""
        return self.filter(beslutsdatum__range=(fran, till)).order_by(
            "beslutsdatum", "insats__kod", "inkommen", "typ", "pk"
        )

    def undecided(self, dag: date):
        """Those that had come in on `dag` and were not decided by its end."""
        return self.filter(inkommen__lte=dag).filter(Q(beslut="") | Q(beslutsdatum__gt=dag))


class DeltagarstatistikQuerySet(models.QuerySet):
    def aktuella(self):
        """The cells of each insats's current leverans."""
        return self.filter(leverans__is_aktuell=True)

    def sums(self, period: Period):
        """One row per insats, kön, mått and category, in one query.

        Each row: insats (id), kon, matt, kategori, and the counts (0 where there are none)
        `i_perioden`, `fore_perioden` (all months before it), `till_slutet` (all months up to the
        period's end), and `foregaende_ar` (the same months a year earlier). `senaste_manad` is
        the last of all those months that there is a count in.
        """
        return (
            self.aktuella()
            .filter(manad__lte=period.slut)
            .order_by()
            .values("leverans__insats", "kon", "matt", "kategori")
            .annotate(
                i_perioden=_sum_between(period.start, period.slut),
                fore_perioden=Coalesce(Sum("antal", filter=Q(manad__lt=period.start)), 0),
                till_slutet=Coalesce(Sum("antal"), 0),
                senaste_manad=Max("manad"),
                foregaende_ar=_sum_between(period.foregaende_ar.start, period.foregaende_ar.slut),
            )
        )


def _sum_between(start: date, slut: date):
    return Coalesce(Sum("antal", filter=Q(manad__range=(start, slut))), 0)
