"""The one place that says what a role may do (domain.md 6). Roles are given per förbund.

The querysets of insatser (`with_right`) apply it; the admin is for superusers alone, whatever
their role: see konton/administration.py.
"""

from collections.abc import Mapping
from enum import Enum, auto

from finsam.konton.models import Roll

# These have a right only for the insatser of their behörighet, all others for the whole förbund.
ROLLER_PER_INSATS = frozenset({Roll.STYRGRUPP, Roll.INSATSANSVARIG})

_KANSLI = frozenset({Roll.KANSLI, Roll.FORBUNDSCHEF})


class Rattighet(Enum):
    LASA_RAPPORTER = auto()  # the förbund's PM, of periods that are over
    LASA_PAGAENDE_RAPPORTER = auto()  # and of those that are not
    LASA_OVERSIKT = auto()  # how every insats stands
    LASA_INSATS = auto()  # an insats's unpublished matter, with its history
    SKRIVA_KVARTALSRAPPORT = auto()
    SKICKA_IN_KVARTALSRAPPORT = auto()
    GRANSKA_KVARTALSRAPPORT = auto()  # comment, return, accept, reopen
    LASA_BEDOMNINGAR = auto()
    BEDOMA = auto()
    LASA_EKONOMI = auto()  # the förbund's budget, bookkeeping and avstämning
    HANTERA_EKONOMI = auto()  # and change them: budgets, prognoser, SIE files, kontoplan
    REKVIRERA = auto()  # fill in a rekvisition
    SKICKA_IN_REKVISITION = auto()
    ATTESTERA = auto()  # rekvisitioner
    OPPNA_REKVISITION = auto()  # withdraw its attest
    ANMALA_AVVIKELSE = auto()
    BESLUTA_AVVIKELSE = auto()
    SKRIVA_TEXTER = auto()  # reports' texts, aktiviteter, verksamhetsmål, förtroendevalda
    LASA_BEHORIGHETER = auto()
    HANTERA_BEHORIGHETER = auto()  # invite, change, shut off
    LASA_HANDELSER = auto()


_LASER_ALLT = _KANSLI | {Roll.EKONOM, Roll.REVISOR}

ROLLER: Mapping[Rattighet, frozenset[Roll]] = {
    Rattighet.LASA_RAPPORTER: _LASER_ALLT | {Roll.STYRELSE, Roll.ADMIN},
    Rattighet.LASA_PAGAENDE_RAPPORTER: _LASER_ALLT,
    Rattighet.LASA_OVERSIKT: _LASER_ALLT,
    Rattighet.LASA_INSATS: _LASER_ALLT | ROLLER_PER_INSATS,
    Rattighet.SKRIVA_KVARTALSRAPPORT: _KANSLI | ROLLER_PER_INSATS,
    Rattighet.SKICKA_IN_KVARTALSRAPPORT: _KANSLI | ROLLER_PER_INSATS,
    Rattighet.GRANSKA_KVARTALSRAPPORT: _KANSLI,
    Rattighet.LASA_BEDOMNINGAR: _LASER_ALLT,
    Rattighet.BEDOMA: _KANSLI,
    Rattighet.LASA_EKONOMI: _LASER_ALLT,
    Rattighet.HANTERA_EKONOMI: _KANSLI | {Roll.EKONOM},
    Rattighet.REKVIRERA: _KANSLI | {Roll.EKONOM} | ROLLER_PER_INSATS,
    Rattighet.SKICKA_IN_REKVISITION: _KANSLI | {Roll.EKONOM} | ROLLER_PER_INSATS,
    Rattighet.ATTESTERA: frozenset({Roll.EKONOM}),
    Rattighet.OPPNA_REKVISITION: frozenset({Roll.EKONOM, Roll.FORBUNDSCHEF}),
    Rattighet.ANMALA_AVVIKELSE: _KANSLI | ROLLER_PER_INSATS,
    Rattighet.BESLUTA_AVVIKELSE: frozenset({Roll.FORBUNDSCHEF}),
    Rattighet.SKRIVA_TEXTER: _KANSLI | {Roll.EKONOM},
    Rattighet.LASA_BEHORIGHETER: _KANSLI | {Roll.REVISOR, Roll.ADMIN},
    Rattighet.HANTERA_BEHORIGHETER: _KANSLI | {Roll.ADMIN},
    Rattighet.LASA_HANDELSER: _KANSLI | {Roll.REVISOR},
}

# What is done for the styrgrupp. A förbund may take it from the insatsansvarig:
# Forbund.insatsansvarig_skickar_in.
AT_STYRGRUPPEN = frozenset(
    {
        Rattighet.SKICKA_IN_KVARTALSRAPPORT,
        Rattighet.SKICKA_IN_REKVISITION,
        Rattighet.ANMALA_AVVIKELSE,
    }
)

# Those who may see or decide a whole förbund's matter; the setting MFA_KRAVS asks it of them.
KRAVER_TVA_STEG = frozenset({Roll.KANSLI, Roll.EKONOM, Roll.FORBUNDSCHEF, Roll.ADMIN})
