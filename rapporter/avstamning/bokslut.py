"""The bokslut: the statements balance, agree with each other and with the books behind them."""

from collections.abc import Iterator
from decimal import Decimal

from ekonomi.bokslut.bokslut import Bokslut
from ekonomi.bokslut.rader import EJ_KOPPLADE
from ekonomi.bokslut.rakning import Rakning
from ekonomi.models import RADER, Radtyp, Rapport
from finsam.svenska import percent
from finsam.tal import sum_known
from rapporter.avstamning.kallor import bokforing, flerarsuppgift, tabell_i
from rapporter.avstamning.kontroll import (
    BOKSLUTSRAPPORTER,
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
# The same column in the balansräkning and in the statements of flows.
_KOLUMNER = {"utgaende": "utfall", "foregaende_ar": "foregaende_ar"}


def _belopp(rakning: Rakning, nyckel: str, kolumn: str) -> Decimal | None:
    """None also for a row that the statement does not have."""
    return next((r.belopp.get(kolumn) for r in rakning.rader if r.nyckel == nyckel), None)


def _led(u: Avstamningsunderlag, etikett: str, rakning: Rakning, nyckel: str, kolumn: str) -> Led:
    rubrik = rakning.kolumner.get(kolumn, "")
    return Led(
        f"{etikett}, {rubrik}" if rubrik else etikett,
        _belopp(rakning, nyckel, kolumn),
        kalla=tabell_i(u, rakning.nyckel),
    )


def prova_balans(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """Tillgångar = eget kapital och skulder, on each day of the balansräkning."""
    balans = u.require_bokslut().balansrakning
    for kolumn, rubrik in balans.kolumner.items():
        if _belopp(balans, "summa_tillgangar", kolumn) is not None:
            yield Jamforelse(
                _led(u, "Summa tillgångar", balans, "summa_tillgangar", kolumn),
                _led(
                    u,
                    "Summa eget kapital och skulder",
                    balans,
                    "summa_eget_kapital_skulder",
                    kolumn,
                ),
                nyckel=kolumn,
                rubrik=rubrik,
            )


def prova_resultat_balans(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """The result of the resultaträkning = that of the balansräkning."""
    b = u.require_bokslut()
    for i_balans, i_resultat in _KOLUMNER.items():
        if _belopp(b.resultatrakning, "arets_resultat", i_resultat) is not None:
            yield Jamforelse(
                _led(u, "Resultaträkningen", b.resultatrakning, "arets_resultat", i_resultat),
                _led(u, "Balansräkningen", b.balansrakning, Radtyp.ARETS_RESULTAT, i_balans),
                nyckel=i_resultat,
                rubrik=b.resultatrakning.kolumner[i_resultat],
            )


def prova_resultat_kassaflode(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """The result of the resultaträkning = that which the kassaflödesanalys begins with."""
    b = u.require_bokslut()
    for kolumn, rubrik in b.kassaflode.kolumner.items():
        if _belopp(b.kassaflode, "arets_resultat", kolumn) is not None:
            yield Jamforelse(
                _led(u, "Resultaträkningen", b.resultatrakning, "arets_resultat", kolumn),
                _led(u, "Kassaflödesanalysen", b.kassaflode, "arets_resultat", kolumn),
                nyckel=kolumn,
                rubrik=rubrik,
            )


def prova_driftsredovisning(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """Driftsredovisning = resultaträkning, in all and for the income."""
    b = u.require_bokslut()
    for nyckel, etikett in (
        ("summa_intakter", "Intäkter"),
        ("arets_resultat", "Årets resultat"),
    ):
        yield Jamforelse(
            _led(u, f"{etikett} i driftsredovisningen", b.driftsredovisning, nyckel, "utfall"),
            _led(u, f"{etikett} i resultaträkningen", b.resultatrakning, nyckel, "utfall"),
            nyckel=nyckel,
            rubrik=etikett.lower(),
        )


def prova_oversikt(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """The result of the ekonomisk översikt = that of the resultaträkning, in each column."""
    b = u.require_bokslut()
    for kolumn, rubrik in b.ekonomisk_oversikt.kolumner.items():
        if kolumn in b.resultatrakning.kolumner:
            yield Jamforelse(
                _led(u, "Ekonomisk översikt", b.ekonomisk_oversikt, "arets_resultat", kolumn),
                _led(u, "Resultaträkningen", b.resultatrakning, "arets_resultat", kolumn),
                nyckel=kolumn,
                rubrik=rubrik,
            )


def prova_kassaflode(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """The cash flow = the change in likvida medel, whose balances are the balansräkning's."""
    b = u.require_bokslut()
    for kolumn, rubrik in b.kassaflode.kolumner.items():
        if _belopp(b.kassaflode, "arets_kassaflode", kolumn) is not None:
            yield Jamforelse(
                _led(u, "Periodens kassaflöde", b.kassaflode, "arets_kassaflode", kolumn),
                _led(u, "Förändring av likvida medel", b.kassaflode, "forandring_likvida", kolumn),
                nyckel=kolumn,
                rubrik=rubrik,
            )
    for nyckel, i_kassaflode, i_balans in (
        ("likvida_utgaende", "utfall", "utgaende"),
        ("likvida_utgaende", "foregaende_ar", "foregaende_ar"),
        ("likvida_ingaende", "utfall", "ingaende"),
    ):
        if _belopp(b.kassaflode, nyckel, i_kassaflode) is not None:
            yield Jamforelse(
                _led(u, "Likvida medel i kassaflödet", b.kassaflode, nyckel, i_kassaflode),
                _led(u, "Kassa och bank", b.balansrakning, "summa_kassa_bank", i_balans),
                nyckel=f"{nyckel}-{i_balans}",
                rubrik=f"likvida medel {b.balansrakning.kolumner.get(i_balans, '')}",
            )


def prova_soliditet(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """Soliditet = eget kapital ÷ tillgångar, in whole per cent."""
    b = u.require_bokslut()
    kvot = percent(
        _belopp(b.balansrakning, "summa_eget_kapital", "utgaende"),
        _belopp(b.balansrakning, "summa_tillgangar", "utgaende"),
    )
    yield Jamforelse(
        Led("Soliditet i rapporten", b.soliditet, Enhet.PROCENT, tabell_i(u, "flerar")),
        Led("Eget kapital delat med tillgångar", kvot, Enhet.PROCENT, tabell_i(u, "balansrakning")),
    )


def prova_noter(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """The rows of every note sum to the line that it specifies."""
    b = u.require_bokslut()
    for not_ in b.noter:
        for kolumn, rubrik in not_.rakning.kolumner.items():
            rad = _notens_rad(b, not_.rad, kolumn)
            if rad is not None:
                yield Jamforelse(
                    Led(
                        f"Summan av raderna i not {not_.nr}",
                        sum_rader(not_.rakning, kolumn),
                        kalla=tabell_i(u, "noter"),
                    ),
                    Led(f"Raden i {rad[0]}", rad[1], kalla=tabell_i(u, rad[2])),
                    nyckel=f"{not_.nr}-{kolumn}",
                    rubrik=f"not {not_.nr} {not_.titel}, {rubrik}",
                )
    if not b.noter:
        raise KanInteProvas("bokslutet har inga noter.")


def sum_rader(rakning: Rakning, kolumn: str) -> Decimal | None:
    """The rows that are not sums themselves; None where none of them has a value."""
    return sum_known(rad.belopp.get(kolumn) for rad in rakning.rader if not rad.is_summa)


def _notens_rad(b: Bokslut, rad: str, kolumn: str) -> tuple[str, Decimal | None, str] | None:
    """Statement, amount and table of the line in the note's column; None where it has none."""
    if rad in RADER[Rapport.BALANSRAKNING] and rad != Radtyp.ARETS_RESULTAT:
        i_balans = "utgaende" if kolumn == "utfall" else kolumn
        if i_balans in b.balansrakning.kolumner:
            return "balansräkningen", _belopp(b.balansrakning, rad, i_balans), "balansrakning"
        return None
    if kolumn in ("utfall", "foregaende_ar"):
        return "resultaträkningen", _belopp(b.resultatrakning, rad, kolumn), "resultatrakning"
    return None


# Statements in which all lines together are one sum.
_SUMMOR = (
    ("resultatrakning", "arets_resultat"),
    ("driftsredovisning", "arets_resultat"),
    ("ekonomisk_oversikt", "arets_resultat"),
    ("insatser_utfall", "summa_totalt"),
    ("medlemsavgifter", "summa"),
)


def prova_rader(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """The lines of every statement add up to its sum."""
    b = u.require_bokslut()
    for namn, summa in _SUMMOR:
        rakning: Rakning = getattr(b, namn)
        for kolumn in rakning.kolumner:
            if kolumn in rakning.procentkolumner or not _belopp(rakning, summa, kolumn):
                continue
            yield _jamfor_summa(
                u,
                rakning,
                kolumn,
                sum_rader(rakning, kolumn),
                _belopp(rakning, summa, kolumn),
            )
    for kolumn in b.balansrakning.kolumner:
        sidor = [
            _belopp(b.balansrakning, sida, kolumn)
            for sida in ("summa_tillgangar", "summa_eget_kapital_skulder")
        ]
        if None not in sidor:
            # What is not mapped is on neither side.
            belopp = sum_rader(b.balansrakning, kolumn) or _NOLL
            ej_kopplade = _belopp(b.balansrakning, EJ_KOPPLADE, kolumn) or _NOLL
            yield _jamfor_summa(
                u, b.balansrakning, kolumn, belopp - ej_kopplade, sum(sidor) - ej_kopplade
            )


def _jamfor_summa(
    u: Avstamningsunderlag,
    rakning: Rakning,
    kolumn: str,
    rader: Decimal | None,
    summa: Decimal | None,
) -> Jamforelse:
    return Jamforelse(
        Led("Raderna tillsammans", rader, kalla=_av(u, rakning)),
        Led("Summan", summa, kalla=_av(u, rakning)),
        nyckel=f"{rakning.nyckel}-{kolumn}",
        rubrik=f"{rakning.titel}, {rakning.kolumner[kolumn]}",
    )


def _av(u: Avstamningsunderlag, rakning: Rakning) -> Kalla:
    return tabell_i(u, rakning.nyckel)


def prova_flerar(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """The entered figures of the five-year overview = those of the books, as they are shown."""
    b = u.require_bokslut()
    rubriker = {rad.nyckel: rad.rubrik for rad in b.flerar.rader}
    for avvikelse in b.flerar_avvikelser:
        rubrik = f"{rubriker.get(avvikelse.rad, avvikelse.rad)} {avvikelse.ar}"
        enhet = Enhet.PROCENT if avvikelse.rad == "soliditet" else Enhet.KRONOR
        yield Jamforelse(
            Led("Inskrivet i flerårsuppgifterna", avvikelse.angivet, enhet, flerarsuppgift(u)),
            Led("Enligt bokföringen", avvikelse.beraknat, enhet, bokforing(u)),
            nyckel=f"{avvikelse.ar}-{avvikelse.rad}",
            rubrik=rubrik,
        )
    if not b.flerar_avvikelser:
        yield Jamforelse(
            Led("Uppgifter som skiljer sig", 0, Enhet.ANTAL, flerarsuppgift(u)),
            Led("Ska vara", 0, Enhet.ANTAL, tabell_i(u, "flerar")),
        )


def prova_antal_anstallda(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """The number of employees that the overview has = what is entered of the förbund."""
    if u.bokslut is None:
        raise KanInteProvas("rapporten har inget bokslut.")
    if u.forbund.antal_anstallda is None:
        raise KanInteProvas("antalet anställda är inte inskrivet bland förbundets uppgifter.")
    i_rapporten = _belopp(u.bokslut.flerar, "antal_anstallda", str(u.period.ar))
    yield Jamforelse(
        Led("Antal anställda i rapporten", i_rapporten, Enhet.ANTAL, tabell_i(u, "flerar")),
        Led("Förbundets uppgifter", u.forbund.antal_anstallda, Enhet.ANTAL),
        forklaring=f"Rapporten har det som är inskrivet i flerårsuppgifterna om {u.period.ar}.",
    )


KONTROLLER = (
    Kontrolltyp(
        "balans",
        Grupp.BOKSLUT,
        "Balansräkningen balanserar",
        "Tillgångarna är lika stora som eget kapital och skulder.",
        prova_balans,
        rapporter=BOKSLUTSRAPPORTER,
    ),
    Kontrolltyp(
        "rader",
        Grupp.BOKSLUT,
        "Raderna blir summorna",
        "Raderna i varje uppställning blir tillsammans dess summa.",
        prova_rader,
        rapporter=BOKSLUTSRAPPORTER,
    ),
    Kontrolltyp(
        "resultat-balans",
        Grupp.BOKSLUT,
        "Samma resultat i balansräkningen",
        "Resultatet är lika i resultaträkningen och i balansräkningen.",
        prova_resultat_balans,
        rapporter=BOKSLUTSRAPPORTER,
    ),
    Kontrolltyp(
        "resultat-kassaflode",
        Grupp.BOKSLUT,
        "Samma resultat i kassaflödet",
        "Kassaflödesanalysen börjar med resultaträkningens resultat.",
        prova_resultat_kassaflode,
        rapporter=BOKSLUTSRAPPORTER,
    ),
    Kontrolltyp(
        "driftsredovisning",
        Grupp.BOKSLUT,
        "Driftsredovisningen är resultaträkningen",
        "Driftsredovisningens intäkter och resultat är resultaträkningens.",
        prova_driftsredovisning,
        rapporter=BOKSLUTSRAPPORTER,
    ),
    Kontrolltyp(
        "oversikt",
        Grupp.BOKSLUT,
        "Ekonomiska översikten är resultaträkningen",
        "Resultatet är lika i den ekonomiska översikten och i resultaträkningen.",
        prova_oversikt,
        rapporter=BOKSLUTSRAPPORTER,
    ),
    Kontrolltyp(
        "kassaflode",
        Grupp.BOKSLUT,
        "Kassaflödet är förändringen av likvida medel",
        "Periodens kassaflöde är skillnaden mellan likvida medel vid slutet och vid början.",
        prova_kassaflode,
        rapporter=BOKSLUTSRAPPORTER,
    ),
    Kontrolltyp(
        "soliditet",
        Grupp.BOKSLUT,
        "Soliditeten följer av balansräkningen",
        "Soliditeten är eget kapital delat med tillgångar, i hela procent.",
        prova_soliditet,
        rapporter=BOKSLUTSRAPPORTER,
    ),
    Kontrolltyp(
        "flerar",
        Grupp.BOKSLUT,
        "Flerårsöversikten är bokföringens",
        "Det som är inskrivet om ett år är vad årets bokföring ger, i tusental kronor.",
        prova_flerar,
        Allvar.VARNING,
        BOKSLUTSRAPPORTER,
    ),
    Kontrolltyp(
        "antal-anstallda",
        Grupp.BOKSLUT,
        "Antalet anställda är ett",
        "Flerårsöversikten har det antal anställda som är inskrivet bland förbundets uppgifter.",
        prova_antal_anstallda,
        Allvar.VARNING,
        BOKSLUTSRAPPORTER,
    ),
    Kontrolltyp(
        "noter",
        Grupp.NOTER,
        "Noterna summerar till sina rader",
        "Raderna i varje not blir tillsammans den rad som noten förklarar.",
        prova_noter,
        rapporter=BOKSLUTSRAPPORTER,
    ),
)
