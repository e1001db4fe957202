"""The demo's kvartalsrapporter, by the same services as those of the styrgrupper and kansli."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from finsam.konton.models import Roll, User
from finsam.period import Period
from insatser.models import Forbund, Insats
from insatser.ordning import runs_in
from rapporter.demo.beslut import ended_quarters
from uppfoljning.granskning.services import Besked, review_kvartalsrapport
from uppfoljning.kvartalsrapport.formular import Formular, load_formular
from uppfoljning.kvartalsrapport.services import (
    Andring,
    reopen_kvartalsrapport,
    save_svar,
    submit_kvartalsrapport,
)
from uppfoljning.kvartalsrapport.steg import Falt, Punkt, Slag
from uppfoljning.models import Kvartalsrapport

SKRIV, SKICKA, ATERSAND, GODKANN, OPPNA = "skriv", "skicka", "återsänd", "godkänn", "öppna"
_GODKAND = (SKRIV, SKICKA, GODKANN)

# How far the report of the quarter that ended last has come, by insats; all others are accepted.
_SENASTE = {
    "ENK-JC": (SKRIV, SKICKA, ATERSAND),
    "HEB-PI": (),
    "TIE-UF": (SKRIV,),
    "HAB-FR": (SKRIV, SKICKA),
    "OST-BR": (SKRIV, SKICKA, ATERSAND, SKICKA),
    "TIE-MF": (SKRIV,),
    "UPP-SS": (),
    "UPP-LO": (SKRIV, SKICKA, GODKANN, OPPNA),
    "ALV-LO": (SKRIV, SKICKA),
}
# Someone has begun in good time on the quarter that runs.
_PAGAENDE = {"REG-EX": (SKRIV,)}
_FORRA = {"UPP-SS": (), "ENK-VX": (SKRIV, SKICKA, ATERSAND, SKICKA, GODKANN)}

_SKAL = (
    "Vi behöver veta hur ni räknar med att nå målet före årets slut. Se kommentaren vid "
    "frågan om insatsen är i fas."
)
_KOMMENTAR = "Skriv vilka mål som släpar och när ni tror att de är i kapp."
_OPPNAD_SKAL = "Styrgruppen har hört av sig: ett möte saknas i svaren."

# What the styrgrupp has to tell, in turn.
_HANT = (
    "Arbetet följer planen. Nya deltagare har kommit in i jämn takt.",
    "Vi har tagit emot fler än väntat och har haft en kort kö. Samarbetet fungerar väl.",
    "En ny samordnare har börjat. Teamet har träffats varje vecka.",
    "Vi har gått igenom hur deltagarna kommer till oss och bjudit in två nya remittenter.",
)
_NASTA = (
    "Vi fortsätter enligt planen och följer upp med parterna.",
    "Vi planerar en gemensam dag för alla som remitterar.",
    "Vi ser över hur handlingsplanerna följs upp.",
)
_UTFALL = ("Enligt plan", "Nio av tio", "Hälften hittills", "Två av tre")
_BUDGET = "En tjänst har varit vakant. Vi räknar med att den är tillsatt nästa kvartal."
# Answers that are not the best one, by insats.
_AVVIKANDE = {
    "ENK-JC": {
        "i_fas": "delvis",
        "ordinarie_representation": "nej",
        "ordinarie_representation_kommentar": "Regionen saknades vid ett av två möten.",
    },
    "TIE-UF": {"i_fas": "i_stort_sett"},
    "UPP-LO": {"implementering": "nej", "implementering_kommentar": "Vi tar upp det i vår."},
}


@dataclass(frozen=True)
class _Vem:
    styrgrupp: User
    kansli: User


def add_kvartalsrapporter(forbund: Forbund, users: dict[Roll, User], nu: datetime) -> None:
    """Every report since the fixtures: accepted, but for the last two quarters in every state.

    One that exists is left as it is.
    """
    dag = timezone.localdate(nu)
    vem = _Vem(users[Roll.STYRGRUPP], users[Roll.KANSLI])
    alla = ended_quarters(dag)
    pagaende = Period.quarter_of(dag)
    hur = {alla[-2]: _FORRA, alla[-1]: _SENASTE, pagaende: _PAGAENDE}
    annars = {pagaende: ()}
    finns = set(
        Kvartalsrapport.objects.filter(insats__forbund=forbund).values_list(
            "insats", "ar", "kvartal"
        )
    )
    insatser = list(forbund.insatser.with_gallande_slut(dag).select_related("forbund"))
    for kvartal in (*alla, pagaende):
        for nr, insats in enumerate(insatser):
            if runs_in(insats, kvartal) and (insats.pk, kvartal.ar, kvartal.forsta) not in finns:
                vag = hur.get(kvartal, {}).get(insats.kod, annars.get(kvartal, _GODKAND))
                _go(vag, insats, kvartal, vem, _times(kvartal, nr, nu))


def _times(kvartal: Period, nr: int, nu: datetime) -> list[datetime]:
    """When the steps of a report are taken, in order: from three weeks after the quarter's end.

    Never later than now, and those of the quarter that ended last within the last days.
    """
    slut = timezone.make_aware(datetime(kvartal.slut.year, kvartal.slut.month, kvartal.slut.day))  # noqa: DTZ001
    fran = slut + timedelta(days=18 + nr % 9, hours=9 + nr % 7, minutes=nr * 7 % 60)
    tider = [fran + timedelta(days=2 * steg, minutes=17 * steg) for steg in range(5)]
    alla = ended_quarters(timezone.localdate(nu))
    if kvartal >= alla[-1]:
        sist = timezone.localtime(nu).replace(hour=8 + nr % 8, minute=nr * 7 % 60)
        tider = [sist - timedelta(days=6 - steg - nr % 2) for steg in range(5)]
        slut = min(slut, nu - timedelta(days=2))
    forst = slut + timedelta(days=1)
    return [min(nu, max(tid, forst + timedelta(minutes=steg))) for steg, tid in enumerate(tider)]


def _go(
    vag: tuple[str, ...], insats: Insats, kvartal: Period, vem: _Vem, tider: list[datetime]
) -> None:
    """Take the report along its way; `vag` says which steps."""
    omgang, sedd = None, ""
    for steg, tid in zip(vag, tider, strict=False):
        match steg:
            case "skriv":
                formular = load_formular(insats, kvartal)
                svar = _answer(formular, is_hel=len(vag) > 1)
                andringar = {k: Andring(formular.innehall[k], text) for k, text in svar.items()}
                sparning = save_svar(
                    insats=insats, kvartal=kvartal, andringar=andringar, user=vem.styrgrupp, nu=tid
                )
                sedd = sparning.formular.hash
            case "skicka":
                omgang = submit_kvartalsrapport(
                    insats=insats, kvartal=kvartal, sedd=sedd, user=vem.styrgrupp, nu=tid
                )
            case "återsänd":
                review_kvartalsrapport(
                    omgang=omgang,
                    kommentarer={"i_fas": Andring("", _KOMMENTAR)},
                    besked=Besked.KOMPLETTERA,
                    skal=_SKAL,
                    user=vem.kansli,
                    nu=tid,
                )
            case "godkänn":
                review_kvartalsrapport(
                    omgang=omgang,
                    kommentarer={},
                    besked=Besked.GODKANN,
                    skal="",
                    user=vem.kansli,
                    nu=tid,
                )
            case "öppna":
                reopen_kvartalsrapport(
                    insats=insats, kvartal=kvartal, skal=_OPPNAD_SKAL, user=vem.kansli, nu=tid
                )


def _answer(formular: Formular, *, is_hel: bool) -> dict[str, str]:
    """A text for every field that must be filled in; of a draft only the first step's."""
    nr = formular.insats.pk + formular.kvartal.forsta
    avvikande = _AVVIKANDE.get(formular.insats.kod, {})
    svar = {}
    for steg in formular.steg if is_hel else formular.steg[:1]:
        for punkt in steg.punkter:
            for falt in punkt.falt:
                if falt.nyckel in avvikande:
                    svar[falt.nyckel] = avvikande[falt.nyckel]
                elif falt.nyckel in punkt.kravda:
                    svar[falt.nyckel] = _text(falt, punkt, nr)
    return svar


def _text(falt: Falt, punkt: Punkt, nr: int) -> str:
    if falt.slag is Slag.VAL:
        return next(varde for varde, _ in falt.val if varde not in punkt.samst)
    if falt.slag is Slag.TAL:
        return str(3 + nr % 6)
    if falt.nyckel == "budgetkommentar":
        return _BUDGET
    texter = {"kommentar": _HANT, "nasta_kvartal": _NASTA}.get(falt.nyckel, _UTFALL)
    return texter[nr % len(texter)]
