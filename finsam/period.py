"""Periods as values: of whole quarters (a quarter, a half-year, a year), a day, some days."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

MANADER = (
    "januari februari mars april maj juni juli augusti september oktober november december"
).split()

FORSTA_AR, SISTA_AR = 1994, 2100

_MONSTER = re.compile(r"(?P<ar>\d{4})(?:H(?P<halvar>[12]))?", re.ASCII)


def last_day(dag: date) -> date:
    """The last day of the month in which the day lies."""
    return dag.replace(day=monthrange(dag.year, dag.month)[1])


class OgiltigPeriod(ValueError):
    """The text names no period; the message says in Swedish what to write."""


@dataclass(frozen=True, order=True)
class Period:
    """The quarters `forsta`–`sista` (1–4) of one calendar year."""

    ar: int
    forsta: int
    sista: int

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read ”2024” or ”2024H1”. Raises OgiltigPeriod for anything else."""
        match = _MONSTER.fullmatch(text.strip().upper())
        if match and FORSTA_AR <= int(match["ar"]) <= SISTA_AR:
            halvar = int(match["halvar"] or 0)
            return cls(int(match["ar"]), *((2 * halvar - 1, 2 * halvar) if halvar else (1, 4)))
        raise OgiltigPeriod(
            f"”{text[:20]}” är ingen period. Skriv ett halvår som 2024H1 eller ett år som 2024."
        )

    @classmethod
    def quarter(cls, ar: int, nr: int) -> "Period":
        """Quarter `nr` (1–4) of the year. Raises OgiltigPeriod for what is none."""
        if not (FORSTA_AR <= ar <= SISTA_AR and 1 <= nr <= 4):
            raise OgiltigPeriod(f"Kvartal {nr} {ar} finns inte.")
        return cls(ar, nr, nr)

    @classmethod
    def quarter_of(cls, dag: date) -> "Period":
        """The quarter in which the day lies."""
        nr = (dag.month + 2) // 3
        return cls(dag.year, nr, nr)

    def __str__(self) -> str:
        if self.is_helar:
            return str(self.ar)
        if self.forsta == self.sista:
            return f"{self.ar}K{self.forsta}"
        if self.is_halvar:
            return f"{self.ar}H{self.sista // 2}"
        return f"{self.ar}K{self.forsta}-K{self.sista}"

    @property
    def start(self) -> date:
        return date(self.ar, 3 * self.forsta - 2, 1)

    @property
    def slut(self) -> date:
        """The last day of the period."""
        if self.sista == 4:
            return date(self.ar, 12, 31)
        return date(self.ar, 3 * self.sista + 1, 1) - timedelta(days=1)

    @property
    def kvartal(self) -> tuple[int, ...]:
        return tuple(range(self.forsta, self.sista + 1))

    @property
    def is_helar(self) -> bool:
        return (self.forsta, self.sista) == (1, 4)

    @property
    def is_halvar(self) -> bool:
        return (self.forsta, self.sista) in ((1, 2), (3, 4))

    @property
    def ackumulerad(self) -> "Period":
        """From 1 January to the period's last day."""
        return Period(self.ar, 1, self.sista)

    @property
    def foregaende_ar(self) -> "Period":
        """The same quarters a year earlier."""
        return Period(self.ar - 1, self.forsta, self.sista)

    @property
    def foregaende_kvartal(self) -> "Period":
        """The quarter before the period's first."""
        return self.quarter_of(self.start - timedelta(days=1))

    @property
    def nasta_kvartal(self) -> "Period":
        """The quarter after the period's last."""
        return self.quarter_of(self.slut + timedelta(days=1))

    @property
    def halvar(self) -> "Period":
        """The half-year in which the period begins."""
        return Period(self.ar, 1, 2) if self.forsta <= 2 else Period(self.ar, 3, 4)

    @property
    def namn(self) -> str:
        """In running text: ”första halvåret 2024”, ”år 2024”, ”kvartal 3 2024”; other quarters by
        their months, ”januari–september 2024”."""
        if self.is_helar:
            return f"år {self.ar}"
        if self.forsta == self.sista:
            return f"kvartal {self.forsta} {self.ar}"
        if self.is_halvar:
            return f"{'första' if self.forsta == 1 else 'andra'} halvåret {self.ar}"
        return self.namn_manader

    @property
    def namn_kvartal(self) -> str:
        """As a heading: ”Kvartal 1 och 2 2024”, ”Kvartal 1–3 2024”, ”Helåret 2024”."""
        if self.is_helar:
            return f"Helåret {self.ar}"
        if len(self.kvartal) > 2:
            return f"Kvartal {self.forsta}–{self.sista} {self.ar}"
        return f"Kvartal {' och '.join(map(str, self.kvartal))} {self.ar}"

    @property
    def namn_manader(self) -> str:
        """”januari–juni 2024”."""
        return f"{MANADER[self.start.month - 1]}–{MANADER[self.slut.month - 1]} {self.ar}"

    @property
    def sista_dag(self) -> str:
        """”30 juni”."""
        return self.sista_dag_per(self.slut)

    def sista_dag_per(self, per: date) -> str:
        """”30 juni”, or the day `per` as long as the period is not over."""
        dag = min(self.slut, per)
        return f"{dag.day} {MANADER[dag.month - 1]}"


