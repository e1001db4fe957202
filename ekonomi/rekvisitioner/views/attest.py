"""The ekonom attests a rekvisition or sends it back, also one that was attested."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from ekonomi.rekvisitioner.atkomst import get_insats_rekvisition, url_of
from ekonomi.rekvisitioner.forms import Attestform, Oppningsform
from ekonomi.rekvisitioner.services import (
    attest_rekvisition,
    reopen_rekvisition,
    return_rekvisition,
)
from ekonomi.rekvisitioner.sida import load_rekvisitionssida
from ekonomi.rekvisitioner.skribenter import EGEN, has_written, list_to_attest_by
from finsam.historik import Flodesfel
from finsam.konton.rattigheter import Rattighet
from finsam.period import Period
from finsam.views import posted, require_get_or_post
from insatser.models import Insats
from uppfoljning.granskning.historik import load_handelser


@require_get_or_post
def attestera(request, insats, ar, kvartal):
    insats, kvartal = get_insats_rekvisition(request.user, insats, ar, kvartal, Rattighet.ATTESTERA)
    form, flodesfel = None, None
    if request.method == "POST":
        form = Attestform(request.POST)
        if form.is_valid():
            try:
                messages.success(request, _decide(request, form, insats, kvartal))
            except Flodesfel as fel:
                flodesfel = fel
            else:
                return redirect(url_of("rekvisition_attestera", insats, kvartal))
    sida = load_rekvisitionssida(insats, kvartal, timezone.localdate())
    if flodesfel:
        # Now that its user is shown what is stored.
        form = form.having_seen(sida.fingerprint)
    rekvisition = sida.rekvisition
    vantar = rekvisition is not None and rekvisition.status == rekvisition.Status.INSKICKAD
    context = {
        "sida": sida,
        "insats": insats,
        "kvartal": kvartal,
        "bilagor": sida.bilagor,
        "form": form or Attestform(initial={"sedd": sida.fingerprint}),
        "flodesfel": flodesfel,
        "vantar": vantar,
        "att_attestera": [] if vantar else list_to_attest_by(insats.forbund, request.user),
        "egen": EGEN if rekvisition and has_written(rekvisition, request.user) else "",
        "handelser": load_handelser(rekvisition),
    }
    return render(request, "ekonomi/rekvisitioner/attestera.html", context)


@require_get_or_post
def oppna(request, insats, ar, kvartal):
    insats, kvartal = get_insats_rekvisition(
        request.user, insats, ar, kvartal, Rattighet.OPPNA_REKVISITION
    )
    form, flodesfel = Oppningsform(posted(request)), None
    if form.is_valid():
        try:
            reopen_rekvisition(
                insats=insats,
                kvartal=kvartal,
                **form.cleaned_data,
                user=request.user,
                nu=timezone.now(),
            )
        except Flodesfel as fel:
            flodesfel = fel
        else:
            messages.success(
                request,
                "Attesten är tillbakadragen och rekvisitionen återsänd. De som fyller i den ser "
                "skälet.",
            )
            return redirect(url_of("rekvisition", insats, kvartal))
    sida = load_rekvisitionssida(insats, kvartal, timezone.localdate())
    if not form.is_bound:
        if sida.rekvisition is None or not sida.rekvisition.attesterad:
            return redirect(url_of("rekvisition", insats, kvartal))
        form = Oppningsform(initial={"sedd": sida.fingerprint})
    elif flodesfel:
        form = form.having_seen(sida.fingerprint)
    context = {
        "sida": sida,
        "insats": insats,
        "kvartal": kvartal,
        "bilagor": sida.bilagor,
        "form": form,
        "flodesfel": flodesfel,
    }
    return render(request, "ekonomi/rekvisitioner/oppna.html", context)


def _decide(request, form: Attestform, insats: Insats, kvartal: Period) -> str:
    """Do what the button says; what has been done. Raises Flodesfel."""
    beslut = {
        "insats": insats,
        "kvartal": kvartal,
        "sedd": form.cleaned_data["sedd"],
        "user": request.user,
        "nu": timezone.now(),
    }
    if form.is_attest:
        attest_rekvisition(**beslut)
        return "Du har attesterat rekvisitionen."
    return_rekvisition(**beslut, skal=form.cleaned_data["skal"])
    return "Du har återsänt rekvisitionen. De som fyller i den ser skälet."
