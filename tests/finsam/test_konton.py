from datetime import date, timedelta

import pytest
import time_machine
from django.contrib.auth import authenticate
from django.contrib.auth.models import Permission
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from finsam.handelser.models import Handelse
from finsam.konton.forms import BehorighetForm, UserCreationForm
from finsam.konton.models import Behorighet, Roll, User
from finsam.konton.services import keep_email_address
from insatser.models import Forbund, Insats
from tests.tva_steg import turn_on_totp

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return User.objects.create_user("Anvandare@Example.SE ", "ett-gott-losenord", namn="Kansliet")


@pytest.fixture
def forbund():
    return Forbund.objects.create(organisationsnummer="222000-0001", namn="Förbundet Öst")


@pytest.fixture
def other_forbund():
    return Forbund.objects.create(organisationsnummer="222000-0002", namn="Förbundet Väst")


def create_insats(forbund, kod):
    return Insats.objects.create(
        forbund=forbund,
        kod=kod,
        namn=kod,
        typ=Insats.Typ.STRUKTUR,
        start=date(2024, 1, 1),
        slut=date(2024, 12, 31),
    )


class TestUser:
    def test_address_is_kept_in_lower_case(self, user):
        assert user.email == "anvandare@example.se"
        assert str(user) == "Kansliet"

    def test_address_logs_in_whatever_its_case(self, user):
        assert authenticate(username="ANVANDARE@example.se", password="ett-gott-losenord") == user

    @pytest.mark.parametrize("email", ["anvandare@example.se", "Anvandare@example.se"])
    def test_database_refuses_the_same_address_twice(self, user, email):
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.bulk_create([User(email=email)])

    def test_form_refuses_the_same_address_in_another_case(self, user):
        form = UserCreationForm(
            {
                "email": "ANVANDARE@EXAMPLE.SE",
                "usable_password": "true",
                "password1": "ett-langt-losenord",
                "password2": "ett-langt-losenord",
            }
        )

        assert list(form.errors) == ["email"]

    def test_address_is_required(self):
        with pytest.raises(ValueError, match="e-postadress"):
            User.objects.create_user("")

    def test_user_without_password_cannot_log_in(self):
        assert not User.objects.create_user("ny@example.se").has_usable_password()


class TestBehorighetForm:
    def form(self, user, forbund, roll, *insatser):
        return BehorighetForm(
            {
                "user": user.pk,
                "forbund": forbund.pk,
                "roll": roll,
                "insatser": [insats.pk for insats in insatser],
            }
        )

    def test_styrgrupp_gets_insatser_of_its_forbund(self, user, forbund):
        insats = create_insats(forbund, "A")

        behorighet = self.form(user, forbund, Roll.STYRGRUPP, insats).save()

        assert list(behorighet.insatser.all()) == [insats]

    def test_insats_of_another_forbund_is_refused(self, user, forbund, other_forbund):
        form = self.form(user, forbund, Roll.STYRGRUPP, create_insats(other_forbund, "B"))

        assert form.errors == {"insatser": ["Välj bara insatser som hör till Förbundet Öst."]}

    def test_role_for_the_whole_forbund_takes_no_insatser(self, user, forbund):
        form = self.form(user, forbund, Roll.KANSLI, create_insats(forbund, "A"))

        assert form.errors == {"insatser": ["Ta bort insatserna. Rollen gäller hela förbundet."]}

    def test_same_role_twice_is_refused(self, user, forbund):
        Behorighet.objects.create(user=user, forbund=forbund, roll=Roll.KANSLI)

        form = self.form(user, forbund, Roll.KANSLI)

        assert form.non_field_errors() == ["Användaren har redan den rollen i förbundet."]


def change(client, user, **changes):
    """Send the user's page in the admin again, with these changes."""
    url = reverse("admin:konton_user_change", args=[user.pk])
    page = client.get(url)
    forms = [page.context["adminform"].form]
    for inline in page.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    data = {
        form.add_prefix(name): form[name].value() for form in forms for name in form.fields
    } | changes
    # As a browser: what is empty or not ticked is not sent.
    sent = {name: value for name, value in data.items() if value not in (None, "") or value == 0}
    response = client.post(url, {name: v for name, v in sent.items() if v is not False})
    assert response.status_code == 302, response.context["adminform"].form.errors


