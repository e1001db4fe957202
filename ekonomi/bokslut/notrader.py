"""The rows of a note: a line of a statement by its accounts, or by projekt."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ekonomi.bokslut.rader import TILLGANGAR, Kontoplan, Radbok
from ekonomi.models import Kontorad

UTAN_PROJEKT = "utan_projekt"


@dataclass(frozen=True)
class Notrad:
    """`belopp` by column; None where the books do not know the accounts."""

    nyckel: str
    rubrik: str
    belopp: Mapping[str, Decimal | None]
    konton: tuple[str, ...] = ()


def build_notrader(
    rad: str, kontoplan: Kontoplan, kolumner: Mapping[str, Radbok | None]
) -> list[Notrad]:
    """The line `rad` by note line, in the order of the accounts, exact kronor with its sign.

    Accounts with the same notrad are one row, and one without is a row of its own name; those
    ”per projekt” give a row per object of dimension 6.
    """
    konton = {nummer for nummer, konto in kontoplan.items() if konto.rad == rad}
    for bok in kolumner.values():
        if bok:
            konton.update(bok.konton(rad))
    grupper: dict[str, list[str]] = {}
    for nummer in sorted(konton):
        egen = kontoplan.get(nummer)
        grupper.setdefault((egen.notrad or egen.namn) if egen else nummer, []).append(nummer)
    rader: list[Notrad] = []
    for rubrik, egna in grupper.items():
        if rubrik == Kontorad.PER_PROJEKT:
            rader += _split_projekt(rad, egna, kolumner)
        else:
            belopp = {kolumn: _sum(rad, egna, bok) for kolumn, bok in kolumner.items()}
            rader.append(Notrad(egna[0], rubrik, belopp, tuple(egna)))
    return rader


def sum_notrader(rad: str, kolumner: Mapping[str, Radbok | None]) -> dict[str, Decimal | None]:
    """The line itself by column: None where there are no books."""
    return {
        kolumn: None if bok is None else sum(bok.konton(rad).values(), Decimal(0))
        for kolumn, bok in kolumner.items()
    }


def _sum(rad: str, konton: Iterable[str], bok: Radbok | None) -> Decimal | None:
    belopp = bok.konton(rad) if bok else {}
    kanda = [belopp[konto] for konto in konton if konto in belopp]
    return sum(kanda, Decimal(0)) if kanda else None


def _split_projekt(
    rad: str, konton: Sequence[str], kolumner: Mapping[str, Radbok | None]
) -> list[Notrad]:
    """A row per projekt, by its code, and one of what has none.

    The books know the projekt of what was booked this year, so an opening balance has none.
    """
    tecken = 1 if rad in TILLGANGAR else -1
    namn: dict[str, str] = {}
    delar: dict[str, dict[str, Decimal]] = {}
    for kolumn, bok in kolumner.items():
        if bok is None:
            continue
        namn = {**bok.saldon.projektnamn, **namn}
        for (konto, kod), belopp in bok.saldon.per_projekt.items():
            if konto in konton:
                egna = delar.setdefault(kod, {})
                egna[kolumn] = egna.get(kolumn, Decimal(0)) + tecken * belopp
    rader = [
        Notrad(
            kod,
            namn.get(kod) or kod,
            {kolumn: delar[kod].get(kolumn) for kolumn in kolumner},
            tuple(konton),
        )
        for kod in sorted(delar)
    ]
    rest = {
        kolumn: None
        if bok is None
        else (_sum(rad, konton, bok) or Decimal(0))
        - sum((egna.get(kolumn, Decimal(0)) for egna in delar.values()), Decimal(0))
        for kolumn, bok in kolumner.items()
    }
    if any(rest.values()):
        rader.append(Notrad(UTAN_PROJEKT, "Utan projekt", rest, tuple(konton)))
    return rader
