"""Which two posts are one move between years. Pure: no rows are read or written.

A move is two rows that nothing but their insats, day, amount and kinds holds together.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from ekonomi.models import Budgetpost


class OklarHalva(Exception):
    """It can't be seen which post belongs to which; the message says in Swedish what to do."""


def find_halva(
    post: Budgetpost, overforda: Sequence[Budgetpost], belopp: Decimal, beslutsdatum: date
) -> Budgetpost | None:
    """The post of another year that is corrected together with `post`.

    overforda: the posts of moves of its insats from its day, itself among them (none for a post
    that is no move). `belopp` and `beslutsdatum` are what it is corrected to. None when it stands
    alone: nothing else was moved that day, as where a file tells of one year only; or the day's
    out and in differ and the new amount makes them the same. Raises OklarHalva.
    """
    motsatta = [p for p in overforda if p.post != post.post]
    if not motsatta:
        return None
    egna = [p for p in overforda if p.post == post.post and p.pk != post.pk]
    fattas = sum(p.belopp for p in motsatta) - sum(p.belopp for p in egna)
    if post.belopp != fattas == belopp and beslutsdatum == post.beslutsdatum:
        return None
    lika = [p for p in motsatta if p.belopp == post.belopp and p.ar != post.ar]
    if len(lika) != 1 or any(p.belopp == post.belopp for p in egna):
        raise OklarHalva(
            f"Flera poster är överförda {post.beslutsdatum}, och det går inte att se vilka som hör "
            "ihop. Rätta med nya beslut i stället: ett tillägg med minus för det ena året och ett "
            "lika stort tillägg för det andra."
        )
    return lika[0]
