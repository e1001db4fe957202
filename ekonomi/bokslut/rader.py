"""Which accounts stand on which line, in which order and with which sign.

In a statement income is positive and costs negative; assets, equity and debts are positive.
The books are debit positive. An account that the kontoplan does not map has a line of its own
(formats.md 3), in the statement where its first digit puts it in the Swedish standard chart.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from ekonomi.models import RADER, Kontorad, Radtyp, Rapport
from ekonomi.saldon import Saldon, is_balanskonto

EJ_KOPPLADE = "ej_kopplade"

INTAKTER = (
    Radtyp.MEDLEMSAVGIFTER,
    Radtyp.FORSALJNING,
    Radtyp.OVRIGA_INTAKTER,
    Radtyp.ESF_MEDEL,
)
KOSTNADER = (
    Radtyp.SAMVERKANSINSATSER,
    Radtyp.OVRIGA_ESF,
    Radtyp.OVRIGA_DRIFT,
    Radtyp.LOKALER,
    Radtyp.PERSONAL,
    Radtyp.AVSKRIVNINGAR,
)
FINANSIELLA = (
    Radtyp.FINANSIELLA_INTAKTER,
    Radtyp.FINANSIELLA_KOSTNADER,
    Radtyp.VALUTAKURSFORLUST,
)
FORDRINGAR = (Radtyp.KORTFRISTIGA_FORDRINGAR, Radtyp.INTERIMSFORDRINGAR)
LIKVIDA_MEDEL = (Radtyp.KORTFRISTIGA_PLACERINGAR, Radtyp.KASSA_BANK)
TILLGANGAR = (Radtyp.ANLAGGNINGSTILLGANGAR, *FORDRINGAR, *LIKVIDA_MEDEL)
EGET_KAPITAL = (Radtyp.RESERVFOND, Radtyp.BALANSERAT_RESULTAT, Radtyp.ARETS_RESULTAT)
# What is left when the bound reservfond is taken away.
_FRITT_KAPITAL = (Radtyp.BALANSERAT_RESULTAT, Radtyp.ARETS_RESULTAT)
SKULDER = (
    Radtyp.LEVERANTORSSKULDER,
    Radtyp.OVRIGA_KORTFRISTIGA_SKULDER,
    Radtyp.INTERIMSSKULDER,
)

RUBRIKER = {
    Radtyp.MEDLEMSAVGIFTER: "Medlemsavgifter",
    Radtyp.FORSALJNING: "Försäljning av tjänster",
    Radtyp.OVRIGA_INTAKTER: "Övriga rörelseintäkter",
    Radtyp.ESF_MEDEL: "Bidrag från ESF och EU",
    Radtyp.SAMVERKANSINSATSER: "Samverkansinsatser",
    Radtyp.OVRIGA_ESF: "Övriga kostnader för ESF-projekt",
    Radtyp.OVRIGA_DRIFT: "Övriga driftskostnader",
    Radtyp.LOKALER: "Lokaler",
    Radtyp.PERSONAL: "Personal",
    Radtyp.AVSKRIVNINGAR: "Avskrivningar",
    Radtyp.FINANSIELLA_INTAKTER: "Finansiella intäkter",
    Radtyp.FINANSIELLA_KOSTNADER: "Finansiella kostnader",
    Radtyp.VALUTAKURSFORLUST: "Valutakursförlust",
    Radtyp.ANLAGGNINGSTILLGANGAR: "Materiella anläggningstillgångar",
    Radtyp.KORTFRISTIGA_FORDRINGAR: "Kortfristiga fordringar",
    Radtyp.INTERIMSFORDRINGAR: "Interimsfordringar",
    Radtyp.KORTFRISTIGA_PLACERINGAR: "Kortfristiga placeringar",
    Radtyp.KASSA_BANK: "Kassa och bank",
    Radtyp.RESERVFOND: "Bunden reservfond",
    Radtyp.BALANSERAT_RESULTAT: "Balanserat resultat",
    Radtyp.ARETS_RESULTAT: "Årets resultat",
    Radtyp.LEVERANTORSSKULDER: "Leverantörsskulder",
    Radtyp.OVRIGA_KORTFRISTIGA_SKULDER: "Övriga kortfristiga skulder",
    Radtyp.INTERIMSSKULDER: "Interimsskulder",
    EJ_KOPPLADE: "Konton som inte är kopplade till en rad",
}


@dataclass(frozen=True)
class Konto:
    """What the kontoplan says of an account."""

    namn: str
    rapport: str
    rad: str
    notnr: int | None = None
    notrad: str = ""

    @property
    def rubrik(self) -> str:
        """What the account's row is called where it is not split by projekt."""
        return self.namn if self.notrad in ("", Kontorad.PER_PROJEKT) else self.notrad


