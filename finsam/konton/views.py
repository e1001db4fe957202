from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from finsam.konton.querysets import second_steps
from finsam.konton.rattigheter import ROLLER, Rattighet


def konto(request: HttpRequest) -> HttpResponse:
    """The user's own account: what it may do, its password and its second step."""
    behorigheter = request.user.behorigheter.select_related("forbund").prefetch_related("insatser")
    laser_behorigheter = ROLLER[Rattighet.LASA_BEHORIGHETER]
    return render(
        request,
        "konton/konto.html",
        {
            "behorigheter": behorigheter,
            "har_tva_steg": second_steps().filter(user=request.user).exists(),
            "laser_behorigheter": request.user.is_superuser
            or any(behorighet.roll in laser_behorigheter for behorighet in behorigheter),
        },
    )
