"""What the kansli's Översikt is made of, gathered once with a fixed number of queries."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from ekonomi.forbrukning import Forbrukning, gather_forbrukning
from ekonomi.models import Rekvisition
from ekonomi.rekvisitioner.lista import Ruta, list_att_skicka
from ekonomi.rekvisitioner.skribenter import load_skribenter
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
    Deltagare are of the year up to the quarter's end and money up to that of
    `forbrukning_till`, both counted as in the PM.
    """

    forbund: Forbund
    kvartal: Period
    dag: date
    insatser: Sequence[Insats]
    alla: Sequence[Insats]
    rapporter: Rapportlista
    rekvisitioner: Mapping[int, Rekvisition]  # the quarter's, by insats id
    att_attestera: Sequence[Rekvisition]  # of any quarter
    att_skicka: Sequence[Ruta]  # rekvisitioner that the insatser have still to send
    skribenter: Mapping[int, Collection[int]]  # who may not attest them, user ids by their id
    levererad: Mapping[int, date]  # when insatsdata last came, by insats id
    avvikelser: Sequence[Avvikelse]  # those not decided
    paminda: Mapping[tuple[int, Period], date]  # when last, by insats id and quarter
    forbrukning_till: Period
    forbrukning: Forbrukning
    deltagare: Deltagarrad | None
    deltagare_foregaende_ar: Deltagarrad | None
    malvarden: Mapping[str, object]  # the year's, by mått

    @property
    def is_aktuell(self) -> bool:
        """Whether the quarter in focus is the one whose reports were due last, or are due now."""
        return self.kvartal == current_kvartal(self.dag)

    @property
    def forsta(self) -> Period:
        """The first quarter that the förbund reports on."""
        return self.rapporter.forsta.get(self.forbund.pk, current_kvartal(self.dag))

    @property
    def is_rapporterat(self) -> bool:
        return self.kvartal >= self.forsta

    @property
    def has_begun(self) -> bool:
        return self.kvartal.start <= self.dag

    @property
    def is_over(self) -> bool:
        return self.kvartal.slut < self.dag


def current_kvartal(dag: date) -> Period:
    """The quarter that ended last: its reports are due now, or have just been."""
    return Period.quarter_of(dag).foregaende_kvartal


def find_forbrukning_till(kvartal: Period, dag: date) -> Period:
    """The last quarter whose money is counted: the budget of one that runs is not used up yet.

    The quarter itself when the year has none before it.
    """
    fore = kvartal.foregaende_kvartal
    return fore if kvartal.slut >= dag and fore.ar == kvartal.ar else kvartal


def gather_oversikt(forbund: Forbund, kvartal: Period, dag: date) -> Oversiktsunderlag:
    """Fetch what Översikt needs; the queries are as many for one insats as for a hundred."""
    period = kvartal.ackumulerad
    forbrukning_till = find_forbrukning_till(kvartal, dag)
    insatser = Insats.objects.filter(forbund=forbund)
    alla = in_report_order(insatser.with_gallande_slut(dag))
    # As the PM has it: by what was decided on the period's last day.
    vid_slutet = list(insatser.with_gallande_slut(period.slut))
    rekvisitioner = Rekvisition.objects.filter(insats__forbund=forbund)
    att_attestera = list(rekvisitioner.to_attest())
    # What was sent in on the quarter before counts too: see list_owed.
    rapporter = load_rapportlista(alla, dag, min(kvartal.ar, dag.year - 1) - 1)
    levererad = {
        leverans.insats_id: leverans.senast_kommen
        for leverans in Leverans.objects.filter(insats__forbund=forbund, is_aktuell=True)
    }
    return Oversiktsunderlag(
        forbund=forbund,
        kvartal=kvartal,
        dag=dag,
        insatser=[i for i in alla if runs_in(i, kvartal)],
        alla=alla,
        rapporter=rapporter,
        rekvisitioner={
            r.insats_id: r for r in rekvisitioner.filter(ar=kvartal.ar, kvartal=kvartal.forsta)
        },
        att_attestera=att_attestera,
        att_skicka=list_att_skicka(alla, rapporter.forsta, dag),
        skribenter=load_skribenter(att_attestera),
        levererad=levererad,
        avvikelser=list(
            Avvikelse.objects.filter(insats__forbund=forbund, beslut="").order_by("inkommen", "pk")
        ),
        paminda=_load_paminda(forbund),
        forbrukning_till=forbrukning_till,
        forbrukning=gather_forbrukning(vid_slutet, forbrukning_till.ackumulerad),
        deltagare=_count_deltagare(forbund, vid_slutet, set(levererad), period),
        deltagare_foregaende_ar=_count_deltagare(
            forbund, vid_slutet, set(levererad), period.foregaende_ar
        ),
        malvarden=dict(
            Verksamhetsmal.objects.filter(forbund=forbund, ar=kvartal.ar)
            .exclude(malvarde=None)
            .values_list("matt", "malvarde")
        ),
    )


def _load_paminda(forbund: Forbund) -> dict[tuple[int, Period], date]:
    """When someone was last reminded of a report, by insats id and quarter."""
    return {
        (insats, Period.quarter(ar, nr)): senast
        for insats, ar, nr, senast in Paminnelse.objects.filter(insats__forbund=forbund)
        .order_by()
        .values_list("insats", "ar", "kvartal")
        .annotate(Max("skickad"))
    }


def _count_deltagare(
    forbund: Forbund, insatser: Sequence[Insats], har_leverans: set[int], period: Period
) -> Deltagarrad | None:
    """The sum row of Tabell deltagare; None where no insats has delivered anything."""
    sums = Deltagarstatistik.objects.filter(leverans__insats__forbund=forbund).sums(period)
    ids = [i.pk for i in insatser if i.is_individinsats and runs_in(i, period)]
    return build_deltagartabell(list(sums), ids, frozenset(), har_leverans).summa
