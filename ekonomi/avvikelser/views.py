"""Avvikelser: filed by an insats's styrgrupp, decided by the förbundschef."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ekonomi.avvikelser.avvikelsesida import gather_avvikelsesida
from ekonomi.avvikelser.forms import Avvikelseform, Beslutsform
from ekonomi.avvikelser.lista import gather_forbundslista, list_avvikelser
from ekonomi.avvikelser.services import (
    change_avvikelse,
    decide_avvikelse,
    file_avvikelse,
    may_withdraw,
    remove_bilaga,
    withdraw_avvikelse,
)
from ekonomi.calculations import Insatstid
from ekonomi.forbrukning import load_arsrester
from ekonomi.insatsbudget.services import ForLiteKvar
from finsam.arsval import read_ar
from finsam.historik import Flodesfel
from finsam.konton.rattigheter import Rattighet
from finsam.views import posted, require_get_or_post
from insatser.atkomst import get_forbund, get_insats, may
from uppfoljning.bilagesvar import send_bilaga
from uppfoljning.models import Avvikelse


@require_safe
def forbundets(request, organisationsnummer):
    """All of the förbund's; `?ar=2024` leaves out what was decided another year."""
    forbund = get_forbund(request.user, organisationsnummer, Rattighet.LASA_EKONOMI)
    ar = read_ar(request, timezone.localdate().year) if request.GET.get("ar") else None
    return render(
        request,
        "ekonomi/avvikelser/forbund.html",
        {
            "lista": gather_forbundslista(forbund, ar),
            "beslutar": may(request.user, forbund, Rattighet.BESLUTA_AVVIKELSE),
        },
    )


@require_safe
def lista(request, insats):
    insats = get_insats(request.user, insats, Rattighet.LASA_INSATS)
    return render(
        request,
        "ekonomi/avvikelser/lista.html",
        {
            "insats": insats,
            "rader": list_avvikelser(insats),
            "anmaler": may(request.user, insats, Rattighet.ANMALA_AVVIKELSE),
        },
    )


@require_get_or_post
def ny(request, insats):
    insats = get_insats(request.user, insats, Rattighet.ANMALA_AVVIKELSE)
    form = Avvikelseform(posted(request), request.FILES or None, tid=_tid_of(insats))
    flodesfel = None
    if form.is_valid():
        try:
            avvikelse = file_avvikelse(
                insats=insats,
                innehall=form.innehall,
                fil=form.cleaned_data["fil"],
                user=request.user,
                nu=timezone.now(),
            )
        except ForLiteKvar as fel:
            form.add_error("belopp", str(fel))
        except Flodesfel as fel:
            flodesfel = fel
        else:
            messages.success(request, "Avvikelsen är anmäld. Förbundschefen beslutar om den.")
            return redirect("ekonomi:avvikelse", insats.pk, avvikelse.pk)
    return render(
        request,
        "ekonomi/avvikelser/ny.html",
        {
            "insats": insats,
            "form": form,
            "flodesfel": flodesfel,
            "rester": load_arsrester(insats),
        },
    )


@require_safe
def visa(request, insats, avvikelse):
    avvikelse = _get_avvikelse(request, insats, avvikelse, Rattighet.LASA_INSATS)
    anmaler = may(request.user, avvikelse.insats, Rattighet.ANMALA_AVVIKELSE)
    return render(
        request,
        "ekonomi/avvikelser/avvikelse.html",
        {
            "insats": avvikelse.insats,
            "sida": gather_avvikelsesida(avvikelse, request.user),
            "kan_rattas": anmaler and avvikelse.is_oppen,
            "kan_tas_tillbaka": (
                anmaler and avvikelse.is_oppen and may_withdraw(avvikelse, request.user)
            ),
            "ser_alla": may(request.user, avvikelse.insats, Rattighet.LASA_EKONOMI),
            "beslutar": may(request.user, avvikelse.insats, Rattighet.BESLUTA_AVVIKELSE),
        },
    )


@require_get_or_post
def ratta(request, insats, avvikelse):
    avvikelse = _get_avvikelse(request, insats, avvikelse, Rattighet.ANMALA_AVVIKELSE)
    if not avvikelse.is_oppen and request.method != "POST":
        return _to_sida(avvikelse)
    sida = gather_avvikelsesida(avvikelse, request.user)
    form = Avvikelseform(
        posted(request),
        request.FILES or None,
        tid=_tid_of(avvikelse.insats),
        initial={
            falt: getattr(avvikelse, falt)
            for falt in ("typ", "beskrivning", "belopp", "fran_ar", "till_ar")
        }
        | {"sedd": sida.sedd},
    )
    flodesfel = None
    if form.is_valid():
        try:
            change_avvikelse(
                avvikelse=avvikelse,
                innehall=form.innehall,
                fil=form.cleaned_data["fil"],
                sedd=form.cleaned_data["sedd"],
                user=request.user,
                nu=timezone.now(),
            )
        except ForLiteKvar as fel:
            form.add_error("belopp", str(fel))
        except Flodesfel as fel:
            flodesfel, form = fel, form.having_shown(sida.sedd)
        else:
            messages.success(request, "Avvikelsen är rättad.")
            return _to_sida(avvikelse)
    return render(
        request,
        "ekonomi/avvikelser/ratta.html",
        {
            "insats": avvikelse.insats,
            "sida": sida,
            "form": form,
            "flodesfel": flodesfel,
            "rester": load_arsrester(avvikelse.insats),
            "beslutar": may(request.user, avvikelse.insats, Rattighet.BESLUTA_AVVIKELSE),
        },
    )


