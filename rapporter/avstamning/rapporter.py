"""The report itself: it states each thing once, its tables add up, and nothing is missing."""

from collections.abc import Iterator
from decimal import Decimal

from finsam.svenska import join_och
from finsam.tal import sum_known
from insatser.models import Insats
from rapporter.avstamning.kallor import insatssida, kvartalsrapporter, tabell_i, verksamhetsmal
from rapporter.avstamning.kontroll import (
    BOKSLUTSRAPPORTER,
    INSATSRAPPORTER,
    Allvar,
    Enhet,
    Grupp,
    Jamforelse,
    KanInteProvas,
    Kontrolltyp,
    Led,
)
from rapporter.avstamning.underlag import Avstamningsunderlag
from rapporter.dokument import Dokument
from rapporter.tabell import Kolumn, Slag, Tabell, Varde, to_json
from uppfoljning.models import Verksamhetsmal

_SUMMERAS = (Slag.ANTAL, Slag.KRONOR)


def prova_motsagelse(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """No two sentences of the report state one claim with different values."""
    yield Jamforelse(
        Led("Meningar som säger emot varandra", int(bool(u.motsagelse)), Enhet.ANTAL),
        Led("Ska vara", 0, Enhet.ANTAL),
        forklaring=u.motsagelse,
    )


def is_additive(kolumn: Kolumn) -> bool:
    """Counts and kronor are; a mean number of days is not."""
    return kolumn.slag in _SUMMERAS and not kolumn.nyckel.startswith("dagar")


def _enhet(kolumn: Kolumn) -> Enhet:
    return Enhet.ANTAL if kolumn.slag is Slag.ANTAL else Enhet.KRONOR


def _label(kolumn: Kolumn) -> str:
    return " ".join(filter(None, [kolumn.grupp, kolumn.rubrik]))


def prova_tabellsummor(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """The sum row of every table is the sum of its rows."""
    for tabell in u.require_dokument().tabeller:
        if tabell.summa is None:
            continue
        for kolumn in tabell.kolumner:
            if is_additive(kolumn):
                yield Jamforelse(
                    Led(
                        "Summaraden",
                        tabell.summa.varden.get(kolumn.nyckel),
                        _enhet(kolumn),
                        tabell_i(u, tabell.nyckel),
                    ),
                    Led(
                        "Raderna tillsammans",
                        _sum_kolumn(tabell, kolumn),
                        _enhet(kolumn),
                        tabell_i(u, tabell.nyckel),
                    ),
                    nyckel=f"{tabell.nyckel}-{kolumn.nyckel}",
                    rubrik=f"{tabell.titel}, {_label(kolumn)}",
                )


def _sum_kolumn(tabell: Tabell, kolumn: Kolumn) -> Decimal | int | None:
    return sum_known(rad.varden.get(kolumn.nyckel) for rad in tabell.rader if not rad.is_summa)


def prova_konssummor(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """Kvinnor and män are all, in every row of every table that tells them apart."""
    for tabell in u.require_dokument().tabeller:
        for sa in tabell.kolumner:
            if not sa.nyckel.endswith("sa") or not is_additive(sa):
                continue
            prefix = sa.nyckel.removesuffix("sa")
            for rad in (*tabell.rader, *([tabell.summa] if tabell.summa else ())):
                delar = [rad.varden.get(f"{prefix}{kon}") for kon in ("k", "m")]
                if None not in delar:
                    yield Jamforelse(
                        Led("Kvinnor och män", sum(delar), Enhet.ANTAL, tabell_i(u, tabell.nyckel)),
                        Led(
                            "Samtliga",
                            rad.varden[sa.nyckel],
                            Enhet.ANTAL,
                            tabell_i(u, tabell.nyckel),
                        ),
                        nyckel=f"{tabell.nyckel}-{rad.nyckel}-{sa.nyckel}",
                        rubrik=f"{tabell.titel}, {rad.rubrik}, {_label(sa)}",
                    )


def _pastaenden(dokument: Dokument) -> dict[str, Varde]:
    return {n: v for mening in dokument.meningar for n, v in mening.pastaenden.items()}


def prova_pastaenden(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """A claim that two reports of the period share has one value."""
    egna = _pastaenden(u.require_dokument())
    for annan in _andra(u):
        for nyckel, varde in _pastaenden(annan).items():
            if nyckel in egna:
                yield Jamforelse(
                    _led(u.dokument, egna[nyckel]),
                    _led(annan, varde),
                    nyckel=f"{annan.rapport}-{nyckel}",
                    rubrik=f"{nyckel.replace('_', ' ')} i {annan.titel}",
                )


def prova_gemensamma_tabeller(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """A table that two reports of the period share has the same figures in both."""
    egna = {tabell.nyckel: tabell for tabell in u.require_dokument().tabeller}
    for annan in _andra(u):
        for tabell in annan.tabeller:
            if tabell.nyckel in egna:
                yield from _jamfor_tabeller(u, egna[tabell.nyckel], annan, tabell)


def _jamfor_tabeller(
    u: Avstamningsunderlag, egen: Tabell, annan: Dokument, tabell: Tabell
) -> Iterator[Jamforelse]:
    andras_kolumner = {k.nyckel for k in tabell.kolumner}
    kolumner = {k.nyckel: _label(k) for k in egen.kolumner if k.nyckel in andras_kolumner}
    egna, andras = ({rad.nyckel: rad for rad in t.rader} for t in (egen, tabell))
    for nyckel in dict.fromkeys([*egna, *andras]):
        i_egen, i_annan = egna.get(nyckel), andras.get(nyckel)
        if i_egen is None or i_annan is None:
            yield Jamforelse(
                _led(u.dokument, "raden saknas" if i_egen is None else "raden finns"),
                _led(annan, "raden saknas" if i_annan is None else "raden finns"),
                nyckel=f"{egen.nyckel}-{nyckel}",
                rubrik=f"{egen.titel}, {(i_egen or i_annan).rubrik}",
            )
            continue
        for kolumn, rubrik in kolumner.items():
            yield Jamforelse(
                _led(u.dokument, i_egen.varden.get(kolumn)),
                _led(annan, i_annan.varden.get(kolumn)),
                nyckel=f"{egen.nyckel}-{nyckel}-{kolumn}",
                rubrik=f"{egen.titel}, {i_egen.rubrik}, {rubrik}",
            )


def _andra(u: Avstamningsunderlag) -> tuple[Dokument, ...]:
    if not u.andra:
        raise KanInteProvas("det finns ingen annan rapport för perioden att jämföra med.")
    return tuple(u.andra)


def _led(dokument: Dokument, varde: Varde) -> Led:
    """A value of any kind; what is no number is compared as the text that JSON has."""
    if isinstance(varde, Decimal):
        return Led(dokument.titel, varde)
    if isinstance(varde, int) and not isinstance(varde, bool):
        return Led(dokument.titel, varde, Enhet.ANTAL)
    text = ("ja" if varde else "nej") if isinstance(varde, bool) else to_json(varde)
    return Led(dokument.titel, None if text is None else str(text), Enhet.TEXT)


def prova_namn(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """Every table calls an insats by its registered name, long or short."""
    insatser = u.insatser
    for tabell in u.require_dokument().tabeller:
        for rad in tabell.rader:
            kod = rad.insats or (rad.nyckel if tabell.radnyckel == "insats" else "")
            if insats := insatser.get(kod):
                egna = (insats.kortbenamning, insats.benamning, insats.textbenamning)
                yield Jamforelse(
                    Led(
                        f"Namn i {tabell.titel}", rad.rubrik, Enhet.TEXT, tabell_i(u, tabell.nyckel)
                    ),
                    Led(
                        "Insatsens namn",
                        rad.rubrik if rad.rubrik in egna else insats.kortbenamning,
                        Enhet.TEXT,
                        insatssida(u, insats),
                    ),
                    nyckel=f"{tabell.nyckel}-{kod}",
                    rubrik=insats.textbenamning,
                )


def prova_kvartalsrapporter(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """Every kvartalsrapport that is due has been accepted."""
    pm = u.require_pm()
    saknade: dict[Insats, list[int]] = {}
    for insats, kvartal in pm.saknade_rapporter:
        saknade.setdefault(insats, []).append(kvartal)
    for insats in pm.insatser:
        egna = saknade.get(insats, [])
        yield Jamforelse(
            Led(
                "Kvartal utan godkänd rapport", len(egna), Enhet.ANTAL, kvartalsrapporter(u, insats)
            ),
            Led("Ska vara", 0, Enhet.ANTAL),
            nyckel=insats.kod,
            rubrik=insats.textbenamning,
            forklaring=f"Kvartal {join_och(map(str, egna))}.",
        )


def prova_slutrapporter(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """Every insats that has ended in the period has a slutrapport."""
    pm = u.require_pm()
    if not pm.avslutade:
        raise KanInteProvas("ingen insats avslutades under perioden.")
    for insats in pm.avslutade:
        yield Jamforelse(
            Led(
                "Slutrapport",
                "inlämnad" if insats.pk in pm.slutrapporter else "saknas",
                Enhet.TEXT,
                insatssida(u, insats),
            ),
            Led("Ska vara", "inlämnad", Enhet.TEXT),
            nyckel=insats.kod,
            rubrik=insats.textbenamning,
        )


def prova_verksamhetsmal(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """Every verksamhetsmål that is judged by hand has an outcome."""
    manuella = [m for m in u.require_pm().verksamhetsmal if m.matt == Verksamhetsmal.Matt.MANUELL]
    if not manuella:
        raise KanInteProvas(f"inget verksamhetsmål för {u.period.ar} bedöms manuellt.")
    for m in manuella:
        yield Jamforelse(
            Led("Utfall", "angivet" if m.utfall else "saknas", Enhet.TEXT, verksamhetsmal(u)),
            Led("Ska vara", "angivet", Enhet.TEXT),
            nyckel=m.beteckning,
            rubrik=f"mål {m.beteckning}",
        )


KONTROLLER = (
    Kontrolltyp(
        "motsagelse",
        Grupp.RAPPORTER,
        "Texten säger inte emot sig själv",
        "Inget tal i rapportens text står med två olika värden.",
        prova_motsagelse,
    ),
    Kontrolltyp(
        "tabellsummor",
        Grupp.RAPPORTER,
        "Tabellernas summor är summan av raderna",
        "Varje summarad är omräknad ur sin tabells rader.",
        prova_tabellsummor,
        rapporter=INSATSRAPPORTER,
    ),
    Kontrolltyp(
        "konssummor",
        Grupp.RAPPORTER,
        "Kvinnor och män är alla",
        "I varje rad som skiljer på kön är kvinnor och män tillsammans alla.",
        prova_konssummor,
        rapporter=INSATSRAPPORTER,
    ),
    Kontrolltyp(
        "pastaenden",
        Grupp.RAPPORTER,
        "Samma påstående i två rapporter har samma värde",
        "Det som rapporterna för perioden säger om samma sak är lika.",
        prova_pastaenden,
        rapporter=BOKSLUTSRAPPORTER,
    ),
    Kontrolltyp(
        "tabeller-lika",
        Grupp.RAPPORTER,
        "Samma tabell i två rapporter har samma siffror",
        "En tabell som finns i två rapporter för perioden är lika i båda.",
        prova_gemensamma_tabeller,
        rapporter=BOKSLUTSRAPPORTER,
    ),
    Kontrolltyp(
        "namn",
        Grupp.RAPPORTER,
        "En insats har ett namn",
        "Varje tabell kallar insatsen vid dess namn, helt eller kort.",
        prova_namn,
        Allvar.VARNING,
    ),
    Kontrolltyp(
        "kvartalsrapport-saknas",
        Grupp.RAPPORTER,
        "Alla kvartalsrapporter är godkända",
        "Varje kvartalsrapport vars sista dag har gått är godkänd.",
        prova_kvartalsrapporter,
        Allvar.VARNING,
        INSATSRAPPORTER,
        summeras=True,
    ),
    Kontrolltyp(
        "slutrapport-saknas",
        Grupp.RAPPORTER,
        "Alla slutrapporter är inlämnade",
        "Varje insats som avslutades under perioden har lämnat sin slutrapport.",
        prova_slutrapporter,
        Allvar.VARNING,
        INSATSRAPPORTER,
    ),
    Kontrolltyp(
        "verksamhetsmal-saknas",
        Grupp.RAPPORTER,
        "Verksamhetsmålen har utfall",
        "Varje verksamhetsmål som bedöms manuellt har ett utfall.",
        prova_verksamhetsmal,
        Allvar.VARNING,
        BOKSLUTSRAPPORTER,
    ),
)
