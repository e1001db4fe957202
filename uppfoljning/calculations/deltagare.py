"""Deltagare in a period: flows, results, reasons and mean time (domain.md 3).

All functions take the rows of DeltagarstatistikQuerySet.sums for the period (any iterable of
mappings that can be read again) and the ids of the insatser to include. Anonyma stand beside
the tables and are in no count of K and M.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from finsam.svenska import TUNT_NBSP, percent, round_half_up
from uppfoljning.calculations.tal import (
    FOREGAENDE_AR,
    I_PERIODEN,
    KM,
    TILL_SLUTET,
    Andel,
    Tal,
    andel,
    sum_km,
    tal_of,
    tal_per_insats,
)
from uppfoljning.kategorier import (
    ARBETE_STUDIER,
    ARBETE_STUDIER_ARBETSSOKANDE,
    REHAB_AF_KOMMUN,
    Anstallning,
    Avslutsorsak,
    Dagar,
    Handlingsplan,
    Matt,
)

# A mean time is told only where at least this many have ended (domain.md 3).
MINST_ANTAL_FOR_SNITTID = 5

OMFATTNINGSGRUPPER = ((100, 100), (75, 99), (50, 74), (25, 49), (1, 24))


@dataclass(frozen=True)
class Deltagarrad:
    """One insats, or several taken together; counts of deltaganden by kön.

    Identity: pågående at the start + överförda + inregistrerade − avslutade = pågående. It is
    the field's own, with the överförda of an insats that starts within the period apart.
    """

    inregistrerade: KM  # inskrivna in the period, not the överförda
    overforda: KM  # came from an earlier insats: pågående from the insats's first day
    avslutade: KM
    avslutade_totalt: KM  # from the insats's start to the period's end
    pagaende: KM  # on the period's last day
    orsaker: Mapping[Avslutsorsak, KM]  # the avslutade by reason, every reason present
    stegorsaker: frozenset[Avslutsorsak]  # what counts as stegförflyttning that year
    med_handlingsplan: int | None  # of the avslutade; None: some ended, and nothing is known
    okand_handlingsplan: int  # of the avslutade, those whose handlingsplan is not known
    anonyma: int  # that started in the period
    inregistrerade_foregaende_ar: KM

    def _with_orsak(self, orsaker: Collection[Avslutsorsak]) -> KM:
        return sum_km(self.orsaker[orsak] for orsak in orsaker)

    @property
    def arbete_studier(self) -> KM:
        return self._with_orsak(ARBETE_STUDIER)

    @property
    def arbete_studier_arbetssokande(self) -> KM:
        return self._with_orsak(ARBETE_STUDIER_ARBETSSOKANDE)

    @property
    def rehab_af_kommun(self) -> KM:
        return self._with_orsak(REHAB_AF_KOMMUN)

    @property
    def stegforflyttning(self) -> KM:
        return self._with_orsak(self.stegorsaker)

    @property
    def upphorda(self) -> KM:
        """Ended since the insats did; they have no result of their own."""
        return self.orsaker[Avslutsorsak.INSATSEN_UPPHOR]

    @property
    def resultatbas(self) -> KM:
        """What every share of results is of."""
        return self.avslutade - self.upphorda

    @property
    def andra_orsaker(self) -> KM:
        """The rest: arbete_studier_arbetssokande + andra_orsaker + upphorda = avslutade."""
        return self.resultatbas - self.arbete_studier_arbetssokande

    @property
    def deltagit(self) -> KM:
        return self.pagaende + self.avslutade

    @property
    def andel_arbete_studier(self) -> Andel:
        return andel(self.arbete_studier, self.resultatbas)

    @property
    def andel_arbete_studier_arbetssokande(self) -> Andel:
        return andel(self.arbete_studier_arbetssokande, self.resultatbas)

    @property
    def andel_stegforflyttning(self) -> Andel:
        return andel(self.stegforflyttning, self.resultatbas)

    @property
    def andel_andra_orsaker(self) -> Andel:
        return andel(self.andra_orsaker, self.resultatbas)

    @property
    def andel_handlingsplan(self) -> int | None:
        """Whole per cent of all avslutade, of both kön, whatever the reason."""
        return percent(self.med_handlingsplan, self.avslutade.sa)


@dataclass(frozen=True)
class Deltagartabell:
    """Tabell deltagare: a row per insats id, None where the insats has delivered nothing."""

    rader: Mapping[int, Deltagarrad | None]
    summa: Deltagarrad | None  # None when no insats has delivered


def build_deltagartabell(
    sums: Iterable[Mapping],
    insatser: Sequence[int],
    stegorsaker: Collection[Avslutsorsak],
    har_leverans: Collection[int],
) -> Deltagartabell:
    """Tabell deltagare for the insatser, in their order: counts of deltaganden by kön.

    Inregistrerade and avslutade are of the period, avslutade hela insatsperioden from the
    insats's start, pågående on the period's last day; results are the period's avslutade by
    reason. Nothing is rounded but shares (Andel). Definitions: domain.md 3.

    `stegorsaker` is the year's rule for stegförflyttning. `har_leverans` are the ids of insatser
    with a current leverans: theirs are the zeros, all others are None. A gender split without
    the insatser aimed at one kön is this table over fewer insatser.
    """
    steg = frozenset(stegorsaker)
    levererade = [insats for insats in insatser if insats in har_leverans]
    tal = dict(tal_per_insats(sums, levererade))
    return Deltagartabell(
        rader={i: _build_rad(tal[i], steg) if i in tal else None for i in insatser},
        summa=_build_rad(tal_of(sums, levererade), steg) if levererade else None,
    )


def _build_rad(tal: Tal, stegorsaker: frozenset[Avslutsorsak]) -> Deltagarrad:
    orsaker = dict.fromkeys(Avslutsorsak, KM())
    for orsak, antal in tal.by_kategori(Matt.AVSLUTADE, I_PERIODEN).items():
        orsaker[Avslutsorsak(orsak)] = antal
    avslutade = sum_km(orsaker.values())
    avslutade_totalt = tal.km(Matt.AVSLUTADE, TILL_SLUTET)
    handlingsplan = tal.by_kategori(Matt.HANDLINGSPLAN, I_PERIODEN)
    kanda = sum_km(handlingsplan.values()).sa
    is_known = not avslutade.sa or kanda
    return Deltagarrad(
        inregistrerade=tal.km(Matt.INSKRIVNA, I_PERIODEN),
        overforda=tal.km(Matt.OVERFORDA, I_PERIODEN),
        avslutade=avslutade,
        avslutade_totalt=avslutade_totalt,
        pagaende=tal.km(Matt.INSKRIVNA, TILL_SLUTET)
        + tal.km(Matt.OVERFORDA, TILL_SLUTET)
        - avslutade_totalt,
        orsaker=orsaker,
        stegorsaker=stegorsaker,
        med_handlingsplan=handlingsplan.get(Handlingsplan.JA, KM()).sa if is_known else None,
        okand_handlingsplan=max(avslutade.sa - kanda, 0),
        anonyma=tal.total(Matt.ANONYMA, I_PERIODEN),
        inregistrerade_foregaende_ar=tal.km(Matt.INSKRIVNA, FOREGAENDE_AR),
    )


@dataclass(frozen=True)
class Orsaksrad:
    namn: str
    antal: KM


@dataclass(frozen=True)
class Avslutsorsaker:
    """Tabell avslutsorsaker: arbete by kind of anställning, then every other reason.

    The rows sum to `summa`, the avslutade in the period. A row for arbete of unknown kind is
    there only when somebody is in it. `omfattning` splits those whose per cent of full time is
    known; it sums to `omfattning_summa`.
    """

    rader: tuple[Orsaksrad, ...]
    summa: KM
    omfattning: tuple[Orsaksrad, ...]
    omfattning_summa: KM


def build_avslutsorsaker(sums: Iterable[Mapping], insatser: Collection[int]) -> Avslutsorsaker:
    """Why the deltaganden of the insatser ended in the period."""
    tal = tal_of(sums, insatser)
    orsaker = tal.by_kategori(Matt.AVSLUTADE, I_PERIODEN)
    anstallning = tal.by_kategori(Matt.ANSTALLNING, I_PERIODEN)
    arbete = orsaker.get(Avslutsorsak.ARBETE, KM())
    okand_anstallning = arbete - sum_km(anstallning.values())

    rader = [Orsaksrad(a.label, anstallning.get(a, KM())) for a in Anstallning]
    if okand_anstallning != KM():
        rader.append(Orsaksrad("arbete, anställning okänd", okand_anstallning))
    rader += [
        Orsaksrad(orsak.label, orsaker.get(orsak, KM()))
        for orsak in Avslutsorsak
        if orsak is not Avslutsorsak.ARBETE
    ]
    omfattning = tal.by_kategori(Matt.OMFATTNING, I_PERIODEN)
    grupper = tuple(_build_omfattning(omfattning, *grupp) for grupp in OMFATTNINGSGRUPPER)
    return Avslutsorsaker(
        rader=tuple(rader),
        summa=sum_km(orsaker.values()),
        omfattning=grupper,
        omfattning_summa=sum_km(grupp.antal for grupp in grupper),
    )


def _build_omfattning(omfattning: Mapping[str, KM], minst: int, hogst: int) -> Orsaksrad:
    namn = f"{minst}" if minst == hogst else f"{minst}–{hogst}"
    antal = sum_km(antal for procent, antal in omfattning.items() if minst <= int(procent) <= hogst)
    return Orsaksrad(f"{namn}{TUNT_NBSP}%", antal)


@dataclass(frozen=True)
class Snittid:
    """Mean days from inskriven to avslutad, half up; None where too few have ended."""

    dagar_k: int | None
    dagar_m: int | None
    dagar_sa: int | None


@dataclass(frozen=True)
class Snittidstabell:
    rader: Mapping[int, Snittid]  # by insats id
    summa: Snittid


def build_snittid(
    sums: Iterable[Mapping], insatser: Sequence[int], kolumn: str = I_PERIODEN
) -> Snittidstabell:
    """Mean time of those avslutade in the period, överförda left out.

    `kolumn` is I_PERIODEN or, to compare, FOREGAENDE_AR.

    The mean of several insatser is of all their days, not of their means. Each figure is None
    where fewer than MINST_ANTAL_FOR_SNITTID ended.
    """
    return Snittidstabell(
        rader={
            insats: _build_snittid(tal, kolumn) for insats, tal in tal_per_insats(sums, insatser)
        },
        summa=_build_snittid(tal_of(sums, insatser), kolumn),
    )


def _build_snittid(tal: Tal, kolumn: str) -> Snittid:
    dagar = tal.by_kategori(Matt.DAGAR, kolumn)
    summa, antal = dagar.get(Dagar.SUMMA, KM()), dagar.get(Dagar.ANTAL, KM())
    return Snittid(
        _mean(summa.k, antal.k),
        _mean(summa.m, antal.m),
        _mean(summa.sa, antal.sa),
    )


def _mean(summa: int, antal: int) -> int | None:
    if antal < MINST_ANTAL_FOR_SNITTID:
        return None
    return int(round_half_up(Decimal(summa) / antal))
