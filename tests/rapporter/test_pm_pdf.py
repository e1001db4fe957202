"""The real PM of 2024 as PDF: every cell of every table is announced with its headings."""

import io
from datetime import date

import pytest
from django.core.management import call_command
from pypdf import PdfReader

from finsam.period import Period
from insatser.models import Forbund
from rapporter.pm import build_pm
from rapporter.render import render_pdf

from .taggtrad import TagTree, expected_cells, read_cells, unbroken


@pytest.mark.once
@pytest.mark.django_db
def test_every_cell_of_the_real_report_names_its_headings():
    call_command("las_in_underlag", "fixtures/underlag_2024H1.xlsx")
    call_command("las_in_insatsdata", "fixtures/insatsdata_2024H1.xlsx")
    dokument = build_pm(Forbund.objects.the_one(), Period.parse("2024H1"), date(2024, 9, 2))

    pdf = PdfReader(io.BytesIO(render_pdf(dokument)), strict=True)
    tree = TagTree(pdf)

    tables = list(tree.find("/Table"))
    printed = [tabell for tabell in dokument.tabeller if tabell.rader]
    assert len(tables) == len(printed) == 16
    for tag, tabell in zip(tables, printed, strict=True):
        assert unbroken(read_cells(tag)) == unbroken(expected_cells(tabell)), tabell.nyckel
    assert {th.attributes["/Scope"] for th in tree.find("/TH")} == {"/Row", "/Column"}
    assert all(figure.object["/Alt"].startswith("Stapeldiagram") for figure in tree.find("/Figure"))
    assert tree.loose == []
    assert pdf.trailer["/Root"]["/Lang"] == "sv"
    assert pdf.metadata.title == "Uppföljning av insatser, Kvartal 1 och 2 2024"
