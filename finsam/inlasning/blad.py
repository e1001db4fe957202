"""How the rows of one sheet of the underlag become objects (formats.md 1)."""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from django.db import models

from finsam.inlasning.kolumntyper import Otolkbar, Referens, Referenslista, nearest, type_of
from finsam.inlasning.tabell import Anteckningar, Kolumn, Rad, Tabell


@dataclass(frozen=True)
class Regel:
    """What must hold between the fields of a row merged with what is stored.

    `bryts` gets the object, with None for what is unknown. The fault is shown at the first of
    `falt`; a rule about a field that is itself faulty says nothing.
    """

    falt: tuple[str, ...]
    bryts: Callable[[models.Model], bool]
    meddelande: str


def is_before(senare: date | int | None, tidigare: date | int | None) -> bool:
    """For rules: whether both are known and in the wrong order."""
    return None not in (senare, tidigare) and senare < tidigare


def is_negative(value: Decimal | None) -> bool:
    return value is not None and value < 0


@dataclass(frozen=True)
class Bladresultat:
    blad: str
    nya: int = 0
    andrade: int = 0
    oforandrade: int = 0

    def __str__(self) -> str:
        nya = _counted(self.nya, "ny", "nya")
        andrade = _counted(self.andrade, "ändrad", "ändrade")
        oforandrade = _counted(self.oforandrade, "oförändrad", "oförändrade")
        return f"{self.blad}: {nya}, {andrade}, {oforandrade}"


def _counted(antal: int, en: str, flera: str) -> str:
    return f"{antal} {en if antal == 1 else flera}"


def refuse_changes(tabell: Tabell, rad: Rad, stored: models.Model, meddelande: str) -> None:
    """Note a fault where the row says anything else than the stored object, which stands."""
    if any(getattr(stored, falt) != varde for falt, varde in rad.varden.items()):
        tabell.refuse(rad.nr, None, None, meddelande)


@dataclass
class Samling:
    """A förbund's objects of one model by key, stored ones and those of the file.

    `ofullstandig` where rows of the file are missing because of a fault: a reference that is
    not found then proves nothing.
    """

    objekt: dict[tuple, models.Model] = field(default_factory=dict)
    nya: list[models.Model] = field(default_factory=list)
    andrade: list[models.Model] = field(default_factory=list)
    oforandrade: list[models.Model] = field(default_factory=list)
    listor: list[tuple[models.Model, str, list[models.Model]]] = field(default_factory=list)
    ofullstandig: bool = False

    def add_new(self, nyckel: tuple, obj: models.Model) -> None:
        self.objekt[nyckel] = obj
        self.nya.append(obj)


