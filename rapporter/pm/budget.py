"""Chapter 6 of the PM: vacancies, avvikelser and what the insatser have used of their budget."""

from collections.abc import Iterable

from ekonomi.calculations import Budgetrad
from finsam.svenska import (
    capitalize,
    count_noun,
    format_kronor,
    format_percent,
    join_och,
)
from insatser.models import Insats
from insatser.ordning import GRUPPER
from rapporter.dokument import Avsnitt, Kapitel, Mening
from rapporter.meningar import mening, name_insatser, name_kvartal, stycke
from rapporter.pm.pmunderlag import Pmunderlag
from rapporter.pm.svar import (
    build_avvikelserad,
    show_obs,
    tell_avvikelser,
    tell_fragor,
    tell_utan_svar,
)
from rapporter.tabell import Kolumn, Rad, Slag, Tabell, Varde
from uppfoljning.models import Avvikelse

VAKANSER = ("vakans_forbundsmedel", "vakans_egenfinansierad")
BUDGETAVVIKELSE = (Avvikelse.Typ.BUDGET,)


def build_budget(u: Pmunderlag) -> Kapitel:
    return Kapitel(
        "budget",
        "Utfall av beviljad budget",
        (
            Avsnitt(
                (
                    tell_utan_svar(u, VAKANSER),
                    *tell_fragor(u, VAKANSER),
                    *tell_avvikelser(u, BUDGETAVVIKELSE, "budget", "som gäller budget"),
                    build_tabell_forutsattningar(u),
                ),
                "Förutsättningar",
                "forutsattningar",
            ),
            Avsnitt(
                (
                    stycke(tell_forbrukning(u), _tell_utan_budget(u), _tell_utan_utfall(u)),
                    stycke(*_tell_flaggor(u)),
                    stycke(_tell_justerat(u), _tell_preliminart(u)),
                    stycke(*_tell_aret(u)),
                    build_tabell_budget(u),
                ),
                "Budget och utfall",
                "utfall_budget",
            ),
        ),
    )


def build_tabell_forutsattningar(u: Pmunderlag) -> Tabell:
    """Tabell förutsättningar: vacancies by the quarters' rule, and whether an avvikelse came in."""
    avvikelser = build_avvikelserad(u, BUDGETAVVIKELSE)
    return Tabell(
        "forutsattningar",
        "Förutsättningar",
        "Insats",
        (
            Kolumn("vakans_forbundsmedel", "Vakans, förbundets medel", Slag.STATUS),
            Kolumn("vakans_egenfinansierad", "Vakans, egen finansiering", Slag.STATUS),
            Kolumn("avvikelse_budget", "Avvikelse från budget", Slag.STATUS),
        ),
        tuple(
            Rad(
                insats.kod,
                insats.kortbenamning,
                {nyckel: show_obs(u.svar[insats.pk].svar[nyckel]) for nyckel in VAKANSER}
                | {"avvikelse_budget": show_obs(avvikelser[insats.pk])},
                insats.typ,
            )
            for insats in u.insatser
        ),
        grupper=GRUPPER,
    )


