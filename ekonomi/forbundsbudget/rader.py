"""The rows of the grid in the order in which the styrelse reads them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ekonomi.forbundsbudget.rutnat import (
    ADMINISTRATION,
    INTAKTER,
    OVRIGA_SAMVERKANSINSATSER,
    SAMVERKANSINSATSER,
    Budgetkolumn,
    Radslag,
)
from finsam.svenska import capitalize, sort_key
from insatser.models import Insats

GRUPPER = {
    "intakter": "Intäkter",
    "administration": "Förtroendevalda och förvaltning",
    "samverkansinsatser": "Samverkansinsatser",
    "ovriga_samverkansinsatser": "Övriga samverkansinsatser",
    "resultat": "Resultat och beslutsutrymme",
}
RUBRIKER = {
    **{rad: capitalize(rad.label) for rad in Radslag},
    Radslag.ESF: "ESF-medel",
    Radslag.EJ_NYTTJAT: "Ej nyttjade medel",
    Radslag.KOMPETENSHOJANDE: "Kompetenshöjande insatser",
}
INGAENDE_NYCKEL = Radslag.INGAENDE_OVERSKOTT.value
BESLUTSUTRYMME = "beslutsutrymme"


@dataclass(frozen=True)
class Rutrad:
    """`nyckel` is the row's in Förbundsbudget (formats.md 1) or a sum's; amounts by column."""

    nyckel: str
    rubrik: str
    grupp: str
    belopp: Mapping[str, Decimal | None]
    insats: Insats | None = None
    is_summa: bool = False


def label_insats(insats: Insats) -> str:
    """”Enköping, Jobbcentrum”: with the insatsägare where the insats has no ort."""
    return ", ".join(filter(None, [_agare(insats), insats.kortnamn or insats.namn]))


def _agare(insats: Insats) -> str:
    return insats.ort or (insats.insatsagare.namn if insats.insatsagare else "")


def by_agare(insatser: Collection[Insats]) -> list[Insats]:
    """By insatsägare (as its ort where it has one) and name, in Swedish order."""
    return sorted(
        insatser,
        key=lambda i: (sort_key(_agare(i)), sort_key(i.kortnamn or i.namn), i.kod),
    )


def build_rader(
    kolumner: Sequence[Budgetkolumn], insatser: Collection[Insats]
) -> tuple[Rutrad, ...]:
    """The rows with an amount in any of the columns, and all sums. Exact kronor."""

    def of_cell(rad: str, grupp: str, insats: Insats | None = None) -> Rutrad:
        cell = (rad, insats.pk if insats else None)
        return Rutrad(
            rad,
            label_insats(insats) if insats else RUBRIKER[rad],
            grupp,
            {kolumn.nyckel: kolumn.belopp.get(cell) for kolumn in kolumner},
            insats,
        )

    def of_sum(nyckel: str, rubrik: str, grupp: str, rader: Iterable[str]) -> Rutrad:
        belopp = {kolumn.nyckel: kolumn.sum_of(rader) for kolumn in kolumner}
        return Rutrad(nyckel, rubrik, grupp, belopp, is_summa=True)

    def of_result(nyckel: str, rubrik: str, value) -> Rutrad:
        belopp = {kolumn.nyckel: value(kolumn) for kolumn in kolumner}
        return Rutrad(nyckel, rubrik, "resultat", belopp, is_summa=nyckel != INGAENDE_NYCKEL)

    samverkan, ovriga = "samverkansinsatser", "ovriga_samverkansinsatser"
    alla_samverkan = (*SAMVERKANSINSATSER, *OVRIGA_SAMVERKANSINSATSER)
    rader = (
        *(of_cell(rad, "intakter") for rad in INTAKTER),
        of_sum("summa_intakter", "Summa intäkter", "intakter", INTAKTER),
        *(of_cell(rad, "administration") for rad in ADMINISTRATION),
        of_sum(
            "samverkansinsatser",
            "Samverkansinsatser, även övriga",
            samverkan,
            alla_samverkan,
        ),
        *(of_cell(Radslag.INSATS, samverkan, insats) for insats in by_agare(insatser)),
        of_cell(Radslag.EJ_NYTTJAT, samverkan),
        of_sum(
            "summa_samverkansinsatser", "Summa samverkansinsatser", samverkan, SAMVERKANSINSATSER
        ),
        *(of_cell(rad, ovriga) for rad in OVRIGA_SAMVERKANSINSATSER),
        of_sum(
            "summa_ovriga_samverkansinsatser",
            "Summa övriga samverkansinsatser",
            ovriga,
            OVRIGA_SAMVERKANSINSATSER,
        ),
        of_result("summa_kostnader", "Summa kostnader", lambda kolumn: kolumn.kostnader),
        of_result("arets_resultat", "Årets beräknade resultat", lambda kolumn: kolumn.resultat),
        of_result(
            INGAENDE_NYCKEL,
            "Över- eller underskott från tidigare år",
            lambda kolumn: kolumn.ingaende,
        ),
        of_result(
            BESLUTSUTRYMME, "Kvarvarande beslutsutrymme", lambda kolumn: kolumn.beslutsutrymme
        ),
    )
    return tuple(
        rad
        for rad in rader
        if rad.grupp == "resultat" or any(b is not None for b in rad.belopp.values())
    )
