"""About the förbund: its members, those who lead and review it, and where they sign."""

from collections.abc import Iterable, Mapping

from finsam.svenska import count_noun
from insatser.models import Fortroendevald
from rapporter.bokslut.underlag import Bokslutsunderlag
from rapporter.dokument import Block, Mening, Underskrift, Underskrifter
from rapporter.meningar import mening, stycke
from rapporter.tabell import Kolumn, Rad, Slag, Tabell

Uppdrag = Fortroendevald.Uppdrag

_STYRELSE = {
    Uppdrag.ORDFORANDE: "Ordförande",
    Uppdrag.VICE_ORDFORANDE: "Vice ordförande",
    Uppdrag.LEDAMOT: "Ledamöter",
    Uppdrag.ERSATTARE: "Ersättare",
}
_REVISORER = {
    Uppdrag.REVISOR: "Revisorer",
    Uppdrag.REVISORSERSATTARE: "Ersättare för revisorer",
}
_ORDINARIE = (Uppdrag.ORDFORANDE, Uppdrag.VICE_ORDFORANDE, Uppdrag.LEDAMOT)


def build_om_forbundet_block(b: Bokslutsunderlag) -> tuple[Block, ...]:
    return (
        stycke(_tell_forbund(b), _tell_medlemmar(b)),
        _build_tabell_medlemmar(b),
        _build_tabell_valda(
            b,
            "styrelse",
            "Styrelse",
            _STYRELSE,
            "Styrelsen är inte inlagd. Lägg in den under Förbundet.",
        ),
        _build_tabell_valda(
            b,
            "revisorer",
            "Revisorer",
            _REVISORER,
            "Revisorerna är inte inlagda. Lägg in dem under Förbundet.",
        ),
    )


def _tell_forbund(b: Bokslutsunderlag) -> Mening:
    """What the law makes the förbund, where it is and since when."""
    forbund = b.forbund
    text = (
        f"{forbund.namn} är ett samordningsförbund enligt lagen (2003:1210) om finansiell "
        "samordning av rehabiliteringsinsatser"
    )
    if forbund.startar:
        text += f" och har funnits sedan {forbund.startar}"
    return mening(f"{text}.", {"startar": forbund.startar} if forbund.startar else None)


def _tell_medlemmar(b: Bokslutsunderlag) -> Mening:
    antal = len(b.parter)
    pastaenden = {"antal_medlemmar": antal}
    if not antal:
        return mening("Medlemmarna är inte inlagda.", pastaenden)
    return mening(
        f"Det finansieras och leds gemensamt av {count_noun(antal, 'medlem', 'medlemmar')}.",
        pastaenden,
    )


def _build_tabell_medlemmar(b: Bokslutsunderlag) -> Tabell:
    return Tabell(
        "medlemmar",
        f"Medlemmar {b.period.sista_dag} {b.period.ar}",
        "Medlem",
        (
            Kolumn(
                "medlem_fran",
                "Medlem från",
                Slag.DATUM,
                is_visad=any(part.medlem_fran for part in b.parter),
            ),
        ),
        tuple(Rad(part.kod, part.namn, {"medlem_fran": part.medlem_fran}) for part in b.parter),
        radnyckel="part",
        tom_text="Medlemmarna är inte inlagda. De läses in med underlaget.",
    )


def _build_tabell_valda(
    b: Bokslutsunderlag, nyckel: str, titel: str, grupper: Mapping[Uppdrag, str], tom_text: str
) -> Tabell:
    return Tabell(
        nyckel,
        f"{titel} {b.period.sista_dag} {b.period.ar}",
        "Namn",
        (Kolumn("utsedd_av", "Utsedd av", Slag.TEXT),),
        tuple(
            Rad(
                str(vald.pk),
                vald.namn,
                {"utsedd_av": vald.part.namn if vald.part else ""},
                vald.uppdrag,
            )
            for vald in _with_uppdrag(b, grupper)
        ),
        radnyckel="fortroendevald",
        grupper=grupper,
        tom_text=tom_text,
    )


def _with_uppdrag(b: Bokslutsunderlag, uppdrag: Iterable[Uppdrag]) -> list[Fortroendevald]:
    return [vald for vald in b.fortroendevalda if vald.uppdrag in uppdrag]


def build_underskrifter_block(b: Bokslutsunderlag) -> tuple[Block, ...]:
    """A line for each ordinary place in the styrelse, by member; one for a member without any."""
    ordinarie = _with_uppdrag(b, _ORDINARIE)
    rader = []
    for part in b.parter:
        egna = [vald for vald in ordinarie if vald.part_id == part.pk]
        rader += [_sign(part.namn, vald) for vald in egna] or [Underskrift(part.namn)]
    parter = {part.pk for part in b.parter}
    rader += [
        _sign(vald.part.namn if vald.part else "", vald)
        for vald in ordinarie
        if vald.part_id not in parter
    ]
    vad = "Årsredovisningen" if b.period.is_helar else "Delårsrapporten"
    if not rader:
        return (stycke(mening("Medlemmarna är inte inlagda, så det finns ingen att skriva för.")),)
    return (
        stycke(mening(f"{vad} skrivs under av styrelsens ordinarie ledamöter.")),
        Underskrifter(tuple(rader)),
    )


def _sign(part: str, vald: Fortroendevald) -> Underskrift:
    is_ledamot = vald.uppdrag == Uppdrag.LEDAMOT
    uppdrag = "" if is_ledamot else vald.get_uppdrag_display()
    return Underskrift(part, vald.namn, uppdrag)
