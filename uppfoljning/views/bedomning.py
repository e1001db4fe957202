from django.contrib import messages
from django.http import Http404, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone

from finsam.konton.rattigheter import Rattighet
from finsam.period import OgiltigPeriod, Period
from finsam.views import require_get_or_post
from insatser.atkomst import get_forbund, may
from insatser.models import Forbund
from uppfoljning.bedomning.bedomningar import gather_bedomningar
from uppfoljning.bedomning.forms import Bedomningsform
from uppfoljning.bedomning.services import Bedomningskonflikt, Motiveringskrav, save_bedomningar


@require_get_or_post
def bedomningar(request, organisationsnummer, period):
    is_andring = request.method == "POST"
    rattighet = Rattighet.BEDOMA if is_andring else Rattighet.LASA_BEDOMNINGAR
    forbund = get_forbund(request.user, organisationsnummer, rattighet)
    data = request.POST if is_andring else None
    sida, forms = _gather(forbund, _get_period(period), data)
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
        except Motiveringskrav as fel:
            # A report has been accepted since the page was gathered: show what the rule gives now.
            sida, forms = _gather(forbund, sida.period, data)
            for form in forms:
                if form.rad.insats.pk in fel.insatser and "motivering" not in form.errors:
                    form.add_error("motivering", str(fel))
        else:
            text = "Bedömningarna är sparade." if sparade else "Du hade inte ändrat något."
            messages.success(request, text)
            return redirect("uppfoljning:bedomningar", organisationsnummer, sida.period)
    context = {
        "sida": sida,
        "forms": forms,
        "may_edit": may(request.user, forbund, Rattighet.BEDOMA),
        "flodesfel": flodesfel,
        "has_fel": any(form.errors for form in forms),
    }
    return render(request, "uppfoljning/bedomningar.html", context)


def _gather(forbund: Forbund, period: Period, data: QueryDict | None):
    """The page, and a form for each of its rows."""
    sida = gather_bedomningar(forbund, period, timezone.localdate())
    return sida, [Bedomningsform(rad, data) for rad in sida.rader]


def _get_period(text: str) -> Period:
    try:
        return Period.parse(text)
    except OgiltigPeriod as fault:
        raise Http404(str(fault)) from fault
