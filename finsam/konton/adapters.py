"""What we decide in place of allauth: no sign-up, our words, when a password is asked for again."""

from time import time

from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.urls import reverse

from finsam.konton.kryptering import decrypt, encrypt
from finsam.konton.services import keep_email_address

FEL_KOD = "Koden stämmer inte. Skriv den som visas nu och försök igen."


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": (
            "E-postadressen och lösenordet hör inte ihop. Kontrollera båda och försök igen."
        ),
        "enter_current_password": "Det är inte ditt nuvarande lösenord. Försök igen.",
        "incorrect_password": "Lösenordet stämmer inte. Försök igen.",
        "incorrect_code": FEL_KOD,
        "too_many_login_attempts": (
            "Det har varit för många försök. Vänta fem minuter och försök igen."
        ),
        "rate_limited": "Det har varit för många försök. Vänta en stund och försök igen.",
    }

    def is_open_for_signup(self, request):
        return False

    def add_message(self, request, level, message_template=None, *args, **kwargs):
        # That one has logged in or out is plain from the page.
        if message_template not in (
            "account/messages/logged_in.txt",
            "account/messages/logged_out.txt",
        ):
            super().add_message(request, level, message_template, *args, **kwargs)

    def get_password_change_redirect_url(self, request):
        return reverse("konto")

    def is_reauthentication_required(self, *, app, **kwargs):
        """Who has just logged in need not at once prove it again to turn on the second step."""
        request = context.request
        limit = time() - account_settings.REAUTHENTICATION_TIMEOUT
        if any(r["at"] > limit for r in get_authentication_records(request, request.user)):
            return False
        return super().is_reauthentication_required(app=app, **kwargs)


class MFAAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": FEL_KOD,
        "cannot_generate_recovery_codes": (
            "Lägg först till en app eller en lösennyckel. Reservkoderna gäller i stället för den."
        ),
    }

    def generate_authenticator_name(self, user, type):  # noqa: A002
        antal = Authenticator.objects.filter(user=user, type=type).count()
        return f"Nyckel {antal + 1}"

    def encrypt(self, text):
        return encrypt(text)

    def decrypt(self, encrypted_text):
        return decrypt(encrypted_text)

    def get_public_key_credential_rp_entity(self):
        return {**super().get_public_key_credential_rp_entity(), "name": "Insatsuppföljning"}


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    def pre_social_login(self, request, sociallogin):
        """Note that the provider has verified the address of the account.

        allauth takes the password from an account whose address nobody has verified, lest
        someone else has signed up with it. Here nobody signs up.
        """
        if sociallogin.is_existing:
            keep_email_address(user=sociallogin.user)