@require_get_or_post
def ta_tillbaka(request, insats, avvikelse):
    avvikelse = _get_avvikelse(request, insats, avvikelse, Rattighet.ANMALA_AVVIKELSE)
    if not may_withdraw(avvikelse, request.user):
        raise PermissionDenied
    if request.method == "POST":
        try:
            withdraw_avvikelse(avvikelse=avvikelse, user=request.user, nu=timezone.now())
        except Flodesfel as fel:
            messages.error(request, str(fel))
        else:
            messages.success(request, "Avvikelsen är återtagen.")
        return _to_sida(avvikelse)
    if not avvikelse.is_oppen:
        return _to_sida(avvikelse)
    return render(
        request,
        "ekonomi/avvikelser/ta_tillbaka.html",
        {"insats": avvikelse.insats, "sida": gather_avvikelsesida(avvikelse, request.user)},
    )


@require_get_or_post
def besluta(request, insats, avvikelse):
    avvikelse = _get_avvikelse(request, insats, avvikelse, Rattighet.BESLUTA_AVVIKELSE)
    if avvikelse.atertagen and request.method != "POST":
        return _to_sida(avvikelse)
    sida = gather_avvikelsesida(avvikelse, request.user)
    form = Beslutsform(posted(request), initial={"sedd": sida.sedd})
    flodesfel = None
    if form.is_valid():
        try:
            decide_avvikelse(
                avvikelse=avvikelse,
                beslut=form.beslut,
                motivering=form.cleaned_data["motivering"],
                sedd=form.cleaned_data["sedd"],
                user=request.user,
                nu=timezone.now(),
            )
        except Flodesfel as fel:
            flodesfel, form = fel, form.having_shown(sida.sedd)
        else:
            messages.success(request, f"Du har beslutat: avvikelsen är {form.beslut.label}.")
            return _to_sida(avvikelse)
    return render(
        request,
        "ekonomi/avvikelser/beslut.html",
        {"insats": avvikelse.insats, "sida": sida, "form": form, "flodesfel": flodesfel},
    )


@require_safe
def bilaga(request, insats, avvikelse, avvikelsebilaga):
    avvikelse = _get_avvikelse(request, insats, avvikelse, Rattighet.LASA_INSATS)
    bilaga = _get_bilaga(avvikelse, avvikelsebilaga)
    if bilaga.borttagen and not may(request.user, avvikelse.insats, Rattighet.LASA_EKONOMI):
        raise Http404
    return send_bilaga(bilaga)


@require_get_or_post
def ta_bort_bilaga(request, insats, avvikelse, avvikelsebilaga):
    avvikelse = _get_avvikelse(request, insats, avvikelse, Rattighet.ANMALA_AVVIKELSE)
    bilaga = _get_bilaga(avvikelse, avvikelsebilaga)
    if bilaga.borttagen:
        raise Http404
    if request.method == "POST":
        try:
            remove_bilaga(avvikelse=avvikelse, bilaga=bilaga, user=request.user, nu=timezone.now())
        except Flodesfel as fel:
            messages.error(request, str(fel))
        else:
            messages.success(request, f"Bilagan {bilaga.namn} är borttagen.")
        return _to_sida(avvikelse)
    if not avvikelse.is_oppen:
        return _to_sida(avvikelse)
    return render(
        request,
        "ekonomi/avvikelser/bilaga_ta_bort.html",
        {"insats": avvikelse.insats, "avvikelse": avvikelse, "bilaga": bilaga},
    )


def _get_avvikelse(request, insats, pk, rattighet) -> Avvikelse:
    """The avvikelse of the insats, a withdrawn one too, for which the user has the right."""
    insats = get_insats(request.user, insats, rattighet)
    avvikelse = get_object_or_404(
        Avvikelse.alla.select_related("anmald_av", "beslutad_av"), pk=pk, insats=insats
    )
    # With its förbund, which the services and the page ask for.
    avvikelse.insats = insats
    return avvikelse


def _tid_of(insats) -> Insatstid:
    return Insatstid(insats.start, insats.gallande_slut)


def _get_bilaga(avvikelse, pk):
    return get_object_or_404(avvikelse.bilagor, pk=pk)


def _to_sida(avvikelse):
    return redirect("ekonomi:avvikelse", avvikelse.insats_id, avvikelse.pk)
