"""The rekvisition as the insatsägare fills it in: the form, a check, and a receipt."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from ekonomi.rekvisitioner.atkomst import get_insats_rekvisition, url_of
from ekonomi.rekvisitioner.forms import Rekvisitionsform
from ekonomi.rekvisitioner.lista import gather_insatsens_rader
from ekonomi.rekvisitioner.services import (
    Andringskonflikt,
    begin_slutlig,
    save_rekvisition,
    submit_rekvisition,
)
from ekonomi.rekvisitioner.sida import Rekvisitionssida, load_rekvisitionssida
from finsam.historik import Flodesfel
from finsam.konton.rattigheter import Rattighet
from finsam.period import Period
from finsam.views import require_get_or_post
from insatser.atkomst import get_insats, may
from insatser.models import Insats
from uppfoljning.bilagor import BILAGEREGLER
from uppfoljning.granskning.historik import load_handelser
from uppfoljning.kvartalsrapport.stegsida import tell_insandare


@require_get_or_post
def rekvisition(request, insats, ar, kvartal):
    """The form for who may fill it in while it is open, otherwise what it says."""
    rattighet = Rattighet.REKVIRERA if request.method == "POST" else Rattighet.LASA_INSATS
    insats, kvartal = get_insats_rekvisition(request.user, insats, ar, kvartal, rattighet)
    if request.method == "POST":
        sida, form, hinder = save_posted(request, insats, kvartal)
        if form.errors or hinder:
            return render_form(request, sida, form, hinder)
        if "kontrollera" in request.POST:
            return redirect(url_of("rekvisition_kontrollera", insats, kvartal))
        messages.success(request, "Utkastet är sparat.")
        return redirect(url_of("rekvisition", insats, kvartal))
    sida = load_rekvisitionssida(insats, kvartal, timezone.localdate())
    rekvirerar = may(request.user, insats, Rattighet.REKVIRERA)
    if rekvirerar and sida.is_oppen:
        return render_form(request, sida, Rekvisitionsform(sida.rekvisition))
    return render(
        request,
        "ekonomi/rekvisitioner/rekvisition.html",
        _where(sida)
        | {
            "rekvirerar": rekvirerar,
            "attesterar": may(request.user, insats, Rattighet.ATTESTERA),
            "oppnar": may(request.user, insats, Rattighet.OPPNA_REKVISITION),
            "handelser": load_handelser(sida.rekvisition),
        },
    )


@require_get_or_post
def kontrollera(request, insats, ar, kvartal):
    is_sand = request.method == "POST"
    rattighet = Rattighet.SKICKA_IN_REKVISITION if is_sand else Rattighet.REKVIRERA
    insats, kvartal = get_insats_rekvisition(request.user, insats, ar, kvartal, rattighet)
    fel = ""
    if is_sand:
        try:
            submit_rekvisition(
                insats=insats,
                kvartal=kvartal,
                sedd=request.POST.get("sedd", ""),
                user=request.user,
                nu=timezone.now(),
            )
        except Flodesfel as flodesfel:
            fel = str(flodesfel)
        else:
            return redirect(url_of("rekvisition_kvitto", insats, kvartal))
    sida = load_rekvisitionssida(insats, kvartal, timezone.localdate())
    if sida.rekvisition is None or not sida.is_oppen:
        if fel:
            messages.warning(request, f"Du skickade inte in rekvisitionen. {fel}")
        return redirect(url_of("rekvisition", insats, kvartal))
    is_insandare = may(request.user, insats, Rattighet.SKICKA_IN_REKVISITION)
    return render(
        request,
        "ekonomi/rekvisitioner/kontrollera.html",
        _where(sida)
        | {
            "fel": fel,
            "insandare": "" if is_insandare else tell_insandare(insats),
        },
    )


@require_safe
def kvitto(request, insats, ar, kvartal):
    insats, kvartal = get_insats_rekvisition(
        request.user, insats, ar, kvartal, Rattighet.LASA_INSATS
    )
    sida = load_rekvisitionssida(insats, kvartal, timezone.localdate())
    if sida.rekvisition is None or sida.rekvisition.inkommen is None:
        raise Http404
    return render(request, "ekonomi/rekvisitioner/kvitto.html", _where(sida))


@require_POST
def slutlig(request, insats, ar, kvartal):
    """The button that opens an attested preliminary one to be made final."""
    insats, kvartal = get_insats_rekvisition(request.user, insats, ar, kvartal, Rattighet.REKVIRERA)
    try:
        begin_slutlig(insats=insats, kvartal=kvartal, user=request.user, nu=timezone.now())
    except Flodesfel as fel:
        messages.warning(request, str(fel))
    return redirect(url_of("rekvisition", insats, kvartal))


@require_safe
def insatsens(request, insats):
    """All rekvisitioner of one insats, year by year."""
    insats = get_insats(request.user, insats, Rattighet.LASA_INSATS)
    return render(
        request,
        "ekonomi/rekvisitioner/insatsens.html",
        {"insats": insats, "rader": gather_insatsens_rader(insats, timezone.localdate())},
    )


def save_posted(
    request, insats: Insats, kvartal: Period
) -> tuple[Rekvisitionssida, Rekvisitionsform, str]:
    """Store what was sent: the page as it is then, the form, and why nothing could be stored."""
    dag = timezone.localdate()
    sida = load_rekvisitionssida(insats, kvartal, dag)
    form = Rekvisitionsform(sida.rekvisition, request.POST)
    if not form.is_valid():
        return sida, form, ""
    try:
        save_rekvisition(
            insats=insats,
            kvartal=kvartal,
            innehall=form.innehall,
            sedd=form.cleaned_data["sedd"],
            user=request.user,
            nu=timezone.now(),
        )
    except Andringskonflikt as fel:
        return sida, form.having_seen(fel.sparad), str(fel)
    except Flodesfel as fel:
        return sida, form, str(fel)
    return load_rekvisitionssida(insats, kvartal, dag), form, ""


def render_form(
    request, sida: Rekvisitionssida, form: Rekvisitionsform, hinder: str = "", bilagefel: str = ""
):
    """The form to fill in. `hinder` is why nothing was stored, with what is stored beside it."""
    return render(
        request,
        "ekonomi/rekvisitioner/fyll_i.html",
        _where(sida)
        | {
            "form": form,
            "summering": sida.sum_up(form.belopp),
            "kostnadsfalt": [(form[rad.slag], rad) for rad in sida.kostnader],
            "hinder": hinder,
            "bilageregler": BILAGEREGLER,
            "bilagefel": bilagefel,
        },
    )


def _where(sida: Rekvisitionssida) -> dict:
    """What every page of one insats's rekvisition says of itself."""
    return {
        "sida": sida,
        "insats": sida.insats,
        "kvartal": sida.kvartal,
        "bilagor": sida.bilagor,
        "bilagevy": "ekonomi:rekvisition_bilaga",
    }
