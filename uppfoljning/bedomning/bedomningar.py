"""What the kansli's page of bedömningar shows: per insats the quarters' answers, what the rule
gives, what the kansli says and which of them the PM shows (domain.md 2)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from finsam.markering import Markering
from finsam.period import FORSTA_AR, SISTA_AR, Period
from finsam.svenska import capitalize
from insatser.models import Forbund, Insats
from insatser.ordning import in_report_order, runs_in
from uppfoljning.calculations.svar import Periodsvar, build_periodsvar
from uppfoljning.fragor import BEDOMDA, FRAGA, FRAGOR, Svar
from uppfoljning.kvartalsrapport.jamforelse import mark_svar
from uppfoljning.models import Bedomning, Kvartalsrapport


@dataclass(frozen=True)
class Egen:
    """What the kansli has chosen and why; "" where it leaves the answer to the rule."""

    i_fas: str = ""
    prognos: str = ""
    motivering: str = ""

    @classmethod
    def of(cls, bedomning: Bedomning | None) -> "Egen":
        if bedomning is None:
            return cls()
        return cls(bedomning.i_fas, bedomning.prognos, bedomning.motivering)

    def lacks_motivering(self, enligt_regeln: Mapping[str, Svar | None]) -> bool:
        """Whether it gives any answer that the rule does not, without saying why."""
        return not self.motivering and any(
            (svar := getattr(self, nyckel)) and svar != enligt_regeln[nyckel] for nyckel in BEDOMDA
        )


def find_periodsvar(
    insats: Insats,
    godkanda: Sequence[Kvartalsrapport],
    bedomning: Mapping[str, str] | None,
    period: Period,
    per: date,
) -> Periodsvar:
    """The insats's answers for the period as they stand on `per`: those that the PM shows.

    insats: with its gallande_slut by the period's last day. godkanda: its accepted reports of
    the period in order. bedomning: i_fas, prognos and motivering.
    """
    return build_periodsvar(
        [{f.nyckel: getattr(r, f.nyckel) for f in FRAGOR} for r in godkanda],
        bedomning,
        has_ended=insats.gallande_slut <= min(period.slut, per),
    )


@dataclass(frozen=True)
class Kvartalssvar:
    """An accepted report's answer, or in words why there is none."""

    rubrik: str
    markering: Markering | None
    saknas: str


@dataclass(frozen=True)
class Bedomdfraga:
    """One of BEDOMDA for an insats. A Markering is None where there is no answer."""

    nyckel: str
    rubrik: str
    kvartal: tuple[Kvartalssvar, ...]
    regeln: Markering | None
    egen: Markering | None
    i_pm: Markering | None


@dataclass(frozen=True)
class Bedomningsrad:
    insats: Insats
    fragor: tuple[Bedomdfraga, ...]
    egen: Egen
    periodsvar: Periodsvar

    @property
    def saknar_motivering(self) -> bool:
        """The rule may come to differ from an older bedömning, or this one came with a file."""
        return self.egen.lacks_motivering(self.periodsvar.enligt_regeln)


@dataclass(frozen=True)
class Bedomningar:
    """The insatser of the period in report order, and the periods to go to from here."""

    forbund: Forbund
    period: Period
    perioder: tuple[Period, ...]
    rader: tuple[Bedomningsrad, ...]


def gather_bedomningar(forbund: Forbund, period: Period, per: date) -> Bedomningar:
    """As it stands on the day `per`, in three queries."""
    alla = forbund.insatser.with_gallande_slut(period.slut)
    rapporter = defaultdict(dict)
    for rapport in Kvartalsrapport.objects.filter(insats__forbund=forbund).for_period(period):
        rapporter[rapport.insats_id][rapport.kvartal] = rapport
    egna = {
        b.insats_id: Egen.of(b)
        for b in Bedomning.objects.filter(insats__forbund=forbund, period=str(period))
    }
    return Bedomningar(
        forbund=forbund,
        period=period,
        perioder=_periods_near(period, per),
        rader=tuple(
            _build_rad(insats, rapporter[insats.pk], egna.get(insats.pk, Egen()), period, per)
            for insats in in_report_order([i for i in alla if runs_in(i, period)])
        ),
    )


def load_regeln(
    insatser: Iterable[Insats], period: Period, per: date
) -> dict[int, Mapping[str, Svar | None]]:
    """What the rule gives for each insats on the day `per`, by its pk; in two queries."""
    med_slut = Insats.objects.with_gallande_slut(period.slut).filter(
        pk__in=[insats.pk for insats in insatser]
    )
    godkanda = defaultdict(list)
    for rapport in (
        Kvartalsrapport.objects.godkanda().filter(insats__in=med_slut).for_period(period)
    ):
        godkanda[rapport.insats_id].append(rapport)
    return {
        insats.pk: find_periodsvar(insats, godkanda[insats.pk], None, period, per).enligt_regeln
        for insats in med_slut
    }


def _build_rad(
    insats: Insats,
    rapporter: Mapping[int, Kvartalsrapport],
    egen: Egen,
    period: Period,
    per: date,
) -> Bedomningsrad:
    godkanda = [r for r in rapporter.values() if r.status == Kvartalsrapport.Status.GODKAND]
    periodsvar = find_periodsvar(insats, godkanda, asdict(egen), period, per)
    return Bedomningsrad(
        insats=insats,
        fragor=tuple(
            Bedomdfraga(
                nyckel=nyckel,
                rubrik=rubrik,
                kvartal=tuple(
                    _show_kvartal(insats, rapporter.get(nr), nyckel, Period.quarter(period.ar, nr))
                    for nr in period.kvartal
                ),
                regeln=_mark(nyckel, periodsvar.enligt_regeln[nyckel]),
                egen=_mark(nyckel, getattr(egen, nyckel)),
                i_pm=_mark(nyckel, periodsvar.svar[nyckel]),
            )
            for nyckel, rubrik in _RUBRIKER.items()
        ),
        egen=egen,
        periodsvar=periodsvar,
    )


_RUBRIKER = {"i_fas": "I fas med målen", "prognos": "Målen nås, prognos"}


def _show_kvartal(
    insats: Insats, rapport: Kvartalsrapport | None, nyckel: str, kvartal: Period
) -> Kvartalssvar:
    rubrik = f"Kvartal {kvartal.forsta}"
    if rapport is None:
        return Kvartalssvar(
            rubrik, None, "Ingen rapport" if runs_in(insats, kvartal) else "Pågick inte"
        )
    if rapport.status != Kvartalsrapport.Status.GODKAND:
        return Kvartalssvar(rubrik, None, f"Inte godkänd ({rapport.get_status_display()})")
    return Kvartalssvar(rubrik, _mark(nyckel, getattr(rapport, nyckel)), "Inget svar")


def _mark(nyckel: str, svar: str | None) -> Markering | None:
    if not svar:
        return None
    return mark_svar(svar, capitalize(Svar(svar).label), [FRAGA[nyckel].samst])


def _periods_near(period: Period, per: date) -> tuple[Period, ...]:
    """The year's half-years and the year itself, and what comes before and after them, in order.

    None that has not begun on the day `per`, but for the one that is shown.
    """
    ar = period.ar
    near = [
        *([Period(ar - 1, 3, 4), Period(ar - 1, 1, 4)] if ar > FORSTA_AR else []),
        *(Period(ar, 1, 2), Period(ar, 3, 4), Period(ar, 1, 4)),
        *([Period(ar + 1, 1, 2)] if ar < SISTA_AR else []),
    ]
    return tuple(p for p in near if p.start <= per or p == period)
