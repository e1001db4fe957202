"""The PM as data: its tables and sentences for förbund of every kind."""

from datetime import date
from decimal import Decimal

import pytest

from ekonomi.models import Budgetpost, Rekvisition
from finsam.period import Period
from insatser.models import Forlangning, Insats, Mal
from rapporter.dokument import Fritext, Stycke
from rapporter.models import Rapporttext
from rapporter.pm import build_pm
from rapporter.tabell import Status
from tests import factories as f
from uppfoljning.fragor import FRAGOR, Svar
from uppfoljning.models import (
    Avvikelse,
    Bedomning,
    Deltagarstatistik,
    Kvartalsrapport,
    Leverans,
    Maluppfoljning,
    Stegregel,
)

OWNER = {
    Deltagarstatistik: "leverans__insats__forbund",
    Leverans: "insats__forbund",
    Maluppfoljning: "mal__insats__forbund",
}
H1, H2, AR = map(Period.parse, ("2024H1", "2024H2", "2024"))
PER = date(2024, 9, 2)

pytestmark = pytest.mark.django_db


def table(dokument, nyckel):
    return next(t for t in dokument.tabeller if t.nyckel == nyckel)


def varden(dokument, nyckel):
    """The table's values by row, statuses as their words."""
    return {
        rad.nyckel: {k: v.ord if isinstance(v, Status) else v for k, v in rad.varden.items()}
        for rad in table(dokument, nyckel).rader
    }


def claims(dokument):
    return {k: v for mening in dokument.meningar for k, v in mening.pastaenden.items()}


def text(dokument):
    return "\n".join(m.text for m in dokument.meningar if m.text)


def report(insats, kvartal, **svar):
    basta = {fraga.nyckel: Svar.NEJ if fraga.samst is Svar.JA else Svar.JA for fraga in FRAGOR}
    return f.KvartalsrapportFactory(insats=insats, kvartal=kvartal, **(basta | svar))


def count(leverans, kon, matt, kategori="", antal=1, manad=date(2024, 3, 1)):
    f.DeltagarstatistikFactory(
        leverans=leverans, kon=kon, matt=matt, kategori=kategori, antal=antal, manad=manad
    )


def full_insats(forbund, **fields):
    """An insats with something of everything."""
    insats = f.InsatsFactory(forbund=forbund, **fields)
    insats.samverkansparter.add(f.PartFactory(forbund=forbund))
    mal = f.MalFactory(insats=insats, nr=1, malvarde="50", matt="procent")
    for kvartal in (1, 2):
        rapport = report(insats, kvartal, i_fas=Svar.DELVIS)
        f.MaluppfoljningFactory(kvartalsrapport=rapport, mal=mal, status="gul", utfall="40")
        f.RekvisitionFactory(insats=insats, kvartal=kvartal)
    f.BedomningFactory(insats=insats, i_fas="nej", motivering="Ingen har börjat")
    f.BudgetpostFactory(insats=insats)
    f.AvvikelseFactory(insats=insats)
    f.ForlangningFactory(insats=insats, beslutsdatum=date(2024, 4, 1), nytt_slut=date(2025, 12, 31))
    leverans = f.LeveransFactory(insats=insats)
    count(leverans, "K", "inskrivna", antal=3)
    count(leverans, "M", "avslutade", "arbete", antal=1)
    return insats


@pytest.mark.parametrize("period", [H1, H2, AR])
def test_a_forbund_without_anything(period):
    dokument = build_pm(f.ForbundFactory(namn="Samordningsförbundet Tomt"), period, PER)

    assert len(dokument.kapitel) == 9
    assert all(not tabell.rader for tabell in dokument.tabeller)
    told = claims(dokument)
    assert told["antal_insatser"] == 0
    assert told["inregistrerade"] is None
    assert told["forbrukningskvot_totalt"] is None
    assert f"Under {period.namn} finansierade Samordningsförbundet Tomt inga insatser." in text(
        dokument
    )


