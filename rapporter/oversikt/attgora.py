"""What someone at the förbund should do now, the most urgent first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone

from ekonomi.rekvisitioner.lista import Ruta
from finsam.konton.models import User
from finsam.konton.rattigheter import Rattighet
from finsam.markering import Ton
from finsam.period import MANADER, Period
from finsam.svenska import (
    NBSP,
    capitalize,
    format_datum,
    format_kronor,
    format_percent,
)
from insatser.models import Insats
from insatser.tilltrade import Tilltrade
from rapporter.oversikt.tavla import find_flagga, find_insatsdata
from rapporter.oversikt.underlag import Oversiktsunderlag
from uppfoljning.calculations.tidplan import Lage, due_date
from uppfoljning.insatssida import tell_avvikelse
from uppfoljning.kvartalsrapport.rapportlista import Rapportrad

_ORDNINGSTAL = {2: "andra", 3: "tredje", 4: "fjärde", 5: "femte"}


@dataclass(frozen=True)
class AttGora:
    """One thing to do, with where, since when it waits or when it is due."""

    rubrik: str
    text: str
    url: str


def list_att_gora(
    u: Oversiktsunderlag, tilltrade: Tilltrade, user: User | None = None
) -> list[AttGora] | None:
    """What falls on these roles, for this user; None for one who only reads."""
    granskar = tilltrade.has(Rattighet.GRANSKA_KVARTALSRAPPORT)
    attesterar = tilltrade.has(Rattighet.ATTESTERA)
    if not (granskar or attesterar):
        return None
    beslutar = tilltrade.has(Rattighet.BESLUTA_AVVIKELSE)
    att_gora = []
    if attesterar:
        att_gora += [*_attest(u, user), *_sena_rekvisitioner(u), *_preliminara(u)]
    if beslutar:
        att_gora += _avvikelser(u, "Avvikelse att besluta om", "avvikelse_beslut")
    if granskar:
        att_gora += [*_granskningar(u, user), *_sena(u)]
    if granskar and not beslutar:
        att_gora += _avvikelser(u, "Avvikelse hos förbundschefen", "avvikelse")
    if u.is_aktuell:
        att_gora += [*_utanfor_granserna(u), *_motsagelser(u)]
    return att_gora


def _attest(u: Oversiktsunderlag, user: User | None) -> Iterator[AttGora]:
    """The one that came first first; the user's own are for someone else to attest."""
    insatser = {i.pk: i for i in u.alla}
    for r in u.att_attestera:
        insats = insatser[r.insats_id]
        preliminar = ", preliminär" if r.is_preliminar else ""
        text = (
            f"Rekvisition kvartal {r.kvartal} {r.ar}, {format_kronor(r.belopp)}{preliminar}. "
            f"Inkommen {tell_dag(r.inkommen, u.dag)}"
        )
        if user is not None and user.pk in u.skribenter[r.pk]:
            rubrik = "Väntar på attest"
            text = f"{text}. Du har skrivit i den eller skickat in den. Någon annan attesterar den."
            vy = "rekvisition"
        else:
            rubrik, text, vy = "Rekvisition att attestera", f"{text}.", "rekvisition_attestera"
        yield AttGora(
            f"{rubrik}: {insats.kortbenamning}",
            text,
            reverse(f"ekonomi:{vy}", args=[insats.pk, r.ar, r.kvartal]),
        )


def _sena_rekvisitioner(u: Oversiktsunderlag) -> Iterator[AttGora]:
    """The earliest first."""
    for ruta in u.att_skicka:
        if ruta.is_forsenad:
            yield AttGora(
                f"Rekvisition försenad: {ruta.insats.kortbenamning}",
                f"{capitalize(ruta.kvartal.namn)} skulle vara inne "
                f"{format_datum(due_date(ruta.kvartal))}, {ruta.markering.ord.lower()}.",
                _url_rekvisition(ruta),
            )


def _preliminara(u: Oversiktsunderlag) -> Iterator[AttGora]:
    """The earliest first."""
    for ruta in u.att_skicka:
        if ruta.is_att_ersatta:
            r = ruta.rekvisition
            dag = r.attesterad or r.preliminart_attesterat
            yield AttGora(
                f"Slutlig rekvisition saknas: {ruta.insats.kortbenamning}",
                f"{capitalize(ruta.kvartal.namn)}, {format_kronor(r.utfall)} attesterat som "
                f"preliminärt {tell_dag(dag, u.dag)}.",
                _url_rekvisition(ruta),
            )


def _rader(u: Oversiktsunderlag, lage: Lage) -> list[Rapportrad]:
    return [rad for i in u.alla for rad in u.rapporter.rader(i) if rad.lage is lage]


