"""What the kvartalsrapport's form shows of the economy (see uppfoljning/kanda_uppgifter.py)."""

from ekonomi.calculations import Insatstid, build_budgettabell, build_utfall
from ekonomi.models import Budgetpost, Rekvisition
from finsam.period import MANADER, Period
from finsam.svenska import TANKSTRECK, format_datum, format_kronor, format_percent
from insatser.models import Insats
from insatser.ordning import runs_in
from uppfoljning.kvartalsrapport.kanda_uppgifter import Uppgifter, register_uppgifter


@register_uppgifter("bemanning")
def know_ekonomi(insats: Insats, kvartal: Period) -> Uppgifter:
    """The quarter's rekvisition, and utfall against linear budget since January.

    The kvot is told only when every quarter so far has its attested rekvisition: with one
    missing it would be low for that reason alone. Outside the förbund's limits it demands a
    budgetkommentar.
    """
    aret = kvartal.ackumulerad
    rekvisitioner = list(Rekvisition.objects.filter(insats=insats).accumulated(kvartal))
    attesterade = [r for r in rekvisitioner if r.attesterad]
    poster = Budgetpost.objects.filter(insats=insats).decided(kvartal.ar, kvartal.slut)
    rad = build_budgettabell(
        {insats.pk: Insatstid(insats.start, insats.gallande_slut)},
        {insats.pk: [(p.post, p.belopp, p.note) for p in poster]},
        {
            insats.pk: build_utfall(
                [(r.kvartal, r.belopp, r.is_preliminar) for r in attesterade], aret
            )
        },
        aret,
    ).rader[insats.pk]
    saknas = [
        nr
        for nr in aret.kvartal
        if runs_in(insats, Period.quarter(kvartal.ar, nr))
        and nr not in {r.kvartal for r in attesterade}
    ]
    kvot = None if saknas else rad.kvot
    hittills = f"{MANADER[0]}–{MANADER[kvartal.slut.month - 1]}"
    rader = [
        (
            f"Rekvisition, {kvartal.namn}",
            _tell_rekvisition(next((r for r in rekvisitioner if r.kvartal == kvartal.sista), None)),
        ),
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
    if rekvisition.attesterad is None:
        return f"{format_kronor(rekvisition.belopp)}, inte attesterad"
    attesterad = format_datum(rekvisition.attesterad)
    return f"{format_kronor(rekvisition.belopp)}, attesterad {attesterad}"


def _tell_kalla(saknas: list[int]) -> str:
    kalla = "Attesterade rekvisitioner och beslutad budget, fördelad jämnt över månaderna."
    if not saknas:
        return kalla
    kvartal = " och ".join(map(str, saknas))
    return f"{kalla} Andelen räknas när kvartal {kvartal} har en attesterad rekvisition."
