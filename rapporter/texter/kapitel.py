"""The chapters of each report that the kansli may write in, in the report's order."""

from collections.abc import Mapping

from rapporter.models import Rapporttext

Kapitel = Rapporttext.Kapitel
Rapport = Rapporttext.Rapport

_BOKSLUT = (
    Kapitel.ORDFORANDEN,
    Kapitel.SAMMANFATTNING,
    Kapitel.OM_FORBUNDET,
    Kapitel.HANDELSER,
    Kapitel.MAL,
    Kapitel.KOMPETENS,
    Kapitel.INSATSER,
    Kapitel.AVSLUTADE,
    Kapitel.ANALYS,
    Kapitel.KONTROLL,
    Kapitel.HUSHALLNING,
    Kapitel.PERSONAL,
    Kapitel.UTVECKLING,
    Kapitel.EKONOMI,
    Kapitel.PRINCIPER,
)

KAPITEL: Mapping[Rapport, tuple[Kapitel, ...]] = {
    Rapport.PM: (
        Kapitel.SAMMANFATTNING,
        Kapitel.BAKGRUND,
        Kapitel.INSATSER,
        Kapitel.RESULTAT,
        Kapitel.AVSLUTADE,
        Kapitel.BUDGET,
        Kapitel.KVALITET,
        Kapitel.STATISTIK,
        Kapitel.REFLEKTIONER,
    ),
    Rapport.DELARSRAPPORT: _BOKSLUT,
    Rapport.ARSREDOVISNING: _BOKSLUT,
    Rapport.EKONOMISK_INFORMATION: (Kapitel.BESLUTSUTRYMME,),
}

# These have nothing computed: without a text they are empty.
BARA_TEXT = frozenset({Kapitel.ORDFORANDEN, Kapitel.ANALYS, Kapitel.KONTROLL, Kapitel.UTVECKLING})
