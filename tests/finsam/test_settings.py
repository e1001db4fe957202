import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAFE = {
    "MILJO": "produktion",
    "SECRET_KEY": "en-lang-slumpad-nyckel-" * 3,
    "ALLOWED_HOSTS": "uppfoljning.example.se",
    "DATABASE_URL": "postgres://finsam:hemligt@databas:5432/finsam",
    "DEBUG": "false",
    "EMAIL_URL": "smtp+tls://finsam:hemligt@post.example.se:587",
    "DEFAULT_FROM_EMAIL": "uppfoljning@example.se",
}
SHOW = """
from finsam import settings
print(settings.DATABASES["default"]["ENGINE"], settings.DEBUG, settings.SESSION_COOKIE_SECURE)
"""


def load_settings(**values):
    environment = {key: value for key, value in os.environ.items() if key not in SAFE}
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", SHOW],
        cwd=ROOT,
        env={**environment, **values},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_production_starts_when_everything_is_set():
    result = load_settings(**SAFE)

    assert result.stderr == ""
    assert result.stdout.split() == ["django.db.backends.postgresql", "False", "True"]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"SECRET_KEY": None}, "Sätt SECRET_KEY"),
        ({"SECRET_KEY": "kort"}, "Sätt SECRET_KEY"),
        ({"DEBUG": "true"}, "Ta bort DEBUG"),
        ({"DATABASE_URL": None}, "Sätt DATABASE_URL"),
        ({"DATABASE_URL": "sqlite:///db.sqlite3"}, "Sätt DATABASE_URL"),
        ({"ALLOWED_HOSTS": None}, "Sätt ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": ""}, "Sätt ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "*"}, "Byt * i ALLOWED_HOSTS"),
        ({"EMAIL_URL": None}, "Sätt EMAIL_URL"),
        ({"EMAIL_URL": "consolemail://"}, "Sätt EMAIL_URL"),
        ({"DEFAULT_FROM_EMAIL": None}, "Sätt DEFAULT_FROM_EMAIL"),
        ({"MILJO": "prod"}, "Sätt MILJO till utveckling eller produktion"),
    ],
)
def test_production_refuses_each_unsafe_setting(change, fault):
    values = {key: value for key, value in (SAFE | change).items() if value is not None}

    result = load_settings(**values)

    assert result.returncode == 1
    assert fault in result.stderr
    assert result.stderr.count("\n- ") == 1


def test_production_names_all_faults_at_once():
    result = load_settings(MILJO="produktion", DEBUG="true")

    assert result.stderr.count("\n- ") == 6


def test_deploy_check_is_clean_in_production():
    result = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={**os.environ, **SAFE, "SECRET_KEY": "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7-" * 2},
        capture_output=True,
        text=True,
        check=False,
    )

    # HSTS for the subdomains of a förbund's domain is the förbund's to decide.
    assert {word for word in result.stderr.split() if word.startswith("(security.")} <= {
        "(security.W005)",
        "(security.W021)",
    }


def test_compose_passes_on_every_setting():
    names = set(re.findall(r'env\.\w+\(\s*"(\w+)"', (ROOT / "finsam/settings.py").read_text()))
    compose = (ROOT / "docker-compose.yml").read_text()

    assert {name for name in names if f"    {name}: " not in compose} == {"DEBUG"}