def test_one_insats_reads_as_one():
    insats = f.InsatsFactory(kortnamn="Bron", ort="Staden")
    report(insats, 1)
    report(insats, 2)
    f.BudgetpostFactory(insats=insats, belopp=800000)
    f.RekvisitionFactory(insats=insats, kvartal=1, belopp=150000)
    f.RekvisitionFactory(insats=insats, kvartal=2, belopp=160000, is_preliminar=True)
    leverans = f.LeveransFactory(insats=insats)
    count(leverans, "K", "inskrivna", antal=1)
    count(leverans, "K", "avslutade", "studier")

    dokument = build_pm(insats.forbund, H1, PER)

    assert f"Under första halvåret 2024 finansierade {insats.forbund.namn} en individinsats." in (
        text(dokument)
    )
    assert "Den enda insatsen är i fas med sina mål." in text(dokument)
    assert "I den enda insatsen har styrgruppen träffats som överenskommet." in text(dokument)
    assert "Av den enda som avslutades gick en (100\u202f%) till arbete eller studier." in text(
        dokument
    )
    assert varden(dokument, "budget")[insats.kod] == {
        "utfall": Decimal(310000),
        "budget": Decimal(400000),  # half of 800 000
        "budget_beviljad": Decimal(400000),
        "kvot": 78,  # 77,5 %
        "kvot_beviljad": 78,
        "not": "Preliminärt utfall",
    }
    assert claims(dokument)["outnyttjade_medel"] == Decimal(90000)
    assert "Kvoten är lägre än 80\u202f% för en insats: Bron (Staden) 78\u202f%." in text(dokument)


def test_an_insats_within_the_period_has_ended_and_has_its_whole_budget():
    insats = f.InsatsFactory(
        typ=Insats.Typ.FORSTUDIE, start=date(2024, 3, 15), slut=date(2024, 6, 15)
    )
    f.BudgetpostFactory(insats=insats, belopp=120000)
    f.MalFactory(insats=insats, nr=1, mal="Vägen är klarlagd")
    f.SlutrapportFactory(insats=insats, maluppfyllelse="god", lever_kvar="Samverkan går vidare")

    dokument = build_pm(insats.forbund, H1, PER)

    assert claims(dokument)["antal_avslutade_insatser"] == 1
    assert claims(dokument)["antal_forstudier"] == 1
    assert varden(dokument, "nulage_mal")[insats.kod] == {
        "i_fas": "ej aktuellt",
        "prognos": "ej aktuellt",
        "farg": None,
    }
    assert varden(dokument, "budget")[insats.kod]["budget"] == Decimal(120000)
    (ruta,) = [b for b in dokument.block() if type(b).__name__ == "Ruta"]
    assert ("Mål 1", "Vägen är klarlagd. Utfall saknas.") in ruta.rader
    assert ("Måluppfyllelse", "God") in ruta.rader
    assert ("Det som lever kvar", "Samverkan går vidare") in ruta.rader


def test_a_forlangning_counts_from_the_period_in_which_it_was_decided():
    insats = f.InsatsFactory(slut=date(2024, 6, 30))
    f.ForlangningFactory(insats=insats, beslutsdatum=date(2024, 7, 1), nytt_slut=date(2024, 9, 30))

    before = build_pm(insats.forbund, H1, PER)
    after = build_pm(insats.forbund, H2, PER)

    assert varden(before, "insatser")[insats.kod]["slut"] == date(2024, 6, 30)
    assert varden(before, "insatser")[insats.kod]["forlangd"] is False
    assert claims(before)["antal_avslutade_insatser"] == 1
    assert varden(after, "insatser")[insats.kod]["slut"] == date(2024, 9, 30)
    assert varden(after, "insatser")[insats.kod]["forlangd"] is True
    assert table(after, "insatser").fotnoter[0] == (
        "Förlängd till 2024-09-30 genom beslut 2024-07-01."
    )


def test_only_anonyma_are_counted_by_themselves():
    leverans = f.LeveransFactory()
    count(leverans, "O", "anonyma", antal=2)
    dokument = build_pm(leverans.insats.forbund, H1, PER)

    assert varden(dokument, "anonyma") == {leverans.insats.kod: {"anonyma": 2}}
    assert claims(dokument)["anonyma"] == 2
    assert claims(dokument)["inregistrerade"] == 0
    assert claims(dokument)["andel_arbete_studier"] is None
    assert set(table(dokument, "deltagare").summa.varden.values()) == {0}
    assert set(table(dokument, "deltagare").andel.varden.values()) == {None}


def test_a_zero_budget_gives_no_kvot():
    insats = f.BudgetpostFactory(belopp=0).insats
    f.RekvisitionFactory(insats=insats)
    dokument = build_pm(insats.forbund, H1, PER)
    assert varden(dokument, "budget")[insats.kod]["budget"] == 0
    assert varden(dokument, "budget")[insats.kod]["kvot"] is None
    assert claims(dokument)["forbrukningskvot_totalt"] is None


def test_an_insats_without_leverans_is_unknown_not_zero():
    f.InsatsFactory(forbund=(levererad := f.LeveransFactory().insats).forbund, kod="UTAN")
    dokument = build_pm(levererad.forbund, H1, PER)
    rader = varden(dokument, "deltagare")
    assert set(rader["UTAN"].values()) == {None}
    assert set(rader[levererad.kod].values()) == {0}


