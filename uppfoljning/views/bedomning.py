from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone

from finsam.konton.rattigheter import Rattighet
from finsam.period import OgiltigPeriod, Period
from insatser.atkomst import get_forbund
from insatser.models import Forbund
from uppfoljning.bedomning.bedomningar import gather_bedomningar
from uppfoljning.bedomning.forms import Bedomningsform
from uppfoljning.bedomning.services import Bedomningskonflikt, save_bedomningar


def bedomningar(request, organisationsnummer, period):
    is_andring = request.method == "POST"
    rattighet = Rattighet.BEDOMA if is_andring else Rattighet.LASA_BEDOMNINGAR
    forbund = get_forbund(request.user, organisationsnummer, rattighet)
    sida = gather_bedomningar(forbund, _get_period(period), timezone.localdate())
    forms = [Bedomningsform(rad, request.POST if is_andring else None) for rad in sida.rader]
    flodesfel = None
    if is_andring and all(form.is_valid() for form in forms if form.is_sand):
        try:
            sparade = save_bedomningar(
                period=sida.period,
                andringar={form.rad.insats: form.andring for form in forms if form.is_sand},
                user=request.user,
                nu=timezone.now(),
            )
        except Bedomningskonflikt as fel:
            flodesfel = fel
            forms = [form.having_shown(fel.konflikter) for form in forms]
        else:
            text = "Bedömningarna är sparade." if sparade else "Du hade inte ändrat något."
            messages.success(request, text)
            return redirect("uppfoljning:bedomningar", organisationsnummer, sida.period)
    may_edit = Forbund.objects.with_right(request.user, Rattighet.BEDOMA).contains(forbund)
    context = {
        "sida": sida,
        "forms": forms,
        "may_edit": may_edit,
        "flodesfel": flodesfel,
        "has_fel": any(form.errors for form in forms),
    }
    return render(request, "uppfoljning/bedomningar.html", context)


def _get_period(text: str) -> Period:
    try:
        return Period.parse(text)
    except OgiltigPeriod as fault:
        raise Http404(str(fault)) from fault
