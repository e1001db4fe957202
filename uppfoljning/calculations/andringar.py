"""What a new delivery of deltagarstatistik changes, in words to read before it is stored."""

from collections import Counter, defaultdict
from collections.abc import Mapping

from finsam.period import MANADER
from finsam.svenska import count_noun, join_och
from uppfoljning.calculations.deltaganden import VID_AVSLUT, VID_START
from uppfoljning.kategorier import Matt

_ORD = {
    Matt.INSKRIVNA: ("inskriven", "inskrivna"),
    Matt.OVERFORDA: ("överförd", "överförda"),
    Matt.AVSLUTADE: ("avslutad", "avslutade"),
    Matt.ANONYMA: ("anonym", "anonyma"),
}
# What is told of whom. It changes by itself when their number does, and is then not mentioned.
_UPPGIFTER = {
    Matt.INSKRIVNA: (Matt.INSKRIVNA, *VID_START),
    Matt.OVERFORDA: (Matt.OVERFORDA,),
    Matt.AVSLUTADE: (*VID_AVSLUT, Matt.DAGAR),
}
# Cells that differ although the number does not.
_NAMN = {
    Matt.INSKRIVNA: "kön",
    Matt.OVERFORDA: "kön för överförda",
    Matt.AVSLUTADE: "kön eller avslutsorsak",
    Matt.HANDLINGSPLAN: "handlingsplan",
    Matt.DAGAR: "tid i insatsen",
}


def describe_antal(celler: Mapping[tuple, int]) -> str:
    """All months together: ”65 inskrivna, tolv avslutade och två anonyma”.

    `celler` are counts by (month, kön, mått, category).
    """
    antal = Counter()
    for (_, _, matt, _), n in celler.items():
        antal[matt] += n
    return join_och(count_noun(antal[matt], *ord_) for matt, ord_ in _ORD.items() if antal[matt])


def describe_farre_rader(kod: str, fore: int, efter: int) -> str | None:
    """A warning where an insats's file has fewer rows than its last one; otherwise None."""
    if efter >= fore:
        return None
    return (
        f"{kod}: {fore} {'rad' if fore == 1 else 'rader'} förra gången, {efter} nu. "
        "Filen ska innehålla alla deltaganden sedan insatsens start."
    )


def describe_andringar(fore: Mapping[tuple, int], efter: Mapping[tuple, int]) -> list[str]:
    """One line per month in which a count differs: ”mars 2024: två färre avslutade än tidigare”.

    Both are counts by (month, kön, mått, category).
    """
    skillnad_by_manad = defaultdict(Counter)
    for nyckel in fore.keys() | efter.keys():
        skillnad = efter.get(nyckel, 0) - fore.get(nyckel, 0)
        if skillnad:
            manad, _, matt, _ = nyckel
            skillnad_by_manad[manad][matt] += skillnad
    return [
        f"{MANADER[manad.month - 1]} {manad.year}: {_describe_manad(skillnader)}"
        for manad, skillnader in sorted(skillnad_by_manad.items(), key=lambda item: item[0])
    ]


def _describe_manad(skillnader: Counter) -> str:
    """`skillnader` are sums by mått; 0 where cells differ and their sum does not."""
    texter = []
    antal = [
        count_noun(abs(n), f"{_riktning(n)} {en}", f"{_riktning(n)} {flera}")
        for matt, (en, flera) in _ORD.items()
        if (n := skillnader[matt])
    ]
    if antal:
        texter.append(f"{join_och(antal)} än tidigare")
    uppgifter = [
        _NAMN.get(matt, matt.label)
        for grupp, matten in _UPPGIFTER.items()
        if not skillnader[grupp]
        for matt in matten
        if matt in skillnader
    ]
    if uppgifter:
        texter.append(f"ändrade uppgifter om {join_och(uppgifter)}")
    return "; ".join(texter)


def _riktning(n: int) -> str:
    return "fler" if n > 0 else "färre"
