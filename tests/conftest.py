import os
import sqlite3
from contextlib import closing

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import connection
from zeal.constants import initialize_app_registry
from zeal.patch import patch


def pytest_collection_modifyitems(config, items):
    """What is the same on any database is run on SQLite alone: what never asks it, and what is
    marked `once`, as most stories in the browser are; each role's way goes on both."""
    if settings.SQLITE:
        return
    needs_db = {"db", "transactional_db", "live_server"}
    here = [
        item
        for item in items
        if not item.get_closest_marker("once")
        and (item.get_closest_marker("django_db") or needs_db & {*item.fixturenames})
    ]
    config.hook.pytest_deselected(items=[item for item in items if item not in here])
    items[:] = here


@pytest.fixture(scope="session", autouse=True)
def n_plus_one_is_an_error():
    """Every view of every test raises when it asks the same query once per row."""
    initialize_app_registry()
    patch()
    # Django itself reads the session again as it ends it, and the admin the user it shows
    # besides the one who is logged in.
    settings.ZEAL_ALLOWLIST = [{"model": "sessions.Session"}, {"model": "konton.User"}]
    settings.MIDDLEWARE.insert(0, "zeal.middleware.zeal_middleware")


@pytest.fixture(scope="session", autouse=True)
def fast_passwords():
    """Hashing that is slow on purpose protects nobody in a test."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def base_url(live_server):
    return live_server.url


@pytest.fixture(scope="session")
def playwright(playwright):
    # Playwright's sync API keeps an event loop running in this process, in which Django would
    # refuse the database to all tests that follow. Processes without a browser keep the guard.
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield playwright


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {
        **browser_type_launch_args,
        "executable_path": "/usr/bin/chromium",
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "locale": "sv-SE", "timezone_id": "Europe/Stockholm"}


@pytest.fixture
def log_in_browser(context, client, live_server):
    """Logs the browser in as a user, past the login page."""

    def log_in(user):
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies(
            [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
        )

    return log_in


@pytest.fixture
def assert_accessible():
    """Asserts that axe finds nothing (WCAG 2.2 AA) and that the page does not scroll sideways."""

    def check(page):
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        # What is right is not told in full: it takes most of the time.
        options = {"runOnly": tags, "resultTypes": ["violations"]}
        results = Axe().run(page, options=options)
        assert results.violations_count == 0, results.generate_report()
        assert_no_sideways_scroll(page)

    return check


def assert_no_sideways_scroll(page):
    assert page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    ), f"{page.url} scrolls sideways"


@pytest.fixture
def database_on_disk(transactional_db, tmp_path):
    """SQLite waits for a lock in a file, as people have it, but not in memory, as tests do."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    in_memory, namn = connection.connection, connection.settings_dict["NAME"]
    with closing(sqlite3.connect(tmp_path / "db.sqlite3")) as fil:
        in_memory.backup(fil)
    connection.connection = None
    # The threads' connections are made of the same settings.
    connection.settings_dict["NAME"] = str(tmp_path / "db.sqlite3")
    yield
    connection.close()
    connection.connection = in_memory
    connection.settings_dict["NAME"] = namn
