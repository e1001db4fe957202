"""The sheets of the underlag that this app owns (formats.md 1)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db.models import F

from finsam.inlasning.blad import (
    Blad,
    Bladresultat,
    Inlasning,
    Modellblad,
    Regel,
    is_before,
    is_negative,
    refuse_changes,
)
from finsam.inlasning.kolumntyper import (
    STORSTA_HELTAL,
    Artal,
    Belopp,
    Halvar,
    Heltal,
    Manad,
    Otolkbar,
    Procent,
    Text,
    Val,
)
from finsam.inlasning.tabell import Kolumn, Rad, Tabell
from finsam.inlasning.underlag import register
from finsam.period import MANADER
from insatser.models import Insats
from insatser.skrivlas import lock_insatser
from insatser.underlag import INSATS, MAL, NR, connect_mal
from uppfoljning.calculations.marginaler import find_motsagelser
from uppfoljning.fragor import FRAGOR
from uppfoljning.kategorier import KATEGORIER, Handlingsplan, Kon, Matt
from uppfoljning.models import (
    Aktivitet,
    Avvikelse,
    Bedomning,
    Kvartalsrapport,
    Leverans,
    Maluppfoljning,
    Verksamhetsmal,
)
from uppfoljning.services import Cellnyckel, current_celler, replace_deltagarstatistik

KVARTAL = Heltal(1, 4)
_ANTAL = Heltal(0, STORSTA_HELTAL)


@register
class Kvartalsrapporter(Modellblad):
    namn = "Kvartalsrapporter"
    modell = Kvartalsrapport
    agare = "insats__forbund"
    kolumner = (
        Kolumn("insats", "insats", nyckel=True),
        Kolumn("år", "ar", Artal(), nyckel=True),
        Kolumn("kvartal", "kvartal", KVARTAL, nyckel=True),
        Kolumn("inlämnad", "inlamnad"),
        *(Kolumn(fraga.rubrik, fraga.nyckel) for fraga in FRAGOR),
        *(Kolumn(f"kommentar {fraga.rubrik}", fraga.kommentar) for fraga in FRAGOR),
        Kolumn("kommentar", "kommentar"),
        Kolumn("nästa kvartal", "nasta_kvartal"),
        Kolumn("handlingsplaner", "handlingsplaner"),
        Kolumn("budgetkommentar", "budgetkommentar"),
        Kolumn("till kansliet", "till_kansliet"),
    )

    def connect(self, inlasning: Inlasning, tabell: Tabell, rad: Rad) -> None:
        insats, ar, kvartal = (rad.varden.get(falt) for falt in ("insats", "ar", "kvartal"))
        if None in (insats, ar, kvartal):
            return
        rapport = inlasning.samling(Kvartalsrapport).objekt.get((insats.kod, ar, kvartal))
        if rapport is not None and _is_handlagd(rapport):
            _refuse_changes(tabell, rad, rapport, rapport)
        elif not rad.varden.keys().isdisjoint({"inlamnad", *(f.nyckel for f in FRAGOR)}):
            # What the förbund itself brings of its history, it has accepted already.
            rad.varden["status"] = Kvartalsrapport.Status.GODKAND


def _is_handlagd(rapport: Kvartalsrapport) -> bool:
    """Whether someone has written it or is at work on it in the app: what they decided stands."""
    upplasta = (Kvartalsrapport.Status.EJ_PABORJAD, Kvartalsrapport.Status.GODKAND)
    return rapport.sparad is not None or rapport.status not in upplasta


def _refuse_changes(
    tabell: Tabell, rad: Rad, rapport: Kvartalsrapport, obj: Kvartalsrapport | Maluppfoljning | None
) -> None:
    """Note a fault where the row says anything else than the stored `obj` of the report."""
    meddelande = (
        f"Kvartalsrapporten finns i appen och är {rapport.get_status_display()}. "
        "Ändra den i appen och ta bort raden ur filen."
    )
    if obj is None:
        tabell.refuse(rad.nr, None, None, meddelande)
    else:
        refuse_changes(tabell, rad, obj, meddelande)


@register
class Maluppfoljningar(Modellblad):
    namn = "Måluppföljning"
    modell = Maluppfoljning
    agare = "kvartalsrapport__insats__forbund"
    kolumner = (
        INSATS,
        Kolumn("år", "ar", Artal(), nyckel=True, kravs=True),
        Kolumn("kvartal", "kvartal", KVARTAL, nyckel=True, kravs=True),
        MAL,
        Kolumn("status", "status"),
        Kolumn("utfall", "utfall"),
        Kolumn("kommentar", "kommentar"),
    )

    def connect(self, inlasning: Inlasning, tabell: Tabell, rad: Rad) -> None:
        connect_mal(inlasning, tabell, rad)
        insats, ar, kvartal = (rad.varden.pop(falt, None) for falt in ("insats", "ar", "kvartal"))
        if None in (insats, ar, kvartal):
            return
        rapporter = inlasning.samling(Kvartalsrapport)
        nyckel = insats.kod, ar, kvartal
        if nyckel not in rapporter.objekt:
            # Its outcomes are accepted; without an answer the report itself counts as missing.
            rapporter.add_new(
                nyckel,
                Kvartalsrapport(
                    insats=insats, ar=ar, kvartal=kvartal, status=Kvartalsrapport.Status.GODKAND
                ),
            )
        rapport = rad.varden["kvartalsrapport"] = rapporter.objekt[nyckel]
        mal = rad.varden.get("mal")
        if mal is not None and _is_handlagd(rapport):
            uppfoljningar = inlasning.samling(Maluppfoljning).objekt
            _refuse_changes(tabell, rad, rapport, uppfoljningar.get((*nyckel, mal.nr)))

    def key_of(self, maluppfoljning: Maluppfoljning) -> tuple:
        rapport = maluppfoljning.kvartalsrapport
        return rapport.insats.kod, rapport.ar, rapport.kvartal, maluppfoljning.mal.nr


@register
class Bedomningar(Modellblad):
    namn = "Bedömningar"
    modell = Bedomning
    agare = "insats__forbund"
    kolumner = (
        Kolumn("insats", "insats", nyckel=True),
        Kolumn("period", "period", Halvar(), nyckel=True),
        Kolumn("i fas", "i_fas"),
        Kolumn("prognos", "prognos"),
        Kolumn("motivering", "motivering"),
    )


@register
class Avvikelser(Modellblad):
    namn = "Avvikelser"
    modell = Avvikelse
    agare = "insats__forbund"
    kolumner = (
        Kolumn("insats", "insats", nyckel=True),
        Kolumn("inkommen", "inkommen", nyckel=True),
        Kolumn("typ", "typ", nyckel=True),
        Kolumn("beskrivning", "beskrivning"),
        Kolumn("belopp", "belopp", Belopp()),
        Kolumn("från år", "fran_ar", Artal()),
        Kolumn("till år", "till_ar", Artal()),
        Kolumn("beslut", "beslut"),
        Kolumn("beslutsdatum", "beslutsdatum"),
    )
    regler = (
        Regel(
            ("belopp",),
            lambda avvikelse: is_negative(avvikelse.belopp),
            "är negativt. Skriv beloppet utan minus.",
        ),
        Regel(
            ("till_ar", "fran_ar"),
            lambda avvikelse: is_before(avvikelse.till_ar, avvikelse.fran_ar),
            "är före från år.",
        ),
        Regel(
            ("beslutsdatum", "beslut"),
            lambda avvikelse: avvikelse.beslut and avvikelse.beslutsdatum is None,
            "Fyll i beslutsdatum: avvikelsen har ett beslut.",
        ),
        Regel(
            ("beslut", "beslutsdatum"),
            lambda avvikelse: not avvikelse.beslut and avvikelse.beslutsdatum is not None,
            "Fyll i beslutet, beviljad eller avslagen: avvikelsen har ett beslutsdatum.",
        ),
        Regel(
            ("beslutsdatum", "inkommen"),
            lambda avvikelse: is_before(avvikelse.beslutsdatum, avvikelse.inkommen),
            "är före den dag då avvikelsen kom in.",
        ),
    )

    def list_stored(self):
        """A file's own row is meant before one filed in the app, and that before a withdrawn."""
        return Avvikelse.alla.order_by(
            F("atertagen").desc(nulls_last=True), F("anmald_av").desc(nulls_last=True), "pk"
        )

    def connect(self, inlasning: Inlasning, tabell: Tabell, rad: Rad) -> None:
        """What was filed or decided in the app stands: its decision has changed the budget.

        So does that one was withdrawn there.
        """
        insats, inkommen, typ = (rad.varden.get(falt) for falt in ("insats", "inkommen", "typ"))
        if None in (insats, inkommen, typ):
            return
        stored = inlasning.samling(Avvikelse).objekt.get((insats.kod, inkommen, typ))
        if stored is not None and stored.atertagen:
            tabell.refuse(
                rad.nr, None, None, "Avvikelsen är återtagen i appen. Ta bort raden ur filen."
            )
        elif stored is not None and (stored.anmald_av_id or stored.beslutad_av_id):
            refuse_changes(
                tabell,
                rad,
                stored,
                "Avvikelsen är anmäld eller beslutad i appen. Ändra den i appen och ta bort raden "
                "ur filen.",
            )


