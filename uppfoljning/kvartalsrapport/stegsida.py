"""The pages of the kvartalsrapport's form, gathered for their templates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from finsam.konton.models import User
from finsam.svenska import format_tid
from uppfoljning.calculations.jamforelse import Visat, show_punkt
from uppfoljning.fritext import name_of_fore
from uppfoljning.kvartalsrapport.forms import Svarsform
from uppfoljning.kvartalsrapport.formular import Formular
from uppfoljning.kvartalsrapport.innehall import find_author
from uppfoljning.kvartalsrapport.steg import Falt, Innehall, Punkt, Slag, Steg
from uppfoljning.models import Kvartalsrapport


def anchor_of(falt: Falt) -> str:
    """The id of the control that a link to the field goes to; of radios the first one."""
    return f"id_{falt.nyckel}_0" if falt.slag is Slag.VAL else f"id_{falt.nyckel}"


@dataclass(frozen=True)
class Visatfalt:
    """A field on the screen. `konflikt` is what someone else has stored, None where nobody has,
    and `andrat` says who it was."""

    falt: Falt
    ankare: str
    varde: str
    fore: str
    fel: str
    konflikt: str | None
    andrat: str

    @property
    def slag(self) -> str:
        return self.falt.slag.name.lower()


@dataclass(frozen=True)
class Visadpunkt:
    """A question on the screen, with the quarter before's answer and the kansli's comments."""

    punkt: Punkt
    falt: tuple[Visatfalt, ...]
    forra: tuple[Visat, ...]
    kommentarer: tuple[str, ...]

    @property
    def is_fel(self) -> bool:
        return any(f.fel or f.konflikt is not None for f in self.falt)

    @property
    def is_med_rubriker(self) -> bool:
        """Whether it asks for several things, each of which needs its own label."""
        return len([f for f in self.falt if f.slag in ("val", "rad")]) > 1


@dataclass(frozen=True)
class Begaran:
    """Why the styrgrupp has the report back, and the kansli's comments by field."""

    rubrik: str
    skal: str
    kommentarer: Mapping[str, str]


def load_begaran(formular: Formular) -> Begaran | None:
    """What was said as the report was returned or opened again; None when it is neither."""
    if formular.status != Kvartalsrapport.Status.ATERSAND:
        return None
    omgang = (
        formular.rapport.omgangar.select_related("beslutad_av", "oppnad_av")
        .prefetch_related("kommentarer")
        .order_by("nr")
        .last()
    )
    if omgang is None:
        return None
    kommentarer = {k.falt: k.text for k in omgang.kommentarer.all()}
    if omgang.oppnad:
        nar = format_tid(omgang.oppnad)
        return Begaran(
            f"{omgang.oppnad_av} öppnade rapporten igen {nar}", omgang.oppnad_skal, kommentarer
        )
    nar = format_tid(omgang.beslutad)
    return Begaran(f"{omgang.beslutad_av} återsände rapporten {nar}", omgang.skal, kommentarer)


def build_punkter(
    formular: Formular,
    steg: Steg,
    form: Svarsform,
    *,
    user: User,
    fel: Mapping[str, str],
    konflikter: Mapping[str, str],
    forra: Innehall | None,
    begaran: Begaran | None,
) -> list[Visadpunkt]:
    """The step's questions. `fel` and `konflikter` are by field."""
    kommentarer = begaran.kommentarer if begaran else {}

    def show(falt: Falt) -> Visatfalt:
        nyckel = falt.nyckel
        konflikt = None
        if nyckel in konflikter:
            konflikt = falt.show(konflikter[nyckel]) or "Inget svar"
        return Visatfalt(
            falt=falt,
            ankare=anchor_of(falt),
            varde=form[nyckel].value() or "",
            fore=form[name_of_fore(nyckel)].value() or "",
            fel=" ".join(form.errors.get(nyckel, ())) or fel.get(nyckel, ""),
            konflikt=konflikt,
            andrat=tell_andrat(formular, nyckel, user) if konflikt is not None else "",
        )

    return [
        Visadpunkt(
            punkt,
            tuple(map(show, punkt.falt)),
            show_punkt(punkt, forra) if forra else (),
            tuple(kommentarer[f.nyckel] for f in punkt.falt if f.nyckel in kommentarer),
        )
        for punkt in steg.punkter
    ]


@dataclass(frozen=True)
class Svar:
    """A question as it is read: `ankare` is where it is changed."""

    fraga: str
    ankare: str
    svar: tuple[Visat, ...]
    saknas: tuple[str, ...]
    kommentarer: tuple[str, ...]


@dataclass(frozen=True)
class Svarsgrupp:
    steg: Steg
    svar: tuple[Svar, ...]


def build_svar(
    steg: Sequence[Steg], innehall: Innehall, begaran: Begaran | None = None
) -> list[Svarsgrupp]:
    """All answers to be read, with what each still lacks and what the kansli said of it."""
    kommentarer = begaran.kommentarer if begaran else {}
    return [
        Svarsgrupp(
            s,
            tuple(
                Svar(
                    punkt.fraga,
                    anchor_of(punkt.falt[0]),
                    show_punkt(punkt, innehall),
                    tuple(brist.meddelande for brist in punkt.find_brister(innehall)),
                    tuple(kommentarer[f.nyckel] for f in punkt.falt if f.nyckel in kommentarer),
                )
                for punkt in s.punkter
            ),
        )
        for s in steg
    ]


def tell_sparat(tid: datetime, idag: date) -> str:
    """”Sparat 10:42”, with the date where it was not today."""
    lokal = timezone.localtime(tid)
    return f"Sparat {lokal:%H:%M}" if lokal.date() == idag else f"Sparat {format_tid(tid)}"


def tell_andrat(formular: Formular, nyckel: str, user: User) -> str:
    """Who has stored what stands in a conflict, as the beginning of a sentence."""
    vem, nar = find_author(nyckel, formular.rapport, formular.maluppfoljningar)
    tid = f", {format_tid(nar)}" if nar else ""
    if vem == user:
        return f"Du har själv ändrat svaret på ett annat ställe{tid}"
    return f"{vem or 'Någon annan'} har ändrat svaret sedan du öppnade sidan{tid}"
