"""The avstämning of a report, and the comments on its warnings."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from finsam.konton.rattigheter import Rattighet
from finsam.radvyer import change_row
from finsam.views import require_get_or_post
from insatser.tilltrade import has_right
from rapporter.avstamning.atkomst import get_rapportval
from rapporter.avstamning.forms import Kommentarsform
from rapporter.avstamning.rapport import KOMMENTERAS, build_rapport
from rapporter.avstamning.services import save_kommentar
from rapporter.models import Avstamningskommentar
from rapporter.rapporttyper import RAPPORTTYPER
from rapporter.texter.kapitel import KAPITEL


@require_safe
def avstamning(request, typ, organisationsnummer, period):
    forbund, period = get_rapportval(
        request.user, typ, organisationsnummer, period, Rattighet.LASA_EKONOMI
    )
    may_comment = typ in KOMMENTERAS and has_right(request, forbund, Rattighet.SKRIVA_TEXTER)
    context = {
        "rapporttyp": RAPPORTTYPER[typ],
        "forbund": forbund,
        "period": period,
        "rapport": build_rapport(typ, forbund, period, timezone.localdate()),
        "may_comment": may_comment,
        "has_texter": typ in KAPITEL,
    }
    return render(request, "rapporter/avstamning/avstamning.html", context)


@require_get_or_post
def kommentar(request, typ, organisationsnummer, period, kontroll):
    if typ not in KOMMENTERAS:
        raise Http404
    forbund, period = get_rapportval(
        request.user, typ, organisationsnummer, period, Rattighet.SKRIVA_TEXTER
    )
    rapport = build_rapport(typ, forbund, period, timezone.localdate())
    varning = next((k for k in rapport.avstamning.varningar if k.nyckel == kontroll), None)
    if varning is None:
        raise Http404
    plats = {"forbund": forbund, "rapport": typ, "period": str(period), "kontroll": kontroll}
    skriven = Avstamningskommentar.objects.filter(**plats).first() or Avstamningskommentar(**plats)
    form, fel, is_sparad = change_row(
        request,
        Kommentarsform,
        skriven,
        lambda rad, sedd: save_kommentar(
            kommentar=rad,
            varning=varning,
            sedda_siffror=request.POST.get("siffror", ""),
            sedd=sedd,
            user=request.user,
            nu=timezone.now(),
        ),
    )
    if is_sparad:
        messages.success(
            request,
            "Kommentaren är sparad. Den trycks sist i rapporten."
            if form.cleaned_data["text"]
            else "Varningen har ingen kommentar.",
        )
        return redirect("rapporter:avstamning", typ, organisationsnummer, str(period))
    context = {
        "rapporttyp": RAPPORTTYPER[typ],
        "forbund": forbund,
        "period": period,
        "varning": varning,
        "form": form,
        "flodesfel": fel,
    }
    return render(request, "rapporter/avstamning/kommentar.html", context)
