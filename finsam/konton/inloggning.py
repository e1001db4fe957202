"""allauth's forms in our words: labels, help and what is missing, and no placeholders."""

from dataclasses import dataclass

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn


@dataclass(frozen=True)
class Text:
    label: str
    saknas: str = "Fyll i fältet."
    hjalp: str = ""


EPOST = Text("E-postadress", "Skriv din e-postadress.")
LOSENORD = Text("Lösenord", "Skriv ditt lösenord.")
LOSENORD_KRAV = "Minst 12 tecken, gärna en mening. Inte bara siffror och inget vanligt lösenord."
NYTT_LOSENORD = Text("Nytt lösenord", "Skriv ett nytt lösenord.", LOSENORD_KRAV)
NYTT_LOSENORD_IGEN = Text("Nytt lösenord igen", "Skriv det nya lösenordet en gång till.")
NYCKELNS_NAMN = Text("Nyckelns namn", "Skriv ett namn.", "Till exempel Jobbdatorn eller Mobilen.")


class Svensk:
    """Mixin: each field by its Text."""

    texter: dict[str, Text] = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, text in self.texter.items():
            field = self.fields[name]
            field.label = text.label
            field.help_text = text.hjalp
            field.error_messages["required"] = text.saknas
            field.widget.attrs.pop("placeholder", None)


class LoginForm(Svensk, account.LoginForm):
    texter = {"login": EPOST, "password": LOSENORD}


class ReauthenticateForm(Svensk, account.ReauthenticateForm):
    texter = {"password": LOSENORD}


class ChangePasswordForm(Svensk, account.ChangePasswordForm):
    texter = {
        "oldpassword": Text("Nuvarande lösenord", "Skriv ditt nuvarande lösenord."),
        "password1": NYTT_LOSENORD,
        "password2": NYTT_LOSENORD_IGEN,
    }


class SetPasswordForm(Svensk, account.SetPasswordForm):
    texter = {"password1": NYTT_LOSENORD, "password2": NYTT_LOSENORD_IGEN}


class ResetPasswordForm(Svensk, account.ResetPasswordForm):
    texter = {"email": EPOST}


class ResetPasswordKeyForm(Svensk, account.ResetPasswordKeyForm):
    texter = {"password1": NYTT_LOSENORD, "password2": NYTT_LOSENORD_IGEN}


class AuthenticateForm(Svensk, mfa.AuthenticateForm):
    texter = {
        "code": Text(
            "Kod",
            "Skriv koden.",
            "Sex siffror ur din app. Har du inte appen, skriv en av dina reservkoder.",
        )
    }


class ReauthenticateCodeForm(Svensk, mfa.ReauthenticateForm):
    texter = AuthenticateForm.texter


class ActivateTOTPForm(Svensk, totp.ActivateTOTPForm):
    texter = {"code": Text("Koden i appen", "Skriv koden som appen visar.", "Sex siffror.")}


class AddWebAuthnForm(Svensk, webauthn.AddWebAuthnForm):
    texter = {
        "name": NYCKELNS_NAMN,
        "passwordless": Text("Låt mig logga in med bara nyckeln, utan lösenord"),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True


class EditWebAuthnForm(Svensk, webauthn.EditWebAuthnForm):
    texter = {"name": NYCKELNS_NAMN}
