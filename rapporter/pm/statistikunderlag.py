"""The figures of the PM's chapter on statistics, each counted once from the same sums."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from finsam.period import Period
from insatser.models import Insats
from rapporter.meningar import name_insatser
from rapporter.pm.pmunderlag import Pmunderlag
from rapporter.tabell import Kolumn, Rad, Slag, Varde
from uppfoljning.calculations.deltagare import (
    Avslutsorsaker,
    Deltagarrad,
    Deltagartabell,
    Snittidstabell,
    build_avslutsorsaker,
    build_deltagartabell,
    build_snittid,
)
from uppfoljning.calculations.malgrupp import Malgrupp, build_malgrupp
from uppfoljning.calculations.periodresultat import Periodresultat, build_periodresultat
from uppfoljning.calculations.tal import FOREGAENDE_AR, KM, Andel
from uppfoljning.models import Verksamhetsmal


@dataclass(frozen=True)
class Statistik:
    """The individinsatser of the statistikperiod, counted in every way that the PM tells of."""

    u: Pmunderlag

    @property
    def insatser(self) -> list[Insats]:
        return list(self.u.statistikinsatser)

    @property
    def period(self) -> Period:
        return self.u.statistikperiod

    def _deltagare(self, insatser: Iterable[Insats]) -> Deltagartabell:
        ids = [i.pk for i in insatser]
        return build_deltagartabell(self.u.sums, ids, self.u.stegorsaker, self.u.har_leverans)

    @property
    def _levererade(self) -> list[int]:
        return [i.pk for i in self.insatser if i.pk in self.u.har_leverans]

    @cached_property
    def resultat(self) -> Periodresultat:
        u = self.u
        return build_periodresultat(
            u.statistikinsatser, self.period, u.sums, u.stegorsaker, u.har_leverans
        )

    @property
    def deltagare(self) -> Deltagartabell:
        return self.resultat.tabell

    @property
    def summa(self) -> Deltagarrad | None:
        return self.resultat.summa

    @property
    def forrehabilitering(self) -> Deltagarrad | None:
        return self.resultat.forrehabilitering

    @cached_property
    def for_ett_kon(self) -> list[Insats]:
        """Insatser aimed at one kön in which somebody was inskriven."""
        return [
            i
            for i in self.insatser
            if i.riktar_sig_till != Insats.RiktarSigTill.ALLA
            and (rad := self.deltagare.rader[i.pk]) is not None
            and rad.inregistrerade.sa
        ]

    @cached_property
    def for_bada_kon(self) -> Deltagarrad | None:
        return self._deltagare(i for i in self.insatser if i not in self.for_ett_kon).summa

    @cached_property
    def inregistrerade_foregaende_ar(self) -> int | None:
        """Among the insatser that ran then; None where there are no data."""
        summa = self._deltagare(self.u.insatser_foregaende_ar).summa
        return summa.inregistrerade_foregaende_ar.sa if summa else None

    @cached_property
    def avslutsorsaker(self) -> Avslutsorsaker:
        return build_avslutsorsaker(self.u.sums, self._levererade)

    @cached_property
    def malgrupp(self) -> Malgrupp:
        return build_malgrupp(self.u.sums, self._levererade)

    @cached_property
    def malgrupp_foregaende_ar(self) -> Malgrupp | None:
        ids = [i.pk for i in self.u.insatser_foregaende_ar]
        malgrupp = build_malgrupp(self.u.sums, ids, FOREGAENDE_AR)
        return malgrupp if malgrupp.kon.summa.sa else None

    @cached_property
    def snittid(self) -> Snittidstabell:
        return build_snittid(self.u.sums, self._levererade)

    @cached_property
    def snittid_foregaende_ar(self) -> Snittidstabell:
        ids = [i.pk for i in self.u.insatser_foregaende_ar]
        return build_snittid(self.u.sums, ids, FOREGAENDE_AR)

    @property
    def tom_text(self) -> str:
        return f"Inga individinsatser pågick {self.period.namn_manader}."

    @property
    def visar_stegforflyttning(self) -> bool:
        """Stegförflyttning is shown in the years when it is a goal."""
        return any(m.matt == Verksamhetsmal.Matt.STEGFORFLYTTNING for m in self.u.verksamhetsmal)

    def rows(
        self, varden: Callable[[Insats, Deltagarrad | None], dict[str, Varde]]
    ) -> tuple[Rad, ...]:
        return tuple(
            Rad(i.kod, i.kortbenamning, varden(i, self.deltagare.rader[i.pk]), i.typ)
            for i in self.insatser
        )

    @property
    def utan_data(self) -> tuple[str, ...]:
        """A note on the insatser that have delivered nothing."""
        utan = [i for i in self.insatser if self.deltagare.rader[i.pk] is None]
        return (f"Uppgifter saknas för {name_insatser(utan)}.",) if utan else ()


def km_kolumner(
    prefix: str, grupp: str = "", slag: Slag = Slag.ANTAL, *, is_visad: bool = True
) -> tuple[Kolumn, ...]:
    """K, M and S:a under one heading; their keys in JSON begin with `prefix`."""
    return (
        Kolumn(f"{prefix}k", "K", slag, grupp, is_visad=is_visad),
        Kolumn(f"{prefix}m", "M", slag, grupp, is_visad=is_visad),
        Kolumn(f"{prefix}sa", "S:a", slag, grupp, is_betonad=True, is_visad=is_visad),
    )


def km_varden(prefix: str, antal: KM | Andel | None) -> dict[str, Varde]:
    return {
        f"{prefix}{del_}": None if antal is None else getattr(antal, del_)
        for del_ in ("k", "m", "sa")
    }
