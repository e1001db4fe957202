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
    """One question: `nyckel` is the field's name, `rubrik` the heading in the workbook."""

    nyckel: str
    rubrik: str
    fraga: str
    svar: tuple[Svar, ...]
    samst: Svar
    regel: Regel


FRAGOR = (
    Fraga(
        "styrgruppsmote",
        "styrgruppsmöte",
        "Har styrgruppen träffats som överenskommet, minst en gång per kvartal?",
        JA_NEJ,
        Svar.NEJ,
        _worse_if_mixed(Svar.NEJ),
    ),
    Fraga(
        "ordinarie_representation",
        "ordinarie representation",
        "Har alla ordinarie representanter deltagit i samtliga möten?",
        JA_NEJ,
        Svar.NEJ,
        _worse_if_mixed(Svar.NEJ),
    ),
    Fraga(
        "uppfoljning",
        "uppföljning",
        "Följs insatsen upp som överenskommet, med insatsdata och rapport i tid?",
        (Svar.JA, Svar.DELVIS, Svar.NEJ),
        Svar.NEJ,
        _worse_if_mixed(Svar.DELVIS),
    ),
    Fraga(
        "kontroll_metod",
        "kontroll metod",
        "Har styrgruppen kontrollerat att metoden är den som ansökan gällde?",
        JA_NEJ_EJ_AKTUELLT,
        Svar.NEJ,
        _worse_if_mixed(Svar.NEJ),
    ),
    Fraga(
        "kontroll_malgrupp",
        "kontroll målgrupp",
        "Har styrgruppen kontrollerat att målgruppen är den som ansökan gällde?",
        JA_NEJ_EJ_AKTUELLT,
        Svar.NEJ,
        _worse_if_mixed(Svar.NEJ),
    ),
    Fraga(
        "jamstalldhet",
        "jämställdhet",
        "Har styrgruppen talat om jämlikhet och jämställdhet i insatsen?",
        JA_NEJ,
        Svar.NEJ,
        _worse_if_mixed(Svar.NEJ),
    ),
    Fraga(
        "implementering",
        "implementering",
        "Har styrgruppen talat om hur arbetet kan leva vidare när finansieringen upphör?",
        JA_NEJ_EJ_AKTUELLT,
        Svar.NEJ,
        _worse_if_mixed(Svar.NEJ),
    ),
    Fraga(
        "vakans_forbundsmedel",
        "vakans förbundsmedel",
        "Har någon tjänst som förbundet betalar varit vakant?",
        JA_NEJ,
        Svar.JA,
        _worse_if_mixed(Svar.JA),
    ),
    Fraga(
        "vakans_egenfinansierad",
        "vakans egenfinansierad",
        "Har någon tjänst som parterna själva betalar varit vakant?",
        JA_NEJ,
        Svar.JA,
        _worse_if_mixed(Svar.JA),
    ),
    Fraga(
        "i_fas",
        "i fas",
        "Är insatsen i fas med sina mål?",
        (Svar.JA, Svar.I_STORT_SETT, Svar.DELVIS, Svar.NEJ),
        Svar.NEJ,
        _last,
    ),
    Fraga(
        "prognos",
        "prognos",
        "Bedömer styrgruppen att målen nås under insatsens tid?",
        JA_NEJ_EJ_AKTUELLT,
        Svar.NEJ,
        _last,
    ),
)

FRAGA = {fraga.nyckel: fraga for fraga in FRAGOR}
