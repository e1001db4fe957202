"""Chapter 4 of the PM: how the insatser stand towards their mål."""

from finsam.svenska import capitalize, count_noun, join_och
from insatser.models import Insats, Mal
from insatser.ordning import GRUPPER
from rapporter.dokument import Avsnitt, Block, Kapitel, Mening, Stycke
from rapporter.meningar import as_sentence, mening, name_insatser, some_insatser, stycke, with_names
from rapporter.pm.pmunderlag import Pmunderlag
from rapporter.pm.svar import FARG, show_svar
from rapporter.tabell import Farg, Kolumn, Rad, Slag, Tabell
from uppfoljning.calculations.svar import Periodsvar
from uppfoljning.fragor import FRAGA, Svar
from uppfoljning.models import Maluppfoljning

_I_FAS = {
    Svar.JA: "är i fas med sina mål",
    Svar.I_STORT_SETT: "är i stort sett i fas med sina mål",
    Svar.DELVIS: "är delvis i fas med sina mål",
    Svar.NEJ: "är inte i fas med sina mål",
}
_EJ_I_FAS = (Svar.I_STORT_SETT, Svar.DELVIS, Svar.NEJ)
_MALFARG = {
    Maluppfoljning.Status.GUL: "gult",
    Maluppfoljning.Status.ROD: "rött",
}


def build_mal(u: Pmunderlag) -> Kapitel:
    return Kapitel(
        "resultat",
        "Resultat av mål",
        (Avsnitt(build_nulage_block(u)), *_build_forklaringar(u)),
    )


def build_nulage_block(u: Pmunderlag) -> tuple[Block, ...]:
    """How many insatser are in phase with their mål and will reach them, and each one's word."""
    return (
        stycke(tell_i_fas(u), *_tell_ej_i_fas(u)),
        stycke(*_tell_prognos(u)),
        build_tabell_nulage(u),
    )


def build_tabell_nulage(u: Pmunderlag) -> Tabell:
    """Tabell nuläge mål: the period's answers, the kansli's bedömning laid over the rule."""
    rader = []
    for insats in u.insatser:
        svar = u.svar[insats.pk].svar
        farg = FARG[svar["i_fas"]]
        rader.append(
            Rad(
                insats.kod,
                insats.benamning,
                {
                    "i_fas": show_svar(svar["i_fas"]),
                    "prognos": show_svar(svar["prognos"]),
                    "farg": None if farg is Farg.INGEN else farg.value,
                },
                insats.typ,
            )
        )
    return Tabell(
        "nulage_mal",
        "Nuläge för målen",
        "Insats",
        (
            Kolumn("i_fas", "I fas med målen", Slag.STATUS),
            Kolumn("prognos", "Målen nås, prognos", Slag.STATUS),
            Kolumn("farg", "Färg", Slag.TEXT, is_visad=False),
        ),
        tuple(rader),
        grupper=GRUPPER,
    )


def _with_svar(u: Pmunderlag, nyckel: str, *svar: Svar | None) -> list[Insats]:
    return [i for i in u.insatser if u.svar[i.pk].svar[nyckel] in svar]


def tell_i_fas(u: Pmunderlag) -> Mening:
    """”Åtta av tolv insatser är i fas med sina mål.”"""
    ja = _with_svar(u, "i_fas", Svar.JA)
    svarat = _with_svar(u, "i_fas", *_I_FAS)
    pastaenden = {"antal_i_fas": len(ja) if svarat else None}
    if not svarat:
        return Mening("", pastaenden)
    return mening(
        f"{some_insatser(len(ja), len(svarat))}{_som_har_svarat(u, svarat)} {_I_FAS[Svar.JA]}.",
        pastaenden | {"antal_med_svar_i_fas": len(svarat)},
    )


def _som_har_svarat(u: Pmunderlag, svarat: list[Insats]) -> str:
    return " som har svarat" if len(svarat) < len(u.insatser) else ""


def _tell_ej_i_fas(u: Pmunderlag) -> list[Mening]:
    meningar = []
    for svar in _EJ_I_FAS:
        insatser = _with_svar(u, "i_fas", svar)
        if insatser:
            meningar.append(
                mening(
                    f"{count_noun(len(insatser), 'insats', 'insatser')} {_I_FAS[svar]}"
                    f"{with_names(insatser)}.",
                    {f"antal_i_fas_{svar}": len(insatser)},
                )
            )
    avslutade = _with_svar(u, "i_fas", Svar.EJ_AKTUELLT)
    if avslutade:
        meningar.append(
            mening(
                f"{count_noun(len(avslutade), 'insats', 'insatser')} har avslutats utan att ha "
                f"svarat{with_names(avslutade)}.",
                {"antal_i_fas_ej_aktuellt": len(avslutade)},
            )
        )
    saknas = _with_svar(u, "i_fas", None)
    if saknas:
        meningar.append(
            mening(
                f"Uppgift saknas för {name_insatser(saknas)}.",
                {"antal_utan_svar_i_fas": len(saknas)},
            )
        )
    return meningar


