"""The one kind of field that holds money: exact kronor and öre."""

from decimal import Decimal

from django.db import models

# More than any insats is granted: a slip of the hand. Two of them still fit in the field.
MAX_BELOPP = Decimal(100_000_000)


def belopp_falt(verbose_name: str = "belopp", **options) -> models.DecimalField:
    return models.DecimalField(verbose_name, max_digits=14, decimal_places=2, **options)
