"""The ekonomisk översikt by verksamhet, the costs of the kansli and the styrelse, and the
balanskravsutredning."""

from collections.abc import Mapping
from decimal import Decimal

from ekonomi.bokslut.beslutsdag import tell_beslutsdag
from ekonomi.bokslut.rader import (
    EJ_KOPPLADE,
    INTAKTER,
    Kontoplan,
    Radbok,
    add_up,
    sum_fritt_kapital,
    sum_rader,
)
from ekonomi.bokslut.rakning import Kalla, Rakning, Rakningsrad
from ekonomi.bokslut.resultatrakning import BUDGETRADER, name_budgetrader, name_kolumn
from ekonomi.bokslut.uppstallning import Linje, lay_out, lines
from ekonomi.bokslut.verksamheter import (
    ADMINISTRATION,
    BUDGETRADER_PER_VERKSAMHET,
    FINANSIELLA_POSTER,
    INSATSER,
    OVRIGA_SAMVERKANSINSATSER,
    RUBRIKER,
    UTAN_KOSTNADSSTALLE,
    UTAN_PROJEKT,
    Verksamhet,
    Verksamheter,
    split_budget,
)
from ekonomi.forbundsbudget.rutnat import Budgetkolumn, Radslag
from ekonomi.models import Radtyp
from finsam.period import Period

SAMVERKANSINSATSER = Radtyp.SAMVERKANSINSATSER.value
_INSATSDELAR = (INSATSER, UTAN_PROJEKT, Radslag.EJ_NYTTJAT)
_INSATSBUDGET = {SAMVERKANSINSATSER: BUDGETRADER[Radtyp.SAMVERKANSINSATSER]}
_KOSTNADER = (
    *ADMINISTRATION,
    SAMVERKANSINSATSER,
    *OVRIGA_SAMVERKANSINSATSER,
    UTAN_KOSTNADSSTALLE,
)

LINJER = (
    *lines(INTAKTER),
    Linje("summa_intakter", "Summa intäkter", INTAKTER),
    *lines(_KOSTNADER, rubriker=RUBRIKER),
    Linje("summa_kostnader", "Summa kostnader", _KOSTNADER),
    *lines((FINANSIELLA_POSTER, EJ_KOPPLADE), rubriker=RUBRIKER),
    Linje(
        "arets_resultat",
        "Årets resultat",
        (*INTAKTER, *_KOSTNADER, FINANSIELLA_POSTER, EJ_KOPPLADE),
    ),
)


def build_ekonomisk_oversikt(
    period: Period,
    utfall: Verksamheter | None,
    foregaende: Verksamheter | None,
    prognos: Budgetkolumn | None,
    budget: Budgetkolumn | None,
) -> Rakning:
    """Income positive, costs negative, exact kronor; prognos and budget are of the whole year.

    Samverkansinsatser are net of what is expected not to be used.
    """
    kolumner = {
        "utfall": utfall and _join_insatser(utfall.rader),
        "foregaende_ar": foregaende and _join_insatser(foregaende.rader),
        "prognos": (prognos and _join_insatser(split_budget(prognos))) or None,
        "budget": (budget and _join_insatser(split_budget(budget))) or None,
    }
    konton = dict((utfall or foregaende).konton) if utfall or foregaende else {}
    konton[SAMVERKANSINSATSER] = konton.get(INSATSER, ())
    kallor = name_budgetrader(BUDGETRADER_PER_VERKSAMHET | _INSATSBUDGET)
    return Rakning(
        "ekonomisk_oversikt",
        "Ekonomisk översikt",
        {
            "utfall": f"Utfall {period.namn_manader}",
            "foregaende_ar": f"Utfall {period.foregaende_ar.namn_manader}",
            "prognos": f"Prognos {period.ar}",
            "budget": f"Budget {period.ar}",
        },
        lay_out(LINJER, kolumner, konton=konton, kallor=kallor if prognos or budget else None),
        enhet="tkr",
        noter=("Prognos och budget gäller hela året.", *tell_beslutsdag(period, prognos))
        if prognos or budget
        else (),
    )


def _join_insatser(rader: Mapping[str, Decimal]) -> dict[str, Decimal]:
    joined = {rad: belopp for rad, belopp in rader.items() if rad not in _INSATSDELAR}
    if any(rad in rader for rad in _INSATSDELAR):
        joined[SAMVERKANSINSATSER] = add_up(rader, _INSATSDELAR)
    return joined


