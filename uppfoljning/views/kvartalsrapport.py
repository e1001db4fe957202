"""The kvartalsrapport as the styrgrupp writes it: tasks, steps, a check, and a receipt."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from finsam.historik import Flodesfel
from finsam.konton.rattigheter import Rattighet
from finsam.views import require_get_or_post
from insatser.atkomst import may
from uppfoljning.bilagor import BILAGEREGLER
from uppfoljning.kvartalsrapport.atkomst import get_insats_kvartal, url_of
from uppfoljning.kvartalsrapport.forms import Svarsform, find_blockers
from uppfoljning.kvartalsrapport.formular import (
    Formular,
    load_formular,
    load_forra_svaren,
    load_steg,
)
from uppfoljning.kvartalsrapport.services import Ofullstandig, save_svar, submit_kvartalsrapport
from uppfoljning.kvartalsrapport.status import tell_for_tidigt, tell_last
from uppfoljning.kvartalsrapport.steg import BILAGESTEG, Steg
from uppfoljning.kvartalsrapport.stegsida import (
    anchor_of,
    build_punkter,
    build_svar,
    gather_huvud,
    load_begaran,
    load_kvitto,
    tell_andrat,
    tell_insandare,
    tell_sparat,
)
from uppfoljning.models import Kvartalsrapport


@require_safe
def oversikt(request, insats, ar, kvartal):
    insats, kvartal = get_insats_kvartal(request.user, insats, ar, kvartal, Rattighet.LASA_INSATS)
    formular = load_formular(insats, kvartal)
    begaran = load_begaran(formular)
    is_skrivbar = formular.is_oppen and may(request.user, insats, Rattighet.SKRIVA_KVARTALSRAPPORT)
    svar = build_svar(formular.steg, formular.innehall, begaran)
    return render(
        request,
        "uppfoljning/kvartalsrapport.html",
        gather_huvud(formular, timezone.localdate())
        | {
            "begaran": begaran,
            "kommenterade": [(g.steg, rad) for g in svar for rad in g.svar if rad.kommentarer],
            "is_skrivbar": is_skrivbar,
            "is_granskare": may(request.user, insats, Rattighet.GRANSKA_KVARTALSRAPPORT),
            "last": "" if formular.is_oppen else tell_last(formular.rapport),
            "nasta": next((s for s, lage in formular.tell_lagen() if lage != "Klar"), None),
            "svar": svar,
        },
    )


@require_get_or_post
def steg(request, insats, ar, kvartal, steg):
    insats, kvartal = get_insats_kvartal(
        request.user, insats, ar, kvartal, Rattighet.SKRIVA_KVARTALSRAPPORT
    )
    if request.method == "POST":
        aktuellt = find_steg(load_steg(insats), steg)
        sparat = save_posted(request, insats, kvartal, aktuellt)
        if sparat.is_klar:
            return _redirect_after(request, sparat.formular, steg)
        return render_steg(request, sparat, steg)
    formular = load_formular(insats, kvartal)
    if not formular.is_oppen:
        find_steg(formular.steg, steg)
        return redirect(url_of("kvartalsrapport", formular.insats, formular.kvartal))
    form = Svarsform(find_steg(formular.steg, steg).falt, formular.innehall)
    return render_steg(request, Sparat(form, formular), steg)


@require_POST
def spara(request, insats, ar, kvartal):
    """Autosave: stores the fields that were sent, of any step, and answers with JSON."""
    insats, kvartal = get_insats_kvartal(
        request.user, insats, ar, kvartal, Rattighet.SKRIVA_KVARTALSRAPPORT
    )
    alla_steg = load_steg(insats)
    form = Svarsform((f for s in alla_steg for f in s.falt), data=request.POST)
    form.is_valid()
    try:
        sparning = save_svar(
            insats=insats,
            kvartal=kvartal,
            andringar=form.changes(),
            user=request.user,
            nu=timezone.now(),
        )
    except Flodesfel as fel:
        return JsonResponse({"fel": str(fel)}, status=409)
    formular = sparning.formular
    falt = {}
    for f in form.falt:
        if f.nyckel not in form.sanda:
            continue
        if f.nyckel in form.errors:
            falt[f.nyckel] = {"fel": " ".join(form.errors[f.nyckel])}
        elif f.nyckel in sparning.konflikter:
            text = sparning.konflikter[f.nyckel]
            falt[f.nyckel] = {
                "konflikt": text,
                "visat": f.show(text) or "Inget svar",
                "vem": tell_andrat(formular, f.nyckel, request.user),
            }
        else:
            falt[f.nyckel] = {"fore": formular.innehall[f.nyckel]}
    return JsonResponse(
        {
            "falt": falt,
            "lagen": {s.nyckel: lage for s, lage in formular.tell_lagen()},
            "sparat": tell_sparat(formular, timezone.localdate()),
        }
    )


@require_get_or_post
def kontrollera(request, insats, ar, kvartal):
    rattighet = Rattighet.SKRIVA_KVARTALSRAPPORT
    is_nekad = False
    if request.method == "POST":
        rattighet = Rattighet.SKICKA_IN_KVARTALSRAPPORT
    insats, kvartal = get_insats_kvartal(request.user, insats, ar, kvartal, rattighet)
    if request.method == "POST":
        try:
            submit_kvartalsrapport(
                insats=insats,
                kvartal=kvartal,
                sedd=request.POST.get("sedd", ""),
                user=request.user,
                nu=timezone.now(),
            )
        except Ofullstandig:
            fel = ""
            is_nekad = True  # the page lists what is missing
        except Flodesfel as flodesfel:
            fel = str(flodesfel)
        else:
            return redirect(url_of("kvitto", insats, kvartal))
    else:
        fel = ""
    formular = load_formular(insats, kvartal)
    if not formular.is_oppen:
        return _redirect_from_locked(request, formular, fel)
    brister = [
        (s, _anchor_in(s, brist.falt), brist.meddelande) for s, brist in formular.find_brister()
    ]
    is_insandare = may(request.user, insats, Rattighet.SKICKA_IN_KVARTALSRAPPORT)
    return render(
        request,
        "uppfoljning/kontrollera.html",
        gather_huvud(formular, timezone.localdate())
        | {
            "brister": brister,
            "fel": fel,
            "for_tidigt": tell_for_tidigt(insats, kvartal, timezone.localdate()),
            "is_nekad": is_nekad,
            "is_insandare": is_insandare,
            "insandare": "" if is_insandare else tell_insandare(insats),
            "svar": build_svar(formular.steg, formular.innehall, load_begaran(formular)),
        },
    )


@require_safe
def kvitto(request, insats, ar, kvartal):
    insats, kvartal = get_insats_kvartal(request.user, insats, ar, kvartal, Rattighet.LASA_INSATS)
    formular = load_formular(insats, kvartal)
    kvitto = load_kvitto(formular)
    if kvitto is None:
        raise Http404
    return render(
        request,
        "uppfoljning/kvitto.html",
        gather_huvud(formular, timezone.localdate()) | {"kvitto": kvitto},
    )


@dataclass(frozen=True)
class Sparat:
    """What became of a step that was sent: the form to show again, and why.

    `fel` are by field, `hinder` is why nothing could be stored.
    """

    form: Svarsform
    formular: Formular
    fel: dict[str, str] = field(default_factory=dict)
    konflikter: dict[str, str] = field(default_factory=dict)
    hinder: str = ""

    @property
    def is_klar(self) -> bool:
        return not (self.form.errors or self.fel or self.konflikter or self.hinder)


def save_posted(request, insats, kvartal, aktuellt: Steg) -> Sparat:
    """Store the valid fields of the step that was sent.

    The button `anvand` takes what someone else has stored in the field of that key.
    """
    anvand = request.POST.get("anvand", "")
    form = Svarsform(aktuellt.falt, data=request.POST)
    form.is_valid()
    try:
        sparning = save_svar(
            insats=insats,
            kvartal=kvartal,
            andringar=form.changes(utom=anvand),
            user=request.user,
            nu=timezone.now(),
        )
    except Flodesfel as fel:
        return Sparat(form, load_formular(insats, kvartal), hinder=str(fel))
    vidare = find_steg(sparning.formular.steg, aktuellt.nyckel)
    fel = {}
    if "fortsatt" in request.POST:
        fel = find_blockers(vidare.punkter, sparning.formular.innehall)
    return Sparat(
        form.shown_after(sparning, utom=anvand), sparning.formular, fel, dict(sparning.konflikter)
    )


def render_steg(request, sparat: Sparat, nyckel: str, bilagefel: str = ""):
    """The page of one step, with what was refused or needs mending."""
    formular = sparat.formular
    aktuellt = find_steg(formular.steg, nyckel)
    forra = load_forra_svaren(formular)
    begaran = load_begaran(formular)
    punkter = build_punkter(
        formular,
        aktuellt,
        sparat.form,
        user=request.user,
        fel=sparat.fel,
        konflikter=sparat.konflikter,
        forra=forra,
        begaran=begaran,
    )
    nasta = formular.steg[formular.steg.index(aktuellt) + 1 :]
    return render(
        request,
        "uppfoljning/steg.html",
        gather_huvud(formular, timezone.localdate())
        | {
            "aktuellt": aktuellt,
            "punkter": punkter,
            "uppgifter": formular.uppgifter.get(nyckel, ()),
            "nasta": nasta[0].rubrik if nasta else "",
            "forra": formular.kvartal.foregaende_kvartal,
            "has_forra": forra is not None,
            "begaran": begaran,
            "felaktiga": [(f, f.fel) for p in punkter for f in p.falt if f.fel],
            "motsagda": [f for p in punkter for f in p.falt if f.konflikt is not None],
            "hinder": sparat.hinder,
            "bilageregler": BILAGEREGLER if nyckel == BILAGESTEG else None,
            "bilagefel": bilagefel,
        },
    )


def find_steg(alla: tuple[Steg, ...], nyckel: str) -> Steg:
    """Raises Http404 where there is none."""
    for sokt in alla:
        if sokt.nyckel == nyckel:
            return sokt
    raise Http404


def _redirect_after(request, formular: Formular, nyckel: str):
    plats = formular.insats, formular.kvartal
    if "fortsatt" not in request.POST:
        if "anvand" not in request.POST:
            messages.success(request, "Utkastet är sparat.")
        return redirect(url_of("steg", *plats, nyckel))
    nycklar = [s.nyckel for s in formular.steg]
    nasta = nycklar[nycklar.index(nyckel) + 1 :]
    return redirect(url_of("steg", *plats, nasta[0]) if nasta else url_of("kontrollera", *plats))


def _redirect_from_locked(request, formular: Formular, fel: str):
    """To the receipt for who sent it in, to the report's page for everyone else."""
    if formular.status == Kvartalsrapport.Status.INSKICKAD:
        omgang = formular.rapport.omgangar.order_by("nr").last()
        if omgang.inskickad_av_id == request.user.pk:
            return redirect(url_of("kvitto", formular.insats, formular.kvartal))
    if fel:
        messages.warning(request, f"Du skickade inte in rapporten. {fel}")
    return redirect(url_of("kvartalsrapport", formular.insats, formular.kvartal))


def _anchor_in(steg: Steg, nyckel: str) -> str:
    return next(anchor_of(falt) for falt in steg.falt if falt.nyckel == nyckel)
