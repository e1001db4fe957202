"""The ekonomiska redogörelse: what the statements say in words, and the tables around them."""

from dataclasses import replace
from decimal import Decimal

from ekonomi.bokslut.rader import sum_fritt_kapital
from ekonomi.bokslut.rakning import Rakning
from finsam.svenska import (
    capitalize,
    count_noun,
    format_kronor,
    format_number,
    format_percent,
)
from rapporter.bokslut.tabeller import to_tabell
from rapporter.bokslut.underlag import Bokslutsunderlag
from rapporter.dokument import Block, Mening
from rapporter.meningar import mening, stycke
from rapporter.pm.budget import tell_forbrukning
from rapporter.pm.statistik import tell_fordelning
from rapporter.tabell import Tabell


def tell_saknad_bokforing(b: Bokslutsunderlag) -> str:
    return (
        f"Läs in bokföringen för {b.period.ar}, till och med {b.period.sista_dag}, under Ekonomi "
        "så räknas uppställningen."
    )


def build_bokford(b: Bokslutsunderlag, rakning: Rakning) -> Tabell:
    """A statement of the books; without them it has no rows, and says what to do."""
    if not b.is_bokford:
        rakning = replace(rakning, rader=(), noter=())
    return to_tabell(rakning, tom_text=tell_saknad_bokforing(b))


def tell_resultat(b: Bokslutsunderlag) -> list[Mening]:
    """Income, costs and the result, as in the resultaträkning, beside last year's."""
    utfall = {
        nyckel: b.bokslut.resultatrakning.belopp(rad, "utfall") if b.is_bokford else None
        for nyckel, rad in (
            ("intakter", "summa_intakter"),
            ("kostnader", "nettokostnader"),
            ("verksamhetens_resultat", "verksamhetens_resultat"),
            ("arets_resultat", "arets_resultat"),
        )
    }
    if not b.is_bokford:
        return [Mening("", utfall)]
    # The statement shows costs as negative, the sentence says how large they are.
    kostnader = -utfall["kostnader"]
    verksamhet = mening(
        f"Verksamhetens intäkter är {format_kronor(utfall['intakter'])} och kostnaderna "
        f"{format_kronor(kostnader)}. Verksamhetens resultat är "
        f"{_name_resultat(utfall['verksamhetens_resultat'])}.",
        {
            "intakter": utfall["intakter"],
            "kostnader": kostnader,
            "verksamhetens_resultat": utfall["verksamhetens_resultat"],
        },
    )
    text = (
        f"Med finansiella poster är {b.periodens} resultat "
        f"{_name_resultat(utfall['arets_resultat'])}"
    )
    pastaenden = {"arets_resultat": utfall["arets_resultat"]}
    fore = b.bokslut.resultatrakning.belopp("arets_resultat", "foregaende_ar")
    if fore is not None:
        text += f", mot {_name_resultat(fore)} {b.period.foregaende_ar.namn}"
        pastaenden["arets_resultat_foregaende_ar"] = fore
    return [verksamhet, mening(f"{text}.", pastaenden)]


def _name_resultat(belopp: Decimal) -> str:
    """”ett underskott på 619 833 kr”."""
    if belopp < 0:
        return f"ett underskott på {format_kronor(-belopp)}"
    return f"ett överskott på {format_kronor(belopp)}" if belopp else "noll"


def _tell_prognos(b: Bokslutsunderlag) -> Mening | None:
    """What the newest prognos and the budget expect of the whole year."""
    vantat = {
        kolumn: b.bokslut.resultatrakning.belopp("arets_resultat", kolumn)
        for kolumn in ("prognos", "budget")
    }
    pastaenden = {
        f"arets_resultat_{kolumn}": belopp
        for kolumn, belopp in vantat.items()
        if belopp is not None
    }
    ar = b.period.ar
    if vantat["prognos"] is not None and not b.period.is_helar:
        text = f"Prognosen för {ar} är {_name_resultat(vantat['prognos'])}"
        if vantat["budget"] is not None:
            text += f", och budgeten {_name_resultat(vantat['budget'])}"
        return mening(f"{text}.", pastaenden)
    if vantat["budget"] is not None:
        pastaenden.pop("arets_resultat_prognos", None)
        return mening(
            f"Budgeten för {ar} är {_name_resultat(vantat['budget'])}.",
            pastaenden,
        )
    return None


def tell_soliditet(b: Bokslutsunderlag) -> Mening:
    soliditet = b.bokslut.soliditet
    if soliditet is None:
        return Mening("", {"soliditet": None})
    eget, tillgangar = (
        b.bokslut.balansrakning.belopp(rad, "utgaende")
        for rad in ("summa_eget_kapital", "summa_tillgangar")
    )
    return mening(
        f"Soliditeten är {format_percent(soliditet)}: det egna kapitalet är "
        f"{format_kronor(eget)} av tillgångarna på {format_kronor(tillgangar)}.",
        {"soliditet": soliditet, "eget_kapital": eget, "tillgangar": tillgangar},
    )


def tell_medel_att_tillga(b: Bokslutsunderlag) -> Mening:
    """The year's medlemsavgifter and what earlier years left, the bound reservfond apart."""
    avgifter = b.bokslut.medlemsavgifter.belopp("summa", "helar")
    overskott = find_overskott(b)
    if avgifter is None or overskott is None:
        return Mening("", {"medel_att_tillga": None})
    medel = avgifter + overskott
    fran = (
        f"ett överskott från tidigare år på {format_kronor(overskott)}"
        if overskott >= 0
        else f"ett underskott från tidigare år på {format_kronor(-overskott)}"
    )
    return mening(
        f"Förbundet har {format_kronor(medel)} att tillgå under {b.period.ar}: medlemsavgifter på "
        f"{format_kronor(avgifter)} och {fran}. Reservfonden är inte medräknad.",
        {
            "medel_att_tillga": medel,
            "medlemsavgifter_helar": avgifter,
            "overskott_fran_tidigare_ar": overskott,
        },
    )