@dataclass
class Inlasning:
    """What the sheets of one upload share.

    `forbund` is None while nobody knows which it is, and unsaved when the file brings it.
    `i_filen` are the models that the file has a sheet for; `is_forsta`: no förbund is stored yet.
    """

    bladen: Mapping[type[models.Model], "Modellblad"]
    anteckningar: Anteckningar
    sha256: str
    inlast: datetime
    forbund: models.Model | None = None
    i_filen: Set[type[models.Model]] = frozenset()
    is_forsta: bool = False
    samlingar: dict[type[models.Model], Samling] = field(default_factory=dict)
    # What a sheet that is no Modellblad has read, until it stores it.
    lasta: dict["Blad", object] = field(default_factory=dict)

    def samling(self, modell: type[models.Model]) -> Samling:
        """The förbund's objects of the model, read from the database once."""
        if modell not in self.samlingar:
            self.samlingar[modell] = self.bladen[modell].load(self)
        return self.samlingar[modell]

    def resolve(self, tabell: Tabell, rad: Rad, kolumner: Iterable[Kolumn]) -> None:
        """Put the objects in the place of the koder in these columns of the row."""
        for kolumn in kolumner:
            if kolumn.falt not in rad.varden:
                continue
            koder = rad.varden.pop(kolumn.falt)
            if isinstance(kolumn.typ, Referens):
                koder = [koder]
            hittade = [self.find(tabell, rad, kolumn, kolumn.typ.modell, (kod,)) for kod in koder]
            if None not in hittade:
                is_lista = isinstance(kolumn.typ, Referenslista)
                rad.varden[kolumn.falt] = hittade if is_lista else hittade[0]

    def find(
        self, tabell: Tabell, rad: Rad, kolumn: Kolumn, modell: type[models.Model], nyckel: tuple
    ) -> models.Model | None:
        """The object with this key, in the file or stored. None, and a fault, where there is none.

        The last part of the key is what the column says, the parts before it are right.
        """
        samling = self.samling(modell)
        obj = samling.objekt.get(nyckel)
        if obj is None:
            rad.felaktiga.add(kolumn.falt)
            if not samling.ofullstandig:
                kod, forslag = str(nyckel[-1]), ""
                # Looking for what is like it costs too much where nobody will see it.
                if not self.anteckningar.is_full:
                    syskon = (str(n[-1]) for n in samling.objekt if n[:-1] == nyckel[:-1])
                    forslag = nearest(kod, syskon, n=3)
                bladnamn = self.bladen[modell].namn
                meddelande = (
                    f"finns varken i filens blad {bladnamn} eller sedan tidigare. {forslag}"
                )
                tabell.refuse(rad.nr, kolumn.rubrik, kod, meddelande.rstrip())
        return obj


class Blad:
    """A sheet: its name, its columns, and what to do with its rows."""

    namn: ClassVar[str]
    kolumner: Sequence[Kolumn]

    def read(self, inlasning: Inlasning, tabell: Tabell) -> None:
        """Check every row and keep what is to be stored; faults go to the anteckningar."""
        raise NotImplementedError

    def store(self, inlasning: Inlasning) -> Bladresultat:
        """Save what was read."""
        raise NotImplementedError


