"""The förvaltningsberättelse's account of the verksamhet: events, goals and aktiviteter."""

from collections import Counter

from finsam.svenska import capitalize, count_noun, format_datum, format_number, in_words, join_och
from insatser.models import Insats
from rapporter.bokslut.underlag import Bokslutsunderlag
from rapporter.dokument import Block, Mening
from rapporter.meningar import mening, stycke
from rapporter.pm.insatser import tell_avslutade_insatser
from rapporter.pm.mal import build_nulage_block
from rapporter.tabell import Farg, Kolumn, Rad, Slag, Status, Tabell
from uppfoljning.calculations.aktiviteter import Aktivitetsrad
from uppfoljning.calculations.maluppfyllelse import Malstatus
from uppfoljning.models import Avvikelse, Verksamhetsmal
from uppfoljning.verksamhet.maluppfyllelse import Malutfall

# More than this of one kind in a sentence is counted instead.
MAX_BESLUT = 12

_STATUS = {
    Malstatus.UPPNATT: Status(Malstatus.UPPNATT.label, Farg.GRON),
    Malstatus.PA_VAG: Status(Malstatus.PA_VAG.label, Farg.GUL),
    Malstatus.INTE_AN: Status(Malstatus.INTE_AN.label, Farg.GUL),
    Malstatus.EJ_UPPNATT: Status(Malstatus.EJ_UPPNATT.label, Farg.ROD),
}


# A goal's outcome is the claim that the deltagare are told by: they can't differ in one report.
_PASTAENDE = {
    Verksamhetsmal.Matt.ARBETE_STUDIER: "andel_arbete_studier",
    Verksamhetsmal.Matt.STEGFORFLYTTNING: "andel_stegforflyttning",
    Verksamhetsmal.Matt.HANDLINGSPLAN: "andel_handlingsplan_forrehabilitering",
}


def build_handelser_block(b: Bokslutsunderlag) -> tuple[Block, ...]:
    """What the data know of the period's events: förlängningar, ends, decided avvikelser."""
    return (stycke(_tell_forlangningar(b), tell_avslutade_insatser(b.u), tell_avvikelser(b)),)


def _tell_forlangningar(b: Bokslutsunderlag) -> Mening:
    u = b.u
    forlangda = [
        (insats, forlangning)
        for insats in u.insatser
        for forlangning in u.forlangningar.get(insats.pk, ())
    ]
    antal = len({insats.pk for insats, _ in forlangda})
    pastaenden = {"antal_forlangda_insatser": antal}
    if not forlangda:
        return mening("Styrelsen förlängde ingen insats under perioden.", pastaenden)
    text = f"Styrelsen förlängde {count_noun(antal, 'insats', 'insatser')}"
    if len(forlangda) > MAX_BESLUT:
        return mening(f"{text} (se tabellen över insatser).", pastaenden)
    vilka = join_och(
        f"{insats.textbenamning} till {format_datum(forlangning.nytt_slut)}"
        for insats, forlangning in forlangda
    )
    return mening(f"{text}: {vilka}.", pastaenden)


def tell_avvikelser(b: Bokslutsunderlag) -> Mening:
    """What the förbundschef decided by delegation in the period."""
    antal = Counter(a.beslut for a in b.avvikelser)
    beviljade, avslagna = antal[Avvikelse.Beslut.BEVILJAD], antal[Avvikelse.Beslut.AVSLAGEN]
    pastaenden = {
        "antal_beviljade_avvikelser": beviljade,
        "antal_avslagna_avvikelser": avslagna,
    }
    if not b.avvikelser:
        return mening("Förbundschefen beslutade inte om någon avvikelse.", pastaenden)
    delar = []
    if beviljade:
        delar.append(f"beviljade {count_noun(beviljade, 'avvikelse', 'avvikelser')}")
    if avslagna:
        delar.append(f"avslog {count_noun(avslagna, 'avvikelse', 'avvikelser')}")
    text = f"Förbundschefen {join_och(delar)}"
    if len(b.avvikelser) > MAX_BESLUT:
        return mening(f"{text}.", pastaenden)
    insatser = list(dict.fromkeys(a.insats for a in b.avvikelser))
    return mening(f"{text}, som gäller {_name(insatser)}.", pastaenden)


