"""The kontoplan: accounts that have no line first; one account; the CSV; the kostnadsställen."""

from decimal import Decimal

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from ekonomi.bokforing.filfel import Filfel
from ekonomi.bokforing.forms import (
    Filform,
    Kontofilter,
    Kontoform,
    Kopplingsform,
    Kostnadsstalleform,
    find_valda_konton,
)
from ekonomi.bokforing.kontoplan import (
    MAX_STORLEK,
    Kontoplansrad,
    read_kontoplan,
    write_kontoplan,
)
from ekonomi.bokforing.kontoplan_services import (
    add_konton,
    change_konto,
    remove_konto,
    set_kostnadsstallen,
    store_kontoplan,
)
from ekonomi.bokforing.kontoplansvisning import gather_kontoplansvisning, pack, unpack
from ekonomi.bokforing.sidor import gather_kontoplan, group_rader, list_stallen
from ekonomi.models import Kontorad
from ekonomi.saldon import EjKopplad
from finsam.historik import Andringsfel
from finsam.inlasning.fel import OtillatenFil, UnderlagNekat
from finsam.inlasning.uppladdning import upload_in_memory
from finsam.konton.rattigheter import Rattighet
from finsam.radvyer import change_row, remove_shown_row
from finsam.svenska import count_noun
from finsam.views import posted, require_get_or_post
from insatser.atkomst import get_forbund, may

# As many as one form may hold; when they have their lines the next ones come.
_FLEST_I_FORMULARET = 100
_KONTON_PER_SIDA = 200


@require_get_or_post
def kontoplan(request, organisationsnummer):
    forbund = _get_forbund(request, organisationsnummer)
    sida, filter_ = _gather(request, forbund)
    konton = sida.utan_rad[:_FLEST_I_FORMULARET]
    # Also those that someone else has given a line since the page was shown: the service tells.
    tagna = Kontorad.objects.filter(forbund=forbund, konto__in=find_valda_konton(request.POST))
    form = Kopplingsform(
        posted(request),
        konton=[*konton, *(EjKopplad(rad.konto, rad.namn, Decimal(0)) for rad in tagna)],
    )
    if form.is_valid():
        try:
            add_konton(forbund=forbund, rader=form.valda, user=request.user, nu=timezone.now())
        except Andringsfel as fel:
            form = Kopplingsform(initial=request.POST.dict(), konton=konton)
            return _show(request, sida, filter_, form, flodesfel=fel)
        antal = count_noun(len(form.valda), "konto", "konton", neutrum=True)
        messages.success(request, f"Du har valt rad för {antal}.")
        return redirect("ekonomi:kontoplan", organisationsnummer)
    return _show(request, sida, filter_, form)


@upload_in_memory(MAX_STORLEK)
@require_get_or_post
def ladda_upp(request, organisationsnummer):
    """What the file would change. Nothing is stored. Opened as a page, after a new login, it is
    where one uploads."""
    forbund = get_forbund(request.user, organisationsnummer, Rattighet.HANTERA_EKONOMI)
    if request.method != "POST":
        return redirect("ekonomi:kontoplan", organisationsnummer)
    filform = _make_filform(request.POST, request.FILES)
    filfel = None
    if filform.is_valid():
        try:
            plan = read_kontoplan(filform.cleaned_data["fil"].read())
            visning = gather_kontoplansvisning(forbund, plan)
            kontoplanen = pack(visning, forbund, request.user)
        except (OtillatenFil, UnderlagNekat) as fel:
            filfel = Filfel.of(fel)
        else:
            return render(
                request,
                "ekonomi/bokforing/kontoplansvisning.html",
                {"forbund": forbund, "visning": visning, "kontoplanen": kontoplanen},
            )
    sida, filter_ = _gather(request, forbund)
    form = Kopplingsform(konton=sida.utan_rad[:_FLEST_I_FORMULARET])
    return _show(request, sida, filter_, form, filform, filfel)


@require_POST
def spara(request, organisationsnummer):
    forbund = get_forbund(request.user, organisationsnummer, Rattighet.HANTERA_EKONOMI)
    try:
        rader, sedd = unpack(request.POST.get("kontoplanen", ""), forbund, request.user)
        andring = store_kontoplan(
            forbund=forbund, rader=rader, user=request.user, nu=timezone.now(), sedd=sedd
        )
    except Andringsfel as fel:
        messages.error(request, str(fel))
    else:
        messages.success(
            request,
            f"Kontoplanen är inläst: {len(andring.nya)} "
            f"{'nytt konto' if len(andring.nya) == 1 else 'nya konton'}, {len(andring.andrade)} "
            f"{'ändrat' if len(andring.andrade) == 1 else 'ändrade'} och "
            f"{len(andring.oforandrade)} som förut.",
        )
    return redirect("ekonomi:kontoplan", organisationsnummer)


