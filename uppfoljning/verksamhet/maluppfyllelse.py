"""The verksamhetsmål of a year with their outcome, measured where the mått allows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from finsam.period import Period
from finsam.svenska import capitalize, count_noun, format_number, format_percent
from insatser.models import Forbund, Insats, Mal, Slutmal
from insatser.ordning import runs_in
from uppfoljning.calculations.aktiviteter import Aktivitetstabell
from uppfoljning.calculations.deltagare import Deltagarrad
from uppfoljning.calculations.maluppfyllelse import (
    ANDELAR,
    Malstatus,
    Strukturmal,
    count_manader,
    count_strukturmal,
    judge_mal,
)
from uppfoljning.calculations.periodresultat import Periodresultat, build_periodresultat
from uppfoljning.kategorier import Avslutsorsak
from uppfoljning.models import (
    Deltagarstatistik,
    Leverans,
    Maluppfoljning,
    Stegregel,
    Verksamhetsmal,
)
from uppfoljning.verksamhet.aktiviteter import gather_aktiviteter

Matt = Verksamhetsmal.Matt

# What each is called in texts; the model's own words are those of the file.
MATTNAMN = {
    Matt.ARBETE_STUDIER: "Andel till arbete eller studier",
    Matt.HANDLINGSPLAN: "Andel med handlingsplan",
    Matt.STEGFORFLYTTNING: "Andel med stegförflyttning",
    Matt.AKTIVITETER: "Antal aktiviteter",
    Matt.STRUKTURMAL: "Andel uppnådda mål i strukturinsatserna",
    Matt.MANUELL: "Bedöms av kansliet",
}


@dataclass(frozen=True)
class Malutfall:
    """A goal and its outcome from January to the period's end.

    `utfall` is a share in whole per cent or a count; None for a goal that is told in words and
    where the figure is not known. `utfall_text` is the figure with its counts, what was written,
    or why there is no figure; empty where nothing was written. `malvarde` is in the same unit.
    """

    mal: Verksamhetsmal
    utfall: int | None
    utfall_text: str
    malvarde: int | Decimal | None
    status: Malstatus | None

    @property
    def mattnamn(self) -> str:
        return MATTNAMN[self.mal.matt]

    @property
    def malvarde_text(self) -> str:
        """”minst 35 %”; empty where there is none."""
        if self.malvarde is None:
            return ""
        if self.mal.matt in ANDELAR:
            return f"minst {format_percent(self.malvarde)}"
        places = max(0, -Decimal(self.malvarde).normalize().as_tuple().exponent)
        return f"minst {format_number(self.malvarde, places)}"


@dataclass(frozen=True)
class Malrader:
    """What the goals of a year are measured by, of January to the period's end.

    `insatser` have gallande_slut as of the period's last day. `sums` are those of
    DeltagarstatistikQuerySet, `maluppfoljningar` the last word on each mål (latest_by_mal).
    Of `malen` and `maluppfoljningar` those of strukturinsatser count.
    """

    verksamhetsmal: Sequence[Verksamhetsmal]
    insatser: Sequence[Insats]
    sums: Sequence[Mapping[str, object]]
    stegorsaker: frozenset[Avslutsorsak]
    har_leverans: frozenset[int]
    aktiviteter: Aktivitetstabell
    malen: Sequence[Mal]
    maluppfoljningar: Sequence[Maluppfoljning]


def gather_maluppfyllelse(forbund: Forbund, period: Period, per: date) -> Sequence[Malutfall]:
    """The goals of the period's year alone: see build_maluppfyllelse.

    The number of queries does not depend on the number of goals or insatser.
    """
    ackumulerad = period.ackumulerad
    statistik = Deltagarstatistik.objects.filter(leverans__insats__forbund=forbund)
    leveranser = Leverans.objects.filter(insats__forbund=forbund, is_aktuell=True)
    rader = Malrader(
        verksamhetsmal=list_verksamhetsmal(forbund, period.ar),
        insatser=list(forbund.insatser.with_gallande_slut(period.slut)),
        sums=list(statistik.sums(ackumulerad)),
        stegorsaker=Stegregel.objects.filter(forbund=forbund).orsaker(period.ar),
        har_leverans=frozenset(leveranser.values_list("insats", flat=True)),
        aktiviteter=gather_aktiviteter(forbund, period).ackumulerat,
        malen=list(Mal.objects.filter(insats__forbund=forbund).select_related("slutmal")),
        maluppfoljningar=Maluppfoljning.objects.filter(mal__insats__forbund=forbund).latest_by_mal(
            ackumulerad
        ),
    )
    return build_maluppfyllelse(period, per, rader)


def list_verksamhetsmal(forbund: Forbund, ar: int) -> list[Verksamhetsmal]:
    """The year's goals in the order of the verksamhetsplan."""
    return list(Verksamhetsmal.objects.filter(forbund=forbund, ar=ar).order_by("nr", "delmal"))