class TestAdmin:
    @pytest.fixture
    def superuser(self, client):
        superuser = User.objects.create_superuser("admin@example.se")
        client.force_login(superuser)
        return superuser

    @pytest.mark.parametrize(
        ("model", "text"), [("user", "anvandare@example.se"), ("behorighet", "Kansliet")]
    )
    def test_list_finds_by_address(
        self, client, superuser, user, forbund, other_forbund, model, text
    ):
        for each in (forbund, other_forbund):
            Behorighet.objects.create(user=user, forbund=each, roll=Roll.KANSLI)

        response = client.get(reverse(f"admin:konton_{model}_changelist"), {"q": "anvandare@"})

        assert text in response.content.decode()

    def test_staff_with_every_permission_is_kept_out(self, client, user):
        user.is_staff = True
        user.save()
        user.user_permissions.set(Permission.objects.all())
        client.force_login(user)

        for name in ("index", "insatser_insats_changelist", "autocomplete", "jsi18n"):
            response = client.get(reverse(f"admin:{name}"))
            assert response.status_code == 302, name
            assert response.url.startswith(reverse("admin:login")), name
        assert "Administration" not in client.get(reverse("konto")).content.decode()

    def test_login_is_that_of_the_whole_service(self, client):
        superuser = User.objects.create_superuser("admin@example.se", "ett-gott-losenord")
        page = reverse("admin:konton_user_changelist")

        login = client.get(page, follow=True).redirect_chain[-1][0]
        response = client.post(login, {"login": superuser.email, "password": "ett-gott-losenord"})

        assert login.startswith(reverse("account_login"))
        assert response.url == page
        assert client.get(page).status_code == 200

    def test_its_own_login_takes_no_password(self, client):
        superuser = User.objects.create_superuser("admin@example.se", "ett-gott-losenord")

        client.post(
            reverse("admin:login"), {"username": superuser.email, "password": "ett-gott-losenord"}
        )

        assert "_auth_user_id" not in client.session

    def test_password_is_changed_where_everyone_does(self, client, superuser):
        response = client.get(reverse("admin:password_change"))

        assert response.url == reverse("account_change_password")

    def test_who_is_kept_out_is_told(self, client, user):
        client.force_login(user)

        assert client.get(reverse("admin:index"), follow=True).status_code == 403

    def test_a_new_address_is_the_only_one_that_logs_in(self, client, superuser, user):
        keep_email_address(user=user)
        change(client, user, email="ny@example.se")

        assert authenticate(email="ny@example.se", password="ett-gott-losenord") == user
        assert authenticate(email="anvandare@example.se", password="ett-gott-losenord") is None

    def test_second_step_can_be_taken_away_and_is_not_shown(self, client, superuser, user):
        secret = turn_on_totp(user)
        page = client.get(reverse("admin:konton_user_change", args=[user.pk])).content.decode()
        assert "kod från en app" in page
        assert secret not in page

        change(client, user, **{"authenticator_set-0-DELETE": "on"})

        assert not user.authenticator_set.exists()

    def test_shutting_off_ends_the_sessions_for_good(self, client, superuser, user):
        visitor = Client()
        visitor.force_login(user)
        visitor.get("/konto/")

        with time_machine.travel(timezone.now() + timedelta(seconds=2)):
            change(client, user, is_active="")
            change(client, user, is_active="on")

            assert visitor.get("/konto/").status_code == 302

    def test_new_user(self, client, superuser):
        client.post(
            reverse("admin:konton_user_add"),
            {
                "email": "Ny@Example.se",
                "namn": "Styrgruppen",
                "usable_password": "true",
                "password1": "ett-langt-losenord",
                "password2": "ett-langt-losenord",
                "behorigheter-TOTAL_FORMS": "0",
                "behorigheter-INITIAL_FORMS": "0",
            },
        )

        assert User.objects.get(email="ny@example.se").check_password("ett-langt-losenord")

    def test_user_page_shows_the_roles(self, client, superuser, user, forbund):
        Behorighet.objects.create(user=user, forbund=forbund, roll=Roll.KANSLI)

        response = client.get(reverse("admin:konton_user_change", args=[user.pk]))

        assert "kansli i Förbundet Öst" in response.content.decode()

    def test_what_is_changed_here_leaves_a_trace_and_nobody_is_deleted(
        self, client, superuser, user, forbund
    ):
        behorighet = Behorighet.objects.create(user=user, forbund=forbund, roll=Roll.KANSLI)
        client.post(
            reverse("admin:konton_behorighet_change", args=[behorighet.pk]),
            {"user": user.pk, "forbund": forbund.pk, "roll": Roll.EKONOM},
        )
        client.post(
            reverse("admin:konton_behorighet_delete", args=[behorighet.pk]), {"post": "yes"}
        )

        handelser = Handelse.objects.order_by("pk")
        assert [(h.typ, h.user) for h in handelser] == [
            ("behorighet_andrad", superuser),
            ("behorighet_borttagen", superuser),
        ]
        assert handelser[0].efter == handelser[1].fore != ""
        assert [h.roll for h in Behorighet.history.order_by("history_id")] == [
            Roll.KANSLI,
            Roll.EKONOM,
            Roll.EKONOM,
        ]
        url = reverse("admin:konton_user_delete", args=[user.pk])
        assert client.post(url, {"post": "yes"}).status_code == 403
