"""What a report's texts have been: every version that someone left, with who and when."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from finsam.period import Rapportperiod
from insatser.models import Forbund
from rapporter.models import Rapporttext

# The page saves while one writes: what the same person goes on with so soon is one version.
_SAMMA_VERSION = timedelta(minutes=30)


@dataclass(frozen=True)
class Textversion:
    """`vem` is empty where nobody is known. An empty `text`: it was taken away."""

    tid: datetime
    vem: str
    kapitel: str
    text: str


def gather_versioner(
    forbund: Forbund, rapport: Rapporttext.Rapport, period: Rapportperiod
) -> list[Textversion]:
    """The texts of one report as they have been stored, the newest first; one query."""
    rader = (
        Rapporttext.history.filter(forbund=forbund, rapport=rapport, period=str(period))
        .select_related("history_user")
        .order_by("kapitel", "history_date", "history_id")
    )
    versioner: list[Textversion] = []
    for rad in rader:
        version = Textversion(
            rad.history_date,
            str(rad.history_user or ""),
            rad.get_kapitel_display(),
            "" if rad.history_type == "-" else rad.text,
        )
        fore = versioner[-1] if versioner else None
        if fore and (fore.kapitel, fore.text) == (version.kapitel, version.text):
            continue
        if fore and _is_fortsatt(fore, version):
            versioner.pop()
        versioner.append(version)
    return sorted(versioner, key=lambda version: version.tid, reverse=True)


def _is_fortsatt(fore: Textversion, version: Textversion) -> bool:
    """What was taken away is never passed over."""
    return (
        bool(version.text)
        and (fore.kapitel, fore.vem) == (version.kapitel, version.vem)
        and version.tid - fore.tid < _SAMMA_VERSION
    )
