"""Which kvartalsrapporter there are and ought to be, and how each one stands (domain.md 2)."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Min, Prefetch, Q
from django.utils import timezone

from finsam.markering import Markering
from finsam.period import Period
from insatser.models import Insats
from uppfoljning.calculations.tidplan import (
    INKOMNA,
    Lage,
    Rapportlage,
    find_rapportlage,
    has_page,
    list_owed,
    show_rapportlage,
)
from uppfoljning.models import Kvartalsrapport, Omgang

# A report that is missing is awaited for a year; what is older than that nobody writes any more.
VANTADE_KVARTAL = 4


@dataclass(frozen=True)
class Rapportrad:
    """The report of one insats and quarter, begun or not. `omgang` is the latest sent in.

    `har_sida`: whether its page can be opened.
    """

    insats: Insats
    kvartal: Period
    rapportlage: Rapportlage
    omgang: Omgang | None = None
    is_paborjad: bool = False
    har_sida: bool = True

    @property
    def lage(self) -> Lage:
        return self.rapportlage.lage

    @property
    def senast(self) -> date:
        return self.rapportlage.senast

    @property
    def markering(self) -> Markering:
        return show_rapportlage(self.rapportlage)

    @property
    def is_oppnad(self) -> bool:
        """Whether it had been accepted and was opened again."""
        return self.lage is Lage.ATERSAND and bool(self.omgang and self.omgang.oppnad)

    @property
    def skal(self) -> str:
        """Why the styrgrupp has it back, empty for any other state."""
        if self.lage is not Lage.ATERSAND or self.omgang is None:
            return ""
        return self.omgang.oppnad_skal or self.omgang.skal

    @property
    def aterkom(self) -> date | None:
        """The day on which the styrgrupp got it back, None for any other state."""
        if self.lage is not Lage.ATERSAND or self.omgang is None:
            return None
        tid = self.omgang.oppnad or self.omgang.beslutad
        return timezone.localdate(tid) if tid else None


@dataclass(frozen=True)
class Rapportlista:
    """The reports of some insatser as they stand on `dag`.

    `inkomna`: the quarters whose reports have been sent in, by insats. `forsta`: the first
    quarter that the insats's förbund reports on, by förbund; from then on every insats owes a
    report for each quarter in which it runs.
    """

    dag: date
    rapporter: Mapping[tuple[int, Period], Kvartalsrapport]
    inkomna: Mapping[int, Collection[Period]]
    forsta: Mapping[int, Period]

    def find(self, insats: Insats, kvartal: Period) -> Rapportrad:
        rapport = self.rapporter.get((insats.pk, kvartal))
        return Rapportrad(
            insats,
            kvartal,
            find_rapportlage(rapport.status if rapport else "", kvartal, self.dag),
            max(rapport.omgangar.all(), key=lambda o: o.nr, default=None) if rapport else None,
            rapport is not None,
            has_page(insats, kvartal, self.dag),
        )

    def is_vantad(self, insats: Insats, kvartal: Period) -> bool:
        """Whether the insats owes a report on the quarter, by the rule of the PM, or has one."""
        if (insats.pk, kvartal) in self.rapporter:
            return True
        if kvartal < self.forsta[insats.forbund_id]:
            return False
        inkomna = self.inkomna.get(insats.pk, ())
        return kvartal in list_owed(insats, kvartal.halvar, self.dag, inkomna)

    def rader(self, insats: Insats) -> list[Rapportrad]:
        """What has been reported, and what is awaited of the last year and of this quarter.

        The newest first.
        """
        kvartal = {k for pk, k in self.rapporter if pk == insats.pk}
        sokt = Period.quarter_of(self.dag)
        for _ in range(VANTADE_KVARTAL + 1):
            if self.is_vantad(insats, sokt):
                kvartal.add(sokt)
            sokt = sokt.foregaende_kvartal
        return [self.find(insats, k) for k in sorted(kvartal, reverse=True)]


def load_rapportlista(
    insatser: Collection[Insats], dag: date, fran_ar: int | None = None
) -> Rapportlista:
    """The reports of the insatser, which have gallande_slut, in four queries.

    fran_ar: leave out those of earlier years that are accepted.
    """
    rapporter = (
        Kvartalsrapport.objects.filter(insats__in=[i.pk for i in insatser])
        .only("insats_id", "ar", "kvartal", "status")
        .prefetch_related(
            Prefetch(
                "omgangar",
                Omgang.objects.select_related("inskickad_av", "beslutad_av").defer("innehall"),
            )
        )
    )
    if fran_ar is not None:
        rapporter = rapporter.filter(Q(ar__gte=fran_ar) | ~Q(status=Kvartalsrapport.Status.GODKAND))
    inkomna = defaultdict(set)
    for rapport in rapporter:
        if rapport.status in INKOMNA:
            inkomna[rapport.insats_id].add(rapport.period)
    return Rapportlista(
        dag,
        {(r.insats_id, r.period): r for r in rapporter},
        inkomna,
        first_quarters({i.forbund_id for i in insatser}, dag),
    )


def first_quarters(forbunden: Collection[int], dag: date) -> dict[int, Period]:
    """The first quarter that each förbund reports on: the earliest of three, by förbund.

    The first that a report has been sent in on (a draft says nothing of the others), the one
    that was due when the förbund's first insats came into the app, and the one that is due now.
    """
    forsta = dict.fromkeys(forbunden, Period.quarter_of(dag).foregaende_kvartal)
    inkomna = (
        Kvartalsrapport.objects.filter(insats__forbund__in=forbunden, status__in=INKOMNA)
        .order_by()
        .values_list("insats__forbund", "ar", "kvartal")
        .distinct()
    )
    kvartalen = [(pk, Period.quarter(ar, nr)) for pk, ar, nr in inkomna]
    inlagda = (
        Insats.history.filter(forbund__in=forbunden)
        .order_by()
        .values_list("forbund")
        .annotate(Min("history_date"))
    )
    kvartalen += [
        (pk, Period.quarter_of(timezone.localdate(tid)).foregaende_kvartal) for pk, tid in inlagda
    ]
    for pk, kvartal in kvartalen:
        forsta[pk] = min(forsta[pk], kvartal)
    return forsta
