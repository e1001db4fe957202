"""The place Förbundet: what there is to read and change of the förbund itself."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from insatser.tilltrade import get_tilltraden
from rapporter.meny import list_delplatser


@require_safe
def forbundet(request: HttpRequest, organisationsnummer: str) -> HttpResponse:
    for tilltrade in get_tilltraden(request).alla:
        if tilltrade.forbund.organisationsnummer == organisationsnummer:
            delplatser = list_delplatser(tilltrade)
            if not delplatser:
                raise PermissionDenied
            context = {"forbund": tilltrade.forbund, "delplatser": delplatser}
            return render(request, "rapporter/forbundet.html", context)
    raise Http404
