"""Writes a SIE file that reads back as the same Siefil."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from ekonomi.bokforing.siefil import Objekt, Siefil, Transaktion, Transaktionsslag
from ekonomi.bokforing.teckenkod import encode

_RADSLUT = "\r\n"


def write_sie(siefil: Siefil) -> bytes:
    """The file, in its own character set; its voucher lines have no texts."""
    return encode(_RADSLUT.join([*_write(siefil), ""]), siefil.teckenkod)


def _write(s: Siefil) -> Iterator[str]:
    yield f"#FLAGGA {s.flagga}"
    yield f"#PROGRAM {_text(s.program)} {_text(s.programversion)}"
    # The standard knows no other, and every reader must look at the bytes.
    yield "#FORMAT PC8"
    if s.framstalld:
        yield f"#GEN {_dag(s.framstalld)}"
    yield f"#SIETYP {s.sietyp}"
    yield f"#FNAMN {_text(s.namn)}"
    yield f"#ORGNR {_text(s.organisationsnummer)}"
    for index, ar in s.rakenskapsar.items():
        yield f"#RAR {index} {_dag(ar.start)} {_dag(ar.slut)}"
    if s.omfattning:
        yield f"#OMFATTN {_dag(s.omfattning)}"
    for tagg, text in (("KPTYP", s.kontoplanstyp), ("TAXAR", s.taxeringsar), ("VALUTA", s.valuta)):
        if text:
            yield f"#{tagg} {_text(text)}"
    for dimension, namn in s.dimensioner.items():
        if dimension in s.overdimensioner:
            yield f"#UNDERDIM {dimension} {_text(namn)} {s.overdimensioner[dimension]}"
        else:
            yield f"#DIM {dimension} {_text(namn)}"
    for (dimension, kod), namn in s.objekt.items():
        yield f"#OBJEKT {dimension} {_text(kod)} {_text(namn)}"
    for konto, namn in s.konton.items():
        yield f"#KONTO {konto} {_text(namn)}"
    for konto, typ in s.kontotyper.items():
        yield f"#KTYP {konto} {_text(typ)}"
    for konto, koder in s.sru.items():
        yield from (f"#SRU {konto} {_text(kod)}" for kod in koder)
    yield from _write_saldon(s)
    for verifikation in s.verifikationer:
        serie, nr = _text(verifikation.serie), _text(verifikation.nr)
        yield f'#VER {serie} {nr} {_dag(verifikation.datum)} ""'
        yield "{"
        for transaktion in verifikation.transaktioner:
            yield from _write_transaktion(transaktion)
        yield "}"


def _write_saldon(s: Siefil) -> Iterator[str]:
    for (slag, index, konto, objekt), belopp in s.saldon.items():
        # Only those of objects have a list.
        lista = f" {_lista(objekt)}" if objekt else ""
        yield f"#{slag} {index} {konto}{lista} {_kronor(belopp)}"
    for tagg, poster in (("PSALDO", s.periodsaldon), ("PBUDGET", s.periodbudget)):
        for (index, manad, konto, objekt), belopp in poster.items():
            yield f"#{tagg} {index} {manad:%Y%m} {konto} {_lista(objekt)} {_kronor(belopp)}"


def _write_transaktion(transaktion: Transaktion) -> Iterator[str]:
    falt = f"{transaktion.konto} {_lista(transaktion.objekt)} {_kronor(transaktion.belopp)}"
    if transaktion.datum:
        falt += f" {_dag(transaktion.datum)}"
    yield f"#{transaktion.slag} {falt}"
    if transaktion.slag is Transaktionsslag.TILLAGD:
        yield f"#{Transaktionsslag.TRANS} {falt}"


def _text(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _lista(objekt: Objekt) -> str:
    return "{" + " ".join(f"{dimension} {_text(kod)}" for dimension, kod in objekt) + "}"


def _dag(dag: date) -> str:
    return f"{dag:%Y%m%d}"


def _kronor(belopp: Decimal) -> str:
    return f"{belopp:.2f}"
