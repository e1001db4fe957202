"""Everything that a PM is made of, gathered once with a fixed number of queries."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

from django.db.models import (
    Case,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    When,
)
from django.db.models.functions import Round

from ekonomi.bokslut.lasning import with_avgift
from ekonomi.calculations import Budgettabell
from ekonomi.forbrukning import Insatspengar, build_forbrukning, gather_insatspengar
from ekonomi.models import Rekvisition
from finsam.period import Period
from insatser.models import Forbund, Forlangning, Insats, Mal, Part, Slutrapport
from insatser.ordning import in_report_order, runs_in
from rapporter.models import Rapporttext
from rapporter.texter.texter import Kommentar, gather_skrivet
from uppfoljning.bedomning.bedomningar import Egen, find_periodsvar
from uppfoljning.calculations.svar import Periodsvar
from uppfoljning.calculations.tidplan import due_date, list_owed
from uppfoljning.kategorier import Avslutsorsak
from uppfoljning.models import (
    Avvikelse,
    Deltagarstatistik,
    Kvartalsrapport,
    Leverans,
    Maluppfoljning,
    Stegregel,
    Verksamhetsmal,
)
from uppfoljning.verksamhet.maluppfyllelse import list_verksamhetsmal


@dataclass(frozen=True)
class Pmunderlag:
    """The rows behind a PM. Insatser are in report order: by typ, then ort and name.

    `alla` are all of the förbund, by kod; `insatser` run in the period; `statistikinsatser` are
    the individinsatser of `statistikperiod`, which is the whole year for a PM on the second
    half-year; `budgetinsatser` those of the accumulated year and any other with utfall in it.
    """

    forbund: Forbund
    period: Period
    per: date
    statistikperiod: Period
    alla: Sequence[Insats]
    insatser: Sequence[Insats]
    statistikinsatser: Sequence[Insats]
    budgetinsatser: Sequence[Insats]
    insatser_foregaende_ar: Sequence[Insats]
    forlangningar: Mapping[int, Sequence[Forlangning]]
    svar: Mapping[int, Periodsvar]
    inkomna_kvartal: Mapping[int, frozenset[int]]
    rapporterade_fore: frozenset[int]  # insatser whose report on the quarter before is in
    saknade_kvartal: Mapping[int, Sequence[int]]
    kommentarer: Mapping[int, Sequence[str]]
    maluppfoljningar: Mapping[int, Sequence[Maluppfoljning]]
    slutrapporter: Mapping[int, Slutrapport]
    parter: Sequence[Part]  # with the `avgift` of the year, by kod
    samverkansparter: Mapping[int, Sequence[Part]]
    mal: Mapping[int, Sequence[Mal]]
    avvikelser: Sequence[Avvikelse]
    alla_avvikelser: Sequence[Avvikelse]  # of all insatser, known on the period's last day
    beslutade_avvikelser: Sequence[Avvikelse]  # in the period, of all insatser
    pengar: Insatspengar  # of the year and the one before
    budget: Budgettabell
    attesterat: Mapping[int, Decimal]  # kronor since January, summed by the database
    sums: Sequence[Mapping[str, object]]
    har_leverans: frozenset[int]
    senaste_statistikmanad: date | None
    stegorsaker: frozenset[Avslutsorsak]
    verksamhetsmal: Sequence[Verksamhetsmal]
    texter: Mapping[str, tuple[str, ...]]
    avstamningskommentarer: Mapping[str, Kommentar]

    @property
    def avslutade(self) -> list[Insats]:
        """The insatser whose last day lies in the period."""
        return [i for i in self.insatser if self.has_ended(i)]

    def has_ended(self, insats: Insats) -> bool:
        return insats.gallande_slut <= min(self.period.slut, self.per)

    def malvarde(self, matt: Verksamhetsmal.Matt) -> int | Decimal | None:
        """The year's target for a mått, when the verksamhetsplan has one; whole where it is."""
        malvarde = next((m.malvarde for m in self.verksamhetsmal if m.matt == matt), None)
        is_whole = malvarde is not None and malvarde == malvarde.to_integral_value()
        return int(malvarde) if is_whole else malvarde

    @property
    def vantade_rapporter(self) -> list[tuple[Insats, int]]:
        """Insats and quarter of each kvartalsrapport of the period that is not godkänd.

        By the rule of the board: see list_owed.
        """
        return [
            (insats, kvartal.forsta)
            for insats in self.insatser
            for kvartal in list_owed(insats, self.period, self.per, self._inkomna(insats))
            if kvartal.forsta not in self.inkomna_kvartal[insats.pk]
        ]

    @property
    def saknade_rapporter(self) -> list[tuple[Insats, int]]:
        """Those of `vantade_rapporter` whose due date has passed."""
        return [
            (insats, kvartal)
            for insats, kvartal in self.vantade_rapporter
            if due_date(Period.quarter(self.period.ar, kvartal)) < self.per
        ]

    @property
    def saknade_rekvisitioner(self) -> list[tuple[Insats, int]]:
        """Insats and quarter, ended by now, of each attested rekvisition that is missing.

        Only for insatser that have a budget for the period.
        """
        return [
            (insats, kvartal)
            for insats in self.budgetinsatser
            if self.budget.rader[insats.pk].budget
            for kvartal in self.saknade_kvartal[insats.pk]
            if kvartal in self.period.kvartal
            and Period.quarter(self.period.ar, kvartal).slut < self.per
        ]

    def _inkomna(self, insats: Insats) -> list[Period]:
        """The quarters whose reports are in, of the period and the quarter before it."""
        fore = [self.period.foregaende_kvartal] if insats.pk in self.rapporterade_fore else []
        return fore + [Period.quarter(self.period.ar, nr) for nr in self.inkomna_kvartal[insats.pk]]


