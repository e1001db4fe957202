"""A rekvisition on one page: gathered whole, with a constant number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ekonomi.forbrukning import load_justerade
from ekonomi.models import Rekvisition, Rekvisitionsbilaga
from ekonomi.rekvisitioner.innehall import KOSTNADSSLAG, fingerprint, innehall_of
from ekonomi.rekvisitioner.lage import (
    show_rekvisition,
    tell_for_tidigt,
    tell_lage,
    tell_slutlig_fran,
    tell_sparad,
)
from ekonomi.rekvisitioner.ram import Ram, build_ram
from ekonomi.rekvisitioner.services import OPPNA, load_bilagor
from finsam.handelser.models import Handelse
from finsam.markering import Markering
from finsam.period import Period
from finsam.svenska import format_datum, format_exact
from insatser.models import Insats

Typ = Handelse.Typ

_ETIKETTER = {"personal": "Personal", "lokaler": "Lokaler", "ovrigt": "Övriga kostnader"}


@dataclass(frozen=True)
class Kostnadsrad:
    """One kind of cost, this quarter and the one before it, as they are read."""

    slag: str
    etikett: str
    belopp: str
    forra: str


@dataclass(frozen=True)
class Summering:
    """The sum of a rekvisition and what it leaves of the budget, in kronor, as they are read.

    `is_over`: whether it claims more than is left, or there is no budget at all.
    """

    summa: str
    kvar: str
    is_over: bool


@dataclass(frozen=True)
class Rekvisitionssida:
    """`rekvisition` is None where nobody has begun it; `forra` is that of the quarter before.

    `senaste`: when its content was last written, and when it was last sent back, by type.
    """

    insats: Insats
    kvartal: Period
    rekvisition: Rekvisition | None
    forra: Rekvisition | None
    bilagor: Sequence[Rekvisitionsbilaga]
    ram: Ram
    senaste: Mapping[str, Handelse]
    dag: date

    @property
    def is_oppen(self) -> bool:
        return self.rekvisition is None or self.rekvisition.status in OPPNA

    @property
    def is_ifylld(self) -> bool:
        return innehall_of(self.rekvisition).is_ifyllt

    @property
    def is_attesterad_preliminar(self) -> bool:
        r = self.rekvisition
        return r is not None and r.attesterad is not None and r.is_preliminar

    @property
    def markering(self) -> Markering:
        return show_rekvisition(
            self.rekvisition, har_budget=True, kvartal=self.kvartal, dag=self.dag
        )

    @property
    def lage(self) -> str:
        atersand = self.senaste.get(Typ.REKVISITION_ATERSAND)
        return tell_lage(self.rekvisition, self.kvartal, self.dag, atersand and atersand.user)

    @property
    def sparad(self) -> str:
        return tell_sparad(self.senaste.get(Typ.REKVISITION_SPARAD), self.dag)

    @property
    def for_tidigt(self) -> str:
        return tell_for_tidigt(self.rekvisition, self.insats, self.kvartal, self.dag)

    @property
    def slutlig_fran(self) -> str:
        return tell_slutlig_fran(self.insats, self.kvartal, self.dag)

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.rekvisition, self.bilagor)

    @property
    def kostnader(self) -> list[Kostnadsrad]:
        return [
            Kostnadsrad(
                slag,
                _ETIKETTER[slag],
                format_exact(getattr(self.rekvisition, slag, None)),
                format_exact(getattr(self.forra, slag, None)),
            )
            for slag in KOSTNADSSLAG
        ]

    @property
    def forra_summa(self) -> str:
        return format_exact(self.forra and self.forra.belopp)

    @property
    def budget(self) -> str:
        return format_exact(self.ram.budget)

    @property
    def andra(self) -> str:
        return format_exact(self.ram.andra)

    @property
    def vantar(self) -> str:
        """What of it is not attested, empty for nothing."""
        return format_exact(self.ram.vantar) if self.ram.vantar else ""

    @property
    def utrymme(self) -> str:
        """What there is for this one, as the script that sums reads it; empty for no budget."""
        return "" if self.ram.utrymme is None else f"{self.ram.utrymme:.2f}"

    @property
    def summering(self) -> Summering:
        """Of what is stored."""
        return self.sum_up(self.rekvisition.belopp if self.rekvisition else Decimal(0))

    def sum_up(self, belopp: Decimal | None) -> Summering:
        """Of an amount; None where what is filled in has none."""
        kvar = None if belopp is None else self.ram.left_after(belopp)
        return Summering(
            format_exact(belopp),
            format_exact(kvar),
            is_over=kvar < 0 if kvar is not None else bool(belopp) and self.ram.budget is None,
        )

    @property
    def preliminart(self) -> str:
        """What was attested before this one, which replaces it; empty where nothing was."""
        r = self.rekvisition
        if r is None or r.preliminart_belopp is None:
            return ""
        nar = format_datum(r.preliminart_attesterat)
        return f"{format_exact(r.preliminart_belopp)} kr, attesterat {nar}"


def load_rekvisitionssida(insats: Insats, kvartal: Period, dag: date) -> Rekvisitionssida:
    """The insats, which has gallande_slut, and its rekvisition as they stand on `dag`."""
    fore = kvartal.foregaende_kvartal
    alla = {
        (r.ar, r.kvartal): r
        for r in Rekvisition.objects.filter(insats=insats, ar__in={kvartal.ar, fore.ar})
        .select_related("inskickad_av", "attesterad_av")
        .prefetch_related("betalrader__betalfil")
    }
    rekvisition = alla.get((kvartal.ar, kvartal.forsta))
    budget = load_justerade([insats], [kvartal.ar], dag)
    return Rekvisitionssida(
        insats=insats,
        kvartal=kvartal,
        rekvisition=rekvisition,
        forra=alla.get((fore.ar, fore.forsta)),
        bilagor=load_bilagor(rekvisition),
        ram=build_ram(
            budget.get((insats.pk, kvartal.ar)),
            (r for r in alla.values() if r.ar == kvartal.ar and r is not rekvisition),
        ),
        senaste=_load_senaste(rekvisition),
        dag=dag,
    )


def _load_senaste(rekvisition: Rekvisition | None) -> dict[str, Handelse]:
    if rekvisition is None:
        return {}
    handelser = Handelse.objects.filter(
        modell=Rekvisition._meta.label_lower,
        objekt_id=str(rekvisition.pk),
        typ__in=(Typ.REKVISITION_SPARAD, Typ.REKVISITION_ATERSAND),
    )
    return {h.typ: h for h in handelser.select_related("user").order_by("pk")}
