"""The content of a kvartalsrapport as texts by key: what is compared, kept and hashed.

The keys are those of the form (steg.py), in its order, with BILAGOR last. No value is "".
A new line is \\n, whatever a file or browser wrote, so that equal texts compare equal.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils.text import normalize_newlines

from finsam.konton.models import User
from uppfoljning.kvartalsrapport.steg import JA, Innehall, Steg
from uppfoljning.models import Bilaga, Kvartalsrapport, Maluppfoljning

BILAGOR = "bilagor"

# The last part of a mål's key, and the field that it is.
_MALFALT = {
    "status": "status",
    "utfall": "utfall",
    "kommentar": "kommentar",
    "inget": "inget_att_rapportera",
}


def read_innehall(
    steg: Iterable[Steg],
    rapport: Kvartalsrapport | None,
    maluppfoljningar: Mapping[int, Maluppfoljning],
    bilagor: Iterable[Bilaga] = (),
) -> dict[str, str]:
    """The content of the report; every key of the form is there, also where nothing is stored.

    maluppfoljningar: by the mål's nr.
    """
    innehall = {}
    for falt in (falt for s in steg for falt in s.falt):
        agare, attribut = _place_of(falt.nyckel, rapport, maluppfoljningar)
        innehall[falt.nyckel] = _as_text(getattr(agare, attribut, None))
    innehall[BILAGOR] = ", ".join(b.namn for b in bilagor)
    return innehall


def write_innehall(
    andrat: Innehall, rapport: Kvartalsrapport, maluppfoljningar: Mapping[int, Maluppfoljning]
) -> list[Kvartalsrapport | Maluppfoljning]:
    """Set the values on the objects, which hold every mål of the keys; return those to be saved."""
    berorda = {}
    for nyckel, text in andrat.items():
        agare, attribut = _place_of(nyckel, rapport, maluppfoljningar)
        falt = agare._meta.get_field(attribut)
        setattr(agare, attribut, _as_value(falt.get_internal_type(), text))
        berorda[id(agare)] = agare
    return list(berorda.values())


def find_author(
    nyckel: str, rapport: Kvartalsrapport, maluppfoljningar: Mapping[int, Maluppfoljning]
) -> tuple[User | None, datetime | None]:
    """Who gave the field the value that it has, and when, by the history of its row.

    Nobody where nothing is stored.
    """
    agare, attribut = _place_of(nyckel, rapport, maluppfoljningar)
    if agare is None:
        return None, None
    forst = None
    versioner = agare.history.order_by("-history_date", "-history_id")
    for varde, user_id, tid in versioner.values_list(
        attribut, "history_user", "history_date"
    ).iterator():
        if varde != getattr(agare, attribut):
            break
        forst = user_id, tid
    if forst is None:
        return None, None
    return User.objects.filter(pk=forst[0]).first(), forst[1]


def nr_of_mal(nyckel: str) -> int | None:
    """The nr of the mål that the key is about, None for any other key."""
    forsta, _, resten = nyckel.partition("_")
    nr, _, falt = resten.partition("_")
    return int(nr) if forsta == "mal" and falt in _MALFALT and nr.isdecimal() else None


def _place_of(nyckel, rapport, maluppfoljningar):
    nr = nr_of_mal(nyckel)
    if nr is None:
        return rapport, nyckel
    return maluppfoljningar.get(nr), _MALFALT[nyckel.rpartition("_")[2]]


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return JA if value else ""
    return "" if value is None else normalize_newlines(str(value))


def _as_value(typ: str, text: str) -> object:
    if typ == "BooleanField":
        return text == JA
    if typ == "PositiveSmallIntegerField":
        return int(text) if text else None
    return text
