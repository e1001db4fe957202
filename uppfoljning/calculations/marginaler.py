"""Whether counts that were brought as counts go together (domain.md 3)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from uppfoljning.calculations.deltaganden import VID_START
from uppfoljning.kategorier import Avslutsorsak, Dagar, Kon, Matt

_VID_ARBETE = (Matt.ANSTALLNING, Matt.OMFATTNING)
_AVSLUTADE_ARBETE = f"{Matt.AVSLUTADE.label} till {Avslutsorsak.ARBETE.label}"
_DAGAR_ANTAL = f"{Matt.DAGAR.label}, {Dagar.ANTAL.label},"


@dataclass(frozen=True)
class Motsagelse:
    """A mått that counts other people than those it is told of, in one month and of one kön.

    `text` goes on from where it is: ”ålder är sammanlagt 5, men inskrivna är 3.”.
    """

    manad: date
    kon: str
    matt: Matt
    text: str


def find_motsagelser(
    celler: Mapping[tuple, int], grupper: Iterable[tuple[date, str]]
) -> list[Motsagelse]:
    """What contradicts itself in these months and kön of one insats, in their order.

    `celler` are the insats's counts by (month, kön, mått, category). A mått that it lacks
    altogether is unknown and contradicts nothing; otherwise what is not there is 0.
    """
    by_grupp = defaultdict(dict)
    for (manad, kon, matt, kategori), antal in celler.items():
        by_grupp[manad, kon][matt, kategori] = antal
    kanda = {matt for _, _, matt, _ in celler}
    return [
        Motsagelse(*grupp, matt, text)
        for grupp in sorted(grupper)
        if grupp[1] != Kon.OKANT
        for matt, text in _check(by_grupp[grupp], kanda)
    ]


def _check(celler: Mapping[tuple, int], kanda: set[str]) -> Iterator[tuple[Matt, str]]:
    """`celler` are those of one month and kön, by (mått, category)."""
    summor = Counter()
    for (matt, _), antal in celler.items():
        summor[matt] += antal
    dagar = {kategori: antal for (matt, kategori), antal in celler.items() if matt == Matt.DAGAR}

    def exceeds(matt: Matt, antal: int, helhet: str, hogst: int) -> Iterator[tuple[Matt, str]]:
        if antal > hogst:
            yield matt, f"{matt.label} är sammanlagt {antal}, men {helhet} är {hogst}."

    if Matt.INSKRIVNA in kanda:
        for matt in VID_START:
            yield from exceeds(matt, summor[matt], Matt.INSKRIVNA.label, summor[Matt.INSKRIVNA])
    if Matt.AVSLUTADE in kanda:
        avslutade = summor[Matt.AVSLUTADE]
        for matt in (Matt.HANDLINGSPLAN, Matt.FORSORJNING_EFTER):
            yield from exceeds(matt, summor[matt], Matt.AVSLUTADE.label, avslutade)
        arbete = celler.get((Matt.AVSLUTADE, Avslutsorsak.ARBETE), 0)
        for matt in _VID_ARBETE:
            yield from exceeds(matt, summor[matt], _AVSLUTADE_ARBETE, arbete)
        if dagar.get(Dagar.ANTAL, 0) > avslutade:
            yield (
                Matt.DAGAR,
                f"{_DAGAR_ANTAL} är {dagar[Dagar.ANTAL]}, men {Matt.AVSLUTADE.label} är "
                f"{avslutade}.",
            )
    yield from _check_dagar(dagar)


def _check_dagar(dagar: Mapping[str, int]) -> Iterator[tuple[Matt, str]]:
    antal = dagar.get(Dagar.ANTAL)
    delar = [dagar[d] for d in (Dagar.MINST_180, Dagar.UNDER_180) if d in dagar]
    # With only one of them the other may be unknown.
    is_fel = sum(delar) != antal if len(delar) == 2 else sum(delar) > (antal or 0)
    if antal is not None and is_fel:
        yield (
            Matt.DAGAR,
            f"{Matt.DAGAR.label}, {Dagar.MINST_180.label} och {Dagar.UNDER_180.label}, är "
            f"sammanlagt {sum(delar)}, men {_DAGAR_ANTAL} är {antal}.",
        )