@require_safe
def hamta_csv(request, organisationsnummer):
    forbund = get_forbund(request.user, organisationsnummer, Rattighet.LASA_EKONOMI)
    kontorader = Kontorad.objects.filter(forbund=forbund).order_by("konto")
    namn = f"kontoplan-{forbund.organisationsnummer}.csv"
    return HttpResponse(
        write_kontoplan(map(Kontoplansrad.of, kontorader)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": content_disposition_header(True, namn)},
    )


@require_get_or_post
def konto(request, organisationsnummer, kontorad):
    forbund = get_forbund(request.user, organisationsnummer, Rattighet.HANTERA_EKONOMI)
    rad = _get_kontorad(forbund, kontorad)
    form, fel, is_sparad = change_row(
        request,
        Kontoform,
        rad,
        lambda rad, sedd: change_konto(
            kontorad=rad, sedd=sedd, user=request.user, nu=timezone.now()
        ),
    )
    if is_sparad:
        messages.success(request, f"Konto {rad.konto} är ändrat.")
        return redirect("ekonomi:kontoplan", organisationsnummer)
    return render(
        request,
        "ekonomi/bokforing/konto.html",
        {"forbund": forbund, "rad": rad, "konto": rad.konto, "form": form, "flodesfel": fel},
    )


@require_get_or_post
def koppla_fran(request, organisationsnummer, kontorad):
    """Asks whether the account is to have no line again, and makes it so."""
    forbund = get_forbund(request.user, organisationsnummer, Rattighet.HANTERA_EKONOMI)
    rad = _get_kontorad(forbund, kontorad)
    form, fel, is_gjord = remove_shown_row(
        request,
        rad,
        lambda sedd: remove_konto(kontorad=rad, sedd=sedd, user=request.user, nu=timezone.now()),
    )
    if is_gjord:
        messages.success(request, f"Konto {rad.konto} hör inte till någon rad längre.")
        return redirect("ekonomi:kontoplan", organisationsnummer)
    return render(
        request,
        "ekonomi/bokforing/koppla_fran.html",
        {
            "forbund": forbund,
            "konto": rad,
            "rubrik": f"Koppla från konto {rad.konto}",
            "form": form,
            "flodesfel": fel,
        },
    )


@require_get_or_post
def kostnadsstallen(request, organisationsnummer):
    forbund = _get_forbund(request, organisationsnummer)
    form = Kostnadsstalleform(posted(request), stallen=list_stallen(forbund))
    flodesfel = None
    if form.is_valid():
        try:
            set_kostnadsstallen(
                forbund=forbund, val=form.valda, user=request.user, nu=timezone.now()
            )
        except Andringsfel as fel:
            flodesfel, form = fel, form.having_shown()
        else:
            messages.success(request, "Kostnadsställena är sparade.")
            return redirect("ekonomi:kostnadsstallen", organisationsnummer)
    return render(
        request,
        "ekonomi/bokforing/kostnadsstallen.html",
        {
            "forbund": forbund,
            "form": form,
            "flodesfel": flodesfel,
            "hanterar": may(request.user, forbund, Rattighet.HANTERA_EKONOMI),
        },
    )


def _get_kontorad(forbund, pk):
    return get_object_or_404(Kontorad.objects.select_related("forbund"), pk=pk, forbund=forbund)


def _get_forbund(request, organisationsnummer):
    """For a page that some may only read."""
    rattighet = Rattighet.HANTERA_EKONOMI if request.method == "POST" else Rattighet.LASA_EKONOMI
    return get_forbund(request.user, organisationsnummer, rattighet)


def _gather(request, forbund):
    filter_ = Kontofilter(request.GET)
    return gather_kontoplan(forbund, *filter_.chosen()), filter_


def _make_filform(*data):
    return Filform(
        *data,
        accept=".csv",
        label="CSV-fil",
        help_text="Med rubrikerna konto;namn;rapport;rad;not;notrad. Konton som inte står i "
        "filen rörs inte.",
    )


def _show(request, sida, filter_, form, filform=None, filfel=None, flodesfel=None):
    blad = Paginator(sida.traffar, _KONTON_PER_SIDA).get_page(request.GET.get("sida"))
    return render(
        request,
        "ekonomi/bokforing/kontoplan.html",
        {
            "sida": sida,
            "blad": blad,
            "grupper": group_rader(blad.object_list),
            "filter": filter_,
            "form": form,
            "antal_dolda": len(sida.utan_rad) - len(form.rader),
            "filform": filform or _make_filform(),
            "filfel": filfel,
            "flodesfel": flodesfel,
            "hanterar": may(request.user, sida.forbund, Rattighet.HANTERA_EKONOMI),
        },
    )
