"""The förbund's own economy: the grid, its amounts, the members' fees and what-if."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ekonomi.forbrukning import load_justerade
from ekonomi.forbundsbudget.forms import (
    Kolumnform,
    Kopieringsform,
    Medlemsavgiftsform,
    NyKolumnform,
    Provform,
)
from ekonomi.forbundsbudget.historik import gather_andringar, list_andrade_ar
from ekonomi.forbundsbudget.kolumnval import Kolumnval
from ekonomi.forbundsbudget.kopiering import copy_forward
from ekonomi.forbundsbudget.lasning import gather_forbundsbudget, sum_medlemsavgifter
from ekonomi.forbundsbudget.rutnat import try_insats
from ekonomi.forbundsbudget.services import (
    Beloppskonflikt,
    copy_kolumn,
    insatser_of,
    save_kolumn,
    save_medlemsavgifter,
)
from ekonomi.forbundsbudget.sida import (
    build_budgetsida,
    compare_avgifter,
    show_provat,
    tell_provat,
    url_of,
)
from ekonomi.models import Medlemsavgift
from finsam.historik import Flodesfel
from finsam.konton.rattigheter import Rattighet
from finsam.period import FORSTA_AR, SISTA_AR, OgiltigPeriod
from finsam.svenska import count_noun, format_exact_kronor, join_och, sort_key
from finsam.views import require_get_or_post
from insatser.atkomst import get_forbund, may

ANDRINGAR_PER_SIDA = 100


@require_safe
def forbundsbudget(request, organisationsnummer):
    forbund = get_forbund(request.user, organisationsnummer, Rattighet.LASA_EKONOMI)
    idag = timezone.localdate()
    budget = gather_forbundsbudget(forbund, date.max)
    fran = _year_of(request.GET.get("fran"), budget.rutnat.ar, idag.year)
    visar_ersatta = request.GET.get("prognoser") == "alla"
    sida = build_budgetsida(budget, sum_medlemsavgifter(forbund), fran, with_ersatta=visar_ersatta)
    context = {
        "forbund": forbund,
        "sida": sida,
        "fran": fran,
        "idag": idag,
        "visar_ersatta": visar_ersatta,
        "may_edit": may(request.user, forbund, Rattighet.HANTERA_EKONOMI),
    }
    return render(request, "ekonomi/forbundsbudget/forbundsbudget.html", context)


def _year_of(text: str | None, aren: Sequence[int], i_ar: int) -> int:
    """The year asked for; else this year, or the last one where nothing is about this year."""
    vald = next((ar for ar in aren if str(ar) == text), None)
    return vald or min(i_ar, max(aren, default=i_ar))


@require_get_or_post
def ny(request, organisationsnummer):
    forbund = get_forbund(request.user, organisationsnummer, Rattighet.HANTERA_EKONOMI)
    idag = timezone.localdate()
    initial = {"ar": idag.year, "version": "prognos"}
    form = NyKolumnform(request.POST or None, idag=idag, initial=initial)
    if request.method == "POST" and form.is_valid():
        return redirect(url_of("redigera", forbund, form.val))
    return render(request, "ekonomi/forbundsbudget/ny.html", {"forbund": forbund, "form": form})


@require_get_or_post
def redigera(request, organisationsnummer, ar, version, datum=None):
    forbund = get_forbund(request.user, organisationsnummer, Rattighet.HANTERA_EKONOMI)
    val = _get_val(ar, version, datum)
    form, forlaga = _build_kolumnform(forbund, val, request.POST or None)
    flodesfel = None
    if request.method == "POST" and form.is_valid():
        try:
            antal = save_kolumn(
                forbund=forbund,
                val=val,
                andringar=form.andringar,
                user=request.user,
                nu=timezone.now(),
            )
        except Beloppskonflikt as fel:
            flodesfel = fel
            form, forlaga = _build_kolumnform(forbund, val, form.data_having_shown(fel.konflikter))
            form.konflikter = fel.konflikter
        except Flodesfel as fel:
            flodesfel = fel
        else:
            messages.success(request, _tell_sparat(antal, val.benamning))
            return redirect("ekonomi:forbundsbudget", organisationsnummer)
    context = {
        "forbund": forbund,
        "val": val,
        "form": form,
        "forlaga": forlaga,
        "flodesfel": flodesfel,
    }
    return render(request, "ekonomi/forbundsbudget/redigera.html", context)


def _build_kolumnform(forbund, val, data):
    """The form of the decision as it is stored now, and what a new one begins as a copy of."""
    budget = gather_forbundsbudget(forbund, date.max)
    stored = val.belopp_of(budget.poster)
    forlaga = None if stored else val.forlaga_of(budget.rutnat)
    insatser = forbund.insatser.with_gallande_slut(date.max).select_related("insatsagare")
    form = Kolumnform(
        val,
        stored,
        list(insatser),
        data,
        forlaga.belopp if forlaga else None,
        val.tidigare_of(budget.poster),
        {pk: belopp for (pk, _), belopp in load_justerade(insatser, [val.ar]).items()},
    )
    return form, forlaga


def _tell_sparat(antal: int, vad: str) -> str:
    if not antal:
        return "Du hade inte ändrat något."
    belopp = count_noun(antal, "belopp", "belopp", neutrum=True)
    return f"{vad}: {belopp} {'sparat' if antal == 1 else 'sparade'}."


@require_get_or_post
def kopiera(request, organisationsnummer, ar, version, datum=None):
    forbund = get_forbund(request.user, organisationsnummer, Rattighet.HANTERA_EKONOMI)
    val = _get_val(ar, version, datum)
    kolumn = val.kolumn_of(gather_forbundsbudget(forbund, date.max).rutnat)
    if kolumn is None or val.ar == SISTA_AR:
        raise Http404
    form = Kopieringsform(request.POST or None, idag=timezone.localdate())
    flodesfel = None
    if request.method == "POST" and form.is_valid():
        try:
            kopia = copy_kolumn(
                forbund=forbund,
                fran=val,
                **form.cleaned_data,
                user=request.user,
                nu=timezone.now(),
            )
        except Flodesfel as fel:
            flodesfel = fel
        else:
            _tell_kopia(request, kopia, val.ar + 1)
            return redirect("ekonomi:forbundsbudget", organisationsnummer)
    forhand = copy_forward(
        kolumn.belopp, insatser_of(forbund, kolumn.belopp), val.ar + 1, Decimal(0)
    )
    context = {
        "forbund": forbund,
        "val": val,
        "nasta_ar": val.ar + 1,
        "form": form,
        "kopia": forhand,
        "flodesfel": flodesfel,
    }
    return render(request, "ekonomi/forbundsbudget/kopiera.html", context)


def _tell_kopia(request, kopia, ar):
    messages.success(
        request,
        f"Preliminär {ar} är gjord med "
        f"{count_noun(len(kopia.belopp), 'belopp', 'belopp', neutrum=True)}.",
    )
    if kopia.slutade:
        namn = join_och(insats.textbenamning for insats in kopia.slutade)
        messages.warning(request, f"{namn} har slutat före {ar} och kom inte med.")
    if kopia.slutar:
        namn = join_och(insats.textbenamning for insats in kopia.slutar)
        messages.warning(request, f"{namn} slutar under {ar}. Se över beloppet.")


@require_safe
def historik(request, organisationsnummer):
    forbund = get_forbund(request.user, organisationsnummer, Rattighet.LASA_EKONOMI)
    aren = list_andrade_ar(forbund)
    ar = _year_of(request.GET.get("ar"), aren, timezone.localdate().year)
    sida = Paginator(gather_andringar(forbund, ar), ANDRINGAR_PER_SIDA).get_page(
        request.GET.get("sida")
    )
    return render(
        request,
        "ekonomi/forbundsbudget/historik.html",
        {"forbund": forbund, "sida": sida, "aren": aren, "ar": ar},
    )


@require_get_or_post
def medlemsavgifter(request, organisationsnummer, ar):
    is_andring = request.method == "POST"
    rattighet = Rattighet.HANTERA_EKONOMI if is_andring else Rattighet.LASA_EKONOMI
    forbund = get_forbund(request.user, organisationsnummer, rattighet)
    if not FORSTA_AR <= ar <= SISTA_AR:
        raise Http404
    parter = sorted(forbund.parter.all(), key=lambda part: sort_key(part.namn))
    form = Medlemsavgiftsform(parter, _load_avgifter(forbund, ar), request.POST or None)
    flodesfel = None
    if is_andring and form.is_valid():
        try:
            antal = save_medlemsavgifter(
                forbund=forbund,
                ar=ar,
                andringar=form.andringar,
                user=request.user,
                nu=timezone.now(),
            )
        except Beloppskonflikt as fel:
            flodesfel = fel
            data = form.data_having_shown(fel.konflikter)
            form = Medlemsavgiftsform(parter, _load_avgifter(forbund, ar), data)
            form.konflikter = fel.konflikter
        else:
            messages.success(request, _tell_sparat(antal, f"Medlemsavgifter {ar}"))
            return redirect("ekonomi:medlemsavgifter", organisationsnummer, ar)
    summa = sum_medlemsavgifter(forbund).get(ar)
    rutnat = gather_forbundsbudget(forbund, date.max).rutnat
    context = {
        "forbund": forbund,
        "ar": ar,
        "andra_ar": [granne for granne in (ar - 1, ar + 1) if FORSTA_AR <= granne <= SISTA_AR],
        "form": form,
        "flodesfel": flodesfel,
        "summa": None if summa is None else format_exact_kronor(summa),
        "skillnader": [
            text
            for kolumn in rutnat.shown_from(ar)
            if kolumn.ar == ar and (text := compare_avgifter(kolumn, summa))
        ],
        "may_edit": may(request.user, forbund, Rattighet.HANTERA_EKONOMI),
    }
    return render(request, "ekonomi/forbundsbudget/medlemsavgifter.html", context)


def _load_avgifter(forbund, ar):
    return dict(
        Medlemsavgift.objects.filter(part__forbund=forbund, ar=ar).values_list("part", "belopp")
    )


@require_safe
def prova(request, organisationsnummer):
    """Nothing is stored: what is tried stands in the address, which can be sent on."""
    forbund = get_forbund(request.user, organisationsnummer, Rattighet.LASA_EKONOMI)
    idag = timezone.localdate()
    budget = gather_forbundsbudget(forbund, date.max)
    fran = _year_of(None, budget.rutnat.ar, idag.year)
    aren = [ar for ar in budget.rutnat.ar if ar >= fran]
    form = Provform(aren, request.GET or None)
    provat = [p for p in try_insats(budget.poster, form.belopp) if p.ar >= fran]
    context = {
        "forbund": forbund,
        "form": form,
        "rader": show_provat(provat),
        "omdome": tell_provat(provat) if form.belopp else "",
    }
    return render(request, "ekonomi/forbundsbudget/prova.html", context)


def _get_val(ar: int, version: str, datum: str | None) -> Kolumnval:
    try:
        return Kolumnval.parse(ar, version, datum)
    except OgiltigPeriod as fel:
        raise Http404(str(fel)) from fel
