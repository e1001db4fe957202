"""The förbund's budget against the books, the members' fees and what is granted to insatser."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from ekonomi.bokslut.rader import EGET_KAPITAL
from ekonomi.models import Budgetpost, Forbundsbudgetrad, Radtyp
from finsam.period import Period
from finsam.svenska import round_half_up
from rapporter.avstamning.deltagare import get_tabell
from rapporter.avstamning.kallor import (
    bokforing,
    budgetposter,
    forbundsbudget,
    medlemsavgifter,
    tabell_i,
)
from rapporter.avstamning.kontroll import (
    BOKSLUTSRAPPORTER,
    BUDGETRAPPORTER,
    Allvar,
    Grupp,
    Jamforelse,
    KanInteProvas,
    Kontrolltyp,
    Led,
)
from rapporter.avstamning.underlag import Avstamningsunderlag

_NOLL = Decimal(0)
_FRITT = set(EGET_KAPITAL) - {Radtyp.RESERVFOND}
Rad, Version = Forbundsbudgetrad.Rad, Forbundsbudgetrad.Version


def _budgetrader(u: Avstamningsunderlag, rad: str) -> dict[int | None, Decimal]:
    """The year's budget of that row by insats id, as last decided."""
    rader = [b for b in u.forbundsbudget if b.version == Version.BUDGET and b.rad == rad]
    senast: dict[int | None, Decimal] = {}
    for b in sorted(rader, key=lambda b: b.beslutad or date.min):
        senast[b.insats_id] = b.belopp
    if not senast:
        raise KanInteProvas(f"förbundsbudgeten för {u.period.ar} har ingen sådan rad.")
    return senast


