"""Reads a SIE file of type 1–4 (sie.se, 4B; formats.md 3), whatever bytes it is given."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ekonomi.bokforing import sierad
from ekonomi.bokforing.siefil import (
    Objekt,
    Rakenskapsar,
    Siefil,
    Slag,
    Transaktion,
    Transaktionsslag,
    Verifikation,
)
from ekonomi.bokforing.sierad import Falt, Radfel
from ekonomi.bokforing.teckenkod import decode
from finsam.inlasning.fel import OtillatenFil, shorten
from finsam.inlasning.tabell import Anteckningar
from finsam.svenska import NBSP, format_number

_MB = 1024 * 1024
MAX_STORLEK = 10 * _MB
MAX_RADER = 250_000
MAX_TECKEN_PER_RAD = 4_000
# Eighteen months is the longest räkenskapsår there may be (bokföringslagen).
_LANGSTA_AR = 550
_FLEST_OKANDA = 50

_RADSLUT = re.compile(r"\r\n|\n|\r")
_SIE5 = re.compile(r"<(?:\w+:)?Sie(?:Entry)?[\s>]", re.IGNORECASE)
_BORJAN = 2_000
_TAGG = re.compile(r"#[^\s{}\"]*")
# The end of the file, to MS-DOS.
_DOS_SLUT = "\x1a"

# What the standard has and no figure needs: addresses, free text, quantities, check sums.
_UTAN_BETYDELSE = frozenset("#FORMAT #ADRESS #BKOD #FNR #FTYP #PROSA #ENHET #KSUMMA".split())


def read_sie(data: bytes) -> Siefil:
    """The file's content. Raises OtillatenFil when it is no file that can be read at all, and
    UnderlagNekat with the faults, line by line, when something in it is wrong."""
    if len(data) > MAX_STORLEK:
        raise OtillatenFil(f"Filen är för stor. Den får vara högst {MAX_STORLEK // _MB} MB.")
    if max(data.count(b"\n"), data.count(b"\r")) > MAX_RADER:
        raise OtillatenFil(
            f"Filen har för många rader. Den får ha högst {format_number(MAX_RADER)}."
        )
    text, teckenkod = decode(data)
    rader = _RADSLUT.split(text.rstrip().removesuffix(_DOS_SLUT))
    if _SIE5.search(text[:_BORJAN]):
        raise OtillatenFil("Filen är SIE 5, som är XML. Ta ut bokföringen som SIE 4 i stället.")
    if not any(rad.lstrip().startswith("#") for rad in rader):
        raise OtillatenFil(
            "Filen är ingen SIE-fil. Ta ut bokföringen ur ekonomisystemet som SIE, helst typ 4."
        )
    lasare = _Lasare()
    lasare.varden["teckenkod"] = teckenkod
    return lasare.read(rader)


@dataclass
class _Oppen:
    """A voucher whose lines are being read. `is_hel`: no fault in any of them."""

    rad: int
    serie: str
    nr: str
    datum: date
    transaktioner: list[Transaktion] = field(default_factory=list)
    is_hel: bool = True


class _Lasare:
    """Reads line after line into `varden`, the fields of a Siefil."""

    def __init__(self):
        self.varden: dict[str, object] = {}
        self._ar: dict[int, Rakenskapsar] = {}
        self._tabeller: dict[str, dict] = {}
        self._verifikationer: list[Verifikation] = []
        self._overhoppade: Counter[str] = Counter()
        self._objektlistor: dict[tuple[str, ...], Objekt] = {}
        self._anteckningar = Anteckningar()
        self._oppen: _Oppen | None = None
        # After a #VER or a #TRANS that cannot be read, or an unknown tag, comes what goes with it.
        self._hoppar_over = False
        self._is_block_vantat = False
        self._dubblett: Transaktion | None = None

    def read(self, rader: list[str]) -> Siefil:
        for nr, rad in enumerate(rader, start=1):
            try:
                self._read_rad(nr, rad.strip())
            except Radfel as fel:
                if self._oppen:
                    self._oppen.is_hel = False
                self._refuse(nr, fel)
        if self._oppen:
            self._refuse(
                self._oppen.rad, Radfel("Filen slutar mitt i verifikationen. Ta ut den på nytt.")
            )
        if 0 not in self._ar:
            self._refuse(None, Radfel("Filen saknar raden #RAR 0, som säger vilket år den gäller."))
        self._anteckningar.raise_if_refused()
        return Siefil(
            **self.varden,
            **self._tabeller,
            rakenskapsar=self._ar,
            verifikationer=tuple(self._verifikationer),
            overhoppade=dict(self._overhoppade),
        )

    def _refuse(self, nr: int | None, fel: Radfel) -> None:
        self._anteckningar.refuse("SIE-filen", nr, None, fel.varde, str(fel))

    def _read_rad(self, nr: int, rad: str) -> None:
        if not rad:
            return
        if rad == "}":
            self._close()
        elif self._hoppar_over:
            return
        elif rad == "{":
            self._begin_block()
        elif len(rad) > MAX_TECKEN_PER_RAD:
            raise Radfel(f"Raden är längre än {format_number(MAX_TECKEN_PER_RAD)} tecken.")
        else:
            self._read_post(nr, rad)

    def _begin_block(self) -> None:
        if not self._is_block_vantat:
            raise Radfel("En klammer börjar utan verifikation.")
        self._is_block_vantat = False
        self._hoppar_over = self._oppen is None

    def _close(self) -> None:
        if self._hoppar_over:
            self._hoppar_over = False
            return
        oppen, self._oppen, self._dubblett = self._oppen, None, None
        if oppen is None:
            raise Radfel("En klammer slutar utan att ha börjat.")
        verifikation = Verifikation(oppen.serie, oppen.nr, oppen.datum, tuple(oppen.transaktioner))
        # The sum of one with a fault would only repeat it.
        if oppen.is_hel and verifikation.differens:
            self._refuse(oppen.rad, Radfel(_tell_obalans(verifikation)))
        self._verifikationer.append(verifikation)

    def _read_post(self, nr: int, rad: str) -> None:
        match = _TAGG.match(rad)
        if match is None:
            raise Radfel("Raden börjar inte med #. Kontrollera att filen är hel.")
        tagg = match[0].upper()
        i_verifikation = self._oppen is not None and not self._is_block_vantat
        self._is_block_vantat = False
        if tagg in _TRANSAKTIONER:
            if not i_verifikation:
                raise Radfel(f"{tagg} står utanför en verifikation.")
            self._read_transaktion(Transaktionsslag(tagg[1:]), sierad.split_rad(rad[match.end() :]))
        elif tagg in _POSTER or tagg == "#VER":
            if self._oppen is not None:
                self._oppen = None
                self._refuse(nr, Radfel("Verifikationen före raden är inte avslutad."))
            if tagg == "#VER":
                # Were it faulty, its lines would all be without a voucher.
                self._is_block_vantat = True
                self._read_verifikation(nr, rad[match.end() :])
            else:
                _POSTER[tagg](self, _Falten(sierad.split_rad(rad[match.end() :])))
        elif tagg not in _UTAN_BETYDELSE:
            self._skip(tagg, i_verifikation)

    def _skip(self, tagg: str, i_verifikation: bool) -> None:
        tagg = shorten(tagg)
        if tagg in self._overhoppade or len(self._overhoppade) < _FLEST_OKANDA:
            self._overhoppade[tagg] += 1
        self._is_block_vantat = not i_verifikation

    def _read_verifikation(self, nr: int, rad: str) -> None:
        """Some programs begin its block on the same line."""
        try:
            falten = _Falten(sierad.split_rad(rad.removesuffix("{")))
            self._begin_verifikation(nr, falten)
        finally:
            if rad.endswith("{"):
                self._begin_block()

    def _begin_verifikation(self, nr: int, falten: "_Falten") -> None:
        datum = sierad.read_datum(falten[2])
        ar = self._ar.get(0)
        if ar and not ar.start <= datum <= ar.slut:
            raise Radfel("är en dag utanför räkenskapsåret.", datum)
        serie, nummer = (sierad.read_beteckning(falten[i]) for i in (0, 1))
        self._oppen = _Oppen(nr, serie, nummer, datum)

    def _read_transaktion(self, slag: Transaktionsslag, falten: list[Falt]) -> None:
        dubblett, self._dubblett = self._dubblett, None
        konto, objekt, belopp, *resten = self._with_objekt(_Falten(falten), 1)
        transaktion = Transaktion(
            konto=sierad.read_konto(konto),
            objekt=objekt,
            belopp=sierad.read_belopp(belopp),
            datum=sierad.read_datum(resten[0]) if resten and resten[0] else None,
            slag=slag,
        )
        # A line that was added stands once more as #TRANS, for programs that do not know #RTRANS.
        if slag is Transaktionsslag.TRANS and dubblett and _same(transaktion, dubblett):
            return
        if slag is Transaktionsslag.TILLAGD:
            self._dubblett = transaktion
        self._oppen.transaktioner.append(transaktion)

    def _with_objekt(self, falten: "_Falten", plats: int) -> list:
        """The fields with the object list at `plats` as pairs; empty where there is no list."""
        lista = falten[plats]
        if isinstance(lista, str):
            return [*falten[:plats], (), *falten[plats:]]
        if lista not in self._objektlistor:
            self._objektlistor[lista] = sierad.read_objekt(lista)
        return [
            *falten[:plats],
            self._objektlistor[lista],
            falten[plats + 1],
            *falten[plats + 2 :],
        ]

    def put(self, tabell: str, nyckel: object, varde: object) -> None:
        self._tabeller.setdefault(tabell, {})[nyckel] = varde

    def put_once(self, tabell: str, nyckel: object, varde: Decimal) -> None:
        if nyckel in self._tabeller.get(tabell, ()):
            raise Radfel("Samma saldo står två gånger i filen.")
        self.put(tabell, nyckel, varde)

    def _read_rar(self, falten: "_Falten") -> None:
        index = sierad.read_arsindex(falten[0])
        start, slut = (sierad.read_datum(falten[i]) for i in (1, 2))
        if not 0 < (slut - start).days <= _LANGSTA_AR:
            raise Radfel("Räkenskapsårets första och sista dag hör inte ihop.")
        if self._verifikationer or self._tabeller.get("periodsaldon"):
            raise Radfel("#RAR ska stå före saldon och verifikationer.")
        self._ar[index] = Rakenskapsar(start, slut)

    def _read_program(self, falten: "_Falten") -> None:
        self.varden["program"] = sierad.read_text(falten[0])
        if len(falten) > 1:
            self.varden["programversion"] = sierad.read_text(falten[1])

    def _read_sru(self, falten: "_Falten") -> None:
        konto, kod = sierad.read_konto(falten[0]), sierad.read_text(falten[1], sierad.MAX_KOD)
        self.put("sru", konto, (*self._tabeller.get("sru", {}).get(konto, ()), kod))

    def _read_underdim(self, falten: "_Falten") -> None:
        dimension = sierad.read_dimension(falten[0])
        self.put("overdimensioner", dimension, sierad.read_dimension(falten[2]))
        self.put("dimensioner", dimension, sierad.read_text(falten[1]))

    def _read_objekt(self, falten: "_Falten") -> None:
        dimension = sierad.read_dimension(falten[0])
        if kod := sierad.read_kod(falten[1], dimension):
            namn = sierad.read_text(falten[2]) if dimension in sierad.KVAR else ""
            self.put("objekt", (dimension, kod), namn)

    def _read_saldo(self, slag: Slag, falten: "_Falten") -> None:
        index, konto, objekt, belopp, *_ = self._with_objekt(falten, 2)
        nyckel = (slag, sierad.read_arsindex(index), sierad.read_konto(konto), objekt)
        self.put_once("saldon", nyckel, sierad.read_belopp(belopp))

    def _read_periodsaldo(self, tabell: str, falten: "_Falten") -> None:
        index, period, konto, objekt, belopp, *_ = self._with_objekt(falten, 3)
        index, manad = sierad.read_arsindex(index), sierad.read_period(period)
        ar = self._ar.get(index)
        if ar and not ar.start.replace(day=1) <= manad <= ar.slut:
            raise Radfel("är en period utanför räkenskapsåret.", f"{manad:%Y%m}")
        nyckel = (index, manad, sierad.read_konto(konto), objekt)
        self.put_once(tabell, nyckel, sierad.read_belopp(belopp))


class _Falten(list):
    """The fields of a line; asking for one that is missing is a fault of the line."""

    def __getitem__(self, plats):
        try:
            return super().__getitem__(plats)
        except IndexError:
            raise Radfel("Raden har för få värden.") from None


def _same(transaktion: Transaktion, tillagd: Transaktion) -> bool:
    return (transaktion.konto, transaktion.objekt, transaktion.belopp) == (
        tillagd.konto,
        tillagd.objekt,
        tillagd.belopp,
    )


def _tell_obalans(verifikation: Verifikation) -> str:
    namn = " ".join(filter(None, (shorten(verifikation.serie), shorten(verifikation.nr))))
    return (
        f"Verifikation {namn} den {verifikation.datum} är inte i balans. Den summerar till "
        f"{format_number(verifikation.differens, 2)}{NBSP}kr i stället för 0."
    )


Handling = Callable[[_Lasare, _Falten], None]


def _single(falt: str, read: Callable[[Falt], object]) -> Handling:
    """A tag with one value, which is a field of the Siefil. An empty one says nothing."""

    def handle(lasare: _Lasare, falten: _Falten) -> None:
        if falten[0]:
            lasare.varden[falt] = read(falten[0])

    return handle


def _pair(
    tabell: str, nyckel: Callable[[Falt], object], varde: Callable[[Falt], object]
) -> Handling:
    """A tag with a key and a value, a line each of a table of the Siefil."""

    def handle(lasare: _Lasare, falten: _Falten) -> None:
        lasare.put(tabell, nyckel(falten[0]), varde(falten[1]))

    return handle


_TRANSAKTIONER = frozenset(f"#{slag}" for slag in Transaktionsslag)
_POSTER: Mapping[str, Handling] = {
    "#FLAGGA": _single("flagga", lambda falt: sierad.read_heltal(falt, 0, 1)),
    "#PROGRAM": _Lasare._read_program,
    "#GEN": _single("framstalld", sierad.read_datum),
    "#SIETYP": _single("sietyp", lambda falt: sierad.read_heltal(falt, 1, 4)),
    "#FNAMN": _single("namn", sierad.read_text),
    "#ORGNR": _single("organisationsnummer", lambda falt: sierad.read_text(falt, sierad.MAX_KOD)),
    "#OMFATTN": _single("omfattning", sierad.read_datum),
    "#KPTYP": _single("kontoplanstyp", sierad.read_text),
    "#TAXAR": _single("taxeringsar", sierad.read_text),
    "#VALUTA": _single("valuta", sierad.read_text),
    "#RAR": _Lasare._read_rar,
    "#KONTO": _pair("konton", sierad.read_konto, sierad.read_text),
    "#KTYP": _pair("kontotyper", sierad.read_konto, sierad.read_text),
    "#SRU": _Lasare._read_sru,
    "#DIM": _pair("dimensioner", sierad.read_dimension, sierad.read_text),
    "#UNDERDIM": _Lasare._read_underdim,
    "#OBJEKT": _Lasare._read_objekt,
    **{
        f"#{slag}": lambda lasare, falten, slag=slag: lasare._read_saldo(slag, falten)
        for slag in Slag
    },
    "#PSALDO": lambda lasare, falten: lasare._read_periodsaldo("periodsaldon", falten),
    "#PBUDGET": lambda lasare, falten: lasare._read_periodsaldo("periodbudget", falten),
}
