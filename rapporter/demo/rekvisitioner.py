"""The demo's rekvisitioner after the fixtures end: the last quarter's by the app's own services.

Those of the quarters before it are as if an underlag had brought them, attested.
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from ekonomi.calculations import Insatstid, linear_share
from ekonomi.models import Budgetpost, Rekvisition
from ekonomi.rekvisitioner.innehall import Innehall, fingerprint
from ekonomi.rekvisitioner.services import (
    attest_rekvisition,
    return_rekvisition,
    save_rekvisition,
    submit_rekvisition,
)
from finsam.konton.models import Roll, User
from finsam.period import Period
from insatser.models import Forbund, Insats
from rapporter.demo.beslut import ended_quarters

# Per cent of the linear budget that is used, by insats; all others 96.
_FORBRUKNING = {"ENK-JC": 72, "UPP-LO": 110, "HEB-PI": 97, "TIE-UF": 92, "OST-BR": 99}
_VANLIG_FORBRUKNING = 96

# In the quarter that ended last.
_SAKNAD = ("UPP-SS",)
_EJ_ATTESTERAD = ("ENK-JC", "HAB-FR", "TIE-MF")
_PRELIMINAR = ("ALV-LO",)
_ATERSAND = {"HEB-PI": "Lokalerna kostar mer än i ansökan. Bifoga fakturan."}
# Per cent of an amount; the rest of it is övriga kostnader.
_PERSONAL, _LOKALER = 78, 14


def add_rekvisitioner(forbund: Forbund, users: dict[Roll, User], nu: datetime) -> None:
    """One of each insats and quarter; one that exists is left as it is."""
    dag = timezone.localdate(nu)
    insatser = list(forbund.insatser.with_gallande_slut(dag).select_related("forbund"))
    budget = {
        (post.insats_id, post.ar): post.belopp
        for post in Budgetpost.objects.filter(insats__in=insatser, post=Budgetpost.Post.BEVILJAD)
    }
    finns = set(
        Rekvisition.objects.filter(insats__in=insatser).values_list("insats", "ar", "kvartal")
    )
    alla = ended_quarters(dag)
    for kvartal in alla:
        for insats in insatser:
            tid = Insatstid(insats.start, insats.gallande_slut)
            linjar = linear_share(budget.get((insats.pk, kvartal.ar)), tid, kvartal)
            if not linjar or (insats.pk, kvartal.ar, kvartal.forsta) in finns:
                continue
            innehall = _fill_in(insats, linjar)
            if kvartal < alla[-1]:
                _read_in(insats, kvartal, innehall, dag)
            elif insats.kod not in _SAKNAD:
                _go(insats, kvartal, innehall, users, nu)


def _fill_in(insats: Insats, linjar: Decimal) -> Innehall:
    andel = _FORBRUKNING.get(insats.kod, _VANLIG_FORBRUKNING)
    belopp = (linjar * andel / 100).quantize(Decimal(1))
    personal, lokaler = (
        (belopp * procent / 100).quantize(Decimal(1)) for procent in (_PERSONAL, _LOKALER)
    )
    return Innehall(personal, lokaler, belopp - personal - lokaler)


def _days(kvartal: Period, dag: date) -> tuple[date, date]:
    """When it came in and was decided on."""
    inkommen = min(kvartal.slut + timedelta(days=18), dag)
    return inkommen, min(inkommen + timedelta(days=9), dag)


def _read_in(insats: Insats, kvartal: Period, innehall: Innehall, dag: date) -> None:
    inkommen, attesterad = _days(kvartal, dag)
    Rekvisition.objects.create(
        insats=insats,
        ar=kvartal.ar,
        kvartal=kvartal.forsta,
        belopp=innehall.belopp,
        inkommen=inkommen,
        attesterad=attesterad,
        **vars(innehall),
    )


def _go(
    insats: Insats, kvartal: Period, innehall: Innehall, users: dict[Roll, User], nu: datetime
) -> None:
    """Take it along its way, as far as it is to come."""
    skriven, beslutad = (
        min(nu, timezone.make_aware(datetime.combine(dag, time(9, 20))))
        for dag in _days(kvartal, timezone.localdate(nu))
    )
    innehall = Innehall(**vars(innehall) | {"is_preliminar": insats.kod in _PRELIMINAR})
    vilken = {"insats": insats, "kvartal": kvartal}
    styrgrupp = vilken | {"user": users[Roll.STYRGRUPP], "nu": skriven}
    save_rekvisition(innehall=innehall, sedd=fingerprint(None), **styrgrupp)
    sedd = fingerprint(Rekvisition.objects.of_quarter(insats, kvartal).get())
    submit_rekvisition(sedd=sedd, **styrgrupp)
    ekonom = vilken | {"user": users[Roll.EKONOM], "nu": beslutad, "sedd": sedd}
    if insats.kod in _ATERSAND:
        return_rekvisition(skal=_ATERSAND[insats.kod], **ekonom)
    elif insats.kod not in _EJ_ATTESTERAD:
        attest_rekvisition(**ekonom)
