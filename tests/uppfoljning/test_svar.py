import pytest

from uppfoljning.calculations.svar import answer_for_period, build_periodsvar
from uppfoljning.fragor import FRAGA, FRAGOR, Svar

TOMT = {fraga.nyckel: "" for fraga in FRAGOR}


@pytest.mark.parametrize(
    ("nyckel", "kvartal", "svar"),
    [
        ("styrgruppsmote", ["ja", "ja"], Svar.JA),
        ("styrgruppsmote", ["ja", "nej"], Svar.NEJ),
        ("styrgruppsmote", ["", "ja"], Svar.JA),
        ("vakans_forbundsmedel", ["ja", "nej"], Svar.JA),
        ("uppfoljning", ["nej", "ja"], Svar.DELVIS),
        ("uppfoljning", ["nej", "nej"], Svar.NEJ),
        ("kontroll_metod", ["ej_aktuellt", "ja"], Svar.JA),
        ("kontroll_metod", ["ej_aktuellt", "ej_aktuellt"], Svar.EJ_AKTUELLT),
        ("kontroll_metod", ["ja", "ej_aktuellt", "nej", "ja"], Svar.NEJ),
        ("i_fas", ["nej", "delvis"], Svar.DELVIS),
        ("i_fas", ["i_stort_sett", ""], Svar.I_STORT_SETT),
        ("prognos", ["nej", "ja"], Svar.JA),
    ],
)
def test_rule_from_quarters_to_period(nyckel, kvartal, svar):
    assert answer_for_period(FRAGA[nyckel], kvartal, has_ended=False) is svar


def test_no_answer_is_ej_aktuellt_only_for_an_ended_insats():
    assert answer_for_period(FRAGA["i_fas"], ["", ""], has_ended=False) is None
    assert answer_for_period(FRAGA["i_fas"], [], has_ended=True) is Svar.EJ_AKTUELLT


def test_bedomning_lies_over_the_rule_and_both_are_kept():
    svar = build_periodsvar(
        [TOMT | {"i_fas": "ja", "prognos": "ja"}],
        {"i_fas": "delvis", "prognos": "", "motivering": "En part saknas"},
        has_ended=False,
    )
    assert (svar.svar["i_fas"], svar.svar["prognos"]) == (Svar.DELVIS, Svar.JA)
    assert svar.enligt_regeln["i_fas"] is Svar.JA
    assert svar.is_andrat_av_kansliet


def test_a_bedomning_that_agrees_changes_nothing():
    svar = build_periodsvar(
        [TOMT | {"i_fas": "ja"}],
        {"i_fas": "ja", "prognos": "", "motivering": ""},
        has_ended=False,
    )
    assert not svar.is_andrat_av_kansliet
