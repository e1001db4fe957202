"""Deltagare: flows that go together, marginals of the same people, reasons and kön."""

from collections import Counter
from collections.abc import Iterator, Mapping

from rapporter.avstamning.kallor import insatsdata, tabell_i
from rapporter.avstamning.kontroll import (
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
from rapporter.tabell import Rad
from uppfoljning.calculations.deltaganden import VID_START
from uppfoljning.calculations.tal import I_PERIODEN, KM, TILL_SLUTET, Tal
from uppfoljning.kategorier import Avslutsorsak, Dagar, Kon, Matt

_KON = (("k", "kvinnor"), ("m", "män"))


def _antal(etikett: str, varde: int | None, kalla) -> Led:
    return Led(etikett, varde, Enhet.ANTAL, kalla)


def _insatser(u: Avstamningsunderlag) -> Iterator[tuple[str, str, Tal]]:
    """Kod, name and counts of each insats that has delivered any."""
    if not u.tal:
        raise KanInteProvas("ingen insats har lämnat uppgifter om deltagare.")
    for kod, tal in u.tal.items():
        yield kod, u.insatser[kod].textbenamning, tal


# How a count of each mått changes those who are pågående.
_TECKEN = {Matt.INSKRIVNA: 1, Matt.OVERFORDA: 1, Matt.AVSLUTADE: -1}
_KOLUMN = {Kon.KVINNA: "k", Kon.MAN: "m"}


def _count_pagaende(u: Avstamningsunderlag, *kolumner: str) -> Counter[tuple[int, str]]:
    """By insats id and kön, those who have begun less those who have ended in these months."""
    antal: Counter[tuple[int, str]] = Counter()
    for rad in u.require_pm().sums:
        if rad["matt"] in _TECKEN and rad["kon"] in _KOLUMN:
            tillkomna = sum(rad[kolumn] for kolumn in kolumner)
            plats = rad["leverans__insats"], _KOLUMN[rad["kon"]]
            antal[plats] += _TECKEN[rad["matt"]] * tillkomna
    return antal


def prova_floden(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """Pågående at the end = pågående at the start + inregistrerade and överförda − avslutade.

    The start is counted from the months before the period, not from the end.
    """
    rader = {rad.nyckel: rad for rad in u.require_tabell("deltagare").rader}
    vid_slut = _count_pagaende(u, "fore_perioden", I_PERIODEN)
    for kod, namn, _ in _insatser(u):
        for kon, vilka in _KON:
            yield Jamforelse(
                _antal(
                    "Pågående vid periodens slut enligt rapporten",
                    rader[kod].varden[f"pagaende_{kon}"] if kod in rader else None,
                    tabell_i(u, "deltagare"),
                ),
                _antal(
                    "Pågående vid periodens början, plus tillkomna, minus avslutade",
                    vid_slut[u.insatser[kod].pk, kon],
                    insatsdata(u, kod),
                ),
                nyckel=f"{kod}-{kon}",
                rubrik=f"{namn}, {vilka}",
            )


def prova_pagaende_ej_negativt(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """Nobody ends who has not begun."""
    for kod, namn, tal in _insatser(u):
        for kon, vilka in _KON:
            tillkomna = getattr(
                tal.km(Matt.INSKRIVNA, TILL_SLUTET) + tal.km(Matt.OVERFORDA, TILL_SLUTET), kon
            )
            avslutade = getattr(tal.km(Matt.AVSLUTADE, TILL_SLUTET), kon)
            yield Jamforelse(
                _antal("Avslutade sedan insatsens start", avslutade, insatsdata(u, kod)),
                _antal(
                    "Avslutade som kan ha varit inskrivna",
                    min(avslutade, tillkomna),
                    insatsdata(u, kod),
                ),
                nyckel=f"{kod}-{kon}",
                rubrik=f"{namn}, {vilka}",
            )


# What counts the same people: the mått and what it is a part of.
_VID_AVSLUT = (Matt.HANDLINGSPLAN, Matt.FORSORJNING_EFTER)
_VID_ARBETE = (Matt.ANSTALLNING, Matt.OMFATTNING)


def _marginaler(tal: Tal, kon: str) -> Iterator[tuple[Matt, str, int, int]]:
    """Mått, what it is of, its sum and that of the whole; a mått without any is unknown."""

    def of(km: KM) -> int:
        return getattr(km, kon)

    arbete = of(tal.by_kategori(Matt.AVSLUTADE, I_PERIODEN).get(Avslutsorsak.ARBETE, KM()))
    helheter: Mapping[tuple[Matt, ...], tuple[str, int]] = {
        VID_START: ("inskrivna", of(tal.km(Matt.INSKRIVNA, I_PERIODEN))),
        _VID_AVSLUT: ("avslutade", of(tal.km(Matt.AVSLUTADE, I_PERIODEN))),
        _VID_ARBETE: ("avslutade till arbete", arbete),
    }
    for matten, (helhet, antal) in helheter.items():
        for matt in matten:
            if tal.km(matt, TILL_SLUTET).sa:
                yield matt, helhet, of(tal.km(matt, I_PERIODEN)), antal


def prova_marginaler(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """No mått counts more people than those it is told of."""
    for kod, namn, tal in _insatser(u):
        for kon, vilka in _KON:
            for matt, helhet, summa, antal in _marginaler(tal, kon):
                yield Jamforelse(
                    _antal(f"Sammanlagt efter {matt.label}", summa, insatsdata(u, kod)),
                    _antal(f"Högst så många {helhet}", min(summa, antal), insatsdata(u, kod)),
                    nyckel=f"{kod}-{kon}-{matt}",
                    rubrik=f"{namn}, {vilka}, {matt.label}",
                )


def prova_uppgift_saknas(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """Every mått that an insats reports is reported for all of its people."""
    for kod, namn, tal in _insatser(u):
        for kon, vilka in _KON:
            for matt, helhet, summa, antal in _marginaler(tal, kon):
                yield Jamforelse(
                    _antal(f"Med uppgift om {matt.label}", min(summa, antal), insatsdata(u, kod)),
                    _antal(f"Antal {helhet}", antal, insatsdata(u, kod)),
                    nyckel=f"{kod}-{kon}-{matt}",
                    rubrik=f"{namn}, {vilka}, {matt.label}",
                )


def prova_dagar(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """Long and short times together are those whose time is counted, and are avslutade."""
    for kod, namn, tal in _insatser(u):
        dagar = tal.by_kategori(Matt.DAGAR, I_PERIODEN)
        if Dagar.MINST_180 not in dagar and Dagar.UNDER_180 not in dagar:
            continue
        langa, korta = dagar.get(Dagar.MINST_180, KM()), dagar.get(Dagar.UNDER_180, KM())
        antal = dagar.get(Dagar.ANTAL, KM())
        for kon, vilka in _KON:
            yield Jamforelse(
                _antal(
                    "Under 180 dagar och längre", getattr(langa + korta, kon), insatsdata(u, kod)
                ),
                _antal("Avslutade med känd tid", getattr(antal, kon), insatsdata(u, kod)),
                nyckel=f"{kod}-{kon}",
                rubrik=f"{namn}, {vilka}",
            )


def prova_orsaker(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """The reasons of the avslutsorsakstabell are all the avslutade of the deltagartabell."""
    orsaker, deltagare = u.require_tabell("avslutsorsaker"), u.require_tabell("deltagare")
    for del_, vilka in (*_KON, ("sa", "alla")):
        yield Jamforelse(
            _antal(
                "Summan av avslutsorsakerna",
                sum(rad.varden[del_] or 0 for rad in orsaker.rader),
                tabell_i(u, "avslutsorsaker"),
            ),
            _antal(
                "Avslutade",
                sum(rad.varden[f"avslutade_{del_}"] or 0 for rad in deltagare.rader),
                tabell_i(u, "deltagare"),
            ),
            nyckel=del_,
            rubrik=vilka,
        )


def prova_malgrupp(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """Every table of the målgrupp is about those inregistrerade, and about no others."""
    inregistrerade = u.require_tabell("deltagare").summa
    for tabell in u.require_dokument().tabeller:
        if tabell.nyckel.startswith("malgrupp_") and tabell.summa and inregistrerade:
            yield Jamforelse(
                _antal(
                    f"Summan i {tabell.titel}",
                    tabell.summa.varden["sa"],
                    tabell_i(u, tabell.nyckel),
                ),
                _antal(
                    "Inregistrerade",
                    inregistrerade.varden["inregistrerade_sa"],
                    tabell_i(u, "deltagare"),
                ),
                nyckel=tabell.nyckel,
                rubrik=tabell.titel,
            )


def prova_deltagarmeningar(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """What the sentences say of deltagare is what the tables say."""
    summa = u.require_tabell("deltagare").summa
    if summa is None:
        raise KanInteProvas("ingen insats har lämnat uppgifter om deltagare.")
    sagt = Counter()
    for mening in u.require_dokument().meningar:
        sagt |= {n: v for n, v in mening.pastaenden.items() if isinstance(v, int)}
    for nyckel, etikett, varde in (
        ("inregistrerade", "Inregistrerade", summa.varden["inregistrerade_sa"]),
        ("avslutade", "Avslutade", summa.varden["avslutade_sa"]),
        ("pagaende", "Pågående", summa.varden["pagaende_sa"]),
        ("deltagit", "Pågående och avslutade", _deltagit(summa)),
    ):
        if nyckel in sagt:
            yield Jamforelse(
                _antal(f"{etikett} enligt texten", sagt[nyckel], tabell_i(u, "")),
                _antal(f"{etikett} enligt tabellen", varde, tabell_i(u, "deltagare")),
                nyckel=nyckel,
                rubrik=etikett.lower(),
            )


def _deltagit(summa: Rad) -> int:
    return summa.varden["pagaende_sa"] + summa.varden["avslutade_sa"]


def prova_leveranser(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """Every individinsats of the period has delivered insatsdata."""
    pm = u.require_pm()
    for insats in pm.statistikinsatser:
        yield Jamforelse(
            Led(
                "Insatsdata",
                "lämnad" if insats.pk in pm.har_leverans else "saknas",
                Enhet.TEXT,
                insatsdata(u, insats.kod),
            ),
            Led("Ska vara", "lämnad", Enhet.TEXT, tabell_i(u, "insatser")),
            nyckel=insats.kod,
            rubrik=insats.textbenamning,
        )


KONTROLLER = (
    Kontrolltyp(
        "floden",
        Grupp.DELTAGARE,
        "Deltagarnas flöden går ihop",
        "Pågående vid slutet är pågående vid början, plus tillkomna, minus avslutade.",
        prova_floden,
        rapporter=INSATSRAPPORTER,
        summeras=True,
    ),
    Kontrolltyp(
        "pagaende",
        Grupp.DELTAGARE,
        "Ingen avslutas som inte har börjat",
        "De avslutade är inte fler än de som har skrivits in.",
        prova_pagaende_ej_negativt,
        rapporter=INSATSRAPPORTER,
        summeras=True,
    ),
    Kontrolltyp(
        "marginaler",
        Grupp.DELTAGARE,
        "Uppgifterna gäller samma personer",
        "Ingen fördelning av de inskrivna eller avslutade är större än deras antal.",
        prova_marginaler,
        rapporter=INSATSRAPPORTER,
    ),
    Kontrolltyp(
        "dagar",
        Grupp.DELTAGARE,
        "Korta och långa tider är alla",
        "De som deltagit kortare och längre än 180 dagar är alla med känd tid.",
        prova_dagar,
        rapporter=INSATSRAPPORTER,
        summeras=True,
    ),
    Kontrolltyp(
        "orsaker",
        Grupp.DELTAGARE,
        "Orsakerna blir de avslutade",
        "Avslutsorsakerna är tillsammans lika många som de avslutade, av vart kön.",
        prova_orsaker,
        rapporter=INSATSRAPPORTER,
    ),
    Kontrolltyp(
        "malgrupp",
        Grupp.DELTAGARE,
        "Målgruppens tabeller gäller de inregistrerade",
        "Varje tabell om målgruppen har lika många deltagare som är inregistrerade.",
        prova_malgrupp,
        Allvar.VARNING,
        INSATSRAPPORTER,
    ),
    Kontrolltyp(
        "deltagare-text",
        Grupp.DELTAGARE,
        "Texten säger det som tabellen säger",
        "Antalet deltagare är lika i meningarna och i tabellen.",
        prova_deltagarmeningar,
        rapporter=INSATSRAPPORTER,
    ),
    Kontrolltyp(
        "uppgift-saknas",
        Grupp.DELTAGARE,
        "Uppgifterna är fullständiga",
        "Det som en insats redovisar om deltagarna är känt för alla.",
        prova_uppgift_saknas,
        Allvar.VARNING,
        INSATSRAPPORTER,
    ),
    Kontrolltyp(
        "insatsdata-saknas",
        Grupp.DELTAGARE,
        "Alla individinsatser har lämnat insatsdata",
        "Varje individinsats som pågick under perioden har lämnat insatsdata.",
        prova_leveranser,
        Allvar.VARNING,
        INSATSRAPPORTER,
    ),
)
