from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ekonomi.startsida import list_ekonomidelar
from finsam.konton.rattigheter import Rattighet
from insatser.atkomst import get_forbund


@require_safe
def start(request, organisationsnummer):
    forbund = get_forbund(request.user, organisationsnummer, Rattighet.LASA_EKONOMI)
    delar = list_ekonomidelar(forbund, timezone.localdate())
    return render(request, "ekonomi/start.html", {"forbund": forbund, "delar": delar})
