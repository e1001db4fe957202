"""What the commands that read the ekonom's files have in common."""

from pathlib import Path

from django.core.management.base import CommandError

from finsam.inlasning.fel import OtillatenFil
from insatser.models import Forbund
from insatser.querysets import ForbundSaknas


def read_fil(fil: Path, hogst: int) -> bytes:
    """The file's bytes, at most one more than `hogst`. Raises OtillatenFil."""
    try:
        with fil.open("rb") as strom:
            return strom.read(hogst + 1)
    except OSError as error:
        raise OtillatenFil(f"Filen {fil} går inte att öppna. Kontrollera sökvägen.") from error


def get_forbund(organisationsnummer: str) -> Forbund:
    """The one of the number, or the only one there is. Wrong usage where it is neither."""
    try:
        return Forbund.objects.the_one(organisationsnummer)
    except ForbundSaknas as error:
        raise CommandError(str(error), returncode=2) from error
