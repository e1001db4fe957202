"""What the kansli's Översikt is made of, gathered once with a fixed number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Q

from ekonomi.forbrukning import Forbrukning, gather_forbrukning
from ekonomi.models import Rekvisition
from finsam.period import Period
from insatser.models import Forbund, Insats
from insatser.ordning import in_report_order, runs_in
from uppfoljning.calculations.deltagare import Deltagarrad, build_deltagartabell
from uppfoljning.kvartalsrapport.rapportlista import Rapportlista, load_rapportlista
from uppfoljning.models import Avvikelse, Deltagarstatistik, Leverans, Paminnelse, Verksamhetsmal


@dataclass(frozen=True)
class Oversiktsunderlag:
    """How a förbund stands on the day `dag`, with one quarter in focus.

    `insatser` run in the quarter, `alla` are every one of the förbund; both in report order.
    Money and deltagare are of the year up to the quarter's end, counted as in the PM.
    """

    forbund: Forbund
    kvartal: Period
    dag: date
    insatser: Sequence[Insats]
    alla: Sequence[Insats]
    rapporter: Rapportlista
    rekvisitioner: Mapping[int, Rekvisition]  # the quarter's, by insats id
    att_attestera: Sequence[Rekvisition]  # of any quarter
    levererad: Mapping[int, datetime]  # when insatsdata last came, by insats id
    avvikelser: Sequence[Avvikelse]  # those not decided
    paminda: Mapping[tuple[int, Period], date]  # when last, by insats id and quarter
    forbrukning: Forbrukning
    deltagare: Deltagarrad | None
    deltagare_foregaende_ar: Deltagarrad | None
    malvarden: Mapping[str, object]  # the year's, by mått

    @property
    def is_aktuell(self) -> bool:
        """Whether the quarter in focus is the one whose reports were due last, or are due now."""
        return self.kvartal == current_kvartal(self.dag)


def current_kvartal(dag: date) -> Period:
    """The quarter that ended last: its reports are due now, or have just been."""
    return Period.quarter_of(dag).foregaende_kvartal


def gather_oversikt(forbund: Forbund, kvartal: Period, dag: date) -> Oversiktsunderlag:
    """Fetch what Översikt needs; the queries are as many for one insats as for a hundred."""
    period = kvartal.ackumulerad
    insatser = Insats.objects.filter(forbund=forbund)
    alla = in_report_order(insatser.with_gallande_slut(dag))
    # As the PM has it: by what was decided on the period's last day.
    vid_slutet = list(insatser.with_gallande_slut(period.slut))
    rekvisitioner = list(
        Rekvisition.objects.filter(insats__forbund=forbund)
        .filter(
            Q(ar=kvartal.ar, kvartal=kvartal.forsta)
            | Q(attesterad=None, inkommen__isnull=False, is_preliminar=False)
        )
        .order_by("inkommen", "pk")
    )
    leveranser = list(Leverans.objects.filter(insats__forbund=forbund, is_aktuell=True))
    har_leverans = {leverans.insats_id for leverans in leveranser}
    return Oversiktsunderlag(
        forbund=forbund,
        kvartal=kvartal,
        dag=dag,
        insatser=[i for i in alla if runs_in(i, kvartal)],
        alla=alla,
        rapporter=load_rapportlista(alla, dag, min(kvartal.ar, dag.year - 1)),
        rekvisitioner={
            r.insats_id: r
            for r in rekvisitioner
            if (r.ar, r.kvartal) == (kvartal.ar, kvartal.forsta)
        },
        att_attestera=[
            r for r in rekvisitioner if r.inkommen and r.attesterad is None and not r.is_preliminar
        ],
        levererad={
            leverans.insats_id: max(filter(None, [leverans.inlast, leverans.bekraftad]))
            for leverans in leveranser
        },
        avvikelser=list(
            Avvikelse.objects.filter(insats__forbund=forbund, beslut="").order_by("inkommen", "pk")
        ),
        paminda={
            (insats, Period.quarter(ar, nr)): senast
            for insats, ar, nr, senast in Paminnelse.objects.filter(insats__forbund=forbund)
            .order_by()
            .values_list("insats", "ar", "kvartal")
            .annotate(senast=Max("skickad"))
        },
        forbrukning=gather_forbrukning(forbund, vid_slutet, period),
        deltagare=_count_deltagare(forbund, vid_slutet, har_leverans, period),
        deltagare_foregaende_ar=_count_deltagare(
            forbund, vid_slutet, har_leverans, period.foregaende_ar
        ),
        malvarden=dict(
            Verksamhetsmal.objects.filter(forbund=forbund, ar=kvartal.ar)
            .exclude(malvarde=None)
            .values_list("matt", "malvarde")
        ),
    )


def _count_deltagare(
    forbund: Forbund, insatser: Sequence[Insats], har_leverans: set[int], period: Period
) -> Deltagarrad | None:
    """The sum row of Tabell deltagare; None where no insats has delivered anything."""
    sums = Deltagarstatistik.objects.filter(leverans__insats__forbund=forbund).sums(period)
    ids = [i.pk for i in insatser if i.is_individinsats and runs_in(i, period)]
    return build_deltagartabell(list(sums), ids, frozenset(), har_leverans).summa
