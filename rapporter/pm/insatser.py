"""Chapters 1–3 and 5 of the PM: which insatser there are, where the figures come from."""

from collections import Counter
from datetime import date

from finsam.svenska import capitalize, count_noun, format_datum, in_words, join_och
from insatser.models import Insats, Slutrapport
from rapporter.dokument import Avsnitt, Kapitel, Mening, Ruta, Stycke
from rapporter.meningar import as_sentence, mening, name_insatser, stycke
from rapporter.pm.underlag import Underlag
from rapporter.tabell import Kolumn, Rad, Slag, Tabell

GRUPPER = {
    Insats.Typ.INDIVID: "Individinsatser",
    Insats.Typ.STRUKTUR: "Strukturinsatser",
    Insats.Typ.FORSTUDIE: "Förstudier",
    Insats.Typ.KOMPETENS: "Kompetensinsatser",
}

_TYPNAMN = {
    Insats.Typ.INDIVID: ("individinsats", "individinsatser"),
    Insats.Typ.STRUKTUR: ("strukturinsats", "strukturinsatser"),
    Insats.Typ.FORSTUDIE: ("förstudie", "förstudier"),
    Insats.Typ.KOMPETENS: ("kompetensinsats", "kompetensinsatser"),
}


def tell_antal_insatser(u: Underlag) -> Mening:
    """”… finansierade förbundet tolv insatser: åtta individinsatser, …”."""
    antal = Counter(i.typ for i in u.insatser)
    pastaenden = {
        "antal_insatser": len(u.insatser),
        "antal_individ": antal[Insats.Typ.INDIVID],
        "antal_struktur": antal[Insats.Typ.STRUKTUR],
        "antal_forstudier": antal[Insats.Typ.FORSTUDIE],
        "antal_kompetensinsatser": antal[Insats.Typ.KOMPETENS],
    }
    inledning = f"Under {u.period.namn} finansierade {u.forbund.namn}"
    typer = [count_noun(antal[typ], *namn) for typ, namn in _TYPNAMN.items() if antal[typ]]
    if not typer:
        return mening(f"{inledning} inga insatser.", pastaenden)
    if len(typer) == 1:
        return mening(f"{inledning} {typer[0]}.", pastaenden)
    text = f"{inledning} {count_noun(len(u.insatser), 'insats', 'insatser')}: {join_och(typer)}."
    return mening(text, pastaenden)


def tell_avslutade_insatser(u: Underlag) -> Mening:
    avslutade = u.avslutade
    pastaenden = {"antal_avslutade_insatser": len(avslutade)}
    if not u.insatser:
        return Mening("", pastaenden)
    if not avslutade:
        return mening("Ingen insats avslutades under perioden.", pastaenden)
    return mening(
        f"{count_noun(len(avslutade), 'insats', 'insatser')} avslutades under perioden: "
        f"{name_insatser(avslutade)}.",
        pastaenden,
    )


def build_bakgrund(u: Underlag, per: date) -> Kapitel:
    return Kapitel(
        "bakgrund",
        "Bakgrund",
        (
            Avsnitt(
                (
                    stycke(
                        mening(
                            "Det här är en uppföljning av de insatser som "
                            f"{u.forbund.namn} finansierade {u.period.namn_manader}."
                        ),
                        mening(
                            "Den bygger på styrgruppernas kvartalsrapporter, på statistik om "
                            "deltagarna som insatserna lämnar, på attesterade rekvisitioner och "
                            "på förbundets beslut om budget, förlängningar och avvikelser."
                        ),
                        _tell_statistikperiod(u),
                    ),
                    stycke(
                        mening(
                            f"Alla uppgifter hämtades samtidigt, den {format_datum(per)}. Varje "
                            "tabell och varje siffra i texten är räknad ur samma underlag."
                        ),
                        mening(
                            "Förbundet hanterar inga uppgifter om enskilda personer. Statistiken "
                            "består av antal, och en person som deltar i två insatser räknas i "
                            "båda."
                        ),
                    ),
                    _tell_kvartalsrapporter(u),
                )
            ),
        ),
    )


def _tell_statistikperiod(u: Underlag) -> Mening | None:
    if u.statistikperiod == u.period:
        return None
    return mening(
        f"Statistiken om deltagare gäller hela året, {u.statistikperiod.namn_manader}, och "
        "budgeten redovisas både för halvåret och för året."
    )


