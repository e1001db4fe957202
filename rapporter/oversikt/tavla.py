"""The board: every insats of a quarter, and how what it owes stands (domain.md 1)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ekonomi.rekvisitioner.lage import show_rekvisition
from finsam.markering import Markering, Ton
from finsam.period import MANADER, Period, last_day
from finsam.svenska import capitalize, format_datum, format_percent, in_words, join_och, some_of
from insatser.models import Insats
from insatser.ordning import GRUPPER
from rapporter.oversikt.underlag import Oversiktsunderlag
from uppfoljning.calculations.tidplan import (
    MARKERING,
    Lage,
    Rapportlage,
    due_date,
    one_month_after,
    show_rapportlage,
)
from uppfoljning.kvartalsrapport.rapportlista import Rapportrad


@dataclass(frozen=True)
class Arscell:
    """The kvartalsrapport of one quarter of the year; no rapport where none is awaited."""

    kvartal: Period
    rapport: Rapportrad | None
    is_vald: bool


@dataclass(frozen=True)
class Tavelrad:
    """One insats. A status that is None does not apply to it."""

    insats: Insats
    rapport: Rapportrad | None
    insatsdata: Markering | None
    insatsdata_not: str  # its month, where that is not the board's: the insats has ended
    rekvisition: Markering | None
    forbrukat: str
    forbrukat_not: str  # the quarters whose rekvisition is not in it
    flagga: Markering | None  # where the kvot is outside the förbund's limits
    aret: Sequence[Arscell]


@dataclass(frozen=True)
class Tavla:
    """`grupper`: heading and rows by kind of insats; those without rows are left out."""

    kvartal: Period
    fore: Period | None  # the quarters to go to from here
    efter: Period | None
    is_visad: bool  # whether the quarter has begun, and is one that is reported on
    is_over: bool
    mening: str
    insatsdata_rubrik: str
    forbrukat_till: str  # ”till och med september”
    grupper: Sequence[tuple[str, Sequence[Tavelrad]]]
    forklaring: Sequence[tuple[Ton, str]]  # of the symbols of the year


def build_tavla(u: Oversiktsunderlag) -> Tavla:
    """The board of the quarter in focus: a row for each insats that runs in it."""
    manad = list_manader(u.kvartal, u.dag)[-1]
    visas = u.has_begun and u.is_rapporterat
    rader = [_build_rad(u, insats, manad) for insats in u.insatser] if visas else []
    grupper = [
        (rubrik, [rad for rad in rader if rad.insats.typ == typ]) for typ, rubrik in GRUPPER.items()
    ]
    return Tavla(
        kvartal=u.kvartal,
        fore=u.kvartal.foregaende_kvartal if u.kvartal > u.forsta else None,
        efter=u.kvartal.nasta_kvartal if u.kvartal.slut < u.dag else None,
        is_visad=visas,
        is_over=u.is_over,
        mening=(
            tell_kvartal(u.kvartal, [rad.rapport for rad in rader if rad.rapport], u.dag)
            if u.is_rapporterat
            else f"Förbundet har inga kvartalsrapporter från {u.kvartal.namn}."
        ),
        insatsdata_rubrik=f"Insatsdata {MANADER[manad.month - 1]}",
        forbrukat_till=tell_forbrukning_till(u),
        grupper=[(rubrik, egna) for rubrik, egna in grupper if egna],
        forklaring=[(ton, _tell_ton(ton)) for ton in Ton],
    )


def _tell_ton(ton: Ton) -> str:
    """”Att lämna, inskickad eller återsänd”: the words that a symbol stands for."""
    *andra, sista = [m.ord.lower() for m in MARKERING.values() if m.ton is ton]
    return capitalize(f"{', '.join(andra)} eller {sista}" if andra else sista)


def _build_rad(u: Oversiktsunderlag, insats: Insats, manad: date) -> Tavelrad:
    budgetrad = u.forbrukning.tabell.rader.get(insats.pk)
    kvot = budgetrad.kvot if budgetrad else None
    insatsdata = find_insatsdata(u, insats)
    is_annan_manad = insatsdata is not None and insatsdata.manad != manad
    return Tavelrad(
        insats=insats,
        rapport=_find_rapport(u, insats, u.kvartal),
        insatsdata=insatsdata.markering if insatsdata else None,
        insatsdata_not=MANADER[insatsdata.manad.month - 1] if is_annan_manad else "",
        rekvisition=show_rekvisition(
            u.rekvisitioner.get(insats.pk),
            har_budget=bool(budgetrad and budgetrad.ack_budget),
            kvartal=u.kvartal,
            dag=u.dag,
        ),
        forbrukat=format_percent(kvot),
        forbrukat_not=_tell_saknade(u, insats) if kvot is not None else "",
        flagga=find_flagga(u, insats),
        aret=tuple(
            Arscell(kvartal, _find_rapport(u, insats, kvartal), kvartal == u.kvartal)
            for kvartal in (Period.quarter(u.kvartal.ar, nr) for nr in range(1, 5))
        ),
    )


def _find_rapport(u: Oversiktsunderlag, insats: Insats, kvartal: Period) -> Rapportrad | None:
    return u.rapporter.find(insats, kvartal) if u.rapporter.is_vantad(insats, kvartal) else None


def list_manader(kvartal: Period, dag: date) -> list[date]:
    """First days of the quarter's months that have ended; its first where none has."""
    manader = [kvartal.start.replace(month=kvartal.start.month + n) for n in range(3)]
    return [m for m in manader if last_day(m) < dag] or manader[:1]


