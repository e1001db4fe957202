"""What an avstämning compares: the report itself, and the rows that its figures come from."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.urls import reverse

from ekonomi.bokslut.bokslut import Bokslut
from ekonomi.forbundsbudget.rutnat import Rutnat
from ekonomi.models import Budgetpost
from ekonomi.saldon import Saldon
from finsam.period import Dag, Period
from insatser.models import Forbund, Insats
from rapporter.avstamning.kontroll import KanInteProvas
from rapporter.avstamning.overforingsrader import Overforingsrader
from rapporter.dokument import Dokument
from rapporter.pm.pmunderlag import Pmunderlag
from rapporter.tabell import Tabell
from rapporter.texter.texter import Kommentar
from uppfoljning.calculations.tal import Tal, tal_per_insats


@dataclass(frozen=True)
class Avstamningsunderlag:
    """One report with what it is tried against. What a report is not about is None or empty.

    `dokument` is None when the report contradicts itself; `motsagelse` then says how.
    `andra` are other reports of the same period. Amounts are kronor, by the insats's kod.
    """

    typ: str
    forbund: Forbund
    period: Period | Dag
    per: date
    dokument: Dokument | None
    motsagelse: str = ""
    andra: Sequence[Dokument] = ()
    alla: Sequence[Insats] = ()  # of the förbund
    pm: Pmunderlag | None = None
    bokslut: Bokslut | None = None
    saldon: Saldon | None = None
    saldon_foregaende_slut: Saldon | None = None  # last year's 31 December
    ingaende_overskott: Decimal | None = None  # from earlier years, when the year opens
    projektkonton: frozenset[str] = frozenset()  # accounts of the note with a line per projekt
    kontorader: Mapping[str, str] = field(default_factory=dict)  # the line of each account
    kostnadsstallen: Collection[str] = frozenset()  # those whose verksamhet is known
    rutnat: Rutnat | None = None  # the förbundsbudget, as the report has it
    medlemsavgifter: Decimal | None = None  # decided for the whole year
    budgetposter: Sequence[Budgetpost] = ()  # decided by the period's last day
    budgetposter_for_rutnat: Sequence[Budgetpost] = ()  # decided by the day of the förbundsbudget
    rekvisitioner: Mapping[str, Decimal] = field(default_factory=dict)  # attested since January
    overforingar: Overforingsrader | None = None  # of every year
    kommentarer: Mapping[str, Kommentar] = field(default_factory=dict)  # by the check's key

    @cached_property
    def insatser(self) -> dict[str, Insats]:
        """Those of `alla`, by kod."""
        return {insats.kod: insats for insats in self.alla}

    @cached_property
    def tabelltitlar(self) -> dict[str, str]:
        """The title of each table of the report, by its key."""
        return {t.nyckel: t.titel for t in self.dokument.tabeller} if self.dokument else {}

    @cached_property
    def _adresser(self) -> dict[tuple, str]:
        return {}

    def reverse(self, namn: str, *args: object) -> str:
        """An address; hundreds of figures come from the same few pages."""
        if (namn, args) not in self._adresser:
            self._adresser[namn, args] = reverse(namn, args=args)
        return self._adresser[namn, args]

    @cached_property
    def tal(self) -> dict[str, Tal]:
        """The counts of each insats of the statistics that has delivered any, by kod."""
        pm = self.require_pm()
        koder = {i.pk: i.kod for i in pm.statistikinsatser if i.pk in pm.har_leverans}
        return {koder[pk]: tal for pk, tal in tal_per_insats(pm.sums, koder)}

    @cached_property
    def rapport_url(self) -> str:
        return reverse(
            "rapporter:rapport", args=[self.typ, self.forbund.organisationsnummer, str(self.period)]
        )

    def require_pm(self) -> Pmunderlag:
        if self.pm is None or not isinstance(self.period, Period):
            raise KanInteProvas("rapporten har inga uppgifter om insatserna.")
        return self.pm

    def require_dokument(self) -> Dokument:
        if self.dokument is None:
            raise KanInteProvas("rapporten kan inte skrivas förrän motsägelsen är rättad.")
        return self.dokument

    def require_tabell(self, nyckel: str) -> Tabell:
        """A table of the report that has any rows."""
        for tabell in self.require_dokument().tabeller:
            if tabell.nyckel == nyckel and tabell.rader:
                return tabell
        raise KanInteProvas("tabellen finns inte i rapporten, eller är tom.")

    def require_saldon(self) -> Saldon:
        if self.saldon is None:
            raise KanInteProvas(
                f"ingen bokföring är inläst som når till {self.period.slut.isoformat()}."
            )
        return self.saldon

    def require_bokslut(self) -> Bokslut:
        self.require_saldon()
        if self.bokslut is None:
            raise KanInteProvas("rapporten har inget bokslut.")
        return self.bokslut
