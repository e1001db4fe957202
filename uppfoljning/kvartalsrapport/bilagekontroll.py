"""Which files may be attached to a kvartalsrapport.

Each is checked for what it says that it is, for what could run when it is opened, and for
identity numbers where its text can be read: in Word and Excel files, not in PDF and pictures.
A picture is drawn anew, so that nothing but its pixels is kept: no place, camera or hidden data.
"""

import io
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from zipfile import ZipFile, ZipInfo

from defusedxml.ElementTree import DefusedXMLParser, fromstring
from PIL import Image, ImageOps

from finsam.inlasning.fel import OtillatenFil
from finsam.inlasning.filnamn import clean_filnamn
from finsam.inlasning.identitet import contains_identity
from finsam.inlasning.paket import OLE2, ZIP, Paketfel, check_paket
from uppfoljning.models import Bilaga

MB = 1024 * 1024
MAX_STORLEK = 10 * MB
MAX_UPPACKAT = 60 * MB
MAX_PIXLAR = 50_000_000
MAX_NAMN = Bilaga._meta.get_field("namn").max_length

_Typ = Bilaga.Typ
_TYPER = {
    "pdf": _Typ.PDF,
    "docx": _Typ.DOCX,
    "xlsx": _Typ.XLSX,
    "png": _Typ.PNG,
    "jpg": _Typ.JPEG,
    "jpeg": _Typ.JPEG,
}

_FEL_TYP = "Välj en PDF, ett Worddokument (.docx), en Excelfil (.xlsx) eller en bild (.png, .jpg)."
_FEL_INNEHALL = (
    "Filen är inte det som namnet säger. Öppna den i sitt program och spara den på nytt."
)
_TRASIG = "Filen är skadad och går inte att läsa. Öppna den och spara den på nytt."
_AKTIV = (
    "Filen innehåller makron, skript, inbäddade filer eller länkar till andra filer. Spara den "
    "utan dem, till exempel som PDF."
)
_IDENTITET = (
    "Filen innehåller något som ser ut som ett personnummer. Ta bort det ur filen och lägg till "
    "den igen."
)


@dataclass(frozen=True)
class Kontrollerad:
    """A file that may be stored, as it is to be stored."""

    namn: str
    typ: Bilaga.Typ
    innehall: bytes


def check_bilaga(namn: str, innehall: bytes) -> Kontrollerad:
    """The file under a clean name. Raises OtillatenFil, whose text quotes nothing of it."""
    rent = clean_filnamn(namn, MAX_NAMN)
    if contains_identity(rent):
        raise OtillatenFil(
            "Filens namn ser ut att innehålla ett personnummer. Byt namn på filen först."
        )
    stam, _, andelse = rent.rpartition(".")
    typ = _TYPER.get(andelse.lower())
    if typ is None or not stam:
        raise OtillatenFil(_FEL_TYP)
    if not innehall:
        raise OtillatenFil("Filen är tom. Välj en annan.")
    if len(innehall) > MAX_STORLEK:
        raise OtillatenFil(f"Filen är för stor. Den får vara högst {MAX_STORLEK // MB} MB.")
    try:
        return Kontrollerad(rent, typ, _KONTROLLER[typ](innehall))
    except OtillatenFil:
        raise
    except Exception:
        # The parsers' own errors may quote the file, hence ”from None”.
        raise OtillatenFil(_TRASIG) from None


# PDF. Names may be written with #xx for any sign, and objects lie packed in object streams.
_PDF_AKTIVT = re.compile(
    rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoToE)\b"
)
_PDF_LAST = re.compile(rb"/Encrypt\b")
_PDF_TECKEN = re.compile(rb"#([0-9A-Fa-f]{2})")
_PDF_STROM = re.compile(rb"stream\r?\n")
_PDF_ORDBOK = 1000  # bytes from the word ObjStm to the stream itself, at the most
_PDF_MAX_STROMMAR = 10_000
_PDF_MAX_UPPACKAT = 20 * MB


