"""The pages of the förbund's own economy: every cell as it is shown, and what does not agree."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from django.urls import reverse

from ekonomi.forbundsbudget.kolumnval import Kolumnval, list_beslut
from ekonomi.forbundsbudget.lasning import Forbundsbudget
from ekonomi.forbundsbudget.rader import GRUPPER, build_rader
from ekonomi.forbundsbudget.rutnat import INGAENDE, Budgetkolumn, Provat, Radslag
from finsam.svenska import NBSP, TANKSTRECK, format_exact_kronor, format_tkr, join_och
from insatser.models import Forbund

# The width of a bar's picture, in units of its own.
BREDD = 1000


@dataclass(frozen=True)
class Beslutslank:
    """A decision, and where it is changed."""

    val: Kolumnval
    url: str


@dataclass(frozen=True)
class Kolumnhuvud:
    """`beslut` are what the column is made of; `kopiera_url` carries the column on.

    It is empty where the next year has begun.
    """

    rubrik: str
    beslut: tuple[Beslutslank, ...]
    kopiera_url: str


@dataclass(frozen=True)
class Radvisning:
    rubrik: str
    celler: tuple[str, ...]
    is_summa: bool


@dataclass(frozen=True)
class Stapel:
    """A bar from `x`, `langd` long, where the whole picture is BREDD wide. None: no amount."""

    rubrik: str
    text: str
    x: int = 0
    langd: int = 0
    is_under_noll: bool = False


@dataclass(frozen=True)
class Motsagelse:
    """What does not agree, and the page where it is put right. `is_andring`: only for those who
    may change the budget."""

    text: str
    url: str
    lank: str
    is_andring: bool = False


@dataclass(frozen=True)
class Budgetsida:
    kolumner: tuple[Kolumnhuvud, ...]
    grupper: tuple[tuple[str, tuple[Radvisning, ...]], ...]
    staplar: tuple[Stapel, ...]
    motsagelser: tuple[Motsagelse, ...]
    aren: tuple[int, ...]

    @property
    def antal_kolumner(self) -> int:
        """With the one that names the rows."""
        return 1 + len(self.kolumner)


def build_budgetsida(
    budget: Forbundsbudget,
    avgifter: Mapping[int, Decimal],
    ar: int,
    *,
    with_ersatta: bool,
) -> Budgetsida:
    """The grid from year `ar` on in tkr. `avgifter`: what the parter pay together, by year."""
    kolumner = budget.rutnat.shown_from(ar, with_ersatta=with_ersatta)
    rader = build_rader(kolumner, budget.insatser) if kolumner else ()
    return Budgetsida(
        kolumner=tuple(_head(budget, kolumn) for kolumn in kolumner),
        grupper=tuple(
            (
                GRUPPER[grupp],
                tuple(
                    Radvisning(rad.rubrik, tuple(map(_show, rad.belopp.values())), rad.is_summa)
                    for rad in run
                ),
            )
            for grupp, run in groupby(rader, lambda rad: rad.grupp)
        ),
        staplar=build_staplar((k.rubrik, k.beslutsutrymme) for k in kolumner if not k.is_ersatt),
        motsagelser=(
            *_tell_ingaende(budget),
            *_tell_avgifter(budget.forbund, kolumner, avgifter),
        ),
        aren=budget.rutnat.ar,
    )


def _head(budget: Forbundsbudget, kolumn: Budgetkolumn) -> Kolumnhuvud:
    beslut = list_beslut(kolumn)
    is_sist = kolumn.ar + 1 not in budget.rutnat.ar
    return Kolumnhuvud(
        kolumn.rubrik,
        tuple(Beslutslank(val, url_of("redigera", budget.forbund, val)) for val in beslut),
        url_of("kopiera", budget.forbund, beslut[-1]) if is_sist else "",
    )


def url_of(vad: str, forbund: Forbund, val: Kolumnval) -> str:
    """Where one does that (”redigera”, ”kopiera”) with the decision."""
    return reverse(f"ekonomi:forbundsbudget_{vad}", args=[forbund.organisationsnummer, *val.adress])


def _show(belopp: Decimal | None) -> str:
    return TANKSTRECK if belopp is None else format_tkr(belopp)


def build_staplar(belopp: Iterable[tuple[str, Decimal | None]]) -> tuple[Stapel, ...]:
    """Bars to one scale; those below zero go to the left of where the others begin."""
    alla = list(belopp)
    kanda = [b for _, b in alla if b is not None]
    lagst, hogst = min([Decimal(0), *kanda]), max([Decimal(0), *kanda])
    skala = BREDD / (hogst - lagst) if hogst > lagst else Decimal(0)
    return tuple(
        Stapel(rubrik, TANKSTRECK)
        if b is None
        else Stapel(
            rubrik,
            f"{format_tkr(b)}{NBSP}tkr",
            round((min(b, Decimal(0)) - lagst) * skala),
            round(abs(b) * skala),
            b < 0,
        )
        for rubrik, b in alla
    )


def _tell_ingaende(budget: Forbundsbudget) -> Iterable[Motsagelse]:
    for avvikelse in budget.rutnat.avvikande_ingaende:
        kolumn = avvikelse.kolumn
        # The decision that states it, of several the newest.
        val = next(
            val for val in reversed(list_beslut(kolumn)) if INGAENDE in val.belopp_of(budget.poster)
        )
        yield Motsagelse(
            f"{kolumn.rubrik} anger ett ingående överskott på "
            f"{format_exact_kronor(avvikelse.angivet)}, men året före slutar med "
            f"{format_exact_kronor(avvikelse.fore.beslutsutrymme)}, som är det som räknas.",
            f"{url_of('redigera', budget.forbund, val)}#id_{Radslag.INGAENDE_OVERSKOTT}",
            f"Ändra {val.benamning}",
            is_andring=True,
        )


def _tell_avgifter(
    forbund: Forbund, kolumner: Sequence[Budgetkolumn], avgifter: Mapping[int, Decimal]
) -> Iterable[Motsagelse]:
    for kolumn in kolumner:
        text = compare_avgifter(kolumn, avgifter.get(kolumn.ar))
        if text and not kolumn.is_ersatt:
            adress = [forbund.organisationsnummer, kolumn.ar]
            yield Motsagelse(
                text,
                reverse("ekonomi:medlemsavgifter", args=adress),
                f"Medlemsavgifter {kolumn.ar}",
            )


def compare_avgifter(kolumn: Budgetkolumn, summa: Decimal | None) -> str:
    """How the row medlemsavgifter differs from what the parter pay together; empty if it does not.

    Nor where either is unknown.
    """
    rad = kolumn.belopp.get((Radslag.MEDLEMSAVGIFTER, None))
    if rad is None or summa is None or rad == summa:
        return ""
    return (
        f"{kolumn.rubrik} har {format_exact_kronor(rad)} i medlemsavgifter, men parternas "
        f"avgifter för {kolumn.ar} är tillsammans {format_exact_kronor(summa)}: "
        f"{format_exact_kronor(abs(rad - summa))} skiljer."
    )


@dataclass(frozen=True)
class Provrad:
    ar: int
    kolumn: str
    belopp: str
    utan: str
    med: Stapel
    omdome: str


def show_provat(provat: Sequence[Provat]) -> tuple[Provrad, ...]:
    """Each year's beslutsutrymme in tkr, without and with, and in words where it is below zero."""
    staplar = build_staplar((p.kolumn, p.med) for p in provat)
    return tuple(
        Provrad(p.ar, p.kolumn, _show(p.belopp), _show(p.utan), stapel, _judge(p))
        for p, stapel in zip(provat, staplar, strict=True)
    )


def _judge(provat: Provat) -> str:
    if provat.med is None:
        return "Går inte att räkna"
    if not provat.is_under_noll:
        return "Ryms"
    return "Under noll, även utan insatsen" if provat.was_under_noll else "Under noll"


def tell_provat(provat: Sequence[Provat]) -> str:
    """The outcome in one sentence."""
    under = [str(p.ar) for p in provat if p.is_under_noll and not p.was_under_noll]
    if under:
        return f"Insatsen ryms inte: beslutsutrymmet blir under noll {join_och(under)}."
    if any(p.med is None for p in provat):
        return "För något år går det inte att räkna fram beslutsutrymmet."
    if any(p.is_under_noll for p in provat):
        return "Beslutsutrymmet är under noll redan utan insatsen."
    return "Insatsen ryms: beslutsutrymmet blir inte under noll något år."
