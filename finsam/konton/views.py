from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def konto(request: HttpRequest) -> HttpResponse:
    """The user's own account: what it may do, its password and its second step."""
    behorigheter = request.user.behorigheter.select_related("forbund").prefetch_related("insatser")
    return render(
        request,
        "konton/konto.html",
        {
            "behorigheter": behorigheter,
            "har_tva_steg": Authenticator.objects.filter(user=request.user).exists(),
        },
    )
