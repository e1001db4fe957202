"""The one kind of field that holds money: exact kronor and öre."""

from django.db import models


def belopp_falt(verbose_name: str = "belopp", **options) -> models.DecimalField:
    return models.DecimalField(verbose_name, max_digits=14, decimal_places=2, **options)
