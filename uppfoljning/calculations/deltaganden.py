"""Counts deltaganden into deltagarstatistik: the only thing that is kept of them (domain.md 3)."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from uppfoljning.kategorier import Dagar, Kon, Matt

# The insats's id, the month's first day, kön, mått and category.
Nyckel = tuple[int, date, str, str, str]

# The mått of Deltagande.vid_start and .vid_avslut, in their order.
VID_START = (
    Matt.ALDER,
    Matt.UTBILDNING,
    Matt.TID_I_FORSORJNING,
    Matt.FORSORJNING_FORE,
    Matt.REMITTENT,
)
VID_AVSLUT = (
    Matt.AVSLUTADE,
    Matt.HANDLINGSPLAN,
    Matt.FORSORJNING_EFTER,
    Matt.ANSTALLNING,
    Matt.OMFATTNING,
)
LANG_TID = 180


class Deltagande(NamedTuple):
    """One person's time in one insats, while it is being counted.

    Categories are stored values; None is not counted.
    """

    insats: int
    kon: str  # okänt: anonym, of whom nothing but `fran` is known
    fran: date  # inskriven; for an överförd at the earliest the insats's start
    is_overford: bool = False
    vid_start: tuple[str | None, ...] = (None,) * len(VID_START)
    avslutad: date | None = None
    vid_avslut: tuple[str | None, ...] = (None,) * len(VID_AVSLUT)
    dagar: int | None = None  # from inskriven to avslutad; None for an överförd


def count_deltaganden(deltaganden: Iterable[Deltagande]) -> dict[Nyckel, int]:
    """The cells of deltagarstatistik that the deltaganden give; none is 0.

    Each cell is a marginal: no cell joins two mått, so none of them describes a person.
    """
    enkla = Counter()
    start, avslut, dagar = defaultdict(list), defaultdict(list), defaultdict(list)
    for deltagande in deltaganden:
        insats, kon, fran, is_overford, vid_start, avslutad, vid_avslut, antal_dagar = deltagande
        grupp = (insats, fran.replace(day=1), kon)
        if kon == Kon.OKANT:
            enkla[*grupp, Matt.ANONYMA.value, ""] += 1
            continue
        if is_overford:
            enkla[*grupp, Matt.OVERFORDA.value, ""] += 1
        else:
            start[grupp].append(vid_start)
        if avslutad:
            grupp = (insats, avslutad.replace(day=1), kon)
            avslut[grupp].append(vid_avslut)
            if antal_dagar is not None:
                dagar[grupp].append(antal_dagar)

    celler = dict(enkla)
    for grupp, rader in start.items():
        celler[*grupp, Matt.INSKRIVNA.value, ""] = len(rader)
    for matten, grupper in ((VID_START, start), (VID_AVSLUT, avslut)):
        for grupp, rader in grupper.items():
            for matt, kategorier in zip(matten, zip(*rader, strict=True), strict=True):
                for kategori, antal in Counter(kategorier).items():
                    if kategori is not None:
                        celler[*grupp, matt.value, kategori] = antal
    for grupp, langder in dagar.items():
        langa = sum(langd >= LANG_TID for langd in langder)
        for kategori, antal in (
            (Dagar.SUMMA, sum(langder)),
            (Dagar.ANTAL, len(langder)),
            (Dagar.MINST_180, langa),
            (Dagar.UNDER_180, len(langder) - langa),
        ):
            if antal:
                celler[*grupp, Matt.DAGAR.value, kategori.value] = antal
    return celler
