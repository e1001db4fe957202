"""One sheet of the underlag as rows of typed values, with every fault noted (formats.md 1)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from finsam.inlasning.arbetsbok import Cell, Cellfel
from finsam.inlasning.fel import MAX_ANTAL_FEL, MAX_RAKNADE_FEL, Fel, UnderlagNekat, shorten
from finsam.inlasning.kolumntyper import Belopp, Otolkbar, Typ, as_text, nearest


@dataclass(frozen=True)
class Kolumn:
    """A heading, the model's field that it fills, and what its cells may hold.

    Where `typ` or `kravs` is None the model's field decides. `kravs`: a new row needs a value;
    `nyckel` (bold in formats.md): the value is part of what tells the rows apart.
    """

    rubrik: str
    falt: str
    typ: Typ | None = None
    nyckel: bool = False
    kravs: bool | None = None


@dataclass
class Rad:
    """A row: its number, the cells that are filled in, and of these the values that could be read.

    All by field; `felaktiga` are the fields about which a fault has been noted.
    """

    nr: int
    celler: dict[str, Cell | Cellfel] = field(default_factory=dict)
    varden: dict[str, object] = field(default_factory=dict)
    felaktiga: set[str] = field(default_factory=set)


class Anteckningar:
    """Faults, which refuse the file, and upplysningar, which do not."""

    def __init__(self):
        self.upplysningar: list[str] = []
        self._identiteter: list[Fel] = []
        self._fel: list[Fel] = []
        self._antal = 0

    def refuse(
        self, blad: str, rad: int | None, kolumn: str | None, cell: object, meddelande: str
    ) -> None:
        """Note a fault; a message in lower case goes on from the cell's value.

        Raises UnderlagNekat when there are so many that it is no use to go on.
        """
        varde = as_text(cell) if cell is not None and meddelande[0].islower() else None
        self._add(self._fel, Fel(shorten(blad), rad, kolumn, varde, meddelande))

    def refuse_identities(
        self, blad: str, rad: int, celler: Sequence[Cell | Cellfel], kolumner: dict[int, str]
    ) -> None:
        if Cellfel.IDENTITET in celler:
            for index, cell in enumerate(celler):
                if cell is Cellfel.IDENTITET:
                    namn = kolumner.get(index) or get_column_letter(index + 1)
                    fel = Fel(shorten(blad), rad, namn, None, str(cell))
                    self._add(self._identiteter, fel)

    @property
    def is_full(self) -> bool:
        """Whether more faults are only counted."""
        return len(self._fel) >= MAX_ANTAL_FEL

    def raise_if_refused(self) -> None:
        """Raises UnderlagNekat, the identity numbers first."""
        fel = [*self._identiteter, *self._fel][:MAX_ANTAL_FEL]
        if fel:
            raise UnderlagNekat(fel, self._antal - len(fel), self.upplysningar)

    def _add(self, fel: list[Fel], nytt: Fel) -> None:
        if len(fel) < MAX_ANTAL_FEL:
            fel.append(nytt)
        self._antal += 1
        if self._antal == MAX_RAKNADE_FEL:
            self.raise_if_refused()


class Tabell:
    """Iterating gives each row that holds anything as a Rad.

    `rader` are the sheet's rows as Arbetsbok.rader gives them, the headings first; every
    `kolumn` has its type. `falt` are the fields that have a heading. Without the headings of all
    key columns it is not `is_lasbar` and gives no row.
    """

    def __init__(
        self,
        namn: str,
        rader: Iterator[tuple[int, tuple[Cell | Cellfel, ...]]],
        kolumner: Sequence[Kolumn],
        anteckningar: Anteckningar,
    ):
        self.namn = namn
        self._rader = rader
        self._anteckningar = anteckningar
        self._kolumner: dict[int, tuple[Kolumn, Typ]] = {}
        self._rubriker: dict[int, str] = {}
        first = next(rader, None)
        if first is not None:
            self._read_rubriker(*first, kolumner)
        self.falt = {kolumn.falt for kolumn, _ in self._kolumner.values()}
        # An empty sheet is as good as none.
        self.is_lasbar = first is None or not self.refuse_missing(k for k in kolumner if k.nyckel)

    def refuse(self, rad: int, kolumn: str | None, cell: object, meddelande: str) -> None:
        self._anteckningar.refuse(self.namn, rad, kolumn, cell, meddelande)

    def refuse_missing(self, kolumner: Iterable[Kolumn]) -> bool:
        """Note which required headings are missing; whether any is."""
        saknade = [k for k in kolumner if (k.nyckel or k.kravs) and k.falt not in self.falt]
        for kolumn in saknade:
            self.refuse(1, kolumn.rubrik, None, "Kolumnen saknas. Lägg till rubriken på rad 1.")
        return bool(saknade)

    def refuse_empty(self, rad: Rad, kolumner: Iterable[Kolumn]) -> None:
        """Note which required cells of the row are empty, where there is a heading at all."""
        for kolumn in kolumner:
            if kolumn.kravs and kolumn.falt in self.falt and kolumn.falt not in rad.celler:
                rad.felaktiga.add(kolumn.falt)
                self.refuse(rad.nr, kolumn.rubrik, None, "Cellen är tom men måste fyllas i.")

    def __iter__(self) -> Iterator[Rad]:
        for nr, celler in self._rader:
            self._anteckningar.refuse_identities(self.namn, nr, celler, self._rubriker)
            if self.is_lasbar:
                yield self._read_rad(nr, celler)

    def _read_rubriker(
        self, nr: int, celler: Sequence[Cell | Cellfel], kolumner: Sequence[Kolumn]
    ) -> None:
        kanda = {_folded(kolumn.rubrik): (kolumn, kolumn.typ) for kolumn in kolumner}
        kanda |= {
            _folded(f"{kolumn.rubrik} tkr"): (kolumn, kolumn.typ.i_tkr())
            for kolumn in kolumner
            if isinstance(kolumn.typ, Belopp)
        }
        self._anteckningar.refuse_identities(self.namn, nr, celler, {})
        if nr != 1:
            self.refuse(1, None, None, "Raden är tom. Rubrikerna ska stå på rad 1.")
            return
        sedda = set()
        for index, cell in enumerate(celler):
            if cell is None or cell is Cellfel.IDENTITET:
                continue
            if isinstance(cell, Cellfel):
                self.refuse(1, get_column_letter(index + 1), None, cell)
                continue
            rubrik = shorten(as_text(cell))
            self._rubriker[index] = rubrik
            kolumn, typ = kanda.get(_folded(as_text(cell)), (None, None))
            if kolumn is None:
                forslag = nearest(rubrik.casefold(), [k.rubrik for k in kolumner])
                upplysning = f"kolumnen ”{rubrik}” är okänd och lästes inte. {forslag}".rstrip()
                self._anteckningar.upplysningar.append(f"{shorten(self.namn)}: {upplysning}")
                continue
            if kolumn.falt in sedda:
                self.refuse(1, rubrik, None, f"Kolumnen {kolumn.rubrik} finns två gånger.")
            sedda.add(kolumn.falt)
            self._kolumner[index] = kolumn, typ

    def _read_rad(self, nr: int, celler: Sequence[Cell | Cellfel]) -> Rad:
        rad = Rad(nr)
        for index, cell in enumerate(celler):
            if cell is None:
                continue
            if index not in self._kolumner:
                if index not in self._rubriker and cell is not Cellfel.IDENTITET:
                    bokstav = get_column_letter(index + 1)
                    self.refuse(nr, bokstav, cell, "Kolumnen saknar rubrik på rad 1.")
                continue
            kolumn, typ = self._kolumner[index]
            rad.celler[kolumn.falt] = cell
            try:
                rad.varden[kolumn.falt] = _interpret(cell, typ)
            except Otolkbar as error:
                rad.felaktiga.add(kolumn.falt)
                if cell is not Cellfel.IDENTITET:
                    self.refuse(nr, kolumn.rubrik, cell, str(error))
        return rad


def _interpret(cell: Cell | Cellfel, typ: Typ) -> object:
    if isinstance(cell, Cellfel):
        raise Otolkbar(cell)
    return typ.tolka(cell)


def _folded(rubrik: str) -> str:
    return " ".join(rubrik.casefold().split())
