"""The förbund's aktiviteter of a period and of the year so far."""

from collections.abc import Sequence
from dataclasses import dataclass

from finsam.period import Period
from insatser.models import Forbund
from uppfoljning.calculations.aktiviteter import Aktivitetstabell, build_aktivitetstabell
from uppfoljning.models import Aktivitet


@dataclass(frozen=True)
class Aktiviteter:
    """`aktiviteter` are those of the period in order of date; `ackumulerat` is from January."""

    aktiviteter: Sequence[Aktivitet]
    perioden: Aktivitetstabell
    ackumulerat: Aktivitetstabell


def gather_aktiviteter(forbund: Forbund, period: Period) -> Aktiviteter:
    """Count and participants by kind, in the period and from January to its end. One query."""
    aret = tuple(
        Aktivitet.objects.filter(
            forbund=forbund, datum__range=(period.ackumulerad.start, period.slut)
        ).order_by("datum", "namn")
    )
    i_perioden = tuple(a for a in aret if a.datum >= period.start)
    return Aktiviteter(i_perioden, build_aktivitetstabell(i_perioden), build_aktivitetstabell(aret))


def list_aktivitetsar(forbund: Forbund) -> list[int]:
    """The years in which the förbund has had any aktivitet."""
    return [dag.year for dag in Aktivitet.objects.filter(forbund=forbund).dates("datum", "year")]
