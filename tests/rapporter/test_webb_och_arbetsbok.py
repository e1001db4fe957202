"""The same answers give the same PM, whether written in the browser or read in from a workbook."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from finsam.konton.models import Roll
from finsam.period import Period
from insatser.models import Forbund
from rapporter.pm import build_pm
from rapporter.render import to_json
from tests import factories as f
from tests.underlagsfil import load
from uppfoljning.fragor import FRAGOR, Svar
from uppfoljning.kvartalsrapport.formular import load_formular
from uppfoljning.kvartalsrapport.steg import build_steg

pytestmark = pytest.mark.django_db

BRA = {
    "styrgruppsmote": "ja",
    "ordinarie_representation": "ja",
    "uppfoljning": "ja",
    "kontroll_metod": "ja",
    "kontroll_malgrupp": "ej_aktuellt",
    "jamstalldhet": "ja",
    "implementering": "ej_aktuellt",
    "vakans_forbundsmedel": "nej",
    "vakans_egenfinansierad": "nej",
    "i_fas": "i_stort_sett",
    "prognos": "ja",
    "handlingsplaner": "7",
    "kommentar": "Fler har kommit i gång.\n\nEtt studiebesök är gjort.",
    "nasta_kvartal": "En ny handledare börjar.",
    "mal_1_status": "gron",
    "mal_1_utfall": "35 %",
    "mal_2_status": "gul",
    "mal_2_utfall": "12 av 30",
    "mal_2_kommentar": "Färre remisser än väntat.",
}
SAMRE = BRA | {
    "ordinarie_representation": "nej",
    "ordinarie_representation_kommentar": "Regionen saknades vid ett av två möten.",
    "vakans_egenfinansierad": "ja",
    "vakans_egenfinansierad_kommentar": "En halv tjänst sedan april.",
    "i_fas": "nej",
    "i_fas_kommentar": "Mål 2 släpar. Vi söker upp fler remittenter.",
    "prognos": "nej",
    "prognos_kommentar": "Mål 2 nås troligen inte.",
    "till_kansliet": "Kan vi få hjälp med statistiken?",
    "mal_2_status": "rod",
    "mal_2_utfall": "13 av 30",
}
KVARTAL = {1: BRA, 2: SAMRE}

FORBUND = ["organisationsnummer", "namn"]
I_WEBBEN, I_FILEN = "222100-0009", "222100-0017"


def bladen(orgnr):
    return {
        "Förbund": [FORBUND, [orgnr, "Samordningsförbundet"]],
        "Insatser": [
            ["kod", "namn", "kortnamn", "typ", "start", "slut"],
            ["A", "Vägen framåt", "Vägen", "individ", "2023-01-01", "2025-12-31"],
        ],
        "Mål": [
            ["insats", "nr", "mål", "målvärde"],
            ["A", 1, "Fler till arbete", "30 %"],
            ["A", 2, "Fler inskrivna", "30"],
        ],
    }


def as_workbook(svar, kvartal):
    """The sheets' rows of one quarter, in the words of the workbook."""
    rapport = {"insats": "A", "år": 2024, "kvartal": kvartal, "inlämnad": "2024-07-12"}
    for fraga in FRAGOR:
        rapport[fraga.rubrik] = Svar(svar[fraga.nyckel]).label
        rapport[f"kommentar {fraga.rubrik}"] = svar.get(fraga.kommentar)
    rapport |= {
        "kommentar": svar["kommentar"],
        "nästa kvartal": svar["nasta_kvartal"],
        "handlingsplaner": int(svar["handlingsplaner"]),
        "till kansliet": svar.get("till_kansliet"),
    }
    status = {"gron": "grön", "gul": "gul", "rod": "röd"}
    malen = [
        [
            "A",
            2024,
            kvartal,
            nr,
            status[svar[f"mal_{nr}_status"]],
            svar[f"mal_{nr}_utfall"],
            svar.get(f"mal_{nr}_kommentar"),
        ]
        for nr in (1, 2)
    ]
    return rapport, malen


def read_in_workbook():
    rader = [as_workbook(svar, kvartal) for kvartal, svar in KVARTAL.items()]
    rubriker = list(rader[0][0])
    load(
        bladen(I_FILEN)
        | {
            "Kvartalsrapporter": [rubriker, *(list(rapport.values()) for rapport, _ in rader)],
            "Måluppföljning": [
                ["insats", "år", "kvartal", "mål", "status", "utfall", "kommentar"],
                *(mal for _, malen in rader for mal in malen),
            ],
        }
    )
    return Forbund.objects.the_one(I_FILEN)


def write_on_the_web(client):
    load(bladen(I_WEBBEN))
    forbund = Forbund.objects.the_one(I_WEBBEN)
    insats = forbund.insatser.with_gallande_slut(date(2024, 7, 12)).get()
    styrgrupp = f.BehorighetFactory(forbund=forbund, roll=Roll.STYRGRUPP)
    styrgrupp.insatser.add(insats)
    kansli = f.BehorighetFactory(forbund=forbund, roll=Roll.KANSLI)
    for kvartal, svar in KVARTAL.items():
        args = {"insats": insats.pk, "ar": 2024, "kvartal": kvartal}
        client.force_login(styrgrupp.user)
        for steg in build_steg(insats, insats.malen.all(), {}):
            # As a browser sends it: of each field its value, and what it showed before.
            sant = {falt.nyckel: svar.get(falt.nyckel, "") for falt in steg.falt}
            sant |= {f"fore-{falt.nyckel}": "" for falt in steg.falt}
            url = reverse("uppfoljning:steg", kwargs={**args, "steg": steg.nyckel})
            assert client.post(url, sant).status_code == 302, steg.rubrik
        kontrollera = reverse("uppfoljning:kontrollera", kwargs=args)
        sedd = load_formular(insats, Period.quarter(2024, kvartal)).hash
        assert client.get(kontrollera).content.decode().count(sedd) == 1
        kvitto = client.post(kontrollera, {"sedd": sedd})
        assert kvitto.url == reverse("uppfoljning:kvitto", kwargs=args)
        client.force_login(kansli.user)
        granska = reverse("uppfoljning:granska", kwargs=args)
        client.post(granska, {"omgang": 1, "besked": "godkann"})
    return forbund


def pm_of(forbund):
    return to_json(build_pm(forbund, Period.parse("2024H1"), date(2024, 8, 15)))


@time_machine.travel("2024-07-12 10:00")
def test_the_same_answers_give_the_same_pm(client):
    webben = pm_of(write_on_the_web(client))
    filen = pm_of(read_in_workbook())

    assert webben.pop("forbund") == I_WEBBEN
    assert filen.pop("forbund") == I_FILEN
    assert webben == filen
    texten = " ".join(p["text"] for p in webben["pastaenden"])
    assert "13 av 30" in texten
