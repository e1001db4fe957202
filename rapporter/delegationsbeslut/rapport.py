"""The list of delegationsbeslut: avvikelser that the förbundschef decided in a period.

A half-year or a year, or the days since the board last met.
"""

from datetime import date

from ekonomi.avvikelser.verkan import tell_ar
from ekonomi.insatsbudget.poster import moves_money
from finsam.databas import one_snapshot
from finsam.period import Dagintervall, OgiltigPeriod, Period
from finsam.svenska import capitalize, count_noun, format_datum, format_kronor, join_och
from finsam.tal import sum_known
from insatser.models import Forbund
from rapporter.dokument import Avsnitt, Dokument, Kapitel, Mening
from rapporter.meningar import make_unique, mening, stycke
from rapporter.tabell import Farg, Kolumn, Rad, Slag, Status, Tabell
from uppfoljning.models import Avvikelse

TITEL = "Delegationsbeslut om avvikelser"
_VERKAN = {
    "tillagg": "läggs till budgeten",
    "aterlamnat": "går tillbaka till förbundet",
    "flyttat": "flyttas från ett år till ett annat",
    "inom_budgeten": "används på ett annat sätt inom budgeten",
}
_FARG = {Avvikelse.Beslut.BEVILJAD: Farg.GRON, Avvikelse.Beslut.AVSLAGEN: Farg.INGEN}


def parse_period_eller_dagar(text: str) -> Period | Dagintervall:
    """A half-year, a year or some days. Raises OgiltigPeriod for anything else."""
    if "--" in text:
        return Dagintervall.parse(text)
    try:
        return Period.parse(text)
    except OgiltigPeriod as fel:
        raise OgiltigPeriod(f"{fel} För några dagar, skriv 2024-08-22--2024-10-24.") from fel


def build_delegationsbeslut(forbund: Forbund, period: Period | Dagintervall, per: date) -> Dokument:
    """What was decided in the period, and how much waited on its last day, in two queries.

    On the day `per` while the period is not over.
    """
    dag = min(period.slut, per)
    avvikelser = Avvikelse.objects.filter(insats__forbund=forbund)
    with one_snapshot():
        beslutade = list(avvikelser.decided(period.start, dag).select_related("insats"))
        antal_obeslutade = avvikelser.undecided(dag).count()
    return Dokument(
        rapport="delegationsbeslut",
        period=period,
        forbund=forbund.namn,
        organisationsnummer=forbund.organisationsnummer,
        titel=TITEL,
        per=per,
        kapitel=(
            Kapitel(
                "delegationsbeslut",
                "Beslut om avvikelser",
                (
                    Avsnitt(
                        (
                            stycke(
                                _tell_beslut(beslutade, period),
                                _tell_belopp(beslutade),
                                _tell_vantande(antal_obeslutade, dag),
                            ),
                            build_tabell(beslutade, period),
                        )
                    ),
                ),
            ),
        ),
    )


def build_tabell(beslutade: list[Avvikelse], period: Period | Dagintervall) -> Tabell:
    """Tabell delegationsbeslut: a row per decided avvikelse, in the order of the decisions.

    `belopp` is what was asked for, `beviljat` what was granted of it, in kronor. There is no sum:
    what is added, given back and moved is not one amount.
    """
    nycklar = make_unique(f"{a.insats.kod} {a.typ} {a.inkommen}" for a in beslutade)
    return Tabell(
        "delegationsbeslut",
        f"Avvikelser som förbundschefen har beslutat om {period.namn_manader}",
        "Insats",
        (
            Kolumn("insats", "Insats", Slag.TEXT, is_visad=False),
            Kolumn("typ", "Typ", Slag.TEXT),
            Kolumn("vad", "Vad som ändras", Slag.TEXT),
            Kolumn("ar", "År", Slag.TEXT),
            Kolumn("belopp", "Sökt, kr", Slag.KRONOR),
            Kolumn("beviljat", "Beviljat, kr", Slag.KRONOR, is_betonad=True),
            Kolumn("beslut", "Beslut", Slag.STATUS),
            Kolumn("beslutsdatum", "Dag", Slag.DATUM),
            Kolumn("motivering", "Motivering", Slag.TEXT),
        ),
        tuple(_build_rad(a, nyckel) for a, nyckel in zip(beslutade, nycklar, strict=True)),
        radnyckel="avvikelse",
        noter=(
            "Beslutade av förbundschefen på styrelsens delegation. Ett belopp mellan två år "
            "flyttar budget från det ena till det andra. Inom ett år används budgeten på ett annat "
            "sätt.",
        ),
        tom_text="Inga avvikelser är beslutade under perioden.",
        is_liggande=True,
    )


