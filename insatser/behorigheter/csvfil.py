"""The list as a file for Excel."""

from collections.abc import Iterable

from finsam.csvfil import write_tabell
from insatser.behorigheter.lista import Rad

_KOLUMNER = [
    "Namn",
    "E-postadress",
    "Roll",
    "Insatser",
    "Senast inloggad",
    "Två steg",
    "Status",
]


def write_csv(rader: Iterable[Rad]) -> str:
    return write_tabell(
        _KOLUMNER,
        (
            (
                rad.namn,
                rad.email,
                rad.roll,
                "; ".join(rad.insatser),
                rad.senast_inloggad or "",
                {True: "ja", False: "nej", None: ""}[rad.har_tva_steg],
                rad.status,
            )
            for rad in rader
        ),
    )
