"""The books themselves: the file agrees with itself, and every account has its place."""

from collections.abc import Iterator
from decimal import Decimal

from ekonomi.bokslut.rader import EGET_KAPITAL
from ekonomi.bokslut.verksamheter import UTAN_KOSTNADSSTALLE
from ekonomi.models import RADER, Rapport
from ekonomi.saldon import Saldon, is_balanskonto, list_ej_kopplade
from finsam.svenska import join_och
from rapporter.avstamning.kallor import bokforing, kontoplan
from rapporter.avstamning.kontroll import (
    BOKSLUTSRAPPORTER,
    INSATSRAPPORTER,
    Allvar,
    Enhet,
    Grupp,
    Jamforelse,
    KanInteProvas,
    Kontrolltyp,
    Led,
)
from rapporter.avstamning.underlag import Avstamningsunderlag

_NOLL = Decimal(0)


def prova_inlast(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """The books reach the last day of the report; without them it says nothing of the economy."""
    slut = u.period.slut.isoformat()
    yield Jamforelse(
        Led("Rapporten gäller till och med", slut, Enhet.TEXT),
        Led(
            "Bokföringen är inläst för dagen", slut if u.saldon else None, Enhet.TEXT, bokforing(u)
        ),
        forklaring=f"Läs in bokföringen för {u.period.slut.year}, minst till och med {slut}.",
    )


def prova_filens_saldon(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """What the SIE file says of each account = its opening balance and what is booked."""
    u.require_saldon()
    bocker = [saldon for saldon in _bocker(u) if saldon.utgaende_i_filen]
    if not bocker:
        raise KanInteProvas("SIE-filen anger inga egna saldon för periodens sista dag.")
    for saldon in bocker:
        utgaende = saldon.utgaende
        for konto, belopp in sorted(saldon.utgaende_i_filen.items()):
            yield Jamforelse(
                Led("Saldo enligt filen (#UB eller #RES)", belopp, kalla=bokforing(u)),
                Led("Ingående balans och bokfört", utgaende.get(konto, _NOLL), kalla=bokforing(u)),
                nyckel=_nyckel(u, saldon, konto),
                rubrik=_rubrik(u, saldon, konto),
            )


def _bocker(u: Avstamningsunderlag) -> list[Saldon]:
    """The report's books, and those of the year that it compares with."""
    fore = u.bokslut.saldon_foregaende if u.bokslut else None
    return [saldon for saldon in (u.saldon, fore) if saldon is not None]


def _nyckel(u: Avstamningsunderlag, saldon: Saldon, konto: str) -> str:
    return konto if saldon.per.year == u.period.ar else f"{saldon.per.year}-{konto}"


def _rubrik(u: Avstamningsunderlag, saldon: Saldon, konto: str) -> str:
    rubrik = f"konto {konto} {saldon.kontonamn.get(konto, '')}".strip()
    return rubrik if saldon.per.year == u.period.ar else f"{rubrik}, {saldon.per.year}"


def prova_kontoplan(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """Every account of the books belongs to a line, also of the year compared with."""
    u.require_saldon()
    okopplade = [
        (saldon, ett.konto, ett.belopp)
        for saldon in _bocker(u)
        for ett in list_ej_kopplade([saldon], u.kontorader)
    ]
    if not okopplade:
        antal = len({konto for saldon in _bocker(u) for konto in saldon.utgaende})
        yield Jamforelse(
            Led("Konton med belopp", antal, Enhet.ANTAL, bokforing(u)),
            Led("Kopplade till en rad", antal, Enhet.ANTAL, kontoplan(u)),
        )
    for saldon, konto, belopp in okopplade:
        yield Jamforelse(
            Led("Belopp i bokföringen", belopp, kalla=bokforing(u)),
            Led("Belopp på en rad i rapporten", None, kalla=kontoplan(u)),
            nyckel=_nyckel(u, saldon, konto),
            rubrik=_rubrik(u, saldon, konto),
            forklaring="Kontot är inte kopplat till någon rad. Koppla det i kontoplanen.",
        )


def prova_kostnadsstallen(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """Every cost outside samverkansinsatserna has a kostnadsställe that is known."""
    rader = {rad.nyckel: rad for rad in u.require_bokslut().driftsredovisning.rader}
    rad = rader.get(UTAN_KOSTNADSSTALLE)
    konton = rad.kalla.konton if rad else ()
    okanda = {
        kod
        for (konto, kod), belopp in u.require_saldon().per_kostnadsstalle.items()
        if belopp and konto in konton and kod not in u.kostnadsstallen
    }
    var = [f"konto {', '.join(konton)}"]
    if okanda:
        var.append(f"kostnadsställe {', '.join(sorted(okanda))}")
    yield Jamforelse(
        Led(
            "Kostnader utan känt kostnadsställe",
            -((rad and rad.belopp.get("utfall")) or _NOLL),
            kalla=bokforing(u),
        ),
        Led("Ska vara", _NOLL),
        forklaring=f"Gäller {join_och(var)}. Säg vad kostnadsstället är, eller rätta bokföringen.",
    )


def prova_ingaende_balans(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """The opening balance of each account = last year's closing one.

    Eget kapital is compared as a whole, as the year's result is moved within it.
    """
    saldon = u.require_saldon()
    fore = u.saldon_foregaende_slut
    if fore is None and saldon.saknar_ingaende:
        yield Jamforelse(
            Led(
                "Balanskonton som något är bokfört på",
                sum(map(is_balanskonto, saldon.rorelse)),
                Enhet.ANTAL,
                bokforing(u),
            ),
            Led("Med ingående balans i filen", 0, Enhet.ANTAL, bokforing(u)),
            nyckel="saknas",
            rubrik="ingen ingående balans",
            forklaring="Ta ut SIE-filen på nytt med ingående balanser (#IB 0) och läs in den. Är "
            "förbundet nytt ska de stå där som 0.",
        )
        return
    if fore is None:
        raise KanInteProvas(
            f"bokföringen för {saldon.start.year - 1} är inte inläst till och med 31 december."
        )
    utgaende = fore.utgaende
    kapital = {konto for konto, rad in u.kontorader.items() if rad in EGET_KAPITAL}
    resultat = {
        konto
        for konto, rad in u.kontorader.items()
        if rad in RADER[Rapport.RESULTATRAKNING] and konto not in kapital
    }
    for konto in sorted({*saldon.ingaende, *utgaende} - kapital - resultat):
        yield Jamforelse(
            Led("Ingående balans", saldon.ingaende.get(konto, _NOLL), kalla=bokforing(u)),
            Led("Utgående balans året före", utgaende.get(konto, _NOLL), kalla=bokforing(u)),
            nyckel=konto,
            rubrik=f"konto {konto} {saldon.kontonamn.get(konto, '')}".strip(),
        )
    yield Jamforelse(
        Led(
            "Ingående eget kapital",
            -sum((saldon.ingaende.get(k, _NOLL) for k in kapital), _NOLL),
            kalla=bokforing(u),
        ),
        Led(
            "Utgående eget kapital året före",
            -sum((utgaende.get(k, _NOLL) for k in kapital | resultat), _NOLL),
            kalla=bokforing(u),
        ),
        nyckel="eget-kapital",
        rubrik="eget kapital",
    )


KONTROLLER = (
    Kontrolltyp(
        "bokforing-saknas",
        Grupp.BOKSLUT,
        "Bokföringen är inläst",
        "Bokföringen är inläst till och med rapportens sista dag.",
        prova_inlast,
        rapporter=BOKSLUTSRAPPORTER,
    ),
    Kontrolltyp(
        "filens-saldon",
        Grupp.BOKSLUT,
        "Filens saldon är det som är bokfört",
        "Saldot som SIE-filen anger för varje konto är ingående balans plus det som är bokfört.",
        prova_filens_saldon,
        rapporter=INSATSRAPPORTER,
    ),
    Kontrolltyp(
        "kontoplan",
        Grupp.BOKSLUT,
        "Alla konton hör till en rad",
        "Varje konto med belopp är kopplat till en rad i kontoplanen.",
        prova_kontoplan,
        rapporter=BOKSLUTSRAPPORTER,
    ),
    Kontrolltyp(
        "kostnadsstallen",
        Grupp.BOKSLUT,
        "Kostnaderna hör till en verksamhet",
        "Varje kostnad utom insatsernas har ett kostnadsställe som är kopplat till en verksamhet.",
        prova_kostnadsstallen,
        Allvar.VARNING,
        rapporter=BOKSLUTSRAPPORTER,
    ),
    Kontrolltyp(
        "ingaende-balans",
        Grupp.BOKSLUT,
        "Ingående balans är förra årets utgående",
        "Varje konto öppnar med det belopp som det stängde med året före.",
        prova_ingaende_balans,
        rapporter=BOKSLUTSRAPPORTER,
    ),
)
