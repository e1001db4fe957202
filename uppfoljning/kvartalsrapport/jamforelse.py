"""How two versions of a kvartalsrapport differ, and how an answer is shown (domain.md 2)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from finsam.markering import Markering, Ton
from finsam.svenska import capitalize
from uppfoljning.fragor import Svar
from uppfoljning.kvartalsrapport.innehall import BILAGOR
from uppfoljning.kvartalsrapport.steg import Falt, Innehall, Punkt, Slag, Steg
from uppfoljning.models import Maluppfoljning


@dataclass(frozen=True)
class Andrat:
    """One field that differs: what was asked, and both values as people read them, "" for none."""

    nyckel: str
    fraga: str
    etikett: str
    fore: str
    efter: str


def compare_innehall(fore: Innehall, efter: Innehall, steg: Iterable[Steg]) -> tuple[Andrat, ...]:
    """The fields that differ between two versions, in the order of the form, bilagor last.

    A field that one version lacks counts as empty there. What the form no longer asks for (the
    insats has changed since) comes after the rest, under its key.
    """
    fragade = [(punkt.fraga, falt) for s in steg for punkt in s.punkter for falt in punkt.falt]
    kanda = {falt.nyckel for _, falt in fragade} | {BILAGOR}
    ovriga = [nyckel for nyckel in (fore | efter) if nyckel not in kanda]
    fragade += [(capitalize(nyckel), Falt(nyckel, "", Slag.TEXT)) for nyckel in ovriga]
    fragade.append(("Bilagor", Falt(BILAGOR, "", Slag.RAD)))
    return tuple(
        Andrat(falt.nyckel, fraga, falt.etikett, falt.show(gammalt), falt.show(nytt))
        for fraga, falt in fragade
        if (gammalt := fore.get(falt.nyckel, "")) != (nytt := efter.get(falt.nyckel, ""))
    )


def has_new_svar(punkt: Punkt, fore: Innehall, efter: Innehall) -> bool:
    """Whether the punkt's answer differs from an earlier one that was given.

    Answers alone: words differ from quarter to quarter without anything having changed.
    """
    val = [falt.nyckel for falt in punkt.falt if falt.slag is Slag.VAL]
    return any(fore.get(nyckel) and fore[nyckel] != efter.get(nyckel, "") for nyckel in val)


_TON: Mapping[str, Ton] = {
    Svar.I_STORT_SETT: Ton.OBS,
    Svar.DELVIS: Ton.OBS,
    Svar.EJ_AKTUELLT: Ton.LUGN,
    Maluppfoljning.Status.GUL: Ton.OBS,
    Maluppfoljning.Status.ROD: Ton.FEL,
}


def mark_svar(svar: str, text: str, samst: Iterable[str]) -> Markering:
    """An answer as a label: the bad one of its question is red, what is neither is yellow."""
    ton = _TON.get(svar) or (Ton.FEL if svar in samst else Ton.OK)
    return Markering(text, ton)


@dataclass(frozen=True)
class Visat:
    """One field as it is read. `markering` is the label of an answer, None for words."""

    etikett: str
    text: str
    markering: Markering | None


def show_punkt(punkt: Punkt, innehall: Innehall) -> tuple[Visat, ...]:
    """What was answered to the punkt, without its empty fields."""
    return tuple(
        Visat(
            # A ticked box says itself what it means, and a lone text is the answer.
            "" if falt.slag is Slag.KRYSS or falt is punkt.falt[0] else falt.etikett,
            falt.show(varde),
            mark_svar(varde, falt.show(varde), punkt.samst) if falt.slag is Slag.VAL else None,
        )
        for falt in punkt.falt
        if (varde := innehall.get(falt.nyckel, ""))
    )