def _by_insats(rows, key=lambda row: row.insats_id) -> defaultdict[int, list]:
    groups = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups


def _is_of(rapport: Kvartalsrapport, period: Period) -> bool:
    return rapport.ar == period.ar and rapport.kvartal in period.kvartal


def _latest_kommentarer(rapporter: Sequence[Kvartalsrapport]) -> list[str]:
    """What the styrgrupp last wrote on i fas, on the prognos and on the quarter.

    The first two belong to the last answer, which is the period's.
    """
    senaste = [
        next((r for r in reversed(rapporter) if getattr(r, falt)), None)
        for falt in ("i_fas", "prognos", "kommentar")
    ]
    falten = ("i_fas_kommentar", "prognos_kommentar", "kommentar")
    texter = [getattr(r, falt) for r, falt in zip(senaste, falten, strict=True) if r]
    return [text for text in texter if text]


def gather_pmunderlag(
    forbund: Forbund,
    period: Period,
    per: date,
    rapport: Rapporttext.Rapport = Rapporttext.Rapport.PM,
) -> Pmunderlag:
    """Fetch what the PM of `period` needs, as it stands on the day `per`.

    rapport: the report that is made of it, the texts of which are fetched.
    The number of queries does not depend on how many insatser, rows or förbund there are.
    What was decided after the period's last day is left out (förlängningar, budget).
    """
    statistikperiod = Period(period.ar, 1, 4) if period.sista == 4 else period
    alla = list(_read_insatser(forbund, period))
    insatser = in_report_order([i for i in alla if runs_in(i, period)])
    ids = [i.pk for i in insatser]
    statistikinsatser = in_report_order(
        [i for i in alla if i.is_individinsats and runs_in(i, statistikperiod)]
    )
    pengar = gather_insatspengar(alla, [period.ar - 1, period.ar])
    forbrukning = build_forbrukning(alla, pengar, period)
    godkanda = list(
        Kvartalsrapport.objects.filter(insats__forbund=forbund)
        .godkanda()
        .for_periods(period.foregaende_kvartal, period)
    )
    rapporter = _by_insats(r for r in godkanda if _is_of(r, period))
    sums = list(
        Deltagarstatistik.objects.filter(leverans__insats__forbund=forbund).sums(statistikperiod)
    )
    parter = list(
        with_avgift(forbund.parter, period.ar)
        .annotate(samverkar_i=F("insatser"))
        .order_by("kod", "samverkar_i")
    )
    avvikelser = list(
        Avvikelse.objects.filter(insats__forbund=forbund)
        .known(period.slut)
        .select_related("insats")
    )
    skrivet = gather_skrivet(forbund, rapport, period)
    bedomningar = {
        i.pk: asdict(Egen.of(i.periodens_bedomning))
        for i in alla
        if hasattr(i, "periodens_bedomning")
    }
    foregaende = statistikperiod.foregaende_ar
    return Pmunderlag(
        forbund=forbund,
        period=period,
        per=per,
        statistikperiod=statistikperiod,
        alla=alla,
        insatser=insatser,
        statistikinsatser=statistikinsatser,
        budgetinsatser=forbrukning.insatser,
        insatser_foregaende_ar=[
            i for i in alla if i.is_individinsats and i.har_leverans and runs_in(i, foregaende)
        ],
        forlangningar=_by_insats(
            Forlangning.objects.filter(
                insats__forbund=forbund, beslutsdatum__range=(period.start, period.slut)
            ).order_by("beslutsdatum")
        ),
        svar={
            i.pk: find_periodsvar(i, rapporter[i.pk], bedomningar.get(i.pk), period, per)
            for i in insatser
        },
        inkomna_kvartal={
            id_: frozenset(r.kvartal for r in rapporter[id_] if r.has_svar) for id_ in ids
        },
        rapporterade_fore=frozenset(
            r.insats_id for r in godkanda if not _is_of(r, period) and r.has_svar
        ),
        saknade_kvartal=forbrukning.saknade_kvartal,
        kommentarer={id_: _latest_kommentarer(rapporter[id_]) for id_ in ids},
        maluppfoljningar=_by_insats(
            Maluppfoljning.objects.filter(mal__insats__forbund=forbund).latest_by_mal(period),
            key=lambda m: m.mal.insats_id,
        ),
        slutrapporter={i.pk: i.slutrapport for i in alla if hasattr(i, "slutrapport")},
        parter=list({part.pk: part for part in parter}.values()),
        samverkansparter=_by_insats(parter, key=lambda part: part.samverkar_i),
        mal=_by_insats(
            Mal.objects.filter(insats__forbund=forbund).select_related("slutmal").order_by("nr")
        ),
        avvikelser=[a for a in avvikelser if a.insats_id in ids and _is_within(a.inkommen, period)],
        alla_avvikelser=avvikelser,
        beslutade_avvikelser=sorted(
            (a for a in avvikelser if _is_within(a.beslutsdatum, period)),
            key=lambda a: (a.beslutsdatum, a.insats.kod, a.pk),
        ),
        pengar=pengar,
        budget=forbrukning.tabell,
        attesterat={i.pk: i.attesterat for i in alla if i.attesterat is not None},
        sums=sums,
        har_leverans=frozenset(i.pk for i in alla if i.har_leverans),
        senaste_statistikmanad=max((rad["senaste_manad"] for rad in sums), default=None),
        stegorsaker=Stegregel.objects.filter(forbund=forbund).orsaker(period.ar),
        verksamhetsmal=list_verksamhetsmal(forbund, period.ar),
        texter=skrivet.texter,
        avstamningskommentarer=skrivet.kommentarer,
    )


