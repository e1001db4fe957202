"""The page of those who lead and review the förbund, and of its members."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from finsam.konton.rattigheter import Rattighet
from finsam.radvyer import change_row, remove_shown_row
from finsam.views import require_get_or_post
from insatser.atkomst import get_forbund, may
from insatser.fortroendevalda.forms import Avslutsform, Fortroendevaldform, Medlemsform
from insatser.fortroendevalda.lista import gather_forbundsfolk
from insatser.fortroendevalda.services import (
    remove_fortroendevald,
    save_fortroendevald,
    save_medlem,
)
from insatser.models import Fortroendevald, Part


@require_safe
def fortroendevalda(request, organisationsnummer):
    forbund = get_forbund(request.user, organisationsnummer, Rattighet.LASA_OVERSIKT)
    idag = timezone.localdate()
    return render(
        request,
        "insatser/fortroendevalda/lista.html",
        {
            "forbund": forbund,
            "folk": gather_forbundsfolk(forbund, idag),
            "idag": idag,
            "visar_tidigare": request.GET.get("tidigare") == "1",
            "may_edit": may(request.user, forbund, Rattighet.SKRIVA_TEXTER),
        },
    )


@require_get_or_post
def ny(request, organisationsnummer):
    forbund = get_forbund(request.user, organisationsnummer, Rattighet.SKRIVA_TEXTER)
    person = Fortroendevald(forbund=forbund)
    return _change(request, person, Fortroendevaldform, "form", "Lägg till förtroendevald")


@require_get_or_post
def andra(request, organisationsnummer, person):
    person = _get_person(request, organisationsnummer, person)
    return _change(request, person, Fortroendevaldform, "form", f"Ändra {person}")


@require_get_or_post
def avsluta(request, organisationsnummer, person):
    person = _get_person(request, organisationsnummer, person)
    return _change(request, person, Avslutsform, "avsluta", f"Avsluta uppdraget för {person}")


@require_get_or_post
def ta_bort(request, organisationsnummer, person):
    person = _get_person(request, organisationsnummer, person)
    namn = str(person)
    form, fel, is_gjord = remove_shown_row(
        request,
        person,
        lambda sedd: remove_fortroendevald(
            fortroendevald=person, sedd=sedd, user=request.user, nu=timezone.now()
        ),
    )
    if is_gjord:
        messages.success(request, f"{namn} är borttagen ur listan.")
        return _to_lista(person.forbund)
    context = {"person": person, "form": form, "flodesfel": fel, "rubrik": f"Ta bort {namn}"}
    return _show(request, "ta_bort", person.forbund, context)


@require_get_or_post
def medlem(request, organisationsnummer, part):
    forbund = get_forbund(request.user, organisationsnummer, Rattighet.SKRIVA_TEXTER)
    part = get_object_or_404(Part.objects.select_related("forbund"), forbund=forbund, pk=part)
    form, fel, is_sparad = change_row(
        request,
        Medlemsform,
        part,
        lambda rad, sedd: save_medlem(part=rad, sedd=sedd, user=request.user, nu=timezone.now()),
    )
    if is_sparad:
        messages.success(request, f"Uppgiften om {part} är sparad.")
        return _to_lista(forbund)
    return _show(request, "medlem", forbund, {"form": form, "flodesfel": fel, "rubrik": str(part)})


def _get_person(request, organisationsnummer, pk) -> Fortroendevald:
    forbund = get_forbund(request.user, organisationsnummer, Rattighet.SKRIVA_TEXTER)
    rader = Fortroendevald.objects.select_related("forbund", "part")
    return get_object_or_404(rader, forbund=forbund, pk=pk)


def _change(request, person, formklass, mall, rubrik):
    form, fel, is_sparad = change_row(
        request,
        formklass,
        person,
        lambda rad, sedd: save_fortroendevald(
            fortroendevald=rad, sedd=sedd, user=request.user, nu=timezone.now()
        ),
    )
    if is_sparad:
        messages.success(request, f"{form.instance} är sparad.")
        return _to_lista(person.forbund)
    context = {"person": person, "form": form, "flodesfel": fel, "rubrik": rubrik}
    return _show(request, mall, person.forbund, context)


def _show(request, mall, forbund, context):
    sida = f"insatser/fortroendevalda/{mall}.html"
    return render(request, sida, context | {"forbund": forbund})


def _to_lista(forbund):
    return redirect("forbundet:fortroendevalda", forbund.organisationsnummer)
