"""Chapter 8 of the PM: deltagare, their results and who they are."""

from finsam.svenska import format_kronor, format_percent, join_och, percent
from rapporter.dokument import Avsnitt, Kapitel, Stycke
from rapporter.meningar import mening, stycke
from rapporter.pm.deltagare import (
    build_tabell_anonyma,
    build_tabell_deltagare,
    tell_anonyma,
    tell_deltagare,
    tell_konsfordelning,
)
from rapporter.pm.insatser import GRUPPER
from rapporter.pm.malgrupp import build_malgrupp_block, build_snittid_block
from rapporter.pm.resultat import (
    build_tabell_avslutsorsaker,
    build_tabell_omfattning,
    build_tabell_utfall,
    tell_arbete_studier,
    tell_handlingsplan,
    tell_ovriga_resultat,
)
from rapporter.pm.statistikunderlag import Statistik
from rapporter.pm.underlag import Underlag


def build_statistik(s: Statistik) -> Kapitel:
    return Kapitel(
        "statistik",
        "Statistik",
        (
            Avsnitt((_tell_fordelning(s.u),), "Medlens fördelning", "fordelning"),
            Avsnitt(
                (
                    stycke(*tell_deltagare(s)),
                    stycke(tell_konsfordelning(s)),
                    stycke(tell_anonyma(s)),
                    build_tabell_anonyma(s),
                    build_tabell_deltagare(s),
                ),
                "Deltagare",
                "deltagare",
            ),
            Avsnitt(
                (
                    stycke(tell_arbete_studier(s), *tell_ovriga_resultat(s)),
                    stycke(*tell_handlingsplan(s)),
                    build_tabell_utfall(s),
                    build_tabell_avslutsorsaker(s),
                    build_tabell_omfattning(s),
                ),
                "Resultat för deltagarna",
                "resultat_deltagare",
            ),
            Avsnitt(build_malgrupp_block(s), "Målgrupp", "malgrupp"),
            Avsnitt(build_snittid_block(s), "Tid i insatsen", "snittid"),
        ),
    )


def _tell_fordelning(u: Underlag) -> Stycke:
    """How the utfall is split between kinds of insatser, in per cent of the exact sum."""
    utfall = dict.fromkeys(GRUPPER)
    for insats in u.budgetinsatser:
        eget = u.budget.rader[insats.pk].utfall
        if eget is not None:
            utfall[insats.typ] = (utfall[insats.typ] or 0) + eget
    totalt = u.budget.summa.utfall
    if not totalt:
        return stycke(mening("Det finns inget utfall att fördela för perioden."))
    delar, pastaenden = [], {}
    for typ, belopp in utfall.items():
        if belopp is not None:
            andel = percent(belopp, totalt)
            delar.append(
                f"{format_kronor(belopp)} ({format_percent(andel)}) till {GRUPPER[typ].lower()}"
            )
            pastaenden |= {f"utfall_{typ}": belopp, f"andel_utfall_{typ}": andel}
    return stycke(
        mening(
            f"Av utfallet under {u.period.namn}, {format_kronor(totalt)}, gick {join_och(delar)}.",
            pastaenden | {"utfall_totalt": totalt},
        )
    )
