"""The förbund's goals of a year with their outcome, and the changes of them."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from finsam.arsval import read_ar
from finsam.historik import Andringsfel
from finsam.konton.rattigheter import Rattighet
from finsam.period import FORSTA_AR, SISTA_AR
from finsam.radvyer import change_row, remove_shown_row
from finsam.svenska import capitalize, count_noun
from finsam.views import require_get_or_post
from insatser.atkomst import get_forbund, may
from uppfoljning.models import Verksamhetsmal
from uppfoljning.verksamhet.forms import Verksamhetsmalform
from uppfoljning.verksamhet.malsida import gather_malsida
from uppfoljning.verksamhet.services import (
    copy_verksamhetsmal,
    remove_verksamhetsmal,
    save_verksamhetsmal,
)


@require_safe
def verksamhetsmal(request, organisationsnummer):
    forbund = get_forbund(request.user, organisationsnummer, Rattighet.LASA_OVERSIKT)
    idag = timezone.localdate()
    return render(
        request,
        "uppfoljning/verksamhet/verksamhetsmal.html",
        {
            "forbund": forbund,
            "sida": gather_malsida(forbund, read_ar(request, idag.year), idag),
            "may_edit": may(request.user, forbund, Rattighet.SKRIVA_TEXTER),
        },
    )


@require_get_or_post
def ny(request, organisationsnummer, ar):
    forbund = _get_forbund(request, organisationsnummer)
    _demand_ar(ar)
    return _change(request, Verksamhetsmal(forbund=forbund, ar=ar), f"Lägg till mål för {ar}")


@require_get_or_post
def andra(request, organisationsnummer, mal):
    mal = _get_mal(request, organisationsnummer, mal)
    return _change(request, mal, f"Ändra {_name(mal)}")


@require_get_or_post
def ta_bort(request, organisationsnummer, mal):
    mal = _get_mal(request, organisationsnummer, mal)
    form, fel, is_gjord = remove_shown_row(
        request,
        mal,
        lambda sedd: remove_verksamhetsmal(
            mal=mal, sedd=sedd, user=request.user, nu=timezone.now()
        ),
    )
    if is_gjord:
        messages.success(request, f"{mal} är borttaget.")
        return redirect(_url_of_aret(mal.forbund, mal.ar))
    return _show(request, "mal_ta_bort", mal, form, fel, f"Ta bort {_name(mal)}")


@require_get_or_post
def kopiera(request, organisationsnummer, ar):
    forbund = _get_forbund(request, organisationsnummer)
    _demand_ar(ar + 1)
    fel = None
    if request.method == "POST":
        try:
            antal = copy_verksamhetsmal(
                forbund=forbund, ar=ar, user=request.user, nu=timezone.now()
            )
        except Andringsfel as andringsfel:
            fel = andringsfel
        else:
            malen = count_noun(antal, "mål", "mål", neutrum=True)
            kopierade = "kopierat" if antal == 1 else "kopierade"
            messages.success(request, f"{capitalize(malen)} {kopierade} till {ar + 1}.")
            return redirect(_url_of_aret(forbund, ar + 1))
    context = {
        "forbund": forbund,
        "ar": ar,
        "nasta_ar": ar + 1,
        "flodesfel": fel,
        "rubrik": f"Kopiera målen för {ar} till {ar + 1}",
        "lista": _url_of_aret(forbund, ar),
    }
    return render(request, "uppfoljning/verksamhet/mal_kopiera.html", context)


def _get_forbund(request, organisationsnummer):
    return get_forbund(request.user, organisationsnummer, Rattighet.SKRIVA_TEXTER)


def _demand_ar(ar: int) -> None:
    if not FORSTA_AR <= ar <= SISTA_AR:
        raise Http404


def _get_mal(request, organisationsnummer, pk) -> Verksamhetsmal:
    forbund = _get_forbund(request, organisationsnummer)
    malen = Verksamhetsmal.objects.select_related("forbund")
    return get_object_or_404(malen, forbund=forbund, pk=pk)


def _name(mal: Verksamhetsmal) -> str:
    """Within a heading: ”mål 1.2 2024”."""
    return str(mal).lower()


def _change(request, mal, rubrik):
    form, fel, is_sparad = change_row(
        request,
        Verksamhetsmalform,
        mal,
        lambda rad, sedd: save_verksamhetsmal(
            mal=rad, sedd=sedd, user=request.user, nu=timezone.now()
        ),
    )
    if is_sparad:
        messages.success(request, f"{form.instance} är sparat.")
        return redirect(_url_of_aret(mal.forbund, mal.ar))
    return _show(request, "mal", mal, form, fel, rubrik)


def _show(request, mall, mal, form, flodesfel, rubrik):
    context = {
        "forbund": mal.forbund,
        "mal": mal,
        "form": form,
        "flodesfel": flodesfel,
        "rubrik": rubrik,
        "lista": _url_of_aret(mal.forbund, mal.ar),
    }
    return render(request, f"uppfoljning/verksamhet/{mall}.html", context)


def _url_of_aret(forbund, ar: int) -> str:
    lista = reverse("uppfoljning:verksamhetsmal", args=[forbund.organisationsnummer])
    return f"{lista}?ar={ar}"
