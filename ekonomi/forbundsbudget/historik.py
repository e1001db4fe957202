"""Who changed what in the förbund's budget, and when; also what has been taken away."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from ekonomi.forbundsbudget.kolumnval import Kolumnval
from ekonomi.forbundsbudget.rader import RUBRIKER, label_insats
from ekonomi.forbundsbudget.rutnat import Radslag, Version
from ekonomi.models import Forbundsbudgetrad, Medlemsavgift
from finsam.svenska import TANKSTRECK, format_exact_kronor
from insatser.models import Forbund


@dataclass(frozen=True)
class Budgetandring:
    """One amount that was set, changed or taken away. `vem` is empty for what came from a file."""

    tid: datetime
    vem: str
    var: str
    vad: str
    fore: str
    efter: str


def list_andrade_ar(forbund: Forbund) -> list[int]:
    """The years whose budget or members' fees were ever set, the last first."""
    rader = Forbundsbudgetrad.history.filter(forbund=forbund)
    avgifter = Medlemsavgift.history.filter(part__in=forbund.parter.all())
    return sorted({ar for h in (rader, avgifter) for ar in _aren_of(h)}, reverse=True)


def _aren_of(historik) -> Iterable[int]:
    return historik.order_by().values_list("ar", flat=True).distinct()


def gather_andringar(forbund: Forbund, ar: int) -> list[Budgetandring]:
    """Every change of the förbund's budget of a year and its members' fees for it, the newest
    first."""
    insatser = {i.pk: label_insats(i) for i in forbund.insatser.select_related("insatsagare")}
    parter = dict(forbund.parter.values_list("pk", "namn"))
    rader = Forbundsbudgetrad.history.filter(forbund=forbund, ar=ar)
    avgifter = Medlemsavgift.history.filter(part__in=parter, ar=ar)
    andringar = [
        *_changes(rader, lambda post: _name_rad(post, insatser)),
        *_changes(avgifter, lambda post: (f"Medlemsavgifter {post.ar}", parter[post.part_id])),
    ]
    return sorted(andringar, key=lambda andring: andring.tid, reverse=True)


def _changes(historik, name) -> Iterator[Budgetandring]:
    fore: dict[int, str] = {}
    for post in historik.select_related("history_user").order_by("history_date", "history_id"):
        is_borta = post.history_type == "-"
        efter = TANKSTRECK if is_borta else format_exact_kronor(post.belopp)
        innan = fore.get(post.id, TANKSTRECK)
        fore[post.id] = efter
        # A row may have been saved without being changed, as when a file is read in again.
        if innan != efter:
            var, vad = name(post)
            vem = str(post.history_user or "")
            yield Budgetandring(post.history_date, vem, var, vad, innan, efter)


def _name_rad(post, insatser: Mapping[int, str]) -> tuple[str, str]:
    val = Kolumnval(post.ar, Version(post.version), post.beslutad)
    if post.insats_id:
        return val.benamning, insatser.get(post.insats_id, "borttagen insats")
    return val.benamning, RUBRIKER[Radslag(post.rad)]