def _tell_kvartalsrapporter(u: Underlag) -> Stycke:
    saknade = u.saknade_rapporter
    inkomna = sum(len(kvartal) for kvartal in u.inkomna_kvartal.values())
    pastaenden = {
        "antal_godkanda_kvartalsrapporter": inkomna,
        "antal_saknade_kvartalsrapporter": len(saknade),
    }
    if not u.insatser:
        return Stycke((Mening("", pastaenden),))
    if not saknade:
        return stycke(mening("Samtliga kvartalsrapporter är inlämnade och godkända.", pastaenden))
    kvartal = {i: [nr for annan, nr in saknade if annan == i] for i, _ in saknade}
    vilka = join_och(
        f"{i.textbenamning} kvartal {join_och(map(str, nr))}" for i, nr in kvartal.items()
    )
    return stycke(
        mening(
            f"{count_noun(inkomna, 'kvartalsrapport', 'kvartalsrapporter')} är "
            f"{'godkänd' if inkomna < 2 else 'godkända'} och {in_words(len(saknade))} saknas: "
            f"{vilka}.",
            pastaenden,
        )
    )


def build_insatser(u: Underlag) -> Kapitel:
    return Kapitel(
        "insatser",
        "Insatser",
        (Avsnitt((stycke(tell_antal_insatser(u)), build_tabell_insatser(u))),),
    )


def build_tabell_insatser(u: Underlag) -> Tabell:
    """Tabell insatser: full name, first and last day; footnotes on förlängning and kortnamn."""
    fotnoter: list[str] = []
    rader = []
    for insats in u.insatser:
        egna = [
            f"Förlängd till {f.nytt_slut.isoformat()} genom beslut {f.beslutsdatum.isoformat()}."
            for f in u.forlangningar.get(insats.pk, ())
        ]
        is_forlangd = bool(egna)
        if insats.kortnamn and insats.kortnamn != insats.namn:
            egna.append(f"Kallas i fortsättningen {insats.kortnamn}.")
        fotnoter += egna
        rader.append(
            Rad(
                insats.kod,
                insats.benamning,
                {
                    "namn": insats.namn,
                    "start": insats.start,
                    "slut": insats.gallande_slut,
                    "forlangd": is_forlangd,
                },
                insats.typ,
                tuple(range(len(fotnoter) - len(egna) + 1, len(fotnoter) + 1)),
            )
        )
    return Tabell(
        "insatser",
        f"Insatser {u.period.namn_manader}",
        "Insats",
        (
            Kolumn("namn", "Namn", Slag.TEXT, is_visad=False),
            Kolumn("start", "Start", Slag.DATUM),
            Kolumn("slut", "Slut", Slag.DATUM),
            Kolumn("forlangd", "Förlängd", Slag.TEXT, is_visad=False),
        ),
        tuple(rader),
        grupper=GRUPPER,
        fotnoter=tuple(fotnoter),
        tom_text=f"Inga insatser pågick {u.period.namn_manader}.",
    )


def build_avslutade(u: Underlag) -> Kapitel:
    rutor = tuple(_build_ruta(u, insats) for insats in u.avslutade)
    utan_slutrapport = [i for i in u.avslutade if i.pk not in u.slutrapporter]
    saknas = (
        mening(f"Slutrapport saknas för {name_insatser(utan_slutrapport)}.")
        if utan_slutrapport
        else None
    )
    return Kapitel(
        "avslutade",
        "Avslutade insatser",
        (Avsnitt((stycke(tell_avslutade_insatser(u), saknas), *rutor)),),
    )


def _build_ruta(u: Underlag, insats: Insats) -> Ruta:
    slutrapport = u.slutrapporter.get(insats.pk) or Slutrapport()
    parter = join_och(part.namn for part in insats.samverkansparter.all())
    rader = [
        ("Period", f"{format_datum(insats.start)} – {format_datum(insats.gallande_slut)}"),
        ("Insatsägare", insats.insatsagare.namn if insats.insatsagare else ""),
        ("Samverkansparter", parter),
        ("Syfte", insats.syfte),
        *((f"Mål {slutmal.mal.nr}", _tell_slutmal(slutmal)) for slutmal in u.slutmal[insats.pk]),
        ("Måluppfyllelse", capitalize(slutrapport.get_maluppfyllelse_display())),
        ("Sammanfattande bedömning", slutrapport.sammanfattande_bedomning),
        ("Det som lever kvar", slutrapport.lever_kvar),
    ]
    return Ruta(insats.benamning, tuple((etikett, text) for etikett, text in rader if text))


def _tell_slutmal(slutmal) -> str:
    delar = [slutmal.mal.mal]
    if slutmal.uppnatt:
        delar.append(f"Uppnått: {slutmal.get_uppnatt_display()}")
    if slutmal.utfall:
        delar.append(slutmal.utfall)
    return " ".join(as_sentence(delen) for delen in delar)
