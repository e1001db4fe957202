"""The kansli's texts as a report prints them."""

import re

from django.utils.text import normalize_newlines

from finsam.period import Dag, Period
from insatser.models import Forbund
from rapporter.models import Rapporttext


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
