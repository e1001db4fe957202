from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from finsam.handelser.models import Handelse
from finsam.konton.rattigheter import Rattighet
from finsam.period import OgiltigPeriod
from insatser.atkomst import get_forbund, may
from insatser.models import Forbund
from insatser.ordning import in_report_order
from rapporter.dokument import Dokument
from rapporter.oversikt.hant import BRUS
from rapporter.rapporttyper import RAPPORTTYPER
from rapporter.render import PdfSaknas, page_context, render_pdf, to_json
from rapporter.utgavor import list_utgavor

HANDELSER_PER_SIDA = 50


def index(request):
    forbund = Forbund.objects.with_right(request.user, Rattighet.LASA_RAPPORTER).order_by("namn")
    utgavor = list_utgavor(request.user, forbund, timezone.localdate())
    return render(request, "rapporter/index.html", {"utgavor": utgavor})


def rapport(request, typ, organisationsnummer, period):
    dokument = _get_dokument(request.user, typ, organisationsnummer, period)
    pdf_url = reverse("rapporter:rapport_pdf", args=[typ, organisationsnummer, dokument.period])
    return render(request, "rapporter/rapport.html", page_context(dokument) | {"pdf_url": pdf_url})


def rapport_pdf(request, typ, organisationsnummer, period):
    dokument = _get_dokument(request.user, typ, organisationsnummer, period)
    try:
        pdf = render_pdf(dokument)
    except PdfSaknas as fault:
        messages.error(request, str(fault))
        return redirect("rapporter:rapport", typ, organisationsnummer, dokument.period)
    namn = f"{typ}-{organisationsnummer}-{dokument.period}.pdf"
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{namn}"'},
    )


def rapport_json(request, typ, organisationsnummer, period):
    return JsonResponse(
        to_json(_get_dokument(request.user, typ, organisationsnummer, period)),
        json_dumps_params={"ensure_ascii": False, "indent": 1},
    )


def _get_dokument(user, typ: str, organisationsnummer: str, period: str) -> Dokument:
    rapporttyp = RAPPORTTYPER.get(typ)
    if rapporttyp is None:
        raise Http404
    forbund = get_forbund(user, organisationsnummer, Rattighet.LASA_RAPPORTER)
    try:
        wanted = rapporttyp.parse(period)
    except OgiltigPeriod as fault:
        raise Http404(str(fault)) from fault
    idag = timezone.localdate()
    if not rapporttyp.is_over(wanted, idag) and not may(
        user, forbund, Rattighet.LASA_PAGAENDE_RAPPORTER
    ):
        raise PermissionDenied
    return rapporttyp.build(forbund, wanted, idag)


def handelser(request, organisationsnummer):
    """Who did what and when in the förbund, of one insats where the address says which.

    That a draft was saved, many times a day, is shown when it is asked for.
    """
    forbund = get_forbund(request.user, organisationsnummer, Rattighet.LASA_HANDELSER)
    insatser = in_report_order(forbund.insatser.all())
    rader = Handelse.objects.filter(forbund=forbund).select_related("user", "insats")
    visar_utkast = request.GET.get("utkast") == "1"
    if not visar_utkast:
        rader = rader.exclude(typ__in=BRUS)
    vald = None
    if request.GET.get("insats"):
        vald = next((i for i in insatser if str(i.pk) == request.GET["insats"]), None)
        if vald is None:
            raise Http404
        rader = rader.filter(insats=vald)
    sida = Paginator(rader, HANDELSER_PER_SIDA).get_page(request.GET.get("sida"))
    return render(
        request,
        "rapporter/handelser.html",
        {
            "forbund": forbund,
            "insatser": insatser,
            "vald": vald,
            "visar_utkast": visar_utkast,
            "sida": sida,
        },
    )
