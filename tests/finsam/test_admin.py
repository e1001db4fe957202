"""The admin: every list, form and search works, in Swedish, with few queries."""

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.urls import reverse

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
    assert response.context["adminform"].form.errors
    insats.refresh_from_db()
    assert insats.start.isoformat() == "2024-01-01"
