"""Förlängningar, budgets, rekvisitioner, avvikelser and goals of the demo's later years."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from ekonomi.calculations import Insatstid, linear_share
from ekonomi.models import Budgetpost, Rekvisition
from finsam.konton.models import Roll, User
from finsam.period import Period
from insatser.models import Forbund, Forlangning, Insats
from insatser.ordning import runs_in
from uppfoljning.models import Avvikelse, Bedomning, Verksamhetsmal

FORSTA_KVARTAL = Period.quarter(2024, 3)
# Those that the styrelse lets go on; the others end when their application says.
_FORLANGDA = ("ENK-JC", "HEB-PI", "HAB-FR", "TIE-UF", "UPP-KH", "OST-BR", "UPP-LO", "ALV-LO")
_FORLANGNING_BESLUTAD = date(2024, 11, 21)

_BUDGET_2024 = {"REG-RS": Decimal(240000)}
_BUDGET = {
    "ENK-VX": Decimal(1900000),
    "TIE-MF": Decimal(2100000),
    "UPP-SS": Decimal(1600000),
    "REG-RS": Decimal(480000),
}
# Per cent of the linear budget that is used, by insats; all others 96.
_FORBRUKNING = {"ENK-JC": 72, "UPP-LO": 110, "HEB-PI": 97, "TIE-UF": 92, "OST-BR": 99}
_VANLIG_FORBRUKNING = 96

# In the quarter that ended last.
_SAKNAD_REKVISITION = ("UPP-SS",)
_EJ_ATTESTERAD = ("ENK-JC", "HAB-FR", "TIE-MF")
_PRELIMINAR = ("ALV-LO",)
_ATERSAND = {"HEB-PI": "Lokalerna kostar mer än i ansökan. Bifoga fakturan."}
# Per cent of an amount; the rest of it is övriga kostnader.
_PERSONAL, _LOKALER = 78, 14


def add_beslut(forbund: Forbund, users: dict[Roll, User], nu: datetime) -> None:
    """Everything that is decided or claimed, except reports and counts."""
    dag = timezone.localdate(nu)
    _add_forlangningar(forbund, dag)
    insatser = list(forbund.insatser.with_gallande_slut(dag))
    _add_budget(insatser, dag)
    _add_rekvisitioner(insatser, users[Roll.STYRGRUPP], dag)
    _add_avvikelser({i.kod: i for i in insatser}, dag)
    _add_mal(forbund, dag)
    _add_bedomningar({i.kod: i for i in insatser}, dag)


def ended_quarters(dag: date) -> list[Period]:
    """From the first one after the fixtures to the one that ended last."""
    kvartal, alla = FORSTA_KVARTAL, []
    while kvartal.slut < dag:
        alla.append(kvartal)
        kvartal = kvartal.nasta_kvartal
    return alla


def _add_forlangningar(forbund: Forbund, dag: date) -> None:
    nytt_slut = date(dag.year + 1, 12, 31)
    for insats in forbund.insatser.filter(kod__in=_FORLANGDA, slut__lt=nytt_slut):
        Forlangning.objects.update_or_create(
            insats=insats,
            beslutsdatum=_FORLANGNING_BESLUTAD,
            defaults={"nytt_slut": nytt_slut},
        )


def _add_budget(insatser: list[Insats], dag: date) -> None:
    beviljad = {
        post.insats_id: post.belopp
        for post in Budgetpost.objects.filter(
            insats__in=insatser, ar=2024, post=Budgetpost.Post.BEVILJAD
        )
    }
    for insats in insatser:
        if insats.kod in _BUDGET_2024:
            _grant(insats, 2024, date(2024, 8, 22), _BUDGET_2024[insats.kod])
        for ar in range(2025, dag.year + 1):
            belopp = _BUDGET.get(insats.kod, beviljad.get(insats.pk))
            if belopp and runs_in(insats, Period(ar, 1, 4)):
                _grant(insats, ar, date(ar - 1, 11, 21), belopp)


def _grant(insats: Insats, ar: int, beslutsdatum: date, belopp: Decimal) -> None:
    Budgetpost.objects.get_or_create(
        insats=insats,
        ar=ar,
        post=Budgetpost.Post.BEVILJAD,
        beslutsdatum=beslutsdatum,
        defaults={"belopp": belopp},
    )


def _add_rekvisitioner(insatser: list[Insats], styrgrupp: User, dag: date) -> None:
    egna = set(styrgrupp.behorigheter.values_list("insatser", flat=True))
    budget = {
        (post.insats_id, post.ar): post.belopp
        for post in Budgetpost.objects.filter(insats__in=insatser, post=Budgetpost.Post.BEVILJAD)
    }
    finns = set(
        Rekvisition.objects.filter(insats__in=insatser).values_list("insats", "ar", "kvartal")
    )
    alla = ended_quarters(dag)
    for kvartal in alla:
        is_senaste = kvartal == alla[-1]
        for insats in insatser:
            tid = Insatstid(insats.start, insats.gallande_slut)
            linjar = linear_share(budget.get((insats.pk, kvartal.ar)), tid, kvartal)
            if not linjar or (insats.pk, kvartal.ar, kvartal.forsta) in finns:
                continue
            if is_senaste and insats.kod in _SAKNAD_REKVISITION:
                continue
            andel = _FORBRUKNING.get(insats.kod, _VANLIG_FORBRUKNING)
            inkommen = min(kvartal.slut + timedelta(days=18), dag)
            besked = min(inkommen + timedelta(days=9), dag)
            skal = _ATERSAND.get(insats.kod, "") if is_senaste else ""
            vantar = bool(skal) or (is_senaste and insats.kod in _EJ_ATTESTERAD)
            belopp = (linjar * andel / 100).quantize(Decimal(1))
            personal, lokaler = (
                (belopp * procent / 100).quantize(Decimal(1)) for procent in (_PERSONAL, _LOKALER)
            )
            Rekvisition.objects.create(
                insats=insats,
                ar=kvartal.ar,
                kvartal=kvartal.forsta,
                belopp=belopp,
                personal=personal,
                lokaler=lokaler,
                ovrigt=belopp - personal - lokaler,
                is_preliminar=is_senaste and insats.kod in _PRELIMINAR,
                inkommen=inkommen,
                inskickad_av=styrgrupp if insats.pk in egna else None,
                attesterad=None if vantar else besked,
                atersand=besked if skal else None,
                skal=skal,
            )


def _add_avvikelser(insatser: dict[str, Insats], dag: date) -> None:
    anmalda = (
        (
            "ENK-JC",
            Avvikelse.Typ.BUDGET,
            12,
            Decimal(250000),
            "En tjänst har varit vakant sedan i våras. Vi vill flytta pengarna till nästa år.",
        ),
        (
            "TIE-UF",
            Avvikelse.Typ.MALGRUPP,
            3,
            None,
            "Fler över 29 år behöver stödet. Vi vill ta emot deltagare upp till 34 år.",
        ),
    )
    for kod, typ, dagar, belopp, beskrivning in anmalda:
        Avvikelse.objects.get_or_create(
            insats=insatser[kod],
            typ=typ,
            beslut="",
            defaults={
                "inkommen": dag - timedelta(days=dagar),
                "belopp": belopp,
                "fran_ar": dag.year if belopp else None,
                "till_ar": dag.year + 1 if belopp else None,
                "beskrivning": beskrivning,
            },
        )
    Avvikelse.objects.get_or_create(
        insats=insatser["HAB-FR"],
        inkommen=date(2024, 9, 12),
        typ=Avvikelse.Typ.METOD,
        defaults={
            "beskrivning": "Gruppträffarna byts mot enskilda samtal under hösten.",
            "beslut": Avvikelse.Beslut.BEVILJAD,
            "beslutsdatum": date(2024, 9, 25),
        },
    )


def _add_mal(forbund: Forbund, dag: date) -> None:
    forlagor = list(Verksamhetsmal.objects.filter(forbund=forbund, ar=2024))
    for ar in range(2025, dag.year + 1):
        for mal in forlagor:
            Verksamhetsmal.objects.get_or_create(
                forbund=forbund,
                ar=ar,
                nr=mal.nr,
                delmal=mal.delmal,
                defaults={
                    "mal": mal.mal,
                    "resultatmal": mal.resultatmal,
                    "matt": mal.matt,
                    "malvarde": mal.malvarde,
                },
            )


def _add_bedomningar(insatser: dict[str, Insats], dag: date) -> None:
    """One of each half-year that has ended: the kansli sees less hope than the styrgrupp."""
    for kvartal in ended_quarters(dag):
        if kvartal.forsta % 2 == 0:
            Bedomning.objects.get_or_create(
                insats=insatser["HEB-PI"],
                period=str(kvartal.halvar),
                defaults={
                    "i_fas": "delvis",
                    "prognos": "nej",
                    "motivering": "Två parter saknar fortfarande nyckelpersoner.",
                },
            )
