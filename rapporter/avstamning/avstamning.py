"""Every check there is, in order, and what they say of one report."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from rapporter.avstamning import bokslut, deltagare, forbundsbudget, insatser, rapporter
from rapporter.avstamning.kontroll import Allvar, Grupp, Kontroll, Kontrolltyp, try_kontroll
from rapporter.avstamning.underlag import Avstamningsunderlag

BOKSLUTSRAPPORTER = frozenset({"delarsrapport", "arsredovisning"})
INSATSRAPPORTER = BOKSLUTSRAPPORTER | {"pm"}
BUDGETRAPPORTER = BOKSLUTSRAPPORTER | {"ekonomisk-information"}

KONTROLLER: tuple[Kontrolltyp, ...] = (
    Kontrolltyp(
        "balans",
        Grupp.BOKSLUT,
        "Balansräkningen balanserar",
        "Tillgångarna är lika stora som eget kapital och skulder.",
        bokslut.prova_balans,
        rapporter=BOKSLUTSRAPPORTER,
    ),
    Kontrolltyp(
        "rader",
        Grupp.BOKSLUT,
        "Raderna blir summorna",
        "Raderna i varje uppställning blir tillsammans dess summa.",
        bokslut.prova_rader,
        rapporter=BOKSLUTSRAPPORTER,
    ),
    Kontrolltyp(
        "resultat-balans",
        Grupp.BOKSLUT,
        "Samma resultat i balansräkningen",
        "Resultatet är lika i resultaträkningen och i balansräkningen.",
        bokslut.prova_resultat_balans,
        rapporter=BOKSLUTSRAPPORTER,
    ),
    Kontrolltyp(
        "resultat-kassaflode",
        Grupp.BOKSLUT,
        "Samma resultat i kassaflödet",
        "Kassaflödesanalysen börjar med resultaträkningens resultat.",
        bokslut.prova_resultat_kassaflode,
        rapporter=BOKSLUTSRAPPORTER,
    ),
    Kontrolltyp(
        "driftsredovisning",
        Grupp.BOKSLUT,
        "Driftsredovisningen är resultaträkningen",
        "Driftsredovisningens intäkter och resultat är resultaträkningens.",
        bokslut.prova_driftsredovisning,
        rapporter=BOKSLUTSRAPPORTER,
    ),
    Kontrolltyp(
        "oversikt",
        Grupp.BOKSLUT,
        "Ekonomiska översikten är resultaträkningen",
        "Resultatet är lika i den ekonomiska översikten och i resultaträkningen.",
        bokslut.prova_oversikt,
        rapporter=BOKSLUTSRAPPORTER,
    ),
    Kontrolltyp(
        "kassaflode",
        Grupp.BOKSLUT,
        "Kassaflödet är förändringen av likvida medel",
        "Periodens kassaflöde är skillnaden mellan likvida medel vid slutet och vid början.",
        bokslut.prova_kassaflode,
        rapporter=BOKSLUTSRAPPORTER,
    ),
    Kontrolltyp(
        "filens-saldon",
        Grupp.BOKSLUT,
        "Filens saldon är det som är bokfört",
        "Saldot som SIE-filen anger för varje konto är ingående balans plus det som är bokfört.",
        bokslut.prova_filens_saldon,
        rapporter=INSATSRAPPORTER,
    ),
    Kontrolltyp(
        "kontoplan",
        Grupp.BOKSLUT,
        "Alla konton hör till en rad",
        "Varje konto med belopp är kopplat till en rad i kontoplanen.",
        bokslut.prova_kontoplan,
        rapporter=BOKSLUTSRAPPORTER,
    ),
    Kontrolltyp(
        "ingaende-balans",
        Grupp.BOKSLUT,
        "Ingående balans är förra årets utgående",
        "Varje konto öppnar med det belopp som det stängde med året före.",
        bokslut.prova_ingaende_balans,
        rapporter=BOKSLUTSRAPPORTER,
    ),
    Kontrolltyp(
        "soliditet",
        Grupp.BOKSLUT,
        "Soliditeten följer av balansräkningen",
        "Soliditeten är eget kapital delat med tillgångar, i hela procent.",
        bokslut.prova_soliditet,
        rapporter=BOKSLUTSRAPPORTER,
    ),
    Kontrolltyp(
        "flerar",
        Grupp.BOKSLUT,
        "Flerårsöversikten är bokföringens",
        "Det som är inskrivet om ett år är vad årets bokföring ger, i tusental kronor.",
        bokslut.prova_flerar,
        Allvar.VARNING,
        BOKSLUTSRAPPORTER,
    ),
    Kontrolltyp(
        "noter",
        Grupp.NOTER,
        "Noterna summerar till sina rader",
        "Raderna i varje not blir tillsammans den rad som noten förklarar.",
        bokslut.prova_noter,
        rapporter=BOKSLUTSRAPPORTER,
    ),
    Kontrolltyp(
        "utfall-rekvisitioner",
        Grupp.INSATSER,
        "Utfallet är de attesterade rekvisitionerna",
        "Varje insats utfall sedan årets början är summan av dess attesterade rekvisitioner.",
        insatser.prova_rekvisitioner,
        rapporter=INSATSRAPPORTER,
        summeras=True,
    ),
    Kontrolltyp(
        "utfall-bokforing",
        Grupp.INSATSER,
        "Rekvisitionerna är det som är bokfört",
        "Varje insats attesterade rekvisitioner är vad som är bokfört på dess projekt.",
        insatser.prova_bokforing,
        rapporter=INSATSRAPPORTER,
        summeras=True,
    ),
    Kontrolltyp(
        "utfall-not",
        Grupp.INSATSER,
        "Noten per projekt är det som är bokfört",
        "Varje insats rad i noten är vad som är bokfört på dess projekt.",
        insatser.prova_projektnot,
        rapporter=BOKSLUTSRAPPORTER,
        summeras=True,
    ),
    Kontrolltyp(
        "utfall-insatstabell",
        Grupp.INSATSER,
        "Tabellen över insatser är uppföljningens utfall",
        "Varje insats har samma utfall i bokslutets tabell som i uppföljningen.",
        insatser.prova_insatstabell,
        rapporter=BOKSLUTSRAPPORTER,
        summeras=True,
    ),
    Kontrolltyp(
        "utfall-driftsredovisning",
        Grupp.INSATSER,
        "Driftsredovisningen är det som är bokfört på insatserna",
        "Varje insats rad i driftsredovisningen är vad som är bokfört på dess projekt.",
        insatser.prova_driftsredovisning,
        rapporter=BOKSLUTSRAPPORTER,
        summeras=True,
    ),
    Kontrolltyp(
        "utfall-resultatrakning",
        Grupp.INSATSER,
        "Insatsernas utfall är raden i resultaträkningen",
        "Alla insatsers utfall är tillsammans resultaträkningens samverkansinsatser.",
        insatser.prova_utfall_resultatrakning,
        rapporter=BOKSLUTSRAPPORTER,
    ),
    Kontrolltyp(
        "kvot",
        Grupp.INSATSER,
        "Kvoterna följer av kronorna",
        "Varje kvot är utfallet delat med budgeten på samma rad, avrundad en gång.",
        insatser.prova_kvoter,
        rapporter=frozenset({"pm"}),
    ),
    Kontrolltyp(
        "kvot-insatstabell",
        Grupp.INSATSER,
        "Samma kvot i bokslutet och uppföljningen",
        "Varje insats har samma kvot i bokslutets tabell som i uppföljningen.",
        insatser.prova_kvot_i_insatstabell,
        rapporter=BOKSLUTSRAPPORTER,
    ),
    Kontrolltyp(
        "budget-delar",
        Grupp.INSATSER,
        "Budgetens delar blir det hela",
        "Kvartalens delar av insatsens årsbudget blir tillsammans periodens budget.",
        insatser.prova_budgetdelar,
        rapporter=BOKSLUTSRAPPORTER,
        summeras=True,
    ),
    Kontrolltyp(
        "preliminart-utfall",
        Grupp.INSATSER,
        "Utfallet är slutligt",
        "Ingen rekvisition i utfallet är preliminär.",
        insatser.prova_preliminart,
        Allvar.VARNING,
        INSATSRAPPORTER,
    ),
    Kontrolltyp(
        "rekvisition-saknas",
        Grupp.INSATSER,
        "Alla rekvisitioner är attesterade",
        "Varje insats med budget har en attesterad rekvisition för varje kvartal som är slut.",
        insatser.prova_saknade_rekvisitioner,
        Allvar.VARNING,
        INSATSRAPPORTER,
        summeras=True,
    ),
    Kontrolltyp(
        "floden",
        Grupp.DELTAGARE,
        "Deltagarnas flöden går ihop",
        "Pågående vid slutet är pågående vid början, plus tillkomna, minus avslutade.",
        deltagare.prova_floden,
        rapporter=INSATSRAPPORTER,
        summeras=True,
    ),
    Kontrolltyp(
        "pagaende",
        Grupp.DELTAGARE,
        "Ingen avslutas som inte har börjat",
        "De avslutade är inte fler än de som har skrivits in.",
        deltagare.prova_pagaende_ej_negativt,
        rapporter=INSATSRAPPORTER,
        summeras=True,
    ),
    Kontrolltyp(
        "marginaler",
        Grupp.DELTAGARE,
        "Uppgifterna gäller samma personer",
        "Ingen fördelning av de inskrivna eller avslutade är större än deras antal.",
        deltagare.prova_marginaler,
        rapporter=INSATSRAPPORTER,
    ),
    Kontrolltyp(
        "dagar",
        Grupp.DELTAGARE,
        "Korta och långa tider är alla",
        "De som deltagit kortare och längre än 180 dagar är alla med känd tid.",
        deltagare.prova_dagar,
        rapporter=INSATSRAPPORTER,
        summeras=True,
    ),
    Kontrolltyp(
        "orsaker",
        Grupp.DELTAGARE,
        "Orsakerna blir de avslutade",
        "Avslutsorsakerna är tillsammans lika många som de avslutade, av vart kön.",
        deltagare.prova_orsaker,
        rapporter=INSATSRAPPORTER,
    ),
    Kontrolltyp(
        "malgrupp",
        Grupp.DELTAGARE,
        "Målgruppens tabeller gäller de inregistrerade",
        "Varje tabell om målgruppen har lika många deltagare som är inregistrerade.",
        deltagare.prova_malgrupp,
        Allvar.VARNING,
        INSATSRAPPORTER,
    ),
    Kontrolltyp(
        "deltagare-text",
        Grupp.DELTAGARE,
        "Texten säger det som tabellen säger",
        "Antalet deltagare är lika i meningarna och i tabellen.",
        deltagare.prova_deltagarmeningar,
        rapporter=INSATSRAPPORTER,
    ),
    Kontrolltyp(
        "uppgift-saknas",
        Grupp.DELTAGARE,
        "Uppgifterna är fullständiga",
        "Det som en insats redovisar om deltagarna är känt för alla.",
        deltagare.prova_uppgift_saknas,
        Allvar.VARNING,
        INSATSRAPPORTER,
    ),
    Kontrolltyp(
        "insatsdata-saknas",
        Grupp.DELTAGARE,
        "Alla individinsatser har lämnat insatsdata",
        "Varje individinsats som pågick under perioden har lämnat insatsdata.",
        deltagare.prova_leveranser,
        Allvar.VARNING,
        INSATSRAPPORTER,
    ),
    Kontrolltyp(
        "ingaende-overskott",
        Grupp.FORBUNDSBUDGET,
        "Ingående överskott är det som fanns kvar",
        "Överskottet som budgeten börjar med är eget kapital vid årets början, utom reservfonden.",
        forbundsbudget.prova_ingaende_overskott,
        rapporter=BUDGETRAPPORTER,
    ),
    Kontrolltyp(
        "beslutsutrymme",
        Grupp.FORBUNDSBUDGET,
        "Beslutsutrymmet följer av raderna",
        "Intäkter minus kostnader är resultatet, och med det ingående överskottet utrymmet.",
        forbundsbudget.prova_beslutsutrymme,
        rapporter=frozenset({"ekonomisk-information"}),
    ),
    Kontrolltyp(
        "medlemsavgifter-bokforda",
        Grupp.FORBUNDSBUDGET,
        "Bokförda medlemsavgifter är de beslutade",
        "Medlemsavgifterna i resultaträkningen är de beslutades del av året.",
        forbundsbudget.prova_medlemsavgifter_bokforda,
        Allvar.VARNING,
        BOKSLUTSRAPPORTER,
    ),
    Kontrolltyp(
        "medlemsavgifter-budget",
        Grupp.FORBUNDSBUDGET,
        "Budgetens medlemsavgifter är de beslutade",
        "Medlemsavgifterna i förbundsbudgeten är summan av de beslutade.",
        forbundsbudget.prova_medlemsavgifter_budget,
        Allvar.VARNING,
        BUDGETRAPPORTER,
    ),
    Kontrolltyp(
        "insatsrader",
        Grupp.FORBUNDSBUDGET,
        "Förbundsbudgeten har insatsens beviljade belopp",
        "Varje insats har samma belopp i förbundsbudgeten som det som är beviljat för året.",
        forbundsbudget.prova_insatsrader,
        Allvar.VARNING,
        BUDGETRAPPORTER,
        summeras=True,
    ),
    Kontrolltyp(
        "motsagelse",
        Grupp.RAPPORTER,
        "Texten säger inte emot sig själv",
        "Inget tal i rapportens text står med två olika värden.",
        rapporter.prova_motsagelse,
    ),
    Kontrolltyp(
        "tabellsummor",
        Grupp.RAPPORTER,
        "Tabellernas summor är summan av raderna",
        "Varje summarad är omräknad ur sin tabells rader.",
        rapporter.prova_tabellsummor,
        rapporter=INSATSRAPPORTER | {"delegationsbeslut"},
    ),
    Kontrolltyp(
        "konssummor",
        Grupp.RAPPORTER,
        "Kvinnor och män är alla",
        "I varje rad som skiljer på kön är kvinnor och män tillsammans alla.",
        rapporter.prova_konssummor,
        rapporter=INSATSRAPPORTER,
    ),
    Kontrolltyp(
        "pastaenden",
        Grupp.RAPPORTER,
        "Samma påstående i två rapporter har samma värde",
        "Det som rapporterna för perioden säger om samma sak är lika.",
        rapporter.prova_pastaenden,
        rapporter=BOKSLUTSRAPPORTER,
    ),
    Kontrolltyp(
        "tabeller-lika",
        Grupp.RAPPORTER,
        "Samma tabell i två rapporter har samma siffror",
        "En tabell som finns i två rapporter för perioden är lika i båda.",
        rapporter.prova_gemensamma_tabeller,
        rapporter=BOKSLUTSRAPPORTER,
    ),
    Kontrolltyp(
        "namn",
        Grupp.RAPPORTER,
        "En insats har ett namn",
        "Varje tabell kallar insatsen vid dess namn, helt eller kort.",
        rapporter.prova_namn,
        Allvar.VARNING,
    ),
    Kontrolltyp(
        "kvartalsrapport-saknas",
        Grupp.RAPPORTER,
        "Alla kvartalsrapporter är godkända",
        "Varje kvartalsrapport vars sista dag har gått är godkänd.",
        rapporter.prova_kvartalsrapporter,
        Allvar.VARNING,
        INSATSRAPPORTER,
        summeras=True,
    ),
    Kontrolltyp(
        "slutrapport-saknas",
        Grupp.RAPPORTER,
        "Alla slutrapporter är inlämnade",
        "Varje insats som avslutades under perioden har lämnat sin slutrapport.",
        rapporter.prova_slutrapporter,
        Allvar.VARNING,
        INSATSRAPPORTER,
    ),
    Kontrolltyp(
        "verksamhetsmal-saknas",
        Grupp.RAPPORTER,
        "Verksamhetsmålen har utfall",
        "Varje verksamhetsmål som bedöms manuellt har ett utfall.",
        rapporter.prova_verksamhetsmal,
        Allvar.VARNING,
        BOKSLUTSRAPPORTER,
    ),
)


@dataclass(frozen=True)
class Avstamning:
    """What every check says of one report, in order."""

    kontroller: tuple[Kontroll, ...]

    @property
    def fel(self) -> tuple[Kontroll, ...]:
        return tuple(k for k in self.kontroller if k.is_fel)

    @property
    def varningar(self) -> tuple[Kontroll, ...]:
        return tuple(k for k in self.kontroller if k.is_varning)

    @property
    def oprovade(self) -> tuple[Kontroll, ...]:
        return tuple(k for k in self.kontroller if k.is_ok is None)

    @property
    def stammer(self) -> tuple[Kontroll, ...]:
        return tuple(k for k in self.kontroller if k.is_ok)

    @property
    def grupper(self) -> tuple[tuple[Grupp, tuple[Kontroll, ...]], ...]:
        """Those groups that have any checks, each with its own."""
        grupper = (
            (grupp, tuple(k for k in self.kontroller if k.grupp is grupp)) for grupp in Grupp
        )
        return tuple((grupp, egna) for grupp, egna in grupper if egna)

    def with_kommentarer(self, kommentarer: Mapping[str, str]) -> "Avstamning":
        """The same, with what is written on its warnings by the check's key."""
        return Avstamning(
            tuple(
                replace(k, kommentar=kommentarer.get(k.nyckel, "")) if k.is_varning else k
                for k in self.kontroller
            )
        )


def build_avstamning(underlag: Avstamningsunderlag) -> Avstamning:
    """Try every check that the report type has."""
    return Avstamning(
        tuple(
            kontroll
            for typ in KONTROLLER
            if not typ.rapporter or underlag.typ in typ.rapporter
            for kontroll in try_kontroll(typ, underlag)
        )
    )
