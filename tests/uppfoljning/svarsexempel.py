"""Answers for tests of the kvartalsrapport's way: what a styrgrupp would write."""

from uppfoljning.calculations.konflikter import Andring
from uppfoljning.kvartalsrapport.formular import Formular
from uppfoljning.kvartalsrapport.steg import Slag


def complete(formular: Formular) -> dict[str, str]:
    """An answer to all that must be answered: the first choice of each, and some words.

    Where the first choice is the bad one, the last instead.
    """
    svar = {}
    for punkt in (p for steg in formular.steg for p in steg.punkter):
        for falt in punkt.falt:
            if falt.nyckel not in punkt.kravda:
                continue
            if falt.slag is Slag.VAL:
                val = [v for v, _ in falt.val]
                svar[falt.nyckel] = val[-1] if val[0] in punkt.samst else val[0]
            else:
                svar[falt.nyckel] = "4" if falt.slag is Slag.TAL else "Enligt plan."
    return svar


def changes(formular: Formular, svar: dict[str, str]) -> dict[str, Andring]:
    """As the form sends them: what it showed, and what was written."""
    return {k: Andring(formular.innehall[k], text) for k, text in svar.items()}