Kontoplan = Mapping[str, Konto]
# Line → account → kronor with the sign of the statement.
Radbelopp = Mapping[str, Mapping[str, Decimal]]
# Line → kronor.
Radsummor = Mapping[str, Decimal]


@dataclass(frozen=True)
class Radbok:
    """A year's books by line and account: the result since January, the balances before and
    after."""

    saldon: Saldon
    resultat: Radbelopp
    ingaende: Radbelopp
    utgaende: Radbelopp

    @property
    def arets_resultat(self) -> Decimal:
        return sum(sum_rader(self.resultat).values(), Decimal(0))

    def konton(self, rad: str) -> Mapping[str, Decimal]:
        """The accounts of a line: of the resultaträkning, else of the balance on the last day."""
        is_resultat = rad in RADER[Rapport.RESULTATRAKNING] and rad != Radtyp.ARETS_RESULTAT
        return (self.resultat if is_resultat else self.utgaende).get(rad, {})


def build_kontoplan(kontorader: Iterable[Kontorad]) -> Kontoplan:
    """The förbund's stored kontoplan, by account."""
    return {k.konto: Konto(k.namn, k.rapport, k.rad, k.notnr, k.notrad) for k in kontorader}


def find_rad(konto: str, kontoplan: Kontoplan) -> tuple[str, str]:
    """The statement and the line of an account."""
    if konto in kontoplan:
        return kontoplan[konto].rapport, kontoplan[konto].rad
    return (
        Rapport.BALANSRAKNING if is_balanskonto(konto) else Rapport.RESULTATRAKNING
    ), EJ_KOPPLADE


def build_radbok(saldon: Saldon, kontoplan: Kontoplan) -> Radbok:
    """The books by line. An account that is not mapped counts only where it has an amount.

    Årets resultat of the balansräkning is what the accounts of the resultaträkning give, also
    when the year has been closed. What the accounts of årets resultat hold beside it is the
    result of earlier years, which belongs to balanserat resultat even if nobody has moved it.
    The opening balance knows only its own accounts of årets resultat.
    """
    resultat: dict[str, dict[str, Decimal]] = defaultdict(dict)
    ingaende: dict[str, dict[str, Decimal]] = defaultdict(dict)
    utgaende: dict[str, dict[str, Decimal]] = defaultdict(dict)
    tidigare: dict[str, Decimal] = {}

    def put(rader: dict[str, dict[str, Decimal]], rad: str, konto: str, belopp: Decimal) -> None:
        if belopp or rad != EJ_KOPPLADE:
            rader[rad][konto] = belopp if rad in TILLGANGAR else -belopp

    for konto, balans in saldon.utgaende.items():
        rapport, rad = find_rad(konto, kontoplan)
        is_balans = rapport == Rapport.BALANSRAKNING
        ib, rorelse = saldon.ingaende.get(konto), saldon.rorelse.get(konto)
        if is_balans and rad != Radtyp.ARETS_RESULTAT:
            put(utgaende, rad, konto, balans)
            if ib is not None:
                put(ingaende, rad, konto, ib)
            continue
        if ib:
            put(ingaende, Radtyp.ARETS_RESULTAT, konto, ib)
        if rad == Radtyp.ARETS_RESULTAT:
            tidigare[konto] = -balans
            continue
        if ib:
            tidigare[konto] = -ib
        if rorelse is not None:
            put(resultat, rad, konto, rorelse)
            put(utgaende, Radtyp.ARETS_RESULTAT, konto, rorelse)
    if sum(tidigare.values()):
        utgaende[Radtyp.BALANSERAT_RESULTAT] |= {k: b for k, b in tidigare.items() if b}
    return Radbok(saldon, dict(resultat), dict(ingaende), dict(utgaende))


def sum_rader(radbelopp: Radbelopp) -> dict[str, Decimal]:
    """Each line's kronor."""
    return {rad: sum(konton.values(), Decimal(0)) for rad, konton in radbelopp.items()}


def add_up(summor: Radsummor, rader: Iterable[str]) -> Decimal:
    """The sum of the lines that are there."""
    return sum((summor[rad] for rad in rader if rad in summor), Decimal(0))


def sum_fritt_kapital(summor: Radsummor) -> Decimal:
    """The equity but for the bound reservfond. Of the year's opening balance it is the surplus
    from earlier years; negative for a deficit."""
    return add_up(summor, _FRITT_KAPITAL)
