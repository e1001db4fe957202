"""One named identity of the field, tried: what was compared, both figures and the difference."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from finsam.svenska import NBSP, TANKSTRECK, format_number, format_percent

Tal = Decimal | int


class Allvar(Enum):
    """How bad it is when a check does not hold: an error stops publishing."""

    FEL = "fel"
    VARNING = "varning"


class Enhet(Enum):
    KRONOR = "kr"
    ANTAL = "st"
    PROCENT = "%"
    TEXT = ""


class Grupp(Enum):
    """The checks in the order in which they are shown; the value is the heading."""

    BOKSLUT = "Bokslut"
    NOTER = "Noter"
    INSATSER = "Insatsernas pengar"
    DELTAGARE = "Deltagare"
    FORBUNDSBUDGET = "Förbundets budget"
    RAPPORTER = "Rapporter"


# The report types that the checks are about.
BOKSLUTSRAPPORTER = frozenset({"delarsrapport", "arsredovisning"})
INSATSRAPPORTER = BOKSLUTSRAPPORTER | {"pm"}
BUDGETRAPPORTER = BOKSLUTSRAPPORTER | {"ekonomisk-information"}


class KanInteProvas(Exception):
    """There are no data to try the check with; the message says in Swedish what is missing."""


@dataclass(frozen=True)
class Kalla:
    """Where a figure comes from, and its page where it has one."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Led:
    """One side of a comparison. A figure that is not there is None, which equals only None."""

    etikett: str
    varde: Tal | str | None
    enhet: Enhet = Enhet.KRONOR
    kalla: Kalla = Kalla("")

    @property
    def text(self) -> str:
        """”1 326 000 kr”; öre only where there are any; an en dash for no value."""
        if self.varde is None or self.varde == "":
            return TANKSTRECK
        if self.enhet is Enhet.TEXT:
            return str(self.varde)
        if self.enhet is Enhet.PROCENT:
            return format_percent(self.varde)
        return show_tal(self.varde, self.enhet)


def show_tal(varde: Tal, enhet: Enhet) -> str:
    places = 0 if varde == int(varde) else 2
    text = format_number(varde, places)
    return f"{text}{NBSP}kr" if enhet is Enhet.KRONOR else text


@dataclass(frozen=True)
class Jamforelse:
    """Two figures that must be the same. `nyckel` and `rubrik` tell which insats, table or
    account it is about, where a check makes several; `forklaring` says more where they differ.
    By up to `marginal` kronor they may do so."""

    ena: Led
    andra: Led
    nyckel: str = ""
    rubrik: str = ""
    forklaring: str = ""
    marginal: Tal = 0

    @property
    def is_lika(self) -> bool:
        if self.marginal and None not in (self.ena.varde, self.andra.varde):
            return abs(self.differens) <= self.marginal
        return self.ena.varde == self.andra.varde

    @property
    def differens(self) -> Tal | None:
        """The first less the second; None where either is text, or both are missing."""
        varden = (self.ena.varde, self.andra.varde)
        if varden == (None, None) or any(isinstance(v, str) for v in varden):
            return None
        return (varden[0] or 0) - (varden[1] or 0)


@dataclass(frozen=True)
class Kontroll:
    """What became of a check. `is_ok` is None where it could not be tried for lack of data."""

    nyckel: str
    grupp: Grupp
    slag: str  # what the kind of check is called
    vad: str
    allvar: Allvar
    is_ok: bool | None
    rubrik: str = ""  # which of several it is
    ena: Led | None = None
    andra: Led | None = None
    differens: Tal | None = None
    forklaring: str = ""
    kommentar: str = ""  # on a warning, by those who know why it stands
    is_kommentar_inaktuell: bool = False  # it was written of other figures

    @property
    def titel(self) -> str:
        return f"{self.slag}: {self.rubrik}" if self.rubrik else self.slag

    @property
    def siffror(self) -> str:
        """Both figures as they are shown: ”1 000 kr mot 998 kr”."""
        return " mot ".join(led.text for led in (self.ena, self.andra) if led)

    @property
    def is_fel(self) -> bool:
        return self.is_ok is False and self.allvar is Allvar.FEL

    @property
    def is_varning(self) -> bool:
        return self.is_ok is False and self.allvar is Allvar.VARNING

    @property
    def utslag(self) -> str:
        if self.is_ok is None:
            return "kan inte prövas"
        return "stämmer" if self.is_ok else self.allvar.value

    @property
    def differens_text(self) -> str:
        if self.differens is None:
            return TANKSTRECK
        return show_tal(self.differens, self.ena.enhet if self.ena else Enhet.ANTAL)


@dataclass(frozen=True)
class Kontrolltyp:
    """A check as it stands in the registry.

    `prova` compares what it finds in the underlag and raises KanInteProvas. `rapporter` are the
    report types that it is about; none means all of them. The comparisons of one that `summeras`
    are parts of a whole, and are shown together when all hold.
    """

    nyckel: str
    grupp: Grupp
    titel: str
    vad: str
    prova: Callable[[Any], Iterable[Jamforelse]]
    allvar: Allvar = Allvar.FEL
    rapporter: frozenset[str] = frozenset()
    summeras: bool = False


def try_kontroll(typ: Kontrolltyp, underlag: Any) -> list[Kontroll]:
    """One Kontroll for each comparison that differs, or a single one when all hold, which shows
    them together or the first of them."""
    try:
        jamforelser = list(typ.prova(underlag))
        if not jamforelser:
            raise KanInteProvas("det finns inget att jämföra.")
    except KanInteProvas as brist:
        return [_make(typ, None, forklaring=f"Kan inte prövas: {brist}")]
    olika = [j for j in jamforelser if not j.is_lika]
    if olika:
        return [_make(typ, False, j) for j in olika]
    if len(jamforelser) == 1:
        return [_make(typ, True, jamforelser[0])]
    visad = _add_up(jamforelser) if typ.summeras else jamforelser[0]
    antal = format_number(len(jamforelser))
    hur = "Här står de tillsammans." if typ.summeras else f"En av dem: {visad.rubrik}."
    forklaring = f"{antal} uppgifter är jämförda och stämmer. {hur}"
    return [_make(typ, True, visad, forklaring)]


def _add_up(jamforelser: Sequence[Jamforelse]) -> Jamforelse:
    """All of them as one, with the source where it is the same for all."""
    ena, andra = (
        Led(
            sida[0].etikett,
            sum(led.varde or 0 for led in sida),
            sida[0].enhet,
            sida[0].kalla if len({led.kalla for led in sida}) == 1 else Kalla(""),
        )
        for sida in ([j.ena for j in jamforelser], [j.andra for j in jamforelser])
    )
    return Jamforelse(ena, andra)


def _make(
    typ: Kontrolltyp, is_ok: bool | None, j: Jamforelse | None = None, forklaring: str = ""
) -> Kontroll:
    nyckel = f"{typ.nyckel}:{j.nyckel}" if j and j.nyckel and not is_ok else typ.nyckel
    return Kontroll(
        nyckel=nyckel,
        grupp=typ.grupp,
        slag=typ.titel,
        vad=typ.vad,
        allvar=typ.allvar,
        is_ok=is_ok,
        rubrik=j.rubrik if j and not is_ok else "",
        ena=j and j.ena,
        andra=j and j.andra,
        differens=j and j.differens,
        forklaring=(j.forklaring if j and not is_ok else "") or forklaring,
    )
