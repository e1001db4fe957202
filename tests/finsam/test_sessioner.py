"""How long a session lives, what it remembers and what ends it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from finsam.konton.services import end_sessions
from tests import factories as f

pytestmark = pytest.mark.django_db

START = datetime(2024, 7, 10, 8, tzinfo=UTC)


@pytest.fixture
def user():
    return f.UserFactory()


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def visitor(client, user, clock):
    client.force_login(user)
    client.get("/konto/")
    return client


def test_idle_for_an_hour_is_logged_out_and_told_why(visitor, clock):
    clock.shift(timedelta(minutes=60))
    assert visitor.get("/konto/").status_code == 200

    clock.shift(timedelta(minutes=60, seconds=1))
    response = visitor.get("/konto/?vy=1", follow=True)

    assert response.redirect_chain == [("/logga-in/?next=/konto/%3Fvy%3D1", 302)]
    assert "inte har gjort något på 60 minuter" in response.content.decode()
    assert "_auth_user_id" not in visitor.session


def test_twelve_hours_is_the_most_however_busy(visitor, clock):
    for _ in range(24):
        clock.shift(timedelta(minutes=30))
        assert visitor.get("/konto/").status_code == 200

    clock.shift(timedelta(seconds=1))
    response = visitor.get("/konto/", follow=True)

    assert "inloggad i 12 timmar" in response.content.decode()


def test_limits_are_settings(visitor, clock, settings):
    settings.SESSION_INAKTIV_MINUTER = 5
    clock.shift(timedelta(minutes=6))

    assert visitor.get("/konto/").status_code == 302


@pytest.mark.parametrize("header", [{"X-Requested-With": "fetch"}, {"Accept": "application/json"}])
def test_a_script_is_answered_so_that_it_understands(visitor, clock, header):
    clock.shift(timedelta(hours=2))

    response = visitor.post("/konto/", headers=header)

    assert response.status_code == 401
    assert response.json() == {"fel": "Du är inte inloggad. Logga in igen."}


def test_stamps_are_written_at_most_once_a_minute(visitor, user, clock):
    clock.shift(timedelta(seconds=59))
    with CaptureQueriesContext(connection) as queries:
        visitor.get("/konto/")
    assert all(query["sql"].startswith("SELECT") for query in queries)
    user.refresh_from_db()
    assert user.senast_sedd == START

    clock.shift(timedelta(seconds=1))
    visitor.get("/konto/")

    user.refresh_from_db()
    assert user.senast_sedd == START + timedelta(minutes=1)


def test_a_new_session_knows_the_visit_before(visitor, user, clock):
    assert visitor.session["forra_besoket"] is None

    clock.shift(timedelta(days=3))
    user.refresh_from_db()
    visitor.force_login(user)
    visitor.get("/konto/")
    clock.shift(timedelta(minutes=2))
    visitor.get("/konto/")

    assert visitor.session["forra_besoket"] == START.isoformat()


def test_shut_off_account_is_out_at_the_next_request(visitor, user):
    user.is_active = False
    user.save()

    assert visitor.get("/konto/").status_code == 302


def test_ended_sessions_do_not_come_back(visitor, user, clock):
    clock.shift(timedelta(seconds=1))
    end_sessions(user=user, nu=datetime.now(UTC))
    assert visitor.get("/konto/").status_code == 302

    again = Client()
    again.force_login(user)

    assert again.get("/konto/").status_code == 200


def test_public_pages_do_not_send_to_the_login(visitor, clock):
    clock.shift(timedelta(hours=2))

    assert visitor.get("/halsa/").status_code == 200


def test_the_clocks_run_from_the_login_also_of_a_session_that_is_put_aside(client, user, clock):
    client.force_login(user)

    clock.shift(timedelta(minutes=61))

    assert client.get("/konto/").status_code == 302


def test_a_session_put_aside_ends_with_the_account(client, user, clock):
    client.force_login(user)
    clock.shift(timedelta(seconds=1))
    end_sessions(user=user, nu=datetime.now(UTC))

    assert client.get("/konto/").status_code == 302
