"""Storing insatsdata: the counts of the examples, versions, changes, and that no row is kept."""

import json
from datetime import date

import openpyxl
import pytest
from django.apps import apps
from django.conf import settings

from finsam.period import Period
from insatser.models import Forbund, Insats
from tests.uppfoljning.conftest import INLAST, TODAY
from tests.uppfoljning.insatsdatafil import ANONYM, ARBETE, AVSLUTAD, make_fil, make_insats, person
from uppfoljning.calculations.andringar import describe_andringar, describe_antal
from uppfoljning.calculations.deltagare import build_deltagartabell
from uppfoljning.calculations.malgrupp import build_malgrupp
from uppfoljning.insatsdata import services as insatsdata_services
from uppfoljning.insatsdata.fil import read_insatsdata
from uppfoljning.insatsdata.services import describe_changes, store_insatsdata
from uppfoljning.kategorier import STEGFORFLYTTNING, Matt
from uppfoljning.models import Deltagarstatistik, Leverans
from uppfoljning.services import replace_deltagarstatistik

FIXTURES = settings.BASE_DIR / "fixtures"


@pytest.fixture
def example(request, db):
    """The förbund of an example's underlag, with its insatsdata read."""
    halvar = request.param
    blad = openpyxl.load_workbook(FIXTURES / f"underlag_{halvar}.xlsx")["Insatser"]
    rubriker, *rader = blad.iter_rows(values_only=True)
    typer = {label: value for value, label in Insats.Typ.choices}
    forbund = Forbund.objects.create(organisationsnummer="222000-2576", namn="Uppsala län")
    for rad in rader:
        insats = dict(zip(rubriker, rad, strict=True))
        make_insats(
            forbund,
            insats["kod"],
            typer[insats["typ"]],
            insats["start"].date(),
            insats["slut"].date(),
        )
    fil = read_insatsdata(
        FIXTURES / f"insatsdata_{halvar}.xlsx", forbund=forbund, today=date(2025, 1, 31)
    )
    store_insatsdata(fil=fil, inlast=INLAST)
    facit = json.loads((FIXTURES / f"facit_{halvar}.json").read_text())
    return Period.parse(halvar), {insats.pk: insats.kod for insats in forbund.insatser.all()}, facit


@pytest.mark.parametrize("example", ["2022H1", "2024H1"], indirect=True)
def test_examples_give_their_facit(example):
    period, koder, facit = example
    sums = list(Deltagarstatistik.objects.sums(period))
    levererade = set(Leverans.objects.values_list("insats", flat=True))
    tabell = build_deltagartabell(sums, list(koder), STEGFORFLYTTNING, levererade)

    def values(rad):
        kolumner = {rubrik.rpartition("_")[0] for rubrik in facit["tabeller"]["deltagare_summa"]}
        return {
            f"{kolumn}_{kon}": getattr(getattr(rad, kolumn), kon)
            for kolumn in kolumner
            for kon in ("k", "m", "sa")
        }

    rader = {koder[insats]: rad for insats, rad in tabell.rader.items() if rad}
    assert {kod: values(rad) for kod, rad in rader.items()} == facit["tabeller"]["deltagare"]
    assert values(tabell.summa) == facit["tabeller"]["deltagare_summa"]
    assert {kod: rader[kod].anonyma for kod in facit["tabeller"]["anonyma"]} == facit["tabeller"][
        "anonyma"
    ]
    orsaker = {
        orsak.label: [antal.k, antal.m] for orsak, antal in tabell.summa.orsaker.items() if antal.sa
    }
    assert orsaker == facit["tabeller"]["avslutsorsaker"]

    malgrupp = build_malgrupp(sums, koder)
    summa, pastaenden = tabell.summa, facit["pastaenden"]
    assert {
        "inregistrerade_foregaende_ar": summa.inregistrerade_foregaende_ar.sa,
        "deltagit": summa.deltagit.sa,
        "upphorde": summa.upphorda.sa,
        "andel_arbete_studier": summa.andel_arbete_studier.sa,
        "andel_stegforflyttning": summa.andel_stegforflyttning.sa,
        "andel_handlingsplan": summa.andel_handlingsplan,
        "anonyma": summa.anonyma,
        "andel_under_30": malgrupp.alder.andel("under_30"),
        "andel_grundskola": malgrupp.utbildning.andel("grundskola"),
        "andel_gymnasium": malgrupp.utbildning.andel("gymnasium"),
        "andel_eftergymnasial": malgrupp.utbildning.andel("eftergymnasial"),
        "andel_saknar_okand": malgrupp.utbildning.andel("saknas", "okand"),
    }.items() <= pastaenden.items()


def test_stored_with_its_leverans(store, forbund):
    lagring = store(person(), person(Löpnummer="2", Insats="HEB-PI"), ANONYM)
    assert [insats.kod for insats in lagring.andrade] == ["ENK-JC", "HEB-PI"]
    leverans = Leverans.objects.get(insats__kod="ENK-JC")
    assert leverans.is_aktuell
    assert (leverans.kalla, leverans.antal_rader, leverans.inlast) == ("insatsdata", 2, INLAST)
    assert len(leverans.sha256) == 64


def test_reading_again_changes_nothing(store):
    store(person(), ANONYM)
    fore = list(Deltagarstatistik.objects.values())
    lagring = store(person(), ANONYM)
    assert lagring.andrade == ()
    assert [insats.kod for insats in lagring.oforandrade] == ["ENK-JC"]
    assert list(Deltagarstatistik.objects.values()) == fore
    assert Leverans.objects.count() == 1


