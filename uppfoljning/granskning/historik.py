"""The history of a kvartalsrapport, round by round, as the kansli and the revisor read it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import Model
from django.utils import timezone

from finsam.handelser.models import Handelse
from finsam.markering import Markering
from finsam.period import Period
from insatser.models import Insats
from uppfoljning.granskning.granskningssida import key_of_kommentar, load_omgangar
from uppfoljning.kvartalsrapport.formular import load_formular
from uppfoljning.kvartalsrapport.jamforelse import Andrat, Visat, compare_innehall, show_punkt
from uppfoljning.kvartalsrapport.status import Rapportstatus, mark_omgang, tell_nar, tell_status
from uppfoljning.kvartalsrapport.steg import Steg
from uppfoljning.models import Bilaga, Granskningskommentar, Omgang


@dataclass(frozen=True)
class Lastfraga:
    fraga: str
    svar: tuple[Visat, ...]


@dataclass(frozen=True)
class Laststeg:
    rubrik: str
    fragor: tuple[Lastfraga, ...]


@dataclass(frozen=True)
class Omgangshistorik:
    """One omgång as it is read afterwards.

    `andringar` are those since the omgång before; `kommentarer` are the question and the comment.
    """

    omgang: Omgang
    markering: Markering
    inskickad: str
    beslutad: str
    oppnad: str
    kommentarer: tuple[tuple[str, Granskningskommentar], ...]
    andringar: tuple[Andrat, ...]
    steg: tuple[Laststeg, ...]
    bilagor: Sequence[Bilaga]


@dataclass(frozen=True)
class Handelserad:
    """What someone did with the report. `antal` times in a row, the last at `tid`."""

    tid: datetime
    user: object
    vad: str
    skal: str
    antal: int


@dataclass(frozen=True)
class Historik:
    """All that has become of a report; the newest omgång and the newest event first.

    `pagaende` is what has been changed since the last omgång and not been sent in yet;
    `innehall` the content of a report that has no omgång.
    """

    insats: Insats
    kvartal: Period
    status: Rapportstatus
    omgangar: tuple[Omgangshistorik, ...]
    pagaende: tuple[Andrat, ...]
    innehall: tuple[Laststeg, ...]
    handelser: tuple[Handelserad, ...]


def gather_historik(insats: Insats, kvartal: Period, dag: date, *, is_granskare: bool) -> Historik:
    """The history of the quarter's report, as it stands on `dag`.

    Comments of an omgång that awaits its decision are told to those alone who may review.
    """
    formular = load_formular(insats, kvartal)
    omgangar = load_omgangar(formular.rapport)
    steg = formular.steg_for(o.innehall for o in omgangar)
    fraga_of = {key_of_kommentar(p): p.fraga for s in steg for p in s.punkter}
    lasta = []
    for fore, omgang in zip([None, *omgangar], omgangar, strict=False):
        kommentarer = omgang.kommentarer.all() if omgang.beslut or is_granskare else ()
        lasta.append(
            Omgangshistorik(
                omgang=omgang,
                markering=mark_omgang(omgang, kvartal),
                inskickad=tell_nar(omgang.inskickad, omgang.inskickad_av),
                beslutad=tell_nar(omgang.beslutad, omgang.beslutad_av) if omgang.beslut else "",
                oppnad=tell_nar(omgang.oppnad, omgang.oppnad_av) if omgang.oppnad else "",
                kommentarer=tuple((fraga_of.get(k.falt, k.falt), k) for k in kommentarer),
                andringar=compare_innehall(fore.innehall, omgang.innehall, steg) if fore else (),
                steg=_read(steg, omgang.innehall),
                bilagor=list(omgang.bilagor.all()),
            )
        )
    pagaende = ()
    if omgangar and formular.is_oppen:
        pagaende = compare_innehall(omgangar[-1].innehall, formular.innehall, steg)
    return Historik(
        insats=insats,
        kvartal=kvartal,
        status=tell_status(formular.rapport, omgangar, kvartal, dag),
        omgangar=tuple(reversed(lasta)),
        pagaende=pagaende,
        innehall=() if omgangar or formular.rapport is None else _read(steg, formular.innehall),
        handelser=load_handelser(formular.rapport),
    )


def _read(steg: Iterable[Steg], innehall: Mapping[str, str]) -> tuple[Laststeg, ...]:
    """The whole of a version. A question that it was never asked is left out."""
    return tuple(
        Laststeg(
            s.rubrik,
            tuple(
                Lastfraga(p.fraga, show_punkt(p, innehall))
                for p in s.punkter
                if any(falt.nyckel in innehall for falt in p.falt)
            ),
        )
        for s in steg
    )


def load_handelser(obj: Model | None) -> tuple[Handelserad, ...]:
    """What has been done with the row, the newest first.

    What someone does many times in a row on a day, as a form saves while they write, is told once.
    """
    if obj is None:
        return ()
    handelser = (
        Handelse.objects.filter(modell=obj._meta.label_lower, objekt_id=str(obj.pk))
        .select_related("user")
        .order_by("-tid", "-pk")
    )
    rader = []
    for _, grupp in groupby(handelser, key=_same_doing):
        senaste, *tidigare = grupp
        rader.append(
            Handelserad(
                timezone.localtime(senaste.tid),
                senaste.user,
                senaste.get_typ_display(),
                senaste.skal,
                1 + len(tidigare),
            )
        )
    return tuple(rader)


def _same_doing(handelse: Handelse) -> tuple:
    dag = timezone.localtime(handelse.tid).date()
    return dag, handelse.user_id, handelse.typ, handelse.skal
