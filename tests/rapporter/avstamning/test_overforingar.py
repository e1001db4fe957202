"""Money that is moved between years is in both, and is what was granted."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from ekonomi.avvikelser.services import decide_avvikelse, hash_avvikelse
from ekonomi.models import Budgetpost
from finsam.period import Period
from rapporter.avstamning.overforingar import KONTROLLER
from rapporter.avstamning.overforingsrader import gather_overforingsrader
from rapporter.avstamning.underlag import Avstamningsunderlag
from tests import factories as f
from uppfoljning.models import Avvikelse

pytestmark = pytest.mark.django_db

AR = Period.parse("2024")
DAG = date(2024, 5, 20)
NU = datetime(2024, 5, 20, 8, tzinfo=UTC)
Post = Budgetpost.Post


@pytest.fixture
def insats():
    """1 000 000 granted for 2024. Another förbund moves money by halves."""
    insats = f.InsatsFactory(slut=date(2025, 12, 31))
    f.BudgetpostFactory(insats=insats)
    f.BudgetpostFactory(post=Post.OVERFORT_UT, belopp=Decimal(7))
    return insats


def olika(insats, ar=AR):
    """What each check says differs: its key, and both amounts."""
    u = Avstamningsunderlag(
        typ="pm",
        forbund=insats.forbund,
        period=ar,
        per=date(2025, 1, 20),
        dokument=None,
        overforingar=gather_overforingsrader(insats.forbund, ar.slut),
    )
    return {
        typ.nyckel: [
            (j.ena.varde, j.andra.varde) for j in typ.prova(u) if j.ena.varde != j.andra.varde
        ]
        for typ in KONTROLLER
    }


STAMMER = {"overforingar": [], "overforing-andra-aret": [], "beviljade-avvikelser": []}


def flytta(insats, ut, in_, till_ar=2025):
    for slag, ar, belopp in ((Post.OVERFORT_UT, 2024, ut), (Post.OVERFORT_IN, till_ar, in_)):
        if belopp is not None:
            f.BudgetpostFactory(
                insats=insats, ar=ar, post=slag, beslutsdatum=DAG, belopp=Decimal(belopp)
            )


@pytest.mark.parametrize(
    ("ut", "in_", "nasta_ar", "nyckel"),
    [
        (100, 100, False, None),
        (0, 100, False, "overforingar"),
        (100, None, True, "overforingar"),
        # A file that holds one year only.
        (100, None, False, "overforing-andra-aret"),
    ],
)
def test_both_halves_are_there(insats, django_assert_num_queries, ut, in_, nasta_ar, nyckel):
    if nasta_ar:
        f.BudgetpostFactory(insats=insats, ar=2025)
    flytta(insats, ut, in_)
    with django_assert_num_queries(3):
        funnet = olika(insats)
    assert funnet == STAMMER | ({nyckel: [(ut, in_ or 0)]} if nyckel else {})
    # The other years' reports say so too, and no others do.
    if in_ and nyckel:
        assert olika(insats, Period.parse("2025"))[nyckel] == [(ut, in_)]
    assert olika(insats, Period.parse("2026")) == STAMMER


def test_what_was_granted_is_in_the_budget(insats):
    def grant(belopp, **ar):
        avvikelse = f.AvvikelseFactory(insats=insats, belopp=Decimal(belopp), **ar)
        decide_avvikelse(
            avvikelse=avvikelse,
            beslut=Avvikelse.Beslut.BEVILJAD,
            motivering="Ja.",
            sedd=hash_avvikelse(avvikelse),
            user=f.UserFactory(),
            nu=NU,
        )

    # As a file tells of it: no posts were made of it here.
    f.AvvikelseFactory(
        insats=insats,
        belopp=Decimal(5),
        fran_ar=2024,
        till_ar=2025,
        beslut="beviljad",
        beslutsdatum=DAG,
        inkommen=date(2024, 5, 1),
    )
    f.BudgetpostFactory(insats=insats, post=Post.ATERLAMNAT, beslutsdatum=DAG, belopp=Decimal(30))
    grant(1000, fran_ar=2024, till_ar=2025, inkommen=date(2024, 5, 2))
    grant(200, fran_ar=2024, till_ar=2025, inkommen=date(2024, 5, 3))
    # Added to what was given back the same day.
    grant(40, fran_ar=2024, till_ar=None, inkommen=date(2024, 5, 4))
    assert insats.budgetposter.get(post=Post.ATERLAMNAT).belopp == 70
    assert olika(insats) == STAMMER

    insats.budgetposter.filter(post=Post.OVERFORT_IN).update(belopp=1199)
    assert olika(insats) == STAMMER | {
        "overforingar": [(1200, 1199)],
        "beviljade-avvikelser": [(1200, 1199)],
    }
    insats.budgetposter.filter(post__in=Budgetpost.OVERFORDA).delete()
    assert olika(insats)["beviljade-avvikelser"] == [(1200, None), (1200, None)]
