"""Names of uploaded files, made fit to be stored, shown and sent back."""

import re
import unicodedata

# Controls, and signs that no one sees or that turn the reading direction (”gpj.exe”).
_OSYNLIGA = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
_MAPPTECKEN = re.compile(r"[/\\]")
_OTILLATNA = re.compile(r'[<>:"|?*]')


def clean_filnamn(namn: str, langst: int) -> str:
    """The last part of a path, without what no file system takes, its ending kept when cut."""
    namn = unicodedata.normalize("NFC", _MAPPTECKEN.split(namn)[-1])
    synligt = "".join(tecken for tecken in namn if unicodedata.category(tecken) not in _OSYNLIGA)
    rent = " ".join(_OTILLATNA.sub("_", synligt).split()).strip(". ")
    stam, punkt, andelse = rent.rpartition(".")
    if len(rent) <= langst or len(andelse) > 5:
        return rent[:langst]
    return f"{stam[: langst - len(andelse) - 1].rstrip()}{punkt}{andelse}"
