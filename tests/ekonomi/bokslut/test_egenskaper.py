"""Laws of the statements: for any balanced books, and any kontoplan, mapped or not."""

from datetime import date
from decimal import Decimal

from hypothesis import example, given
from hypothesis import strategies as st

from ekonomi.bokslut.balansrakning import build_balansrakning
from ekonomi.bokslut.driftsredovisning import build_driftsredovisning
from ekonomi.bokslut.kassaflode import build_kassaflode
from ekonomi.bokslut.medlemsavgifter import build_medlemsavgifter
from ekonomi.bokslut.noter import build_noter
from ekonomi.bokslut.oversikt import build_ekonomisk_oversikt
from ekonomi.bokslut.rader import Konto, build_radbok
from ekonomi.bokslut.rakning import Rakning
from ekonomi.bokslut.resultatrakning import build_resultatrakning
from ekonomi.bokslut.verksamheter import Insatsrad, split_verksamheter
from ekonomi.calculations import Insatstid
from ekonomi.forbundsbudget.rutnat import Post, build_rutnat
from ekonomi.models import RADER, Forbundsbudgetrad, Rapport
from finsam.period import Period
from tests.ekonomi.bokslut.bocker import Trans, make_saldon

H1 = Period.parse("2024H1")
KONTON = ("1010", "1510", "1930", "2010", "2019", "2440", "3000", "4000", "5000", "7000", "8999")
KOSTNADSSTALLEN = {"10": "fortroendevalda", "41": "ekonom_projektstod"}
INSATSER = [
    Insatsrad(1, "A", "Vägen", "individ", Insatstid(date(2024, 3, 1), date(2024, 8, 31))),
    Insatsrad(2, "B", "Bron", "struktur", Insatstid(date(2022, 1, 1), date(2026, 1, 31))),
]

belopp = st.integers(-(10**9), 10**9).map(lambda oren: Decimal(oren) / 100)
konto = st.sampled_from(KONTON)
# A line in either statement, or none.
rad = st.sampled_from([(rapport, rad) for rapport in Rapport for rad in RADER[rapport]])
kontoplaner = st.dictionaries(
    konto,
    st.builds(
        lambda rad, notnr, notrad: Konto("Ett konto", *rad, notnr, notrad),
        rad,
        st.none() | st.integers(1, 4),
        st.sampled_from(["", "Not A", "Not B", "per projekt"]),
    ),
)


@st.composite
def bocker(draw):
    """Balanced books: each opening balance and voucher moves from one account to another."""
    ingaende: dict[str, Decimal] = {}
    for till, fran, kronor in draw(st.lists(st.tuples(konto, konto, belopp), max_size=6)):
        ingaende[till] = ingaende.get(till, Decimal(0)) + kronor
        ingaende[fran] = ingaende.get(fran, Decimal(0)) - kronor
    objekt = st.tuples(st.sampled_from(["", "A", "X"]), st.sampled_from(["", "10", "41", "99"]))
    transaktioner = []
    for till, fran, kronor, egna in draw(
        st.lists(st.tuples(konto, konto, belopp, objekt), max_size=12)
    ):
        transaktioner += [Trans(till, kronor, *egna), Trans(fran, -kronor)]
    return make_saldon(ingaende, transaktioner)


def is_equal(first, second):
    return (first or 0) == (second or 0)


