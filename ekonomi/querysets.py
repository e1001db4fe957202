"""Reads of budgets and rekvisitioner."""

from datetime import date

from django.db import models
from django.db.models import Q, Sum

from finsam.period import Period


class BudgetpostQuerySet(models.QuerySet):
    def decided(self, ar: int, per: date):
        """The posts of year `ar` decided on or before `per`."""
        return self.filter(ar=ar, beslutsdatum__lte=per)


class RekvisitionQuerySet(models.QuerySet):
    def attested(self):
        return self.filter(attesterad__isnull=False)

    def utfall(self, period: Period):
        """One row per insats: `utfall`, `ack_utfall` and `preliminara`, how many of them are.

        The last two are of all quarters from January to the period's end. Only attested
        rekvisitioner count; an insats without any is left out (domain.md 4).
        """
        i_perioden = Q(kvartal__in=period.kvartal)
        return (
            self.attested()
            .filter(ar=period.ar, kvartal__lte=period.sista)
            .order_by()
            .values("insats")
            .annotate(
                utfall=Sum("belopp", filter=i_perioden),
                ack_utfall=Sum("belopp"),
                preliminara=models.Count("pk", filter=Q(is_preliminar=True)),
            )
        )