class Modellblad(Blad):
    """A sheet whose every row is one object of `modell`.

    `agare` is the lookup from the model to its förbund. A subclass may declare `regler`, make
    fields of other columns (`connect`) and say what makes the key (`key_of`).
    """

    modell: ClassVar[type[models.Model]]
    agare: ClassVar[str]
    regler: ClassVar[Sequence[Regel]] = ()

    def __init__(self):
        self.kolumner = [self._completed(kolumn) for kolumn in self.kolumner]
        referenser = [k for k in self.kolumner if isinstance(k.typ, Referens | Referenslista)]
        # At most one, see _referred_first.
        self._sjalvreferenser = [k for k in referenser if k.typ.modell is self.modell]
        self._referenser = [k for k in referenser if k.typ.modell is not self.modell]

    def connect(self, inlasning: Inlasning, tabell: Tabell, rad: Rad) -> None:
        """Turn the row's values into fields of the model where they are something else."""

    def key_of(self, obj: models.Model) -> tuple:
        """What tells the objects of one förbund apart: the key columns, a reference by its kod."""
        varden = (getattr(obj, kolumn.falt) for kolumn in self.kolumner if kolumn.nyckel)
        return tuple(v.kod if isinstance(v, models.Model) else v for v in varden)

    def list_stored(self) -> models.QuerySet:
        """What is stored, of every förbund. Of several with one key, the last is what is meant."""
        return self.modell._default_manager.order_by("pk")

    def load(self, inlasning: Inlasning) -> Samling:
        """Read what is stored, with a constant number of queries."""
        if inlasning.forbund is None:
            # Whosever the file is, what it does not hold can't be stored where nothing is.
            is_hel = inlasning.is_forsta and self.modell in inlasning.i_filen
            return Samling(ofullstandig=not is_hel)
        if inlasning.forbund.pk is None:
            return Samling()
        listor = [k.falt for k in self.kolumner if isinstance(k.typ, Referenslista)]
        queryset = self.list_stored().filter(**{self.agare: inlasning.forbund})
        stored = list(queryset.prefetch_related(*listor))
        self._connect_stored(inlasning, stored)
        return Samling({self.key_of(obj): obj for obj in stored})

    def read(self, inlasning: Inlasning, tabell: Tabell) -> None:
        samling = inlasning.samling(self.modell)
        samling.ofullstandig |= not tabell.is_lasbar
        forsta: dict[tuple, int] = {}
        rader: list[tuple[Rad, models.Model, bool]] = []
        for rad in tabell:
            inlasning.resolve(tabell, rad, self._referenser)
            self.connect(inlasning, tabell, rad)
            if not self._has_key(tabell, rad):
                samling.ofullstandig = True
                continue
            kandidat = self._new(inlasning, rad)
            nyckel = self.key_of(kandidat)
            if nyckel in forsta:
                tabell.refuse(rad.nr, None, None, f"Raden gäller samma som rad {forsta[nyckel]}.")
                continue
            forsta[nyckel] = rad.nr
            is_ny = nyckel not in samling.objekt
            if is_ny:
                samling.add_new(nyckel, kandidat)
            rader.append((rad, samling.objekt[nyckel], is_ny))
        # Only now are all rows known that the sheet's references to itself may mean.
        for rad, obj, is_ny in rader:
            inlasning.resolve(tabell, rad, self._sjalvreferenser)
            is_changed = self._merge(samling, rad, obj)
            if not is_ny:
                (samling.andrade if is_changed else samling.oforandrade).append(obj)
        self._check_required(tabell, [rad for rad, _, is_ny in rader if is_ny])
        for rad, obj, _ in rader:
            self._check_regler(tabell, rad, obj)

    def store(self, inlasning: Inlasning) -> Bladresultat:
        samling = inlasning.samlingar.get(self.modell, Samling())
        for obj in [*self._referred_first(samling.nya), *samling.andrade]:
            obj.save()
        for obj, falt, targets in samling.listor:
            getattr(obj, falt).set(targets)
        return Bladresultat(
            self.namn, len(samling.nya), len(samling.andrade), len(samling.oforandrade)
        )

    def _completed(self, kolumn: Kolumn) -> Kolumn:
        if kolumn.typ is not None and kolumn.kravs is not None:
            return kolumn
        falt = self.modell._meta.get_field(kolumn.falt)
        kravs = not (falt.null or falt.blank or falt.has_default())
        return replace(
            kolumn,
            typ=kolumn.typ or type_of(falt),
            kravs=kravs if kolumn.kravs is None else kolumn.kravs,
        )

    def _connect_stored(self, inlasning: Inlasning, stored: list[models.Model]) -> None:
        """Make references the very objects of the other samlingar: no query per row."""
        for falt in self.modell._meta.concrete_fields:
            if falt.related_model is self.modell:
                targets = stored
            elif falt.related_model in inlasning.bladen:
                targets = inlasning.samling(falt.related_model).objekt.values()
            else:
                continue
            by_pk = {target.pk: target for target in targets}
            for obj in stored:
                if (pk := getattr(obj, falt.attname)) in by_pk:
                    setattr(obj, falt.name, by_pk[pk])

    def _has_key(self, tabell: Tabell, rad: Rad) -> bool:
        nycklar = [kolumn for kolumn in self.kolumner if kolumn.nyckel]
        tabell.refuse_empty(rad, nycklar)
        return rad.felaktiga.isdisjoint(kolumn.falt for kolumn in nycklar)

    def _new(self, inlasning: Inlasning, rad: Rad) -> models.Model:
        later = {k.falt for k in self.kolumner if isinstance(k.typ, Referenslista)}
        later |= {k.falt for k in self._sjalvreferenser}
        obj = self.modell(**{falt: v for falt, v in rad.varden.items() if falt not in later})
        if self.agare == "forbund":
            obj.forbund = inlasning.forbund
        return obj

    def _merge(self, samling: Samling, rad: Rad, obj: models.Model) -> bool:
        """Set what the row says; whether anything changed. An empty cell says nothing."""
        is_changed = False
        for falt, value in rad.varden.items():
            if isinstance(value, list):
                stored = {target.kod for target in getattr(obj, falt).all()} if obj.pk else set()
                if stored != {target.kod for target in value}:
                    samling.listor.append((obj, falt, value))
                    is_changed = True
            elif getattr(obj, falt) != value:
                setattr(obj, falt, value)
                is_changed = True
        return is_changed

    def _check_required(self, tabell: Tabell, nya: list[Rad]) -> None:
        ovriga = [kolumn for kolumn in self.kolumner if not kolumn.nyckel]
        if nya:
            tabell.refuse_missing(ovriga)
        for rad in nya:
            tabell.refuse_empty(rad, ovriga)

    def _check_regler(self, tabell: Tabell, rad: Rad, obj: models.Model) -> None:
        rubriker = {kolumn.falt: kolumn.rubrik for kolumn in self.kolumner}
        for regel in self.regler:
            if rad.felaktiga.isdisjoint(regel.falt) and regel.bryts(obj):
                falt = regel.falt[0]
                cell = rad.celler.get(falt, getattr(obj, falt))
                tabell.refuse(rad.nr, rubriker[falt], cell, regel.meddelande)

    def _referred_first(self, nya: list[models.Model]) -> list[models.Model]:
        """In an order in which each object can be saved after those that it refers to."""
        ordered: dict[int, models.Model] = {}
        for obj in nya:
            chain = []
            while obj is not None and obj.pk is None and id(obj) not in ordered:
                chain.append(obj)
                obj = next((getattr(obj, k.falt) for k in self._sjalvreferenser), None)
            ordered |= {id(link): link for link in reversed(chain)}
        return list(ordered.values())


