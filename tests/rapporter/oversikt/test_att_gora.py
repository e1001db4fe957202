"""What there is to do, by role."""

from datetime import date
from decimal import Decimal

from finsam.konton.models import Roll
from insatser.tilltrade import Tilltrade
from rapporter.oversikt.attgora import list_att_gora
from rapporter.oversikt.underlag import gather_oversikt
from tests import factories as f
from tests.rapporter.oversikt.exempel import I_AUGUSTI, K2, uppgifter
from uppfoljning.models import Omgang


def test_the_kansli_reviews_first_and_sees_what_others_decide(mycket):
    assert uppgifter(mycket, Roll.KANSLI) == [
        "Granska Staden, Gammal",
        "Granska Staden, Ny",
        "Påminn Staden, Sen",
        "Avvikelse hos förbundschefen: Staden, Hög",
        "Hög förbrukning: Staden, Hög",
    ]


def test_the_forbundschef_decides_first_and_the_ekonom_attests(mycket):
    assert uppgifter(mycket, Roll.FORBUNDSCHEF)[0] == "Avvikelse att besluta om: Staden, Hög"
    assert uppgifter(mycket, Roll.EKONOM) == [
        "Rekvisition att attestera: Staden, Sen",
        "Hög förbrukning: Staden, Hög",
    ]
    assert uppgifter(mycket, Roll.REVISOR) is None


def test_the_ekonom_is_told_of_rekvisitioner_that_are_late_or_still_preliminary(forbund):
    """From the first quarter that the förbund reports on; a returned one is not late."""
    for kortnamn in ("Bron", "Lots"):
        insats = f.InsatsFactory(forbund=forbund, kortnamn=kortnamn, start=date(2023, 1, 1))
        f.KvartalsrapportFactory(insats=insats, kvartal=1)
        for ar in (2023, 2024):
            f.BudgetpostFactory(insats=insats, ar=ar, belopp=Decimal(400_000))
        f.RekvisitionFactory(insats=insats, is_preliminar=kortnamn == "Bron")
    aterkommen = {"inkommen": date(2024, 7, 5), "atersand": I_AUGUSTI, "skal": "Lokaler?"}
    f.RekvisitionFactory(insats=insats, kvartal=2, attesterad=None, **aterkommen)

    underlag = gather_oversikt(forbund, K2, I_AUGUSTI)
    ekonomens, kansliets = (
        [u for u in list_att_gora(underlag, Tilltrade(forbund, (roll,))) if "/rekvis" in u.url]
        for roll in (Roll.EKONOM, Roll.KANSLI)
    )

    assert [(u.rubrik, u.text) for u in ekonomens] == [
        (
            "Rekvisition försenad: Staden, Bron",
            "Kvartal 2 2024 skulle vara inne 31\u00a0juli 2024, försenad\u00a06\u00a0dagar.",
        ),
        (
            "Slutlig rekvisition saknas: Staden, Bron",
            "Kvartal 1 2024, 200\u00a0000\u00a0kr attesterat som preliminärt 22\u00a0april.",
        ),
    ]
    assert ekonomens[0].url.endswith("/rekvisition/2024-2/")
    assert kansliets == []


def test_each_task_tells_when(mycket):
    alla = list_att_gora(gather_oversikt(mycket, K2, I_AUGUSTI), Tilltrade(mycket, (Roll.KANSLI,)))
    avsandare = Omgang.objects.order_by("inskickad").first().inskickad_av
    texter = {u.rubrik: u.text for u in alla}
    assert texter["Granska Staden, Gammal"] == (
        f"Kvartal 2 2024, inskickad 1\u00a0augusti av {avsandare}."
    )
    assert "inskickad i går" in texter["Granska Staden, Ny"]
    assert texter["Påminn Staden, Sen"] == (
        "Kvartal 2 2024 skulle vara inne 31\u00a0juli 2024, försenad\u00a06\u00a0dagar."
    )
    assert texter["Avvikelse hos förbundschefen: Staden, Hög"] == (
        "Budget, 120\u00a0000\u00a0kr från 2024 till 2025. Inkommen 2\u00a0maj."
    )


def test_who_sent_a_report_in_is_not_asked_to_review_it(mycket):
    avsandare = Omgang.objects.order_by("inskickad").first().inskickad_av
    underlag = gather_oversikt(mycket, K2, I_AUGUSTI)
    egen, annan = list_att_gora(underlag, Tilltrade(mycket, (Roll.KANSLI,)), avsandare)[:2]
    assert egen.rubrik == "Väntar på granskning: Staden, Gammal"
    assert "av dig. Någon annan på kansliet granskar den." in egen.text
    assert "/granska/" not in egen.url
    assert annan.rubrik == "Granska Staden, Ny"


def test_nothing_to_do(forbund):
    assert uppgifter(forbund, Roll.KANSLI) == []


def test_what_contradicts_itself_is_to_be_sorted_out(forbund):
    insats = f.InsatsFactory(forbund=forbund, kortnamn="Bron")
    f.RekvisitionFactory(insats=insats)
    for kvartal in (1, 2):
        f.KvartalsrapportFactory(insats=insats, kvartal=kvartal)
    assert uppgifter(forbund, Roll.KANSLI) == [
        "Utfall utan budget: Staden, Bron",
        "Insatsdata saknas: Staden, Bron",
    ]