def _granskningar(u: Oversiktsunderlag, user: User | None) -> Iterator[AttGora]:
    """The one that has waited longest first; the user's own are for someone else to review."""
    vantar = [rad for rad in _rader(u, Lage.INSKICKAD) if rad.omgang and rad.omgang.inskickad]
    for rad in sorted(vantar, key=lambda rad: rad.omgang.inskickad):
        omgang = rad.omgang
        dag = timezone.localdate(omgang.inskickad)
        nr = f", {_ORDNINGSTAL.get(omgang.nr, f'{omgang.nr}:e')} omgången" if omgang.nr > 1 else ""
        if user is not None and omgang.inskickad_av_id == user.pk:
            yield AttGora(
                f"Väntar på granskning: {rad.insats.kortbenamning}",
                f"{capitalize(rad.kvartal.namn)}, inskickad {tell_dag(dag, u.dag)} av dig{nr}. "
                "Någon annan på kansliet granskar den.",
                _url_rapport("kvartalsrapport", rad),
            )
            continue
        yield AttGora(
            f"Granska {rad.insats.kortbenamning}",
            f"{capitalize(rad.kvartal.namn)}, inskickad {tell_dag(dag, u.dag)} av "
            f"{omgang.inskickad_av}{nr}.",
            _url_rapport("granska", rad),
        )


def _sena(u: Oversiktsunderlag) -> Iterator[AttGora]:
    """The latest first. A returned report is late only when its styrgrupp has not answered."""
    for rad in sorted(_rader(u, Lage.FORSENAD), key=lambda rad: -rad.rapportlage.dagar_sen):
        senast = u.paminda.get((rad.insats.pk, rad.kvartal))
        yield AttGora(
            f"Påminn {rad.insats.kortbenamning}",
            f"{capitalize(rad.kvartal.namn)} skulle vara inne {format_datum(rad.senast)}, "
            f"{rad.markering.ord.lower()}."
            + (f" Påmind {tell_dag(senast, u.dag)}." if senast else ""),
            _url_rapport("paminn", rad),
        )


def _avvikelser(u: Oversiktsunderlag, rubrik: str, vy: str) -> Iterator[AttGora]:
    insatser = {i.pk: i for i in u.alla}
    for avvikelse in u.avvikelser:
        insats = insatser[avvikelse.insats_id]
        yield AttGora(
            f"{rubrik}: {insats.kortbenamning}",
            f"{tell_avvikelse(avvikelse)}. Inkommen {tell_dag(avvikelse.inkommen, u.dag)}.",
            reverse(f"ekonomi:{vy}", args=[insats.pk, avvikelse.pk]),
        )


def _utanfor_granserna(u: Oversiktsunderlag) -> Iterator[AttGora]:
    undre, ovre = u.forbund.kvot_undre, u.forbund.kvot_ovre
    for insats in u.insatser:
        flagga = find_flagga(u, insats)
        if flagga:
            kvot = u.forbrukning.tabell.rader[insats.pk].kvot
            yield AttGora(
                f"{flagga.ord} förbrukning: {insats.kortbenamning}",
                f"{format_percent(kvot)} av budgeten till och med {u.forbrukning_till.sista_dag}. "
                f"Gränserna är {undre} och {format_percent(ovre)}.",
                _url_siffror(insats, u.kvartal),
            )


def _motsagelser(u: Oversiktsunderlag) -> Iterator[AttGora]:
    """What cannot both be true of the quarter, to be sorted out before the PM."""
    for insats in u.insatser:
        budgetrad = u.forbrukning.tabell.rader.get(insats.pk)
        if budgetrad and budgetrad.utfall and not budgetrad.ack_budget:
            yield AttGora(
                f"Utfall utan budget: {insats.kortbenamning}",
                f"{format_kronor(budgetrad.utfall)} är attesterat, men insatsen har ingen budget "
                f"för {u.kvartal.ar}.",
                _url_siffror(insats, u.kvartal),
            )
        rad = u.rapporter.find(insats, u.kvartal)
        insatsdata = find_insatsdata(u, insats)
        if rad.lage is Lage.GODKAND and insatsdata and insatsdata.markering.ton is Ton.FEL:
            yield AttGora(
                f"Insatsdata saknas: {insats.kortbenamning}",
                f"Rapporten för {u.kvartal.namn} är godkänd, men insatsdata för "
                f"{MANADER[insatsdata.manad.month - 1]} har inte kommit.",
                _url_siffror(insats, u.kvartal),
            )


def _url_rekvisition(ruta: Ruta) -> str:
    kvartal = ruta.kvartal
    return reverse("ekonomi:rekvisition", args=[ruta.insats.pk, kvartal.ar, kvartal.forsta])


def _url_insats(insats: Insats) -> str:
    return reverse("uppfoljning:insats", args=[insats.pk])


def _url_siffror(insats: Insats, kvartal: Period) -> str:
    return f"{_url_insats(insats)}?kvartal={kvartal.ar}-{kvartal.forsta}#siffror"


def _url_rapport(vy: str, rad: Rapportrad) -> str:
    return reverse(f"uppfoljning:{vy}", args=[rad.insats.pk, rad.kvartal.ar, rad.kvartal.forsta])


def tell_dag(dag: date, nu: date) -> str:
    """”i dag”, ”i går”, ”12 november”, with the year where it is another."""
    if dag == nu:
        return "i dag"
    if (nu - dag).days == 1:
        return "i går"
    if dag.year == nu.year:
        return f"{dag.day}{NBSP}{MANADER[dag.month - 1]}"
    return format_datum(dag)
