"""The first of many rows: a page and a command show some, and say how many more there are."""

from collections.abc import Iterable
from dataclasses import dataclass

_FLEST = 50


@dataclass(frozen=True)
class Urval:
    visade: tuple
    antal: int

    @classmethod
    def of(cls, rader: Iterable) -> "Urval":
        rader = tuple(rader)
        return cls(rader[:_FLEST], len(rader))

    @property
    def fler(self) -> int:
        return self.antal - len(self.visade)
