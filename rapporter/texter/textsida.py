"""The page of a report's texts: each chapter with what is written, when and by whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from finsam.konton.models import User
from finsam.period import Period
from finsam.svenska import format_tid
from insatser.models import Forbund
from rapporter.models import Rapporttext
from rapporter.texter.forms import Textform
from rapporter.texter.kapitel import BARA_TEXT, KAPITEL
from uppfoljning.fritext import name_of_fore


@dataclass(frozen=True)
class Sparad:
    tid: datetime
    vem: User | None


@dataclass(frozen=True)
class Textsida:
    """`innehall` and `sparade` by chapter; one that nobody has saved is not in the latter."""

    forbund: Forbund
    rapport: Rapporttext.Rapport
    period: Period
    innehall: Mapping[str, str]
    sparade: Mapping[str, Sparad]

    def tell_sparat(self, dag: date) -> str:
        """”Sparat 10:42”, with the date where it was not on `dag`; "" where nobody has saved."""
        senast = max((sparad.tid for sparad in self.sparade.values()), default=None)
        if senast is None:
            return ""
        lokal = timezone.localtime(senast)
        return f"Sparat {lokal:%H:%M}" if lokal.date() == dag else f"Sparat {format_tid(senast)}"

    def tell_andrat(self, kapitel: str, user: User) -> str:
        """Who has stored what stands in a conflict, as the beginning of a sentence."""
        sparad = self.sparade.get(kapitel)
        tid = f", {format_tid(sparad.tid)}" if sparad else ""
        if sparad and sparad.vem == user:
            return f"Du har själv ändrat texten på ett annat ställe{tid}"
        vem = sparad.vem if sparad and sparad.vem else "Någon annan"
        return f"{vem} har ändrat texten sedan du öppnade sidan{tid}"


@dataclass(frozen=True)
class Visadtext:
    """A chapter's field on the page. `konflikt` is what someone else has stored meanwhile."""

    nyckel: str
    rubrik: str
    hjalp: str
    varde: str
    fore: str
    sparad: str
    fel: str
    konflikt: str | None
    andrat: str


def gather_textsida(forbund: Forbund, rapport: Rapporttext.Rapport, period: Period) -> Textsida:
    """What is written and who last saved it, in two queries."""
    wanted = {"forbund": forbund, "rapport": rapport, "period": str(period)}
    texter = dict(Rapporttext.objects.filter(**wanted).values_list("kapitel", "text"))
    senaste = (
        Rapporttext.history.filter(**wanted)
        .latest_of_each()
        .select_related("history_user")
        .order_by("history_date")
    )
    return Textsida(
        forbund,
        rapport,
        period,
        {kapitel.value: texter.get(kapitel, "") for kapitel in KAPITEL[rapport]},
        {rad.kapitel: Sparad(rad.history_date, rad.history_user) for rad in senaste},
    )


def build_texter(
    sida: Textsida, form: Textform, konflikter: Mapping[str, str], user: User
) -> list[Visadtext]:
    """Each chapter's field, in the report's order."""

    def visa(kapitel: Rapporttext.Kapitel) -> Visadtext:
        nyckel = kapitel.value
        sparad = sida.sparade.get(nyckel)
        return Visadtext(
            nyckel=nyckel,
            rubrik=kapitel.label,
            hjalp=(
                "Hela kapitlet är din text."
                if kapitel in BARA_TEXT
                else "Kommer efter det som räknas i kapitlet."
            ),
            varde=form[nyckel].value() or "",
            fore=form[name_of_fore(nyckel)].value() or "",
            sparad=f"{format_tid(sparad.tid)} av {sparad.vem or 'okänd'}" if sparad else "",
            fel=" ".join(form.errors.get(nyckel, ())),
            konflikt=konflikter.get(nyckel),
            andrat=sida.tell_andrat(nyckel, user) if nyckel in konflikter else "",
        )

    return [visa(kapitel) for kapitel in KAPITEL[sida.rapport]]
