"""The page that the link of an invitation leads to."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from finsam.konton.models import Inbjudan, User
from finsam.views import posted
from insatser.behorigheter import services
from insatser.behorigheter.forms import NyttKontoForm

NOT_FOUND, GONE = 404, 410


@login_not_required
@never_cache
@sensitive_post_parameters("losenord")
def inbjudan(request: HttpRequest, token: str) -> HttpResponse:
    """Who holds the token is the owner of the address: it has been sent nowhere else."""
    inbjudan = (
        Inbjudan.objects.filter(token_hash=services.hash_of_token(token))
        .select_related("forbund", "skickad_av")
        .first()
    )
    if inbjudan is None or not inbjudan.is_open(timezone.now()):
        return _closed(request, inbjudan)
    konto = User.objects.filter(email=inbjudan.email).first()
    try:
        if konto is None and request.user.is_anonymous:
            return _with_new_account(request, inbjudan, token)
        if konto is not None and request.user == konto:
            return _with_own_account(request, inbjudan, token)
    except services.InbjudanGallerInte:
        inbjudan.refresh_from_db()
        return _closed(request, inbjudan)
    except services.KontoFinns:
        return redirect(request.path)
    # The account must first be logged in, or another one logged out.
    return _page(request, "logga_in", inbjudan, konto=konto)


def _with_new_account(request, inbjudan, token) -> HttpResponse:
    form = NyttKontoForm(posted(request), email=inbjudan.email, initial={"namn": inbjudan.namn})
    if form.is_valid():
        user = services.accept_with_new_account(
            token=token,
            namn=form.cleaned_data["namn"],
            password=form.cleaned_data["losenord"],
            nu=timezone.now(),
        )
        # By allauth's flow, as every login: what follows on a login is then not passed by.
        record_authentication(request, user, method="password", email=user.email)
        return perform_login(request, user)
    return _page(request, "nytt_konto", inbjudan, form=form)


def _with_own_account(request, inbjudan, token) -> HttpResponse:
    if request.method == "POST":
        services.accept(token=token, user=request.user, nu=timezone.now())
        messages.success(
            request,
            f"Du har nu rollen {inbjudan.get_roll_display()} i {inbjudan.forbund}.",
        )
        return redirect("start")
    return _page(request, "tacka_ja", inbjudan)


def _closed(request, inbjudan) -> HttpResponse:
    """The same calm page whatever has closed the link, with what to do."""
    return _page(request, "stangd", inbjudan, status=NOT_FOUND if inbjudan is None else GONE)


def _page(request, name, inbjudan, *, status=200, **context) -> HttpResponse:
    return render(
        request,
        f"insatser/inbjudan/{name}.html",
        {"inbjudan": inbjudan, "insatser": inbjudan and inbjudan.insatser.all(), **context},
        status=status,
    )
