"""What the insatsägare fills in in a rekvisition, and its fingerprint."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from ekonomi.models import Rekvisition, Rekvisitionsbilaga
from finsam.handelser.innehall import hash_of

KOSTNADSSLAG = ("personal", "lokaler", "ovrigt")


@dataclass(frozen=True)
class Innehall:
    """The costs of a quarter in kronor, by kind; None for a kind that is not filled in."""

    personal: Decimal | None = None
    lokaler: Decimal | None = None
    ovrigt: Decimal | None = None
    is_preliminar: bool = False
    kommentar: str = ""

    @property
    def is_ifyllt(self) -> bool:
        return any(getattr(self, slag) is not None for slag in KOSTNADSSLAG)

    @property
    def belopp(self) -> Decimal:
        """The sum of the kinds; 0 where none is filled in."""
        return sum((getattr(self, slag) or Decimal(0) for slag in KOSTNADSSLAG), Decimal(0))


def innehall_of(rekvisition: Rekvisition | None) -> Innehall:
    """As it is stored; empty where there is none."""
    if rekvisition is None:
        return Innehall()
    return Innehall(
        **{slag: getattr(rekvisition, slag) for slag in KOSTNADSSLAG},
        is_preliminar=rekvisition.is_preliminar,
        kommentar=rekvisition.kommentar,
    )


def fingerprint(rekvisition: Rekvisition | None, bilagor: Iterable[Rekvisitionsbilaga] = ()) -> str:
    """The content as a hash: what someone was shown, to be compared with what is stored now."""
    innehall = innehall_of(rekvisition)
    belopp = {slag: getattr(innehall, slag) for slag in KOSTNADSSLAG}
    belopp["belopp"] = rekvisition.belopp if rekvisition else None
    return hash_of(
        {nyckel: None if kr is None else f"{kr:.2f}" for nyckel, kr in belopp.items()}
        | {
            "preliminär": innehall.is_preliminar,
            "kommentar": innehall.kommentar,
            "bilagor": [bilaga.pk for bilaga in bilagor],
        }
    )
