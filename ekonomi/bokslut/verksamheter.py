"""The result by what the förbund does instead of by kind of cost.

Insatser are told by dimension 6 (projekt) on the accounts of samverkansinsatser, everything
else by dimension 1 (kostnadsställe). The books sum each dimension by itself, so no account is
looked for in both. What has neither is shown as such: the whole is always årets resultat.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from ekonomi.bokslut.notrader import UTAN_PROJEKT
from ekonomi.bokslut.rader import EJ_KOPPLADE, FINANSIELLA, INTAKTER, KOSTNADER, Radbok, sum_rader
from ekonomi.bokslut.rader import RUBRIKER as RADRUBRIKER
from ekonomi.bokslut.resultatrakning import BUDGETRADER, EU_PROJEKT, sum_budget
from ekonomi.calculations import Insatstid
from ekonomi.forbundsbudget.rutnat import Budgetkolumn, Radslag
from ekonomi.models import Kostnadsstalle, Radtyp
from ekonomi.saldon import Saldon

Verksamhet = Kostnadsstalle.Verksamhet

INSATSER = "insatser"
UTAN_KOSTNADSSTALLE = "utan_kostnadsstalle"
FINANSIELLA_POSTER = "finansiella_poster"

ADMINISTRATION = (Verksamhet.FORTROENDEVALDA, Verksamhet.FORVALTNING, Verksamhet.FORVALTNING_ESF)
OVRIGA_SAMVERKANSINSATSER = (
    Verksamhet.EKONOM_PROJEKTSTOD,
    Verksamhet.VERKSAMHETSUTVECKLARE,
    Verksamhet.KOMPETENSHOJANDE,
)

RUBRIKER = RADRUBRIKER | {
    Verksamhet.FORTROENDEVALDA: "Förtroendevalda",
    Verksamhet.FORVALTNING: "Förvaltning",
    Verksamhet.FORVALTNING_ESF: "Förvaltning och övrigt i EU-projekt",
    Verksamhet.EKONOM_PROJEKTSTOD: "Ekonom projektstöd",
    Verksamhet.VERKSAMHETSUTVECKLARE: "Verksamhetsutvecklare",
    Verksamhet.KOMPETENSHOJANDE: "Kompetenshöjande insatser",
    Radslag.EJ_NYTTJAT: "Ej nyttjade medel",
    UTAN_PROJEKT: "Samverkansinsatser utan projekt",
    UTAN_KOSTNADSSTALLE: "Kostnader utan känt kostnadsställe",
    FINANSIELLA_POSTER: "Finansiella poster",
}

# Line → the rows of the förbundsbudget that are in it, and their sign.
BUDGETRADER_PER_VERKSAMHET = {
    **{rad: BUDGETRADER[rad] for rad in INTAKTER},
    Verksamhet.FORTROENDEVALDA: (-1, (Radslag.FORTROENDEVALDA,)),
    Verksamhet.FORVALTNING: (-1, (Radslag.FORVALTNING,)),
    Verksamhet.FORVALTNING_ESF: (-1, EU_PROJEKT),
    INSATSER: (-1, (Radslag.INSATS,)),
    Radslag.EJ_NYTTJAT: (-1, (Radslag.EJ_NYTTJAT,)),
    Verksamhet.EKONOM_PROJEKTSTOD: (-1, (Radslag.EKONOM_PROJEKTSTOD,)),
    Verksamhet.VERKSAMHETSUTVECKLARE: (-1, (Radslag.VERKSAMHETSUTVECKLARE,)),
    Verksamhet.KOMPETENSHOJANDE: (-1, (Radslag.KOMPETENSHOJANDE,)),
}


@dataclass(frozen=True)
class Insatsrad:
    """An insats as the tables of the economy name it, and when it runs."""

    id: int
    kod: str
    namn: str
    typ: str
    tid: Insatstid


@dataclass(frozen=True)
class Verksamheter:
    """A year's result in kronor: income positive, costs negative.

    `rader`: the lines of income; per verksamhet of the kostnadsställen; and INSATSER,
    UTAN_PROJEKT, UTAN_KOSTNADSSTALLE, FINANSIELLA_POSTER and EJ_KOPPLADE where there are any.
    `konton` are the accounts behind each of them; `per_konto` is what the costs of the
    verksamheter are made of: (verksamhet, konto) → kronor.
    """

    rader: Mapping[str, Decimal]
    konton: Mapping[str, tuple[str, ...]]
    per_projekt: Mapping[str, Decimal]
    per_konto: Mapping[tuple[str, str], Decimal]


def sum_per_projekt(saldon: Saldon, konton: Container[str]) -> dict[str, Decimal]:
    """What is booked on each projekt of those accounts since January, debit positive."""
    summor: dict[str, Decimal] = {}
    for (konto, kod), belopp in saldon.per_projekt.items():
        if konto in konton:
            summor[kod] = summor.get(kod, Decimal(0)) + belopp
    return summor


def split_verksamheter(bok: Radbok, kostnadsstallen: Mapping[str, str]) -> Verksamheter:
    """kostnadsstallen: kod → verksamhet (Kostnadsstalle.Verksamhet)."""
    summor = sum_rader(bok.resultat)
    rader = {rad: summor[rad] for rad in (*INTAKTER, EJ_KOPPLADE) if rad in summor}
    finansiella = [summor[rad] for rad in FINANSIELLA if rad in summor]
    if finansiella:
        rader[FINANSIELLA_POSTER] = sum(finansiella, Decimal(0))

    insatskonton = bok.konton(Radtyp.SAMVERKANSINSATSER)
    per_projekt = {kod: -kr for kod, kr in sum_per_projekt(bok.saldon, insatskonton).items()}
    if per_projekt:
        rader[INSATSER] = sum(per_projekt.values(), Decimal(0))
    utan_projekt = sum(insatskonton.values(), Decimal(0)) - rader.get(INSATSER, Decimal(0))
    if utan_projekt:
        rader[UTAN_PROJEKT] = utan_projekt

    rest = {
        konto: belopp
        for rad in KOSTNADER
        if rad != Radtyp.SAMVERKANSINSATSER
        for konto, belopp in bok.konton(rad).items()
    }
    per_konto: dict[tuple[str, str], Decimal] = {}
    for (konto, kod), belopp in bok.saldon.per_kostnadsstalle.items():
        if konto in rest and kod in kostnadsstallen:
            verksamhet = kostnadsstallen[kod]
            per_konto[verksamhet, konto] = per_konto.get((verksamhet, konto), Decimal(0)) - belopp
            rader[verksamhet] = rader.get(verksamhet, Decimal(0)) - belopp
            rest[konto] += belopp
    if any(rest.values()):
        rader[UTAN_KOSTNADSSTALLE] = sum(rest.values(), Decimal(0))
    return Verksamheter(rader, _find_konton(bok, per_konto, rest), per_projekt, per_konto)


def _find_konton(
    bok: Radbok,
    per_konto: Mapping[tuple[str, str], Decimal],
    rest: Mapping[str, Decimal],
) -> dict[str, tuple[str, ...]]:
    insatskonton = bok.konton(Radtyp.SAMVERKANSINSATSER)
    konton: dict[str, Iterable[str]] = {
        **{rad: bok.konton(rad) for rad in (*INTAKTER, EJ_KOPPLADE)},
        FINANSIELLA_POSTER: [konto for rad in FINANSIELLA for konto in bok.konton(rad)],
        INSATSER: insatskonton,
        UTAN_PROJEKT: insatskonton,
        UTAN_KOSTNADSSTALLE: [konto for konto, belopp in rest.items() if belopp],
    }
    for verksamhet in Verksamhet:
        konton[verksamhet] = [konto for egen, konto in per_konto if egen == verksamhet]
    return {rad: tuple(sorted(egna)) for rad, egna in konton.items()}


def split_budget(kolumn: Budgetkolumn) -> dict[str, Decimal]:
    """The year's budget or prognos by the same lines as Verksamheter.rader, with its signs."""
    return sum_budget(kolumn, BUDGETRADER_PER_VERKSAMHET)
