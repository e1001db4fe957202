"""Aktiviteter and their participants by kind."""

from collections.abc import Sequence
from dataclasses import dataclass

from finsam.tal import sum_known
from uppfoljning.models import Aktivitet

UTAN_TYP = "utan angiven typ"


@dataclass(frozen=True)
class Aktivitetsrad:
    """Aktiviteter of one kind, or all, and the known participants; None where none is known."""

    namn: str
    antal: int
    kvinnor: int | None
    man: int | None
    okant: int | None
    utan_uppgift: int  # how many of the aktiviteter have no participants noted at all

    @property
    def summa(self) -> int | None:
        return sum_known([self.kvinnor, self.man, self.okant])


@dataclass(frozen=True)
class Aktivitetstabell:
    """A row per kind, in the order of Aktivitet.Typ, the last for those without a kind if any."""

    rader: tuple[Aktivitetsrad, ...]
    summa: Aktivitetsrad


def build_aktivitetstabell(aktiviteter: Sequence[Aktivitet]) -> Aktivitetstabell:
    """Count the aktiviteter and their participants by kind: every kind has a row."""
    typer = [(typ.value, typ.label) for typ in Aktivitet.Typ]
    if any(not a.typ for a in aktiviteter):
        typer.append(("", UTAN_TYP))
    return Aktivitetstabell(
        tuple(_build_rad(namn, [a for a in aktiviteter if a.typ == typ]) for typ, namn in typer),
        _build_rad("summa", aktiviteter),
    )


def _build_rad(namn: str, aktiviteter: Sequence[Aktivitet]) -> Aktivitetsrad:
    return Aktivitetsrad(
        namn,
        len(aktiviteter),
        sum_known(a.deltagare_kvinnor for a in aktiviteter),
        sum_known(a.deltagare_man for a in aktiviteter),
        sum_known(a.deltagare_okant for a in aktiviteter),
        sum(a.deltagare is None for a in aktiviteter),
    )