def build_tabell_budget(u: Pmunderlag) -> Tabell:
    """Tabell budget in kronor; the accumulated year stands beside a second half-year."""
    is_ackumulerad = u.period.sista == 4
    visar_ack = is_ackumulerad and not u.period.is_helar
    visar_beviljad = any(rad.is_justerad for rad in u.budget.rader.values())
    insatser = {i.pk: i for i in u.budgetinsatser}

    def varden(rad: Budgetrad) -> dict[str, Varde]:
        noter = list(rad.noter)
        if rad.is_preliminart:
            noter.append("Preliminärt utfall")
        egna: dict[str, Varde] = {
            "utfall": rad.utfall,
            "budget": rad.budget,
            "budget_beviljad": rad.budget_beviljad,
            "kvot": rad.kvot,
            "kvot_beviljad": rad.kvot_beviljad,
            "not": "; ".join(capitalize(note.strip().rstrip(".")) for note in dict.fromkeys(noter)),
        }
        if is_ackumulerad:
            egna |= {
                "ack_utfall": rad.ack_utfall,
                "ack_budget": rad.ack_budget,
                "ack_kvot": rad.ack_kvot,
                "overfort": rad.overfort,
            }
        return egna

    perioden = "Halvåret" if visar_ack else ""
    kolumner = [
        Kolumn("utfall", "Utfall, kr", Slag.KRONOR, perioden),
        Kolumn("budget", "Budget, kr", Slag.KRONOR, perioden),
        Kolumn("budget_beviljad", "Beviljad, kr", Slag.KRONOR, perioden, is_visad=visar_beviljad),
        Kolumn("kvot", "Kvot", Slag.PROCENT, perioden, is_betonad=True),
        Kolumn("kvot_beviljad", "Kvot, beviljad", Slag.PROCENT, perioden, is_visad=False),
    ]
    if is_ackumulerad:
        kolumner += [
            Kolumn("ack_utfall", "Utfall, kr", Slag.KRONOR, "Hela året", is_visad=visar_ack),
            Kolumn("ack_budget", "Budget, kr", Slag.KRONOR, "Hela året", is_visad=visar_ack),
            Kolumn("ack_kvot", "Kvot", Slag.PROCENT, "Hela året", True, is_visad=visar_ack),
            Kolumn("overfort", "Förs över, kr", Slag.KRONOR),
        ]
    kolumner.append(Kolumn("not", "Not", Slag.TEXT))
    return Tabell(
        "budget",
        f"Utfall och budget {u.period.namn_manader}",
        "Insats",
        tuple(kolumner),
        tuple(
            Rad(insatser[id_].kod, insatser[id_].kortbenamning, varden(rad), insatser[id_].typ)
            for id_, rad in u.budget.rader.items()
        ),
        grupper=GRUPPER,
        summa=Rad("summa", "Totalt", varden(u.budget.summa)) if u.budget.rader else None,
        noter=(
            "Utfallet är attesterade rekvisitioner. Budgeten är årets beviljade belopp med "
            f"ändringar beslutade till och med {u.period.sista_dag}, jämnt fördelat över de "
            "månader som insatsen pågår under året. Kvoten är utfallet delat med budgeten.",
            *_note_tidigare(u),
        ),
        is_liggande=visar_ack,
    )


def _note_tidigare(u: Pmunderlag) -> tuple[str, ...]:
    tidigare = [i for i in u.budgetinsatser if i not in u.insatser]
    if not tidigare:
        return ()
    return (
        f"{name_insatser(tidigare)} pågick inte {u.period.namn_manader} men har budget eller "
        "utfall under året.",
    )


def _insatser(u: Pmunderlag, ids: Iterable[int]) -> list[Insats]:
    wanted = set(ids)
    return [i for i in u.budgetinsatser if i.pk in wanted]


def tell_forbrukning(u: Pmunderlag) -> Mening:
    """What the insatser used of the period's budget; the kvot is of the exact totals."""
    summa = u.budget.summa
    pastaenden = {
        "utfall_totalt": summa.utfall,
        "budget_totalt": summa.budget,
        "outnyttjade_medel": summa.outnyttjat,
        "forbrukningskvot_totalt": summa.kvot,
    }
    vilka = "Insatsen" if len(u.budget.rader) == 1 else "Insatserna"
    if summa.utfall is None:
        return mening("Det finns inga attesterade rekvisitioner för perioden.", pastaenden)
    if summa.outnyttjat is None:
        return mening(
            f"{vilka} har använt {format_kronor(summa.utfall)}. Ingen budget är beslutad.",
            pastaenden,
        )
    text = (
        f"{vilka} har använt {format_kronor(summa.utfall)} av en budget på "
        f"{format_kronor(summa.budget)} för perioden"
    )
    if summa.kvot is not None:
        text += f", det vill säga {format_percent(summa.kvot)}"
    if summa.outnyttjat > 0:
        text += f". {format_kronor(summa.outnyttjat)} är outnyttjade"
    elif summa.outnyttjat < 0:
        text += f". Det är {format_kronor(-summa.outnyttjat)} mer än budgeten"
    return mening(f"{text}.", pastaenden)


