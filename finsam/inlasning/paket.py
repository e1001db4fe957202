"""What is asked of every Office file (a zip of parts) before anything in it is unpacked."""

import re
from dataclasses import dataclass
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from finsam.inlasning.fel import OtillatenFil

MB = 1024 * 1024
MAX_DELAR = 1000
MAX_PACKNING = 200

ZIP = b"PK\x03\x04"
OLE2 = bytes.fromhex("d0cf11e0a1b11ae1")  # older Office files, and those with a password

_AKTIVT = re.compile(r"vbaproject|macrosheets?/|dialogsheets?/|activex|embeddings/|externallinks?/")


@dataclass(frozen=True)
class Paketfel:
    """What the user is told of a file that is broken, too large, or has more than text in it."""

    trasig: str
    for_stor: str
    aktiv: str


def check_paket(archive: ZipFile, fel: Paketfel, *, max_uppackat: int) -> None:
    """Refuse by the zip directory; zipfile unpacks no more of a part than it declares.

    Raises OtillatenFil.
    """
    delar = archive.infolist()
    namn = {part.filename.lower() for part in delar}
    if len(delar) > MAX_DELAR or len(namn) < len(delar):
        raise OtillatenFil(fel.trasig)
    if sum(part.file_size for part in delar) > max_uppackat:
        raise OtillatenFil(fel.for_stor)
    for part in delar:
        if part.flag_bits & 1 or part.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise OtillatenFil(fel.trasig)
        if part.filename.startswith("/") or ".." in part.filename or "\\" in part.filename:
            raise OtillatenFil(fel.trasig)
        if part.file_size > MB and part.file_size > MAX_PACKNING * part.compress_size:
            raise OtillatenFil(fel.for_stor)
        if _AKTIVT.search(part.filename.lower()):
            raise OtillatenFil(fel.aktiv)
