"""Chapter 7 of the PM: how the styrgrupper have followed their insatser."""

from insatser.ordning import GRUPPER
from rapporter.dokument import Avsnitt, Kapitel
from rapporter.pm.pmunderlag import Pmunderlag
from rapporter.pm.svar import (
    build_avvikelserad,
    show_obs,
    show_svar,
    tell_avvikelser,
    tell_fragor,
    tell_utan_svar,
)
from rapporter.tabell import Kolumn, Rad, Slag, Tabell
from uppfoljning.models import Avvikelse

METODAVVIKELSE = (Avvikelse.Typ.MALGRUPP, Avvikelse.Typ.METOD)

# The questions with their narrow headings.
_KOLUMNER = {
    "styrgruppsmote": "Styrgruppsmöten",
    "ordinarie_representation": "Ordinarie representation",
    "uppfoljning": "Uppföljning",
    "kontroll_metod": "Kontroll metod",
    "kontroll_malgrupp": "Kontroll målgrupp",
    "jamstalldhet": "Jämställdhet",
    "implementering": "Implementering",
}


def build_kvalitet(u: Pmunderlag) -> Kapitel:
    return Kapitel(
        "kvalitet",
        "Kvalitetssäkring",
        (
            Avsnitt(
                (
                    tell_utan_svar(u, _KOLUMNER),
                    *tell_fragor(u, _KOLUMNER),
                    *tell_avvikelser(
                        u, METODAVVIKELSE, "malgrupp_metod", "som gäller målgrupp eller metod"
                    ),
                    build_tabell_kvalitet(u),
                )
            ),
        ),
    )


def build_tabell_kvalitet(u: Pmunderlag) -> Tabell:
    """Tabell kvalitetssäkring: the period's answers, and whether an avvikelse came in."""
    avvikelser = build_avvikelserad(u, METODAVVIKELSE)
    return Tabell(
        "kvalitetssakring",
        "Kvalitetssäkring",
        "Insats",
        (
            *(Kolumn(nyckel, rubrik, Slag.STATUS) for nyckel, rubrik in _KOLUMNER.items()),
            Kolumn("avvikelse_malgrupp_metod", "Avvikelse målgrupp, metod", Slag.STATUS),
        ),
        tuple(
            Rad(
                insats.kod,
                insats.kortbenamning,
                {nyckel: show_svar(u.svar[insats.pk].svar[nyckel]) for nyckel in _KOLUMNER}
                | {"avvikelse_malgrupp_metod": show_obs(avvikelser[insats.pk])},
                insats.typ,
            )
            for insats in u.insatser
        ),
        grupper=GRUPPER,
        is_liggande=True,
    )
