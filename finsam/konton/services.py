"""Writes of accounts that concern no förbund."""

from datetime import datetime

from allauth.account.models import EmailAddress

from finsam.konton.models import User


def end_sessions(*, user: User, nu: datetime) -> None:
    """End every session of the user that began before `nu`, for good."""
    user.sessioner_fran = nu
    user.save(update_fields=["sessioner_fran"])


def keep_email_address(*, user: User) -> None:
    """Make user.email the only address that allauth knows the user by, and verified.

    Otherwise a former address would still log in and get the letters of a forgotten password.
    """
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
