"""Reads of budgets and rekvisitioner."""

from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce, Round

from finsam.period import Period
from insatser.models import Insats


class BudgetpostQuerySet(models.QuerySet):
    def decided(self, per: date):
        """The posts decided on or before `per`."""
        return self.filter(beslutsdatum__lte=per)


class RekvisitionQuerySet(models.QuerySet):
    def of_quarter(self, insats: Insats, kvartal: Period):
        """The insats's rekvisition for the quarter, if there is one."""
        return self.filter(insats=insats, ar=kvartal.ar, kvartal=kvartal.forsta)

    def attested(self):
        """Those that are utfall (domain.md 4): attested, or replacing an attested preliminary one.

        The amount is `Rekvisition.utfall`.
        """
        return self.filter(Q(attesterad__isnull=False) | Q(preliminart_belopp__isnull=False))

    def to_attest(self):
        """Those that wait for the ekonom, in the order in which they came."""
        return self.filter(attesterad=None, atersand=None, inkommen__isnull=False).order_by(
            "inkommen", "pk"
        )

    def to_pay(self):
        """Attested in the app, with another amount than what has been paid of it; and those whose
        preliminary amount is not paid in full when a final one has been begun.

        What came attested with a file is paid elsewhere. The amount is `Rekvisition.att_betala`.
        """
        lagt = Coalesce(Sum("betalrader__belopp"), Decimal(0))
        # Rounded, as SQLite sums in binary.
        return (
            self.annotate(betalt=Round(F("betalt_utanfor") + lagt, precision=2))
            .filter(
                Q(attesterad__isnull=False, attesterad_av__isnull=False) & ~Q(belopp=F("betalt"))
                | Q(attesterad=None, preliminart_belopp__gt=F("betalt"))
            )
            .order_by(Coalesce("attesterad", "preliminart_attesterat"), "pk")
        )

    def accumulated(self, period: Period):
        """Those of January to the period's end."""
        return self.filter(ar=period.ar, kvartal__lte=period.sista)


class ForbundsbudgetradQuerySet(models.QuerySet):
    def decided(self, per: date):
        """Those decided on or before `per`; one without a day counts (domain.md 4)."""
        return self.filter(Q(beslutad__lte=per) | Q(beslutad=None))
