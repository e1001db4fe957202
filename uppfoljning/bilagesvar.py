"""An attachment on its way in with a request, and out as an answer."""

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from finsam.inlasning.fel import OtillatenFil
from uppfoljning.kvartalsrapport.bilagekontroll import MAX_STORLEK, Kontrollerad, check_bilaga
from uppfoljning.models.bilagor import Bilagebas

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MEDIETYP = {
    Bilagebas.Typ.PDF: "application/pdf",
    Bilagebas.Typ.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Bilagebas.Typ.XLSX: XLSX,
    Bilagebas.Typ.PNG: "image/png",
    Bilagebas.Typ.JPEG: "image/jpeg",
}


def read_fil(request: HttpRequest) -> Kontrollerad:
    """The file that was sent in the field `fil`, checked. Raises OtillatenFil."""
    fil = request.FILES.get("fil")
    if fil is None:
        raise OtillatenFil("Välj en fil först.")
    # One byte more than may be is enough to refuse it.
    return check_bilaga(fil.name, fil.read(MAX_STORLEK + 1))


def send_bilaga(bilaga: Bilagebas) -> HttpResponse:
    """The file, to be saved and not shown: it is someone else's."""
    return HttpResponse(
        bytes(bilaga.fil.innehall),
        headers={
            "Content-Type": _MEDIETYP[bilaga.Typ(bilaga.typ)],
            "Content-Disposition": content_disposition_header(True, bilaga.namn),
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
        },
    )
