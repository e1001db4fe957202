"""Which documents there are to read: those of each period that there is something to tell of, and
those that tell how things stand on a day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from ekonomi.models import Bokforing, Rekvisition
from finsam.konton.rattigheter import Rattighet
from finsam.period import Dag, Period
from finsam.svenska import capitalize
from insatser.models import Forbund
from rapporter.rapporttyper import RAPPORTTYPER, Rapporttyp
from uppfoljning.models import Avvikelse, Kvartalsrapport


@dataclass(frozen=True)
class Utgavor:
    """The documents of one period, in the order of RAPPORTTYPER."""

    period: Period | Dag
    rubrik: str
    typer: Sequence[Rapporttyp]


@dataclass(frozen=True)
class Forbundsutgavor:
    """A förbund's documents as of today, and by period, the newest first.

    `is_i_arbete`: the user may read of a period which is not over.
    """

    forbund: Forbund
    is_i_arbete: bool
    idag: Utgavor
    perioder: Sequence[Utgavor]


def list_utgavor(user, forbund: Sequence[Forbund], dag: date) -> list[Forbundsutgavor]:
    """The documents of each förbund, in the order given, that the user may read on `dag`.

    Five queries. Those of a period which is not over are for those who work with it.
    """
    i_arbete = set(
        Forbund.objects.with_right(user, Rattighet.LASA_PAGAENDE_RAPPORTER).filter(
            pk__in=[f.pk for f in forbund]
        )
    )
    kvartal = _load_kvartal(forbund)
    return [_list_of_forbund(f, kvartal[f.pk], dag, f in i_arbete) for f in forbund]


def _load_kvartal(forbund: Iterable[Forbund]) -> dict[int, set[Period]]:
    """The quarters that something is settled of, by the förbund's pk, in four queries: a
    kvartalsrapport accepted, a rekvisition attested, an avvikelse decided, or books read."""
    kvartal = {f.pk: set() for f in forbund}
    rapporter = Kvartalsrapport.objects.godkanda(), Rekvisition.objects.attested()
    for rader in rapporter:
        for pk, ar, nr in (
            rader.filter(insats__forbund__in=kvartal)
            .order_by()
            .values_list("insats__forbund", "ar", "kvartal")
            .distinct()
        ):
            kvartal[pk].add(Period.quarter(ar, nr))
    for pk, beslutad in (
        Avvikelse.objects.filter(insats__forbund__in=kvartal, beslutsdatum__isnull=False)
        .order_by()
        .values_list("insats__forbund", "beslutsdatum")
        .distinct()
    ):
        kvartal[pk].add(Period.quarter_of(beslutad))
    for pk, start, per in Bokforing.objects.filter(
        forbund__in=kvartal, is_aktuell=True
    ).values_list("forbund", "ar_start", "per"):
        bokford = Period.quarter_of(start)
        while bokford.start <= per:
            kvartal[pk].add(bokford)
            bokford = bokford.nasta_kvartal
    return kvartal


def _list_of_forbund(
    forbund: Forbund, kvartal: Iterable[Period], dag: date, is_i_arbete: bool
) -> Forbundsutgavor:
    def list_typer(period: Period | Dag) -> list[Rapporttyp]:
        return [
            typ
            for typ in RAPPORTTYPER.values()
            if typ.is_for(period) and (is_i_arbete or typ.is_over(period, dag))
        ]

    perioder = (Utgavor(p, capitalize(p.namn), list_typer(p)) for p in _list_perioder(kvartal))
    idag = Dag(dag)
    return Forbundsutgavor(
        forbund,
        is_i_arbete,
        Utgavor(idag, f"Läget i dag, {idag.namn}", list_typer(idag)),
        [utgavor for utgavor in perioder if utgavor.typer],
    )


def _list_perioder(kvartal: Iterable[Period]) -> list[Period]:
    """A half-year with any of its quarters; the year when its second half is begun."""
    halvar = {k.halvar for k in kvartal}
    helar = {Period(p.ar, 1, 4) for p in halvar if p.sista == 4}
    return sorted(halvar | helar, key=lambda p: (p.ar, p.sista, -p.forsta), reverse=True)