def _tell_prognos(u: Pmunderlag) -> list[Mening]:
    nas = _with_svar(u, "prognos", Svar.JA)
    nas_inte = _with_svar(u, "prognos", Svar.NEJ)
    svarat = len(nas) + len(nas_inte)
    if not svarat:
        return []
    som = " med prognos" if svarat < len(u.insatser) else ""
    meningar = [
        mening(
            f"{some_insatser(len(nas), svarat)}{som} väntas nå sina mål under insatsens tid.",
            {"antal_prognos_ja": len(nas), "antal_med_prognos": svarat},
        )
    ]
    if nas and nas_inte:
        meningar.append(
            mening(
                f"Prognosen är nej för {name_insatser(nas_inte)}.",
                {"antal_prognos_nej": len(nas_inte)},
            )
        )
    return meningar


def _build_forklaringar(u: Pmunderlag) -> tuple[Avsnitt, ...]:
    stycken = tuple(
        forklaring for insats in u.insatser if (forklaring := _explain(u, insats)) is not None
    )
    if not stycken:
        return ()
    return (Avsnitt(stycken, "Insatser och mål att följa", "ej_grona"),)


def _explain(u: Pmunderlag, insats: Insats) -> Stycke | None:
    """Why an insats is not green: which mål, its target and outcome, and the words on it."""
    periodsvar = u.svar[insats.pk]
    i_fas, prognos = periodsvar.svar["i_fas"], periodsvar.svar["prognos"]
    ej_grona = [m for m in u.maluppfoljningar.get(insats.pk, ()) if m.status in _MALFARG]
    if i_fas not in _EJ_I_FAS and prognos is not Svar.NEJ and not ej_grona:
        return None
    meningar = [_tell_lage(i_fas, prognos)]
    meningar += [_tell_mal(insats, uppfoljning) for uppfoljning in ej_grona]
    if not ej_grona:
        meningar.append(mening("Styrgruppen har inte angett vilket mål det gäller."))
    if periodsvar.is_andrat_av_kansliet and periodsvar.motivering:
        meningar.append(_tell_bedomning(periodsvar))
    if kommentarer := u.kommentarer[insats.pk]:
        text = " ".join(map(as_sentence, kommentarer))
        meningar.append(mening(f"Styrgruppens kommentar: {text}"))
    farg = Farg.INGEN if i_fas is Svar.JA else FARG[i_fas]
    return Stycke(tuple(m for m in meningar if m), insats.kortbenamning, farg)


def _tell_bedomning(periodsvar: Periodsvar) -> Mening:
    """Why the kansli sees it in another way than the kvartalsrapporter, and what those say."""
    enligt = periodsvar.enligt_regeln
    svar = join_och(
        f"{FRAGA[nyckel].rubrik} {enligt[nyckel].label if enligt[nyckel] else 'utan svar'}"
        for nyckel in ("i_fas", "prognos")
    )
    return mening(
        f"Kansliets bedömning: {as_sentence(periodsvar.motivering)} Kvartalsrapporterna ger {svar}."
    )


def _tell_lage(i_fas: Svar | None, prognos: Svar | None) -> Mening | None:
    lage = _I_FAS.get(i_fas)
    vantas = {Svar.JA: "väntas nå dem", Svar.NEJ: "väntas inte nå dem alla"}.get(prognos)
    if lage and vantas:
        is_ljus = i_fas in (Svar.JA, Svar.I_STORT_SETT)
        bindeord = "och" if is_ljus == (prognos is Svar.JA) else "men"
        return mening(f"Insatsen {lage} {bindeord} {vantas} under insatsens tid.")
    if lage:
        return mening(f"Insatsen {lage}.")
    if prognos is Svar.NEJ:
        return mening("Insatsen väntas inte nå alla sina mål under insatsens tid.")
    return None


def _tell_mal(insats: Insats, uppfoljning: Maluppfoljning) -> Mening:
    mal = uppfoljning.mal
    nyckel = f"mal_{insats.kod}_{mal.nr}"
    text = f"Mål {mal.nr}, ”{mal.mal.rstrip('.')}”, är {_MALFARG[uppfoljning.status]}"
    pastaenden = {}
    if mal.malvarde:
        text += f": målvärdet är {mal.malvarde}{_unit(mal)}"
        pastaenden[f"{nyckel}_malvarde"] = mal.malvarde
    if uppfoljning.utfall:
        text += f"{' och' if mal.malvarde else ':'} utfallet hittills {uppfoljning.utfall}"
        text += " enligt styrgruppen"
        pastaenden[f"{nyckel}_utfall"] = uppfoljning.utfall
    elif mal.malvarde:
        text += " och inget utfall är angett"
    text = as_sentence(text)
    if uppfoljning.kommentar:
        text += f" Skälet: {as_sentence(uppfoljning.kommentar)}"
    return Mening(capitalize(text), pastaenden)


def _unit(mal: Mal) -> str:
    """The mått after a target that is a number; ”ja” needs no unit."""
    is_tal = any(tecken.isdigit() for tecken in mal.malvarde)
    return f" ({mal.matt})" if mal.matt and is_tal else ""
