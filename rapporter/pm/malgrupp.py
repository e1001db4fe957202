"""Målgrupp in the PM: who were inskrivna, in tables and diagrams, and how long they stayed."""

from dataclasses import dataclass

from finsam.svenska import capitalize, format_percent
from rapporter.dokument import Block, Diagram, Mening, Serie
from rapporter.meningar import mening, stycke
from rapporter.pm.statistikunderlag import Statistik
from rapporter.tabell import Kolumn, Rad, Slag, Tabell
from uppfoljning.calculations.malgrupp import Fordelning, Fordelningsrad
from uppfoljning.kategorier import Aldersgrupp, Forsorjning, TidIForsorjning, Utbildning


@dataclass(frozen=True)
class _Del:
    """One way to divide the inskrivna: `falt` of Malgrupp, and what the report calls it."""

    nyckel: str
    falt: str
    titel: str
    radrubrik: str


_DELAR = (
    _Del("malgrupp_kon", "kon", "Kön", "Kön"),
    _Del("malgrupp_alder", "alder", "Ålder vid inskrivning", "Ålder"),
    _Del("malgrupp_utbildning", "utbildning", "Högsta utbildning", "Utbildning"),
    _Del("malgrupp_tid", "tid_i_forsorjning", "Tid i offentlig försörjning", "Tid"),
    _Del("malgrupp_forsorjning", "forsorjning_fore", "Försörjning före insatsen", "Försörjning"),
)


def build_malgrupp_block(s: Statistik) -> tuple[Block, ...]:
    return (
        stycke(_tell_alder(s), _tell_utbildning(s)),
        stycke(_tell_tid(s), _tell_forsorjning(s)),
        *(block for del_ in _DELAR for block in _build_del(s, del_)),
    )


def _build_del(s: Statistik, del_: _Del) -> tuple[Block, ...]:
    tabell = build_tabell_malgrupp(s, del_)
    return (tabell, _build_diagram(s, del_)) if tabell.rader else (tabell,)


def build_tabell_malgrupp(s: Statistik, del_: _Del) -> Tabell:
    """One division of the inskrivna; `andel` is of all, K and M are within the category."""
    fordelning: Fordelning = getattr(s.malgrupp, del_.falt)
    fore = _foregaende_andelar(s, del_.falt)
    # K and M within a kön would say nothing.
    visar_inom = del_.falt != "kon"
    summa = fordelning.summa
    rader = tuple(
        Rad(
            rad.namn,
            capitalize(rad.namn),
            {
                "k": rad.antal.k,
                "m": rad.antal.m,
                "sa": rad.antal.sa,
                "andel": rad.andel,
                "andel_k": rad.andel_k,
                "andel_m": rad.andel_m,
                "andel_foregaende_ar": fore.get(rad.kategori),
            },
        )
        for rad in fordelning.rader
    )
    return Tabell(
        del_.nyckel,
        f"{del_.titel}, inskrivna {s.period.namn_manader}",
        del_.radrubrik,
        (
            Kolumn("k", "K", Slag.ANTAL, "Antal", is_visad=visar_inom),
            Kolumn("m", "M", Slag.ANTAL, "Antal", is_visad=visar_inom),
            Kolumn("sa", "S:a", Slag.ANTAL, "Antal", is_betonad=True),
            Kolumn("andel", str(s.period.ar), Slag.PROCENT, "Andel av alla", is_betonad=True),
            Kolumn(
                "andel_foregaende_ar",
                str(s.period.ar - 1),
                Slag.PROCENT,
                "Andel av alla",
                is_visad=bool(fore),
            ),
            Kolumn("andel_k", "K", Slag.PROCENT, "Andel inom gruppen", is_visad=visar_inom),
            Kolumn("andel_m", "M", Slag.PROCENT, "Andel inom gruppen", is_visad=visar_inom),
        ),
        rader if summa.sa else (),
        radnyckel="kategori",
        summa=Rad(
            "summa",
            "Totalt",
            {
                "k": summa.k,
                "m": summa.m,
                "sa": summa.sa,
                "andel": 100,
                "andel_k": summa.andel_k,
                "andel_m": summa.andel_m,
                "andel_foregaende_ar": 100 if fore else None,
            },
        )
        if summa.sa
        else None,
        tom_text="Ingen deltagare skrevs in under perioden.",
    )


