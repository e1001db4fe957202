"""Word and Excel files: only known parts, nothing from without, and no identity number."""

import io
import re
from xml.etree.ElementTree import Element
from zipfile import ZipFile, ZipInfo

from defusedxml.ElementTree import DefusedXMLParser, fromstring

from finsam.inlasning.fel import OtillatenFil
from finsam.inlasning.identitet import contains_identity
from finsam.inlasning.paket import OLE2, ZIP, Paketfel, check_paket
from uppfoljning.kvartalsrapport.filkontroll.utfall import Nekad, Utfall

MB = 1024 * 1024
MAX_UPPACKAT = 60 * MB
MAX_ELEMENT = 2_000_000  # of all parts together; a cell of a sheet is two or three
_MAX_DJUP = 1000

_INNEHALL = "[Content_Types].xml"
_HUVUDDEL = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
}
# The parts that Word, Excel and LibreOffice write in an ordinary file. ECMA-376 part 1, 11–15,
# and Microsoft's additions to it ([MS-DOCX] and [MS-XLSX] 2.1).
_XML = re.compile(
    r"""
    image/svg\+xml
|   application/(?:
        xml
    |   vnd\.openxmlformats-package\.(?:core-properties|relationships)\+xml
    |   vnd\.openxmlformats-officedocument\.(?:
            (?:custom|extended)-properties | customXmlProperties | theme | themeOverride | drawing
        |   drawingml\.(?:chart | chartshapes | diagram(?:Data|Layout|Style|Colors))
        |   wordprocessingml\.(?:
                document\.main | document\.glossary | styles | settings | webSettings | fontTable
            |   numbering | footnotes | endnotes | header | footer
            |   comments | commentsExtended | commentsIds | commentsExtensible | people )
        |   spreadsheetml\.(?:
                sheet\.main | worksheet | chartsheet | sharedStrings | styles | calcChain | comments
            |   table | pivotTable | pivotCacheDefinition | pivotCacheRecords | sheetMetadata )
        )\+xml
    |   vnd\.openxmlformats-officedocument\.vmlDrawing
    |   vnd\.ms-office\.(?:chartstyle | chartcolorstyle | chartex | drawingml\.diagramDrawing
        |   classificationlabels)\+xml
    |   vnd\.ms-word\.stylesWithEffects\+xml
    |   vnd\.ms-excel\.(?:threadedcomments | person | slicer | slicerCache | timeline
        |   timelineCache | rd\w+ | richvalue\w* | featurepropertybag | dynamicarray\w*
        |   namedSheetViews?)\+xml
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ANNAT = re.compile(
    r"image/(?:png|jpe?g|gif|bmp|tiff|(?:x-)?[ew]mf|vnd\.ms-photo)"
    r"|application/vnd\.openxmlformats-officedocument\.(?:obfuscatedFont"
    r"|(?:spreadsheet|wordprocessing)ml\.printerSettings)",
    re.IGNORECASE,
)
_AKTIVA_TYPER = re.compile(r"macro|vba|activex|oleobject|externallink", re.IGNORECASE)
_AKTIVA_RELATIONER = {
    "aFChunk",
    "attachedToolbars",
    "connections",
    "control",
    "extensibility",
    "externalLink",
    "externalLinkPath",
    "frame",
    "keyMapCustomizations",
    "oleObject",
    "package",
    "queryTable",
    "subDocument",
    "vbaProject",
    "webextension",
    "webextensiontaskpanes",
}
_ADRESS = re.compile(
    r"(?!(?:[a-z][a-z0-9+.-]+):|[\\/]{2}) | (?:https?|mailto|tel|file):", re.I | re.X
)
_EGEN_DISK = re.compile(r"file:///[a-z]:", re.IGNORECASE)
# Fields and functions that fetch from elsewhere.
_HAMTAR = {
    "instrText": re.compile(
        r"(?<!\w)(?:DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE)\b|\A\s*(?:IMPORT|LINK|DATABASE)\b",
        re.IGNORECASE,
    ),
    "f": re.compile(r"\b(?:WEBSERVICE|RTD|CALL|REGISTER(?:\.ID)?|IMAGE)\s*\(", re.IGNORECASE),
}
_PAKETFEL = Paketfel(trasig="TRASIG", for_stor="UPPACKAD", aktiv="AKTIV")


def check(innehall: bytes, typ: str) -> bytes:
    """Raises Nekad, or what the libraries raise where the file can't be read."""
    if innehall.startswith(OLE2):
        raise Nekad(Utfall.ALDRE)
    if not innehall.startswith(ZIP):
        raise Nekad(Utfall.INNEHALL)
    with ZipFile(io.BytesIO(innehall)) as paket:
        try:
            check_paket(paket, _PAKETFEL, max_uppackat=MAX_UPPACKAT)
        except OtillatenFil as fel:
            raise Nekad(Utfall[str(fel)]) from None
        rakning = _Rakning()
        for part in _xml_parts(paket, typ):
            if part.filename.lower().endswith(".rels"):
                _check_relationer(_read_liten(paket, part))
            _check_text(paket, part, rakning)
    return b""


def _read_liten(paket: ZipFile, part: ZipInfo) -> Element:
    """A part that is read into a tree, which takes many times its size."""
    if part.file_size > MB:
        raise Nekad(Utfall.TRASIG)
    return fromstring(paket.read(part), forbid_dtd=True)


def _xml_parts(paket: ZipFile, typ: str) -> list[ZipInfo]:
    """The parts that are text. Every part must be of a kind that is known."""
    forval, egna = {}, {}
    for deklaration in _read_liten(paket, paket.getinfo(_INNEHALL)):
        innehallstyp = deklaration.get("ContentType", "")
        if _AKTIVA_TYPER.search(innehallstyp):
            raise Nekad(Utfall.AKTIV)
        if deklaration.tag.endswith("}Override"):
            egna[deklaration.get("PartName", "").lower()] = innehallstyp
        else:
            forval[deklaration.get("Extension", "").lower()] = innehallstyp
    delar = []
    huvuddel = False
    for part in paket.infolist():
        namn = part.filename.lower()
        if part.is_dir():
            continue
        if namn == _INNEHALL.lower():
            delar.append(part)
            continue
        innehallstyp = egna.get(f"/{namn}") or forval.get(namn.rpartition(".")[2], "")
        huvuddel |= innehallstyp == _HUVUDDEL[typ]
        if namn.endswith(".rels") or _XML.fullmatch(innehallstyp):
            delar.append(part)
        elif not _ANNAT.fullmatch(innehallstyp):
            raise Nekad(Utfall.OKAND_DEL)
    if not huvuddel:
        raise Nekad(Utfall.INNEHALL)
    return delar


def _check_relationer(relationer: Element) -> None:
    """What lies outside the file may be a plain link, or the template on the writer's own disk."""
    for relation in relationer:
        slag = relation.get("Type", "").rpartition("/")[2]
        mal = relation.get("Target", "")
        if slag in _AKTIVA_RELATIONER:
            raise Nekad(Utfall.AKTIV)
        if slag == "hyperlink":
            is_tillaten = _ADRESS.match(mal.strip())
        elif slag == "attachedTemplate":
            is_tillaten = _EGEN_DISK.match(mal)
        else:
            is_tillaten = relation.get("TargetMode") != "External"
        if not is_tillaten:
            raise Nekad(Utfall.AKTIV)


class _Rakning:
    """How many elements have been read, of all parts together."""

    def __init__(self):
        self._antal = 0

    def add(self) -> None:
        self._antal += 1
        if self._antal > MAX_ELEMENT:
            raise Nekad(Utfall.UPPACKAD)


# Elements in which a text is split over others of the same name, for its formatting.
_STYCKEN = {"p", "si", "is", "comment"}
# A number that the program has drawn by lot, or that no one has written, is no identity number.
_LOTTADE = {"id", "durableId", "paraId", "textId", "uniqueId"}
_LOTTADE_ELEMENT = {"id", "axId", "crossAx", "creationId", "modelId", "docId", "nsid", "tmpl"}


class _Lasare:
    """Target of an XML parser. Raises Nekad for an identity number, and for a field that fetches.

    Each element's own text is looked at by itself, and that of a paragraph's runs together:
    what follows directly on a number, or comes before it, in another element does not hide it.
    """

    def __init__(self, rakning: _Rakning):
        self._rakning = rakning
        self._oppna = []
        self._egen = []
        self._stycken = []
        self._is_tal = True

    def start(self, tag, attribut):
        self._rakning.add()
        self._end_of_text()
        namn = _local(tag)
        self._oppna.append(namn)
        if len(self._oppna) > _MAX_DJUP:
            raise Nekad(Utfall.TRASIG)
        if namn in _STYCKEN:
            self._stycken.append({})
        elif namn in ("tab", "br", "cr", "ptab"):
            self._add_to_stycke("t", " ")
        elif namn == "noBreakHyphen":
            self._add_to_stycke("t", "-")
        elif namn == "c":
            # Of a sheet's cells, texts and formulas that give a text have a type of their own.
            self._is_tal = attribut.get("t", "n") == "n"
        elif namn == "script":
            raise Nekad(Utfall.AKTIV)
        for attributnamn, varde in attribut.items():
            if len(varde) >= _KORTAST:
                self._check_attribut(namn, _local(attributnamn), varde)

    def data(self, text):
        self._egen.append(text)

    def end(self, tag):
        self._end_of_text()
        self._oppna.pop()
        if _local(tag) in _STYCKEN:
            for namn, texter in self._stycken.pop().items():
                _check_value("".join(texter), namn)

    def close(self):
        pass

    def _end_of_text(self):
        if not self._egen:
            return
        text = "".join(self._egen)
        self._egen.clear()
        namn = self._oppna[-1] if self._oppna else ""
        if namn == "v" and self._is_tal:
            # A number has lost its leading zeros.
            _check_value(_as_number(text), namn)
        elif text.strip():
            _check_value(text, namn)
            self._add_to_stycke(namn, text)

    def _add_to_stycke(self, namn, text):
        if self._stycken:
            self._stycken[-1].setdefault(namn, []).append(text)

    def _check_attribut(self, element, namn, varde):
        if namn == "instr":
            _check_value(varde, "instrText")
        elif element == "n" and namn == "v":
            _check_value(_as_number(varde), namn)
        elif not (varde.lstrip("-").isdecimal() and _is_drawn(element, namn)):
            _check_value(varde, namn)


_KORTAST = 9


def _is_drawn(element: str, attribut: str) -> bool:
    return attribut in _LOTTADE or (attribut == "val" and element in _LOTTADE_ELEMENT)


def _check_value(value: str | float, namn: str) -> None:
    if contains_identity(value, aven_snedstreck=True):
        raise Nekad(Utfall.IDENTITET)
    if namn in _HAMTAR and _HAMTAR[namn].search(value):
        raise Nekad(Utfall.AKTIV)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _as_number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def _check_text(paket: ZipFile, part: ZipInfo, rakning: _Rakning) -> None:
    parser = DefusedXMLParser(target=_Lasare(rakning), forbid_dtd=True)
    with paket.open(part) as source:
        while stycke := source.read(MB):
            parser.feed(stycke)
    parser.close()
