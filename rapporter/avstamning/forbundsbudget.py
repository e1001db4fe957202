"""The förbund's budget against the books, the members' fees and what is granted to insatser."""

from collections.abc import Iterator
from decimal import Decimal

from ekonomi.calculations import Arsbudget, build_arsbudget
from ekonomi.forbundsbudget.rader import build_rader
from ekonomi.forbundsbudget.rutnat import Budgetkolumn, Rutnat, margin_of
from ekonomi.models import Forbundsbudgetrad, Radtyp
from finsam.period import Period
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
_AVRUNDNING = Decimal("0.5")  # of one amount in whole kronor
Rad, Version = Forbundsbudgetrad.Rad, Forbundsbudgetrad.Version


def _rutnat(u: Avstamningsunderlag) -> Rutnat:
    if u.rutnat is None:
        raise KanInteProvas("rapporten har ingen förbundsbudget.")
    return u.rutnat


def _budgetrader(u: Avstamningsunderlag, rad: str) -> dict[int | None, Decimal]:
    """The year's budget of that row by insats id, as the report has it."""
    kolumn = _rutnat(u).kolumn(u.period.ar, Version.BUDGET)
    rader = {cell[1]: kr for cell, kr in kolumn.belopp.items() if cell[0] == rad} if kolumn else {}
    if not rader:
        raise KanInteProvas(f"förbundsbudgeten för {u.period.ar} har ingen sådan rad.")
    return rader


