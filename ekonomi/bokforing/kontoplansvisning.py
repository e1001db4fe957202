"""What a kontoplan file would change, shown before it is stored, and carried on until it is."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass

from ekonomi.bokforing.kontoplan import Kontoplan, Kontoplansrad
from ekonomi.bokforing.kontoplan_services import compare_konton, hash_kontoplan, load_kontoplan
from ekonomi.bokforing.paket import seal, unseal
from ekonomi.models.bokforing import Radtyp, Rapport
from finsam.konton.models import User
from finsam.svenska import capitalize
from insatser.models import Forbund

_VAD = "kontoplan"


@dataclass(frozen=True)
class Andratkonto:
    """An account of the file; `fore` and `efter` tell where it stands, `fore` ”” for a new one."""

    konto: str
    namn: str
    fore: str
    efter: str


@dataclass(frozen=True)
class Kontoplansvisning:
    """`nya` and `andrade` in the order of the file. `sedd` is the hash of the kontoplan that the
    file was compared with."""

    rader: Sequence[Kontoplansrad]
    upplysningar: Sequence[str]
    nya: Sequence[Andratkonto]
    andrade: Sequence[Andratkonto]
    antal_oforandrade: int
    sedd: str


def gather_kontoplansvisning(forbund: Forbund, plan: Kontoplan) -> Kontoplansvisning:
    """What storing the file would change. One query."""
    fore = load_kontoplan(forbund)
    andring = compare_konton(fore, plan.rader)
    rader = {rad.konto: rad for rad in plan.rader}

    def show(konto: str) -> Andratkonto:
        efter = rader[konto]
        innan = _tell(fore[konto]) if konto in fore else ""
        return Andratkonto(konto, efter.namn, innan, _tell(efter))

    return Kontoplansvisning(
        rader=plan.rader,
        upplysningar=plan.upplysningar,
        nya=tuple(map(show, andring.nya)),
        andrade=tuple(map(show, andring.andrade)),
        antal_oforandrade=len(andring.oforandrade),
        sedd=hash_kontoplan(fore.values()),
    )


def _tell(rad: Kontoplansrad) -> str:
    """”Plusgiro: Kassa och bank, not 11, Kassa”."""
    delar = [
        capitalize(rad.rad.label),
        f"not {rad.notnr}" if rad.notnr is not None else "",
        rad.notrad,
    ]
    return f"{rad.namn}: {', '.join(filter(None, delar))}"


def pack(visning: Kontoplansvisning, forbund: Forbund, user: User) -> str:
    """The rows as a text for this user and förbund alone. Raises OtillatenFil for too many."""
    return seal([visning.sedd, [astuple(rad) for rad in visning.rader]], _VAD, forbund, user)


def unpack(text: str, forbund: Forbund, user: User) -> tuple[tuple[Kontoplansrad, ...], str]:
    """The rows, and what `sedd` was. Raises Andringsfel when they cannot be trusted."""
    sedd, rader = unseal(text, _VAD, forbund, user)
    return (
        tuple(
            Kontoplansrad(konto, namn, Rapport(rapport), Radtyp(rad), notnr, notrad)
            for konto, namn, rapport, rad, notnr, notrad in rader
        ),
        sedd,
    )
