"""What the kansli and the revisor read of a kvartalsrapport, gathered whole with a constant
number of queries: the review of an omgång, and the history of all of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils import timezone

from finsam.handelser.models import Handelse
from finsam.markering import Markering, Ton
from finsam.period import Period
from finsam.svenska import count_noun, format_datum
from insatser.models import Insats, Mal
from uppfoljning.calculations.jamforelse import (
    Andrat,
    Visat,
    compare_innehall,
    has_new_svar,
    show_punkt,
)
from uppfoljning.calculations.tidplan import due_date
from uppfoljning.kvartalsrapport.formular import Formular, load_formular, load_forra_svaren
from uppfoljning.kvartalsrapport.innehall import BILAGOR, nr_of_mal
from uppfoljning.kvartalsrapport.kanda_uppgifter import Uppgifter
from uppfoljning.kvartalsrapport.services import tell_nar
from uppfoljning.kvartalsrapport.steg import Innehall, Punkt, Steg, build_steg
from uppfoljning.models import Bilaga, Granskningskommentar, Kvartalsrapport, Omgang

Status = Kvartalsrapport.Status


@dataclass(frozen=True)
class Granskadfraga:
    """One question of the review. `falt` is the key that a comment on it is stored under.

    `andringar` are those since the omgång before, `tidigare_kommentar` what was said of it then.
    """

    falt: str
    fraga: str
    nu: tuple[Visat, ...]
    forra: tuple[Visat, ...]
    is_nytt_svar: bool
    andringar: tuple[Andrat, ...]
    kommentar: str
    tidigare_kommentar: Granskningskommentar | None


@dataclass(frozen=True)
class Granskatsteg:
    nyckel: str
    rubrik: str
    uppgifter: Sequence[Uppgifter]
    fragor: tuple[Granskadfraga, ...]


@dataclass(frozen=True)
class Granskning:
    """The review of one omgång beside the quarter before and the omgång before.

    `sen` says how late the report first came in, None for in time; `bilageandring` is how the
    attachments differ from the omgång before.
    """

    insats: Insats
    kvartal: Period
    omgang: Omgang
    foregaende: Omgang | None
    inskickad: str
    sen: Markering | None
    has_forra: bool
    steg: tuple[Granskatsteg, ...]
    bilagor: Sequence[Bilaga]
    bilageandring: Andrat | None

    @property
    def is_beslutad(self) -> bool:
        return bool(self.omgang.beslut)

    @property
    def fragor(self) -> list[Granskadfraga]:
        return [fraga for steg in self.steg for fraga in steg.fragor]

    @property
    def antal_andrade(self) -> int:
        return sum(1 for fraga in self.fragor if fraga.is_nytt_svar)


def load_omgangar(rapport: Kvartalsrapport | None) -> list[Omgang]:
    """Every omgång of the report in order, with its people, comments and attachments."""
    if rapport is None:
        return []
    return list(
        rapport.omgangar.select_related(
            "kvartalsrapport__insats__forbund", "inskickad_av", "beslutad_av", "oppnad_av"
        )
        .prefetch_related("kommentarer__skriven_av", "bilagor")
        .order_by("nr")
    )


def build_granskning(formular: Formular, omgangar: Sequence[Omgang], nr: int) -> Granskning:
    """The review of omgång `nr`, one of `omgangar`."""
    insats, kvartal = formular.insats, formular.kvartal
    omgang = next(o for o in omgangar if o.nr == nr)
    foregaende = next((o for o in omgangar if o.nr == nr - 1), None)
    steg = _with_lost_mal(
        formular, [omgang.innehall, *([foregaende.innehall] if foregaende else [])]
    )
    forra = load_forra_svaren(formular)
    andringar = compare_innehall(foregaende.innehall, omgang.innehall, steg) if foregaende else ()
    kommentarer = {k.falt: k.text for k in omgang.kommentarer.all()}
    tidigare = {k.falt: k for k in foregaende.kommentarer.all()} if foregaende else {}

    def show(punkt: Punkt) -> Granskadfraga:
        nycklar = {falt.nyckel for falt in punkt.falt}
        falt = key_of_kommentar(punkt)
        return Granskadfraga(
            falt=falt,
            fraga=punkt.fraga,
            nu=show_punkt(punkt, omgang.innehall),
            forra=show_punkt(punkt, forra or {}),
            is_nytt_svar=has_new_svar(punkt, forra or {}, omgang.innehall),
            andringar=tuple(a for a in andringar if a.nyckel in nycklar),
            kommentar=kommentarer.get(falt, ""),
            tidigare_kommentar=tidigare.get(falt),
        )

    return Granskning(
        insats=insats,
        kvartal=kvartal,
        omgang=omgang,
        foregaende=foregaende,
        inskickad=tell_nar(omgang.inskickad, omgang.inskickad_av),
        sen=_mark_sen(formular),
        has_forra=forra is not None,
        steg=tuple(
            Granskatsteg(
                s.nyckel,
                s.rubrik,
                formular.uppgifter.get(s.nyckel, ()),
                tuple(show(punkt) for punkt in s.punkter),
            )
            for s in steg
        ),
        bilagor=list(omgang.bilagor.all()),
        bilageandring=next((a for a in andringar if a.nyckel == BILAGOR), None),
    )


def _mark_sen(formular: Formular) -> Markering | None:
    inlamnad, senast = formular.rapport.inlamnad, due_date(formular.kvartal)
    if inlamnad is None or inlamnad <= senast:
        return None
    return Markering(f"Kom in {count_noun((inlamnad - senast).days, 'dag', 'dagar')} sent", Ton.FEL)


def key_of_kommentar(punkt: Punkt) -> str:
    """The key that a comment on the punkt is stored under: its answer's."""
    return punkt.falt[0].nyckel