def _tell_utan_budget(u: Pmunderlag) -> Mening | None:
    utan = _insatser(
        u,
        (
            id_
            for id_, rad in u.budget.rader.items()
            if rad.utfall is not None and rad.budget is None
        ),
    )
    if not utan:
        return None
    return mening(
        f"{name_insatser(utan)} har utfall men ingen budget som gäller perioden, och får därför "
        "ingen kvot."
    )


def _tell_utan_utfall(u: Pmunderlag) -> Mening | None:
    saknade = u.saknade_rekvisitioner
    if not saknade:
        return None
    pastaenden = {"antal_saknade_rekvisitioner": len(saknade)}
    if u.budget.summa.utfall is None:
        return Mening("", pastaenden)
    return mening(f"Attesterade rekvisitioner saknas: {name_kvartal(saknade)}.", pastaenden)


def _tell_flaggor(u: Pmunderlag) -> list[Mening]:
    undre, ovre = u.forbund.kvot_undre, u.forbund.kvot_ovre
    under, over = u.budget.outside_limits(undre, ovre)
    meningar = []
    for nyckel, ord_, ids, grans in (
        ("undre_grans", "lägre", under, undre),
        ("ovre_grans", "högre", over, ovre),
    ):
        if ids:
            vilka = join_och(
                f"{i.textbenamning} {format_percent(u.budget.rader[i.pk].kvot)}"
                for i in _insatser(u, ids)
            )
            meningar.append(
                mening(
                    f"Kvoten är {ord_} än {format_percent(grans)} för "
                    f"{count_noun(len(ids), 'insats', 'insatser')}: {vilka}.",
                    {
                        f"antal_kvot_{nyckel}": len(ids),
                        f"kvot_{nyckel}": grans,
                        **{f"kvot_{i.kod}": u.budget.rader[i.pk].kvot for i in _insatser(u, ids)},
                    },
                )
            )
    if not meningar and any(rad.kvot is not None for rad in u.budget.rader.values()):
        meningar.append(
            mening(
                f"Ingen insats har en kvot under {format_percent(undre)} eller över "
                f"{format_percent(ovre)}.",
                {"kvot_undre_grans": undre, "kvot_ovre_grans": ovre},
            )
        )
    return meningar


def _tell_justerat(u: Pmunderlag) -> Mening | None:
    andrade = [i for i in u.budgetinsatser if u.budget.rader[i.pk].is_justerad]
    if not andrade:
        return None
    vilka = join_och(
        f"{i.textbenamning}, {_kronor(u.budget.rader[i.pk].budget)} mot beviljade "
        f"{_kronor(u.budget.rader[i.pk].budget_beviljad)}"
        for i in andrade
    )
    return mening(f"Budgeten är ändrad genom senare beslut för {vilka}.")


def _kronor(belopp) -> str:
    return "inget belopp" if belopp is None else format_kronor(belopp)


def _tell_preliminart(u: Pmunderlag) -> Mening | None:
    preliminara = _insatser(u, (id_ for id_, rad in u.budget.rader.items() if rad.is_preliminart))
    if not preliminara:
        return None
    return mening(f"Utfallet är preliminärt för {name_insatser(preliminara)}.")


def _tell_aret(u: Pmunderlag) -> list[Mening]:
    """For the second half-year the accumulated year, and for both what is carried over."""
    if u.period.sista != 4:
        return []
    summa, meningar = u.budget.summa, []
    if not u.period.is_helar and summa.ack_kvot is not None:
        meningar.append(
            mening(
                f"För hela året är utfallet {format_kronor(summa.ack_utfall)} av "
                f"{format_kronor(summa.ack_budget)}, det vill säga "
                f"{format_percent(summa.ack_kvot)}.",
                {
                    "ack_utfall_totalt": summa.ack_utfall,
                    "ack_budget_totalt": summa.ack_budget,
                    "ack_kvot_totalt": summa.ack_kvot,
                },
            )
        )
    if summa.overfort:
        meningar.append(
            mening(
                f"{format_kronor(summa.overfort)} förs över till {u.period.ar + 1}.",
                {"overfort_totalt": summa.overfort},
            )
        )
    return meningar