def _name(insatser: list[Insats]) -> str:
    return join_och(insats.textbenamning for insats in insatser)


def build_mal_block(b: Bokslutsunderlag) -> tuple[Block, ...]:
    """The förbund's own goals, then how the insatser stand towards theirs."""
    return (
        stycke(tell_verksamhetsmal(b), _claim_utfall(b)),
        build_tabell_verksamhetsmal(b),
        *build_nulage_block(b.u),
    )


def tell_verksamhetsmal(b: Bokslutsunderlag) -> Mening:
    """”Av årets sex mål är två uppnådda, ett på väg och ett ej uppnått. Ett bedöms i ord.”"""
    antal = Counter(m.status for m in b.malutfall)
    pastaenden = {
        "antal_verksamhetsmal": len(b.malutfall),
        "antal_uppnadda_verksamhetsmal": antal[Malstatus.UPPNATT],
        "antal_verksamhetsmal_pa_vag": antal[Malstatus.PA_VAG],
        "antal_ej_uppnadda_verksamhetsmal": antal[Malstatus.EJ_UPPNATT] + antal[Malstatus.INTE_AN],
    }
    if not b.malutfall:
        return mening(f"Det finns inga verksamhetsmål för {b.period.ar}.", pastaenden)
    delar = [
        f"{in_words(antal[status], neutrum=True)} {ental if antal[status] == 1 else flertal}"
        for status, ental, flertal in (
            (Malstatus.UPPNATT, "uppnått", "uppnådda"),
            (Malstatus.PA_VAG, "på väg att nås", "på väg att nås"),
            (Malstatus.INTE_AN, "inte uppnått än", "inte uppnådda än"),
            (Malstatus.EJ_UPPNATT, "inte uppnått", "inte uppnådda"),
        )
        if antal[status]
    ]
    malen = f"årets {in_words(len(b.malutfall))} resultatmål"
    if not delar:
        return mening(f"Inget av {malen} går att bedöma med siffror.", pastaenden)
    text = f"Av {malen} är {join_och(delar)}."
    utan_status = [m for m in b.malutfall if m.status is None]
    i_ord = sum(
        m.mal.matt == Verksamhetsmal.Matt.MANUELL and bool(m.utfall_text) for m in utan_status
    )
    utan_malvarde = sum(m.utfall is not None and m.malvarde is None for m in utan_status)
    for antal_utan, vad in (
        (i_ord, "bedöms i ord"),
        (utan_malvarde, "har inget målvärde"),
        (
            len(utan_status) - i_ord - utan_malvarde,
            "har inget utfall än" if not b.period.is_helar else "har inget utfall",
        ),
    ):
        if antal_utan:
            text += f" {capitalize(in_words(antal_utan, neutrum=True))} {vad}."
    return mening(text, pastaenden)


def _claim_utfall(b: Bokslutsunderlag) -> Mening:
    return Mening(
        "",
        {
            _PASTAENDE[utfall.mal.matt]: utfall.utfall
            for utfall in b.malutfall
            if utfall.mal.matt in _PASTAENDE
        },
    )


def build_tabell_verksamhetsmal(b: Bokslutsunderlag) -> Tabell:
    """Each resultatmål under its goal: how it is measured, outcome, and whether it is met."""
    return Tabell(
        "verksamhetsmal",
        f"Verksamhetsmål {b.period.ar}, utfall till och med {b.period.sista_dag}",
        "Resultatmål",
        (
            Kolumn("mal", "Mål", Slag.TEXT, is_visad=False),
            Kolumn("resultatmal", "Resultatmål", Slag.TEXT, is_visad=False),
            Kolumn("matt", "Mått", Slag.TEXT),
            Kolumn("malvarde", "Målvärde", Slag.ANTAL, is_visad=False),
            Kolumn("malvarde_text", "Målvärde", Slag.TEXT),
            Kolumn("utfall", "Utfall", Slag.ANTAL, is_visad=False),
            Kolumn("utfall_text", "Utfall", Slag.TEXT),
            Kolumn("status", "Läge", Slag.STATUS),
        ),
        tuple(_to_rad(utfall) for utfall in b.malutfall),
        radnyckel="mal",
        grupper=_name_malen(b),
        noter=()
        if b.period.is_helar
        else ("Ett mål är på väg när utfallet är i fas med målvärdet och året inte är slut.",),
        tom_text=f"Det finns inga verksamhetsmål för {b.period.ar}.",
    )