class Agarblad(Modellblad):
    """The sheet of the förbund itself: one row, to which everything else in the file belongs."""

    agare = ""

    def load(self, inlasning: Inlasning) -> Samling:
        objekt = {self.key_of(obj): obj for obj in self.modell._default_manager.all()}
        inlasning.is_forsta = not objekt
        return Samling(objekt)

    def read(self, inlasning: Inlasning, tabell: Tabell) -> None:
        super().read(inlasning, tabell)
        samling = inlasning.samling(self.modell)
        rader = [*samling.nya, *samling.andrade, *samling.oforandrade]
        if len(rader) == 1:
            inlasning.forbund = rader[0]
        elif rader or not samling.ofullstandig:
            tabell.refuse(None, None, None, "Bladet ska ha rubriker och en enda rad, förbundets.")

    def choose(self, inlasning: Inlasning, angivet: str) -> None:
        """Settle whose the file is: by `angivet`, or as the only one there is.

        `angivet` must be the file's own förbund where it has one.
        """
        forbunden = inlasning.samling(self.modell).objekt
        if inlasning.forbund is not None:
            forbunden = {self.key_of(inlasning.forbund): inlasning.forbund}
        nyckel = next(kolumn for kolumn in self.kolumner if kolumn.nyckel)
        if angivet:
            try:
                inlasning.forbund = forbunden[(nyckel.typ.tolka(angivet),)]
                return
            except Otolkbar as error:
                fel = str(error)
            except KeyError:
                fel = "är inget förbund som finns, eller inte det som filen gäller."
            inlasning.forbund = None
        elif len(forbunden) == 1:
            [inlasning.forbund] = forbunden.values()
            return
        elif forbunden:
            koder = ", ".join(kod for kod, *_ in forbunden)
            fel = f"Flera förbund finns. Ange vilket filen gäller: {koder}."
        else:
            fel = f"Inget förbund finns. Lägg till bladet {self.namn} i filen."
        inlasning.anteckningar.refuse(self.namn, None, nyckel.rubrik, angivet or None, fel)
