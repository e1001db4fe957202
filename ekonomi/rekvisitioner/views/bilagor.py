"""Attachments of a rekvisition: added in its form, and served by permission."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ekonomi.models import Rekvisitionsbilaga
from ekonomi.rekvisitioner.atkomst import get_insats_rekvisition, url_of
from ekonomi.rekvisitioner.bilage_services import add_bilaga, remove_bilaga
from ekonomi.rekvisitioner.sida import load_rekvisitionssida
from ekonomi.rekvisitioner.views.rekvisition import render_form, save_posted
from finsam.historik import Flodesfel
from finsam.inlasning.fel import OtillatenFil
from finsam.konton.rattigheter import Rattighet
from finsam.period import Period
from finsam.views import require_get_or_post
from insatser.atkomst import may
from insatser.models import Insats
from uppfoljning.bilagesvar import read_fil, send_bilaga


@require_get_or_post
def lagg_till(request, insats, ar, kvartal):
    """The button within the form: what is filled in is stored as well.

    Opened as a page, after a new login or a reload, it is the form.
    """
    insats, kvartal = get_insats_rekvisition(request.user, insats, ar, kvartal, Rattighet.REKVIRERA)
    tillbaka = f"{url_of('rekvisition', insats, kvartal)}#bilagor"
    if request.method != "POST":
        return redirect(tillbaka)
    sida, form, hinder = save_posted(request, insats, kvartal)
    bilagefel = "" if hinder else _add(request, insats, kvartal)
    if not (form.errors or hinder or bilagefel):
        return redirect(tillbaka)
    # As it is now, with the file if that went well, and the texts as they were written.
    sida = load_rekvisitionssida(insats, kvartal, timezone.localdate())
    if not hinder:
        form = form.having_seen(sida.rekvisition)
    return render_form(request, sida, form, hinder, bilagefel)


@require_safe
def hamta(request, insats, ar, kvartal, rekvisitionsbilaga):
    insats, kvartal = get_insats_rekvisition(
        request.user, insats, ar, kvartal, Rattighet.LASA_INSATS
    )
    bilaga = _get_bilaga(insats, kvartal, rekvisitionsbilaga)
    if bilaga.borttagen and not may(request.user, insats, Rattighet.LASA_EKONOMI):
        raise Http404
    return send_bilaga(bilaga)


@require_get_or_post
def ta_bort(request, insats, ar, kvartal, rekvisitionsbilaga):
    insats, kvartal = get_insats_rekvisition(request.user, insats, ar, kvartal, Rattighet.REKVIRERA)
    bilaga = _get_bilaga(insats, kvartal, rekvisitionsbilaga)
    sida = load_rekvisitionssida(insats, kvartal, timezone.localdate())
    if not sida.is_oppen:
        return redirect(url_of("rekvisition", insats, kvartal))
    if request.method == "POST":
        try:
            remove_bilaga(
                insats=insats,
                kvartal=kvartal,
                bilaga=bilaga,
                user=request.user,
                nu=timezone.now(),
            )
        except Flodesfel:
            # The rekvisition's page says why it is locked.
            return redirect(url_of("rekvisition", insats, kvartal))
        return redirect(f"{url_of('rekvisition', insats, kvartal)}#bilagor")
    context = {"insats": insats, "kvartal": kvartal, "bilaga": bilaga}
    return render(request, "ekonomi/rekvisitioner/bilaga_ta_bort.html", context)


def _add(request, insats: Insats, kvartal: Period) -> str:
    """Attach the file that was sent; what was wrong with it, empty for nothing."""
    try:
        add_bilaga(
            insats=insats,
            kvartal=kvartal,
            fil=read_fil(request),
            user=request.user,
            nu=timezone.now(),
        )
    except (OtillatenFil, Flodesfel) as fel:
        return str(fel)
    return ""


def _get_bilaga(insats: Insats, kvartal: Period, pk: int) -> Rekvisitionsbilaga:
    return get_object_or_404(
        Rekvisitionsbilaga,
        pk=pk,
        rekvisition__insats=insats,
        rekvisition__ar=kvartal.ar,
        rekvisition__kvartal=kvartal.forsta,
    )