def _read_insatser(forbund: Forbund, period: Period) -> QuerySet[Insats]:
    """All of the förbund's, each with what it has at most one of, where it has any: see hasattr
    for `slutrapport` and `periodens_bedomning`."""
    return (
        forbund.insatser.with_gallande_slut(period.slut)
        .annotate(
            har_leverans=Exists(Leverans.objects.filter(insats=OuterRef("pk"), is_aktuell=True)),
            periodens_bedomning=FilteredRelation(
                "bedomningar", condition=Q(bedomningar__period=str(period))
            ),
            attesterat=_sum_attesterat(period),
        )
        .select_related("insatsagare", "slutrapport", "periodens_bedomning")
    )


def _sum_attesterat(period: Period) -> Subquery:
    """What is attested of an insats since January; None where nothing is."""
    utfall = Case(When(attesterad__isnull=False, then="belopp"), default="preliminart_belopp")
    # Rounded, as SQLite sums in binary.
    return Subquery(
        Rekvisition.objects.filter(insats=OuterRef("pk"))
        .attested()
        .accumulated(period)
        .order_by()
        .values("insats")
        .annotate(summa=Round(Sum(utfall), precision=2))
        .values("summa")
    )


def _is_within(dag: date | None, period: Period) -> bool:
    return dag is not None and period.start <= dag <= period.slut