def test_why_an_insats_is_not_green():
    insats = full_insats(f.ForbundFactory(), kortnamn="Bron")
    dokument = build_pm(insats.forbund, H1, PER)
    assert varden(dokument, "nulage_mal")[insats.kod]["farg"] == "rod"
    forklaring = next(
        a for k in dokument.kapitel for a in k.avsnitt if a.nyckel == "ej_grona"
    ).block[0]
    assert forklaring.rubrik == "Staden, Bron"
    assert forklaring.text == (
        "Insatsen är inte i fas med sina mål men väntas nå dem under insatsens tid. "
        "Mål 1, ”Fler går till arbete”, är gult: målvärdet är 50 (procent) och utfallet hittills "
        "40 enligt styrgruppen. Kansliets bedömning: Ingen har börjat. Kvartalsrapporterna ger i "
        "fas delvis och prognos ja."
    )


def test_a_question_tells_how_many_and_which_ones_stand_out():
    forbund = f.ForbundFactory()
    svar = {"Ask": Svar.JA, "Bok": Svar.NEJ, "Cypress": Svar.EJ_AKTUELLT, "Dunge": "", "Ek": None}
    for namn, kontroll in svar.items():
        insats = f.InsatsFactory(forbund=forbund, kortnamn=namn, ort="")
        if kontroll is not None:
            report(insats, 2, kontroll_metod=kontroll, vakans_forbundsmedel=Svar.JA)
    stycken = {b.rubrik: b.text for b in build_pm(forbund, H1, PER).block() if type(b) is Stycke}
    assert stycken["Kontroll av metod"] == (
        "I en av två insatser som har svarat har styrgruppen kontrollerat att metoden är den som "
        "ansökan gällde. Svaret är nej för Bok. Frågan är inte aktuell för Cypress. Svar saknas "
        "för Dunge."
    )
    assert stycken["Vakanser som förbundet betalar"] == (
        "I samtliga fyra insatser som har svarat har någon tjänst som förbundet betalar varit "
        "vakant."
    )
    assert "Svar på frågorna i det här avsnittet saknas för Ek." in text(build_pm(forbund, H1, PER))


def test_a_report_is_missing_only_after_its_due_date():
    insats = f.InsatsFactory(kortnamn="Bron")
    report(insats, 1)

    on_the_day = build_pm(insats.forbund, H1, date(2024, 7, 31))  # quarter 2 is due that day
    assert claims(on_the_day)["antal_saknade_kvartalsrapporter"] == 0
    assert (
        "En kvartalsrapport är godkänd; de andra har ännu inte nått sista dagen för inlämning."
    ) in text(on_the_day)
    day_after = build_pm(insats.forbund, H1, date(2024, 8, 1))
    assert claims(day_after)["antal_saknade_kvartalsrapporter"] == 1
    assert "godkänd och en saknas: Bron (Staden) kvartal 2." in text(day_after)
    report(insats, 2)
    assert "Samtliga kvartalsrapporter är inlämnade och godkända." in text(
        build_pm(insats.forbund, H1, date(2024, 8, 1))
    )


def test_a_period_that_is_not_over_says_so_and_nothing_has_ended():
    insats = f.InsatsFactory(slut=date(2024, 6, 30))
    dokument = build_pm(insats.forbund, H1, date(2024, 5, 2))
    assert "Perioden är inte slut: uppgifterna gäller till och med den 2\u00a0maj 2024" in (
        text(dokument)
    )
    assert claims(dokument)["antal_avslutade_insatser"] == 0


def test_the_kanslis_text_keeps_its_paragraphs_as_a_browser_sends_them():
    forbund = f.ForbundFactory()
    Rapporttext.objects.create(
        forbund=forbund, rapport="pm", period="2024H1", kapitel="bakgrund", text="Ett.\r\n\r\nTvå."
    )
    dokument = build_pm(forbund, H1, PER)
    assert [b.stycken for b in dokument.block() if type(b) is Fritext] == [("Ett.", "Två.")]


def test_snittid_is_compared_with_the_year_before():
    leverans = f.LeveransFactory(insats__start=date(2023, 1, 1))
    for manad, dagar in ((date(2023, 5, 1), 500), (date(2024, 5, 1), 1001)):
        count(leverans, "K", "inskrivna", antal=10, manad=manad)
        count(leverans, "K", "dagar", "summa", dagar, manad)
        count(leverans, "K", "dagar", "antal", 5, manad)
    dokument = build_pm(leverans.insats.forbund, H1, PER)
    rad = varden(dokument, "snittid")[leverans.insats.kod]
    assert (rad["dagar_k"], rad["dagar_m"], rad["dagar_sa"]) == (200, None, 200)  # 1001 / 5
    assert rad["dagar_foregaende_ar"] == 100
    assert "i 200 dagar i genomsnitt, mot 100 första halvåret 2023." in text(dokument)


