"""Sentences and cells on the styrgrupper's answers and avvikelser, used by several chapters."""

from collections.abc import Collection, Mapping

from finsam.svenska import capitalize, count_noun, format_datum, format_kronor
from insatser.models import Insats
from rapporter.dokument import Mening, Stycke
from rapporter.meningar import (
    as_sentence,
    make_unique,
    mening,
    name_insatser,
    some_insatser,
    stycke,
    with_names,
)
from rapporter.pm.pmunderlag import Pmunderlag
from rapporter.tabell import Farg, Status, Varde
from uppfoljning.fragor import FRAGA, Svar
from uppfoljning.models import Avvikelse

FARG: Mapping[Svar | None, Farg] = {
    Svar.JA: Farg.GRON,
    Svar.I_STORT_SETT: Farg.GUL,
    Svar.DELVIS: Farg.GUL,
    Svar.NEJ: Farg.ROD,
    Svar.EJ_AKTUELLT: Farg.INGEN,
    None: Farg.INGEN,
}

# Each question's heading, and what a ja says after ”I nio av elva insatser har …”.
_FRAGOR = {
    "styrgruppsmote": ("Styrgruppsmöten", "styrgruppen träffats som överenskommet"),
    "ordinarie_representation": (
        "Ordinarie representation",
        "alla ordinarie representanter deltagit i samtliga möten",
    ),
    "uppfoljning": ("Uppföljning", "uppföljningen skett som överenskommet"),
    "kontroll_metod": (
        "Kontroll av metod",
        "styrgruppen kontrollerat att metoden är den som ansökan gällde",
    ),
    "kontroll_malgrupp": (
        "Kontroll av målgrupp",
        "styrgruppen kontrollerat att målgruppen är den som ansökan gällde",
    ),
    "jamstalldhet": ("Jämställdhet", "styrgruppen talat om jämlikhet och jämställdhet"),
    "implementering": (
        "Implementering",
        "styrgruppen talat om hur arbetet kan leva vidare efter finansieringen",
    ),
    "vakans_forbundsmedel": (
        "Vakanser som förbundet betalar",
        "någon tjänst som förbundet betalar varit vakant",
    ),
    "vakans_egenfinansierad": (
        "Vakanser som parterna betalar",
        "någon tjänst som parterna själva betalar varit vakant",
    ),
}
_UNDANTAG = {
    Svar.DELVIS: "Svaret är delvis för",
    Svar.NEJ: "Svaret är nej för",
    Svar.EJ_AKTUELLT: "Frågan är inte aktuell för",
    None: "Svar saknas för",
}


def show_svar(svar: Svar | None) -> Status | None:
    return None if svar is None else Status(svar.label, FARG[svar])


def show_obs(svar: Svar | None) -> Status | None:
    """The word of a question where ja calls for attention and nej is as it should be."""
    if svar is None:
        return None
    return Status(svar.label, Farg.GUL if svar is Svar.JA else Farg.INGEN)


def build_avvikelserad(u: Pmunderlag, typer: Collection[str]) -> Mapping[int, Svar]:
    """Per insats: ja when an avvikelse of the typer came in in the period, otherwise nej."""
    med = {a.insats_id for a in u.avvikelser if a.typ in typer}
    return {i.pk: Svar.JA if i.pk in med else Svar.NEJ for i in u.insatser}


def tell_utan_svar(u: Pmunderlag, nycklar: Collection[str]) -> Stycke:
    """The insatser that have answered none of the questions, told once for them all."""
    utan = _without_answers(u, nycklar)
    avslutade = [i for i in utan if u.has_ended(i)]
    saknas = [i for i in utan if not u.has_ended(i)]
    return stycke(
        mening(f"Svar på frågorna i det här avsnittet saknas för {name_insatser(saknas)}.")
        if saknas
        else None,
        mening(
            f"{name_insatser(avslutade)} har avslutats och har inga svar på frågorna i det här "
            "avsnittet."
        )
        if avslutade
        else None,
    )


def _without_answers(u: Pmunderlag, nycklar: Collection[str]) -> list[Insats]:
    """Those whose every answer is missing, or ej aktuellt as they have ended."""

    def is_missing(insats: Insats, svar: Svar | None) -> bool:
        return svar is None or (svar is Svar.EJ_AKTUELLT and u.has_ended(insats))

    return [
        i for i in u.insatser if all(is_missing(i, u.svar[i.pk].svar[nyckel]) for nyckel in nycklar)
    ]