def _build_rad(avvikelse: Avvikelse, nyckel: str) -> Rad:
    insats = avvikelse.insats
    is_beviljad = avvikelse.beslut == Avvikelse.Beslut.BEVILJAD
    return Rad(
        nyckel,
        insats.kortbenamning,
        {
            "insats": insats.kod,
            "typ": capitalize(avvikelse.get_typ_display()),
            "vad": avvikelse.beskrivning or None,
            "ar": tell_ar(avvikelse) or None,
            "belopp": avvikelse.belopp,
            "beviljat": avvikelse.belopp if is_beviljad else None,
            "beslut": Status(avvikelse.get_beslut_display(), _FARG[avvikelse.beslut]),
            "beslutsdatum": avvikelse.beslutsdatum,
            "motivering": avvikelse.motivering or None,
        },
    )


def _granted(beslutade: list[Avvikelse]) -> list[Avvikelse]:
    return [a for a in beslutade if a.beslut == Avvikelse.Beslut.BEVILJAD]


def _tell_beslut(beslutade: list[Avvikelse], period: Period | Dagintervall) -> Mening:
    antal, beviljade = len(beslutade), len(_granted(beslutade))
    avslagna = antal - beviljade
    pastaenden = {
        "antal_beslutade_avvikelser": antal,
        "antal_beviljade_avvikelser": beviljade,
        "antal_avslagna_avvikelser": avslagna,
    }
    if not antal:
        return mening(
            f"Förbundschefen har inte beslutat om någon avvikelse {period.namn_manader}.",
            pastaenden,
        )
    utfall = [
        count_noun(n, en, flera)
        for n, en, flera in (
            (beviljade, "är beviljad", "är beviljade"),
            (avslagna, "är avslagen", "är avslagna"),
        )
        if n
    ]
    return mening(
        f"Förbundschefen har beslutat om {count_noun(antal, 'avvikelse', 'avvikelser')} "
        f"{period.namn_manader}: {' och '.join(utfall)}.",
        pastaenden,
    )


def _tell_belopp(beslutade: list[Avvikelse]) -> Mening | None:
    """What the granted amounts do, each kind by itself."""
    med_belopp = [a for a in _granted(beslutade) if a.belopp is not None]
    delar, pastaenden = [], {}
    for nyckel, vad in _VERKAN.items():
        belopp = sum_known(a.belopp for a in med_belopp if _verkan(a) == nyckel)
        if belopp is not None:
            delar.append(f"{format_kronor(belopp)} {vad}")
            pastaenden[f"beviljat_{nyckel}"] = belopp
    if not delar:
        return None
    vilka = "Det beviljade beslutet" if len(med_belopp) == 1 else "De beviljade besluten"
    return mening(f"{vilka} innebär att {join_och(delar)}.", pastaenden)


def _verkan(avvikelse: Avvikelse) -> str:
    if not moves_money(avvikelse):
        return "inom_budgeten"
    if avvikelse.fran_ar and avvikelse.till_ar:
        return "flyttat"
    return "tillagg" if avvikelse.till_ar else "aterlamnat"


def _tell_vantande(antal: int, dag: date) -> Mening:
    """How many had come in but were not decided on that day."""
    return mening(
        f"{count_noun(antal, 'avvikelse', 'avvikelser')} väntade på beslut den "
        f"{format_datum(dag)}.",
        {"antal_obeslutade": antal},
    )
