"""A report as it is shown, downloaded and written by the command: with the comments to it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from finsam.period import Rapportperiod
from insatser.models import Forbund
from rapporter.avstamning.avstamning import Avstamning, build_avstamning
from rapporter.avstamning.kontroll import Kontroll
from rapporter.avstamning.samling import gather_underlag, write
from rapporter.dokument import Avsnitt, Dokument, Kapitel, Motsagelse, Ruta
from rapporter.models import Rapporttext
from rapporter.rapporttyper import RAPPORTTYPER
from rapporter.texter.texter import load_kommentarer

# Those that the comments are printed in: they have a period and texts of their own.
KOMMENTERAS = frozenset(Rapporttext.Rapport.values)


@dataclass(frozen=True)
class Avstamdrapport:
    """A report and what its avstämning says. `dokument` is None when it contradicts itself,
    `avstamning` for those who do not see it."""

    dokument: Dokument | None
    avstamning: Avstamning | None
    motsagelse: str = ""


def build_rapport(
    typ: str, forbund: Forbund, period: Rapportperiod, per: date, *, is_grundlig: bool = False
) -> Avstamdrapport:
    """Gather the report and its avstämning once; the comments stand last in the document.

    A comment on a check that holds again, or has other figures now, is left out.
    """
    underlag = gather_underlag(typ, forbund, period, per, is_grundlig=is_grundlig)
    avstamning = build_avstamning(underlag).with_kommentarer(underlag.kommentarer)
    dokument = _with_kommentarer(underlag.dokument, avstamning)
    return Avstamdrapport(dokument, avstamning, underlag.motsagelse)


def build_dokument(typ: str, forbund: Forbund, period: Rapportperiod, per: date) -> Dokument:
    """The report as those read it who do not see its avstämning: only the checks that someone
    has commented on are tried. Raises Motsagelse."""
    kommentarer = load_kommentarer(forbund, typ, period) if typ in KOMMENTERAS else {}
    if not kommentarer:
        return RAPPORTTYPER[typ].build(forbund, period, per)
    underlag = gather_underlag(typ, forbund, period, per)
    if underlag.dokument is None:
        raise Motsagelse(underlag.motsagelse)
    kommenterade = {nyckel.partition(":")[0] for nyckel in kommentarer}
    avstamning = build_avstamning(underlag, kommenterade).with_kommentarer(kommentarer)
    return _with_kommentarer(underlag.dokument, avstamning)


def build_oavstamd(typ: str, forbund: Forbund, period: Rapportperiod, per: date) -> Avstamdrapport:
    """The same as a page shows it, also when it contradicts itself."""
    dokument, motsagelse = write(lambda: build_dokument(typ, forbund, period, per))
    return Avstamdrapport(dokument, None, motsagelse)


def _with_kommentarer(dokument: Dokument | None, avstamning: Avstamning) -> Dokument | None:
    kommenterade = [k for k in avstamning.varningar if k.kommentar and not k.is_kommentar_inaktuell]
    if dokument is None or not kommenterade:
        return dokument
    return replace(dokument, kapitel=(*dokument.kapitel, _build_kommentarer(kommenterade)))


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
