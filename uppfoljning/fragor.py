"""The fixed questions of the kvartalsrapport and the rule from quarters to period (domain.md 2)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import models


class Svar(models.TextChoices):
    JA = "ja", "ja"
    I_STORT_SETT = "i_stort_sett", "i stort sett"
    DELVIS = "delvis", "delvis"
    NEJ = "nej", "nej"
    EJ_AKTUELLT = "ej_aktuellt", "ej aktuellt"


JA_NEJ = (Svar.JA, Svar.NEJ)
JA_NEJ_EJ_AKTUELLT = (Svar.JA, Svar.NEJ, Svar.EJ_AKTUELLT)

Regel = Callable[[Sequence[Svar]], Svar]


def _worse_if_mixed(samre: Svar) -> Regel:
    """All quarters alike give that answer, mixed ones give `samre`; ej aktuellt says nothing."""

    def regel(svar: Sequence[Svar]) -> Svar:
        sagda = set(svar) - {Svar.EJ_AKTUELLT}
        if len(sagda) > 1:
            return samre
        return sagda.pop() if sagda else Svar.EJ_AKTUELLT

    return regel


def _last(svar: Sequence[Svar]) -> Svar:
    return svar[-1]


@dataclass(frozen=True)
class Fraga:
    """One question: `nyckel` is the field's name, `rubrik` the heading in the workbook.

    `hjalp` is the line of help under the question, if it needs one. The answer `samst` demands
    a comment, and `begaran` says what to write in it.
    """

    nyckel: str
    rubrik: str
    fraga: str
    svar: tuple[Svar, ...]
    samst: Svar
    regel: Regel
    begaran: str
    hjalp: str = ""

    @property
    def kommentar(self) -> str:
        """The name of the field that holds the comment on the answer."""
        return f"{self.nyckel}_kommentar"


FRAGOR = (
    Fraga(
        "styrgruppsmote",
        "styrgruppsmöte",
        "Har styrgruppen träffats som överenskommet?",
        JA_NEJ,
        Svar.NEJ,
        _worse_if_mixed(Svar.NEJ),
        "Skriv varför styrgruppen inte har träffats och när nästa möte är.",
        "Minst ett möte per kvartal.",
    ),
    Fraga(
        "ordinarie_representation",
        "ordinarie representation",
        "Har alla ordinarie representanter deltagit i samtliga möten?",
        JA_NEJ,
        Svar.NEJ,
        _worse_if_mixed(Svar.NEJ),
        "Skriv vilken part som saknades och vid hur många möten.",
        "Svara nej om någon ordinarie saknades, även om en ersättare var med.",
    ),
    Fraga(
        "uppfoljning",
        "uppföljning",
        "Följer ni upp insatsen som överenskommet?",
        (Svar.JA, Svar.DELVIS, Svar.NEJ),
        Svar.NEJ,
        _worse_if_mixed(Svar.DELVIS),
        "Skriv vad som saknas och när det kommer.",
        "Insatsdata varje månad och kvartalsrapporten i tid.",
    ),
    Fraga(
        "kontroll_metod",
        "kontroll metod",
        "Har styrgruppen kontrollerat att metoden är den som ansökan gällde?",
        JA_NEJ_EJ_AKTUELLT,
        Svar.NEJ,
        _worse_if_mixed(Svar.NEJ),
        "Skriv varför metoden inte har kontrollerats, eller hur den skiljer sig från ansökan.",
        "Svara ej aktuellt om insatsen inte har kommit i gång.",
    ),
    Fraga(
        "kontroll_malgrupp",
        "kontroll målgrupp",
        "Har styrgruppen kontrollerat att målgruppen är den som ansökan gällde?",
        JA_NEJ_EJ_AKTUELLT,
        Svar.NEJ,
        _worse_if_mixed(Svar.NEJ),
        "Skriv varför målgruppen inte har kontrollerats, eller hur den skiljer sig från ansökan.",
        "Svara ej aktuellt om insatsen inte tar emot deltagare.",
    ),
    Fraga(
        "jamstalldhet",
        "jämställdhet",
        "Har styrgruppen talat om jämlikhet och jämställdhet i insatsen?",
        JA_NEJ,
        Svar.NEJ,
        _worse_if_mixed(Svar.NEJ),
        "Skriv när ni tänker ta upp frågan.",
    ),
    Fraga(
        "implementering",
        "implementering",
        "Har styrgruppen talat om hur arbetet kan leva vidare när finansieringen upphör?",
        JA_NEJ_EJ_AKTUELLT,
        Svar.NEJ,
        _worse_if_mixed(Svar.NEJ),
        "Skriv när ni tänker ta upp frågan.",
        "Svara ej aktuellt om det är för tidigt att tala om.",
    ),
    Fraga(
        "vakans_forbundsmedel",
        "vakans förbundsmedel",
        "Har någon tjänst som förbundet betalar varit vakant?",
        JA_NEJ,
        Svar.JA,
        _worse_if_mixed(Svar.JA),
        "Skriv vilken tjänst det gäller, hur stor del av heltid och hur länge.",
    ),
    Fraga(
        "vakans_egenfinansierad",
        "vakans egenfinansierad",
        "Har någon tjänst som parterna själva betalar varit vakant?",
        JA_NEJ,
        Svar.JA,
        _worse_if_mixed(Svar.JA),
        "Skriv vilken tjänst det gäller, hur stor del av heltid och hur länge.",
    ),
    Fraga(
        "i_fas",
        "i fas",
        "Är insatsen i fas med sina mål?",
        (Svar.JA, Svar.I_STORT_SETT, Svar.DELVIS, Svar.NEJ),
        Svar.NEJ,
        _last,
        "Skriv vilka mål som släpar och vad ni gör åt det.",
        "Väg ihop läget för alla mål.",
    ),
    Fraga(
        "prognos",
        "prognos",
        "Bedömer styrgruppen att målen nås under insatsens tid?",
        JA_NEJ_EJ_AKTUELLT,
        Svar.NEJ,
        _last,
        "Skriv vilka mål som inte väntas nås och varför.",
    ),
)

FRAGA = {fraga.nyckel: fraga for fraga in FRAGOR}

# Those that the kansli gives an answer of its own to, over the rule's (domain.md 2).
BEDOMDA = ("i_fas", "prognos")
