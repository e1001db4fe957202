"""The page Behörigheter: who may do what in a förbund, and the changes of it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from finsam.konton.models import Behorighet, Inbjudan
from finsam.konton.rattigheter import ROLLER_PER_INSATS, Rattighet
from finsam.views import posted
from insatser.atkomst import get_forbund
from insatser.behorigheter import services
from insatser.behorigheter.brev import send_inbjudan
from insatser.behorigheter.csvfil import write_csv
from insatser.behorigheter.forms import REDAN_INBJUDEN, InbjudanForm, InsatserForm
from insatser.behorigheter.lista import read_rader
from insatser.behorigheter.regler import may_change, may_shut_off, roles_to_give
from insatser.models import Forbund


def index(request: HttpRequest) -> HttpResponse:
    forbunden = list(Forbund.objects.with_right(request.user, Rattighet.LASA_BEHORIGHETER))
    if not forbunden:
        raise PermissionDenied
    if len(forbunden) == 1:
        return redirect("behorigheter:lista", forbunden[0].organisationsnummer)
    return render(request, "insatser/behorigheter/index.html", {"forbunden": forbunden})


def lista(request: HttpRequest, organisationsnummer: str) -> HttpResponse:
    forbund = get_forbund(request.user, organisationsnummer, Rattighet.LASA_BEHORIGHETER)
    roller = roles_to_give(request.user, forbund)
    personer, inbjudna = read_rader(forbund, user=request.user, roller=roller, nu=timezone.now())
    return render(
        request,
        "insatser/behorigheter/lista.html",
        {
            "forbund": forbund,
            "personer": personer,
            "inbjudna": inbjudna,
            "hanterar": bool(roller),
        },
    )


def lista_csv(request: HttpRequest, organisationsnummer: str) -> HttpResponse:
    forbund = get_forbund(request.user, organisationsnummer, Rattighet.LASA_BEHORIGHETER)
    nu = timezone.now()
    personer, inbjudna = read_rader(forbund, user=request.user, roller=[], nu=nu)
    namn = f"behorigheter-{forbund.organisationsnummer}-{timezone.localdate(nu)}.csv"
    return HttpResponse(
        write_csv([*personer, *inbjudna]),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{namn}"'},
    )


def bjud_in(request: HttpRequest, organisationsnummer: str) -> HttpResponse:
    forbund = get_forbund(request.user, organisationsnummer, Rattighet.HANTERA_BEHORIGHETER)
    form = InbjudanForm(
        posted(request),
        forbund=forbund,
        roller=roles_to_give(request.user, forbund),
        user=request.user,
    )
    if form.is_valid():
        try:
            inbjudan, token = services.invite(
                forbund=forbund, **form.cleaned_data, user=request.user, nu=timezone.now()
            )
        except services.RedanInbjuden:
            form.add_error("email", REDAN_INBJUDEN)
        else:
            return _send(request, inbjudan, token)
    return render(
        request,
        "insatser/behorigheter/bjud_in.html",
        {"forbund": forbund, "form": form},
    )


@require_POST
def skicka_igen(request: HttpRequest, organisationsnummer: str, inbjudan: int) -> HttpResponse:
    inbjudan = _get_inbjudan(request, organisationsnummer, inbjudan)
    try:
        token = services.send_again(inbjudan=inbjudan, user=request.user, nu=timezone.now())
    except services.InbjudanGallerInte:
        return _too_late(request, inbjudan)
    inbjudan.refresh_from_db()
    return _send(request, inbjudan, token)


@require_POST
def aterkalla(request: HttpRequest, organisationsnummer: str, inbjudan: int) -> HttpResponse:
    inbjudan = _get_inbjudan(request, organisationsnummer, inbjudan)
    try:
        services.withdraw(inbjudan=inbjudan, user=request.user, nu=timezone.now())
    except services.InbjudanGallerInte:
        return _too_late(request, inbjudan)
    messages.success(
        request, f"Inbjudan till {inbjudan.email} är återkallad. Länken går inte att använda."
    )
    return _to_lista(inbjudan.forbund)


def andra(request: HttpRequest, organisationsnummer: str, behorighet: int) -> HttpResponse:
    behorighet = _get_behorighet(request, organisationsnummer, behorighet)
    form = None
    if behorighet.roll in ROLLER_PER_INSATS:
        form = InsatserForm(
            posted(request),
            forbund=behorighet.forbund,
            initial={"insatser": behorighet.insatser.all()},
        )
        if form.is_valid():
            try:
                services.change_insatser(
                    behorighet=behorighet,
                    insatser=form.cleaned_data["insatser"],
                    user=request.user,
                    nu=timezone.now(),
                )
            except services.BehorighetBorta:
                return _already_removed(request, behorighet)
            messages.success(request, f"Behörigheten för {behorighet.user} är ändrad.")
            return _to_lista(behorighet.forbund)
    return render(
        request,
        "insatser/behorigheter/andra.html",
        {
            "behorighet": behorighet,
            "forbund": behorighet.forbund,
            "form": form,
            "far_stanga_av": may_shut_off(request.user, behorighet.user),
        },
    )


def ta_bort(request: HttpRequest, organisationsnummer: str, behorighet: int) -> HttpResponse:
    behorighet = _get_behorighet(request, organisationsnummer, behorighet)
    if request.method == "POST":
        try:
            services.remove_behorighet(behorighet=behorighet, user=request.user, nu=timezone.now())
        except services.BehorighetBorta:
            return _already_removed(request, behorighet)
        messages.success(
            request,
            f"{behorighet.user} har inte längre rollen {behorighet.get_roll_display()}.",
        )
        return _to_lista(behorighet.forbund)
    return _confirm(request, behorighet, "ta_bort")


def stang_av(request: HttpRequest, organisationsnummer: str, behorighet: int) -> HttpResponse:
    behorighet = _get_behorighet(request, organisationsnummer, behorighet)
    if request.method == "POST":
        services.shut_off(konto=behorighet.user, user=request.user, nu=timezone.now())
        messages.success(request, f"Kontot för {behorighet.user} är avstängt.")
        return _to_lista(behorighet.forbund)
    _demand_may_shut_off(request, behorighet)
    return _confirm(request, behorighet, "stang_av")


def oppna(request: HttpRequest, organisationsnummer: str, behorighet: int) -> HttpResponse:
    behorighet = _get_behorighet(request, organisationsnummer, behorighet)
    if request.method == "POST":
        services.reopen(konto=behorighet.user, user=request.user, nu=timezone.now())
        messages.success(request, f"Kontot för {behorighet.user} är öppet igen.")
        return _to_lista(behorighet.forbund)
    _demand_may_shut_off(request, behorighet)
    return _confirm(request, behorighet, "oppna")


def _get_behorighet(request, organisationsnummer, pk) -> Behorighet:
    """The behörighet, which the user may change."""
    forbund = get_forbund(request.user, organisationsnummer, Rattighet.HANTERA_BEHORIGHETER)
    behorighet = get_object_or_404(
        Behorighet.objects.select_related("user", "forbund"), forbund=forbund, pk=pk
    )
    if not may_change(request.user, behorighet):
        raise PermissionDenied
    return behorighet


def _get_inbjudan(request, organisationsnummer, pk) -> Inbjudan:
    forbund = get_forbund(request.user, organisationsnummer, Rattighet.HANTERA_BEHORIGHETER)
    return get_object_or_404(Inbjudan.objects.select_related("forbund"), forbund=forbund, pk=pk)


def _demand_may_shut_off(request, behorighet) -> None:
    if not may_shut_off(request.user, behorighet.user):
        raise PermissionDenied


def _confirm(request, behorighet, vad) -> HttpResponse:
    return render(
        request,
        f"insatser/behorigheter/{vad}.html",
        {"behorighet": behorighet, "forbund": behorighet.forbund},
    )


def _send(request, inbjudan, token) -> HttpResponse:
    link = request.build_absolute_uri(reverse("behorigheter:inbjudan", args=[token]))
    if send_inbjudan(inbjudan, link):
        messages.success(request, f"Inbjudan är skickad till {inbjudan.email}.")
    else:
        messages.error(
            request,
            f"Brevet till {inbjudan.email} gick inte att skicka. Vänta en stund och välj Skicka"
            " igen i listan.",
        )
    return _to_lista(inbjudan.forbund)


def _too_late(request, inbjudan) -> HttpResponse:
    messages.error(request, f"Inbjudan till {inbjudan.email} är redan använd eller återkallad.")
    return _to_lista(inbjudan.forbund)


def _already_removed(request, behorighet) -> HttpResponse:
    messages.info(request, f"Någon annan har redan tagit bort rollen för {behorighet.user}.")
    return _to_lista(behorighet.forbund)


def _to_lista(forbund) -> HttpResponse:
    return redirect("behorigheter:lista", forbund.organisationsnummer)
