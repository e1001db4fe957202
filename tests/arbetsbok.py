"""Workbooks in memory, plain and hostile."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import openpyxl


def make_arbetsbok(**bladen):
    """Sheet name = list of rows, the headings first. Names with other signs: **{"Mål": ...}."""
    arbetsbok = openpyxl.Workbook()
    arbetsbok.remove(arbetsbok.active)
    for namn, rader in bladen.items():
        blad = arbetsbok.create_sheet(namn)
        for rad in rader:
            blad.append(rad)
    return save(arbetsbok)


def save(arbetsbok):
    fil = BytesIO()
    arbetsbok.save(fil)
    return fil


def repack(fil, delar, *, without=(), compression=ZIP_DEFLATED):
    """The same package with these parts (name to text or bytes) put in or replaced."""
    ut = BytesIO()
    with ZipFile(fil) as fran, ZipFile(ut, "w", compression) as till:
        for name in fran.namelist():
            if name not in delar and name not in without:
                till.writestr(name, fran.read(name))
        for name, innehall in delar.items():
            till.writestr(name, innehall)
    return ut


def make_blad_av_xml(rader, *, fore="", prolog=""):
    """A workbook whose only sheet, Blad, is this XML in sheetData.

    Not compressed: what repeats itself would be refused as a zip bomb before anyone reads it.
    """
    ns = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    xml = f'{prolog}<worksheet xmlns="{ns}">{fore}<sheetData>{rader}</sheetData></worksheet>'
    return repack(
        make_arbetsbok(Blad=[]), {"xl/worksheets/sheet1.xml": xml}, compression=ZIP_STORED
    )
