"""What an upload is refused for, in words that say where and what to do."""

from collections.abc import Iterable
from dataclasses import dataclass

from finsam.inlasning.identitet import contains_identity
from finsam.inlasning.tecken import strip_osynliga

MAX_ANTAL_FEL = 1000
# Where counting stops: a sheet in which every cell is wrong would take minutes to go through.
MAX_RAKNADE_FEL = 20_000
_MAX_TECKEN = 40


@dataclass(frozen=True)
class Fel:
    """One fault. `varde` is what stood there (None: nothing to show) and begins the sentence.

    str() gives ”Insatser, rad 5, kolumn slut: ”2024-13-01” är inte ett datum. …”.
    """

    blad: str
    rad: int | None
    kolumn: str | None
    varde: object
    meddelande: str

    def __str__(self) -> str:
        plats = self.blad
        if self.rad is not None:
            plats += f", rad {self.rad}"
        if self.kolumn is not None:
            plats += f", kolumn {self.kolumn}"
        if self.varde is None:
            return f"{plats}: {self.meddelande}"
        return f"{plats}: ”{shorten(self.varde)}” {self.meddelande}"


class OtillatenFil(ValueError):
    """The file is not read; the message says in Swedish why and what to do."""


def shorten(value: object) -> str:
    """A value or name out of the file, fit to be shown: on one line, short, no identity number."""
    if contains_identity(value):
        return "…"
    text = " ".join(strip_osynliga(str(value)).split())
    return text if len(text) <= _MAX_TECKEN else text[: _MAX_TECKEN - 1] + "…"


class UnderlagNekat(ValueError):
    """The upload holds faults and nothing of it was stored.

    `fel` has them in order, but for `fler` that were only counted; `rader` is what to show: at
    most MAX_ANTAL_FEL lines and, where there are more, how many. `upplysningar` are no faults,
    but may tell why there are some: a heading that is unknown since it is misspelt.
    """

    def __init__(self, fel: Iterable[Fel], fler: int = 0, upplysningar: Iterable[str] = ()):
        self.fel = list(fel)
        self.fler = fler
        self.upplysningar = list(upplysningar)
        super().__init__(f"{len(self.fel) + fler} fel")

    @property
    def sammanfattning(self) -> str:
        """”12 fel.”, for below the faults."""
        antal = len(self.fel) + self.fler
        return f"{'Minst ' if antal >= MAX_RAKNADE_FEL else ''}{antal} fel."

    @property
    def rader(self) -> list[str]:
        rader = [str(fel) for fel in self.fel[:MAX_ANTAL_FEL]]
        fler = len(self.fel) - len(rader) + self.fler
        if fler:
            minst = "minst " if len(self.fel) + self.fler >= MAX_RAKNADE_FEL else ""
            rader.append(f"Och {minst}{fler} fel till.")
        return rader
