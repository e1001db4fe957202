"""The insatser's budget: all of a förbund's, one insats's year, and what goes back at New Year."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ekonomi.calculations import Insatstid, signed
from ekonomi.insatsbudget.arsskifte import gather_arsskifte
from ekonomi.insatsbudget.budgetsida import gather_budgetsida
from ekonomi.insatsbudget.forms import (
    Arsskiftesform,
    Dagval,
    Flyttform,
    Postform,
    Rattelseform,
)
from ekonomi.insatsbudget.insatssida import gather_insatsbudget
from ekonomi.insatsbudget.services import (
    add_post,
    correct_post,
    move_between_years,
    return_unused,
    tell_beslutad_i_avvikelse,
)
from ekonomi.models import Budgetpost
from finsam.historik import Flodesfel
from finsam.konton.rattigheter import Rattighet
from finsam.period import FORSTA_AR, SISTA_AR
from finsam.svenska import count_noun, format_exact_kronor
from finsam.views import posted, require_get_or_post
from insatser.atkomst import get_forbund, get_insats, may


@require_safe
def budget(request, organisationsnummer):
    forbund = get_forbund(request.user, organisationsnummer, Rattighet.LASA_EKONOMI)
    dag = timezone.localdate()
    val = Dagval(request.GET) if request.GET else Dagval({})
    ar, per = val.chosen(dag)
    if not val.errors:
        val = Dagval({"ar": ar, "per": per})
    sida = gather_budgetsida(forbund, ar, per, dag)
    return render(request, "ekonomi/insatsbudget/forbund.html", {"sida": sida, "form": val})


@require_safe
def insatsbudget(request, insats, ar):
    insats = _get_insats(request, insats, ar, Rattighet.LASA_INSATS)
    return render(
        request,
        "ekonomi/insatsbudget/insats.html",
        {
            "sida": gather_insatsbudget(insats, ar),
            "hanterar": may(request.user, insats, Rattighet.HANTERA_EKONOMI),
        },
    )


@require_get_or_post
def ny_post(request, insats, ar):
    insats = _get_insats(request, insats, ar, Rattighet.HANTERA_EKONOMI)
    form = Postform(posted(request), dag=timezone.localdate())

    def store():
        ny, dag = form.ny(ar), form.cleaned_data["beslutsdatum"]
        add_post(insats=insats, ny=ny, beslutsdatum=dag, user=request.user, nu=timezone.now())
        return (
            f"Sparat: {ny.post.label} på {format_exact_kronor(ny.belopp)} för {ar}, beslutat {dag}."
        )

    return _handle(request, insats, ar, form, store, "ny")


@require_get_or_post
def flytta(request, insats, ar):
    insats = _get_insats(request, insats, ar, Rattighet.HANTERA_EKONOMI)
    form = Flyttform(
        posted(request),
        fran_ar=ar,
        tid=Insatstid(insats.start, insats.gallande_slut),
        dag=timezone.localdate(),
        initial={"till_ar": ar + 1},
    )

    def store():
        varden = form.cleaned_data
        move_between_years(
            insats=insats, fran_ar=ar, **varden, user=request.user, nu=timezone.now()
        )
        belopp = format_exact_kronor(varden["belopp"])
        return f"{belopp} är överfört från {ar} till {varden['till_ar']}."

    return _handle(request, insats, ar, form, store, "flytta")


@require_get_or_post
def ratta(request, insats, ar, post):
    insats = _get_insats(request, insats, ar, Rattighet.HANTERA_EKONOMI)
    post = get_object_or_404(Budgetpost, pk=post, insats=insats, ar=ar)
    post.insats = insats
    form = Rattelseform(posted(request), post=post, dag=timezone.localdate())

    def store():
        correct_post(post=post, **form.cleaned_data, user=request.user, nu=timezone.now())
        return f"Rättat: {post.get_post_display()} för {ar}."

    return _handle(
        request,
        insats,
        ar,
        form,
        store,
        "ratta",
        post=post,
        andring=signed(post.post, post.belopp),
        is_overforing=post.post in Budgetpost.OVERFORDA,
        beslutad_i_avvikelse=tell_beslutad_i_avvikelse(post),
    )


def _handle(request, insats, ar, form, store, mall, **context):
    """The form's page, or, when it is right and the service took it, the insats's budget.

    `store` returns what to tell the user.
    """
    flodesfel = None
    if form.is_valid():
        try:
            kvitto = store()
        except Flodesfel as fel:
            flodesfel, form = fel, form.having_shown()
        else:
            messages.success(request, kvitto)
            return redirect("ekonomi:insatsbudget", insats.pk, ar)
    return render(
        request,
        f"ekonomi/insatsbudget/{mall}.html",
        {
            "form": form,
            "flodesfel": flodesfel,
            "sida": gather_insatsbudget(insats, ar),
            **context,
        },
    )


@require_get_or_post
def arsskifte(request, organisationsnummer, ar):
    rattighet = Rattighet.HANTERA_EKONOMI if request.method == "POST" else Rattighet.LASA_EKONOMI
    forbund = get_forbund(request.user, organisationsnummer, rattighet)
    _demand_ar(ar)
    dag = timezone.localdate()
    sida = gather_arsskifte(forbund, ar)
    form = Arsskiftesform(posted(request), rader=sida.att_aterlamna, ar=ar, dag=dag)
    flodesfel = None
    if form.is_valid():
        try:
            poster = return_unused(
                belopp=form.valda,
                ar=ar,
                beslutsdatum=form.cleaned_data["beslutsdatum"],
                user=request.user,
                nu=timezone.now(),
            )
        except Flodesfel as fel:
            flodesfel, form = fel, form.having_shown()
        else:
            summa = format_exact_kronor(sum(form.valda.values()))
            antal = count_noun(len(poster), "insats", "insatser")
            messages.success(request, f"{summa} är återlämnat från {antal}.")
            return redirect("ekonomi:arsskifte", organisationsnummer, ar)
    return render(
        request,
        "ekonomi/insatsbudget/arsskifte.html",
        {
            "sida": sida,
            "form": form,
            "rader": [
                (rad, form.falt_for(rad) if rad.is_att_aterlamna else None) for rad in sida.rader
            ],
            "flodesfel": flodesfel,
            "is_over": ar < dag.year,
            "hanterar": may(request.user, forbund, Rattighet.HANTERA_EKONOMI),
        },
    )


def _get_insats(request, insats, ar, rattighet):
    insats = get_insats(request.user, insats, rattighet)
    _demand_ar(ar)
    return insats


def _demand_ar(ar: int) -> None:
    # The year before and after are also shown as links.
    if not FORSTA_AR < ar < SISTA_AR:
        raise Http404
