from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from finsam.handelser.models import Handelse
from finsam.konton.rattigheter import Rattighet
from finsam.period import Rapportperiod
from insatser.atkomst import get_forbund, may
from insatser.models import Forbund
from insatser.ordning import in_report_order
from insatser.tilltrade import has_right
from rapporter.avstamning.atkomst import get_rapportval
from rapporter.avstamning.rapport import build_dokument, build_oavstamd, build_rapport
from rapporter.dokument import Motsagelse
from rapporter.forms import Dagvalsform
from rapporter.oversikt.hant import BRUS
from rapporter.rapporttyper import RAPPORTTYPER
from rapporter.render import PdfSaknas, page_context, render_pdf, to_json
from rapporter.texter.kapitel import KAPITEL
from rapporter.utgavor import list_utgavor

HANDELSER_PER_SIDA = 50


@require_safe
def index(request):
    return _show_index(request)


@require_safe
def delegationsbeslut(request, organisationsnummer):
    """From the days that the list of reports asks for to the report of them."""
    forbund = get_forbund(request.user, organisationsnummer, Rattighet.LASA_RAPPORTER)
    is_i_arbete = may(request.user, forbund, Rattighet.LASA_PAGAENDE_RAPPORTER)
    form = _make_dagval(forbund, is_i_arbete, request.GET)
    if not form.is_valid():
        return _show_index(request, forbund, form)
    return redirect(
        "rapporter:rapport", "delegationsbeslut", organisationsnummer, str(form.intervall)
    )


def _make_dagval(forbund: Forbund, is_i_arbete: bool, data=None) -> Dagvalsform:
    senast = None if is_i_arbete else timezone.localdate() - timedelta(days=1)
    return Dagvalsform(data, forbund=forbund, senast=senast)


def _show_index(request, valt: Forbund | None = None, form: Dagvalsform | None = None):
    """The list of reports. `form` is what the user sent about the förbund `valt`."""
    forbund = Forbund.objects.with_right(request.user, Rattighet.LASA_RAPPORTER).order_by("namn")
    utgavor = [
        (u, form if u.forbund == valt else _make_dagval(u.forbund, u.is_i_arbete))
        for u in list_utgavor(request.user, forbund, timezone.localdate())
    ]
    return render(request, "rapporter/index.html", {"utgavor": utgavor, "form": form})


def rapport(request, typ, organisationsnummer, period):
    forbund, period = _get_val(request.user, typ, organisationsnummer, period)
    ser_avstamning = has_right(request, forbund, Rattighet.LASA_EKONOMI)
    build = build_rapport if ser_avstamning else build_oavstamd
    rapport = build(typ, forbund, period, timezone.localdate())
    adress = [typ, organisationsnummer, str(period)]
    context = {
        "avstamning": rapport.avstamning,
        "avstamning_url": reverse("rapporter:avstamning", args=adress),
    }
    if rapport.dokument is None:
        context |= {"rapporttyp": RAPPORTTYPER[typ], "forbund": forbund, "period": period}
        return render(request, "rapporter/avstamning/motsagelse.html", context)
    context |= page_context(rapport.dokument)
    context |= {"pdf_url": reverse("rapporter:rapport_pdf", args=adress)}
    if typ == "delegationsbeslut" and ser_avstamning:
        # To the very avvikelser, which wait or were decided.
        context["avvikelser_url"] = reverse(
            "ekonomi:forbundets_avvikelser", args=[organisationsnummer]
        )
    if typ in KAPITEL and has_right(request, forbund, Rattighet.SKRIVA_TEXTER):
        context["texter_url"] = reverse("rapporter:texter", args=adress)
    return render(request, "rapporter/rapport.html", context)


def rapport_pdf(request, typ, organisationsnummer, period):
    forbund, period = _get_val(request.user, typ, organisationsnummer, period)
    try:
        pdf = render_pdf(build_dokument(typ, forbund, period, timezone.localdate()))
    except (PdfSaknas, Motsagelse) as fault:
        messages.error(request, str(fault))
        return redirect("rapporter:rapport", typ, organisationsnummer, str(period))
    namn = f"{typ}-{organisationsnummer}-{period}.pdf"
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{namn}"'},
    )


def rapport_json(request, typ, organisationsnummer, period):
    forbund, period = _get_val(request.user, typ, organisationsnummer, period)
    options = {"ensure_ascii": False, "indent": 1}
    try:
        # The comments are no data.
        data = to_json(RAPPORTTYPER[typ].build(forbund, period, timezone.localdate()))
    except Motsagelse as fault:
        return JsonResponse({"fel": str(fault)}, status=409, json_dumps_params=options)
    return JsonResponse(data, json_dumps_params=options)


def _get_val(
    user, typ: str, organisationsnummer: str, period: str
) -> tuple[Forbund, Rapportperiod]:
    return get_rapportval(user, typ, organisationsnummer, period, Rattighet.LASA_RAPPORTER)


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
