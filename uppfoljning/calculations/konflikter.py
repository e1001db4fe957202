"""Several people in the same fields: nothing that someone else has written is lost unseen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

Nyckel = TypeVar("Nyckel")
Varde = TypeVar("Varde")


@dataclass(frozen=True)
class Andring(Generic[Varde]):
    """What a user made of something: what they were shown, and what it should be."""

    fore: Varde
    efter: Varde


def split_andringar(
    andringar: Mapping[Nyckel, Andring[Varde]], nuvarande: Mapping[Nyckel, Varde]
) -> tuple[dict[Nyckel, Andring[Varde]], dict[Nyckel, Varde]]:
    """Those to be stored, and by key what someone else has stored meanwhile in the others.

    nuvarande: what is stored now, for every key. What the user left as it was, or made just as it
    already is, is in neither.
    """
    gjorda = {k: a for k, a in andringar.items() if a.efter not in (a.fore, nuvarande[k])}
    konflikter = {k: nuvarande[k] for k, a in gjorda.items() if nuvarande[k] != a.fore}
    return {k: a for k, a in gjorda.items() if k not in konflikter}, konflikter
