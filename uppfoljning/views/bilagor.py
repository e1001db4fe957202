"""Attachments of a kvartalsrapport: added in the form's last step, and served by permission."""

from dataclasses import replace

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from finsam.historik import Flodesfel
from finsam.inlasning.fel import OtillatenFil
from finsam.konton.rattigheter import Rattighet
from finsam.period import Period
from finsam.views import require_get_or_post
from insatser.atkomst import may
from insatser.models import Insats
from uppfoljning.bilagesvar import read_fil, send_bilaga
from uppfoljning.kvartalsrapport.atkomst import get_insats_kvartal, url_of
from uppfoljning.kvartalsrapport.bilage_services import add_bilaga, remove_bilaga
from uppfoljning.kvartalsrapport.formular import load_formular, load_steg
from uppfoljning.kvartalsrapport.steg import BILAGESTEG
from uppfoljning.models import Bilaga
from uppfoljning.views.kvartalsrapport import (
    find_steg,
    render_steg,
    save_posted,
)


@require_get_or_post
def lagg_till(request, insats, ar, kvartal):
    """The button within the step's form: its texts are stored as well.

    Opened as a page, after a new login or a reload, it is the step.
    """
    insats, kvartal = get_insats_kvartal(
        request.user, insats, ar, kvartal, Rattighet.SKRIVA_KVARTALSRAPPORT
    )
    if request.method != "POST":
        return redirect(f"{url_of('steg', insats, kvartal, BILAGESTEG)}#bilagor")
    steg = find_steg(load_steg(insats), BILAGESTEG)
    sparat = save_posted(request, insats, kvartal, steg)
    bilagefel = "" if sparat.hinder else _add(request, insats, kvartal)
    if sparat.is_klar and not bilagefel:
        return redirect(f"{url_of('steg', insats, kvartal, BILAGESTEG)}#bilagor")
    # As it is now, with the file if that went well.
    sparat = replace(sparat, formular=load_formular(insats, kvartal))
    return render_steg(request, sparat, BILAGESTEG, bilagefel)


@require_safe
def hamta(request, insats, ar, kvartal, bilaga):
    insats, kvartal = get_insats_kvartal(request.user, insats, ar, kvartal, Rattighet.LASA_INSATS)
    bilaga = _get_bilaga(insats, kvartal, bilaga)
    if bilaga.borttagen and not _may_see_removed(request.user, insats, bilaga):
        raise Http404
    return send_bilaga(bilaga)


@require_get_or_post
def ta_bort(request, insats, ar, kvartal, bilaga):
    insats, kvartal = get_insats_kvartal(
        request.user, insats, ar, kvartal, Rattighet.SKRIVA_KVARTALSRAPPORT
    )
    bilaga = _get_bilaga(insats, kvartal, bilaga)
    formular = load_formular(insats, kvartal)
    if not formular.is_oppen:
        return redirect(url_of("kvartalsrapport", insats, kvartal))
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
            # The report's page says why it is locked.
            return redirect(url_of("kvartalsrapport", insats, kvartal))
        return redirect(f"{url_of('steg', insats, kvartal, BILAGESTEG)}#bilagor")
    return render(
        request,
        "uppfoljning/bilaga_ta_bort.html",
        {"insats": insats, "kvartal": kvartal, "bilaga": bilaga, "steg": BILAGESTEG},
    )


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


def _get_bilaga(insats: Insats, kvartal: Period, pk: int) -> Bilaga:
    return get_object_or_404(
        Bilaga,
        pk=pk,
        kvartalsrapport__insats=insats,
        kvartalsrapport__ar=kvartal.ar,
        kvartalsrapport__kvartal=kvartal.forsta,
    )


def _may_see_removed(user, insats: Insats, bilaga: Bilaga) -> bool:
    """What was sent in once is part of the history; else only the kansli sees it."""
    return bilaga.omgangar.exists() or may(user, insats, Rattighet.GRANSKA_KVARTALSRAPPORT)
