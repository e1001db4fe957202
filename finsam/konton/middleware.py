"""How long a session lives, who must have a second step, and how a script is told of it."""

from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth import middleware as auth_middleware
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone

from finsam.konton.models import User
from finsam.konton.querysets import second_steps
from finsam.konton.rattigheter import KRAVER_TVA_STEG

# In the session, as seconds since 1970.
BORJADE = "session_borjade"
SENAST_SEDD = "session_senast_sedd"
# When the user was last here before this session: ISO time, or None the first time.
FORRA_BESOKET = "forra_besoket"

SEKUNDER_MELLAN_STAMPLAR = 60

# All that is reached by one who must have a second step and has none.
UTAN_TVA_STEG = frozenset(
    {"account_login", "account_logout", "account_reauthenticate", "halsa", "tillganglighet"}
)


def answers_script(request: HttpRequest) -> bool:
    """Whether the request comes from a script, which cannot follow a redirect to a page."""
    return (
        request.headers.get("X-Requested-With") == "fetch"
        or request.headers.get("Accept") == "application/json"
    )


class SessionLimitMiddleware:
    """Logs out who has been idle or logged in for too long, and keeps User.senast_sedd.

    The clocks start at login (signaler.py) and the stamp is renewed at most once a minute. What
    comes after meets a visitor who is not logged in, and sends them to the login page.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            self._keep_or_end(request)
        return self.get_response(request)

    def _keep_or_end(self, request):
        session, user = request.session, request.user
        now = timezone.now()
        if why := self._why_ended(session, user, now.timestamp()):
            logout(request)
            messages.info(request, why)
        elif now.timestamp() - session[SENAST_SEDD] >= SEKUNDER_MELLAN_STAMPLAR:
            stamp(session, user, now)

    def _why_ended(self, session, user, seconds) -> str | None:
        """What the user is told when the session has ended; None while it lives."""
        borjade = session.get(BORJADE)
        if borjade is None:
            return "Du har loggats ut. Logga in igen."
        if user.sessioner_fran and borjade < user.sessioner_fran.timestamp():
            return "Du har loggats ut eftersom kontot har ändrats. Logga in igen."
        if seconds - borjade > settings.SESSION_LANGST_TIMMAR * 60 * 60:
            return (
                "Du har loggats ut eftersom du har varit inloggad i"
                f" {settings.SESSION_LANGST_TIMMAR} timmar. Logga in igen."
            )
        if seconds - session[SENAST_SEDD] > settings.SESSION_INAKTIV_MINUTER * 60:
            return (
                "Du har loggats ut eftersom du inte har gjort något på"
                f" {settings.SESSION_INAKTIV_MINUTER} minuter. Logga in igen."
            )
        return None


def begin_session(session, user: User, now: datetime) -> None:
    """Start the clocks of a session in which the user has just logged in."""
    session[BORJADE] = now.timestamp()
    session[FORRA_BESOKET] = user.senast_sedd and user.senast_sedd.isoformat()
    stamp(session, user, now)


def stamp(session, user: User, now: datetime) -> None:
    session[SENAST_SEDD] = now.timestamp()
    User.objects.filter(pk=user.pk).update(senast_sedd=now)


class LoginRequiredMiddleware(auth_middleware.LoginRequiredMiddleware):
    """Django's, which also answers a script so that it understands."""

    def handle_no_permission(self, request, view_func):
        if answers_script(request):
            return _refusal("Du är inte inloggad. Logga in igen.", status=401)
        return super().handle_no_permission(request, view_func)


class TwoStepMiddleware:
    """With MFA_KRAVS: who must have a second step and has none turns it on before all else.

    Who has one has used it: allauth asks for it at every login.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs):
        request.saknar_tva_steg = (
            settings.MFA_KRAVS
            and request.user.is_authenticated
            and not second_steps().filter(user=request.user).exists()
            and must_have_two_steps(request.user)
        )
        name = request.resolver_match.url_name or ""
        if not request.saknar_tva_steg or name.startswith("mfa_") or name in UTAN_TVA_STEG:
            return None
        if answers_script(request):
            return _refusal("Slå på inloggning i två steg först.", status=403)
        return redirect("mfa_index")


def must_have_two_steps(user: User) -> bool:
    return user.is_superuser or user.behorigheter.filter(roll__in=KRAVER_TVA_STEG).exists()


def _refusal(text: str, *, status: int) -> HttpResponse:
    return JsonResponse({"fel": text}, status=status)
