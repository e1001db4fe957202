"""An insats on one page: gathered whole, with a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from insatser.models import Forlangning, Insats, Mal, Part
from uppfoljning.kvartalsrapport.rapportlista import Rapportrad, load_rapportlista
from uppfoljning.models import Avvikelse, Leverans

_SLAG = {
    Insats.Typ.INDIVID: "Individinsats",
    Insats.Typ.STRUKTUR: "Strukturinsats",
    Insats.Typ.FORSTUDIE: "Förstudie",
    Insats.Typ.KOMPETENS: "Kompetensinsats",
}


@dataclass(frozen=True)
class Insatssida:
    """`rader` are its kvartalsrapporter, the newest first; `leverans` its latest counts."""

    insats: Insats
    parter: Sequence[Part]
    forlangningar: Sequence[Forlangning]
    malen: Sequence[Mal]
    rader: Sequence[Rapportrad]
    leverans: Leverans | None
    avvikelser: Sequence[Avvikelse]

    @property
    def slag(self) -> str:
        return _SLAG[self.insats.typ]


def load_insatssida(insats: Insats, dag: date) -> Insatssida:
    """The insats, which has gallande_slut, as it stands on `dag`."""
    return Insatssida(
        insats=insats,
        parter=list(insats.samverkansparter.order_by("namn")),
        forlangningar=list(insats.forlangningar.order_by("beslutsdatum")),
        malen=list(insats.malen.order_by("nr")),
        rader=load_rapportlista([insats], dag).rader(insats),
        leverans=insats.leveranser.filter(is_aktuell=True).select_related("inlast_av").first(),
        avvikelser=list(insats.avvikelser.order_by("-inkommen", "typ")),
    )
