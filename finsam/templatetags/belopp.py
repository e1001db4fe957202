"""Amounts and shares in templates; an en dash where there is none."""

from decimal import Decimal

from django import template

from finsam.svenska import TANKSTRECK, format_exact, format_number, format_percent

register = template.Library()


@register.filter
def kronor(value: Decimal | None) -> str:
    """Whole kronor, without unit: ”1 326 000”."""
    return TANKSTRECK if value is None else format_number(value)


register.filter("oren", format_exact)


@register.filter
def minus(value: Decimal | None) -> Decimal | None:
    """An amount that is taken away, before another filter shows it: ”−12,50”."""
    return None if value is None else -value


@register.filter
def procent(value: int | None) -> str:
    return format_percent(value)
