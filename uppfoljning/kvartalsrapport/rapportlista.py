"""Which kvartalsrapporter there are and ought to be, and how each one stands (domain.md 2)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q

from finsam.markering import Markering
from finsam.period import Period
from insatser.models import Forbund, Insats
from insatser.ordning import runs_in
from uppfoljning.calculations.tidplan import (
    Lage,
    Rapportlage,
    find_rapportlage,
    show_rapportlage,
)
from uppfoljning.models import Kvartalsrapport, Omgang

# A report that is missing is awaited for a year; what is older than that nobody writes any more.
VANTADE_KVARTAL = 4


@dataclass(frozen=True)
class Rapportrad:
    """The report of one insats and quarter, begun or not. `omgang` is the latest sent in."""

    insats: Insats
    kvartal: Period
    rapportlage: Rapportlage
    omgang: Omgang | None = None
    is_paborjad: bool = False

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


@dataclass(frozen=True)
class Rapportlista:
    """The reports of some insatser as they stand on `dag`.

    `forsta`: the first quarter that the insats's förbund reports on, by förbund; from then on
    every insats owes a report for each quarter in which it runs.
    """

    dag: date
    rapporter: Mapping[tuple[int, Period], Kvartalsrapport]
    forsta: Mapping[int, Period]

    def find(self, insats: Insats, kvartal: Period) -> Rapportrad:
        rapport = self.rapporter.get((insats.pk, kvartal))
        return Rapportrad(
            insats,
            kvartal,
            find_rapportlage(rapport.status if rapport else "", kvartal, self.dag),
            max(rapport.omgangar.all(), key=lambda o: o.nr, default=None) if rapport else None,
            rapport is not None,
        )

    def is_vantad(self, insats: Insats, kvartal: Period) -> bool:
        """Whether the insats owes a report on the quarter, or has one.

        As the PM has it, an insats that ends without any report in the half-year owes none.
        """
        if (insats.pk, kvartal) in self.rapporter:
            return True
        if not runs_in(insats, kvartal):
            return False
        if min(kvartal.slut, self.dag) < insats.gallande_slut:
            return True
        return any(
            (insats.pk, Period.quarter(kvartal.ar, nr)) in self.rapporter
            for nr in kvartal.halvar.kvartal
        )

    def rader(self, insats: Insats) -> list[Rapportrad]:
        """What has been reported, and what is awaited of the last year and of this quarter.

        The newest first.
        """
        kvartal = {k for pk, k in self.rapporter if pk == insats.pk}
        sokt = Period.quarter_of(self.dag)
        for _ in range(VANTADE_KVARTAL + 1):
            if sokt >= self.forsta[insats.forbund_id] and self.is_vantad(insats, sokt):
                kvartal.add(sokt)
            sokt = sokt.foregaende_kvartal
        return [self.find(insats, k) for k in sorted(kvartal, reverse=True)]


def load_rapportlista(
    insatser: Collection[Insats], dag: date, fran_ar: int | None = None
) -> Rapportlista:
    """The reports of the insatser, which have gallande_slut, in three queries.

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
    nasta = Period.quarter_of(dag).foregaende_kvartal
    forbunden = {i.forbund_id for i in insatser}
    return Rapportlista(
        dag,
        {(r.insats_id, r.period): r for r in rapporter},
        dict.fromkeys(forbunden, nasta) | _first_quarters(forbunden),
    )


def _first_quarters(forbunden: Collection[int]) -> dict[int, Period]:
    """The first quarter that any insats of the förbund has reported on, by förbund."""
    rader = (
        Forbund.objects.filter(pk__in=forbunden, insatser__kvartalsrapporter__isnull=False)
        .order_by()
        .values_list(
            "pk", "insatser__kvartalsrapporter__ar", "insatser__kvartalsrapporter__kvartal"
        )
        .distinct()
    )
    forsta: dict[int, Period] = {}
    for pk, ar, nr in rader:
        kvartal = Period.quarter(ar, nr)
        forsta[pk] = min(forsta.get(pk, kvartal), kvartal)
    return forsta
