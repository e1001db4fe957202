"""A new budgetpost before it is stored, and what it is told as."""

from dataclasses import dataclass
from decimal import Decimal

from ekonomi.calculations import Insatstid, signed
from ekonomi.models import Budgetpost
from finsam.period import Period


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


def tell_pagar_inte(tid: Insatstid, ar: int) -> str:
    """Why no money can be put on the year: there is no month to spread it over. Empty when there
    is."""
    if tid.months_in(Period(ar, 1, 4)):
        return ""
    text = f"Insatsen pågår inte {ar}"
    if ar > tid.slut.year:
        return f"{text}. Styrelsen måste förlänga den först."
    return f"{text}. Den börjar {tid.start}."