def _with_lost_mal(formular: Formular, versioner: Iterable[Innehall]) -> Sequence[Steg]:
    """The form's steps, with a place also for mål that a version tells of and the insats lost."""
    nr = {nr_of_mal(nyckel) for version in versioner for nyckel in version}
    borta = nr - {m.nr for m in formular.malen} - {None}
    if not borta:
        return formular.steg
    malen = [*formular.malen, *(Mal(nr=n, mal="målet finns inte längre") for n in borta)]
    return build_steg(formular.insats, sorted(malen, key=lambda m: m.nr), {})


@dataclass(frozen=True)
class Rapportstatus:
    """How a report stands that does not await a decision, with whom, when and why.

    `skal` is the reason of the last return or opening, where the report waits for its mending.
    """

    markering: Markering
    text: str
    skal: str = ""


def tell_status(formular: Formular, omgangar: Sequence[Omgang]) -> Rapportstatus:
    """For those who came to do something that the report's state does not allow."""
    rapport, omgang = formular.rapport, omgangar[-1] if omgangar else None
    senast = f"Den ska vara inne senast {format_datum(due_date(formular.kvartal))}."
    match formular.status:
        case Status.GODKAND:
            nar = f" {tell_nar(omgang.beslutad, omgang.beslutad_av)}" if omgang else ""
            return Rapportstatus(
                Markering("Godkänd", Ton.OK), f"Rapporten godkändes{nar} och är låst."
            )
        case Status.INSKICKAD:
            nar = tell_nar(omgang.inskickad, omgang.inskickad_av)
            return Rapportstatus(
                Markering("Att granska", Ton.OBS),
                f"Rapporten skickades in {nar} och väntar på kansliets besked.",
            )
        case Status.ATERSAND if omgang.oppnad:
            nar = tell_nar(omgang.oppnad, omgang.oppnad_av)
            return Rapportstatus(
                Markering("Återsänd", Ton.LUGN),
                f"Rapporten öppnades igen {nar}. Styrgruppen rättar den.",
                omgang.oppnad_skal,
            )
        case Status.ATERSAND:
            nar = tell_nar(omgang.beslutad, omgang.beslutad_av)
            return Rapportstatus(
                Markering("Återsänd", Ton.LUGN),
                f"Rapporten återsändes {nar}. Styrgruppen rättar den.",
                omgang.skal,
            )
        case Status.UTKAST:
            nar = (
                f" Den sparades {tell_nar(rapport.sparad, rapport.sparad_av)}."
                if rapport.sparad
                else ""
            )
            return Rapportstatus(
                Markering("Utkast", Ton.LUGN), f"Styrgruppen skriver på rapporten.{nar} {senast}"
            )
        case _:
            return Rapportstatus(
                Markering("Inte påbörjad", Ton.LUGN), f"Rapporten är inte påbörjad. {senast}"
            )


_BESLUT = {
    "": Markering("Att granska", Ton.OBS),
    Omgang.Beslut.ATERSAND: Markering("Återsänd", Ton.LUGN),
    Omgang.Beslut.GODKAND: Markering("Godkänd", Ton.OK),
}


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
    rapportstatus: str
    status: Rapportstatus
    omgangar: tuple[Omgangshistorik, ...]
    pagaende: tuple[Andrat, ...]
    innehall: tuple[Laststeg, ...]
    handelser: tuple[Handelserad, ...]


def gather_historik(insats: Insats, kvartal: Period, *, is_granskare: bool) -> Historik:
    """The history of the quarter's report. Comments of an omgång that awaits its decision are
    told to those alone who may review."""
    formular = load_formular(insats, kvartal)
    omgangar = load_omgangar(formular.rapport)
    steg = _with_lost_mal(formular, [o.innehall for o in omgangar])
    fraga_of = {key_of_kommentar(p): p.fraga for s in steg for p in s.punkter}
    lasta = []
    for fore, omgang in zip([None, *omgangar], omgangar, strict=False):
        kommentarer = omgang.kommentarer.all() if omgang.beslut or is_granskare else ()
        lasta.append(
            Omgangshistorik(
                omgang=omgang,
                markering=_BESLUT[omgang.beslut],
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
        rapportstatus=formular.status,
        status=tell_status(formular, omgangar),
        omgangar=tuple(reversed(lasta)),
        pagaende=pagaende,
        innehall=() if omgangar or formular.rapport is None else _read(steg, formular.innehall),
        handelser=_load_handelser(formular.rapport),
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


def _load_handelser(rapport: Kvartalsrapport | None) -> tuple[Handelserad, ...]:
    """The newest first. What someone does many times in a row on a day, as the form saves while
    they write, is told once."""
    if rapport is None:
        return ()
    handelser = (
        Handelse.objects.filter(modell=rapport._meta.label_lower, objekt_id=str(rapport.pk))
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
