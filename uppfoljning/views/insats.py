from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from finsam.konton.rattigheter import Rattighet
from insatser.atkomst import get_insats, may
from insatser.tilltrade import get_tilltraden
from uppfoljning.insatssida import load_insatssida
from uppfoljning.kvartalsval import read_kvartal


@require_safe
def insats(request, insats):
    """What is known of an insats, and the way to its kvartalsrapporter."""
    insats = get_insats(request.user, insats, Rattighet.LASA_INSATS)
    # It has passed get_insats, so the user has a place in its förbund.
    tilltrade = get_tilltraden(request).har
    return render(
        request,
        "uppfoljning/insats.html",
        {
            "sida": load_insatssida(insats, timezone.localdate(), read_kvartal(request)),
            "granskar": tilltrade.has(Rattighet.GRANSKA_KVARTALSRAPPORT),
            "anmaler": may(request.user, insats, Rattighet.ANMALA_AVVIKELSE),
            "laser_handelser": tilltrade.has(Rattighet.LASA_HANDELSER),
        },
    )