def tell_fragor(u: Pmunderlag, nycklar: Collection[str]) -> tuple[Stycke, ...]:
    """A paragraph on each question: how many answered ja, and by name those that stand out."""
    utan = _without_answers(u, nycklar)
    insatser = [i for i in u.insatser if i not in utan]
    return tuple(_tell_fraga(u, nyckel, insatser) for nyckel in nycklar)


def _tell_fraga(u: Pmunderlag, nyckel: str, insatser: Collection[Insats]) -> Stycke:
    fraga, (rubrik, ja_text) = FRAGA[nyckel], _FRAGOR[nyckel]
    by_svar: dict[Svar | None, list[Insats]] = {
        svar: [i for i in insatser if u.svar[i.pk].svar[nyckel] is svar] for svar in (*Svar, None)
    }
    ja, nej, delvis = by_svar[Svar.JA], by_svar[Svar.NEJ], by_svar[Svar.DELVIS]
    svarat = len(ja) + len(nej) + len(delvis)
    pastaenden = {f"{nyckel}_ja": len(ja) if svarat else None, f"{nyckel}_svar": svarat}
    if not svarat:
        meningar = [Mening("", pastaenden)]
    else:
        saknas = any(u.svar[i.pk].svar[nyckel] is None for i in u.insatser)
        som = " som har svarat" if saknas else ""
        text = f"I {some_insatser(len(ja), svarat)}{som} har {ja_text}"
        if fraga.samst is Svar.JA and 0 < len(ja) < svarat:
            text += with_names(ja)
        meningar = [mening(f"{text}.", pastaenden)]
    undantag = [Svar.EJ_AKTUELLT, None]
    if fraga.samst is Svar.NEJ and (ja or delvis):
        undantag = [Svar.DELVIS, Svar.NEJ, *undantag]
    for svar in undantag:
        if by_svar[svar]:
            meningar.append(
                mening(
                    f"{_UNDANTAG[svar]} {name_insatser(by_svar[svar])}.",
                    {f"{nyckel}_{svar or 'saknas'}": len(by_svar[svar])},
                )
            )
    return stycke(*meningar, rubrik=rubrik)


def tell_avvikelser(
    u: Pmunderlag, typer: Collection[str], nyckel: str, vilka: str
) -> tuple[Stycke, ...]:
    """How many avvikelser of the typer came in, and one sentence on each."""
    inkomna = [a for a in u.avvikelser if a.typ in typer]
    pastaenden = {f"antal_avvikelser_{nyckel}": len(inkomna)}
    if not inkomna:
        return (stycke(mening(f"Ingen avvikelse {vilka} har kommit in.", pastaenden)),)
    insatser = {i.pk: i for i in u.insatser}
    antal = count_noun(len(inkomna), "avvikelse", "avvikelser")
    nycklar = make_unique(
        f"avvikelse_{insatser[a.insats_id].kod}_{a.typ}_{a.inkommen}" for a in inkomna
    )
    return (
        stycke(
            mening(f"{antal} {vilka} har kommit in.", pastaenden),
            *(
                _tell_avvikelse(insatser[a.insats_id], a, nyckel)
                for a, nyckel in zip(inkomna, nycklar, strict=True)
            ),
        ),
    )


def _tell_avvikelse(insats: Insats, avvikelse: Avvikelse, nyckel: str) -> Mening:
    pastaenden: dict[str, Varde] = {}
    text = f"{insats.textbenamning}, {format_datum(avvikelse.inkommen)}"
    if avvikelse.belopp is not None:
        text += f", {format_kronor(avvikelse.belopp)}"
        pastaenden[nyckel] = avvikelse.belopp
    if avvikelse.fran_ar and avvikelse.till_ar and avvikelse.fran_ar != avvikelse.till_ar:
        text += f" från {avvikelse.fran_ar} till {avvikelse.till_ar}"
    if avvikelse.beskrivning:
        text += f": {as_sentence(avvikelse.beskrivning)} "
    else:
        text += ". "
    if avvikelse.beslut:
        beslut = avvikelse.get_beslut_display()
        text += f"{capitalize(beslut)} {format_datum(avvikelse.beslutsdatum)}."
    else:
        text += "Inte beslutad."
    return mening(text, pastaenden)
