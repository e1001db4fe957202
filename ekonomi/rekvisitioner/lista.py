"""Every rekvisition of a förbund's year at a glance, and what an insats has still to send."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from django.db.models import Q

from ekonomi.calculations import Insatstid, linear_share
from ekonomi.forbrukning import load_justerade
from ekonomi.models import Rekvisition
from ekonomi.rekvisitioner.lage import is_awaited, show_rekvisition
from ekonomi.rekvisitioner.ram import build_ram
from finsam.markering import Markering
from finsam.period import Period
from finsam.svenska import format_exact, round_half_up
from finsam.tal import sum_known
from insatser.models import Forbund, Insats
from insatser.ordning import in_report_order, runs_in
from uppfoljning.calculations.tidplan import due_date, has_page
from uppfoljning.kvartalsrapport.rapportlista import VANTADE_KVARTAL, first_quarters

Status = Rekvisition.Status


class Urval(Enum):
    """Which insatser the matrix shows; the value stands in the address."""

    ALLA = "alla"
    ATT_ATTESTERA = "att-attestera"
    SAKNAS = "saknas"
    PRELIMINARA = "preliminara"

    @property
    def namn(self) -> str:
        return _URVALSNAMN[self]


_URVALSNAMN = {
    Urval.ALLA: "Alla insatser",
    Urval.ATT_ATTESTERA: "Väntar på attest",
    Urval.SAKNAS: "Inte inskickade",
    Urval.PRELIMINARA: "Preliminära",
}


@dataclass(frozen=True)
class Ruta:
    """The rekvisition of one insats and quarter, or its absence.

    `markering` is None where none is awaited; `har_sida`, whether its page can be opened.
    """

    insats: Insats
    kvartal: Period
    rekvisition: Rekvisition | None
    markering: Markering | None
    har_sida: bool
    dag: date

    @property
    def belopp(self) -> str:
        """What is attested, also while a final one is under way, or else what is claimed; empty for
        nothing."""
        r = self.rekvisition
        if r is None:
            return ""
        if r.attesterad is None and r.utfall is not None:
            return f"{format_exact(r.utfall)} preliminärt"
        return format_exact(r.belopp)

    @property
    def is_waiting(self) -> bool:
        return self.rekvisition is not None and self.rekvisition.status == Status.INSKICKAD

    @property
    def is_missing(self) -> bool:
        """Whether the quarter is over and the insats has still to send it."""
        is_vantad = self.markering is not None and self.kvartal.slut < self.dag
        return is_vantad and is_awaited(self.rekvisition)

    @property
    def is_preliminar(self) -> bool:
        r = self.rekvisition
        return r is not None and r.utfall is not None and r.is_utfall_preliminart

    @property
    def is_forsenad(self) -> bool:
        """Whether it has not been sent in though its due date has passed."""
        is_atersand = self.rekvisition is not None and self.rekvisition.status == Status.ATERSAND
        return self.is_missing and not is_atersand and due_date(self.kvartal) < self.dag

    @property
    def is_att_ersatta(self) -> bool:
        """Whether a preliminary amount is attested and its quarter over, but no final one is in."""
        return self.is_preliminar and not self.is_waiting and self.kvartal.slut < self.dag

    def is_in(self, urval: Urval) -> bool:
        match urval:
            case Urval.ATT_ATTESTERA:
                return self.is_waiting
            case Urval.SAKNAS:
                return self.is_missing
            case Urval.PRELIMINARA:
                return self.is_preliminar
        return True


@dataclass(frozen=True)
class Listrad:
    """An insats's quarters, its utfall so far and what is left of the year's budget, in kronor."""

    insats: Insats
    rutor: Sequence[Ruta]
    utfall: Decimal | None
    budget: Decimal | None

    @property
    def ar(self) -> int:
        return self.rutor[0].kvartal.ar

    @property
    def kvar(self) -> Decimal | None:
        return None if self.budget is None else self.budget - (self.utfall or Decimal(0))

    @property
    def celler(self) -> tuple[str, str, str]:
        return format_exact(self.utfall), format_exact(self.budget), format_exact(self.kvar)


@dataclass(frozen=True)
class Vantande:
    """One that waits to be attested; in kronor, the quarter's part of the year's budget and what
    is left of the year's when this one and the others that are claimed are taken from it.
    """

    rekvisition: Rekvisition
    kvartalsbudget: Decimal | None
    kvar: Decimal | None

    @property
    def celler(self) -> tuple[str, str, str]:
        budget = self.kvartalsbudget
        return (
            format_exact(self.rekvisition.belopp),
            format_exact(None if budget is None else round_half_up(budget)),
            format_exact(self.kvar),
        )

    @property
    def is_over(self) -> bool:
        return self.kvar is None or self.kvar < 0


@dataclass(frozen=True)
class Rekvisitionslista:
    """A year's rekvisitioner. `att_attestera`, of any year, wait; the one that came first first.

    `kvartalssummor` are the attested amounts of all insatser, whatever the urval shows.
    """

    ar: int
    urval: Urval
    rader: Sequence[Listrad]
    att_attestera: Sequence[Vantande]
    kvartalssummor: Sequence[str]
    summa: str
    antal: Mapping[Urval, int]

    @property
    def is_alla(self) -> bool:
        return self.urval is Urval.ALLA


def gather_rekvisitionslista(
    forbund: Forbund, ar: int, urval: Urval, dag: date
) -> Rekvisitionslista:
    """Fetch the matrix of the year in six queries."""
    helar = Period(ar, 1, 4)
    insatser = list(Insats.objects.filter(forbund=forbund).with_gallande_slut(dag))
    rekvisitioner = Rekvisition.objects.filter(insats__forbund=forbund)
    vantar = list(rekvisitioner.to_attest().select_related("inskickad_av"))
    aren = {ar, *(r.ar for r in vantar)}
    alla = list(rekvisitioner.filter(ar__in=aren))
    budget = load_justerade(insatser, aren, dag)
    arets = [r for r in alla if r.ar == ar]
    med = {r.insats_id for r in arets}
    rader = _build_rader(
        in_report_order(i for i in insatser if runs_in(i, helar) or i.pk in med),
        arets,
        budget,
        ar,
        first_quarters({forbund.pk}, dag)[forbund.pk],
        dag,
    )
    kvartalsutfall = [
        [rad.rutor[nr].rekvisition.utfall for rad in rader if rad.rutor[nr].rekvisition]
        for nr in range(4)
    ]
    return Rekvisitionslista(
        ar=ar,
        urval=urval,
        rader=[rad for rad in rader if any(ruta.is_in(urval) for ruta in rad.rutor)],
        att_attestera=_build_vantande(vantar, {i.pk: i for i in insatser}, alla, budget),
        kvartalssummor=[format_exact(sum_known(utfall)) for utfall in kvartalsutfall],
        summa=format_exact(sum_known(rad.utfall for rad in rader)),
        antal={u: sum(any(r.is_in(u) for r in rad.rutor) for rad in rader) for u in Urval},
    )


def gather_insatsens_rader(insats: Insats, dag: date) -> list[Listrad]:
    """One row per year of the insats, which has gallande_slut; the newest first. Four queries."""
    alla = list(Rekvisition.objects.filter(insats=insats))
    fran = min([insats.start.year, *(r.ar for r in alla)])
    till = max([min(insats.gallande_slut, dag).year, *(r.ar for r in alla)])
    budget = load_justerade([insats], range(fran, till + 1), dag)
    forsta = first_quarters({insats.forbund_id}, dag)[insats.forbund_id]
    return [
        _build_rad(
            insats,
            [r for r in alla if r.ar == ar],
            budget.get((insats.pk, ar)),
            ar,
            forsta,
            dag,
        )
        for ar in range(till, fran - 1, -1)
    ]


def list_att_skicka(
    insatser: Sequence[Insats], forsta: Mapping[int, Period], dag: date
) -> list[Ruta]:
    """What these insatser, with gallande_slut, have to send: returned ones and drafts, the missing
    ones of the quarters that ended last, and the final ones of preliminary. In that order, those
    that are late first, and by quarter. Two queries.

    forsta: Rapportlista.forsta.
    """
    vantade = [Period.quarter_of(dag).foregaende_kvartal]
    while len(vantade) < VANTADE_KVARTAL:
        vantade.append(vantade[-1].foregaende_kvartal)
    alla = defaultdict(dict)
    for r in Rekvisition.objects.filter(
        Q(ar__gte=vantade[-1].ar) | Q(attesterad=None) | Q(is_preliminar=True),
        insats__in=[i.pk for i in insatser],
    ):
        alla[r.insats_id][Period.quarter(r.ar, r.kvartal)] = r
    budget = load_justerade(insatser, {kvartal.ar for kvartal in vantade}, dag)
    rutor = []
    for insats in insatser:
        egna = alla[insats.pk]
        fran = forsta[insats.forbund_id]
        ska_in = {k for k in vantade if _is_owed(insats, k, budget.get((insats.pk, k.ar)), fran)}
        for kvartal in sorted(ska_in | egna.keys()):
            ruta = _build_ruta(insats, kvartal, egna.get(kvartal), kvartal in ska_in, dag)
            is_vantad = is_awaited(ruta.rekvisition) and has_page(insats, kvartal, dag)
            if is_vantad or ruta.is_att_ersatta:
                rutor.append(ruta)
    return sorted(rutor, key=_urgency)


def _urgency(ruta: Ruta) -> tuple:
    is_atersand = ruta.rekvisition is not None and ruta.rekvisition.status == Status.ATERSAND
    return not is_atersand, not ruta.is_forsenad, ruta.is_att_ersatta, ruta.kvartal


def _build_vantande(
    vantar: Iterable[Rekvisition],
    insatser: Mapping[int, Insats],
    alla: Collection[Rekvisition],
    budget: Mapping[tuple[int, int], Decimal],
) -> list[Vantande]:
    rader = []
    for r in vantar:
        r.insats = insatser[r.insats_id]
        tid = Insatstid(r.insats.start, r.insats.gallande_slut)
        arets = budget.get((r.insats_id, r.ar))
        andra = (x for x in alla if (x.insats_id, x.ar) == (r.insats_id, r.ar) and x != r)
        rader.append(
            Vantande(
                rekvisition=r,
                kvartalsbudget=linear_share(arets, tid, Period.quarter(r.ar, r.kvartal)),
                kvar=build_ram(arets, andra).left_after(r.belopp),
            )
        )
    return rader


def _build_rader(
    insatser: Iterable[Insats],
    arets: Iterable[Rekvisition],
    budget: Mapping[tuple[int, int], Decimal],
    ar: int,
    forsta: Period,
    dag: date,
) -> list[Listrad]:
    per_insats = defaultdict(list)
    for rekvisition in arets:
        per_insats[rekvisition.insats_id].append(rekvisition)
    return [
        _build_rad(i, per_insats[i.pk], budget.get((i.pk, ar)), ar, forsta, dag) for i in insatser
    ]


def _build_rad(
    insats: Insats,
    arets: Sequence[Rekvisition],
    budget: Decimal | None,
    ar: int,
    forsta: Period,
    dag: date,
) -> Listrad:
    per_kvartal = {Period.quarter(r.ar, r.kvartal): r for r in arets}
    return Listrad(
        insats=insats,
        rutor=[
            _build_ruta(insats, k, per_kvartal.get(k), _is_owed(insats, k, budget, forsta), dag)
            for k in (Period.quarter(ar, nr) for nr in range(1, 5))
        ],
        utfall=sum_known(r.utfall for r in arets),
        budget=budget,
    )


def _is_owed(insats: Insats, kvartal: Period, budget: Decimal | None, forsta: Period) -> bool:
    """Whether the insats, with this budget for the year, is to claim its costs of the quarter.

    What was claimed before `forsta`, when its förbund began with the app, was claimed elsewhere.
    """
    return bool(budget) and kvartal >= forsta and runs_in(insats, kvartal)


def _build_ruta(
    insats: Insats,
    kvartal: Period,
    rekvisition: Rekvisition | None,
    ska_in: bool,
    dag: date,
) -> Ruta:
    return Ruta(
        insats,
        kvartal,
        rekvisition,
        show_rekvisition(rekvisition, har_budget=ska_in, kvartal=kvartal, dag=dag),
        rekvisition is not None or has_page(insats, kvartal, dag),
        dag,
    )
