"""The kansli's texts as a report prints them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Value
from django.utils.text import normalize_newlines

from finsam.period import Dag, Period, Rapportperiod
from insatser.models import Forbund
from rapporter.models import Avstamningskommentar, Rapporttext


@dataclass(frozen=True)
class Kommentar:
    """A comment on a check of the avstämning, and the figures that it was written of."""

    text: str
    siffror: str


@dataclass(frozen=True)
class Skrivet:
    """What the kansli has written in a report: the paragraphs of each chapter that has a text,
    and the comments on its avstämning by the check's key."""

    texter: Mapping[str, tuple[str, ...]]
    kommentarer: Mapping[str, Kommentar]


def gather_skrivet(forbund: Forbund, rapport: Rapporttext.Rapport, period: Period) -> Skrivet:
    """The texts and the comments of a report, in one query."""
    plats = {"forbund": forbund, "rapport": rapport, "period": str(period)}
    texter = Rapporttext.objects.filter(**plats).order_by()
    kommentarer = Avstamningskommentar.objects.filter(**plats).order_by()
    rader = list(
        texter.values_list(Value("texter"), "kapitel", "text", Value("")).union(
            kommentarer.values_list(Value("kommentarer"), "kontroll", "text", "siffror"), all=True
        )
    )
    return Skrivet(
        texter={
            nyckel: _split_stycken(text) for slag, nyckel, text, _ in rader if slag == "texter"
        },
        kommentarer={
            nyckel: Kommentar(text, siffror)
            for slag, nyckel, text, siffror in rader
            if slag == "kommentarer"
        },
    )


def load_kommentarer(forbund: Forbund, rapport: str, period: Rapportperiod) -> dict[str, Kommentar]:
    """What is written on the checks of a report, by the check's key."""
    rader = Avstamningskommentar.objects.filter(
        forbund=forbund, rapport=rapport, period=str(period)
    )
    return {rad.kontroll: Kommentar(rad.text, rad.siffror) for rad in rader}


def gather_texter(
    forbund: Forbund, rapport: Rapporttext.Rapport, period: Period | Dag
) -> dict[str, tuple[str, ...]]:
    """The paragraphs of each chapter that has a text, in one query."""
    return {
        t.kapitel: _split_stycken(t.text)
        for t in Rapporttext.objects.filter(forbund=forbund, rapport=rapport, period=str(period))
    }


def _split_stycken(text: str) -> tuple[str, ...]:
    """The paragraphs of a text in which empty lines part them, as browsers send it."""
    stycken = re.split(r"\n\s*\n", normalize_newlines(text))
    return tuple(stycke.strip() for stycke in stycken if stycke.strip())
