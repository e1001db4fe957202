"""The förbund's aktiviteter of a year, and the changes of them."""

from datetime import date

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from finsam.arsval import read_ar
from finsam.konton.rattigheter import Rattighet
from finsam.period import Period
from finsam.radvyer import change_row, remove_shown_row
from finsam.views import require_get_or_post
from insatser.atkomst import get_forbund, may
from uppfoljning.models import Aktivitet
from uppfoljning.verksamhet.aktiviteter import gather_aktiviteter, list_aktivitetsar
from uppfoljning.verksamhet.forms import Aktivitetsform
from uppfoljning.verksamhet.services import remove_aktivitet, save_aktivitet


@require_safe
def aktiviteter(request, organisationsnummer):
    forbund = get_forbund(request.user, organisationsnummer, Rattighet.LASA_OVERSIKT)
    i_ar = timezone.localdate().year
    ar = read_ar(request, i_ar)
    return render(
        request,
        "uppfoljning/verksamhet/aktiviteter.html",
        {
            "forbund": forbund,
            "ar": ar,
            "aren": sorted({*list_aktivitetsar(forbund), ar, i_ar}, reverse=True),
            "sida": gather_aktiviteter(forbund, Period(ar, 1, 4)),
            "may_edit": may(request.user, forbund, Rattighet.SKRIVA_TEXTER),
        },
    )


@require_get_or_post
def ny(request, organisationsnummer):
    forbund = get_forbund(request.user, organisationsnummer, Rattighet.SKRIVA_TEXTER)
    return _change(request, Aktivitet(forbund=forbund), "Lägg till aktivitet")


@require_get_or_post
def andra(request, organisationsnummer, aktivitet):
    aktivitet = _get_aktivitet(request, organisationsnummer, aktivitet)
    return _change(request, aktivitet, f"Ändra {aktivitet.namn}")


@require_get_or_post
def ta_bort(request, organisationsnummer, aktivitet):
    aktivitet = _get_aktivitet(request, organisationsnummer, aktivitet)
    form, fel, is_gjord = remove_shown_row(
        request,
        aktivitet,
        lambda sedd: remove_aktivitet(
            aktivitet=aktivitet, sedd=sedd, user=request.user, nu=timezone.now()
        ),
    )
    if is_gjord:
        messages.success(request, f"{aktivitet.namn} är borttagen.")
        return redirect(_url_of_aret(aktivitet.forbund, aktivitet.datum))
    rubrik = f"Ta bort {aktivitet.namn}"
    return _show(request, "aktivitet_ta_bort", aktivitet, form, fel, rubrik)


def _get_aktivitet(request, organisationsnummer, pk) -> Aktivitet:
    forbund = get_forbund(request.user, organisationsnummer, Rattighet.SKRIVA_TEXTER)
    return get_object_or_404(Aktivitet.objects.select_related("forbund"), forbund=forbund, pk=pk)


def _change(request, aktivitet, rubrik):
    form, fel, is_sparad = change_row(
        request,
        Aktivitetsform,
        aktivitet,
        lambda rad, sedd: save_aktivitet(
            aktivitet=rad, sedd=sedd, user=request.user, nu=timezone.now()
        ),
    )
    if is_sparad:
        messages.success(request, f"{form.instance.namn} är sparad.")
        return redirect(_url_of_aret(aktivitet.forbund, form.instance.datum))
    return _show(request, "aktivitet", aktivitet, form, fel, rubrik)


def _show(request, mall, aktivitet, form, flodesfel, rubrik):
    forbund = aktivitet.forbund
    context = {
        "forbund": forbund,
        "aktivitet": aktivitet,
        "form": form,
        "flodesfel": flodesfel,
        "rubrik": rubrik,
        "lista": reverse("uppfoljning:aktiviteter", args=[forbund.organisationsnummer]),
    }
    return render(request, f"uppfoljning/verksamhet/{mall}.html", context)


def _url_of_aret(forbund, datum: date) -> str:
    lista = reverse("uppfoljning:aktiviteter", args=[forbund.organisationsnummer])
    return f"{lista}?ar={datum.year}"