def find_overskott(b: Bokslutsunderlag) -> Decimal | None:
    """What earlier years left when this one began, by the opening balance."""
    if not b.is_bokford:
        return None
    rader = {
        rad.nyckel: rad.belopp.get("ingaende") or Decimal(0)
        for rad in b.bokslut.balansrakning.rader
    }
    return sum_fritt_kapital(rader)


def build_oversikt_block(b: Bokslutsunderlag) -> tuple[Block, ...]:
    saknas = None if b.is_bokford else mening(tell_saknad_bokforing(b))
    return (
        stycke(saknas, *tell_resultat(b), _tell_prognos(b)),
        stycke(tell_soliditet(b), tell_medel_att_tillga(b)),
        build_bokford(b, b.bokslut.ekonomisk_oversikt),
    )


def build_balanskrav_block(b: Bokslutsunderlag) -> tuple[Block, ...]:
    return (stycke(_tell_balanskrav(b)), build_bokford(b, b.bokslut.balanskrav))


def _tell_balanskrav(b: Bokslutsunderlag) -> Mening:
    """Whether the year's result, adjusted as the law says, is in balance."""
    resultat = (
        b.bokslut.balanskrav.belopp("balanskravsresultat", "utfall") if b.is_bokford else None
    )
    pastaenden = {"balanskravsresultat": resultat}
    if resultat is None:
        return Mening("", pastaenden)
    text = f"{capitalize(b.periodens)} balanskravsresultat är {_name_resultat(resultat)}"
    kvar = b.bokslut.balanskrav.belopp("att_aterstalla", "utfall")
    pastaenden["underskott_att_aterstalla"] = kvar
    if resultat >= 0:
        return mening(f"{text}. Det finns inget underskott att återställa.", pastaenden)
    if kvar:
        return mening(
            f"{text}. Av det är {format_kronor(kvar)} kvar att återställa när överskott från "
            "tidigare år är räknade av.",
            pastaenden,
        )
    return mening(
        f"{text}. Överskott från tidigare år täcker det, så inget behöver återställas.",
        pastaenden,
    )


def build_insatser_block(b: Bokslutsunderlag) -> tuple[Block, ...]:
    """The insatser's utfall beside last year's, and how much of their budget they have used."""
    return (
        stycke(tell_forbrukning(b.u)),
        *([tell_fordelning(b.u)] if b.u.budget.summa.utfall else []),
        to_tabell(
            b.bokslut.insatser_utfall,
            radrubrik="Insats",
            radnyckel="insats",
            tom_text="Det finns inga attesterade rekvisitioner för perioden.",
        ),
    )


def build_avgifter_block(b: Bokslutsunderlag) -> tuple[Block, ...]:
    return (
        to_tabell(
            b.bokslut.medlemsavgifter,
            radrubrik="Medlem",
            tom_text=f"Medlemsavgifterna för {b.period.ar} är inte inlagda.",
        ),
    )


def build_flerar_block(b: Bokslutsunderlag) -> tuple[Block, ...]:
    return (
        to_tabell(
            b.bokslut.flerar,
            radrubrik="Nyckeltal",
            tom_text="Det finns inga uppgifter om tidigare år. De läses in med underlaget.",
        ),
    )


def tell_personal(b: Bokslutsunderlag) -> Mening:
    """How many work at the kansli, and what the personnel cost."""
    antal = b.bokslut.flerar.belopp("antal_anstallda", str(b.period.ar))
    pastaenden: dict = {"antal_anstallda": antal}
    if antal is None:
        text = "Antalet anställda är inte inlagt"
    else:
        text = f"Förbundet har {_count_anstallda(antal)}"
    kostnad = _find(b.bokslut.resultatrakning, "personal")
    if b.is_bokford and kostnad is not None:
        pastaenden["personalkostnad"] = -kostnad
        text += f". Kostnaden för personal är {format_kronor(-kostnad)} enligt resultaträkningen"
    return mening(f"{text}.", pastaenden)


def _count_anstallda(antal: Decimal) -> str:
    if antal == int(antal):
        return count_noun(int(antal), "anställd", "anställda")
    places = -antal.normalize().as_tuple().exponent
    return f"{format_number(antal, places)} anställda"


def _find(rakning: Rakning, nyckel: str) -> Decimal | None:
    """The utfall of a row, if the statement has it."""
    return next((r.belopp.get("utfall") for r in rakning.rader if r.nyckel == nyckel), None)


def tell_hushallning(b: Bokslutsunderlag) -> Mening | None:
    """What is left of earlier years' surplus, the bound reservfond apart."""
    overskott = find_overskott(b)
    if overskott is None:
        return None
    resultat = b.bokslut.resultatrakning.belopp("arets_resultat", "utfall")
    kvar = overskott + resultat
    return mening(
        f"Av tidigare års överskott, {format_kronor(overskott)}, återstår {format_kronor(kvar)} "
        f"den {b.period.sista_dag} när {b.periodens} resultat är medräknat."
        if overskott > 0 and 0 <= kvar <= overskott
        else f"Det fria egna kapitalet är {format_kronor(kvar)} den {b.period.sista_dag}.",
        {"overskott_fran_tidigare_ar": overskott, "fritt_eget_kapital": kvar},
    )


def build_forvaltning_block(b: Bokslutsunderlag) -> tuple[Block, ...]:
    return (build_bokford(b, b.bokslut.kostnad_forvaltning),)
