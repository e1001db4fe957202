"""Sums in which what is unknown is not 0."""

from collections.abc import Iterable
from decimal import Decimal
from typing import TypeVar

Tal = TypeVar("Tal", int, Decimal)


def sum_known(numbers: Iterable[Tal | None]) -> Tal | None:
    """The sum of those that are known; None where none is."""
    known = [number for number in numbers if number is not None]
    return sum(known[1:], known[0]) if known else None
