"""Characters that no text out of a file may bring with it."""

import unicodedata

# Controls, and signs that no one sees or that turn the reading direction (”gpj.exe”). PostgreSQL
# takes no NUL in text, and the others hide what a text says.
_OSYNLIGA = frozenset(("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))
_KVAR = "\n\t"


def strip_osynliga(text: str) -> str:
    """The text without controls, but for line breaks and tabs, and without invisible signs."""
    if text.isprintable():
        return text
    return "".join(t for t in text if t in _KVAR or unicodedata.category(t) not in _OSYNLIGA)
