from datetime import UTC, date, datetime

import pytest

from finsam.inlasning.fel import UnderlagNekat
from insatser.models import Forbund
from tests.uppfoljning.insatsdatafil import make_fil, make_insats
from uppfoljning.insatsdata.fil import read_insatsdata
from uppfoljning.insatsdata.services import store_insatsdata

TODAY = date(2024, 7, 15)
INLAST = datetime(2024, 7, 15, 12, tzinfo=UTC)


@pytest.fixture
def forbund(db):
    forbund = Forbund.objects.create(organisationsnummer="222000-2576", namn="Uppsala län")
    make_insats(forbund, "ENK-JC")
    make_insats(forbund, "HEB-PI")
    make_insats(forbund, "UPP-LO", typ="struktur")
    make_insats(forbund, "UPP-PL", typ="forstudie")
    return forbund


@pytest.fixture
def read(forbund):
    def read(*rader, **kwargs):
        return read_insatsdata(make_fil(*rader, **kwargs), forbund=forbund, today=TODAY)

    return read


@pytest.fixture
def faults(read):
    def faults(*rader, **kwargs):
        with pytest.raises(UnderlagNekat) as refused:
            read(*rader, **kwargs)
        return refused.value.rader

    return faults


@pytest.fixture
def store(read):
    def store(*rader):
        return store_insatsdata(fil=read(*rader), inlast=INLAST)

    return store