@register
class Verksamhetsmalen(Modellblad):
    namn = "Verksamhetsmål"
    modell = Verksamhetsmal
    agare = "forbund"
    kolumner = (
        Kolumn("år", "ar", Artal(), nyckel=True),
        Kolumn("nr", "nr", NR, nyckel=True),
        Kolumn("delmål", "delmal", NR, nyckel=True),
        Kolumn("mål", "mal"),
        Kolumn("resultatmål", "resultatmal"),
        Kolumn("mått", "matt"),
        Kolumn("målvärde", "malvarde"),
        Kolumn("utfall", "utfall"),
    )
    regler = (
        Regel(
            ("utfall", "matt"),
            lambda mal: mal.utfall and mal.matt != Verksamhetsmal.Matt.MANUELL,
            "ska bara stå vid måttet manuell. Andra utfall räknas fram.",
        ),
    )


@register
class Aktiviteter(Modellblad):
    namn = "Aktiviteter"
    modell = Aktivitet
    agare = "forbund"
    kolumner = (
        Kolumn("datum", "datum", nyckel=True),
        Kolumn("namn", "namn", nyckel=True),
        Kolumn("typ", "typ"),
        Kolumn("deltagare kvinnor", "deltagare_kvinnor"),
        Kolumn("deltagare män", "deltagare_man"),
        Kolumn("deltagare okänt", "deltagare_okant"),
    )


