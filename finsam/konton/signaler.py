"""allauth tells of a new second step by a signal alone."""

from allauth.mfa.signals import authenticator_added
from django.dispatch import receiver
from django.utils import timezone

from finsam.konton.middleware import BORJADE
from finsam.konton.services import end_sessions


@receiver(authenticator_added)
def end_sessions_without_it(request, user, **kwargs):
    """The user's other sessions began with a password alone."""
    nu = timezone.now()
    end_sessions(user=user, nu=nu)
    request.session[BORJADE] = int(nu.timestamp())
