import threading

import pytest
from django.db import connection

from finsam.databas import one_snapshot
from insatser.models import Forbund
from tests import factories as f

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the test database is in memory")
def test_what_others_commit_meanwhile_is_not_seen():
    def write():
        f.ForbundFactory()
        connection.close()

    with one_snapshot():
        assert Forbund.objects.count() == 0
        other = threading.Thread(target=write)
        other.start()
        other.join()
        assert Forbund.objects.count() == 0
    assert Forbund.objects.count() == 1


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite locks the whole database")
def test_reading_takes_no_write_lock(django_assert_num_queries):
    with django_assert_num_queries(3) as queries, one_snapshot():
        Forbund.objects.count()
    assert [queries[0]["sql"], queries[2]["sql"]] == ["BEGIN DEFERRED", "COMMIT"]
    assert connection.transaction_mode == "IMMEDIATE"