@dataclass(frozen=True, order=True)
class Dag:
    """A day, as the period of a report that tells how things stand on it."""

    datum: date

    @classmethod
    def parse(cls, text: str) -> "Dag":
        """Read ”2024-10-24”. Raises OgiltigPeriod for anything else."""
        if dag := _read_dag(text.strip()):
            return cls(dag)
        raise OgiltigPeriod(f"”{text[:20]}” är ingen dag. Skriv den som 2024-10-24.")

    def __str__(self) -> str:
        return self.datum.isoformat()

    @property
    def ar(self) -> int:
        return self.datum.year

    @property
    def slut(self) -> date:
        return self.datum

    @property
    def namn(self) -> str:
        """In running text: ”24 oktober 2024”."""
        return f"{self.datum.day} {MANADER[self.datum.month - 1]} {self.datum.year}"

    @property
    def namn_kvartal(self) -> str:
        """As a heading, where a Period tells its quarters."""
        return self.namn


@dataclass(frozen=True, order=True)
class Dagintervall:
    """The days `start`–`slut`, both included: what has happened between two meetings."""

    start: date
    slut: date

    @classmethod
    def parse(cls, text: str) -> "Dagintervall":
        """Read ”2024-08-22--2024-10-24”. Raises OgiltigPeriod for anything else."""
        forsta, _, sista = text.partition("--")
        start, slut = _read_dag(forsta.strip()), _read_dag(sista.strip())
        if not start or not slut:
            raise OgiltigPeriod(
                f"”{text[:30]}” är inga dagar. Skriv den första och den sista som "
                "2024-08-22--2024-10-24."
            )
        if slut < start:
            raise OgiltigPeriod(f"{slut} är före {start}. Skriv den första dagen först.")
        return cls(start, slut)

    def __str__(self) -> str:
        return f"{self.start}--{self.slut}"

    @property
    def ar(self) -> int:
        """The year in which it ends."""
        return self.slut.year

    @property
    def namn(self) -> str:
        """In running text: ”22 augusti–24 oktober 2024”, or with both years, or one day."""
        if self.start == self.slut:
            return Dag(self.slut).namn
        start = Dag(self.start).namn
        if self.start.year == self.slut.year:
            start = start.removesuffix(f" {self.start.year}")
        return f"{start}–{Dag(self.slut).namn}"

    @property
    def namn_kvartal(self) -> str:
        """As a heading, where a Period tells its quarters."""
        return self.namn

    @property
    def namn_manader(self) -> str:
        """Where a Period tells its months."""
        return self.namn


# What a report can be about.
Rapportperiod = Period | Dag | Dagintervall


def _read_dag(text: str) -> date | None:
    """A day in the one spelling of it, within the years that there are."""
    try:
        dag = date.fromisoformat(text)
    except ValueError:
        return None
    return dag if str(dag) == text and FORSTA_AR <= dag.year <= SISTA_AR else None
