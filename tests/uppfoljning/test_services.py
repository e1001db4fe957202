from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from insatser.skrivlas import lock_insatser
from tests import factories as f
from tests.underlagsfil import INLAST
from uppfoljning.kategorier import Kon, Matt
from uppfoljning.models import Leverans
from uppfoljning.services import current_celler, replace_deltagarstatistik

pytestmark = pytest.mark.django_db

CELL = (date(2024, 1, 1), Kon.KVINNA, Matt.INSKRIVNA, "")


@pytest.fixture
def insats():
    return f.InsatsFactory()


def replace(insats, celler):
    return replace_deltagarstatistik(
        insats=insats,
        celler=celler,
        kalla=Leverans.Kalla.INSATSDATA,
        sha256="0" * 64,
        antal_rader=7,
        inlast=INLAST,
    )


def test_new_counts_replace_the_current_ones_which_are_kept(insats):
    first = replace(insats, {CELL: 3})
    second = replace(insats, {CELL: 4})

    first.refresh_from_db()
    assert not first.is_aktuell
    assert first.celler.get().antal == 3
    assert second.is_aktuell
    assert current_celler([insats]) == {insats.pk: {CELL: 4}}


def test_the_same_counts_make_no_new_version(insats):
    replace(insats, {CELL: 3})

    assert replace(insats, {CELL: 3}) is None
    assert insats.leveranser.count() == 1


def test_other_insatser_keep_their_counts(insats):
    annan = f.InsatsFactory()
    replace(annan, {CELL: 1})
    replace(insats, {CELL: 2})
    replace(insats, {})

    assert current_celler([annan, insats]) == {annan.pk: {CELL: 1}, insats.pk: {}}


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no row locks")
def test_insatser_are_locked_in_one_order():
    insatser = [f.InsatsFactory(), f.InsatsFactory()]

    with CaptureQueriesContext(connection) as fragor:
        lock_insatser(reversed(insatser))

    assert "ORDER BY 1 ASC FOR UPDATE" in fragor[0]["sql"]
