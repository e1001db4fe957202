"""An insats on one page: gathered whole, with a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from finsam.period import Period
from finsam.svenska import capitalize, format_exact_kronor
from insatser.models import Forlangning, Insats, Mal, Part
from insatser.ordning import runs_in
from uppfoljning.kvartalsrapport.kanda_uppgifter import Uppgifter, gather_uppgifter
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
    """`rader` are its kvartalsrapporter, the newest first; `leverans` its latest counts.

    `uppgifter`: what is known of `kvartal`. `avvikelser`, those not decided first, with words.
    """

    insats: Insats
    parter: Sequence[Part]
    forlangningar: Sequence[Forlangning]
    malen: Sequence[Mal]
    rader: Sequence[Rapportrad]
    leverans: Leverans | None
    kvartal: Period
    uppgifter: Sequence[Uppgifter]
    avvikelser: Sequence[tuple[str, Avvikelse]]

    @property
    def slag(self) -> str:
        return _SLAG[self.insats.typ]


def load_insatssida(insats: Insats, dag: date, kvartal: Period | None = None) -> Insatssida:
    """The insats, which has gallande_slut, as it stands on `dag`.

    kvartal: the one to tell the figures of, otherwise the last that was over and that it ran in.
    """
    if kvartal is None:
        kvartal = min(
            Period.quarter_of(dag).foregaende_kvartal, Period.quarter_of(insats.gallande_slut)
        )
    is_kand = kvartal.start <= dag and runs_in(insats, kvartal)
    avvikelser = insats.avvikelser.order_by("-inkommen", "typ", "pk")
    return Insatssida(
        insats=insats,
        parter=list(insats.samverkansparter.order_by("namn")),
        forlangningar=list(insats.forlangningar.order_by("beslutsdatum")),
        malen=list(insats.malen.order_by("nr")),
        rader=load_rapportlista([insats], dag).rader(insats),
        leverans=insats.leveranser.filter(is_aktuell=True).select_related("inlast_av").first(),
        kvartal=kvartal,
        uppgifter=list(chain(*gather_uppgifter(insats, kvartal).values())) if is_kand else [],
        avvikelser=[
            (tell_avvikelse(a), a) for a in sorted(avvikelser, key=lambda a: a.beslut != "")
        ],
    )


def tell_avvikelse(avvikelse: Avvikelse) -> str:
    """”Budget, 120 000 kr från 2024 till 2025”, ”Budget inom 2024”."""
    text = capitalize(avvikelse.get_typ_display())
    if avvikelse.belopp is not None:
        text += f", {format_exact_kronor(avvikelse.belopp)}"
    if avvikelse.fran_ar and avvikelse.fran_ar == avvikelse.till_ar:
        return f"{text} inom {avvikelse.fran_ar}"
    if avvikelse.fran_ar:
        text += f" från {avvikelse.fran_ar}"
    if avvikelse.till_ar:
        text += f" till {avvikelse.till_ar}"
    return text
