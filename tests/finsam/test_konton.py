from datetime import date

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import Permission
from django.db import IntegrityError, transaction
from django.urls import reverse

from finsam.konton.forms import BehorighetForm, UserCreationForm
from finsam.konton.models import Behorighet, Roll, User
from insatser.models import Forbund, Insats

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
        assert "Administration" not in client.get(reverse("rapporter:index")).content.decode()

    def test_login_says_who_is_kept_out(self, client, user):
        response = client.post(
            reverse("admin:login"), {"username": user.email, "password": "ett-gott-losenord"}
        )

        assert "kommer inte åt administrationen" in response.content.decode()
        assert "_auth_user_id" not in client.session

    def test_login_of_a_superuser(self, client):
        superuser = User.objects.create_superuser("admin@example.se", "ett-gott-losenord")

        client.post(
            reverse("admin:login"), {"username": superuser.email, "password": "ett-gott-losenord"}
        )

        assert client.get(reverse("admin:index")).status_code == 200

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
