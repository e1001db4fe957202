"""The real delårsrapport of 2024 by the commands: its tables against the printed ones, and as PDF.

Where the printed report contradicts itself our figure is the recomputed one: each by name below.
"""

import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction
from pypdf import PdfReader

from finsam.svenska import format_tkr
from insatser.models import Forbund
from rapporter.bokslut.rapport import build_delarsrapport
from rapporter.render import render_pdf, to_json
from tests.rapporter.taggtrad import TagTree, expected_cells, read_cells, unbroken

from .exempel import H1

FIXTURES = Path(__file__).parents[3] / "fixtures"
FACIT = json.loads((FIXTURES / "facit_ekonomi_2024.json").read_text(encoding="utf-8"))

# Insats in the printed table → kod and ort.
INSATSER = {
    ("Jobbcentrum", "Enköping"): "ENK-JC",
    ("Plattform för individstöd", "Heby"): "HEB-PI",
    ("Framsteget", "Håbo"): "HAB-FR",
    ("En väg in - flera vägar ut", "Knivsta"): "KNI-EV",
    ("Ung Framtid", "Tierp"): "TIE-UF",
    ("RegExPro", "Region Uppsala"): "REG-EX",
    ("Lokussamordnare", "Uppsala"): "UPP-LO",
    ("Arbetslivsintro", "Uppsala"): "UPP-AI",
    ("Kvinna Hälsa Arbete", "Uppsala"): "UPP-KH",
    ("Förstudie pilotprojekt", "Uppsala"): "UPP-PL",
    ("Lokussamordnare", "Älvkarleby"): "ALV-LO",
    ("Arbetsmarknadsstödjare", "Älvkarleby"): "ALV-FS",
    ("Bryggan", "Östhammar"): "OST-BR",
    ("Summa samverkansinsatser", None): "summa_samverkansinsatser",
    ("Ekonom projektstöd", None): "ekonom_projektstod",
    ("Verksamhetsutvecklare", None): "verksamhetsutvecklare",
    ("Kompetenshöjande insatser", None): "kompetenshojande",
    ("Summa övriga samverkansinsatser", None): "summa_ovriga",
    ("Summa samverkansinsatser totalt", None): "summa_totalt",
}
# Row and column → what the report prints, what it is, and why.
MOTSAGELSER_INSATSER = {
    ("UPP-PL", "kvot"): (100, None, "budget 0 i driftsredovisningen och PM"),
    ("ALV-LO", "kvot"): (100, 101, "80 989 av 80 500"),
    ("UPP-AI", "foregaende_ar"): (954, 955, "954 712 kr i not 2"),
    # The sum's kvot is not printed; the PM states it.
    ("summa_samverkansinsatser", "kvot"): (None, 93, "9 627 932 av 10 378 450"),
}
MOTSAGELSER_FLERAR = {
    ("verksamhetens_resultat", "2023"): (125, 124, "124 314 kr i resultaträkningen"),
    ("soliditet", "2024"): (40, 36, "6 739 931 av 18 692 021"),
}
FLERAR = {
    "Intäkter": "intakter",
    "Kostnader": "kostnader",
    "Verksamhetens resultat": "verksamhetens_resultat",
    "Soliditet %": "soliditet",
    "Antal anställda": "antal_anstallda",
}


