"""What the kvartalsrapport's form shows of the economy (see kvartalsrapport/kanda_uppgifter.py)."""

from collections.abc import Sequence

from ekonomi.calculations import Budgetrad
from ekonomi.forbrukning import gather_forbrukning
from ekonomi.models import Rekvisition
from finsam.period import MANADER, Period
from finsam.svenska import TANKSTRECK, format_datum, format_kronor, format_percent, join_och
from insatser.models import Insats
from uppfoljning.kvartalsrapport.kanda_uppgifter import Uppgifter, register_uppgifter


@register_uppgifter("bemanning")
def know_ekonomi(insats: Insats, kvartal: Period) -> Uppgifter:
    """The quarter's rekvisition, and utfall against linear budget since January.

    As on the board and in the PM, with what was decided on the quarter's last day.
    The kvot is told only when every quarter so far has its attested rekvisition: with one
    missing it would be low for that reason alone. Outside the förbund's limits it demands a
    budgetkommentar.
    """
    vid_slutet = Insats.objects.with_gallande_slut(kvartal.slut).filter(pk=insats.pk)
    forbrukning = gather_forbrukning(list(vid_slutet), kvartal.ackumulerad)
    rad = forbrukning.tabell.rader.get(insats.pk, Budgetrad())
    saknas = forbrukning.saknade_kvartal.get(insats.pk, ())
    rekvisition = Rekvisition.objects.filter(
        insats=insats, ar=kvartal.ar, kvartal=kvartal.forsta
    ).first()
    kvot = None if saknas else rad.kvot
    hittills = f"{MANADER[0]}–{MANADER[kvartal.slut.month - 1]}"
    rader = [
        (f"Rekvisition, {kvartal.namn}", _tell_rekvisition(rekvisition)),
        (f"Utfall {hittills}", TANKSTRECK if rad.utfall is None else format_kronor(rad.utfall)),
        (f"Budget {hittills}", TANKSTRECK if rad.budget is None else format_kronor(rad.budget)),
        ("Förbrukat av budgeten", format_percent(kvot)),
    ]
    forbund = insats.forbund
    krav = {}
    if kvot is not None and not forbund.kvot_undre <= kvot <= forbund.kvot_ovre:
        krav["budgetkommentar"] = (
            f"Förbrukningen {hittills} är {format_percent(kvot)} av budgeten. Skriv varför, och "
            "hur ni räknar med att resten av året blir."
        )
    return Uppgifter("Budget och utfall", tuple(rader), _tell_kalla(saknas), krav)


def _tell_rekvisition(rekvisition: Rekvisition | None) -> str:
    if rekvisition is None:
        return "Ingen har kommit in"
    belopp = format_kronor(rekvisition.belopp)
    if rekvisition.attesterad is not None:
        preliminar = ", preliminär" if rekvisition.is_preliminar else ""
        return f"{belopp}{preliminar}, attesterad {format_datum(rekvisition.attesterad)}"
    if rekvisition.preliminart_belopp is not None:
        preliminart = format_kronor(rekvisition.preliminart_belopp)
        return f"{preliminart}, preliminärt. Den slutliga är inte attesterad"
    if rekvisition.atersand is not None:
        return f"{belopp}, återsänd {format_datum(rekvisition.atersand)}"
    return f"{belopp}, inte attesterad"


def _tell_kalla(saknas: Sequence[int]) -> str:
    kalla = "Attesterade rekvisitioner och beslutad budget, fördelad jämnt över månaderna."
    if not saknas:
        return kalla
    kvartal = join_och(map(str, saknas))
    return f"{kalla} Andelen räknas när kvartal {kvartal} har en attesterad rekvisition."
