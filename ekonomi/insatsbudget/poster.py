"""A new budgetpost before it is stored, and what it is told as."""

from dataclasses import dataclass
from decimal import Decimal

from ekonomi.calculations import signed
from ekonomi.models import Budgetpost


@dataclass(frozen=True)
class Nypost:
    """A post that is about to be stored; its day is that of the decision."""

    ar: int
    post: Budgetpost.Post
    belopp: Decimal
    note: str = ""

    @property
    def andring(self) -> Decimal:
        """What it does to the year's justerad budget."""
        return signed(self.post, self.belopp)


def build_flytt(fran_ar: int, till_ar: int, belopp: Decimal, note: str) -> tuple[Nypost, Nypost]:
    """The two posts of a move between years."""
    return (
        Nypost(fran_ar, Budgetpost.Post.OVERFORT_UT, belopp, note),
        Nypost(till_ar, Budgetpost.Post.OVERFORT_IN, belopp, note),
    )