def prova_ingaende_overskott(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """The budget's opening surplus = last closing equity outside the reservfond.

    What was decided in whole tkr may differ by the rounding.
    """
    kapital = u.ingaende_overskott
    if kapital is None:
        raise KanInteProvas(f"ingen bokföring för {u.period.ar} är inläst.")
    i_budgeten = _budgetrader(u, Rad.INGAENDE_OVERSKOTT).get(None)
    yield Jamforelse(
        Led("Ingående överskott i förbundsbudgeten", i_budgeten, kalla=forbundsbudget(u)),
        Led("Ingående eget kapital utom reservfonden", kapital, kalla=bokforing(u)),
        marginal=_NOLL if i_budgeten is None else margin_of(i_budgeten),
    )


def prova_ingaende_ar(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """The opening surplus that is stated of a year = what the year before closes with in the
    förbundsbudget, which is what the report counts with. Whole tkr as above."""
    rutnat = _rutnat(u)
    visade = rutnat.shown_from(u.period.ar)
    for ingaende in rutnat.angivna_ingaende:
        kolumn, fore = ingaende.kolumn, ingaende.fore
        if kolumn in visade:
            yield Jamforelse(
                Led(
                    f"Ingående överskott, {kolumn.rubrik}",
                    ingaende.angivet,
                    kalla=forbundsbudget(u),
                ),
                Led(f"Beslutsutrymme, {fore.rubrik}", fore.beslutsutrymme, kalla=forbundsbudget(u)),
                nyckel=kolumn.nyckel,
                rubrik=kolumn.rubrik,
                forklaring="Rapporten räknar med det som året före slutar med.",
                marginal=margin_of(ingaende.angivet),
            )


def prova_budgetkolumner(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """Budget and prognos of the resultaträkning = those of ekonomisk information."""
    if u.bokslut is None:
        raise KanInteProvas("rapporten har inget bokslut.")
    kolumner = {
        version: kolumn
        for version in (Version.PROGNOS, Version.BUDGET)
        if (kolumn := _rutnat(u).kolumn(u.period.ar, version))
    }
    rader = {rad.nyckel: rad.belopp for rad in build_rader(tuple(kolumner.values()), u.alla)}
    resultat = u.bokslut.resultatrakning
    i_resultat = {rad.nyckel: rad.belopp for rad in resultat.rader}
    for version, kolumn in kolumner.items():
        for nyckel, i_information, tecken, etikett in (
            (Radtyp.MEDLEMSAVGIFTER, Rad.MEDLEMSAVGIFTER, 1, "Medlemsavgifter"),
            (Radtyp.SAMVERKANSINSATSER, "summa_samverkansinsatser", -1, "Samverkansinsatser"),
            ("arets_resultat", "arets_resultat", 1, "Årets resultat"),
        ):
            belopp = rader.get(i_information, {}).get(kolumn.nyckel)
            yield Jamforelse(
                Led(
                    f"{etikett} i resultaträkningen",
                    i_resultat.get(nyckel, {}).get(version),
                    kalla=tabell_i(u, "resultatrakning"),
                ),
                Led(
                    f"{etikett} i ekonomisk information",
                    None if belopp is None else tecken * belopp,
                    kalla=forbundsbudget(u),
                ),
                nyckel=f"{version}-{nyckel}",
                rubrik=f"{etikett.lower()}, {kolumn.rubrik}",
            )


def _medlemsavgifter(u: Avstamningsunderlag) -> Decimal:
    if u.medlemsavgifter is None:
        raise KanInteProvas(f"medlemsavgifterna för {u.period.ar} är inte registrerade.")
    return u.medlemsavgifter


def prova_medlemsavgifter_bokforda(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """Booked medlemsavgifter = the decided ones' share of the year: together, and for each of
    the members that the books tell apart.

    A fee is paid in whole kronor each month, which is not a difference of the member's.
    """
    b = u.require_bokslut()
    if not isinstance(u.period, Period):
        raise KanInteProvas("rapporten gäller en dag.")
    beslutade = f"Beslutade avgifter, {u.period.sista} av 4 kvartal"
    bokfort = b.resultatrakning.belopp(Radtyp.MEDLEMSAVGIFTER, "utfall")
    yield Jamforelse(
        Led("Medlemsavgifter i resultaträkningen", bokfort, kalla=tabell_i(u, "resultatrakning")),
        Led(beslutade, _medlemsavgifter(u) * u.period.sista / 4, kalla=medlemsavgifter(u)),
        rubrik="tillsammans",
    )
    # Booked and decided; a row that names no member and a member that no row names are the rest.
    per_medlem: dict[tuple[str, str], list[Decimal]] = {}
    for rad in b.medlemsavgifter.rader:
        if not rad.is_summa:
            bokford, helar = rad.belopp["utfall"], rad.belopp["helar"]
            is_matchad = bokford is not None and helar is not None
            summor = per_medlem.setdefault(
                (rad.nyckel, rad.rubrik) if is_matchad else ("ovriga", "övriga medlemmar"),
                [_NOLL, _NOLL],
            )
            summor[0] += bokford or _NOLL
            summor[1] += (helar or _NOLL) * u.period.sista / 4
    for (nyckel, rubrik), (bokford, avgift) in per_medlem.items():
        if len(per_medlem) > 1 and abs(bokford - avgift) > _AVRUNDNING * 3 * u.period.sista:
            yield Jamforelse(
                Led("Bokförd avgift", bokford, kalla=bokforing(u)),
                Led(beslutade, avgift, kalla=medlemsavgifter(u)),
                nyckel=nyckel,
                rubrik=rubrik,
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
    """Each insats has the same budget in the förbundsbudget as it was granted for the year, or
    as it has become, where a later decision on the budget has taken that in. Whole tkr as above.
    """
    i_budgeten = _budgetrader(u, Rad.INSATS)
    insatser = {insats.pk: insats for insats in u.alla}
    insatsbudgetar = _build_insatsbudgetar(u, _rutnat(u).kolumn(u.period.ar, Version.BUDGET))
    granted = [pk for pk, budget in insatsbudgetar.items() if budget.beviljad is not None]
    for pk in dict.fromkeys([*i_budgeten, *granted]):
        insats, egen = insatser[pk], insatsbudgetar.get(pk, Arsbudget())
        belopp = i_budgeten.get(pk, _NOLL)
        beviljat, justerad = (kronor or _NOLL for kronor in (egen.beviljad, egen.justerad))
        marginal = margin_of(belopp)
        has_taken_in = abs(belopp - justerad) <= marginal < abs(belopp - beviljat)
        yield Jamforelse(
            Led("Förbundsbudgeten", belopp, kalla=forbundsbudget(u)),
            Led("Justerad budget", justerad, kalla=budgetposter(u, insats))
            if has_taken_in
            else Led("Beviljat belopp", beviljat, kalla=budgetposter(u, insats)),
            nyckel=insats.kod,
            rubrik=insats.textbenamning,
            marginal=marginal,
        )


def _build_insatsbudgetar(u: Avstamningsunderlag, kolumn: Budgetkolumn) -> dict[int, Arsbudget]:
    """The year's budget of each insats that has any, by its id: what was decided in the period,
    and until the column of the förbundsbudget was, if that is later."""
    dag = max(u.period.slut, kolumn.beslutad or u.period.slut)
    poster: dict[int, list[tuple[str, Decimal, str]]] = {}
    for post in u.budgetposter_for_rutnat:
        if post.beslutsdatum <= dag:
            poster.setdefault(post.insats_id, []).append((post.post, post.belopp, post.note))
    return {pk: build_arsbudget(egna) for pk, egna in poster.items()}


def prova_justerad_budget(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """An insats has its budget with every change in the newest prognos; where there is none, one
    whose budget has been changed has it in the budget. Whole tkr as above."""
    gallande = _rutnat(u).gallande.get(u.period.ar)
    if gallande is None:
        raise KanInteProvas(f"förbundsbudgeten för {u.period.ar} har inga belopp.")
    insatsbudgetar = _build_insatsbudgetar(u, gallande)
    for insats in u.alla:
        egen = insatsbudgetar.get(insats.pk, Arsbudget())
        is_andrad = egen.justerad != egen.beviljad
        has_prognos = gallande.version == Version.PROGNOS and (
            (Rad.INSATS, insats.pk) in gallande.belopp
        )
        if not (is_andrad or has_prognos):
            continue
        belopp = gallande.belopp.get((Rad.INSATS, insats.pk), _NOLL)
        yield Jamforelse(
            Led(gallande.rubrik, belopp, kalla=forbundsbudget(u)),
            Led(
                "Justerad budget",
                egen.justerad or _NOLL,
                kalla=budgetposter(u, insats),
            ),
            nyckel=insats.kod,
            rubrik=insats.textbenamning,
            forklaring="Insatsens budget är ändrad. Gör en ny prognos om den ska följa med."
            if is_andrad
            else "Insatsens budget är inte ändrad. Rätta prognosen, eller besluta om ändringen.",
            marginal=margin_of(belopp),
        )


_KOSTNADER = ("administration", "samverkansinsatser", "ovriga_samverkansinsatser")


def prova_beslutsutrymme(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """Income less costs is the result, and with the opening surplus what is left to decide."""
    tabell = u.require_tabell("beslutsutrymme")
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
        "ingaende-ar",
        Grupp.FORBUNDSBUDGET,
        "Ett år börjar med det som året före slutar med",
        "Ett angivet ingående överskott är vad förbundsbudgeten för året före slutar med.",
        prova_ingaende_ar,
        Allvar.VARNING,
        BUDGETRAPPORTER,
    ),
    Kontrolltyp(
        "budgetkolumner",
        Grupp.FORBUNDSBUDGET,
        "Samma budget i resultaträkningen och ekonomisk information",
        "Budget och prognos är lika i resultaträkningen och i ekonomisk information.",
        prova_budgetkolumner,
        rapporter=BOKSLUTSRAPPORTER,
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
        "justerad-budget",
        Grupp.FORBUNDSBUDGET,
        "Insatsernas budgetar är med i den nyaste prognosen",
        "Varje insats har sin budget med alla ändringar i prognosen, eller en ändrad budget i "
        "förbundsbudgeten om det inte finns någon prognos.",
        prova_justerad_budget,
        Allvar.VARNING,
        BUDGETRAPPORTER,
        summeras=True,
    ),
    Kontrolltyp(
        "insatsrader",
        Grupp.FORBUNDSBUDGET,
        "Förbundsbudgeten har insatsens beviljade belopp",
        "Varje insats har samma belopp i förbundsbudgeten som det som är beviljat för året, eller "
        "sin ändrade budget om ett nytt beslut om förbundsbudgeten har tagit med den.",
        prova_insatsrader,
        Allvar.VARNING,
        BUDGETRAPPORTER,
        summeras=True,
    ),
)
