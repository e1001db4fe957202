"""Which decisions on the förbundsbudget a bokslut tells of."""

from datetime import date

from ekonomi.forbundsbudget.rutnat import Budgetkolumn
from finsam.period import Period
from finsam.svenska import format_datum


def find_sista_beslutsdag(period: Period) -> date:
    """The last day of the half-year after the period: by then the next report is being made.

    A later prognos or budget belongs to that report. One decided until then counts here too,
    although it is newer than the period: the report is written after the period is over.
    """
    return date(period.ar + 1, 6, 30) if period.sista == 4 else date(period.ar, 12, 31)


def find_beslutsdag(period: Period, per: date) -> date:
    """The day by which what counts was decided, in a report as it stands on the day `per`."""
    return min(per, find_sista_beslutsdag(period))


def tell_beslutsdag(period: Period, prognos: Budgetkolumn | None) -> tuple[str, ...]:
    """The note on when the prognos was decided, where there is one."""
    if prognos is None:
        return ()
    sista = format_datum(find_sista_beslutsdag(period))
    nar = f"är beslutad den {format_datum(prognos.beslutad)}" if prognos.beslutad else "är odaterad"
    return (
        f"Prognosen för {prognos.ar} {nar}. Det som har beslutats efter den {sista} är inte med.",
    )
