"""Which files may be attached to a kvartalsrapport.

Each is checked for what it says that it is, for what could run when it is opened, and for
identity numbers where its text can be read. It is read in a process of its own (filkontroll),
so that no file can take the service's time or memory.
"""

import subprocess
import sys
from dataclasses import dataclass

from django.conf import settings

from finsam.inlasning.fel import OtillatenFil
from finsam.inlasning.filnamn import clean_filnamn
from finsam.inlasning.identitet import contains_identity
from uppfoljning.kvartalsrapport.filkontroll.utfall import Utfall
from uppfoljning.models import Bilaga

MB = 1024 * 1024
MAX_STORLEK = 10 * MB
MAX_SEKUNDER = 10
MAX_NAMN = Bilaga._meta.get_field("namn").max_length

_Typ = Bilaga.Typ
TYPER = {
    "pdf": _Typ.PDF,
    "docx": _Typ.DOCX,
    "xlsx": _Typ.XLSX,
    "png": _Typ.PNG,
    "jpg": _Typ.JPEG,
    "jpeg": _Typ.JPEG,
}

_FEL_TYP = "Välj en PDF, ett Worddokument (.docx), en Excelfil (.xlsx) eller en bild (.png, .jpg)."


@dataclass(frozen=True)
class Kontrollerad:
    """A file that may be stored, as it is to be stored."""

    namn: str
    typ: Bilaga.Typ
    innehall: bytes


def check_bilaga(namn: str, innehall: bytes) -> Kontrollerad:
    """The file under a clean name. Raises OtillatenFil, whose text quotes nothing of it."""
    rent = clean_filnamn(namn, MAX_NAMN)
    if contains_identity(rent, aven_snedstreck=True):
        raise OtillatenFil(
            "Filens namn ser ut att innehålla ett personnummer. Byt namn på filen först."
        )
    stam, _, andelse = rent.rpartition(".")
    typ = TYPER.get(andelse.lower())
    if typ is None or not stam:
        raise OtillatenFil(_FEL_TYP)
    if not innehall:
        raise OtillatenFil("Filen är tom. Välj en annan.")
    if len(innehall) > MAX_STORLEK:
        raise OtillatenFil(f"Filen är för stor. Den får vara högst {MAX_STORLEK // MB} MB.")
    return Kontrollerad(rent, typ, _check_innehall(typ, innehall))


def _check_innehall(typ: Bilaga.Typ, innehall: bytes) -> bytes:
    """The file as it is to be stored. Raises OtillatenFil."""
    try:
        barn = subprocess.run(  # noqa: S603
            [sys.executable, "-m", "uppfoljning.kvartalsrapport.filkontroll", typ.value],
            input=innehall,
            capture_output=True,
            timeout=MAX_SEKUNDER,
            cwd=settings.BASE_DIR,
            # None of the service's secrets.
            env={"PYTHONDONTWRITEBYTECODE": "1"},
        )
    except subprocess.TimeoutExpired:
        raise OtillatenFil(Utfall.TUNG) from None
    if barn.returncode < 0:
        # Ended by the system: it took more time than it may, or a library broke.
        raise OtillatenFil(Utfall.TUNG)
    kod, _, omgjord = barn.stdout.partition(b"\n")
    if barn.returncode or kod.decode("ascii", "replace") not in Utfall.__members__:
        # What it wrote may quote the file.
        raise RuntimeError("Filkontrollen svarade inte.")
    utfall = Utfall[kod.decode()]
    if utfall is not Utfall.GODKAND:
        raise OtillatenFil(utfall)
    if len(omgjord) > MAX_STORLEK:
        raise OtillatenFil(f"Bilden är för stor. Den får vara högst {MAX_STORLEK // MB} MB.")
    return omgjord or innehall