def _check_pdf(innehall: bytes) -> bytes:
    if not innehall.startswith(b"%PDF-"):
        raise OtillatenFil(_FEL_INNEHALL)
    if b"%%EOF" not in innehall[-1024:]:
        raise OtillatenFil(_TRASIG)
    klartext = _decode_names(innehall)
    if _PDF_LAST.search(klartext):
        raise OtillatenFil("Filen är skyddad med lösenord. Spara den utan lösenord.")
    if _PDF_AKTIVT.search(klartext):
        raise OtillatenFil(_AKTIV)
    for objekt in _unpack_objektstrommar(innehall):
        if _PDF_AKTIVT.search(_decode_names(objekt)):
            raise OtillatenFil(_AKTIV)
    return innehall


def _decode_names(data: bytes) -> bytes:
    return _PDF_TECKEN.sub(lambda match: bytes([int(match[1], 16)]), data)


def _unpack_objektstrommar(innehall: bytes) -> Iterator[bytes]:
    kvar = _PDF_MAX_UPPACKAT
    for nr, match in enumerate(re.finditer(rb"/ObjStm\b", innehall)):
        strom = _PDF_STROM.search(innehall, match.end(), match.end() + _PDF_ORDBOK)
        if strom is None:
            continue
        packare = zlib.decompressobj()
        try:
            data = packare.decompress(memoryview(innehall)[strom.end() :], kvar)
        except zlib.error:
            # Packed in another way than any common program does, or the words are mere text.
            continue
        kvar -= len(data)
        if kvar <= 0 or nr >= _PDF_MAX_STROMMAR:
            raise OtillatenFil(_TRASIG)
        yield data


# Word and Excel.
_HUVUDDEL = {
    _Typ.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    _Typ.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
}
_INNEHALL = "[Content_Types].xml"
_AKTIVA_TYPER = re.compile(r"macro|vba|activex|oleobject", re.IGNORECASE)
_PAKETFEL = Paketfel(trasig=_TRASIG, for_stor="Filen är för stor när den packas upp.", aktiv=_AKTIV)


def _check_office(innehall: bytes, typ: Bilaga.Typ) -> bytes:
    if innehall.startswith(OLE2):
        raise OtillatenFil(
            "Filen är i ett äldre format eller skyddad med lösenord. "
            f"Spara den som .{typ} utan lösenord."
        )
    if not innehall.startswith(ZIP):
        raise OtillatenFil(_FEL_INNEHALL)
    with ZipFile(io.BytesIO(innehall)) as paket:
        check_paket(paket, _PAKETFEL, max_uppackat=MAX_UPPACKAT)
        _check_typer(paket, typ)
        for part in paket.infolist():
            namn = part.filename.lower()
            if namn.endswith(".rels"):
                _check_relationer(_read_liten(paket, part))
            if namn.endswith((".xml", ".rels")):
                _check_text(paket, part)
    return innehall


def _read_liten(paket: ZipFile, part: ZipInfo) -> bytes:
    """A part that is read into a tree, which takes many times its size."""
    if part.file_size > MB:
        raise OtillatenFil(_TRASIG)
    return paket.read(part)


def _check_typer(paket: ZipFile, typ: Bilaga.Typ) -> None:
    deklarationer = fromstring(_read_liten(paket, paket.getinfo(_INNEHALL)), forbid_dtd=True)
    typer = [(d.get("PartName", ""), d.get("ContentType", "")) for d in deklarationer]
    if any(_AKTIVA_TYPER.search(innehallstyp) for _, innehallstyp in typer):
        raise OtillatenFil(_AKTIV)
    filer = {f"/{namn}" for namn in paket.namelist()}
    if not any(t == _HUVUDDEL[typ] and namn in filer for namn, t in typer):
        raise OtillatenFil(_FEL_INNEHALL)


