"""Delårsrapport and årsredovisning: the PM's figures with the economy added (domain.md 5)."""

from datetime import date

from finsam.databas import one_snapshot
from finsam.period import OgiltigPeriod, Period
from insatser.models import Forbund
from rapporter.bokslut.ekonomi import (
    build_avgifter_block,
    build_balanskrav_block,
    build_bokford,
    build_flerar_block,
    build_forvaltning_block,
    build_insatser_block,
    build_oversikt_block,
    tell_hushallning,
    tell_personal,
    tell_resultat,
    tell_saknad_bokforing,
    tell_soliditet,
)
from rapporter.bokslut.forbundet import build_om_forbundet_block, build_underskrifter_block
from rapporter.bokslut.principer import build_principer_block
from rapporter.bokslut.tabeller import build_tabell_noter
from rapporter.bokslut.underlag import Bokslutsunderlag, gather_bokslutsunderlag
from rapporter.bokslut.verksamhet import (
    build_aktiviteter_block,
    build_handelser_block,
    build_mal_block,
    tell_verksamhetsmal,
)
from rapporter.dokument import Avsnitt, Block, Dokument, Fritext, Kapitel
from rapporter.meningar import mening, stycke
from rapporter.models import Rapporttext
from rapporter.pm import build_sammanfattning_block
from rapporter.pm.insatser import build_avslutade_block
from rapporter.pm.insatser import build_insatser_block as build_insatstabell_block
from rapporter.pm.statistik import build_deltagaravsnitt

Text = Rapporttext.Kapitel
Rapport = Rapporttext.Rapport


def parse_halvar(text: str) -> Period:
    """The half-year of a delårsrapport. Raises OgiltigPeriod for any other period."""
    period = Period.parse(text)
    if (period.forsta, period.sista) != (1, 2):
        raise OgiltigPeriod(
            f"En delårsrapport gäller första halvåret. Skriv {period.ar}H1 i stället för {period}."
        )
    return period


def parse_ar(text: str) -> Period:
    """The year of an årsredovisning. Raises OgiltigPeriod for any other period."""
    period = Period.parse(text)
    if not period.is_helar:
        raise OgiltigPeriod(
            f"En årsredovisning gäller ett helt år. Skriv {period.ar} i stället för {period}."
        )
    return period


def build_delarsrapport(forbund: Forbund, period: Period, per: date) -> Dokument:
    """Gather the delårsrapport of a first half-year, whole, as it stands on the day `per`."""
    return _build(forbund, period, per, Rapport.DELARSRAPPORT)


def build_arsredovisning(forbund: Forbund, period: Period, per: date) -> Dokument:
    """Gather the årsredovisning of a year, whole, as it stands on the day `per`."""
    return _build(forbund, period, per, Rapport.ARSREDOVISNING)


def _build(forbund: Forbund, period: Period, per: date, rapport: Rapport) -> Dokument:
    with one_snapshot():
        b = gather_bokslutsunderlag(forbund, period, per, rapport)
    return write_bokslutsrapport(b, rapport)


def write_bokslutsrapport(b: Bokslutsunderlag, rapport: Rapport) -> Dokument:
    """The document of what has been gathered."""
    return Dokument(
        rapport=rapport.value,
        period=b.period,
        forbund=b.forbund.namn,
        organisationsnummer=b.forbund.organisationsnummer,
        titel=rapport.label,
        per=b.u.per,
        kapitel=build_kapitel(b),
    )


def build_kapitel(b: Bokslutsunderlag) -> tuple[Kapitel, ...]:
    """The chapters in order; the statements have a page each, like the other main chapters."""
    return (
        _kapitel("ordforanden", Text.ORDFORANDEN.label, Avsnitt(_write(b, Text.ORDFORANDEN))),
        _kapitel("forvaltningsberattelse", "Förvaltningsberättelse", *_build_berattelse(b)),
        _kapitel("ekonomi", "Ekonomisk redogörelse", *_build_redogorelse(b)),
        _statement(b, "resultatrakning", "Resultaträkning"),
        _statement(b, "balansrakning", "Balansräkning"),
        _statement(b, "kassaflode", "Kassaflödesanalys"),
        _statement(b, "driftsredovisning", "Driftsredovisning"),
        _kapitel(
            "principer",
            Text.PRINCIPER.label,
            Avsnitt((*build_principer_block(b), *_fritext(b, Text.PRINCIPER))),
        ),
        _kapitel("noter", "Noter", Avsnitt(_build_noter_block(b))),
        _kapitel("underskrifter", "Underskrifter", Avsnitt(build_underskrifter_block(b))),
    )