def test_missing_rekvisitioner_are_named_by_quarter():
    insats = f.BudgetpostFactory(insats__kortnamn="Bron", insats__ort="").insats
    f.RekvisitionFactory(insats=insats, kvartal=1)
    assert "Attesterade rekvisitioner saknas: Bron kvartal 2." in text(
        build_pm(insats.forbund, H1, PER)
    )


def test_drafts_and_returned_reports_are_not_published():
    insats = f.InsatsFactory()
    report(insats, 1, status="utkast")
    report(insats, 2, status="atersand")
    dokument = build_pm(insats.forbund, H1, PER)
    assert varden(dokument, "nulage_mal")[insats.kod]["i_fas"] is None
    assert claims(dokument)["antal_saknade_kvartalsrapporter"] == 2


def test_second_half_year_tells_the_years_deltagare_and_both_budgets():
    insats = full_insats(f.ForbundFactory())
    f.RekvisitionFactory(insats=insats, kvartal=3, belopp=300000)
    f.BudgetpostFactory(
        insats=insats, post="overfort_ut", belopp=100000, beslutsdatum=date(2024, 12, 1)
    )
    dokument = build_pm(insats.forbund, H2, PER)
    assert table(dokument, "deltagare").titel == "Deltagare januari–december 2024"
    assert claims(dokument)["inregistrerade"] == 3
    rad = varden(dokument, "budget")[insats.kod]
    assert (rad["utfall"], rad["budget"], rad["kvot"]) == (300000, 450000, 67)  # 900 000 / 2
    assert (rad["ack_utfall"], rad["ack_budget"], rad["ack_kvot"]) == (700000, 900000, 78)
    assert rad["overfort"] == 100000
    assert claims(dokument)["overfort_totalt"] == 100000


def test_sixty_insatser_and_eighty_forbund_cost_no_more_queries_than_three(
    django_assert_num_queries, django_assert_max_num_queries
):
    small, large = f.ForbundFactory(), f.ForbundFactory()
    for _ in range(3):
        full_insats(small)
    with django_assert_max_num_queries(39) as small_run:
        build_pm(small, H1, PER)

    for _ in range(60):
        full_insats(large)
    for _ in range(80):
        full_insats(f.ForbundFactory())
    with django_assert_num_queries(len(small_run)):
        dokument = build_pm(large, H1, PER)

    assert claims(dokument)["antal_insatser"] == 60
    assert claims(dokument)["inregistrerade"] == 180
    assert "Ingen av de 60 insatserna är i fas med sina mål." in text(dokument)
    with django_assert_num_queries(len(small_run)):
        build_pm(small, H1, PER)


def test_another_forbund_is_never_in_the_report():
    mine, other = f.ForbundFactory(), f.ForbundFactory()
    full_insats(mine, kod="SAMMA", kortnamn="Vår")
    full_insats(other, kod="SAMMA", kortnamn="Deras")
    with_other = build_pm(mine, H1, PER)
    assert claims(with_other)["inregistrerade"] == 3
    for row in (Deltagarstatistik, Leverans, Maluppfoljning):
        row.objects.exclude(**{OWNER[row]: mine}).delete()
    for row in (Kvartalsrapport, Rekvisition, Bedomning, Budgetpost, Avvikelse, Forlangning, Mal):
        row.objects.exclude(insats__forbund=mine).delete()
    Insats.objects.exclude(forbund=mine).delete()
    assert build_pm(mine, H1, PER) == with_other


def test_stegforflyttning_follows_the_forbunds_rule_of_the_year():
    leverans = f.LeveransFactory()
    forbund = leverans.insats.forbund
    for orsak in ("arbete", "rehab_af", "sjukdom"):
        count(leverans, "K", "avslutade", orsak)
    assert claims(build_pm(forbund, H1, PER))["stegforflyttning"] == 2  # arbete and rehab AF
    Stegregel.objects.create(forbund=forbund, fran_ar=2020, orsak="sjukdom")
    Stegregel.objects.create(forbund=forbund, fran_ar=2024, orsak="arbete")
    Stegregel.objects.create(forbund=forbund, fran_ar=2025, orsak="rehab_af")
    Stegregel.objects.create(forbund=f.ForbundFactory(), fran_ar=2024, orsak="rehab_af")
    assert claims(build_pm(forbund, H1, PER))["stegforflyttning"] == 1  # 2024: arbete alone
