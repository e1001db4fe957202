from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from finsam.konton.rattigheter import Rattighet
from finsam.svenska import count_noun, join_och
from finsam.views import require_get_or_post
from uppfoljning.kvartalsrapport.atkomst import get_insats_kvartal
from uppfoljning.kvartalsrapport.paminnelser import Utskick, list_brev_om, send_alla
from uppfoljning.kvartalsrapport.rapportlista import load_rapportlista


@require_get_or_post
def paminn(request, insats, ar, kvartal):
    """Remind those who write a report of it, besides the letters that go out by themselves."""
    insats, kvartal = get_insats_kvartal(
        request.user, insats, ar, kvartal, Rattighet.GRANSKA_KVARTALSRAPPORT
    )
    dag = timezone.localdate()
    rad = load_rapportlista([insats], dag).find(insats, kvartal)
    rapporten = redirect("uppfoljning:kvartalsrapport", insats.pk, ar, kvartal.forsta)
    if not rad.rapportlage.is_att_gora:
        messages.warning(request, "Rapporten väntar inte på styrgruppen. Ingen har påmints.")
        return rapporten
    breven = list_brev_om(rad, dag)
    if request.method == "POST":
        _tell(request, send_alla(breven=breven, dag=dag, skickad_av=request.user))
        return rapporten
    return render(
        request,
        "uppfoljning/paminn.html",
        {"insats": insats, "kvartal": kvartal, "rad": rad, "breven": breven},
    )


def _tell(request, utskick: Utskick) -> None:
    if utskick.skickade:
        antal = count_noun(utskick.skickade, "påminnelse", "påminnelser")
        messages.success(request, f"Du har skickat {antal}.")
    if utskick.fel:
        adresser = join_och(brev.user.email for brev, _ in utskick.fel)
        messages.error(request, f"Brevet gick inte att skicka till {adresser}. Försök igen senare.")
    elif not utskick.skickade:
        messages.warning(request, "Ingen mer kan påminnas om rapporten i dag.")
