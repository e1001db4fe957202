"""Chapters 1–3 and 5 of the PM: which insatser there are, where the figures come from."""

from collections import Counter

from finsam.period import MANADER
from finsam.svenska import capitalize, count_noun, format_datum, in_words, join_och
from insatser.models import Insats, Mal, Slutrapport
from insatser.ordning import GRUPPER
from rapporter.dokument import Avsnitt, Block, Kapitel, Mening, Ruta, Stycke
from rapporter.meningar import as_sentence, mening, name_insatser, name_kvartal, stycke, with_names
from rapporter.pm.pmunderlag import Pmunderlag
from rapporter.tabell import Kolumn, Rad, Slag, Tabell

_TYPNAMN = {
    Insats.Typ.INDIVID: ("individinsats", "individinsatser"),
    Insats.Typ.STRUKTUR: ("strukturinsats", "strukturinsatser"),
    Insats.Typ.FORSTUDIE: ("förstudie", "förstudier"),
    Insats.Typ.KOMPETENS: ("kompetensinsats", "kompetensinsatser"),
}


def tell_antal_insatser(u: Pmunderlag) -> Mening:
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


def tell_avslutade_insatser(u: Pmunderlag) -> Mening:
    avslutade = u.avslutade
    pastaenden = {"antal_avslutade_insatser": len(avslutade)}
    if not avslutade:
        return mening("Ingen insats avslutades under perioden.", pastaenden)
    return mening(
        f"{count_noun(len(avslutade), 'insats', 'insatser')} avslutades under perioden"
        f"{with_names(avslutade)}.",
        pastaenden,
    )


def build_bakgrund(u: Pmunderlag) -> Kapitel:
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
                            f"Alla uppgifter hämtades samtidigt, den {format_datum(u.per)}. Varje "
                            "tabell och varje siffra i texten är räknad ur samma underlag."
                        ),
                        mening(
                            "Förbundet hanterar inga uppgifter om enskilda personer. Statistiken "
                            "består av antal, och en person som deltar i två insatser räknas i "
                            "båda."
                        ),
                    ),
                    stycke(_tell_oavslutad_period(u), _tell_statistikens_slut(u)),
                    _tell_kvartalsrapporter(u),
                )
            ),
        ),
    )


def _tell_statistikperiod(u: Pmunderlag) -> Mening | None:
    if u.statistikperiod == u.period:
        return None
    return mening(
        f"Statistiken om deltagare gäller hela året, {u.statistikperiod.namn_manader}, och "
        "budgeten redovisas både för halvåret och för året."
    )


def _tell_oavslutad_period(u: Pmunderlag) -> Mening | None:
    if u.per > u.period.slut:
        return None
    return mening(
        f"Perioden är inte slut: uppgifterna gäller till och med den {format_datum(u.per)} och "
        "kommer att ändras."
    )


def _tell_statistikens_slut(u: Pmunderlag) -> Mening | None:
    """Told when the newest count is older than the period's last month."""
    senaste = u.senaste_statistikmanad
    if senaste is None or (senaste.year, senaste.month) == (u.period.ar, u.period.slut.month):
        return None
    manad = f"{MANADER[senaste.month - 1]} {senaste.year}"
    return mening(
        f"Den senaste händelsen i statistiken om deltagare är från {manad}. Det kan betyda att "
        "senare uppgifter inte är inlämnade."
    )


def _tell_kvartalsrapporter(u: Pmunderlag) -> Stycke:
    saknade = u.saknade_rapporter
    inkomna = sum(len(kvartal) for kvartal in u.inkomna_kvartal.values())
    pastaenden = {
        "antal_godkanda_kvartalsrapporter": inkomna,
        "antal_saknade_kvartalsrapporter": len(saknade),
    }
    if not u.insatser:
        return Stycke((Mening("", pastaenden),))
    if inkomna and not u.vantade_rapporter:
        return stycke(mening("Samtliga kvartalsrapporter är inlämnade och godkända.", pastaenden))
    text = (
        f"{count_noun(inkomna, 'kvartalsrapport', 'kvartalsrapporter')} är "
        f"{'godkänd' if inkomna < 2 else 'godkända'}"
    )
    if saknade:
        text += f" och {in_words(len(saknade))} saknas: {name_kvartal(saknade)}"
    elif u.vantade_rapporter:
        text += "; de andra har ännu inte nått sista dagen för inlämning"
    return stycke(mening(f"{text}.", pastaenden))


def build_insatser(u: Pmunderlag) -> Kapitel:
    return Kapitel("insatser", "Insatser", (Avsnitt(build_insatser_block(u)),))


def build_insatser_block(u: Pmunderlag) -> tuple[Block, ...]:
    return (stycke(tell_antal_insatser(u)), build_tabell_insatser(u))


def build_tabell_insatser(u: Pmunderlag) -> Tabell:
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


def build_avslutade(u: Pmunderlag) -> Kapitel:
    return Kapitel("avslutade", "Avslutade insatser", (Avsnitt(build_avslutade_block(u)),))


def build_avslutade_block(u: Pmunderlag) -> tuple[Block, ...]:
    """How many ended, and a box for each of them."""
    rutor = tuple(_build_ruta(u, insats) for insats in u.avslutade)
    utan_slutrapport = [i for i in u.avslutade if i.pk not in u.slutrapporter]
    saknas = (
        mening(f"Slutrapport saknas för {name_insatser(utan_slutrapport)}.")
        if utan_slutrapport
        else None
    )
    return (stycke(tell_avslutade_insatser(u), saknas), *rutor)


def _build_ruta(u: Pmunderlag, insats: Insats) -> Ruta:
    slutrapport = u.slutrapporter.get(insats.pk) or Slutrapport()
    parter = join_och(part.namn for part in u.samverkansparter[insats.pk])
    rader = [
        ("Period", f"{format_datum(insats.start)} – {format_datum(insats.gallande_slut)}"),
        ("Insatsägare", insats.insatsagare.namn if insats.insatsagare else ""),
        ("Samverkansparter", parter),
        ("Syfte", insats.syfte),
        *((f"Mål {mal.nr}", _tell_slutmal(mal)) for mal in u.mal[insats.pk]),
        ("Måluppfyllelse", capitalize(slutrapport.get_maluppfyllelse_display())),
        ("Sammanfattande bedömning", slutrapport.sammanfattande_bedomning),
        ("Det som lever kvar", slutrapport.lever_kvar),
    ]
    return Ruta(insats.benamning, tuple((etikett, text) for etikett, text in rader if text))


def _tell_slutmal(mal: Mal) -> str:
    slutmal = getattr(mal, "slutmal", None)
    delar = [mal.mal]
    if slutmal is None:
        delar.append("Utfall saknas")
    else:
        if slutmal.uppnatt:
            delar.append(f"Uppnått: {slutmal.get_uppnatt_display()}")
        if slutmal.utfall:
            delar.append(slutmal.utfall)
    return " ".join(as_sentence(delen) for delen in delar)
