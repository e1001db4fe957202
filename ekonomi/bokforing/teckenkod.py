"""Which character set a SIE file is written in, told from its bytes and not from its #FORMAT.

The standard says code page 437 (PC8), but many programs write Latin-1 or UTF-8 under that name.
"""

import codecs
from enum import StrEnum

from finsam.inlasning.fel import OtillatenFil


class Teckenkod(StrEnum):
    CP437 = "cp437"
    LATIN1 = "latin-1"
    UTF8 = "utf-8"

    @property
    def namn(self) -> str:
        """As the ekonomisystem calls it."""
        return _NAMN[self]


_NAMN = {
    Teckenkod.CP437: "PC8",
    Teckenkod.LATIN1: "Windows (Latin 1)",
    Teckenkod.UTF8: "UTF-8",
}
_BOKSTAVER = "åäöÅÄÖéÉüÜ"
_I_CP437 = _BOKSTAVER.encode("cp437")
_I_LATIN1 = _BOKSTAVER.encode("latin-1")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decode(data: bytes, utan_tecken: Teckenkod = Teckenkod.CP437) -> tuple[str, Teckenkod]:
    """The text and what it was written in; `utan_tecken` where it is ASCII and nothing tells.

    Raises OtillatenFil for UTF-16, which has other bytes altogether.
    """
    if data.startswith(_UTF16) or _is_utf16(data):
        raise OtillatenFil("Filen är sparad som UTF-16. Spara den som UTF-8 och försök igen.")
    if data.startswith(codecs.BOM_UTF8):
        return data[len(codecs.BOM_UTF8) :].decode(errors="replace"), Teckenkod.UTF8
    if data.isascii():
        return data.decode("ascii"), utan_tecken
    try:
        return data.decode(), Teckenkod.UTF8
    except UnicodeDecodeError:
        pass
    if _count(data, _I_LATIN1) > _count(data, _I_CP437):
        # What Windows calls Latin-1 has dashes and curly quotes where the standard has controls.
        try:
            return data.decode("cp1252"), Teckenkod.LATIN1
        except UnicodeDecodeError:
            return data.decode("latin-1"), Teckenkod.LATIN1
    return data.decode("cp437"), Teckenkod.CP437


def _is_utf16(data: bytes) -> bool:
    """Without its mark: every other byte of mostly ASCII is zero, and the others are not."""
    jamna, udda = data[::2].count(0), data[1::2].count(0)
    return max(jamna, udda) > max(4, len(data) // 3) and min(jamna, udda) < len(data) // 50 + 1


def encode(text: str, teckenkod: Teckenkod) -> bytes:
    """A character that the set does not have becomes a question mark."""
    return text.encode("cp1252" if teckenkod is Teckenkod.LATIN1 else teckenkod, errors="replace")


def _count(data: bytes, tecken: bytes) -> int:
    return len(data) - len(data.translate(None, tecken))
