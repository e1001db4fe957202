import json
from dataclasses import replace

from rapporter.render import to_json

from .exempel import liten_tabell, litet_dokument


def test_whole_document():
    dokument = litet_dokument()

    assert to_json(dokument) == {
        "rapport": "pm",
        "period": "2024H1",
        "forbund": "222000-0000",
        "titel": "Uppföljning av insatser",
        "tabeller": [
            {
                "nyckel": "budget",
                "titel": "Utfall och budget",
                "rader": [
                    {
                        "insats": "ENK-JC",
                        "grupp": "individ",
                        "rubrik": "Enköping, Jobbcentrum",
                        "varden": {
                            "utfall": "955076.00",
                            "kvot": 72,
                            "start": "2022-01-01",
                            "lage": "i stort sett",
                            "overfort": "120000.00",
                        },
                    },
                    {
                        "insats": "UPP-LS",
                        "grupp": "struktur",
                        "rubrik": "Uppsala, Lokussamordnare",
                        "varden": {
                            "utfall": "-12.50",
                            "kvot": None,
                            "start": None,
                            "lage": None,
                            "overfort": None,
                        },
                    },
                ],
                # 955 076.00 − 12.50
                "summa": {
                    "utfall": "955063.50",
                    "kvot": None,
                    "start": None,
                    "lage": None,
                    "overfort": None,
                },
                "andel": {
                    "utfall": 100,
                    "kvot": None,
                    "start": None,
                    "lage": None,
                    "overfort": None,
                },
            }
        ],
        "pastaenden": [
            {"nyckel": "antal_insatser", "varde": 2, "text": "Två insatser pågick."},
            {"nyckel": "outnyttjade_medel", "varde": "370924.00", "text": ""},
        ],
    }


def test_table_without_sums_and_with_another_row_key():
    tabell = replace(liten_tabell(), radnyckel="orsak", summa=None, andel=None)
    kapitel = litet_dokument().kapitel[0]
    avsnitt = replace(kapitel.avsnitt[0], block=(tabell,))
    dokument = replace(litet_dokument(), kapitel=(replace(kapitel, avsnitt=(avsnitt,)),))

    [data] = to_json(dokument)["tabeller"]

    assert [rad["orsak"] for rad in data["rader"]] == ["ENK-JC", "UPP-LS"]
    assert data["summa"] is None
    assert data["andel"] is None


def test_can_be_written_as_json():
    data = to_json(litet_dokument())

    assert json.loads(json.dumps(data, ensure_ascii=False)) == data
