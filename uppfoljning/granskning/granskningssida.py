"""The review of an omgång as the kansli reads it, gathered whole with a constant number of
queries."""

from collections.abc import Sequence
from dataclasses import dataclass

from finsam.markering import Markering, Ton
from finsam.period import Period
from finsam.svenska import count_noun
from insatser.models import Insats
from uppfoljning.calculations.tidplan import due_date
from uppfoljning.kvartalsrapport.formular import Formular, load_forra_svaren
from uppfoljning.kvartalsrapport.innehall import BILAGOR
from uppfoljning.kvartalsrapport.jamforelse import (
    Andrat,
    Visat,
    compare_innehall,
    has_new_svar,
    show_punkt,
)
from uppfoljning.kvartalsrapport.kanda_uppgifter import Uppgifter
from uppfoljning.kvartalsrapport.status import tell_nar
from uppfoljning.kvartalsrapport.steg import Punkt
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
    steg = formular.steg_for(o.innehall for o in (omgang, foregaende) if o)
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
