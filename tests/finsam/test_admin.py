"""The admin: every list, form and search works, in Swedish, with few queries."""

from datetime import date

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from finsam.konton.models import Roll
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def forbund_with_rows():
    call_command("las_in_underlag", "fixtures/underlag_2024H1.xlsx")
    call_command("las_in_insatsdata", "fixtures/insatsdata_2024H1.xlsx")


def test_every_list_search_and_form(
    client, forbund_with_rows, django_user_model, django_assert_max_num_queries
):
    client.force_login(django_user_model.objects.create_superuser("admin@exempel.se"))
    for model, model_admin in admin.site._registry.items():
        lista = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        # Rows shown must not cost queries: a page has up to 100 of them.
        with django_assert_max_num_queries(14):
            assert client.get(lista).status_code == 200, lista
        if model_admin.search_fields:
            assert client.get(lista, {"q": "enköping"}).status_code == 200, lista
        obj = model._default_manager.first()
        if obj is not None:
            change = reverse(
                f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[obj.pk]
            )
            assert client.get(change).status_code == 200, change


def test_a_constraint_is_told_in_the_form_and_not_as_a_crash(client, django_user_model):
    client.force_login(django_user_model.objects.create_superuser("admin@exempel.se"))
    insats = f.InsatsFactory()
    url = reverse("admin:insatser_insats_change", args=[insats.pk])
    form = client.get(url).context["adminform"].form
    data = {k: v for k, v in form.initial.items() if v not in (None, [])}
    data |= {"start": "2024-05-01", "slut": "2024-04-01"}
    for prefix in ("malen", "forlangningar"):
        data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    response = client.post(url, data)
    assert response.status_code == 200
    assert response.context["adminform"].form.errors == {
        "slut": ["Slut är före start. Rätta ett av datumen."]
    }
    insats.refresh_from_db()
    assert insats.start.isoformat() == "2024-01-01"


def insats_with(antal):
    insats = f.InsatsFactory(insatsagare=f.PartFactory())
    for n in range(antal):
        f.MalFactory(insats=insats)
        f.ForlangningFactory(
            insats=insats, beslutsdatum=date(2024, 5, 1 + n), nytt_slut=date(2025, 6, 30)
        )
    return insats


def kvartalsrapport_with(antal):
    rapport = f.KvartalsrapportFactory()
    for _ in range(antal):
        f.MaluppfoljningFactory(kvartalsrapport=rapport, mal=f.MalFactory(insats=rapport.insats))
    return rapport


def omgang_with(antal):
    omgang = f.OmgangFactory()
    for nr in range(antal):
        f.GranskningskommentarFactory(omgang=omgang, falt=f"falt_{nr}")
    return omgang


def user_with(antal):
    user = f.UserFactory()
    for _ in range(antal):
        behorighet = f.BehorighetFactory(user=user, roll=Roll.STYRGRUPP)
        behorighet.insatser.set([f.InsatsFactory(forbund=behorighet.forbund) for _ in range(2)])
    return user


WITH_ROWS = {
    "insats": insats_with,
    "kvartalsrapport": kvartalsrapport_with,
    "omgang": omgang_with,
    "user": user_with,
}


@pytest.mark.parametrize(
    "model",
    [
        pytest.param(model, id=model._meta.model_name)
        for model, model_admin in admin.site._registry.items()
        if model_admin.inlines
    ],
)
def test_rows_in_a_form_cost_no_queries(client, django_user_model, model):
    client.force_login(django_user_model.objects.create_superuser("admin@exempel.se"))
    few, many = (WITH_ROWS[model._meta.model_name](antal) for antal in (1, 3))

    def count(obj):
        url = reverse(
            f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[obj.pk]
        )
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    count(few)  # Content types are read once per process.
    assert count(few) == count(many)


def post(client, url, **changes):
    """Send the form of the page again, with these changes."""
    page = client.get(url)
    forms = [page.context["adminform"].form]
    for inline in page.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    data = {
        form.add_prefix(name): value
        for form in forms
        for name, value in ((name, form[name].value()) for name in form.fields)
        if value or (value == 0 and value is not False)
    }
    return client.post(url, data | changes)


def test_parter_of_another_forbund_are_refused(client, django_user_model):
    client.force_login(django_user_model.objects.create_superuser("admin@exempel.se"))
    insats = f.InsatsFactory()
    url = reverse("admin:insatser_insats_change", args=[insats.pk])

    response = post(client, url, samverkansparter=[f.PartFactory().pk])
    assert response.context["adminform"].form.errors == {
        "samverkansparter": [f"Välj bara parter som hör till {insats.forbund}."]
    }

    part = f.PartFactory(forbund=insats.forbund)
    assert post(client, url, samverkansparter=[part.pk]).status_code == 302
    assert list(insats.samverkansparter.all()) == [part]


def test_an_insats_stays_in_its_forbund(client, django_user_model):
    client.force_login(django_user_model.objects.create_superuser("admin@exempel.se"))
    insats = f.InsatsFactory()
    url = reverse("admin:insatser_insats_change", args=[insats.pk])

    assert post(client, url, forbund=f.ForbundFactory().pk, ort="Byn").status_code == 302

    before, insats.ort = insats.forbund, "Byn"
    insats.refresh_from_db()
    assert (insats.forbund, insats.ort) == (before, "Byn")


def of_a_workflow():
    """One row of each model that only the service itself writes."""
    omgang = f.OmgangFactory(kvartalsrapport__insats=f.InsatsFactory())
    rapport = omgang.kvartalsrapport
    mal = f.MalFactory(insats=rapport.insats)
    return [
        rapport,
        f.MaluppfoljningFactory(kvartalsrapport=rapport, mal=mal),
        omgang,
        f.GranskningskommentarFactory(omgang=omgang),
        f.BilagaFactory(kvartalsrapport=rapport),
        f.BedomningFactory(insats=rapport.insats),
        f.HandelseFactory(),
    ]


def test_nobody_passes_by_the_workflow_here(client, django_user_model):
    client.force_login(django_user_model.objects.create_superuser("admin@exempel.se"))
    for row in of_a_workflow():
        name = f"admin:{row._meta.app_label}_{row._meta.model_name}"
        change = reverse(f"{name}_change", args=[row.pk])
        before = type(row).objects.filter(pk=row.pk).values().get()

        assert client.get(change).status_code == 200, name
        assert client.post(reverse(f"{name}_add"), {}).status_code == 403, name
        assert client.post(change, {"status": "godkand"}).status_code == 403, name
        deleted = client.post(reverse(f"{name}_delete", args=[row.pk]), {"post": "yes"})
        assert deleted.status_code == 403, name
        assert type(row).objects.filter(pk=row.pk).values().get() == before


def test_every_version_of_a_report_is_read_within_the_csp(client, django_user_model):
    user = django_user_model.objects.create_superuser("admin@exempel.se")
    client.force_login(user)
    rapport = f.KvartalsrapportFactory(i_fas="ja")
    rapport.i_fas = "nej"
    rapport._history_user = user
    rapport.save()

    url = reverse("admin:uppfoljning_kvartalsrapport_history", args=[rapport.pk])
    page = client.get(url).content.decode()

    text = " ".join(page.split())
    assert "ja → nej" in text
    assert "admin@exempel.se" in text
    assert "style=" not in page
    with pytest.raises(NoReverseMatch):
        reverse("admin:uppfoljning_kvartalsrapport_simple_history", args=[rapport.pk, 1])
