"""The checks on data made by hand."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest

from ekonomi.bokslut.rakning import Kalla
from ekonomi.forbundsbudget.rutnat import Post, build_rutnat
from ekonomi.models import Budgetpost
from ekonomi.saldon import Saldon
from finsam.period import Period
from insatser.models import Forbund, Insats
from rapporter.avstamning import bocker as bockerkontroller
from rapporter.avstamning import bokslut as bokslutskontroller
from rapporter.avstamning import deltagare, forbundsbudget, insatser, rapporter
from rapporter.avstamning.avstamning import KONTROLLER
from rapporter.avstamning.kontroll import (
    Allvar,
    Enhet,
    Grupp,
    Jamforelse,
    KanInteProvas,
    Kontrolltyp,
    Led,
    try_kontroll,
)
from rapporter.avstamning.underlag import Avstamningsunderlag
from rapporter.dokument import Avsnitt, Dokument, Kapitel, Mening, Stycke
from rapporter.models import Avstamningskommentar
from rapporter.tabell import Kolumn, Rad, Slag, Tabell
from tests.rapporter.bokslut.exempel import DRIFT, bokslut, rad, rakning
from uppfoljning.kategorier import Matt

H1 = Period.parse("2024H1")
FORBUND = Forbund(namn="Samordningsförbundet Alfa", organisationsnummer="222100-0009")
PER = date(2024, 8, 15)


def dokument(*block, rapport="pm", **pastaenden):
    sagt = Stycke((Mening("Så är det.", pastaenden),))
    return Dokument(
        rapport,
        H1,
        FORBUND.namn,
        FORBUND.organisationsnummer,
        rapport.capitalize(),
        PER,
        (Kapitel("k", "Kapitel", (Avsnitt((sagt, *block)),)),),
    )


def underlag(*block, **falt):
    egna = {
        "typ": "pm",
        "forbund": FORBUND,
        "period": H1,
        "per": PER,
        "dokument": dokument(*block),
    }
    return Avstamningsunderlag(**egna | falt)


def olika(jamforelser):
    return {j.nyckel: j.differens for j in jamforelser if not j.is_lika}


def kr(etikett, belopp):
    return Led(etikett, None if belopp is None else Decimal(belopp))


def typ_of(*jamforelser, fel=None, summeras=False):
    def prova(u):
        if fel:
            raise KanInteProvas(fel)
        return jamforelser

    return Kontrolltyp(
        "balans",
        Grupp.BOKSLUT,
        "Det balanserar",
        "Lika.",
        prova,
        Allvar.VARNING,
        summeras=summeras,
    )


def test_a_check_tells_each_comparison_that_differs_and_otherwise_that_all_hold():
    lika = Jamforelse(kr("Ena", 5), kr("Andra", "5.00"), "A", "insats A")
    skiljer = Jamforelse(kr("Ena", "1000.50"), kr("Andra", 1000), "B", "insats B", "Öre saknas.")
    annan = Jamforelse(kr("En annan", 7), kr("Andra", 7), "D", "insats D")
    saknas = Jamforelse(kr("Ena", None), kr("Andra", 3), "C", "insats C")

    assert [
        (k.nyckel, k.titel, k.utslag, k.ena and k.ena.text, k.differens_text, k.forklaring)
        for kontroller in (
            try_kontroll(typ_of(lika, skiljer, saknas), None),
            try_kontroll(typ_of(lika), None),
            try_kontroll(typ_of(lika, annan, summeras=True), None),
            try_kontroll(typ_of(lika, annan), None),
            try_kontroll(typ_of(fel="ingen bokföring är inläst."), None),
            try_kontroll(typ_of(), None),
        )
        for k in kontroller
    ] == [
        (
            "balans:B",
            "Det balanserar: insats B",
            "varning",
            "1\u00a0000,50\u00a0kr",
            "0,50\u00a0kr",
            "Öre saknas.",
        ),
        ("balans:C", "Det balanserar: insats C", "varning", "–", "−3\u00a0kr", ""),
        ("balans", "Det balanserar", "stämmer", "5\u00a0kr", "0\u00a0kr", ""),
        (
            "balans",
            "Det balanserar",
            "stämmer",
            "12\u00a0kr",
            "0\u00a0kr",
            "2 uppgifter är jämförda och stämmer. Här står de tillsammans.",
        ),
        (
            "balans",
            "Det balanserar",
            "stämmer",
            "5\u00a0kr",
            "0\u00a0kr",
            "2 uppgifter är jämförda och stämmer. En av dem: insats A.",
        ),
        (
            "balans",
            "Det balanserar",
            "kan inte prövas",
            None,
            "–",
            "Kan inte prövas: ingen bokföring är inläst.",
        ),
        (
            "balans",
            "Det balanserar",
            "kan inte prövas",
            None,
            "–",
            "Kan inte prövas: det finns inget att jämföra.",
        ),
    ]


def test_words_are_compared_without_a_difference():
    j = Jamforelse(Led("Ena", "saknas", Enhet.TEXT), Led("Andra", "lämnad", Enhet.TEXT))
    assert (j.is_lika, j.differens, j.ena.text) == (False, None, "saknas")


def test_every_check_has_a_key_of_its_own_with_room_for_what_it_is_about():
    nycklar = [typ.nyckel for typ in KONTROLLER]
    assert len(nycklar) == len(set(nycklar))
    # A comment is stored by the key; an insats's kod has at most 20 characters.
    langst = Avstamningskommentar._meta.get_field("kontroll").max_length
    assert len(f"uppgift-saknas:{'K' * 20}-k-{max(Matt, key=len)}") <= langst


TABELL = Tabell(
    "deltagare",
    "Deltagare",
    "Insats",
    (
        Kolumn("pagaende_k", "K", Slag.ANTAL),
        Kolumn("pagaende_m", "M", Slag.ANTAL),
        Kolumn("pagaende_sa", "S:a", Slag.ANTAL),
        Kolumn("dagar_sa", "Dagar", Slag.ANTAL),
        Kolumn("andel", "Andel", Slag.PROCENT),
    ),
    (
        Rad("A", "A", {"pagaende_k": 1, "pagaende_m": 2, "pagaende_sa": 3, "dagar_sa": 100}),
        Rad("B", "B", {"pagaende_k": None, "pagaende_m": None, "pagaende_sa": None}),
        Rad("C", "C", {"pagaende_k": 4, "pagaende_m": 0, "pagaende_sa": 4, "andel": 50}),
    ),
    summa=Rad(
        "summa",
        "Totalt",
        {"pagaende_k": 5, "pagaende_m": 2, "pagaende_sa": 7, "dagar_sa": 80, "andel": 40},
    ),
)


def test_sums_are_recounted_from_the_rows_where_they_can_be():
    assert olika(rapporter.prova_tabellsummor(underlag(TABELL))) == {}
    assert olika(rapporter.prova_konssummor(underlag(TABELL))) == {}

    fel = replace(
        TABELL,
        rader=(
            replace(TABELL.rader[0], varden=TABELL.rader[0].varden | {"pagaende_m": 5}),
            *TABELL.rader[1:],
        ),
    )
    assert olika(rapporter.prova_tabellsummor(underlag(fel))) == {"deltagare-pagaende_m": -3}
    assert olika(rapporter.prova_konssummor(underlag(fel))) == {"deltagare-A-pagaende_sa": 3}


def test_two_reports_of_a_period_say_the_same():
    annan = replace(
        TABELL,
        rader=(replace(TABELL.rader[2], varden=TABELL.rader[2].varden | {"andel": None}),),
    )
    u = underlag(
        typ="delarsrapport",
        dokument=dokument(TABELL, rapport="delarsrapport", avslutade=127, pagaende=7),
        andra=(dokument(annan, avslutade=126, inregistrerade=3),),
    )
    assert olika(rapporter.prova_pastaenden(u)) == {"pm-avslutade": 1}
    assert olika(rapporter.prova_gemensamma_tabeller(u)) == {
        "deltagare-A": None,
        "deltagare-B": None,
        "deltagare-C-andel": 50,
    }
    with pytest.raises(KanInteProvas):
        list(rapporter.prova_pastaenden(underlag()))


def test_the_uppfoljning_is_tried_against_other_sums_than_its_own():
    """Those of the months before the period, and those that the database makes."""

    def cell(matt, kon, fore, i_perioden):
        antal = {"fore_perioden": fore, "i_perioden": i_perioden, "foregaende_ar": 0}
        return antal | {
            "leverans__insats": 1,
            "matt": matt,
            "kategori": "",
            "kon": kon,
            "till_slutet": 3,
        }

    insats = Insats(pk=1, kod="A", namn="Vägen", ort="Staden")
    utfall = SimpleNamespace(ack_utfall=Decimal(300), is_preliminart=False)
    celler = [
        cell(Matt.INSKRIVNA, "K", 2, 0),
        cell(Matt.AVSLUTADE, "K", 0, 1),
        cell(Matt.INSKRIVNA, "M", 1, 1),
    ]

    def prova(prov, rekvirerat, *sums):
        pm = SimpleNamespace(
            statistikinsatser=[insats],
            budgetinsatser=[insats],
            har_leverans={1},
            sums=sums,
            budget=SimpleNamespace(rader={1: utfall}),
        )
        rekvisitioner = {"A": Decimal(rekvirerat)}
        return olika(prov(underlag(TABELL, pm=pm, alla=[insats], rekvisitioner=rekvisitioner)))

    assert prova(deltagare.prova_floden, 300, *celler) == {}
    assert prova(deltagare.prova_floden, 300, *celler[1:], cell(Matt.INSKRIVNA, "K", 3, 0)) == {
        "A-k": -1
    }
    assert prova(insatser.prova_rekvisitioner, 300, *celler) == {}
    assert prova(insatser.prova_rekvisitioner, 290, *celler) == {"A": 10}

    # What is booked on anything else than an insats is named.
    u = underlag(
        pm=SimpleNamespace(budgetinsatser=[]),
        saldon=replace(
            saldon(2024, {}, {}),
            per_projekt={("4010", kod): Decimal(5) for kod in ("ZZ", "YY")},
            projektnamn={"YY": "Ett namn"},
        ),
        kontorader={"4010": "samverkansinsatser"},
    )
    assert [j.rubrik for j in insatser.prova_bokforing(u)] == [
        "projektet ZZ finns inte bland insatserna",
        "projektet YY, Ett namn, finns inte bland insatserna",
    ]


def test_the_quarters_that_are_missing_are_listed():
    insats = Insats(pk=1, kod="A", namn="Vägen")
    saknade = [(insats, kvartal) for kvartal in (1, 2, 3, 4)]
    pm = SimpleNamespace(
        insatser=[insats],
        saknade_rapporter=saknade,
        budgetinsatser=[insats],
        saknade_rekvisitioner=saknade,
        budget=SimpleNamespace(rader={1: SimpleNamespace(budget=1)}),
    )
    for prov in (rapporter.prova_kvartalsrapporter, insatser.prova_saknade_rekvisitioner):
        [jamforelse] = prov(underlag(pm=pm, alla=[insats]))
        assert jamforelse.forklaring == "Kvartal 1, 2, 3 och 4."


def test_a_cost_without_a_verksamhet_says_where_it_is_booked():
    drift = rakning(
        "driftsredovisning",
        DRIFT,
        rad("utan_kostnadsstalle", "Utan", DRIFT, None, -7, None, kalla=Kalla(("5010", "5020"))),
    )
    u = underlag(
        bokslut=bokslut(driftsredovisning=drift),
        saldon=replace(
            saldon(2024, {}, {}),
            per_kostnadsstalle={("5010", kod): Decimal(3) for kod in ("777", "10")},
        ),
        kostnadsstallen={"10"},
    )
    [jamforelse] = bockerkontroller.prova_kostnadsstallen(u)
    assert jamforelse.forklaring.startswith("Gäller konto 5010, 5020 och kostnadsställe 777. ")


def test_the_budget_of_the_resultatrakning_is_that_of_ekonomisk_information():
    def prova(avgifter):
        rutnat = build_rutnat(
            Post(2024, "budget", rad, Decimal(belopp))
            for rad, belopp in (("medlemsavgifter", avgifter), ("forvaltning", 2300001))
        )
        return olika(
            forbundsbudget.prova_budgetkolumner(underlag(bokslut=bokslut(), rutnat=rutnat))
        )

    assert prova(2000001) == {}
    assert prova(1999999) == {"budget-medlemsavgifter": 2, "budget-arets_resultat": 2}


def test_the_budget_has_what_was_granted_or_what_it_has_become():
    insats = Insats(pk=7, kod="A", ort="Alfa", kortnamn="Jobb")
    poster = [
        Budgetpost(insats=insats, ar=2024, post=post, belopp=Decimal(belopp), beslutsdatum=H1.start)
        for post, belopp in (("beviljad", 1000400), ("tillagg", 200000))
    ]

    def prova(i_budgeten, *prognos):
        rutnat = build_rutnat(
            Post(2024, version, "insats", Decimal(belopp), insats.pk)
            for version, belopp in (("budget", i_budgeten), *(("prognos", p) for p in prognos))
        )
        u = underlag(alla=[insats], rutnat=rutnat, budgetposter_for_rutnat=poster)
        return [
            olika(prova_(u))
            for prova_ in (forbundsbudget.prova_insatsrader, forbundsbudget.prova_justerad_budget)
        ]

    # What was decided in whole tkr may differ by the rounding, and the exact amount is shown.
    assert prova(1000000) == [{}, {"A": -200400}]
    assert prova(1000000, 1200000) == [{}, {}]
    assert prova(1200000) == [{}, {}]
    assert prova(1200400) == [{}, {}]
    assert prova(1100000, 1200400) == [{"A": 99600}, {}]
    # Without a change too, the prognos has the insats's budget.
    del poster[1]
    assert prova(1000000, 1000000) == [{}, {}]
    assert prova(1000000, 1001000) == [{}, {"A": 600}]


def test_notes_sum_to_their_lines():
    egen = bokslut()
    u = underlag(bokslut=egen, saldon=egen.saldon)
    assert olika(bokslutskontroller.prova_noter(u)) == {}

    loner = egen.noter[1]
    rad = loner.rakning.rader[0]
    andrad = replace(
        loner,
        rakning=replace(
            loner.rakning,
            rader=(replace(rad, belopp=rad.belopp | {"utfall": Decimal(-1250000)}),),
        ),
    )
    u = underlag(bokslut=bokslut(noter=(egen.noter[0], andrad)), saldon=egen.saldon)
    # The öre that the note lacks.
    assert olika(bokslutskontroller.prova_noter(u)) == {"12-utfall": Decimal("0.25")}


def test_without_books_the_bokslut_cannot_be_tried():
    u = underlag(bokslut=bokslut(saldon=None))
    with pytest.raises(KanInteProvas, match="ingen bokföring är inläst som når till 2024-06-30"):
        list(bokslutskontroller.prova_balans(u))


def saldon(ar, ingaende, rorelse):
    def of(belopp):
        return {konto: Decimal(b) for konto, b in belopp.items()}

    return Saldon(date(ar, 1, 1), date(ar, 12, 31), of(ingaende), of(rorelse))


def test_the_year_opens_with_what_the_last_one_closed_with():
    kontorader = {
        "1920": "kassa_bank",
        "2010": "balanserat_resultat",
        "2069": "arets_resultat",
        "3010": "medlemsavgifter",
    }
    fore = saldon(2023, {"1920": 100, "2010": -100}, {"1920": 40, "3010": -40})

    def prova(ingaende, fore=fore):
        u = underlag(
            saldon=saldon(2024, ingaende, {"1920": 5, "3010": -5}),
            saldon_foregaende_slut=fore,
            kontorader=kontorader,
        )
        return olika(bockerkontroller.prova_ingaende_balans(u))

    # The result of 2023 has become equity: on an account of its own, or on the balanced one.
    assert prova({"1920": 140, "2010": -100, "2069": -40}) == {}
    assert prova({"1920": 140, "2010": -140}) == {}
    assert prova({"1920": 139, "2010": -140}) == {"1920": -1}
    assert prova({"1920": 140, "2010": -141}) == {"eget-kapital": 1}
    # Nothing to compare with, but a year does not begin without a balance, were it 0.
    assert prova({}, fore=None) == {"saknas": 1}
    with pytest.raises(KanInteProvas):
        prova({"1920": 0}, fore=None)


def test_the_files_own_balances_and_accounts_without_a_line():
    bocker = replace(
        saldon(2024, {"1920": 100, "6999": 0}, {"1920": 5}),
        utgaende_i_filen={"1920": Decimal(106), "6999": Decimal(0)},
    )
    u = underlag(saldon=bocker)
    assert olika(bockerkontroller.prova_filens_saldon(u)) == {"1920": 1}
    assert olika(bockerkontroller.prova_kontoplan(u)) == {"1920": 105}
    u = underlag(saldon=bocker, kontorader={"1920": "kassa_bank"})
    assert olika(bockerkontroller.prova_kontoplan(u)) == {}
