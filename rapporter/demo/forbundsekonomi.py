"""The demo förbund's own economy of later years: members' fees, budgets and a prognos a year."""

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from ekonomi.bokslut.bokslut import gather_bokslut
from ekonomi.models import Budgetpost, Forbundsbudgetrad, Medlemsavgift, Radtyp
from finsam.period import Period
from finsam.svenska import round_half_up
from insatser.models import Forbund

FORSTA_AR = 2025
_BUDGET, _PROGNOS, _PRELIMINAR = Forbundsbudgetrad.Version
_Rad = Forbundsbudgetrad.Rad
# The fees from 2025 against those of 2024: they pay for what the demo's insatser are granted.
_HOJNING = Decimal("1.22")
_EJ_NYTTJAT = Decimal(-900000)


def add_medlemsavgifter(forbund: Forbund, nu: datetime) -> None:
    avgifter = list(
        Medlemsavgift.objects.filter(part__forbund=forbund, ar=FORSTA_AR - 1).select_related("part")
    )
    for ar in range(FORSTA_AR, timezone.localdate(nu).year + 1):
        for avgift in avgifter:
            belopp = round_half_up(avgift.belopp * _HOJNING)
            Medlemsavgift.objects.get_or_create(
                part=avgift.part, ar=ar, defaults={"belopp": belopp}
            )


def add_forbundsbudget(forbund: Forbund, nu: datetime) -> None:
    """The preliminary years become budgets when they come, with what the insatser were granted."""
    dag = timezone.localdate(nu)
    for ar in range(FORSTA_AR, dag.year + 1):
        if forbund.budgetrader.filter(ar=ar, version=_BUDGET).exists():
            continue
        _add_version(forbund, ar, _BUDGET, date(ar - 1, 11, 21), dag)
        if dag > date(ar, 9, 15):
            _add_version(forbund, ar, _PROGNOS, date(ar, 9, 15), dag)


def _add_version(forbund: Forbund, ar: int, version: str, beslutad: date, dag: date) -> None:
    rader = {
        (rad.rad, None): rad.belopp
        for rad in forbund.budgetrader.filter(ar=ar, version=_PRELIMINAR).exclude(rad=_Rad.INSATS)
    }
    avgifter = Medlemsavgift.objects.filter(part__forbund=forbund, ar=ar)
    rader[(_Rad.MEDLEMSAVGIFTER, None)] = sum(avgift.belopp for avgift in avgifter)
    for post in Budgetpost.objects.filter(
        insats__forbund=forbund, ar=ar, post=Budgetpost.Post.BEVILJAD
    ):
        rader[(_Rad.INSATS, post.insats_id)] = post.belopp
    bokslut = gather_bokslut(forbund, Period(ar - 1, 1, 4), dag)
    if bokslut.saldon is not None:
        balans = bokslut.balansrakning
        rader[(_Rad.INGAENDE_OVERSKOTT, None)] = sum(
            balans.belopp(rad, "utgaende")
            for rad in (Radtyp.BALANSERAT_RESULTAT, Radtyp.ARETS_RESULTAT)
        )
    if version == _PROGNOS:
        rader[(_Rad.EJ_NYTTJAT, None)] = _EJ_NYTTJAT
    for (rad, insats), belopp in rader.items():
        Forbundsbudgetrad.objects.create(
            forbund=forbund,
            ar=ar,
            version=version,
            rad=rad,
            insats_id=insats,
            belopp=belopp,
            beslutad=beslutad,
        )
