"""Förlängningar, budgets, avvikelser and goals of the demo's later years."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from ekonomi.models import Budgetpost
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


def add_beslut(forbund: Forbund, nu: datetime) -> None:
    """Everything that is decided, except reports, counts and rekvisitioner."""
    dag = timezone.localdate(nu)
    _add_forlangningar(forbund, dag)
    insatser = list(forbund.insatser.with_gallande_slut(dag))
    _add_budget(insatser, dag)
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
        # Whoever tries the demo may have filed more of them.
        if Avvikelse.objects.filter(insats=insatser[kod], typ=typ, beslut="").exists():
            continue
        Avvikelse.objects.create(
            insats=insatser[kod],
            typ=typ,
            inkommen=dag - timedelta(days=dagar),
            belopp=belopp,
            fran_ar=dag.year if belopp else None,
            till_ar=dag.year + 1 if belopp else None,
            beskrivning=beskrivning,
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