def _kapitel(nyckel: str, rubrik: str, *avsnitt: Avsnitt) -> Kapitel:
    return Kapitel(nyckel, rubrik, avsnitt, is_ny_sida=True)


def _statement(b: Bokslutsunderlag, nyckel: str, rubrik: str) -> Kapitel:
    tabell = build_bokford(b, getattr(b.bokslut, nyckel))
    return _kapitel(nyckel, rubrik, Avsnitt((tabell,)))


def _build_berattelse(b: Bokslutsunderlag) -> tuple[Avsnitt, ...]:
    def skrivet(kapitel: Text, *block: Block) -> Avsnitt:
        """What is computed, then what the kansli has written; a line where there is neither."""
        egna = (*block, *_fritext(b, kapitel)) if block else _write(b, kapitel)
        return Avsnitt(egna, kapitel.label, kapitel.value)

    return (
        Avsnitt(build_flerar_block(b), "Femårsöversikt", "flerar"),
        skrivet(
            Text.SAMMANFATTNING,
            *build_sammanfattning_block(b.u, b.s),
            stycke(*tell_resultat(b), tell_soliditet(b)),
        ),
        skrivet(Text.OM_FORBUNDET, *build_om_forbundet_block(b)),
        skrivet(Text.HANDELSER, *build_handelser_block(b)),
        skrivet(Text.MAL, *build_mal_block(b)),
        skrivet(Text.KOMPETENS, *build_aktiviteter_block(b)),
        skrivet(Text.INSATSER, *build_insatstabell_block(b.u)),
        *build_deltagaravsnitt(b.s),
        skrivet(Text.AVSLUTADE, *build_avslutade_block(b.u)),
        skrivet(Text.ANALYS),
        skrivet(Text.KONTROLL),
        skrivet(Text.HUSHALLNING, stycke(tell_verksamhetsmal(b), tell_hushallning(b))),
        skrivet(Text.PERSONAL, stycke(tell_personal(b))),
        skrivet(Text.UTVECKLING),
    )


def _build_redogorelse(b: Bokslutsunderlag) -> tuple[Avsnitt, ...]:
    balanskrav = ()
    if b.bokslut.balanskrav is not None:
        balanskrav = (Avsnitt(build_balanskrav_block(b), "Balanskravsutredning", "balanskrav"),)
    return (
        Avsnitt(
            (*build_oversikt_block(b), *_fritext(b, Text.EKONOMI)),
            "Ekonomisk översikt",
            "ekonomisk_oversikt",
        ),
        *balanskrav,
        Avsnitt(build_forvaltning_block(b), "Förtroendevalda och förvaltning", "forvaltning"),
        Avsnitt(build_insatser_block(b), "Samverkansinsatser", "insatser_utfall"),
        Avsnitt(build_avgifter_block(b), "Medlemsavgifter", "medlemsavgifter"),
    )


def _build_noter_block(b: Bokslutsunderlag) -> tuple[Block, ...]:
    noter = b.bokslut.noter if b.is_bokford else ()
    return (
        build_tabell_noter(noter, b.period, tom_text=tell_saknad_bokforing(b)),
        *(
            stycke(mening(text), rubrik=f"Not {note.nr}.")
            for note in noter
            for text in note.rakning.noter
        ),
    )


def _fritext(b: Bokslutsunderlag, kapitel: Text) -> tuple[Fritext, ...]:
    stycken = b.u.texter.get(kapitel, ())
    return (Fritext(stycken),) if stycken else ()


def _write(b: Bokslutsunderlag, kapitel: Text) -> tuple[Block, ...]:
    return _fritext(b, kapitel) or (stycke(mening("Texten är inte skriven än.")),)