def build_kostnad_forvaltning(
    period: Period,
    kontoplan: Kontoplan,
    utfall: Verksamheter | None,
    foregaende: Verksamheter | None,
) -> Rakning:
    """What förtroendevalda and förvaltning cost, by note line of the accounts. Costs negative,
    exact kronor; a row without a cost in either year is left out."""
    ar = {"utfall": utfall, "foregaende_ar": foregaende}
    rader: list[Rakningsrad] = []
    grupper = (Verksamhet.FORTROENDEVALDA, Verksamhet.FORVALTNING)
    for verksamhet in grupper:
        belopp: dict[str, dict[str, Decimal]] = {}
        konton: dict[str, list[str]] = {}
        for kolumn, verksamheter in ar.items():
            for (egen, konto), kronor in (verksamheter.per_konto if verksamheter else {}).items():
                if egen == verksamhet:
                    rubrik = kontoplan[konto].rubrik
                    egna = belopp.setdefault(rubrik, {})
                    egna[kolumn] = egna.get(kolumn, Decimal(0)) + kronor
                    konton.setdefault(rubrik, []).append(konto)
        for rubrik, nummer in sorted(konton.items(), key=lambda item: min(item[1])):
            if any(belopp[rubrik].values()):
                rader.append(
                    Rakningsrad(
                        f"{verksamhet}_{min(nummer)}",
                        rubrik,
                        {kolumn: belopp[rubrik].get(kolumn) for kolumn in ar},
                        verksamhet,
                        kalla=Kalla(tuple(sorted(set(nummer)))),
                    )
                )
        rader.append(
            Rakningsrad(
                f"summa_{verksamhet}",
                f"Summa {RUBRIKER[verksamhet].lower()}",
                {
                    kolumn: None if v is None else v.rader.get(verksamhet, Decimal(0))
                    for kolumn, v in ar.items()
                },
                verksamhet,
                is_summa=True,
                kalla=Kalla(tuple(sorted({nr for egna in konton.values() for nr in egna}))),
            )
        )
    return Rakning(
        "kostnad_forvaltning",
        "Kostnader för förtroendevalda och förvaltning",
        {"utfall": name_kolumn(period), "foregaende_ar": name_kolumn(period.foregaende_ar)},
        tuple(rader),
        grupper={verksamhet: RUBRIKER[verksamhet] for verksamhet in grupper},
    )


def build_balanskrav(period: Period, bok: Radbok | None, foregaende: Radbok | None) -> Rakning:
    """Whether the result balances, and if not, what earlier surpluses cover. Exact kronor.

    The bound reservfond covers nothing. Gains from selling fixed assets would be taken from the
    result, but no line of the kontoplan tells them: the row has no value.
    """
    ar = {"utfall": bok, "foregaende_ar": foregaende}
    rader = {
        "arets_resultat": ("Årets resultat", "Resultaträkningen"),
        "realisationsvinster": ("Avgår realisationsvinster vid försäljning av tillgångar", ""),
        "balanskravsresultat": ("Balanskravsresultat", "Årets resultat"),
        "ingaende_overskott": ("Överskott från tidigare år", "Ingående eget kapital"),
        "tackt_underskott": (
            "Underskott som tidigare överskott täcker",
            "Det minsta av underskottet och överskottet från tidigare år",
        ),
        "att_aterstalla": (
            "Underskott att återställa",
            "Underskottet minus det som tidigare överskott täcker",
        ),
    }
    varden = {kolumn: _count_balanskrav(b) if b else {} for kolumn, b in ar.items()}
    return Rakning(
        "balanskrav",
        "Balanskravsutredning",
        {"utfall": name_kolumn(period), "foregaende_ar": name_kolumn(period.foregaende_ar)},
        tuple(
            Rakningsrad(
                nyckel,
                rubrik,
                {kolumn: egna.get(nyckel) for kolumn, egna in varden.items()},
                is_summa=nyckel in ("balanskravsresultat", "att_aterstalla"),
                kalla=Kalla(beskrivning=kalla),
            )
            for nyckel, (rubrik, kalla) in rader.items()
        ),
        noter=(
            "Kontoplanen skiljer inte ut realisationsvinster. Överskott från tidigare år är det "
            "egna kapitalet vid årets början utan den bundna reservfonden.",
        ),
    )


def _count_balanskrav(bok: Radbok) -> dict[str, Decimal]:
    resultat = bok.arets_resultat
    # A deficit from earlier years covers nothing.
    overskott = max(sum_fritt_kapital(sum_rader(bok.ingaende)), Decimal(0))
    underskott = max(-resultat, Decimal(0))
    tackt = min(underskott, overskott)
    return {
        "arets_resultat": resultat,
        "balanskravsresultat": resultat,
        "ingaende_overskott": overskott,
        "tackt_underskott": tackt,
        "att_aterstalla": underskott - tackt,
    }
