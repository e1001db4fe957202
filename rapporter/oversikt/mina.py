"""The first page of a styrgrupp: which report is its turn, and how its other ones stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ekonomi.models import Rekvisition
from ekonomi.rekvisitioner.lista import Ruta, list_att_skicka
from finsam.konton.rattigheter import ROLLER_PER_INSATS
from finsam.period import Period
from finsam.svenska import capitalize, count_noun, format_datum, join_och
from insatser.models import Forbund, Insats
from insatser.ordning import in_report_order
from uppfoljning.calculations.tidplan import Lage, due_date
from uppfoljning.kvartalsrapport.rapportlista import Rapportrad, load_rapportlista

# What is returned has been waited for twice; then what is late, then what is due.
_ORDNING = (Lage.ATERSAND, Lage.FORSENAD, Lage.UTKAST, Lage.ATT_LAMNA)
# This quarter and the four before it stand open on the page.
_SENASTE = 5
Status = Rekvisition.Status
_KNAPP = {Lage.ATERSAND: "Komplettera", Lage.UTKAST: "Fortsätt", Lage.ATT_LAMNA: "Börja"}


@dataclass(frozen=True)
class Uppdrag:
    """A report that it is the styrgrupp's turn to write in."""

    rad: Rapportrad
    knapp: str
    frist: str


@dataclass(frozen=True)
class Rekvisitionsuppdrag:
    """A rekvisition that it is the insats's turn to fill in."""

    ruta: Ruta
    knapp: str
    frist: str


@dataclass(frozen=True)
class Egen:
    """One insats and all its reports, the newest first."""

    insats: Insats
    rader: Sequence[Rapportrad]

    @property
    def senaste(self) -> Sequence[Rapportrad]:
        return self.rader[:_SENASTE]

    @property
    def tidigare(self) -> Sequence[Rapportrad]:
        return self.rader[_SENASTE:]


@dataclass(frozen=True)
class MinaInsatser:
    """`rekvisitioner` are those to fill in and send, the most urgent first."""

    mening: str
    uppdrag: Sequence[Uppdrag]
    insatser: Sequence[Egen]
    rekvisitioner: Sequence[Rekvisitionsuppdrag] = ()


def gather_mina(user, forbund: Forbund, dag: date) -> MinaInsatser:
    """The insatser that the user has a role of their own for, in six queries."""
    insatser = in_report_order(
        Insats.objects.filter(
            forbund=forbund,
            behorigheter__user=user,
            behorigheter__roll__in=ROLLER_PER_INSATS,
        )
        .with_gallande_slut(dag)
        .distinct()
    )
    lista = load_rapportlista(insatser, dag)
    egna = [Egen(i, lista.rader(i)) for i in insatser]
    return build_mina(egna, list_att_skicka(insatser, lista.forsta, dag), dag)


def build_mina(insatser: Sequence[Egen], rekvisitioner: Sequence[Ruta], dag: date) -> MinaInsatser:
    """What to do, returned reports first and then by due date; and what there is to read."""
    rader = [rad for egen in insatser for rad in egen.rader if rad.rapportlage.is_att_gora]
    rader.sort(key=lambda rad: (_ORDNING.index(rad.lage), rad.senast, rad.insats.pk))
    return MinaInsatser(
        mening=_tell(rader, rekvisitioner, insatser, dag),
        uppdrag=[Uppdrag(rad, _knapp(rad), _tell_frist(rad)) for rad in rader],
        insatser=insatser,
        rekvisitioner=[
            Rekvisitionsuppdrag(r, _rekvisitionsknapp(r), _rekvisitionsfrist(r))
            for r in rekvisitioner
        ],
    )


def _rekvisitionsknapp(ruta: Ruta) -> str:
    if ruta.rekvisition is None:
        return "Fyll i rekvisition"
    match ruta.rekvisition.status:
        case Status.ATERSAND:
            return "Rätta rekvisition"
        case Status.ATTESTERAD:
            return "Ersätt med slutlig"
    return "Fortsätt med rekvisition"


def _rekvisitionsfrist(ruta: Ruta) -> str:
    """When it is due; why it came back; empty for a final one, which has no day."""
    if ruta.rekvisition is not None and ruta.rekvisition.skal:
        return ruta.rekvisition.skal
    if ruta.is_att_ersatta:
        return ""
    verb = "Skulle" if ruta.is_forsenad else "Ska"
    return f"{verb} vara inne senast {format_datum(due_date(ruta.kvartal))}."


def _knapp(rad: Rapportrad) -> str:
    if rad.lage is Lage.FORSENAD:
        return "Fortsätt" if rad.is_paborjad else "Börja"
    return _KNAPP[rad.lage]


def _tell_frist(rad: Rapportrad) -> str:
    datum = format_datum(rad.senast)
    if rad.lage is Lage.ATERSAND:
        return "Kansliet har öppnat den igen." if rad.is_oppnad else "Kansliet behöver mer."
    if rad.lage is Lage.FORSENAD:
        return f"Skulle vara inne senast {datum}."
    return f"Ska vara inne senast {datum}."


def _tell(
    rader: Sequence[Rapportrad], rekvisitioner: Sequence[Ruta], insatser: Sequence[Egen], dag: date
) -> str:
    if not insatser:
        return "Du har ingen insats än. Be kansliet lägga till den på din behörighet."
    att_gora_klara = count_noun(
        len(rekvisitioner), "rekvisition att göra klar", "rekvisitioner att göra klara"
    )
    if rader and rekvisitioner:
        return f"{_tell_rapporter(rader)} Du har också {att_gora_klara}."
    if rader:
        return _tell_rapporter(rader)
    if rekvisitioner:
        return f"Du har {att_gora_klara}."
    kommande = Period.quarter_of(dag)
    pagar = any(egen.insats.gallande_slut >= dag for egen in insatser)
    nasta = (
        f" Nästa rapport gäller {kommande.namn} och ska vara inne senast "
        f"{format_datum(due_date(kommande))}."
        if pagar
        else ""
    )
    return f"Inget att göra just nu.{nasta}"


def _tell_rapporter(rader: Sequence[Rapportrad]) -> str:
    text = f"Du har {count_noun(len(rader), 'rapport', 'rapporter')} att skriva klart"
    sena = sum(rad.lage is Lage.FORSENAD for rad in rader)
    atersanda = sum(rad.lage is Lage.ATERSAND for rad in rader)
    delar = [
        count_noun(antal, en, flera)
        for antal, en, flera in (
            (atersanda, "är återsänd", "är återsända"),
            (sena, "är försenad", "är försenade"),
        )
        if antal
    ]
    if not delar:
        return f"{text}."
    if len(rader) == 1:
        return f"{text}. Den är {'återsänd' if atersanda else 'försenad'}."
    if len(rader) in (atersanda, sena):
        alla = "Båda" if len(rader) == 2 else "Alla"
        return f"{text}. {alla} är {'återsända' if atersanda else 'försenade'}."
    return f"{text}. {capitalize(join_och(delar))}."
