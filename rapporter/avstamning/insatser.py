"""The insatser's money: one utfall and one budget per insats, wherever it is told."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from ekonomi.bokslut.notrader import UTAN_PROJEKT
from ekonomi.bokslut.verksamheter import sum_per_projekt
from ekonomi.calculations import Insatstid, build_arsbudget, linear_share
from ekonomi.models import Radtyp
from finsam.period import Period
from finsam.svenska import join_och, percent
from finsam.tal import sum_known
from insatser.models import Insats
from rapporter.avstamning.kallor import (
    bokforing,
    budgetposter,
    rekvisitioner,
    tabell_i,
)
from rapporter.avstamning.kontroll import (
    BOKSLUTSRAPPORTER,
    INSATSRAPPORTER,
    Allvar,
    Enhet,
    Grupp,
    Jamforelse,
    Kalla,
    KanInteProvas,
    Kontrolltyp,
    Led,
)
from rapporter.avstamning.underlag import Avstamningsunderlag

_NOLL = Decimal(0)


def _utfall(u: Avstamningsunderlag) -> Mapping[str, Decimal]:
    """What each insats used since January, by its kod; the figures of the PM's budget table."""
    pm = u.require_pm()
    koder = {i.pk: i.kod for i in pm.budgetinsatser}
    return {
        koder[pk]: rad.ack_utfall
        for pk, rad in pm.budget.rader.items()
        if rad.ack_utfall is not None
    }


def _namn(u: Avstamningsunderlag, kod: str) -> str:
    if insats := u.insatser.get(kod):
        return insats.textbenamning
    if kod == UTAN_PROJEKT:
        return "bokfört utan projekt"
    namn = u.saldon.projektnamn.get(kod) if u.saldon else None
    projekt = f"{kod}, {namn}," if namn and namn != kod else kod
    return f"projektet {projekt} finns inte bland insatserna"


def bokfort_per_projekt(u: Avstamningsunderlag) -> dict[str, Decimal]:
    """What is booked on each projekt of the line for samverkansinsatser since January.

    Raises KanInteProvas where the books do not tell the line by projekt.
    """
    saldon, konton = u.require_saldon(), _insatskonton(u)
    if not konton:
        raise KanInteProvas("kontoplanen har inget konto på raden samverkansinsatser.")
    bokfort = sum_per_projekt(saldon, konton)
    if not bokfort and any(saldon.rorelse.get(konto) for konto in konton):
        raise KanInteProvas("bokföringen delar inte samverkansinsatserna på projekt.")
    return bokfort


def _insatskonton(u: Avstamningsunderlag) -> set[str]:
    return {konto for konto, rad in u.kontorader.items() if rad == Radtyp.SAMVERKANSINSATSER}


def _per_insats(
    u: Avstamningsunderlag,
    ena: tuple[str, Mapping[str, Decimal], str],
    andra: tuple[str, Mapping[str, Decimal], str],
) -> Iterator[Jamforelse]:
    """One comparison per insats that either side knows; what is not there is nothing used."""
    (etikett, belopp, kalla), (andra_etikett, andra_belopp, andra_kalla) = ena, andra
    for kod in dict.fromkeys([*belopp, *andra_belopp]):
        yield Jamforelse(
            Led(etikett, belopp.get(kod, _NOLL), kalla=_kalla(u, kalla, kod)),
            Led(andra_etikett, andra_belopp.get(kod, _NOLL), kalla=_kalla(u, andra_kalla, kod)),
            nyckel=kod,
            rubrik=_namn(u, kod),
            forklaring=_preliminart(u, kod),
        )


def _kalla(u: Avstamningsunderlag, kalla: str, kod: str) -> Kalla:
    if kalla == "rekvisitioner":
        return rekvisitioner(u, kod)
    return bokforing(u) if kalla == "bokforing" else tabell_i(u, kalla)


