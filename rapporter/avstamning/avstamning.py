"""Every check there is, in order, and what they say of one report."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from rapporter.avstamning import (
    bocker,
    bokslut,
    deltagare,
    forbundsbudget,
    insatser,
    overforingar,
    rapporter,
)
from rapporter.avstamning.kontroll import Grupp, Kontroll, Kontrolltyp, try_kontroll
from rapporter.avstamning.underlag import Avstamningsunderlag
from rapporter.texter.texter import Kommentar

KONTROLLER: tuple[Kontrolltyp, ...] = (
    *bokslut.KONTROLLER,
    *bocker.KONTROLLER,
    *insatser.KONTROLLER,
    *overforingar.KONTROLLER,
    *deltagare.KONTROLLER,
    *forbundsbudget.KONTROLLER,
    *rapporter.KONTROLLER,
)


# A longer list of one kind of warning is folded away on the page.
_LANGT = 5


@dataclass(frozen=True)
class Kontrollslag:
    """What one kind of check found, which may be about many insatser, accounts or tables."""

    titel: str
    vad: str
    kontroller: tuple[Kontroll, ...]

    @property
    def is_langt(self) -> bool:
        return len(self.kontroller) > _LANGT


@dataclass(frozen=True)
class Avstamning:
    """What every check says of one report, in order."""

    kontroller: tuple[Kontroll, ...]

    @property
    def fel(self) -> tuple[Kontroll, ...]:
        return tuple(k for k in self.kontroller if k.is_fel)

    @property
    def varningar(self) -> tuple[Kontroll, ...]:
        return tuple(k for k in self.kontroller if k.is_varning)

    @property
    def oprovade(self) -> tuple[Kontroll, ...]:
        return tuple(k for k in self.kontroller if k.is_ok is None)

    @property
    def stammer(self) -> tuple[Kontroll, ...]:
        return tuple(k for k in self.kontroller if k.is_ok)

    @property
    def fel_per_slag(self) -> tuple[Kontrollslag, ...]:
        return _by_slag(self.fel)

    @property
    def varningar_per_slag(self) -> tuple[Kontrollslag, ...]:
        return _by_slag(self.varningar)

    @property
    def stammer_per_grupp(self) -> tuple[tuple[Grupp, tuple[Kontroll, ...]], ...]:
        """Those groups in which any check holds, each with its own."""
        grupper = ((grupp, tuple(k for k in self.stammer if k.grupp is grupp)) for grupp in Grupp)
        return tuple((grupp, egna) for grupp, egna in grupper if egna)

    def with_kommentarer(self, kommentarer: Mapping[str, Kommentar]) -> "Avstamning":
        """The same, with what is written on its warnings by the check's key."""
        return Avstamning(tuple(_comment(k, kommentarer.get(k.nyckel)) for k in self.kontroller))


def _by_slag(kontroller: Iterable[Kontroll]) -> tuple[Kontrollslag, ...]:
    """The checks of one kind follow each other."""
    grupper = ((slag, tuple(egna)) for slag, egna in groupby(kontroller, lambda k: k.slag))
    return tuple(Kontrollslag(slag, egna[0].vad, egna) for slag, egna in grupper)


def _comment(kontroll: Kontroll, kommentar: Kommentar | None) -> Kontroll:
    if kommentar is None or not kontroll.is_varning:
        return kontroll
    return replace(
        kontroll,
        kommentar=kommentar.text,
        is_kommentar_inaktuell=kommentar.siffror != kontroll.siffror,
    )


def build_avstamning(
    underlag: Avstamningsunderlag, nycklar: Collection[str] | None = None
) -> Avstamning:
    """Try every check that the report type has; with `nycklar` only those of these keys."""
    return Avstamning(
        tuple(
            kontroll
            for typ in KONTROLLER
            if not typ.rapporter or underlag.typ in typ.rapporter
            if nycklar is None or typ.nyckel in nycklar
            for kontroll in try_kontroll(typ, underlag)
        )
    )
