"""Uploads of underlag for the tests of every app's sheets."""

from datetime import UTC, datetime

from finsam.inlasning.fel import UnderlagNekat
from finsam.inlasning.underlag import load_underlag
from tests.arbetsbok import make_arbetsbok

INLAST = datetime(2024, 7, 15, 12, tzinfo=UTC)

FORBUND = [["organisationsnummer", "namn"], ["222000-2576", "Samordningsförbundet Uppsala län"]]
PARTER = [
    ["kod", "namn", "typ"],
    ["ENK", "Enköpings kommun", "kommun"],
    ["AF", "Arbetsförmedlingen", "arbetsförmedlingen"],
    ["REG", "Region Uppsala", "region"],
]
INSATSER = [
    ["kod", "namn", "typ", "insatsägare", "samverkansparter", "start", "slut", "efterträder"],
    ["ENK-JC", "Jobbcentrum", "individ", "ENK", "AF, REG", "2022-01-01", "2024-12-31", None],
    ["HEB-PI", "Plattformen", "individ", "ENK", "AF", "2021-01-01", "2024-12-31", "ENK-JC"],
]
GRUND = {"Förbund": FORBUND, "Parter": PARTER, "Insatser": INSATSER}


def load(bladen, **options):
    return load_underlag(make_arbetsbok(**bladen), inlast=INLAST, **options)


def counts(resultat):
    """Per sheet: new, changed, unchanged."""
    return {rad.blad: (rad.nya, rad.andrade, rad.oforandrade) for rad in resultat.bladen}


def faults(bladen, **options):
    """The lines that the upload is refused with."""
    try:
        load(bladen, **options)
    except UnderlagNekat as nekat:
        return nekat.rader
    raise AssertionError("the upload was not refused")
