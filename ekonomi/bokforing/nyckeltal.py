"""What the statements would say of a file: they are those of the bokslut."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ekonomi.bokslut.balansrakning import build_balansrakning
from ekonomi.bokslut.rader import build_kontoplan, build_radbok
from ekonomi.bokslut.rakning import Rakning
from ekonomi.bokslut.resultatrakning import build_resultatrakning
from ekonomi.models import Kontorad
from ekonomi.saldon import Saldon
from finsam.period import Period


@dataclass(frozen=True)
class Nyckeltal:
    """The year's result and the assets, as the statements say. `is_av_kontoplanen`: not as the
    accounts' first digits tell, where the förbund has no kontoplan yet."""

    resultat: Decimal
    tillgangar: Decimal
    is_av_kontoplanen: bool


def sum_up(saldon: Saldon, kontorader: Sequence[Kontorad]) -> Nyckeltal:
    if not kontorader:
        resultat = -sum((b for konto, b in saldon.rorelse.items() if konto >= "3"), Decimal(0))
        tillgangar = sum((b for konto, b in saldon.utgaende.items() if konto < "2"), Decimal(0))
        return Nyckeltal(resultat, tillgangar, False)
    (resultatrakning, utfall), (balansrakning, utgaende) = build_rakningar(saldon, kontorader)
    return Nyckeltal(
        resultatrakning.belopp("arets_resultat", utfall) or Decimal(0),
        balansrakning.belopp("summa_tillgangar", utgaende) or Decimal(0),
        True,
    )


def build_rakningar(
    saldon: Saldon, kontorader: Iterable[Kontorad]
) -> tuple[tuple[Rakning, str], ...]:
    """The statements as a bokslut makes them, each with the key of its column of the file's
    amounts."""
    kontoplan = build_kontoplan(kontorader)
    bok = build_radbok(saldon, kontoplan)
    period = Period.quarter_of(saldon.per).ackumulerad
    return (
        (build_resultatrakning(period, kontoplan, bok, None, None, None), "utfall"),
        (build_balansrakning(period, kontoplan, bok, None), "utgaende"),
    )
