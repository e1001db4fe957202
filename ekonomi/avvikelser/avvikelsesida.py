"""An avvikelse as its pages show it: what it says, what it does, how it has changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import pairwise

from ekonomi.avvikelser.services import EGEN, has_written, hash_avvikelse
from ekonomi.avvikelser.verkan import tell_avslag, tell_verkan
from ekonomi.calculations import Insatstid, Rest
from ekonomi.forbrukning import load_rester
from ekonomi.insatsbudget.poster import build_poster, tell_pagar_inte
from finsam.konton.models import User
from finsam.markering import Markering, Ton
from finsam.svenska import TANKSTRECK, format_exact_kronor
from insatser.models import Insats
from uppfoljning.insatssida import tell_avvikelse
from uppfoljning.models import Avvikelse, Avvikelsebilaga

_MARKERING = {
    "": Markering("Väntar på beslut", Ton.OBS),
    Avvikelse.Beslut.BEVILJAD: Markering("Beviljad", Ton.OK),
    Avvikelse.Beslut.AVSLAGEN: Markering("Avslagen", Ton.LUGN),
}
_ATERTAGEN = Markering("Återtagen", Ton.LUGN)
_FALT = {
    "typ": "Typ",
    "beskrivning": "Beskrivning",
    "belopp": "Belopp",
    "fran_ar": "Från år",
    "till_ar": "Till år",
}


@dataclass(frozen=True)
class Rattelse:
    """How the avvikelse was before it was corrected: the fields that changed."""

    tid: datetime
    av: str
    tidigare: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Avvikelsesida:
    """`rest` is what is left of the year that a granted one takes from, None for no such year.

    `pagar_inte` says why a granted one can't give to its year, empty when it can; `insats` has
    gallande_slut. `sedd` is the hash of what is shown. `egen` says why the user who has written it
    does not decide it, empty for any other. `atertagen_av` is empty unless it is withdrawn.
    """

    avvikelse: Avvikelse
    rubrik: str
    markering: Markering
    bilagor: Sequence[Avvikelsebilaga]
    rattelser: Sequence[Rattelse]
    verkan: Sequence[str]
    avslag: str
    rest: Rest | None
    rest_ar: int | None
    pagar_inte: str
    sedd: str
    egen: str
    atertagen_av: str

    @property
    def insats(self) -> Insats:
        return self.avvikelse.insats

    @property
    def is_for_lite_kvar(self) -> bool:
        return self.rest is not None and self.rest.kvar < (self.avvikelse.belopp or Decimal(0))


def mark_avvikelse(avvikelse: Avvikelse) -> Markering:
    return _ATERTAGEN if avvikelse.atertagen else _MARKERING[avvikelse.beslut]


def gather_avvikelsesida(avvikelse: Avvikelse, user: User) -> Avvikelsesida:
    """The avvikelse, with its insats, as this user sees it; in a fixed number of queries."""
    poster = _poster(avvikelse)
    uttag = next((ny for ny in poster if ny.andring < 0), None)
    tid = Insatstid(avvikelse.insats.start, avvikelse.insats.gallande_slut)
    rest = load_rester([avvikelse.insats], uttag.ar)[avvikelse.insats_id] if uttag else None
    return Avvikelsesida(
        avvikelse=avvikelse,
        rubrik=tell_avvikelse(avvikelse),
        markering=mark_avvikelse(avvikelse),
        bilagor=list(avvikelse.bilagor.filter(borttagen=None)),
        rattelser=_list_rattelser(avvikelse),
        verkan=tell_verkan(avvikelse),
        avslag=tell_avslag(),
        rest=rest,
        rest_ar=uttag.ar if uttag else None,
        pagar_inte="".join(tell_pagar_inte(tid, ny.ar) for ny in poster if ny.andring > 0),
        sedd=hash_avvikelse(avvikelse),
        egen=EGEN if has_written(avvikelse, user) else "",
        atertagen_av=_tell_atertagen_av(avvikelse),
    )


def _tell_atertagen_av(avvikelse: Avvikelse) -> str:
    if avvikelse.atertagen is None:
        return ""
    return str(avvikelse.history.select_related("history_user").latest().history_user)


def _poster(avvikelse: Avvikelse):
    return build_poster(avvikelse) if avvikelse.belopp and avvikelse.is_oppen else ()


def _list_rattelser(avvikelse: Avvikelse) -> list[Rattelse]:
    """The latest first."""
    versioner = avvikelse.history.select_related("history_user").order_by("history_id")
    rattelser = []
    for fore, efter in pairwise(versioner):
        tidigare = [
            (etikett, _show(fore, falt))
            for falt, etikett in _FALT.items()
            if getattr(fore, falt) != getattr(efter, falt)
        ]
        if tidigare:
            rattelser.append(
                Rattelse(efter.history_date, str(efter.history_user or "underlaget"), tidigare)
            )
    return rattelser[::-1]


def _show(version: Avvikelse, falt: str) -> str:
    varde = getattr(version, falt)
    if falt == "typ":
        return Avvikelse.Typ(varde).label
    if isinstance(varde, Decimal):
        return format_exact_kronor(varde)
    return TANKSTRECK if varde in (None, "") else str(varde)