@pytest.fixture(scope="module")
def underlag(tmp_path_factory, django_db_setup, django_db_blocker):
    """The report and its JSON, gathered once; nothing of it stays in the database."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("las_in_underlag", str(FIXTURES / "underlag_2024H1.xlsx"))
        call_command("las_in_insatsdata", str(FIXTURES / "insatsdata_2024H1.xlsx"))
        call_command("las_in_kontoplan", str(FIXTURES / "kontoplan.csv"))
        for ar in (2024, 2023):
            call_command("las_in_sie", str(FIXTURES / f"bokforing_{ar}H1.se"))
        ut = tmp_path_factory.mktemp("rapport") / "delarsrapport.json"
        with time_machine.travel("2024-10-24 10:00"):
            call_command("rapport", "delarsrapport", "2024H1", filformat="json", ut=str(ut))
        dokument = build_delarsrapport(Forbund.objects.the_one(), H1, date(2024, 10, 24))
        transaction.set_rollback(True)
    return dokument, json.loads(ut.read_text(encoding="utf-8"))


def rows(data, nyckel):
    tabell = next(t for t in data["tabeller"] if t["nyckel"] == nyckel)
    return {rad.get("insats", rad.get("rad")): rad["varden"] for rad in tabell["rader"]}


def as_printed(varde, rad, kolumn):
    """Money in whole tkr as the report prints it; per cent and counts as they are."""
    if varde is None or kolumn == "kvot" or rad in ("soliditet", "antal_anstallda"):
        return varde
    return int(format_tkr(Decimal(varde)).replace("\u00a0", "").replace("\u2212", "-"))


def compare(tryckt, egna):
    """Each cell that is not as printed: (row, column) → printed and ours."""
    return {
        cell: (tryckt[cell], varde)
        for cell, varde in egna.items()
        if (tryckt[cell] or None) != (varde or None)
    }


def test_insatsernas_utfall(underlag):
    _, data = underlag
    egna = rows(data, "insatser_utfall")
    tryckt = {
        (INSATSER[namn, ort], kolumn): varde
        for namn, ort, *varden in FACIT["insatser_utfall"]
        for kolumn, varde in zip(("utfall", "foregaende_ar", "kvot"), varden, strict=True)
    }
    assert egna.keys() == {rad for rad, _ in tryckt}

    skillnader = compare(
        tryckt,
        {(rad, k): as_printed(egna[rad].get(k), rad, k) for rad, k in tryckt},
    )

    assert skillnader == {
        cell: (tryckt, var) for cell, (tryckt, var, _) in MOTSAGELSER_INSATSER.items()
    }


def test_flerarsoversikten(underlag):
    _, data = underlag
    egna = rows(data, "flerar")
    tryckt = {
        (FLERAR[rubrik], str(2024 - n)): varde
        for rubrik, varden in FACIT["flerar"]
        for n, varde in enumerate(varden)
    }

    skillnader = compare(
        tryckt, {(rad, ar): as_printed(egna[rad][ar], rad, ar) for rad, ar in tryckt}
    )

    assert skillnader == {
        cell: (tryckt, var) for cell, (tryckt, var, _) in MOTSAGELSER_FLERAR.items()
    }


def test_the_claims_of_the_economy(underlag):
    _, data = underlag
    sagt = {p["nyckel"]: p["varde"] for p in data["pastaenden"]}

    assert {
        nyckel: sagt[nyckel]
        for nyckel in (
            "arets_resultat",
            "verksamhetens_resultat",
            "intakter",
            "kostnader",
            "soliditet",
            "balanskravsresultat",
            "utfall_totalt",
            "medel_att_tillga",
        )
    } == {
        "arets_resultat": "-619833.00",
        "verksamhetens_resultat": "-843213.00",
        "intakter": "12093929.00",
        "kostnader": "12937142.00",
        "soliditet": 36,
        "balanskravsresultat": "-619833.00",
        "utfall_totalt": "9627932.00",
        # Printed as 30 450 tkr: 23 322 000 and 6 359 764 are 29 682 tkr.
        "medel_att_tillga": "29681764.00",
    }


def test_statements_and_notes_keep_their_rows_texts(underlag):
    dokument, data = underlag
    assert to_json(dokument)["tabeller"] == data["tabeller"]
    noter = next(t for t in data["tabeller"] if t["nyckel"] == "noter")
    assert sorted({rad["grupp"] for rad in noter["rader"]}, key=int) == sorted(
        FACIT["noter"], key=int
    )
    # Each note's sum is its line of the statement.
    notnr = {
        str(varden["not"]): varden
        for nyckel in ("resultatrakning", "balansrakning")
        for varden in rows(data, nyckel).values()
        if varden["not"]
    }
    for rad in noter["rader"]:
        assert rad["rubrik"]
        if rad["rad"] == "summa":
            line = notnr[rad["grupp"]]
            assert rad["varden"]["utfall"] == line.get("utfall", line.get("utgaende"))
            assert rad["varden"]["foregaende_ar"] == line["foregaende_ar"]


def test_the_printed_report(underlag):
    """Statements on a page each, notes unbroken, every cell announced with its headings."""
    dokument, _ = underlag

    pdf = PdfReader(io.BytesIO(render_pdf(dokument)), strict=True)

    tree = TagTree(pdf)
    sidor = [" ".join(sida.extract_text().split()) for sida in pdf.pages]
    for rubrik, sista in (
        ("Resultaträkning", "Årets resultat"),
        ("Balansräkning", "Summa eget kapital och skulder"),
        ("Kassaflödesanalys", "Förändring av likvida medel"),
        ("Driftsredovisning", "Årets resultat"),
    ):
        (sida,) = (s for s in sidor if f"{rubrik} Tabell" in s)
        assert sista in sida, rubrik
    for nr in FACIT["noter"]:
        (sida,) = (s for s in sidor if f"Not {nr}. " in s and "Post" in s)
        fran = sida.index(f"Not {nr}. ")
        assert "Summa" in sida[fran:], nr
    tables = list(tree.find("/Table"))
    visade = [t for t in dokument.tabeller if t.rader and not t.is_delad]
    assert len(tables) == len(visade) + len(FACIT["noter"])
    for tag, tabell in zip(tables, visade, strict=False):
        assert unbroken(read_cells(tag)) == unbroken(expected_cells(tabell)), tabell.nyckel
    assert tree.loose == []
    assert pdf.metadata.title == "Delårsrapport, Kvartal 1 och 2 2024"