@register
class Deltagarstatistiken(Blad):
    """History that exists only as counts: laid over the insats's current counts."""

    namn = "Deltagarstatistik"
    kolumner = (
        INSATS,
        Kolumn("månad", "manad", Manad(), nyckel=True, kravs=True),
        Kolumn("kön", "kon", Val(tuple(Kon.choices)), nyckel=True, kravs=True),
        Kolumn("mått", "matt", Val(tuple(Matt.choices)), nyckel=True, kravs=True),
        Kolumn("kategori", "kategori", Text(), nyckel=True, kravs=False),
        Kolumn("antal", "antal", _ANTAL, kravs=True),
    )

    def read(self, inlasning: Inlasning, tabell: Tabell) -> None:
        if tabell.is_lasbar and "antal" not in tabell.falt:
            tabell.refuse(1, "antal", None, "Kolumnen saknas. Lägg till rubriken på rad 1.")
        lasta: dict[str, dict[Cellnyckel, int]] = defaultdict(dict)
        forsta: dict[tuple, int] = {}
        is_hel = True
        for rad in tabell:
            inlasning.resolve(tabell, rad, [INSATS])
            tabell.refuse_empty(rad, self.kolumner)
            _interpret_kategori(tabell, rad)
            if rad.felaktiga:
                is_hel = False
                continue
            varden = rad.varden
            insats, antal = varden["insats"], varden["antal"]
            nyckel = varden["manad"], varden["kon"], varden["matt"], varden["kategori"]
            forsta_rad = forsta.setdefault((insats.kod, *nyckel), rad.nr)
            if forsta_rad != rad.nr:
                tabell.refuse(rad.nr, None, None, f"Raden gäller samma som rad {forsta_rad}.")
            lasta[insats.kod][nyckel] = antal
        insatser = [inlasning.samling(Insats).objekt[kod,] for kod in lasta]
        stored = _lock_celler(insatser)
        if is_hel:
            _refuse_motsagelser(tabell, stored, lasta, forsta)
        inlasning.lasta[self] = insatser, stored, lasta

    def store(self, inlasning: Inlasning) -> Bladresultat:
        """A new leverans for each insats whose counts change."""
        insatser, stored, lasta = inlasning.lasta.get(self, ((), {}, {}))
        nya = andrade = oforandrade = 0
        for insats in insatser:
            fore, read = stored[insats.kod], lasta[insats.kod]
            replace_deltagarstatistik(
                insats=insats,
                celler=fore | read,
                kalla=Leverans.Kalla.UNDERLAG,
                sha256=inlasning.sha256,
                antal_rader=len(read),
                inlast=inlasning.inlast,
            )
            nya += len(read.keys() - fore.keys())
            oforandrade += len(read.items() & fore.items())
            andrade += len(read)
        return Bladresultat(self.namn, nya, andrade - nya - oforandrade, oforandrade)