def _preliminart(u: Avstamningsunderlag, kod: str) -> str:
    pm = u.require_pm()
    is_preliminart = any(
        i.kod == kod and pm.budget.rader[i.pk].is_preliminart for i in pm.budgetinsatser
    )
    return "Utfallet är preliminärt." if is_preliminart else ""


def prova_rekvisitioner(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """Utfall of the PM = attested rekvisitioner, per insats."""
    yield from _per_insats(
        u,
        ("Utfall i uppföljningen", _utfall(u), "budget"),
        ("Attesterade rekvisitioner", u.rekvisitioner, "rekvisitioner"),
    )


def prova_bokforing(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """Attested rekvisitioner = what is booked on the projekt, per insats."""
    yield from _per_insats(
        u,
        ("Attesterade rekvisitioner", u.rekvisitioner, "rekvisitioner"),
        ("Bokfört på projektet", bokfort_per_projekt(u), "bokforing"),
    )


def prova_projektnot(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """The note with a line per projekt = what is booked on the projekt, per insats."""
    noter = [n for n in u.require_bokslut().noter if n.rad == Radtyp.SAMVERKANSINSATSER]
    if not noter:
        raise KanInteProvas("bokslutet har ingen not om samverkansinsatser.")
    if not _insatskonton(u) <= u.projektkonton:
        raise KanInteProvas("kontoplanen delar inte noten om samverkansinsatser per projekt.")
    belopp = {
        rad.nyckel: -rad.belopp["utfall"]
        for not_ in noter
        for rad in not_.rakning.rader
        if not rad.is_summa and rad.belopp.get("utfall") is not None
    }
    yield from _per_insats(
        u,
        (f"Not {noter[0].nr}", belopp, "noter"),
        ("Bokfört på projektet", bokfort_per_projekt(u), "bokforing"),
    )


def prova_insatstabell(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """The bokslut's table of insatser = utfall of the PM, per insats."""
    utfall = _utfall(u)
    koder = {*utfall, *u.rekvisitioner, *(i.kod for i in u.require_pm().budgetinsatser)}
    belopp = {
        rad.nyckel: abs(rad.belopp["utfall"])
        for rad in u.require_bokslut().insatser_utfall.rader
        if rad.nyckel in koder and rad.belopp.get("utfall") is not None
    }
    yield from _per_insats(
        u,
        ("Utfall i tabellen över insatser", belopp, "insatser_utfall"),
        ("Utfall i uppföljningen", utfall, "budget"),
    )


def prova_driftsredovisning(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """The driftsredovisning = what is booked on the projekt, per insats."""
    bokfort = bokfort_per_projekt(u)
    belopp = {
        rad.nyckel: -rad.belopp["utfall"]
        for rad in u.require_bokslut().driftsredovisning.rader
        if rad.nyckel in {*bokfort, *u.insatser} and rad.belopp.get("utfall") is not None
    }
    yield from _per_insats(
        u,
        ("Driftsredovisningen", belopp, "driftsredovisning"),
        ("Bokfört på projektet", bokfort, "bokforing"),
    )


def prova_utfall_resultatrakning(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """All utfall = the line for samverkansinsatser of the resultaträkning."""
    rader = {r.nyckel: r for r in u.require_bokslut().resultatrakning.rader}
    rad = rader.get(Radtyp.SAMVERKANSINSATSER)
    bokfort = rad and rad.belopp.get("utfall")
    yield Jamforelse(
        Led(
            "Insatsernas utfall",
            sum(_utfall(u).values(), _NOLL),
            kalla=tabell_i(u, "budget"),
        ),
        Led(
            "Samverkansinsatser i resultaträkningen",
            # Nothing is booked where the line has no amount.
            -(bokfort or _NOLL),
            kalla=tabell_i(u, "resultatrakning"),
        ),
    )


def prova_preliminart(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """No utfall is preliminary; the report tells of each that is."""
    pm = u.require_pm()
    for insats in pm.budgetinsatser:
        rad = pm.budget.rader[insats.pk]
        if rad.ack_utfall is not None:
            yield Jamforelse(
                Led(
                    "Utfallet är",
                    "preliminärt" if rad.is_preliminart else "slutligt",
                    Enhet.TEXT,
                    rekvisitioner(u, insats.kod),
                ),
                Led("Ska vara", "slutligt", Enhet.TEXT, tabell_i(u, "budget")),
                nyckel=insats.kod,
                rubrik=insats.textbenamning,
            )


def prova_saknade_rekvisitioner(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """Every insats with a budget has an attested rekvisition for each quarter that is over."""
    pm = u.require_pm()
    saknade: dict[Insats, list[int]] = {}
    for insats, kvartal in pm.saknade_rekvisitioner:
        saknade.setdefault(insats, []).append(kvartal)
    for insats in pm.budgetinsatser:
        if pm.budget.rader[insats.pk].budget or insats in saknade:
            yield Jamforelse(
                Led(
                    "Kvartal utan attesterad rekvisition",
                    len(saknade.get(insats, ())),
                    Enhet.ANTAL,
                    rekvisitioner(u, insats.kod),
                ),
                Led("Ska vara", 0, Enhet.ANTAL, tabell_i(u, "budget")),
                nyckel=insats.kod,
                rubrik=insats.textbenamning,
                forklaring=f"Kvartal {join_och(map(str, saknade.get(insats, ())))}.",
            )


def prova_kvoter(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """Every kvot is utfall ÷ budget of its own row, from kronor and rounded once."""
    tabell = u.require_tabell("budget")
    for rad in (*tabell.rader, *([tabell.summa] if tabell.summa else ())):
        utfall, budget = rad.varden["utfall"], rad.varden["budget"]
        kvot = percent(utfall, budget) if budget is not None and budget > 0 else None
        yield Jamforelse(
            Led("Kvot i tabellen", rad.varden["kvot"], Enhet.PROCENT, tabell_i(u, "budget")),
            Led("Utfall delat med budget", kvot, Enhet.PROCENT, tabell_i(u, "budget")),
            nyckel=rad.nyckel,
            rubrik=rad.rubrik,
        )


def prova_kvot_i_insatstabell(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """The kvot of an insats is the same in the bokslut and in the uppföljning of the year."""
    pm = u.require_pm()
    insatser = {i.kod: i for i in pm.budgetinsatser}
    for rad in u.require_bokslut().insatser_utfall.rader:
        if insats := insatser.get(rad.nyckel):
            budgetrad = pm.budget.rader[insats.pk]
            kvot = budgetrad.ack_kvot if pm.period.sista == 4 else budgetrad.kvot
            egen = rad.belopp.get("kvot")
            yield Jamforelse(
                Led(
                    "Kvot i tabellen över insatser",
                    None if egen is None else int(egen),
                    Enhet.PROCENT,
                    tabell_i(u, "insatser_utfall"),
                ),
                Led("Kvot i uppföljningen", kvot, Enhet.PROCENT, tabell_i(u, "budget")),
                nyckel=rad.nyckel,
                rubrik=insats.textbenamning,
            )


def prova_budgetdelar(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """The quarters' linear shares of an insats's year are the budget of the period."""
    pm = u.require_pm()
    for insats in pm.budgetinsatser:
        poster = [(p.post, p.belopp, p.note) for p in u.budgetposter if p.insats_id == insats.pk]
        arets = build_arsbudget(poster).justerad
        if arets is None:
            continue
        tid = Insatstid(insats.start, insats.gallande_slut)
        delar = [
            linear_share(arets, tid, Period.quarter(pm.period.ar, nr)) for nr in pm.period.kvartal
        ]
        yield Jamforelse(
            Led(
                "Kvartalens delar av årets budget",
                _ore(sum_known(delar)),
                kalla=budgetposter(u, insats),
            ),
            Led(
                "Periodens budget i uppföljningen",
                _ore(pm.budget.rader[insats.pk].budget),
                kalla=tabell_i(u, "budget"),
            ),
            nyckel=insats.kod,
            rubrik=insats.textbenamning,
        )


def _ore(belopp: Decimal | None) -> Decimal | None:
    """To the öre: a twelfth of an amount has no end, and its quarters are cut off apart."""
    return belopp if belopp is None else belopp.quantize(Decimal("0.01"))


KONTROLLER = (
    Kontrolltyp(
        "utfall-rekvisitioner",
        Grupp.INSATSER,
        "Utfallet är de attesterade rekvisitionerna",
        "Varje insats utfall sedan årets början är summan av dess attesterade rekvisitioner.",
        prova_rekvisitioner,
        rapporter=INSATSRAPPORTER,
        summeras=True,
    ),
    Kontrolltyp(
        "utfall-bokforing",
        Grupp.INSATSER,
        "Rekvisitionerna är det som är bokfört",
        "Varje insats attesterade rekvisitioner är vad som är bokfört på dess projekt.",
        prova_bokforing,
        rapporter=INSATSRAPPORTER,
        summeras=True,
    ),
    Kontrolltyp(
        "utfall-not",
        Grupp.INSATSER,
        "Noten per projekt är det som är bokfört",
        "Varje insats rad i noten är vad som är bokfört på dess projekt.",
        prova_projektnot,
        rapporter=BOKSLUTSRAPPORTER,
        summeras=True,
    ),
    Kontrolltyp(
        "utfall-insatstabell",
        Grupp.INSATSER,
        "Tabellen över insatser är uppföljningens utfall",
        "Varje insats har samma utfall i bokslutets tabell som i uppföljningen.",
        prova_insatstabell,
        rapporter=BOKSLUTSRAPPORTER,
        summeras=True,
    ),
    Kontrolltyp(
        "utfall-driftsredovisning",
        Grupp.INSATSER,
        "Driftsredovisningen är det som är bokfört på insatserna",
        "Varje insats rad i driftsredovisningen är vad som är bokfört på dess projekt.",
        prova_driftsredovisning,
        rapporter=BOKSLUTSRAPPORTER,
        summeras=True,
    ),
    Kontrolltyp(
        "utfall-resultatrakning",
        Grupp.INSATSER,
        "Insatsernas utfall är raden i resultaträkningen",
        "Alla insatsers utfall är tillsammans resultaträkningens samverkansinsatser.",
        prova_utfall_resultatrakning,
        rapporter=BOKSLUTSRAPPORTER,
    ),
    Kontrolltyp(
        "kvot",
        Grupp.INSATSER,
        "Kvoterna följer av kronorna",
        "Varje kvot är utfallet delat med budgeten på samma rad, avrundad en gång.",
        prova_kvoter,
        rapporter=frozenset({"pm"}),
    ),
    Kontrolltyp(
        "kvot-insatstabell",
        Grupp.INSATSER,
        "Samma kvot i bokslutet och uppföljningen",
        "Varje insats har samma kvot i bokslutets tabell som i uppföljningen.",
        prova_kvot_i_insatstabell,
        rapporter=BOKSLUTSRAPPORTER,
    ),
    Kontrolltyp(
        "budget-delar",
        Grupp.INSATSER,
        "Budgetens delar blir det hela",
        "Kvartalens delar av insatsens årsbudget blir tillsammans periodens budget.",
        prova_budgetdelar,
        rapporter=BOKSLUTSRAPPORTER,
        summeras=True,
    ),
    Kontrolltyp(
        "preliminart-utfall",
        Grupp.INSATSER,
        "Utfallet är slutligt",
        "Ingen rekvisition i utfallet är preliminär.",
        prova_preliminart,
        Allvar.VARNING,
        INSATSRAPPORTER,
    ),
    Kontrolltyp(
        "rekvisition-saknas",
        Grupp.INSATSER,
        "Alla rekvisitioner är attesterade",
        "Varje insats med budget har en attesterad rekvisition för varje kvartal som är slut.",
        prova_saknade_rekvisitioner,
        Allvar.VARNING,
        INSATSRAPPORTER,
        summeras=True,
    ),
)
