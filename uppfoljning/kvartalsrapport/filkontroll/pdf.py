"""PDF: nothing in it that acts, no other file within, and no identity number in its text.

pypdf reads the objects. Each one that stands in the file is looked at, also those that nothing
refers to and those that a later version of the same file replaced. Text within pictures is not
seen.
"""

import html
import io
import re
from collections.abc import Iterator

from pypdf import PageObject, PdfReader
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    PdfObject,
    StreamObject,
    TextStringObject,
    read_object,
)

from finsam.inlasning.identitet import contains_identity
from uppfoljning.kvartalsrapport.filkontroll.utfall import Nekad, Utfall

_MELLANRUM = rb"[\0\t\n\f\r ]"
_OBJEKT = re.compile(rb"(?<!\d)(\d{1,10})%b{1,20}\d{1,5}%b{1,20}obj" % (_MELLANRUM, _MELLANRUM))
_EJ_MELLANRUM = re.compile(rb"[^\0\t\n\f\r ]")
_MAX_ARV = 50

_AKTIVA_NYCKLAR = {
    "/JS",
    "/JavaScript",
    "/EF",
    "/EmbeddedFile",
    "/EmbeddedFiles",
    "/RichMediaContent",
    "/XFA",
}
_AKTIVA_NAMN = set(
    "/JavaScript /Launch /GoToR /GoToE /GoTo3DView /SubmitForm /ImportData /Rendition /Movie "
    "/Sound /RichMedia /RichMediaExecute /FileAttachment /EmbeddedFile /Screen /3D".split()
)
_NAMNBARARE = ("/S", "/Subtype", "/Type")
# Such as D:202406301234+02'00', where day and time would make an identity number.
_TIDPUNKT = re.compile(
    r"D:(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d"
    r"(?:Z|[+-]\d\d'?(?:\d\d'?)?)?"
)


def check(innehall: bytes, typ: str) -> bytes:
    """Raises Nekad, or what pypdf raises where the file can't be read."""
    if not innehall.startswith(b"%PDF-"):
        raise Nekad(Utfall.INNEHALL)
    reader = PdfReader(io.BytesIO(innehall))
    if reader.is_encrypted:
        raise Nekad(Utfall.LAST)
    if not len(reader.pages):
        raise Nekad(Utfall.TRASIG)
    sidor, former = [], []
    for objekt in _objects(reader, innehall):
        for del_ in _parts(objekt):
            if isinstance(del_, DictionaryObject):
                _check_active(del_)
                _check_metadata(del_)
                if _is_page(del_):
                    sidor.append(del_)
                elif _is_form(del_):
                    former.append(del_)
            elif isinstance(del_, NameObject | TextStringObject | ByteStringObject):
                _check_string(del_)
    sidor = [_as_page(reader, sida) for sida in sidor]
    for sida in sidor:
        _check_text(sida.extract_text())
    for form in former:
        # Most are drawings, which take long to read and hold no text.
        if b"BT" not in form.get_data():
            continue
        if "/Resources" not in form and sidor:
            # Those of the page that it is drawn on.
            form[NameObject("/Resources")] = sidor[0].get("/Resources", DictionaryObject())
        _drop_forms(form)
        _check_text(PageObject(reader).extract_xform_text(form))
    return b""


def _objects(reader: PdfReader, innehall: bytes) -> Iterator[PdfObject]:
    yield reader.trailer
    strom = io.BytesIO(innehall)
    lasta = set()
    slut = 0
    # Past each object, and so past what its stream holds.
    while match := _OBJEKT.search(innehall, slut):
        lasta.add(match.start())
        objekt, slut = _read(strom, match.end(), reader)
        yield objekt
        yield from _packed(objekt, int(match[1]), reader)
    for generation, platser in list(reader.xref.items()):
        for nummer, plats in list(platser.items()):
            if plats not in lasta:
                objekt = reader.get_object(IndirectObject(nummer, generation, reader))
                yield objekt
                yield from _packed(objekt, nummer, reader)


def _packed(objekt: PdfObject, nummer: int, reader: PdfReader) -> Iterator[PdfObject]:
    """The objects that object `nummer` holds, if it is a stream of such."""
    if not isinstance(objekt, StreamObject):
        return
    if _get(objekt, "/Type") != "/ObjStm" and not ("/N" in objekt and "/First" in objekt):
        return
    data = objekt.get_data()
    forsta = int(objekt["/First"])
    lista = [int(tal) for tal in data[:forsta].split()]
    is_entydig = len(set(lista[::2])) == len(lista[::2])
    strom = io.BytesIO(data)
    for inre, plats in zip(lista[::2], lista[1::2], strict=False):
        if is_entydig and reader.xref_objStm.get(inre, (0, 0))[0] == nummer:
            # Which it keeps, for the pages to refer to.
            yield reader.get_object(inre)
        else:
            yield _read(strom, forsta + plats, reader)[0]