@dataclass(frozen=True)
class Insatsdata:
    """How the insatsdata of the month, by its first day, stands."""

    manad: date
    markering: Markering


def find_insatsdata(u: Oversiktsunderlag, insats: Insats) -> Insatsdata | None:
    """Of the last month that an individinsats owes: one of the board's in which it ran."""
    if not insats.is_individinsats:
        return None
    manader = [
        m
        for m in list_manader(u.kvartal, u.dag)
        if insats.start <= last_day(m) and insats.gallande_slut >= m
    ]
    if not manader:
        return None
    return Insatsdata(manader[-1], show_insatsdata(u.levererad.get(insats.pk), manader[-1], u.dag))


def list_saknad_insatsdata(u: Oversiktsunderlag) -> dict[date, list[Insats]]:
    """By month, the insatser of whose insatsdata it is the first of the quarter that is missing.

    Of the quarter's months that have ended and in which the insats ran; late or not.
    """
    saknad = defaultdict(list)
    for insats in u.insatser:
        if not insats.is_individinsats:
            continue
        levererad = u.levererad.get(insats.pk)
        for manad in list_manader(u.kvartal, u.dag):
            slut = last_day(manad)
            ran = insats.start <= slut < u.dag and insats.gallande_slut >= manad
            if ran and not (levererad and levererad > slut):
                saknad[manad].append(insats)
                break
    return dict(sorted(saknad.items()))


def show_insatsdata(levererad: date | None, manad: date, dag: date) -> Markering:
    """Whether the month's insatsdata has come: due one month after the month's end."""
    slut = last_day(manad)
    if levererad and levererad > slut:
        return Markering("Inläst", Ton.OK)
    senast = one_month_after(slut)
    if dag > senast:
        return show_rapportlage(Rapportlage(Lage.FORSENAD, senast, (dag - senast).days))
    return show_rapportlage(Rapportlage(Lage.ATT_LAMNA if dag > slut else Lage.KOMMANDE, senast))


def find_flagga(u: Oversiktsunderlag, insats: Insats) -> Markering | None:
    """A flag in words where the förbrukningskvot is outside the förbund's limits."""
    return u.forbrukning.find_flagga(insats, u.forbund)


def tell_forbrukning_till(u: Oversiktsunderlag) -> str:
    """”till och med september”: the last month whose money is counted."""
    return f"till och med {MANADER[u.forbrukning_till.slut.month - 1]}"


def _tell_saknade(u: Oversiktsunderlag, insats: Insats) -> str:
    saknade = u.forbrukning.saknade_kvartal[insats.pk]
    return f"utan {join_och(f'K{nr}' for nr in saknade)}" if saknade else ""


def tell_kvartal(kvartal: Period, rapporter: Sequence[Rapportrad], dag: date) -> str:
    """When the reports are due, and how many are in, late, returned and to be reviewed."""
    senast = due_date(kvartal)
    if dag < kvartal.start:
        return f"Kvartalet har inte börjat. Det börjar {format_datum(kvartal.start)}."
    verb = "skulle" if dag > senast else "ska"
    nar = f"Kvartalsrapporterna {verb} vara inne senast {format_datum(senast)}."
    if not rapporter:
        return nar
    antal = {lage: sum(r.lage is lage for r in rapporter) for lage in Lage}
    saknas = [
        f"{in_words(antal[lage])} är {en if antal[lage] == 1 else flera}"
        for lage, en, flera in (
            (Lage.FORSENAD, "försenad", "försenade"),
            (Lage.ATERSAND, "återsänd", "återsända"),
        )
        if antal[lage]
    ]
    meningar = [nar, f"{capitalize(_tell_inne(antal, len(rapporter)))}."]
    if saknas:
        meningar.append(f"{capitalize(join_och(saknas))}.")
    return " ".join(meningar)


def _tell_inne(antal: Mapping[Lage, int], alla: int) -> str:
    """”sex av tolv rapporter är inlämnade, varav tre väntar på granskning”."""
    vantar = antal[Lage.INSKICKAD]
    inne = vantar + antal[Lage.GODKAND]
    vilka = some_of(inne, alla, "rapport", "rapporter", "rapporterna")
    text = f"{vilka} är {'inlämnad' if inne < 2 else 'inlämnade'}"
    if not vantar:
        return text
    varav = " och" if vantar == inne else f", varav {in_words(vantar)}"
    return f"{text}{varav} väntar på granskning"
