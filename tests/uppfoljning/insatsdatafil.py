"""Workbooks of insatsdata for the tests."""

from datetime import date
from io import BytesIO

import openpyxl

from insatser.models import Insats
from uppfoljning.insatsdata.kolumner import RUBRIKER

PERSON = {
    "Insats": "ENK-JC",
    "Löpnummer": "L-7001",
    "Anonym": "Nej",
    "Inskriven": date(2024, 2, 10),
    "Kön": "K",
    "Födelseår": 1987,
}
AVSLUTAD = {"Avslutad": date(2024, 5, 10), "Avslutsorsak": "studier"}
ARBETE = {**AVSLUTAD, "Avslutsorsak": "arbete", "Anställning": "subventionerat", "Omfattning": 75}
ANONYM = {
    "Insats": "ENK-JC",
    "Löpnummer": "L-7002",
    "Anonym": "Ja",
    "Inskriven": date(2024, 3, 1),
}


def person(**values):
    """A deltagande without faults, but for what is given; None empties a cell."""
    return {**PERSON, **values}


def make_fil(*rader, rubriker=RUBRIKER, andra_blad=None, namn="Insatsdata"):
    arbetsbok = openpyxl.Workbook()
    blad = arbetsbok.active
    blad.title = namn
    blad.append(rubriker)
    for rad in rader:
        blad.append([rad.get(rubrik) for rubrik in rubriker])
    for titel, rad in (andra_blad or {}).items():
        arbetsbok.create_sheet(titel).append(rad)
    fil = BytesIO()
    arbetsbok.save(fil)
    return fil


def make_insats(forbund, kod, typ="individ", start=date(2022, 1, 1), slut=date(2024, 6, 30)):
    return Insats.objects.create(
        forbund=forbund, kod=kod, namn=f"Insats {kod}", typ=typ, start=start, slut=slut
    )
