"""The page where the kansli writes a report's texts; it saves while they write."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from finsam.konton.rattigheter import Rattighet
from finsam.period import OgiltigPeriod, Period
from finsam.views import require_get_or_post
from insatser.atkomst import get_forbund
from insatser.models import Forbund
from rapporter.models import Rapporttext
from rapporter.rapporttyper import RAPPORTTYPER
from rapporter.texter.forms import Textform
from rapporter.texter.historik import gather_versioner
from rapporter.texter.kapitel import KAPITEL
from rapporter.texter.services import Textsparning, save_texter
from rapporter.texter.textsida import build_texter, gather_textsida

VERSIONER_PER_SIDA = 50


@require_get_or_post
def texter(request, typ, organisationsnummer, period):
    forbund, rapport, period = _get_rapport(request.user, typ, organisationsnummer, period)
    konflikter = {}
    if request.method == "POST":
        # The button `anvand` takes what someone else has stored in that chapter.
        anvand = request.POST.get("anvand", "")
        form = Textform(rapport, data=request.POST)
        sparning = _save(request.user, forbund, rapport, period, form, utom=anvand)
        konflikter = sparning.konflikter
        if not konflikter and not form.errors.keys() - {anvand}:
            if not anvand:
                messages.success(request, "Texterna är sparade.")
            return redirect("rapporter:texter", typ, organisationsnummer, period)
        data = form.data_after(sparning.innehall, konflikter, utom=anvand)
        form = Textform(rapport, data=data)
    sida = gather_textsida(forbund, rapport, period)
    if request.method != "POST":
        form = Textform(rapport, sida.innehall)
    visade = build_texter(sida, form, konflikter, request.user)
    return render(
        request,
        "rapporter/texter/texter.html",
        {
            "sida": sida,
            "texter": visade,
            "felaktiga": [text for text in visade if text.fel],
            "motsagda": [text for text in visade if text.konflikt is not None],
            "sparat": sida.tell_sparat(timezone.localdate()),
        },
    )


@require_POST
def spara(request, typ, organisationsnummer, period):
    """Autosave: stores the texts that were sent and answers with JSON."""
    forbund, rapport, period = _get_rapport(request.user, typ, organisationsnummer, period)
    form = Textform(rapport, data=request.POST)
    sparning = _save(request.user, forbund, rapport, period, form)
    sida = gather_textsida(forbund, rapport, period)
    falt = {}
    for nyckel in form.sanda:
        if nyckel in form.errors:
            falt[nyckel] = {"fel": " ".join(form.errors[nyckel])}
        elif nyckel in sparning.konflikter:
            text = sparning.konflikter[nyckel]
            falt[nyckel] = {
                "konflikt": text,
                "visat": text or "Ingen text",
                "vem": sida.tell_andrat(nyckel, request.user),
            }
        else:
            falt[nyckel] = {"fore": sparning.innehall[nyckel]}
    return JsonResponse(
        {"falt": falt, "lagen": {}, "sparat": sida.tell_sparat(timezone.localdate())}
    )


@require_safe
def historik(request, typ, organisationsnummer, period):
    forbund, rapport, period = _get_rapport(
        request.user, typ, organisationsnummer, period, Rattighet.LASA_EKONOMI
    )
    versioner = Paginator(gather_versioner(forbund, rapport, period), VERSIONER_PER_SIDA)
    context = {
        "forbund": forbund,
        "rapport": rapport,
        "period": period,
        "sida": versioner.get_page(request.GET.get("sida")),
    }
    return render(request, "rapporter/texter/historik.html", context)


def _save(
    user, forbund: Forbund, rapport: Rapporttext.Rapport, period: Period, form: Textform, **val
) -> Textsparning:
    form.is_valid()
    return save_texter(
        forbund=forbund,
        rapport=rapport,
        period=period,
        andringar=form.changes(**val),
        user=user,
        nu=timezone.now(),
    )


def _get_rapport(
    user,
    typ: str,
    organisationsnummer: str,
    period: str,
    rattighet: Rattighet = Rattighet.SKRIVA_TEXTER,
) -> tuple[Forbund, Rapporttext.Rapport, Period]:
    """Raises Http404 for a report that has no texts, or a period that it can't have."""
    if typ not in KAPITEL or typ not in RAPPORTTYPER:
        raise Http404
    forbund = get_forbund(user, organisationsnummer, rattighet)
    try:
        return forbund, Rapporttext.Rapport(typ), RAPPORTTYPER[typ].parse(period)
    except OgiltigPeriod as fault:
        raise Http404(str(fault)) from fault