def _lock_celler(insatser: Iterable[Insats]) -> dict[str, dict[Cellnyckel, int]]:
    """The current counts by kod, which nobody else changes until the upload is over."""
    sparade = [insats for insats in insatser if insats.pk is not None]
    lock_insatser(sparade)
    celler = current_celler(sparade)
    return {insats.kod: celler.get(insats.pk, {}) for insats in insatser}


def _refuse_motsagelser(
    tabell: Tabell,
    stored: Mapping[str, Mapping[Cellnyckel, int]],
    lasta: Mapping[str, Mapping[Cellnyckel, int]],
    rader: Mapping[tuple, int],
) -> None:
    """Note where the counts contradict each other in a month and kön that the file is about.

    `rader` are the row numbers by kod and the cell's key.
    """
    forsta: dict[tuple, int] = {}
    for (kod, manad, kon, matt, _), nr in rader.items():
        forsta.setdefault((kod, manad, kon), nr)
        forsta.setdefault((kod, manad, kon, matt), nr)
    for kod, read in lasta.items():
        grupper = {(manad, kon) for manad, kon, _, _ in read}
        for fel in find_motsagelser(stored[kod] | read, grupper):
            grupp = kod, fel.manad, fel.kon
            tabell.refuse(
                forsta.get((*grupp, fel.matt), forsta[grupp]),
                None,
                None,
                f"{kod}, {MANADER[fel.manad.month - 1]} {fel.manad.year}, kön "
                f"{Kon(fel.kon).label}: {fel.text} Rätta antalen.",
            )


def _interpret_kategori(tabell: Tabell, rad: Rad) -> None:
    """Read the kategori by its mått, and see that kön goes with it."""
    if "matt" not in rad.varden or "kategori" in rad.felaktiga:
        return
    matt = Matt(rad.varden["matt"])
    text = rad.varden.get("kategori", "")
    try:
        rad.varden["kategori"] = _stored_kategori(matt, text)
    except Otolkbar as error:
        rad.felaktiga.add("kategori")
        tabell.refuse(rad.nr, "kategori", text or None, str(error))
    is_okant = rad.varden.get("kon", Kon.OKANT) == Kon.OKANT
    if "kon" in rad.varden and is_okant != (matt == Matt.ANONYMA):
        rad.felaktiga.add("kon")
        tabell.refuse(
            rad.nr, "kön", rad.celler["kon"], "passar inte måttet. Bara anonyma har kön –."
        )


def _stored_kategori(matt: Matt, text: str) -> str:
    """The kategori's stored value. Raises Otolkbar."""
    if matt == Matt.HANDLINGSPLAN and not text:
        return Handlingsplan.JA
    if matt == Matt.OMFATTNING and text:
        return str(Procent().tolka(text))
    kategorier = KATEGORIER.get(matt)
    if kategorier is None and matt != Matt.OMFATTNING:
        if text:
            raise Otolkbar(f"ska inte stå här. Måttet {matt.label} har ingen kategori.")
        return ""
    if not text:
        raise Otolkbar(f"Cellen är tom. Måttet {matt.label} behöver en kategori.")
    return Val(tuple(kategorier.choices)).tolka(text)