@given(kontoplaner, bocker())
def test_any_balanced_books_give_statements_that_agree(kontoplan, saldon):
    bok = build_radbok(saldon, kontoplan)
    resultat = build_resultatrakning(H1, kontoplan, bok, None, None, None)
    balans = build_balansrakning(H1, kontoplan, bok, None)
    flode = build_kassaflode(H1, bok, None)
    for kolumn in ("utgaende", "ingaende"):
        tillgangar = balans.belopp("summa_tillgangar", kolumn)
        assert tillgangar == balans.belopp("summa_eget_kapital_skulder", kolumn)
    arets = resultat.belopp("arets_resultat", "utfall")
    assert is_equal(balans.belopp("arets_resultat", "utgaende"), arets)
    assert flode.belopp("arets_resultat", "utfall") == arets
    likvida = balans.rad("summa_kassa_bank").belopp
    assert flode.belopp("likvida_ingaende", "utfall") == likvida["ingaende"]
    assert flode.belopp("likvida_utgaende", "utfall") == likvida["utgaende"]
    forandring = likvida["utgaende"] - likvida["ingaende"]
    assert flode.belopp("forandring_likvida", "utfall") == forandring
    assert flode.belopp("arets_kassaflode", "utfall") == forandring


@given(kontoplaner, bocker())
def test_every_note_sums_to_its_line(kontoplan, saldon):
    bok = build_radbok(saldon, kontoplan)
    resultat = build_resultatrakning(H1, kontoplan, bok, None, None, None)
    balans = build_balansrakning(H1, kontoplan, bok, None)
    medlemsavgifter = build_medlemsavgifter(H1, kontoplan, bok, None, [])
    noter = build_noter(H1, kontoplan, bok, None, medlemsavgifter)
    for note in noter:
        is_resultat = note.rad in RADER[Rapport.RESULTATRAKNING]
        rakning, kolumn = (resultat, "utfall") if is_resultat else (balans, "utgaende")
        summa = note.rakning.belopp("summa", "utfall")
        assert is_equal(rakning.belopp(note.rad, kolumn), summa)
        assert _add_rows(note.rakning, "utfall") == summa
        assert rakning.rad(note.rad).notnr == note.nr
    numrerade = {r.nyckel for r in (*resultat.rader, *balans.rader) if r.notnr is not None}
    assert numrerade == {note.rad for note in noter}


def _add_rows(rakning: Rakning, kolumn: str) -> Decimal:
    return sum((r.belopp[kolumn] or 0 for r in rakning.rader if not r.is_summa), Decimal(0))


@given(kontoplaner, bocker())
def test_the_result_by_verksamhet_is_the_result_by_kind_of_cost(kontoplan, saldon):
    bok = build_radbok(saldon, kontoplan)
    verksamheter = split_verksamheter(bok, KOSTNADSSTALLEN)
    drift = build_driftsredovisning(H1, verksamheter, None, INSATSER, {})
    oversikt = build_ekonomisk_oversikt(H1, verksamheter, None, None, None)
    for rakning in (drift, oversikt):
        assert rakning.belopp("arets_resultat", "utfall") == bok.arets_resultat
        assert _add_rows(rakning, "utfall") == bok.arets_resultat


@example({Forbundsbudgetrad.Rad.INGAENDE_OVERSKOTT: Decimal(0)}, {})
@given(
    st.dictionaries(
        st.sampled_from([r for r in Forbundsbudgetrad.Rad if r != "insats"]),
        belopp.map(abs),
    ),
    st.dictionaries(st.sampled_from([1, 2]), belopp.map(abs)),
)
def test_a_budget_has_the_same_result_in_every_statement(rader, insatser):
    poster = [Post(2024, "budget", rad, kronor) for rad, kronor in rader.items()]
    poster += [Post(2024, "budget", "insats", kronor, pk) for pk, kronor in insatser.items()]
    budget = build_rutnat(poster).kolumn(2024, "budget")
    resultat = build_resultatrakning(H1, {}, None, None, None, budget)
    oversikt = build_ekonomisk_oversikt(H1, None, None, None, budget)
    drift = build_driftsredovisning(Period(2024, 1, 4), None, budget, INSATSER, {})
    for rakning in (resultat, oversikt, drift):
        total = rakning.belopp("arets_resultat", "budget")
        # None also of a budget that has neither income nor costs.
        assert total == (budget and budget.resultat)
        if total is not None:
            assert _add_rows(rakning, "budget") == total
