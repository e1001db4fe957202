from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from finsam.konton.rattigheter import Rattighet
from finsam.period import OgiltigPeriod, Period
from insatser.atkomst import get_forbund
from insatser.models import Forbund
from rapporter.dokument import Dokument
from rapporter.pm import build_pm
from rapporter.pm.utgavor import list_utgavor
from rapporter.render import PdfSaknas, page_context, render_pdf, to_json


def index(request):
    forbund = Forbund.objects.with_right(request.user, Rattighet.LASA_RAPPORTER).order_by("namn")
    return render(request, "rapporter/index.html", {"utgavor": list_utgavor(forbund)})


def pm(request, organisationsnummer, period):
    dokument = _get_pm(request.user, organisationsnummer, period)
    pdf_url = reverse("rapporter:pm_pdf", args=[organisationsnummer, dokument.period])
    return render(request, "rapporter/rapport.html", page_context(dokument) | {"pdf_url": pdf_url})


def pm_pdf(request, organisationsnummer, period):
    dokument = _get_pm(request.user, organisationsnummer, period)
    try:
        pdf = render_pdf(dokument)
    except PdfSaknas as fault:
        messages.error(request, str(fault))
        return redirect("rapporter:pm", organisationsnummer, dokument.period)
    namn = f"pm-{organisationsnummer}-{dokument.period}.pdf"
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{namn}"'},
    )


def pm_json(request, organisationsnummer, period):
    return JsonResponse(
        to_json(_get_pm(request.user, organisationsnummer, period)),
        json_dumps_params={"ensure_ascii": False, "indent": 1},
    )


def _get_pm(user, organisationsnummer: str, period: str) -> Dokument:
    forbund = get_forbund(user, organisationsnummer, Rattighet.LASA_RAPPORTER)
    try:
        wanted = Period.parse(period)
    except OgiltigPeriod as fault:
        raise Http404(str(fault)) from fault
    return build_pm(forbund, wanted, timezone.localdate())