def test_a_changed_file_keeps_the_earlier_version(store):
    store(person(), person(Löpnummer="2", Insats="HEB-PI"))
    store(person(**AVSLUTAD))
    tidigare, aktuell = Leverans.objects.filter(insats__kod="ENK-JC").order_by("pk")
    assert (tidigare.is_aktuell, aktuell.is_aktuell) == (False, True)
    assert not tidigare.celler.filter(matt=Matt.AVSLUTADE).exists()
    assert aktuell.celler.filter(matt=Matt.AVSLUTADE).exists()
    assert Leverans.objects.get(insats__kod="HEB-PI").is_aktuell


def test_another_forbund_with_the_same_koder_is_untouched(store, read):
    annat = Forbund.objects.create(organisationsnummer="222000-0001", namn="Annat")
    make_insats(annat, "ENK-JC")
    fil = read_insatsdata(make_fil(person(), ANONYM), forbund=annat, today=TODAY)
    store_insatsdata(fil=fil, inlast=INLAST)
    fore = list(Deltagarstatistik.objects.filter(leverans__insats__forbund=annat).values())
    store(person(**AVSLUTAD))
    egna = Deltagarstatistik.objects.filter(leverans__insats__forbund=annat)
    assert list(egna.values()) == fore
    (andring,) = describe_changes(read(person()))
    assert "anonym" not in "".join(andring.rader)


def test_all_insatser_or_none(read, monkeypatch):
    fil = read(person(), person(Insats="HEB-PI"))

    def fail_on_the_second(*, insats, **kwargs):
        if insats.kod == "HEB-PI":
            raise RuntimeError
        return replace_deltagarstatistik(insats=insats, **kwargs)

    monkeypatch.setattr(insatsdata_services, "replace_deltagarstatistik", fail_on_the_second)
    with pytest.raises(RuntimeError):
        store_insatsdata(fil=fil, inlast=INLAST)
    assert not Leverans.objects.exists()


# What changes


def test_describe_changes(store, read):
    store(
        person(**AVSLUTAD),
        person(Löpnummer="2", **AVSLUTAD),
        person(Löpnummer="3", **AVSLUTAD),
        person(Löpnummer="4", Insats="HEB-PI"),
    )
    andringar = describe_changes(
        read(
            person(**AVSLUTAD | {"Avslutsorsak": "flytt"}),
            person(Löpnummer="2"),
            person(Löpnummer="3", Utbildning="saknas"),
            person(Löpnummer="4", Insats="HEB-PI"),
            ANONYM | {"Insats": "HEB-PI"},
        )
    )
    assert [(andring.insats.kod, andring.antal_rader, andring.rader) for andring in andringar] == [
        (
            "ENK-JC",
            3,
            (
                "februari 2024: ändrade uppgifter om utbildning",
                "maj 2024: två färre avslutade än tidigare",
            ),
        ),
        ("HEB-PI", 2, ("mars 2024: en fler anonym än tidigare",)),
    ]


def test_describe_the_first_leverans_and_no_change(store, read):
    (forsta,) = describe_changes(read(person(**AVSLUTAD), ANONYM))
    assert forsta.rader == ("första leveransen: en inskriven, en avslutad och en anonym",)
    store(person())
    (samma,) = describe_changes(read(person()))
    assert samma.rader == ()


def test_fewer_rows_are_told_against_the_last_insatsdata(forbund, store, read):
    store(person())
    store(person(), person(Löpnummer="2"))
    replace_deltagarstatistik(
        insats=forbund.insatser.get(kod="ENK-JC"),
        celler={},
        kalla=Leverans.Kalla.UNDERLAG,
        sha256="0" * 64,
        antal_rader=500,
        inlast=INLAST,
    )

    (andring,) = describe_changes(read(person(), person(Löpnummer="2")))
    assert andring.varning is None
    (andring,) = describe_changes(read(person()))
    assert andring.varning.startswith("ENK-JC: 2 rader förra gången, 1 nu.")


def test_the_insatser_are_locked_in_one_order(read, monkeypatch):
    lasta = []

    def remember(insatser):
        lasta.append([insats.kod for insats in insatser])

    monkeypatch.setattr(insatsdata_services, "lock_insatser", remember)
    store_insatsdata(fil=read(person(Insats="HEB-PI"), person()), inlast=INLAST)
    assert lasta == [["ENK-JC", "HEB-PI"]]


def test_describe_changes_is_two_queries(store, read, django_assert_num_queries):
    fil = read(person(), person(Insats="HEB-PI"))
    with django_assert_num_queries(2):
        describe_changes(fil)


def test_describe_andringar_of_kon_and_reason():
    juni = date(2024, 6, 1)
    fore = {(juni, "K", "inskrivna", ""): 2, (juni, "K", "avslutade", "flytt"): 1}
    efter = {
        (juni, "K", "inskrivna", ""): 1,
        (juni, "M", "inskrivna", ""): 1,
        (juni, "K", "avslutade", "sjukdom"): 1,
    }
    assert describe_andringar(fore, efter) == [
        "juni 2024: ändrade uppgifter om kön och kön eller avslutsorsak"
    ]
    assert describe_antal({}) == ""


# Nothing of a row is kept


def test_no_lopnummer_or_birth_year_in_the_database(store):
    store(person(**ARBETE, Löpnummer="LNR-4711", Födelseår=1971), ANONYM)
    innehall = " ".join(
        str(rad)
        for modell in apps.get_models()
        if modell._meta.managed
        for rad in modell._base_manager.values()
    )
    assert "ENK-JC" in innehall
    for hemligt in ("LNR-4711", "L-7002", "1971", "2024-02-10", "2024, 2, 10"):
        assert hemligt not in innehall
