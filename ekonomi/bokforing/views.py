"""The förbund's books: which are loaded, a new SIE file looked at, and stored."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from ekonomi.bokforing.filfel import Filfel
from ekonomi.bokforing.forhandsvisning import gather_forhandsvisning, pack, unpack
from ekonomi.bokforing.forms import Dagform, Filform
from ekonomi.bokforing.sammandrag import read_sammandrag
from ekonomi.bokforing.services import (
    check_forbund,
    compare_aldre,
    store_bokforing,
    use_again,
)
from ekonomi.bokforing.sidor import gather_bokforingssida
from ekonomi.bokforing.sie import MAX_STORLEK
from ekonomi.bokforing.urval import Urval
from ekonomi.models import Bokforing
from finsam.historik import Andringsfel
from finsam.inlasning.fel import OtillatenFil, UnderlagNekat
from finsam.inlasning.uppladdning import upload_in_memory
from finsam.konton.rattigheter import Rattighet
from finsam.views import require_get_or_post
from insatser.atkomst import get_forbund, may


@require_safe
def bokforing(request, organisationsnummer):
    forbund = get_forbund(request.user, organisationsnummer, Rattighet.LASA_EKONOMI)
    return _show(request, forbund, _make_form())


@upload_in_memory(MAX_STORLEK)
@require_get_or_post
def ladda_upp(request, organisationsnummer):
    """What the file would become. Nothing is stored. Opened as a page, it is where one uploads."""
    forbund = get_forbund(request.user, organisationsnummer, Rattighet.HANTERA_EKONOMI)
    if request.method != "POST":
        return redirect("ekonomi:bokforing", organisationsnummer)
    form = _make_form(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, forbund, form)
    try:
        sammandrag = read_sammandrag(form.cleaned_data["fil"].read())
        check_forbund(forbund, sammandrag)
        return _show_granskning(request, forbund, sammandrag)
    except (OtillatenFil, UnderlagNekat) as fel:
        return _show(request, forbund, form, Filfel.of(fel))


@require_POST
def valj_dag(request, organisationsnummer):
    """The file again, now that its user has said how far it is booked."""
    forbund = get_forbund(request.user, organisationsnummer, Rattighet.HANTERA_EKONOMI)
    try:
        sammandrag, _ = unpack(request.POST.get("bokforingen", ""), forbund, request.user)
    except Andringsfel as fel:
        messages.error(request, str(fel))
        return redirect("ekonomi:bokforing", organisationsnummer)
    form = Dagform(request.POST, dagval=sammandrag.dagval)
    if form.is_valid():
        sammandrag, form = sammandrag.with_per(form.cleaned_data["per"]), None
    return _show_granskning(request, forbund, sammandrag, form)


def _show_granskning(request, forbund, sammandrag, dagform=None):
    visning = gather_forhandsvisning(forbund, sammandrag)
    return render(
        request,
        "ekonomi/bokforing/forhandsvisning.html",
        {
            "forbund": forbund,
            "visning": visning,
            "bokforingen": pack(visning, forbund, request.user),
            "form": dagform or (sammandrag.dagval and Dagform(dagval=sammandrag.dagval)),
        },
    )


@require_POST
def spara(request, organisationsnummer):
    forbund = get_forbund(request.user, organisationsnummer, Rattighet.HANTERA_EKONOMI)
    try:
        sammandrag, sedd = unpack(request.POST.get("bokforingen", ""), forbund, request.user)
        sparad = store_bokforing(
            forbund=forbund,
            sammandrag=sammandrag,
            user=request.user,
            nu=timezone.now(),
            sedd=sedd,
            far_korta="far_korta" in request.POST,
        )
    except Andringsfel as fel:
        messages.error(request, str(fel))
    else:
        if sparad:
            messages.success(request, f"{sparad} är sparad.")
        else:
            messages.info(request, "Samma bokföring var redan inläst. Inget ändrades.")
    return redirect("ekonomi:bokforing", organisationsnummer)


@require_get_or_post
def anvand_igen(request, organisationsnummer, bokforing):
    """Asks whether a replaced file is to be the year's again, and makes it so."""
    forbund = get_forbund(request.user, organisationsnummer, Rattighet.HANTERA_EKONOMI)
    rad = get_object_or_404(
        Bokforing.objects.select_related("forbund", "inlast_av"), pk=bokforing, forbund=forbund
    )
    flodesfel = None
    if request.method == "POST":
        try:
            use_again(bokforing=rad, sedd=_read_pk(request), user=request.user, nu=timezone.now())
        except Andringsfel as fel:
            flodesfel = fel
        else:
            messages.success(request, f"{rad} gäller igen.")
            return redirect("ekonomi:bokforing", organisationsnummer)
    jamforelse = compare_aldre(rad)
    return render(
        request,
        "ekonomi/bokforing/anvand_igen.html",
        {
            "forbund": forbund,
            "bok": rad,
            "j": jamforelse,
            "andrade": Urval.of(jamforelse.andrade),
            "flodesfel": flodesfel,
        },
    )


def _read_pk(request) -> int:
    text = request.POST.get("sedd", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else -1


def _make_form(*data):
    return Filform(
        *data,
        accept=".se,.si,.sie",
        label="SIE-fil",
        help_text="Ta ut den ur ekonomisystemet, helst typ 4 för hela året hittills. Högst "
        f"{MAX_STORLEK // 2**20} MB.",
    )


def _show(request, forbund, form, filfel=None):
    return render(
        request,
        "ekonomi/bokforing/bokforing.html",
        {
            "sida": gather_bokforingssida(forbund),
            "form": form,
            "filfel": filfel,
            "hanterar": may(request.user, forbund, Rattighet.HANTERA_EKONOMI),
        },
    )
