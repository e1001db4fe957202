"""The result by what the förbund does instead of by kind of cost.

Insatser are told by dimension 6 (projekt) on the accounts of samverkansinsatser, everything
else by dimension 1 (kostnadsställe). The books sum each dimension by itself, so no account is
looked for in both. What has neither is shown as such: the whole is always årets resultat.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from ekonomi.bokslut.rader import EJ_KOPPLADE, FINANSIELLA, INTAKTER, KOSTNADER, Radbok, sum_rader
from ekonomi.calculations import Insatstid
from ekonomi.models import Radtyp

INSATSER = "insatser"
UTAN_PROJEKT = "utan_projekt"
UTAN_KOSTNADSSTALLE = "utan_kostnadsstalle"
FINANSIELLA_POSTER = "finansiella_poster"

# Where the books have less than the whole of an account on a dimension.
RUBRIKER = {
    UTAN_PROJEKT: "Samverkansinsatser utan projekt",
    UTAN_KOSTNADSSTALLE: "Kostnader utan kostnadsställe",
    FINANSIELLA_POSTER: "Finansiella poster",
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
    `per_konto` is what the verksamheter's costs are made of: (verksamhet, konto) → kronor.
    """

    rader: Mapping[str, Decimal]
    per_projekt: Mapping[str, Decimal]
    per_konto: Mapping[tuple[str, str], Decimal]


def split_verksamheter(bok: Radbok, kostnadsstallen: Mapping[str, str]) -> Verksamheter:
    """kostnadsstallen: kod → verksamhet (Kostnadsstalle.Verksamhet)."""
    summor = sum_rader(bok.resultat)
    rader = {rad: summor[rad] for rad in (*INTAKTER, EJ_KOPPLADE) if rad in summor}
    finansiella = [summor[rad] for rad in FINANSIELLA if rad in summor]
    if finansiella:
        rader[FINANSIELLA_POSTER] = sum(finansiella, Decimal(0))

    insatskonton = bok.konton(Radtyp.SAMVERKANSINSATSER)
    per_projekt: dict[str, Decimal] = {}
    for (konto, kod), belopp in bok.saldon.per_projekt.items():
        if konto in insatskonton:
            per_projekt[kod] = per_projekt.get(kod, Decimal(0)) - belopp
    if per_projekt:
        rader[INSATSER] = sum(per_projekt.values(), Decimal(0))
    utan_projekt = sum(insatskonton.values(), Decimal(0)) - rader.get(INSATSER, Decimal(0))
    if utan_projekt:
        rader[UTAN_PROJEKT] = utan_projekt

    ovriga = {
        konto: belopp
        for rad in KOSTNADER
        if rad != Radtyp.SAMVERKANSINSATSER
        for konto, belopp in bok.konton(rad).items()
    }
    per_konto: dict[tuple[str, str], Decimal] = {}
    for (konto, kod), belopp in bok.saldon.per_kostnadsstalle.items():
        if konto in ovriga and kod in kostnadsstallen:
            cell = (kostnadsstallen[kod], konto)
            per_konto[cell] = per_konto.get(cell, Decimal(0)) - belopp
    for (verksamhet, _), belopp in per_konto.items():
        rader[verksamhet] = rader.get(verksamhet, Decimal(0)) + belopp
    utan = sum(ovriga.values(), Decimal(0)) - sum(per_konto.values(), Decimal(0))
    if utan:
        rader[UTAN_KOSTNADSSTALLE] = utan
    return Verksamheter(rader, per_projekt, per_konto)
