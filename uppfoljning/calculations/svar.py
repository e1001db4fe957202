"""From the quarters' answers to the period's (domain.md 2, ”From quarters to the half-year”)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from uppfoljning.fragor import BEDOMDA, FRAGOR, Fraga, Svar


@dataclass(frozen=True)
class Periodsvar:
    """One insats's answers for a period.

    `svar` holds what the report shows per question key, the bedömning laid over the rule;
    `enligt_regeln` what the quarters alone give. None: no answer.
    """

    svar: Mapping[str, Svar | None]
    enligt_regeln: Mapping[str, Svar | None]
    motivering: str = ""

    @property
    def is_andrat_av_kansliet(self) -> bool:
        return self.svar != self.enligt_regeln


def answer_for_period(fraga: Fraga, svar: Sequence[str], *, has_ended: bool) -> Svar | None:
    """The period's answer to one question, from the quarters' answers in order ("" for none).

    Without any answer it is ej aktuellt for an insats that has ended, otherwise None.
    """
    givna = [Svar(s) for s in svar if s]
    if givna:
        return fraga.regel(givna)
    return Svar.EJ_AKTUELLT if has_ended else None


def build_periodsvar(
    kvartal: Sequence[Mapping[str, str]],
    bedomning: Mapping[str, str] | None,
    *,
    has_ended: bool,
) -> Periodsvar:
    """The answers of one insats.

    kvartal: the godkända reports' answers per question key, in quarter order.
    bedomning: the kansli's i_fas, prognos ("" where it has none) and motivering, if any.
    """
    enligt_regeln = {
        fraga.nyckel: answer_for_period(
            fraga, [svar[fraga.nyckel] for svar in kvartal], has_ended=has_ended
        )
        for fraga in FRAGOR
    }
    if bedomning is None:
        return Periodsvar(enligt_regeln, enligt_regeln)
    egna = {nyckel: Svar(bedomning[nyckel]) for nyckel in BEDOMDA if bedomning[nyckel]}
    return Periodsvar(enligt_regeln | egna, enligt_regeln, bedomning["motivering"])
