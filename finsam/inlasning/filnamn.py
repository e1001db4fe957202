"""Names of uploaded files, made fit to be stored, shown and sent back."""

import re
import unicodedata

from finsam.inlasning.tecken import strip_osynliga

_MAPPTECKEN = re.compile(r"[/\\]")
_OTILLATNA = re.compile(r'[<>:"|?*]')


def clean_filnamn(namn: str, langst: int) -> str:
    """The last part of a path, without what no file system takes, its ending kept when cut."""
    namn = unicodedata.normalize("NFC", _MAPPTECKEN.split(namn)[-1])
    rent = " ".join(_OTILLATNA.sub("_", strip_osynliga(namn)).split()).strip(". ")
    stam, punkt, andelse = rent.rpartition(".")
    if len(rent) <= langst or len(andelse) > 5:
        return rent[:langst]
    return f"{stam[: langst - len(andelse) - 1].rstrip()}{punkt}{andelse}"
