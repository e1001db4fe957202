"""Kvartalsrapporter for tests of the review, written and sent in through the services."""

from datetime import UTC, datetime

from finsam.period import Period
from insatser.models import Insats
from tests import factories as f
from tests.uppfoljning.svarsexempel import changes, complete
from uppfoljning.calculations.konflikter import Andring
from uppfoljning.granskning.services import review_kvartalsrapport
from uppfoljning.kvartalsrapport.formular import load_formular
from uppfoljning.kvartalsrapport.services import save_svar, submit_kvartalsrapport

NU = datetime(2024, 7, 12, 8, 42, tzinfo=UTC)
K1, K2 = Period.quarter(2024, 1), Period.quarter(2024, 2)


def make_insats(**kwargs):
    """An individinsats with one mål, as the views fetch it."""
    kwargs = {"namn": "Din väg framåt", "kortnamn": "Jobbcentrum", "ort": "Enköping"} | kwargs
    insats = f.InsatsFactory(**kwargs)
    f.MalFactory(insats=insats, nr=1, mal="Fler går till arbete")
    return Insats.objects.with_gallande_slut(NU.date()).select_related("forbund").get(pk=insats.pk)


def write(insats, user, nu=NU, kvartal=K2, **svar):
    """Answer all that must be answered and is not, and what is given."""
    formular = load_formular(insats, kvartal)
    alla = {k: v for k, v in complete(formular).items() if not formular.innehall[k]} | svar
    save_svar(insats=insats, kvartal=kvartal, andringar=changes(formular, alla), user=user, nu=nu)


def send(insats, user, nu=NU, kvartal=K2, **svar):
    """Write and send in; the omgång."""
    write(insats, user, nu, kvartal, **svar)
    sedd = load_formular(insats, kvartal).hash
    return submit_kvartalsrapport(insats=insats, kvartal=kvartal, sedd=sedd, user=user, nu=nu)


def review(omgang, besked, user, nu=NU, *, skal="", **kommentarer):
    """As the kansli's page: new comments by field, and what becomes of the omgång."""
    review_kvartalsrapport(
        omgang=omgang,
        kommentarer=comments(**kommentarer),
        besked=besked,
        skal=skal,
        user=user,
        nu=nu,
    )


def comments(**texter):
    """New comments as the review sends them, by field."""
    return {falt: Andring("", text) for falt, text in texter.items()}
