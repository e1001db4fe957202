"""The kansli reviews a kvartalsrapport and opens it again; its history is for all its readers."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from finsam.historik import Flodesfel
from finsam.konton.rattigheter import Rattighet
from finsam.views import require_get_or_post
from insatser.atkomst import may
from uppfoljning.granskning.forms import Granskningsform, Oppningsform
from uppfoljning.granskning.granskningssida import build_granskning, load_omgangar
from uppfoljning.granskning.historik import gather_historik
from uppfoljning.granskning.services import (
    Besked,
    Kommentarskonflikt,
    reopen_omgang,
    review_kvartalsrapport,
)
from uppfoljning.kvartalsrapport.atkomst import get_insats_kvartal, url_of
from uppfoljning.kvartalsrapport.formular import load_formular
from uppfoljning.kvartalsrapport.status import tell_status
from uppfoljning.models import Kvartalsrapport

_KVITTO = {
    Besked.SPARA: "Kommentarerna är sparade. Styrgruppen ser dem när du har lämnat besked.",
    Besked.GODKANN: "Du har godkänt rapporten.",
    Besked.KOMPLETTERA: "Du har begärt komplettering. Styrgruppen ser skälet och kommentarerna.",
}


@require_get_or_post
def granska(request, insats, ar, kvartal):
    formular = _get_formular(request, insats, ar, kvartal)
    omgangar = load_omgangar(formular.rapport)
    if request.method == "POST":
        return _review(request, formular, omgangar)
    if formular.status != Kvartalsrapport.Status.INSKICKAD:
        return _show_status(request, formular, omgangar)
    granskning = build_granskning(formular, omgangar, omgangar[-1].nr)
    return _show_granskning(request, Granskningsform(granskning))


def _review(request, formular, omgangar):
    # The omgång that was shown, also when it has been decided since: what was written is kept.
    nr = next((o.nr for o in omgangar if str(o.nr) == request.POST.get("omgang")), None)
    if nr is None:
        raise Http404
    form = Granskningsform(build_granskning(formular, omgangar, nr), request.POST)
    if not form.is_valid():
        return _show_granskning(request, form)
    try:
        review_kvartalsrapport(
            omgang=form.granskning.omgang,
            kommentarer=form.kommentarer,
            besked=form.besked,
            skal=form.cleaned_data["skal"],
            user=request.user,
            nu=timezone.now(),
        )
    except Kommentarskonflikt as fel:
        form = form.having_shown(fel.konflikter)
        return _show_granskning(request, form, flodesfel=fel, konflikter=fel.konflikter)
    except Flodesfel as fel:
        return _show_granskning(request, form, flodesfel=fel)
    messages.success(request, _KVITTO[form.besked])
    if form.besked is Besked.SPARA and form.cleaned_data["skal"]:
        # Only a decision stores the reason, so it stays on the page until there is one.
        messages.warning(request, "Skälet längst ner sparas först när du begär komplettering.")
        sparade = {falt: andring.efter for falt, andring in form.kommentarer.items()}
        return _show_granskning(request, form.having_shown(sparade))
    return redirect(url_of("granska", formular.insats, formular.kvartal))


def _show_granskning(request, form, flodesfel=None, konflikter=None):
    granskning = form.granskning
    context = {
        "granskning": granskning,
        "form": form,
        "rader": form.rader(konflikter or {}),
        "flodesfel": flodesfel,
        "is_egen": granskning.omgang.inskickad_av == request.user,
    }
    return render(request, "uppfoljning/granska.html", _where(granskning) | context)


@require_get_or_post
def oppna(request, insats, ar, kvartal):
    formular = _get_formular(request, insats, ar, kvartal)
    omgangar = load_omgangar(formular.rapport)
    if request.method != "POST" and formular.status != Kvartalsrapport.Status.GODKAND:
        return _show_status(request, formular, omgangar)
    form = Oppningsform(request.POST or None, initial={"nr": omgangar[-1].nr if omgangar else 0})
    flodesfel = None
    if request.method == "POST" and form.is_valid():
        try:
            reopen_omgang(
                insats=formular.insats,
                kvartal=formular.kvartal,
                **form.cleaned_data,
                user=request.user,
                nu=timezone.now(),
            )
        except Flodesfel as fel:
            flodesfel = fel
        else:
            messages.success(request, "Du har öppnat rapporten. Styrgruppen kan rätta den nu.")
            return redirect(url_of("granska", formular.insats, formular.kvartal))
    context = {"form": form, "flodesfel": flodesfel, "status": _tell_status(formular, omgangar)}
    return render(request, "uppfoljning/oppna.html", _where(formular) | context)


@require_safe
def historik(request, insats, ar, kvartal):
    insats, kvartal = get_insats_kvartal(request.user, insats, ar, kvartal, Rattighet.LASA_INSATS)
    is_granskare = may(request.user, insats, Rattighet.GRANSKA_KVARTALSRAPPORT)
    historik = gather_historik(insats, kvartal, timezone.localdate(), is_granskare=is_granskare)
    context = {"historik": historik, "is_granskare": is_granskare}
    return render(request, "uppfoljning/historik.html", _where(historik) | context)


def _get_formular(request, insats, ar, kvartal):
    return load_formular(
        *get_insats_kvartal(request.user, insats, ar, kvartal, Rattighet.GRANSKA_KVARTALSRAPPORT)
    )


def _show_status(request, formular, omgangar):
    """For who came to review or open a report that stands in another way."""
    context = {"status": _tell_status(formular, omgangar)}
    return render(request, "uppfoljning/rapportstatus.html", _where(formular) | context)


def _tell_status(formular, omgangar):
    return tell_status(formular.rapport, omgangar, formular.kvartal, timezone.localdate())


def _where(sida) -> dict:
    """What every page of one insats's quarter says of itself."""
    return {"insats": sida.insats, "kvartal": sida.kvartal}