def _read(strom: io.BytesIO, plats: int, reader: PdfReader) -> tuple[PdfObject, int]:
    """The object there, and where it ends."""
    borjan = _EJ_MELLANRUM.search(strom.getbuffer(), plats)
    strom.seek(borjan.start())
    return read_object(strom, reader), strom.tell()


def _parts(objekt: PdfObject) -> Iterator[PdfObject]:
    """The object and all that stands within it; what it refers to is an object of its own."""
    kvar = [objekt]
    while kvar:
        del_ = kvar.pop()
        yield del_
        if isinstance(del_, DictionaryObject):
            kvar += del_.values()
        elif isinstance(del_, ArrayObject):
            kvar += del_


def _get(ordbok: DictionaryObject, nyckel: str) -> PdfObject | None:
    """The value itself, where it may be a reference."""
    return ordbok[nyckel].get_object() if nyckel in ordbok else None


def _check_active(ordbok: DictionaryObject) -> None:
    if _AKTIVA_NYCKLAR & ordbok.keys():
        raise Nekad(Utfall.AKTIV)
    if any(_get(ordbok, nyckel) in _AKTIVA_NAMN for nyckel in _NAMNBARARE if nyckel in ordbok):
        raise Nekad(Utfall.AKTIV)
    # The data of a stream that lie in another file.
    if isinstance(ordbok, StreamObject) and ("/F" in ordbok or "/FFilter" in ordbok):
        raise Nekad(Utfall.AKTIV)
    handelser = [_get(ordbok, "/OpenAction")]
    if isinstance(egna := _get(ordbok, "/AA"), DictionaryObject):
        handelser += [varde.get_object() for varde in egna.values()]
    for handelse in handelser:
        if isinstance(handelse, DictionaryObject) and (
            _get(handelse, "/S") != "/GoTo" or "/Next" in handelse
        ):
            raise Nekad(Utfall.AKTIV)


def _check_string(varde: PdfObject) -> None:
    # Also a certificate, which may name the person who signed.
    text = varde.decode("latin-1") if isinstance(varde, bytes) else str(varde)
    if not _TIDPUNKT.fullmatch(text):
        _check_text(text)


def _check_metadata(ordbok: DictionaryObject) -> None:
    if isinstance(ordbok, StreamObject) and (
        _get(ordbok, "/Type") == "/Metadata" or _get(ordbok, "/Subtype") == "/XML"
    ):
        data = ordbok.get_data()
        is_utf16 = data.startswith((b"\xfe\xff", b"\xff\xfe"))
        _check_text(html.unescape(data.decode("utf-16" if is_utf16 else "utf-8", "replace")))


def _check_text(text: str) -> None:
    if contains_identity(text, aven_snedstreck=True):
        raise Nekad(Utfall.IDENTITET)


def _is_page(ordbok: DictionaryObject) -> bool:
    return _get(ordbok, "/Type") == "/Page" or (
        "/Contents" in ordbok and isinstance(_get(ordbok, "/Contents"), StreamObject | ArrayObject)
    )


def _is_form(ordbok: DictionaryObject) -> bool:
    """A drawing of its own, within a page, a note or a field, or one that fills a surface."""
    return isinstance(ordbok, StreamObject) and (
        _get(ordbok, "/Subtype") == "/Form" or _get(ordbok, "/PatternType") == 1
    )


def _as_page(reader: PdfReader, ordbok: DictionaryObject) -> PageObject:
    """With the resources that it has from the nodes above it."""
    sida = PageObject(reader)
    sida.update(ordbok)
    nod = ordbok
    for _ in range(_MAX_ARV):
        if "/Resources" in sida or not isinstance(nod := _get(nod, "/Parent"), DictionaryObject):
            break
        if "/Resources" in nod:
            sida[NameObject("/Resources")] = nod["/Resources"]
    _drop_forms(sida)
    return sida


def _drop_forms(ordbok: DictionaryObject) -> None:
    """Each form is read once, by itself: within one another they would double at every level."""
    resurser = _get(ordbok, "/Resources")
    if isinstance(resurser, DictionaryObject):
        ordbok[NameObject("/Resources")] = DictionaryObject(
            {nyckel: varde for nyckel, varde in resurser.items() if nyckel != "/XObject"}
        )
