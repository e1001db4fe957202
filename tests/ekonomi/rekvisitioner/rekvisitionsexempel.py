"""Rekvisitioner for tests, written and sent in through the services."""

from datetime import UTC, datetime
from decimal import Decimal

from ekonomi.rekvisitioner.innehall import Innehall, fingerprint
from ekonomi.rekvisitioner.services import (
    attest_rekvisition,
    load_bilagor,
    load_rekvisition,
    save_rekvisition,
    submit_rekvisition,
)
from finsam.period import Period
from insatser.models import Insats
from tests import factories as f

NU = datetime(2024, 7, 12, 8, 42, tzinfo=UTC)
K2 = Period.quarter(2024, 2)


def make_insats(**kwargs):
    """With a budget of a million for 2024, as the views fetch it."""
    kwargs = {"namn": "Din väg framåt", "kortnamn": "Jobbcentrum", "ort": "Enköping"} | kwargs
    insats = f.BudgetpostFactory(insats=f.InsatsFactory(**kwargs)).insats
    return Insats.objects.with_gallande_slut(NU.date()).select_related("forbund").get(pk=insats.pk)


def sedd(insats, kvartal=K2):
    """What someone who looks now has seen."""
    rekvisition = load_rekvisition(insats, kvartal)
    return fingerprint(rekvisition, load_bilagor(rekvisition))


def write(insats, user, belopp=100, kvartal=K2, nu=NU, **innehall):
    return save_rekvisition(
        insats=insats,
        kvartal=kvartal,
        innehall=Innehall(personal=Decimal(belopp), **innehall),
        sedd=fingerprint(load_rekvisition(insats, kvartal)),
        user=user,
        nu=nu,
    )


def step(service, insats, user, kvartal=K2, nu=NU, **kwargs):
    """Do as one who has just looked."""
    return service(
        insats=insats, kvartal=kvartal, sedd=sedd(insats, kvartal), user=user, nu=nu, **kwargs
    )


def send(insats, user, belopp=100, kvartal=K2, nu=NU, **innehall):
    write(insats, user, belopp, kvartal, nu, **innehall)
    return step(submit_rekvisition, insats, user, kvartal, nu)


def send_and_attest(insats, user, ekonom, belopp=100, kvartal=K2, nu=NU, **innehall):
    send(insats, user, belopp, kvartal, nu, **innehall)
    return step(attest_rekvisition, insats, ekonom, kvartal, nu)
