from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from finsam.konton.middleware import FORRA_BESOKET
from finsam.konton.rattigheter import Rattighet
from insatser.tilltrade import Tilltrade, get_tilltraden
from rapporter.oversikt.attgora import list_att_gora
from rapporter.oversikt.hant import find_sedan, list_hant
from rapporter.oversikt.mina import gather_mina
from rapporter.oversikt.nyckeltal import build_nyckeltal, tell_saknad_insatsdata
from rapporter.oversikt.tavla import build_tavla
from rapporter.oversikt.underlag import current_kvartal, gather_oversikt
from rapporter.utgavor import list_utgavor
from uppfoljning.kvartalsval import read_kvartal


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The first page, of the user's förbund; of the first by name for one with several."""
    return _show(request, get_tilltraden(request).har)


@require_safe
def oversikt(request: HttpRequest, organisationsnummer: str) -> HttpResponse:
    """The first page of one of the user's förbund."""
    for tilltrade in get_tilltraden(request).alla:
        if tilltrade.forbund.organisationsnummer == organisationsnummer:
            return _show(request, tilltrade)
    raise Http404


def _show(request: HttpRequest, tilltrade: Tilltrade | None) -> HttpResponse:
    if tilltrade is None:
        return render(request, "rapporter/oversikt/utan_roll.html")
    nu = timezone.now()
    dag = timezone.localdate(nu)
    forbund, user = tilltrade.forbund, request.user
    context = {"tilltrade": tilltrade, "forbund": forbund}
    if tilltrade.has(Rattighet.LASA_OVERSIKT):
        underlag = gather_oversikt(forbund, read_kvartal(request) or current_kvartal(dag), dag)
        context |= {
            "tavla": build_tavla(underlag),
            "att_gora": list_att_gora(underlag, tilltrade, user),
            "nyckeltal": build_nyckeltal(underlag),
            "saknad_insatsdata": tell_saknad_insatsdata(underlag),
            "kvartal_nu": current_kvartal(dag),
            "granskar": tilltrade.has(Rattighet.GRANSKA_KVARTALSRAPPORT),
        }
    if tilltrade.has(Rattighet.LASA_HANDELSER):
        sedan = find_sedan(request.session.get(FORRA_BESOKET), nu)
        context |= {"hant": list_hant(forbund, user, sedan), "sedan": sedan}
    if tilltrade.har_egna_insatser:
        context["mina"] = gather_mina(user, forbund, dag)
    if "tavla" not in context:
        context["hanterar_behorigheter"] = tilltrade.has(Rattighet.HANTERA_BEHORIGHETER)
        if tilltrade.has(Rattighet.LASA_RAPPORTER):
            context["utgavor"] = list_utgavor(request.user, [forbund], timezone.localdate())
    return render(request, "rapporter/oversikt/oversikt.html", context)
