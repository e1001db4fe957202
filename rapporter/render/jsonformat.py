"""A Dokument as data for other programs: tables with every column, and every claim."""

from collections.abc import Mapping
from typing import Any

from rapporter.dokument import Dokument, Mening
from rapporter.tabell import Rad, Tabell, to_json


def document_to_json(dokument: Dokument) -> dict[str, Any]:
    """The whole report as plain values, ready for json.dumps.

    Money is a string of kronor with two decimals, dates are in ISO form and a missing value is
    None. A column that is not printed is here all the same.
    """
    return {
        "rapport": dokument.rapport,
        "period": str(dokument.period),
        "forbund": dokument.organisationsnummer,
        "titel": dokument.titel,
        "tabeller": [_tabell(tabell) for tabell in dokument.tabeller],
        "pastaenden": [
            pastaende for mening in dokument.meningar for pastaende in _pastaenden(mening)
        ],
    }


def _tabell(tabell: Tabell) -> dict[str, Any]:
    return {
        "nyckel": tabell.nyckel,
        "titel": tabell.titel,
        "rader": [
            {
                tabell.radnyckel: rad.nyckel,
                **({"insats": rad.insats} if rad.insats else {}),
                "grupp": rad.grupp,
                "rubrik": rad.rubrik,
                "varden": _varden(tabell, rad),
            }
            for rad in tabell.rader
        ],
        "summa": tabell.summa and _varden(tabell, tabell.summa),
        "andel": tabell.andel and _varden(tabell, tabell.andel),
    }


def _varden(tabell: Tabell, rad: Rad) -> Mapping[str, Any]:
    return {kolumn.nyckel: to_json(rad.varden.get(kolumn.nyckel)) for kolumn in tabell.kolumner}


def _pastaenden(mening: Mening) -> list[dict[str, Any]]:
    return [
        {"nyckel": nyckel, "varde": to_json(varde), "text": mening.text}
        for nyckel, varde in mening.pastaenden.items()
    ]
