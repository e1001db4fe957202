"""The documents there are, by the word that addresses and commands use (formats.md 4)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from finsam.period import Dag, OgiltigPeriod, Period, Rapportperiod
from insatser.models import Forbund
from rapporter.bokslut.rapport import (
    build_arsredovisning,
    build_delarsrapport,
    parse_ar,
    parse_halvar,
)
from rapporter.delegationsbeslut.rapport import TITEL as TITEL_DELEGATIONSBESLUT
from rapporter.delegationsbeslut.rapport import build_delegationsbeslut, parse_period_eller_dagar
from rapporter.dokument import Dokument
from rapporter.ekonomisk_information.rapport import build_ekonomisk_information
from rapporter.pm import build_pm


@dataclass(frozen=True)
class Rapporttyp:
    """`build` gathers the document of a förbund and period, as it stands on the day given last.

    `parse` reads the period and raises OgiltigPeriod.
    """

    nyckel: str
    titel: str
    build: Callable[[Forbund, Rapportperiod, date], Dokument]
    parse: Callable[[str], Rapportperiod] = Period.parse

    def is_for(self, period: Rapportperiod) -> bool:
        """Whether there is such a document of the period."""
        try:
            return self.parse(str(period)) == period
        except OgiltigPeriod:
            return False

    def is_over(self, period: Rapportperiod, dag: date) -> bool:
        """Whether the period is over on `dag`; a report on one day tells of that very day."""
        return period.slut < dag or (isinstance(period, Dag) and period.datum == dag)


RAPPORTTYPER: Mapping[str, Rapporttyp] = {
    typ.nyckel: typ
    for typ in (
        Rapporttyp("pm", "Uppföljning av insatser", build_pm),
        Rapporttyp("delarsrapport", "Delårsrapport", build_delarsrapport, parse=parse_halvar),
        Rapporttyp("arsredovisning", "Årsredovisning", build_arsredovisning, parse=parse_ar),
        Rapporttyp(
            "ekonomisk-information",
            "Ekonomisk information",
            build_ekonomisk_information,
            parse=Dag.parse,
        ),
        Rapporttyp(
            "delegationsbeslut",
            TITEL_DELEGATIONSBESLUT,
            build_delegationsbeslut,
            parse=parse_period_eller_dagar,
        ),
    )
}
