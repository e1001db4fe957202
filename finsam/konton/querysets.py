from allauth.mfa.models import Authenticator
from django.db import models
from django.db.models import Exists, OuterRef


def second_steps() -> models.QuerySet:
    """What users prove themselves by in the second step. Recovery codes only stand in for one."""
    return Authenticator.objects.filter(
        type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    )


class BehorighetQuerySet(models.QuerySet):
    def with_tva_steg(self):
        """Annotate `har_tva_steg`: whether the user logs in with two steps."""
        return self.annotate(har_tva_steg=Exists(second_steps().filter(user=OuterRef("user"))))


class InbjudanQuerySet(models.QuerySet):
    def pending(self):
        """Neither accepted nor withdrawn; the link may be too old, and can then be sent again."""
        return self.filter(antagen=None, aterkallad=None)
