"""The insatser's money: one utfall and one budget per insats, wherever it is told."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from ekonomi.calculations import Insatstid, build_arsbudget, linear_share
from ekonomi.models import Radtyp
from finsam.period import Period
from finsam.svenska import percent
from insatser.models import Insats
from rapporter.avstamning.deltagare import get_tabell
from rapporter.avstamning.kallor import (
    bokforing,
    budgetposter,
    rekvisitioner,
    tabell_i,
)
from rapporter.avstamning.kontroll import Enhet, Jamforelse, Kalla, KanInteProvas, Led
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
    return u.saldon.projektnamn.get(kod, kod) if u.saldon else kod


def bokfort_per_projekt(u: Avstamningsunderlag) -> dict[str, Decimal]:
    """What is booked on each projekt of the accounts for samverkansinsatser since January."""
    summor: dict[str, Decimal] = {}
    for (konto, kod), belopp in u.require_saldon().per_projekt.items():
        if konto in u.projektkonton:
            summor[kod] = summor.get(kod, _NOLL) + belopp
    return summor


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
    bokfort = bokfort_per_projekt(u)
    if not u.projektkonton:
        raise KanInteProvas("kontoplanen har inget konto med en rad per projekt.")
    yield from _per_insats(
        u,
        ("Attesterade rekvisitioner", u.rekvisitioner, "rekvisitioner"),
        ("Bokfört på projektet", bokfort, "bokforing"),
    )


def prova_projektnot(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """The note with a line per projekt = what is booked on the projekt, per insats."""
    noter = [n for n in u.require_bokslut().noter if n.rad == Radtyp.SAMVERKANSINSATSER]
    if not noter:
        raise KanInteProvas("bokslutet har ingen not om samverkansinsatser.")
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
    rad = u.require_bokslut().resultatrakning.belopp(Radtyp.SAMVERKANSINSATSER, "utfall")
    yield Jamforelse(
        Led(
            "Insatsernas utfall",
            sum(_utfall(u).values(), _NOLL),
            kalla=tabell_i(u, "budget"),
        ),
        Led(
            "Samverkansinsatser i resultaträkningen",
            None if rad is None else -rad,
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
                forklaring=f"Kvartal {' och '.join(map(str, saknade.get(insats, ())))}.",
            )


def prova_kvoter(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """Every kvot is utfall ÷ budget of its own row, from kronor and rounded once."""
    tabell = get_tabell(u, "budget")
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
            Led("Kvartalens delar av årets budget", _sum(delar), kalla=budgetposter(u, insats)),
            Led(
                "Periodens budget i uppföljningen",
                _ore(pm.budget.rader[insats.pk].budget),
                kalla=tabell_i(u, "budget"),
            ),
            nyckel=insats.kod,
            rubrik=insats.textbenamning,
        )


def _sum(delar: list[Decimal | None]) -> Decimal | None:
    kanda = [d for d in delar if d is not None]
    return _ore(sum(kanda, _NOLL)) if kanda else None


def _ore(belopp: Decimal | None) -> Decimal | None:
    """To the öre: a twelfth of an amount has no end, and its quarters are cut off apart."""
    return belopp if belopp is None else belopp.quantize(Decimal("0.01"))
