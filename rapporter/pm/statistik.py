"""Chapter 8 of the PM: deltagare, their results and who they are."""

from ekonomi.calculations import split_utfall
from finsam.svenska import format_kronor, format_percent, join_och
from insatser.ordning import GRUPPER
from rapporter.dokument import Avsnitt, Kapitel, Stycke
from rapporter.meningar import mening, stycke
from rapporter.pm.deltagare import (
    build_tabell_anonyma,
    build_tabell_deltagare,
    tell_anonyma,
    tell_deltagare,
    tell_konsfordelning,
)
from rapporter.pm.malgrupp import build_malgrupp_block
from rapporter.pm.pmunderlag import Pmunderlag
from rapporter.pm.resultat import (
    build_tabell_avslutsorsaker,
    build_tabell_omfattning,
    build_tabell_utfall,
    tell_arbete_studier,
    tell_handlingsplan,
    tell_ovriga_resultat,
)
from rapporter.pm.snittid import build_snittid_block
from rapporter.pm.statistikunderlag import Statistik


def build_statistik(s: Statistik) -> Kapitel:
    return Kapitel(
        "statistik",
        "Statistik",
        (
            Avsnitt((tell_fordelning(s.u),), "Medlens fördelning", "fordelning"),
            *build_deltagaravsnitt(s),
        ),
    )


def build_deltagaravsnitt(s: Statistik) -> tuple[Avsnitt, ...]:
    """Deltagare, their results, who they are and how long they stayed."""
    return (
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
    )


def tell_fordelning(u: Pmunderlag) -> Stycke:
    """How the utfall is split between kinds of insatser, in per cent of the exact sum."""
    totalt = u.budget.summa.utfall
    delar = split_utfall((i.typ, u.budget.rader[i.pk].utfall) for i in u.budgetinsatser)
    if not totalt:
        return stycke(mening("Det finns inget utfall att fördela för perioden."))
    pastaenden = {"utfall_totalt": totalt}
    for typ, del_ in delar.items():
        pastaenden |= {f"utfall_{typ}": del_.belopp, f"andel_utfall_{typ}": del_.andel}
    texter = join_och(
        f"{format_kronor(del_.belopp)} ({format_percent(del_.andel)}) till {GRUPPER[typ].lower()}"
        for typ, del_ in delar.items()
    )
    return stycke(
        mening(
            f"Av utfallet under {u.period.namn}, {format_kronor(totalt)}, gick {texter}.",
            pastaenden,
        )
    )
