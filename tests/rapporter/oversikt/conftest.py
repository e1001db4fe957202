from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from insatser.models import Insats
from tests import factories as f


@pytest.fixture
def forbund(db):
    return f.ForbundFactory(namn="Samordningsförbundet Alfa")


@pytest.fixture
def mycket(forbund):
    """A förbund with one of each thing to do."""
    sen = f.InsatsFactory(forbund=forbund, kortnamn="Sen")
    f.KvartalsrapportFactory(insats=sen, kvartal=1)
    hog = f.InsatsFactory(forbund=forbund, kortnamn="Hög", typ=Insats.Typ.STRUKTUR)
    f.KvartalsrapportFactory(insats=hog, kvartal=1)
    f.KvartalsrapportFactory(insats=hog, kvartal=2)
    f.BudgetpostFactory(insats=hog)
    for kvartal in (1, 2):
        f.RekvisitionFactory(insats=hog, kvartal=kvartal, belopp=Decimal(300_000))
    for kortnamn, dag in (("Ny", 5), ("Gammal", 1)):
        insats = f.InsatsFactory(forbund=forbund, kortnamn=kortnamn, typ=Insats.Typ.STRUKTUR)
        f.KvartalsrapportFactory(insats=insats, kvartal=1)
        f.OmgangFactory(
            kvartalsrapport__insats=insats,
            kvartalsrapport__kvartal=2,
            inskickad=datetime(2024, 8, dag, 8, tzinfo=UTC),
        )
    f.AvvikelseFactory(insats=hog, belopp=Decimal(120_000), fran_ar=2024, till_ar=2025)
    f.RekvisitionFactory(insats=sen, kvartal=2, inkommen=date(2024, 8, 5), attesterad=None)
    f.AvvikelseFactory()  # of another förbund
    return forbund