def _check_relationer(data: bytes) -> None:
    """What lies outside the file may be a plain link, or the template on the writer's own disk."""
    for relation in fromstring(data, forbid_dtd=True):
        slag = relation.get("Type", "").rpartition("/")[2]
        is_mall = slag == "attachedTemplate" and relation.get("Target", "").startswith("file:///")
        if relation.get("TargetMode") == "External" and slag != "hyperlink" and not is_mall:
            raise OtillatenFil(_AKTIV)


# Elements whose texts belong together, however they are split within: a paragraph, a shared
# text, a cell, a note.
_STYCKEN = {"p", "si", "c", "comment", "Relationship"}
_LASTA_ATTRIBUT = {"descr", "title", "Target", "tooltip"}


class _Identitetsletare:
    """Target of an XML parser: raises OtillatenFil for an identity number in a text."""

    def __init__(self):
        self._text = []
        self._is_tal = False

    def start(self, tag, attribut):
        namn = _local(tag)
        if namn in _STYCKEN:
            self._end_of_stycke()
            # A number of a sheet has lost its leading zeros; texts have a type of their own.
            self._is_tal = namn == "c" and attribut.get("t", "n") == "n"
        elif namn in ("tab", "br"):
            self._text.append(" ")
        if any(contains_identity(v) for k, v in attribut.items() if _local(k) in _LASTA_ATTRIBUT):
            raise OtillatenFil(_IDENTITET)

    def data(self, text):
        self._text.append(text)

    def end(self, tag):
        if _local(tag) in _STYCKEN:
            self._end_of_stycke()

    def close(self):
        self._end_of_stycke()

    def _end_of_stycke(self):
        text = "".join(self._text).strip()
        self._text.clear()
        if contains_identity(_as_number(text) if self._is_tal else text):
            raise OtillatenFil(_IDENTITET)
        self._is_tal = False


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _as_number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def _check_text(paket: ZipFile, part: ZipInfo) -> None:
    parser = DefusedXMLParser(target=_Identitetsletare(), forbid_dtd=True)
    with paket.open(part) as source:
        while stycke := source.read(MB):
            parser.feed(stycke)
    parser.close()


# Pictures.
_BILDFORMAT = {_Typ.PNG: ("PNG",), _Typ.JPEG: ("JPEG", "MPO")}


def _check_bild(innehall: bytes, typ: Bilaga.Typ) -> bytes:
    with _open_bild(innehall) as bild:
        if bild.format not in _BILDFORMAT[typ]:
            raise OtillatenFil(_FEL_INNEHALL)
        if bild.width * bild.height > MAX_PIXLAR:
            raise OtillatenFil("Bilden har för många bildpunkter. Spara den i en mindre storlek.")
        bild.verify()
    # verify() leaves the picture unusable.
    with _open_bild(innehall) as bild:
        ratt_vand = ImageOps.exif_transpose(bild)
        ut = io.BytesIO()
        if typ is _Typ.PNG:
            ratt_vand.save(ut, "PNG", icc_profile=None)
        else:
            ratt_vand.save(ut, "JPEG", quality=92, comment=b"")
    if ut.tell() > MAX_STORLEK:
        raise OtillatenFil(f"Bilden är för stor. Den får vara högst {MAX_STORLEK // MB} MB.")
    return ut.getvalue()


def _open_bild(innehall: bytes) -> Image.Image:
    return Image.open(io.BytesIO(innehall), formats=("PNG", "JPEG"))


_KONTROLLER: dict[Bilaga.Typ, Callable[[bytes], bytes]] = {
    _Typ.PDF: _check_pdf,
    _Typ.DOCX: lambda data: _check_office(data, _Typ.DOCX),
    _Typ.XLSX: lambda data: _check_office(data, _Typ.XLSX),
    _Typ.PNG: lambda data: _check_bild(data, _Typ.PNG),
    _Typ.JPEG: lambda data: _check_bild(data, _Typ.JPEG),
}