def _name_malen(b: Bokslutsunderlag) -> dict[str, str]:
    """The heading of each goal, by the first of its rows that says it in words."""
    namn: dict[int, str] = {}
    for utfall in b.malutfall:
        namn[utfall.mal.nr] = namn.get(utfall.mal.nr) or utfall.mal.mal
    return {
        str(nr): f"Mål {nr}. {capitalize(text)}" if text else f"Mål {nr}"
        for nr, text in namn.items()
    }


def _to_rad(utfall: Malutfall) -> Rad:
    mal = utfall.mal
    return Rad(
        mal.beteckning,
        f"{mal.beteckning} {capitalize(mal.resultatmal or mal.mal)}",
        {
            "mal": mal.mal,
            "resultatmal": mal.resultatmal,
            "matt": utfall.mattnamn,
            "malvarde": utfall.malvarde,
            "malvarde_text": capitalize(utfall.malvarde_text),
            "utfall": utfall.utfall,
            "utfall_text": capitalize(utfall.utfall_text),
            "status": _STATUS.get(utfall.status),
        },
        str(mal.nr),
    )


def build_aktiviteter_block(b: Bokslutsunderlag) -> tuple[Block, ...]:
    return (stycke(*_tell_aktiviteter(b)), _build_tabell_aktiviteter(b))


def _tell_aktiviteter(b: Bokslutsunderlag) -> list[Mening]:
    summa = b.aktiviteter.perioden.summa
    pastaenden = {"antal_aktiviteter": summa.antal, "deltagare_i_aktiviteter": summa.summa}
    if not summa.antal:
        return [mening("Förbundet har inte registrerat någon aktivitet i perioden.", pastaenden)]
    text = f"Förbundet ordnade {count_noun(summa.antal, 'aktivitet', 'aktiviteter')}"
    if summa.summa is not None:
        text += f" med sammanlagt {format_number(summa.summa)} deltagare"
    meningar = [mening(f"{text}.", pastaenden)]
    if summa.utan_uppgift:
        meningar.append(
            mening(
                f"För {in_words(summa.utan_uppgift)} av dem saknas antalet deltagare.",
                {"aktiviteter_utan_deltagarantal": summa.utan_uppgift},
            )
        )
    return meningar


def _build_tabell_aktiviteter(b: Bokslutsunderlag) -> Tabell:
    """Aktiviteter and those who took part, by kind and kön."""

    def varden(rad: Aktivitetsrad) -> dict[str, int | None]:
        return {
            "antal": rad.antal,
            "kvinnor": rad.kvinnor,
            "man": rad.man,
            "okant": rad.okant,
            "summa": rad.summa,
        }

    tabell = b.aktiviteter.perioden
    rader = tuple(
        Rad(rad.namn, capitalize(rad.namn), varden(rad)) for rad in tabell.rader if rad.antal
    )
    return Tabell(
        "aktiviteter",
        f"Aktiviteter och deltagare {b.period.namn_manader}",
        "Slag",
        (
            Kolumn("antal", "Aktiviteter", Slag.ANTAL),
            Kolumn("kvinnor", "Kvinnor", Slag.ANTAL, "Deltagare"),
            Kolumn("man", "Män", Slag.ANTAL, "Deltagare"),
            Kolumn("okant", "Okänt", Slag.ANTAL, "Deltagare"),
            Kolumn("summa", "S:a", Slag.ANTAL, "Deltagare", is_betonad=True),
        ),
        rader,
        radnyckel="slag",
        summa=Rad("summa", "Totalt", varden(tabell.summa)) if rader else None,
        tom_text="Ingen aktivitet är registrerad. Registrera dem under Förbundet.",
    )
