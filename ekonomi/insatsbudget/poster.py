"""A new budgetpost before it is stored, and what it is told as."""

from dataclasses import dataclass
from decimal import Decimal

from ekonomi.calculations import Insatstid, signed
from ekonomi.models import Budgetpost
from finsam.period import Period
from finsam.svenska import format_exact_kronor
from uppfoljning.models import Avvikelse


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


def moves_money(avvikelse: Avvikelse) -> bool:
    """Whether granting it changes a year's budget: one about money, of two years or only one.

    From one year to another it moves the amount; only to a year it adds, only from a year it
    gives back. Without years, or within one, it changes how the year's money is used.
    """
    return avvikelse.typ == Avvikelse.Typ.BUDGET and avvikelse.fran_ar != avvikelse.till_ar


def build_poster(avvikelse: Avvikelse) -> tuple[Nypost, ...]:
    """The budgetposter that granting it makes. It has an amount where it moves money."""
    if not moves_money(avvikelse):
        return ()
    belopp, fran_ar, till_ar = avvikelse.belopp, avvikelse.fran_ar, avvikelse.till_ar
    note = f"{format_exact_kronor(belopp)} enligt avvikelse {avvikelse.inkommen}"
    if fran_ar and till_ar:
        return build_flytt(fran_ar, till_ar, belopp, f"{note}, från {fran_ar} till {till_ar}")
    if till_ar:
        return (Nypost(till_ar, Budgetpost.Post.TILLAGG, belopp, note),)
    return (Nypost(fran_ar, Budgetpost.Post.ATERLAMNAT, belopp, note),)


def tell_pagar_inte(tid: Insatstid, ar: int) -> str:
    """Why no money can be put on the year: there is no month to spread it over. Empty when there
    is."""
    if tid.months_in(Period(ar, 1, 4)):
        return ""
    text = f"Insatsen pågår inte {ar}"
    if ar > tid.slut.year:
        return f"{text}. Styrelsen måste förlänga den först."
    return f"{text}. Den börjar {tid.start}."
