"""A report as it is shown, downloaded and written by the command: with the comments to it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from finsam.period import Dag, Period
from insatser.models import Forbund
from rapporter.avstamning.avstamning import Avstamning, build_avstamning
from rapporter.avstamning.kontroll import Kontroll
from rapporter.avstamning.samling import gather_underlag
from rapporter.dokument import Avsnitt, Dokument, Kapitel, Motsagelse, Ruta
from rapporter.models import Avstamningskommentar, Rapporttext

# Those that the comments are printed in: they have a period and texts of their own.
KOMMENTERAS = frozenset(Rapporttext.Rapport.values)


@dataclass(frozen=True)
class Avstamdrapport:
    """A report and what its avstämning says. `dokument` is None when it contradicts itself."""

    dokument: Dokument | None
    avstamning: Avstamning
    motsagelse: str = ""

    def require_dokument(self) -> Dokument:
        """Raises Motsagelse."""
        if self.dokument is None:
            raise Motsagelse(self.motsagelse)
        return self.dokument


def build_rapport(typ: str, forbund: Forbund, period: Period | Dag, per: date) -> Avstamdrapport:
    """Gather the report and its avstämning once; the comments stand last in the document.

    A comment on a check that holds again is left out.
    """
    underlag = gather_underlag(typ, forbund, period, per)
    avstamning = build_avstamning(underlag).with_kommentarer(load_kommentarer(typ, forbund, period))
    dokument = underlag.dokument
    kommenterade = [k for k in avstamning.varningar if k.kommentar]
    if dokument and kommenterade:
        kapitel = (*dokument.kapitel, _build_kommentarer(kommenterade))
        dokument = replace(dokument, kapitel=kapitel)
    return Avstamdrapport(dokument, avstamning, underlag.motsagelse)


def load_kommentarer(typ: str, forbund: Forbund, period: Period | Dag) -> dict[str, str]:
    """What is written on the checks of a report, by the check's key."""
    if typ not in KOMMENTERAS:
        return {}
    return dict(
        Avstamningskommentar.objects.filter(
            forbund=forbund, rapport=typ, period=str(period)
        ).values_list("kontroll", "text")
    )


def _build_kommentarer(varningar: Sequence[Kontroll]) -> Kapitel:
    return Kapitel(
        "kommentarer",
        "Kommentarer till uppgifterna",
        (
            Avsnitt(
                tuple(
                    Ruta(varning.titel, (*_sides(varning), ("Kommentar", varning.kommentar)))
                    for varning in varningar
                )
            ),
        ),
    )


def _sides(kontroll: Kontroll) -> tuple[tuple[str, str], ...]:
    return tuple((led.etikett, led.text) for led in (kontroll.ena, kontroll.andra) if led)