def _foregaende_andelar(s: Statistik, falt: str) -> dict[str, int | None]:
    """The shares a year earlier by category; empty where there are no data."""
    if s.malgrupp_foregaende_ar is None:
        return {}
    return {rad.kategori: rad.andel for rad in getattr(s.malgrupp_foregaende_ar, falt).rader}


def _build_diagram(s: Statistik, del_: _Del) -> Diagram:
    fordelning: Fordelning = getattr(s.malgrupp, del_.falt)
    fore = _foregaende_andelar(s, del_.falt)
    serier = [Serie(str(s.period.ar), tuple(rad.andel for rad in fordelning.rader))]
    if fore:
        serier.append(
            Serie(str(s.period.ar - 1), tuple(fore.get(r.kategori) for r in fordelning.rader))
        )
    delar = ", ".join(f"{rad.namn} {format_percent(rad.andel)}" for rad in fordelning.rader)
    return Diagram(
        del_.nyckel,
        f"{del_.titel}, andel av de inskrivna",
        f"Stapeldiagram. {del_.titel} {s.period.namn_manader}: {delar}.",
        tuple(capitalize(rad.namn) for rad in fordelning.rader),
        tuple(serier),
        "%",
    )


def _tell_alder(s: Statistik) -> Mening:
    andel = s.malgrupp.alder.andel(Aldersgrupp.UNDER_30)
    if andel is None:
        return Mening("", {"andel_under_30": None})
    text = f"{format_percent(andel)} av de inskrivna var under 30 år"
    pastaenden = {"andel_under_30": andel}
    if s.malgrupp_foregaende_ar is not None:
        fore = s.malgrupp_foregaende_ar.alder.andel(Aldersgrupp.UNDER_30)
        text += f", mot {format_percent(fore)} {s.period.foregaende_ar.namn}"
        pastaenden["andel_under_30_foregaende_ar"] = fore
    return mening(f"{text}.", pastaenden)


def _tell_utbildning(s: Statistik) -> Mening:
    """Saknas and okänd are one share, rounded from their counts together."""
    utbildning = s.malgrupp.utbildning
    pastaenden = {
        "andel_grundskola": utbildning.andel(Utbildning.GRUNDSKOLA),
        "andel_gymnasium": utbildning.andel(Utbildning.GYMNASIUM),
        "andel_eftergymnasial": utbildning.andel(Utbildning.EFTERGYMNASIAL),
        "andel_saknar_okand": utbildning.andel(Utbildning.SAKNAS, Utbildning.OKAND),
    }
    if not utbildning.summa.sa:
        return Mening("", pastaenden)
    grund, gymn, efter, okand = map(format_percent, pastaenden.values())
    return mening(
        f"{grund} har grundskola som högsta utbildning, {gymn} gymnasium och {efter} "
        f"eftergymnasial utbildning. För {okand} saknas avslutad utbildning eller uppgift om den.",
        pastaenden,
    )


def _tell_tid(s: Statistik) -> Mening | None:
    tid = s.malgrupp.tid_i_forsorjning
    vanligast = _most_common(tid, utom=(TidIForsorjning.EJ_TILLAMPLIGT, TidIForsorjning.OKAND))
    if vanligast is None:
        return None
    return mening(
        f"Den vanligaste kända tiden i offentlig försörjning före insatsen är {vanligast.namn} "
        f"({format_percent(vanligast.andel)}).",
        {"andel_vanligaste_tid": vanligast.andel},
    )


def _tell_forsorjning(s: Statistik) -> Mening | None:
    vanligast = _most_common(s.malgrupp.forsorjning_fore, utom=(Forsorjning.OKAND,))
    if vanligast is None:
        return None
    is_ofullstandig = vanligast.kategori in (
        Forsorjning.INGEN_OFFENTLIG,
        Forsorjning.ANNAN_OFFENTLIG,
    )
    namn = f"{vanligast.namn} försörjning" if is_ofullstandig else vanligast.namn
    return mening(
        f"Den vanligaste kända försörjningen före insatsen är {namn} "
        f"({format_percent(vanligast.andel)}).",
        {"andel_vanligaste_forsorjning": vanligast.andel},
    )


def _most_common(fordelning: Fordelning, *, utom: tuple[str, ...]) -> Fordelningsrad | None:
    """The largest category; None where nobody is counted or two are as large."""
    rader = [rad for rad in fordelning.rader if rad.kategori not in utom]
    first, second = sorted(rader, key=lambda rad: -rad.antal.sa)[:2]
    return first if first.antal.sa > second.antal.sa else None
