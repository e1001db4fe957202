"""The kassaflödesanalys by the indirect method: why the liquid means changed."""

from ekonomi.bokslut.rader import (
    EGET_KAPITAL,
    EJ_KOPPLADE,
    FORDRINGAR,
    LIKVIDA_MEDEL,
    SKULDER,
    Radbok,
    add_up,
    sum_rader,
)
from ekonomi.bokslut.rakning import Rakning
from ekonomi.bokslut.resultatrakning import name_kolumn
from ekonomi.bokslut.uppstallning import Linje, find_konton, lay_out
from ekonomi.models import Radtyp
from finsam.period import Period

_RESULTAT = ("arets_resultat", "avskrivningar")
_LOPANDE = (*_RESULTAT, "forandring_fordringar", "forandring_skulder")
_OVRIGT = ("investeringar", "ovrigt_eget_kapital", EJ_KOPPLADE)

LINJER = (
    Linje("arets_resultat", "Årets resultat"),
    Linje("avskrivningar", "Avskrivningar"),
    Linje("fore_rorelsekapital", "Medel före förändring av rörelsekapital", _RESULTAT),
    Linje("forandring_fordringar", "Minskning (+) eller ökning (−) av kortfristiga fordringar"),
    Linje("forandring_skulder", "Ökning (+) eller minskning (−) av kortfristiga skulder"),
    Linje("lopande_verksamhet", "Kassaflöde från den löpande verksamheten", _LOPANDE),
    Linje("investeringar", "Investeringar i anläggningstillgångar"),
    Linje("ovrigt_eget_kapital", "Annan förändring av eget kapital"),
    Linje(EJ_KOPPLADE, "Förändring på konton som inte är kopplade till en rad"),
    Linje("arets_kassaflode", "Periodens kassaflöde", (*_LOPANDE, *_OVRIGT)),
    Linje("likvida_ingaende", "Likvida medel vid årets början"),
    Linje("likvida_utgaende", "Likvida medel vid periodens slut"),
    Linje("forandring_likvida", "Förändring av likvida medel"),
)


def build_kassaflode(period: Period, bok: Radbok | None, foregaende: Radbok | None) -> Rakning:
    """Inflow positive, outflow negative, exact kronor, from January to the period's end.

    Likvida medel are kortfristiga placeringar, kassa and bank. Their change is counted from the
    balances, not from the flows: the two agree when the books balance.
    """
    kolumner = {
        "utfall": bok and _flows(bok),
        "foregaende_ar": foregaende and _flows(foregaende),
    }
    for rad in _OVRIGT:
        if not any(summor and summor[rad] for summor in kolumner.values()):
            for summor in kolumner.values():
                if summor:
                    del summor[rad]
    return Rakning(
        "kassaflode",
        "Kassaflödesanalys",
        {
            "utfall": name_kolumn(period),
            "foregaende_ar": name_kolumn(period.foregaende_ar),
        },
        lay_out(
            LINJER,
            kolumner,
            konton=_find_konton(bok, foregaende),
            anvanda=[linje.nyckel for linje in LINJER if linje.nyckel not in _OVRIGT],
        ),
        noter=("Likvida medel är kortfristiga placeringar, kassa och bank.",),
    )


def _flows(bok: Radbok) -> dict:
    fore, efter = sum_rader(bok.ingaende), sum_rader(bok.utgaende)

    def change(*rader: str):
        return add_up(efter, rader) - add_up(fore, rader)

    # A cost, and so negative, in the resultaträkning: added back.
    avskrivningar = -add_up(sum_rader(bok.resultat), [Radtyp.AVSKRIVNINGAR])
    return {
        "arets_resultat": bok.arets_resultat,
        "avskrivningar": avskrivningar,
        "forandring_fordringar": -change(*FORDRINGAR),
        "forandring_skulder": change(*SKULDER),
        "investeringar": -change(Radtyp.ANLAGGNINGSTILLGANGAR) - avskrivningar,
        "ovrigt_eget_kapital": change(*EGET_KAPITAL) - bok.arets_resultat,
        EJ_KOPPLADE: change(EJ_KOPPLADE),
        "likvida_ingaende": add_up(fore, LIKVIDA_MEDEL),
        "likvida_utgaende": add_up(efter, LIKVIDA_MEDEL),
        "forandring_likvida": change(*LIKVIDA_MEDEL),
    }


def _find_konton(*bocker: Radbok | None) -> dict[str, tuple[str, ...]]:
    konton = find_konton(
        {}, *(rader for bok in bocker if bok for rader in (bok.ingaende, bok.utgaende))
    )
    resultat = find_konton({}, *(bok.resultat for bok in bocker if bok))

    def of(*rader: str) -> tuple[str, ...]:
        return tuple(sorted({nummer for rad in rader for nummer in konton.get(rad, ())}))

    likvida = of(*LIKVIDA_MEDEL)
    return {
        "arets_resultat": tuple(sorted({nr for nummer in resultat.values() for nr in nummer})),
        "avskrivningar": resultat.get(Radtyp.AVSKRIVNINGAR, ()),
        "forandring_fordringar": of(*FORDRINGAR),
        "forandring_skulder": of(*SKULDER),
        "investeringar": of(Radtyp.ANLAGGNINGSTILLGANGAR),
        "ovrigt_eget_kapital": of(Radtyp.RESERVFOND, Radtyp.BALANSERAT_RESULTAT),
        EJ_KOPPLADE: konton.get(EJ_KOPPLADE, ()),
        "likvida_ingaende": likvida,
        "likvida_utgaende": likvida,
        "forandring_likvida": likvida,
    }
