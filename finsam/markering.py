"""A status as a small label: always a word, a colour and a symbol (components/status.html)."""

from dataclasses import dataclass
from enum import Enum


class Ton(Enum):
    """The tokens of static/css/variables.css, and the shape of the symbol beside the word."""

    OK = "ok"  # dot
    OBS = "warn"  # triangle
    FEL = "bad"  # square
    LUGN = "calm"  # ring


@dataclass(frozen=True)
class Markering:
    ord: str
    ton: Ton