def prova_ingaende_overskott(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """The budget's opening surplus = last closing equity outside the reservfond.

    A budget that was decided in whole tkr is compared in whole tkr.
    """
    if u.ingaende is None:
        raise KanInteProvas(f"ingen bokföring för {u.period.ar} är inläst.")
    i_budgeten = _budgetrader(u, Rad.INGAENDE_OVERSKOTT).get(None)
    kapital = -sum(
        (belopp for konto, belopp in u.ingaende.items() if u.kontorader.get(konto) in _FRITT),
        _NOLL,
    )
    i_tkr = i_budgeten is not None and i_budgeten % 1000 == 0
    yield Jamforelse(
        Led("Ingående överskott i förbundsbudgeten", i_budgeten, kalla=forbundsbudget(u)),
        Led(
            "Ingående eget kapital utom reservfonden" + (", i tusental" if i_tkr else ""),
            round_half_up(kapital / 1000) * 1000 if i_tkr else kapital,
            kalla=bokforing(u),
        ),
    )


def _medlemsavgifter(u: Avstamningsunderlag) -> Decimal:
    if u.medlemsavgifter is None:
        raise KanInteProvas(f"medlemsavgifterna för {u.period.ar} är inte registrerade.")
    return u.medlemsavgifter


def prova_medlemsavgifter_bokforda(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """Booked medlemsavgifter = the decided ones' share of the year."""
    bokfort = u.require_bokslut().resultatrakning.belopp(Radtyp.MEDLEMSAVGIFTER, "utfall")
    if not isinstance(u.period, Period):
        raise KanInteProvas("rapporten gäller en dag.")
    yield Jamforelse(
        Led("Medlemsavgifter i resultaträkningen", bokfort, kalla=tabell_i(u, "resultatrakning")),
        Led(
            f"Beslutade avgifter, {u.period.sista} av 4 kvartal",
            _medlemsavgifter(u) * u.period.sista / 4,
            kalla=medlemsavgifter(u),
        ),
    )


def prova_medlemsavgifter_budget(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """Medlemsavgifter of the förbundsbudget = the decided ones, for the whole year."""
    yield Jamforelse(
        Led(
            "Medlemsavgifter i förbundsbudgeten",
            _budgetrader(u, Rad.MEDLEMSAVGIFTER).get(None),
            kalla=forbundsbudget(u),
        ),
        Led("Beslutade avgifter", _medlemsavgifter(u), kalla=medlemsavgifter(u)),
    )


def prova_insatsrader(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """Each insats has the same budget in the förbundsbudget as it was granted for the year."""
    i_budgeten = _budgetrader(u, Rad.INSATS)
    insatser = {b.insats_id: b.insats for b in u.forbundsbudget if b.insats_id}
    beviljat: dict[int, Decimal] = {}
    for post in u.budgetposter:
        if post.post == Budgetpost.Post.BEVILJAD:
            beviljat[post.insats_id] = beviljat.get(post.insats_id, _NOLL) + post.belopp
            insatser.setdefault(post.insats_id, post.insats)
    for pk in dict.fromkeys([*i_budgeten, *beviljat]):
        insats = insatser[pk]
        yield Jamforelse(
            Led("Förbundsbudgeten", i_budgeten.get(pk, _NOLL), kalla=forbundsbudget(u)),
            Led("Beviljat belopp", beviljat.get(pk, _NOLL), kalla=budgetposter(u, insats)),
            nyckel=insats.kod,
            rubrik=insats.textbenamning,
        )


_KOSTNADER = ("administration", "samverkansinsatser", "ovriga_samverkansinsatser")


def prova_beslutsutrymme(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """Income less costs is the result, and with the opening surplus what is left to decide."""
    tabell = get_tabell(u, "beslutsutrymme")
    rader = {rad.nyckel: rad for rad in tabell.rader}
    for kolumn in tabell.kolumner:

        def of(nyckel: str, kolumn: str = kolumn.nyckel) -> Decimal | None:
            return rader[nyckel].varden.get(kolumn) if nyckel in rader else None

        def sum_of(grupper: tuple[str, ...], kolumn: str = kolumn.nyckel) -> Decimal:
            return sum(
                (
                    rad.varden.get(kolumn) or _NOLL
                    for rad in tabell.rader
                    if rad.grupp in grupper and not rad.is_summa
                ),
                _NOLL,
            )

        resultat = sum_of(("intakter",)) - sum_of(_KOSTNADER)
        ingaende = of("ingaende_overskott")
        for nyckel, etikett, omraknat in (
            ("summa_intakter", "Summa intäkter", sum_of(("intakter",))),
            ("summa_kostnader", "Summa kostnader", sum_of(_KOSTNADER)),
            ("arets_resultat", "Årets resultat", resultat),
            ("beslutsutrymme", "Beslutsutrymme", None if ingaende is None else ingaende + resultat),
        ):
            if of(nyckel) is not None:
                yield Jamforelse(
                    Led(etikett, of(nyckel), kalla=tabell_i(u, "beslutsutrymme")),
                    Led("Omräknat ur raderna", omraknat, kalla=tabell_i(u, "beslutsutrymme")),
                    nyckel=f"{nyckel}-{kolumn.nyckel}",
                    rubrik=f"{etikett}, {kolumn.rubrik}",
                )


KONTROLLER = (
    Kontrolltyp(
        "ingaende-overskott",
        Grupp.FORBUNDSBUDGET,
        "Ingående överskott är det som fanns kvar",
        "Överskottet som budgeten börjar med är eget kapital vid årets början, utom reservfonden.",
        prova_ingaende_overskott,
        rapporter=BUDGETRAPPORTER,
    ),
    Kontrolltyp(
        "beslutsutrymme",
        Grupp.FORBUNDSBUDGET,
        "Beslutsutrymmet följer av raderna",
        "Intäkter minus kostnader är resultatet, och med det ingående överskottet utrymmet.",
        prova_beslutsutrymme,
        rapporter=frozenset({"ekonomisk-information"}),
    ),
    Kontrolltyp(
        "medlemsavgifter-bokforda",
        Grupp.FORBUNDSBUDGET,
        "Bokförda medlemsavgifter är de beslutade",
        "Medlemsavgifterna i resultaträkningen är de beslutades del av året.",
        prova_medlemsavgifter_bokforda,
        Allvar.VARNING,
        BOKSLUTSRAPPORTER,
    ),
    Kontrolltyp(
        "medlemsavgifter-budget",
        Grupp.FORBUNDSBUDGET,
        "Budgetens medlemsavgifter är de beslutade",
        "Medlemsavgifterna i förbundsbudgeten är summan av de beslutade.",
        prova_medlemsavgifter_budget,
        Allvar.VARNING,
        BUDGETRAPPORTER,
    ),
    Kontrolltyp(
        "insatsrader",
        Grupp.FORBUNDSBUDGET,
        "Förbundsbudgeten har insatsens beviljade belopp",
        "Varje insats har samma belopp i förbundsbudgeten som det som är beviljat för året.",
        prova_insatsrader,
        Allvar.VARNING,
        BUDGETRAPPORTER,
        summeras=True,
    ),
)
