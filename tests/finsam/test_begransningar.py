"""Every constraint of every model is held by the database itself, and tells a person why."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction

from ekonomi.models import (
    Bokforingsnamn,
    Flerar,
    Forbundsbudgetrad,
    Kontosaldo,
    Kostnadsstalle,
    Medlemsavgift,
)
from insatser.models import Slutmal, Styrgrupp
from rapporter.models import Avstamningskommentar, Rapporttext
from tests import factories as f
from uppfoljning.models import (
    Aktivitet,
    Granskningskommentar,
    Paminnelse,
    Stegregel,
    Verksamhetsmal,
)

NU = datetime(2024, 7, 10, 8, tzinfo=UTC)
OURS = ("finsam", "insatser", "uppfoljning", "ekonomi", "rapporter")
MODELS = [
    model
    for model in apps.get_models()
    if model.__module__.startswith(OURS) and not hasattr(model, "instance_type")
]
CONSTRAINTS = [
    pytest.param(model, constraint, id=constraint.name)
    for model in MODELS
    for constraint in model._meta.constraints
]


def make_maluppfoljning():
    rapport = f.KvartalsrapportFactory()
    return f.MaluppfoljningFactory(
        kvartalsrapport=rapport, mal=f.MalFactory(insats=rapport.insats), status="gron"
    )


# A right row of each model.
ROWS = {
    "user": f.UserFactory,
    "behorighet": f.BehorighetFactory,
    "inbjudan": f.InbjudanFactory,
    "handelse": f.HandelseFactory,
    "forbund": f.ForbundFactory,
    "part": f.PartFactory,
    "fortroendevald": lambda: f.FortroendevaldFactory(till=date(2026, 12, 31)),
    "styrgrupp": lambda: Styrgrupp.objects.create(forbund=f.ForbundFactory(), namn="Lokus"),
    "insats": f.InsatsFactory,
    "forlangning": lambda: f.ForlangningFactory(
        beslutsdatum=date(2024, 5, 1), nytt_slut=date(2025, 6, 30)
    ),
    "mal": f.MalFactory,
    "slutrapport": f.SlutrapportFactory,
    "slutmal": lambda: Slutmal.objects.create(mal=f.MalFactory()),
    "kvartalsrapport": f.KvartalsrapportFactory,
    "maluppfoljning": make_maluppfoljning,
    "bedomning": lambda: f.BedomningFactory(insats=f.InsatsFactory()),
    "avvikelse": lambda: f.AvvikelseFactory(belopp=Decimal(5), fran_ar=2024, till_ar=2025),
    "leverans": f.LeveransFactory,
    "deltagarstatistik": lambda: f.DeltagarstatistikFactory(
        kon="K", matt="avslutade", kategori="arbete"
    ),
    "bilaga": f.BilagaFactory,
    "avvikelsebilaga": f.AvvikelsebilagaFactory,
    "omgang": f.OmgangFactory,
    "granskningskommentar": lambda: Granskningskommentar.objects.create(
        omgang=f.OmgangFactory(), falt="i_fas", text="?", skriven=NU, skriven_av=f.UserFactory()
    ),
    "paminnelse": lambda: Paminnelse.objects.create(
        user=f.UserFactory(), insats=f.InsatsFactory(), ar=2024, kvartal=2, skickad=NU.date()
    ),
    "stegregel": lambda: Stegregel.objects.create(
        forbund=f.ForbundFactory(), fran_ar=2024, orsak="arbete"
    ),
    "verksamhetsmal": lambda: Verksamhetsmal.objects.create(
        forbund=f.ForbundFactory(), ar=2024, nr=1
    ),
    "aktivitet": lambda: Aktivitet.objects.create(
        forbund=f.ForbundFactory(), datum=date(2024, 3, 1), namn="Frukost"
    ),
    "budgetpost": f.BudgetpostFactory,
    "rekvisition": lambda: f.RekvisitionFactory(inkommen=date(2024, 4, 2)),
    "rekvisitionsbilaga": f.RekvisitionsbilagaFactory,
    "betalrad": f.BetalradFactory,
    "forbundsbudgetrad": lambda: Forbundsbudgetrad.objects.create(
        forbund=f.ForbundFactory(), ar=2024, version="budget", rad="forvaltning", belopp=1
    ),
    "medlemsavgift": lambda: Medlemsavgift.objects.create(part=f.PartFactory(), ar=2024, belopp=1),
    "flerar": lambda: Flerar.objects.create(forbund=f.ForbundFactory(), ar=2023, per="12-31"),
    "kontorad": f.KontoradFactory,
    "kostnadsstalle": lambda: Kostnadsstalle.objects.create(
        forbund=f.ForbundFactory(), kod="10", verksamhet="forvaltning"
    ),
    "bokforing": f.BokforingFactory,
    "bokforingsnamn": lambda: Bokforingsnamn.objects.create(
        bokforing=f.BokforingFactory(), dimension=6, kod="ENK-JC"
    ),
    "kontosaldo": lambda: Kontosaldo.objects.create(
        bokforing=f.BokforingFactory(), slag="ib", konto="1920", belopp=1
    ),
    "rapporttext": lambda: Rapporttext.objects.create(
        forbund=f.ForbundFactory(), rapport="pm", period="2024H1", kapitel="bakgrund", text="."
    ),
    "avstamningskommentar": lambda: Avstamningskommentar.objects.create(
        forbund=f.ForbundFactory(), rapport="pm", period="2024H1", kontroll="balans", text="."
    ),
}

# What breaks the constraint, and it alone, in a right row. Years and choices break as below.
BREAKS = {
    "user_email_gemener": {"email": "Versal@exempel.se"},
    "inbjudan_email_gemener": {"email": "Versal@exempel.se"},
    "inbjudan_antagen_eller_aterkallad": {"antagen": NU, "aterkallad": NU},
    "forbund_kvotgranser_i_ordning": {"kvot_undre": 120},
    "forbund_antal_anstallda_ej_negativt": {"antal_anstallda": -1},
    "fortroendevald_till_tidigast_fran": {"till": date(2022, 12, 31)},
    "insats_slut_tidigast_start": {"slut": date(2023, 12, 31)},
    "insats_eftertrader_ej_sig_sjalv": {"eftertrader": models.F("id")},
    "mal_nr_fran_ett": {"nr": 0},
    "kvartalsrapport_kvartal_1_4": {"kvartal": 5},
    "paminnelse_kvartal_1_4": {"kvartal": 5},
    "omgang_godkand_av_annan": {"beslut": "godkand", "beslutad_av": models.F("inskickad_av")},
    "omgang_skal_till_atersandning": {"beslut": "atersand"},
    "omgang_oppnad_med_skal": {"oppnad": NU},
    "avvikelse_belopp_ej_negativt": {"belopp": -1},
    "avvikelse_beslut_och_datum": {"beslut": "beviljad"},
    "avvikelse_ar_i_ordning": {"till_ar": 2023},
    "avvikelse_atertagen_utan_beslut": {
        "atertagen": NU,
        "beslut": "beviljad",
        "beslutsdatum": date(2024, 5, 3),
    },
    "deltagarstatistik_manadens_forsta_dag": {"manad": date(2024, 3, 2)},
    "deltagarstatistik_kon_efter_matt": {"kon": "O"},
    "deltagarstatistik_kategori_efter_matt": {"kategori": "sjukpenning"},
    "budgetpost_belopp_tecken": {"belopp": -1},
    "rekvisition_kvartal_1_4": {"kvartal": 0},
    "rekvisition_belopp_ej_negativt": {"belopp": -1},
    "rekvisition_attesterad_tidigast_inkommen": {"attesterad": date(2024, 4, 1)},
    "rekvisition_kostnadsslag_summerar": {"personal": 1},
    "rekvisition_atersand_med_skal": {"skal": "Fel kvartal."},
    "rekvisition_preliminart_belopp_och_dag": {"preliminart_belopp": 1},
    "rekvisition_betalt_utanfor_ej_negativt": {"betalt_utanfor": -1},
    "betalrad_belopp_ej_noll": {"belopp": 0},
    "betalrad_rekvirerat_ej_negativt": {"rekvirerat": -1},
    "forbundsbudgetrad_insats_bara_pa_insatsrad": {"rad": "insats"},
    "forbundsbudgetrad_belopp_tecken": {"belopp": -1},
    "medlemsavgift_belopp_ej_negativt": {"belopp": -1},
    "kontorad_rad_hor_till_rapport": {"rad": "personal"},
    "bokforing_dagar_i_ordning": {"per": date(2025, 1, 1)},
    "bokforing_sietyp_1_4": {"sietyp": 5},
    "kontosaldo_manad_bara_for_rorelse": {"manad": date(2024, 1, 1)},
    "kontosaldo_objekt_har_dimension": {"objekt": "ENK-JC"},
}

# No value breaks these alone: the other constraint, named here, refuses it as well.
COVERED = {
    "kontorad_rad": "kontorad_rad_hor_till_rapport",
    "kontorad_rapport": "kontorad_rad_hor_till_rapport",
    "deltagarstatistik_kon": "deltagarstatistik_kon_efter_matt",
    "deltagarstatistik_matt": "deltagarstatistik_kategori_efter_matt",
    "avvikelse_beslut": "avvikelse_beslut_och_datum",
}


def break_of(model, constraint):
    if constraint.name in BREAKS:
        return BREAKS[constraint.name]
    field = model._meta.get_field(constraint.name.removeprefix(f"{model._meta.model_name}_"))
    return {field.name: "x" if field.choices else 1993}


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "constraint"), CONSTRAINTS)
def test_the_database_refuses_what_breaks_it(model, constraint):
    row = ROWS[model._meta.model_name]()
    if isinstance(constraint, models.UniqueConstraint):
        row.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            model._base_manager.bulk_create([row])
        return
    # Its till_ar must not come before its fran_ar for want of a right one.
    values = break_of(model, constraint)
    if constraint.name == "avvikelse_till_ar":
        values = {"fran_ar": None, "till_ar": 1993}
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        model._base_manager.filter(pk=row.pk).update(**values)
    names = {constraint.name, COVERED.get(constraint.name, constraint.name)}
    assert any(name in str(refused.value) for name in names), refused.value


@pytest.mark.parametrize(("model", "constraint"), CONSTRAINTS)
def test_it_says_in_words_of_its_own_what_is_wrong(model, constraint):
    assert constraint.violation_error_message != constraint.default_violation_error_message


@pytest.mark.parametrize("model", MODELS)
def test_every_field_with_choices_and_every_year_has_one(model):
    wanted = {
        f"{model._meta.model_name}_{field.name}"
        for field in model._meta.local_fields
        if field.choices or field.name in ("ar", "fran_ar", "till_ar", "startar")
    }
    assert wanted <= {constraint.name for constraint in model._meta.constraints}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("matt", "kategori", "is_right"),
    [
        ("inskrivna", "", True),
        ("inskrivna", "arbete", False),
        ("avslutade", "", False),
        ("forsorjning_fore", "sjukpenning", True),
        ("omfattning", "1", True),
        ("omfattning", "100", True),
        ("omfattning", "0", False),
        ("omfattning", "101", False),
        ("omfattning", "050", False),
        ("omfattning", "50 %", False),
        ("omfattning", "", False),
    ],
)
def test_kategori_goes_with_its_matt(matt, kategori, is_right):
    cell = f.DeltagarstatistikFactory.build(
        leverans=f.LeveransFactory(), kon="K", matt=matt, kategori=kategori
    )
    if is_right:
        cell.save()
        return
    with pytest.raises(IntegrityError), transaction.atomic():
        cell.save()
