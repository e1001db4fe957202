"""The förbund's rekvisitioner of a year, and the files that it pays by."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from ekonomi.models import Betalfil
from ekonomi.rekvisitioner.betalfil import write_betalfil
from ekonomi.rekvisitioner.lista import Urval, gather_rekvisitionslista
from ekonomi.rekvisitioner.utbetalning import (
    list_betalfiler,
    list_betalrader,
    list_to_pay,
    pay_rekvisitioner,
)
from finsam.arsval import read_ar
from finsam.historik import Flodesfel
from finsam.konton.rattigheter import Rattighet
from finsam.period import FORSTA_AR
from finsam.svenska import format_exact
from insatser.atkomst import get_forbund, may
from insatser.models import Forbund
from uppfoljning.bilagesvar import XLSX


@require_safe
def rekvisitioner(request, organisationsnummer):
    forbund = get_forbund(request.user, organisationsnummer, Rattighet.LASA_EKONOMI)
    dag = timezone.localdate()
    lista = gather_rekvisitionslista(forbund, read_ar(request, dag.year), _read_urval(request), dag)
    return render(
        request,
        "ekonomi/rekvisitioner/lista.html",
        {
            "forbund": forbund,
            "lista": lista,
            "urvalen": [(u, lista.antal[u], u is lista.urval) for u in Urval],
            "att_betala": [(r, format_exact(r.att_betala)) for r in list_to_pay(forbund)],
            "betalfiler": [
                (fil, format_exact(fil.summa)) for fil in list_betalfiler(forbund, lista.ar)
            ],
            "attesterar": may(request.user, forbund, Rattighet.ATTESTERA),
            "hanterar": may(request.user, forbund, Rattighet.HANTERA_EKONOMI),
            "har_forra": lista.ar > FORSTA_AR,
            "har_nasta": lista.ar < dag.year,
        },
    )


@require_POST
def ny_betalfil(request, organisationsnummer):
    """Lays those that the page showed in a payment file, and gives it."""
    forbund = get_forbund(request.user, organisationsnummer, Rattighet.HANTERA_EKONOMI)
    try:
        fil = pay_rekvisitioner(
            forbund=forbund, valda=_read_valda(request), user=request.user, nu=timezone.now()
        )
    except Flodesfel as fel:
        messages.warning(request, str(fel))
        return redirect("ekonomi:rekvisitioner", organisationsnummer)
    return _send_betalfil(forbund, fil)


@require_safe
def betalfil(request, organisationsnummer, betalfil):
    """A payment file once more, as it was made."""
    forbund = get_forbund(request.user, organisationsnummer, Rattighet.LASA_EKONOMI)
    return _send_betalfil(forbund, get_object_or_404(Betalfil, pk=betalfil, forbund=forbund))


def _send_betalfil(forbund: Forbund, fil: Betalfil) -> HttpResponse:
    dag = timezone.localdate(fil.skapad)
    # Two of the same day have each their own name in the folder where they are saved.
    namn = f"betalfil_{forbund.organisationsnummer}_{dag}_{fil.pk}.xlsx"
    return HttpResponse(
        write_betalfil(list_betalrader(fil)),
        headers={
            "Content-Type": XLSX,
            "Content-Disposition": content_disposition_header(True, namn),
            "X-Content-Type-Options": "nosniff",
        },
    )


def _read_urval(request: HttpRequest) -> Urval:
    try:
        return Urval(request.GET.get("visa", Urval.ALLA.value))
    except ValueError as fel:
        raise Http404 from fel


def _read_valda(request: HttpRequest) -> set[int]:
    valda = request.POST.getlist("rekvisition")
    if not all(pk.isascii() and pk.isdigit() and len(pk) <= 18 for pk in valda):
        raise Http404
    return {int(pk) for pk in valda}
