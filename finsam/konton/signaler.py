"""What Django and allauth tell of by signals alone: a login, and a new second step."""

from allauth.mfa.signals import authenticator_added
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.utils import timezone

from finsam.konton.middleware import BORJADE, begin_session
from finsam.konton.services import end_sessions


@receiver(user_logged_in)
def start_clocks(request, user, **kwargs):
    """At the login itself: a session that is put aside unused grows old too."""
    begin_session(request.session, user, timezone.now())


@receiver(authenticator_added)
def end_sessions_without_it(request, user, **kwargs):
    """The user's other sessions began with a password alone."""
    nu = timezone.now()
    end_sessions(user=user, nu=nu)
    request.session[BORJADE] = nu.timestamp()
    # The signal may come when the request's own saving is done.
    request.session.save()