def build_maluppfyllelse(period: Period, per: date, rader: Malrader) -> Sequence[Malutfall]:
    """The goals of the period's year in order, measured as on the day `per`.

    Deltagare are counted as in the PM. The rules of the status: calculations/maluppfyllelse.py.
    """
    period = period.ackumulerad
    resultat = build_periodresultat(
        rader.insatser, period, rader.sums, rader.stegorsaker, rader.har_leverans
    )
    utfall = {
        **measure_deltagare(resultat),
        Matt.AKTIVITETER: _measure_aktiviteter(rader.aktiviteter),
        Matt.STRUKTURMAL: tell_strukturmal(_count_strukturmal(rader, period, per)),
    }
    manader = count_manader(period, per)
    return tuple(build_malutfall(mal, utfall, manader) for mal in rader.verksamhetsmal)


def build_malutfall(
    mal: Verksamhetsmal, utfall: Mapping[str, tuple[int | None, str]], manader: int
) -> Malutfall:
    """`utfall` gives figure and text by mått; a goal whose mått is not in it is told in words."""
    antal, text = utfall.get(mal.matt, (None, mal.utfall))
    malvarde = mal.malvarde
    if malvarde is not None and malvarde == malvarde.to_integral_value():
        malvarde = int(malvarde)
    return Malutfall(mal, antal, text, malvarde, judge_mal(mal.matt, antal, malvarde, manader))


def measure_deltagare(resultat: Periodresultat) -> dict[str, tuple[int | None, str]]:
    """Figure and text of each mått that is counted from deltagarstatistik."""
    summa, forrehabilitering = resultat.summa, resultat.forrehabilitering
    steg = resultat.andel_stegforflyttning
    return {
        Matt.ARBETE_STUDIER: (
            resultat.andel_arbete_studier,
            _tell_andel(
                resultat.andel_arbete_studier,
                summa and (summa.arbete_studier.sa, summa.resultatbas.sa),
                "avslutade",
            ),
        ),
        Matt.STEGFORFLYTTNING: (
            steg,
            _tell_andel(
                steg, summa and (summa.stegforflyttning.sa, summa.resultatbas.sa), "avslutade"
            ),
        ),
        Matt.HANDLINGSPLAN: (
            resultat.andel_handlingsplan,
            _tell_handlingsplan(resultat.andel_handlingsplan, forrehabilitering),
        ),
    }


def _tell_handlingsplan(andel: int | None, rad: Deltagarrad | None) -> str:
    text = _tell_andel(
        andel,
        rad and (rad.med_handlingsplan, rad.avslutade.sa),
        "avslutade i insatser med inriktning på förrehabilitering",
    )
    if andel is None or not rad.okand_handlingsplan:
        return text
    return f"{text}. {format_number(rad.okand_handlingsplan)} saknar uppgift och räknas som utan."


def _tell_andel(andel: int | None, antal: tuple[int | None, int] | None, vilka: str) -> str:
    """”46 % (59 av 127 avslutade)”, or why there is none."""
    if antal is None:
        return "Ingen insatsdata är inläst."
    part, whole = antal
    if not whole:
        return f"Inga {vilka} att räkna på."
    if andel is None:
        return "Uppgift saknas i insatsdata."
    return f"{format_percent(andel)} ({format_number(part)} av {format_number(whole)} {vilka})"


def tell_strukturmal(antal: Strukturmal) -> tuple[int | None, str]:
    """”50 % (ett av två mål). Tre mål saknar status.”"""
    utan = ""
    if antal.utan_status:
        malen = count_noun(antal.utan_status, "mål", "mål", neutrum=True)
        utan = f"{capitalize(malen)} saknar status."
    if not antal.med_status:
        return None, utan or "Strukturinsatserna har inga mål."
    andel = f"{format_percent(antal.andel)} ({antal.uppnadda} av {antal.med_status} mål)"
    return antal.andel, f"{andel}. {utan}" if utan else andel


def _measure_aktiviteter(tabell: Aktivitetstabell) -> tuple[int, str]:
    antal = tabell.summa.antal
    return antal, f"{format_number(antal)} {'aktivitet' if antal == 1 else 'aktiviteter'}"


def _count_strukturmal(rader: Malrader, period: Period, per: date) -> Strukturmal:
    """Each mål by its slutmål when the insats has ended, otherwise by the period's last word."""
    struktur = {
        i.pk: i for i in rader.insatser if i.typ == Insats.Typ.STRUKTUR and runs_in(i, period)
    }
    senaste = {m.mal_id: m.status for m in rader.maluppfoljningar}
    slut = {
        Slutmal.Uppnatt.JA: Maluppfoljning.Status.GRON,
        Slutmal.Uppnatt.DELVIS: Maluppfoljning.Status.GUL,
        Slutmal.Uppnatt.NEJ: Maluppfoljning.Status.ROD,
    }

    def find_status(mal: Mal) -> str:
        has_ended = struktur[mal.insats_id].gallande_slut <= min(period.slut, per)
        slutmal = getattr(mal, "slutmal", None)
        if has_ended and slutmal is not None and slutmal.uppnatt:
            return slut[slutmal.uppnatt]
        return senaste.get(mal.pk, "")

    return count_strukturmal(find_status(m) for m in rader.malen if m.insats_id in struktur)
