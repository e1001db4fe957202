"""The pages of the kvartalsrapport's form, gathered for their templates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from finsam.konton.models import Roll, User
from finsam.svenska import format_datum, format_tid, join_och
from insatser.models import Insats
from uppfoljning.calculations.tidplan import due_date, find_rapportlage, show_rapportlage
from uppfoljning.fritext import name_of_fore
from uppfoljning.kvartalsrapport.forms import Svarsform
from uppfoljning.kvartalsrapport.formular import Formular
from uppfoljning.kvartalsrapport.innehall import find_author
from uppfoljning.kvartalsrapport.jamforelse import Visat, show_punkt
from uppfoljning.kvartalsrapport.steg import Falt, Innehall, Punkt, Slag, Steg
from uppfoljning.models import Bilaga, Kvartalsrapport, Omgang


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


def tell_sparat(formular: Formular, dag: date) -> str:
    """”Sparat 10:42”, with the date where it was not on `dag`; "" where nobody has saved."""
    tid = formular.rapport and formular.rapport.sparad
    if not tid:
        return ""
    lokal = timezone.localtime(tid)
    return f"Sparat {lokal:%H:%M}" if lokal.date() == dag else f"Sparat {format_tid(tid)}"


def tell_andrat(formular: Formular, nyckel: str, user: User) -> str:
    """Who has stored what stands in a conflict, as the beginning of a sentence."""
    vem, nar = find_author(nyckel, formular.rapport, formular.maluppfoljningar)
    tid = f", {format_tid(nar)}" if nar else ""
    if vem == user:
        return f"Du har själv ändrat svaret på ett annat ställe{tid}"
    return f"{vem or 'Någon annan'} har ändrat svaret sedan du öppnade sidan{tid}"


def gather_huvud(formular: Formular, dag: date) -> dict[str, object]:
    """What every page of the report shows, by the templates' names for it: its heading, the steps,
    and when it was saved."""
    rapportlage = find_rapportlage(formular.status, formular.kvartal, dag)
    return {
        "insats": formular.insats,
        "kvartal": formular.kvartal,
        "formular": formular,
        "rapport": formular.rapport,
        "markering": show_rapportlage(rapportlage),
        "senast": format_datum(due_date(formular.kvartal)),
        "sparat": tell_sparat(formular, dag),
        "lagen": formular.tell_lagen(),
    }


def tell_insandare(insats: Insats) -> str:
    """Who sends in for the insats, where the user does not."""
    styrgrupp = User.objects.filter(
        behorigheter__roll=Roll.STYRGRUPP, behorigheter__insatser=insats, is_active=True
    ).order_by("namn", "email")
    namn = join_och(str(user) for user in styrgrupp)
    return f"styrgruppen ({namn})" if namn else "styrgruppen eller kansliet"


@dataclass(frozen=True)
class Kvitto:
    """The latest omgång that was sent in, as it was then."""

    omgang: Omgang
    inskickad: str
    svar: Sequence[Svarsgrupp]
    bilagor: Sequence[Bilaga]


def load_kvitto(formular: Formular) -> Kvitto | None:
    """None where the report has not been sent in."""
    omgang = (
        formular.rapport
        and formular.rapport.omgangar.select_related("inskickad_av")
        .prefetch_related("bilagor")
        .exclude(inskickad=None)
        .order_by("nr")
        .last()
    )
    if not omgang:
        return None
    # An omgång from before the insats got a mål says nothing of it.
    steg = [
        Steg(s.nyckel, s.rubrik, tuple(p for p in s.punkter if p.falt[0].nyckel in omgang.innehall))
        for s in formular.steg_for([omgang.innehall])
    ]
    return Kvitto(
        omgang,
        format_tid(omgang.inskickad),
        build_svar(steg, omgang.innehall),
        list(omgang.bilagor.all()),
    )
