"""Results in the PM: what the deltagare who ended went on to."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from finsam.svenska import capitalize, format_percent, in_words
from rapporter.dokument import Mening
from rapporter.meningar import mening
from rapporter.pm.deltagare import antal_deltagare, count_persons
from rapporter.pm.statistikunderlag import Statistik, km_kolumner, km_varden
from rapporter.tabell import Kolumn, Rad, Slag, Tabell, Varde
from uppfoljning.calculations.deltagare import Deltagarrad, Orsaksrad
from uppfoljning.calculations.tal import KM
from uppfoljning.models import Verksamhetsmal


def tell_arbete_studier(s: Statistik) -> Mening:
    """”Av de 127 som avslutades gick 59 (46 %) till arbete eller studier.”"""
    nycklar = ("arbete_studier", "andel_arbete_studier", "resultatbas")
    if s.summa is None:
        return Mening("", dict.fromkeys(nycklar))
    antal, andel = s.summa.arbete_studier.sa, s.summa.andel_arbete_studier.sa
    bas = s.summa.resultatbas.sa
    pastaenden = dict(zip(nycklar, (antal, andel, bas), strict=True))
    if not bas:
        return Mening("", pastaenden)
    vilka = "den enda" if bas == 1 else f"de {in_words(bas)}"
    skal = " av annan orsak än att insatsen upphörde" if s.summa.upphorda.sa else ""
    return mening(
        f"Av {vilka} som avslutades{skal} gick {count_persons(antal)} "
        f"({format_percent(andel)}) till arbete eller studier.",
        pastaenden,
    )


def tell_ovriga_resultat(s: Statistik) -> list[Mening]:
    """The wider measures of result, the rest, and those who are left out of every share."""
    nycklar = (
        "arbete_studier_arbetssokande",
        "andel_arbete_studier_arbetssokande",
        "stegforflyttning",
        "andel_stegforflyttning",
        "andra_orsaker",
        "andel_andra_orsaker",
    )
    summa = s.summa
    if summa is None:
        return [Mening("", dict.fromkeys((*nycklar, "upphorde")))]
    p = {
        "arbete_studier_arbetssokande": summa.arbete_studier_arbetssokande.sa,
        "andel_arbete_studier_arbetssokande": summa.andel_arbete_studier_arbetssokande.sa,
        "stegforflyttning": summa.stegforflyttning.sa,
        "andel_stegforflyttning": summa.andel_stegforflyttning.sa,
        "andra_orsaker": summa.andra_orsaker.sa,
        "andel_andra_orsaker": summa.andel_andra_orsaker.sa,
    }
    upphorde = summa.upphorda.sa
    if not summa.resultatbas.sa:
        text = (
            "Alla avslutades för att insatsen upphörde, så några andelar kan inte räknas."
            if upphorde
            else "Ingen deltagare avslutades under perioden."
        )
        return [mening(text, p | {"upphorde": upphorde})]

    def pick(*namn: str) -> dict[str, Varde]:
        return {nyckel: p[nyckel] for nyckel in namn}

    meningar = [
        mening(
            "Med dem som blev aktivt arbetssökande är det "
            f"{count_persons(p['arbete_studier_arbetssokande'])} "
            f"({format_percent(p['andel_arbete_studier_arbetssokande'])}).",
            pick(*nycklar[:2]),
        ),
        mening(
            f"{count_persons(p['andra_orsaker'])} "
            f"({format_percent(p['andel_andra_orsaker'])}) avslutades av andra orsaker än arbete, "
            "studier eller arbetssökande.",
            pick(*nycklar[4:]),
        ),
        _tell_stegforflyttning(s, pick(*nycklar[2:4])),
    ]
    if upphorde:
        meningar.append(
            mening(
                f"{antal_deltagare(upphorde)} som avslutades för att insatsen upphörde räknas "
                "inte med i andelarna.",
                {"upphorde": upphorde},
            )
        )
    else:
        meningar.append(Mening("", {"upphorde": 0}))
    return meningar


def _tell_stegforflyttning(s: Statistik, pastaenden: Mapping[str, Varde]) -> Mening:
    """Told in the years when it is a goal; its numbers are claimed in every year."""
    if not s.visar_stegforflyttning:
        return Mening("", pastaenden)
    antal, andel = pastaenden.values()
    return mening(
        f"Enligt årets regel för stegförflyttning har {count_persons(antal)} "
        f"({format_percent(andel)}) tagit ett steg framåt.",
        pastaenden,
    )


def tell_handlingsplan(s: Statistik) -> list[Mening]:
    andel = s.summa.andel_handlingsplan if s.summa else None
    if andel is None:
        return [Mening("", {"andel_handlingsplan": None})]
    meningar = [
        mening(
            f"{format_percent(andel)} av de avslutade hade en handlingsplan.",
            {"andel_handlingsplan": andel},
        )
    ]
    okand = s.summa.okand_handlingsplan
    if okand:
        meningar.append(
            mening(
                f"{count_persons(okand)} saknar uppgift om handlingsplan och räknas som utan.",
                {"okand_handlingsplan": okand},
            )
        )
    mal = s.u.malvarde(Verksamhetsmal.Matt.HANDLINGSPLAN)
    egen = s.resultat.andel_handlingsplan
    if mal is not None and egen is not None:
        meningar.append(
            mening(
                f"Målet för insatser med inriktning på förrehabilitering är minst "
                f"{format_percent(mal)}, och där är andelen {format_percent(egen)}.",
                {"mal_andel_handlingsplan": mal, "andel_handlingsplan_forrehabilitering": egen},
            )
        )
    return meningar


def build_tabell_utfall(s: Statistik) -> Tabell:
    """Tabell utfall: number and share to arbete or studier, and share with handlingsplan."""

    def varden(rad: Deltagarrad | None) -> dict[str, Varde]:
        return (
            km_varden("arbete_studier_", rad and rad.arbete_studier)
            | km_varden("andel_arbete_studier_", rad and rad.andel_arbete_studier)
            | {"andel_handlingsplan": rad and rad.andel_handlingsplan}
        )

    return Tabell(
        "utfall",
        f"Till arbete eller studier {s.period.namn_manader}",
        "Individinsats",
        (
            *km_kolumner("arbete_studier_", "Antal till arbete eller studier"),
            *km_kolumner("andel_arbete_studier_", "Andel av de avslutade", Slag.PROCENT),
            Kolumn("andel_handlingsplan", "Med handlingsplan", Slag.PROCENT),
        ),
        s.rows(lambda insats, rad: varden(rad)),
        summa=Rad("summa", "Totalt", varden(s.summa)) if s.summa else None,
        noter=(
            "Andelarna till arbete eller studier är av dem som avslutades av annan orsak än att "
            "insatsen upphörde. Handlingsplan är av alla avslutade.",
            *s.utan_data,
        ),
        tom_text=s.tom_text,
    )


def _orsakstabell(
    nyckel: str, titel: str, radrubrik: str, rader: Sequence[Orsaksrad], summa: KM
) -> Tabell:
    return Tabell(
        nyckel,
        titel,
        radrubrik,
        km_kolumner(""),
        tuple(Rad(rad.namn, _orsaksnamn(rad.namn), km_varden("", rad.antal)) for rad in rader),
        radnyckel="orsak",
        summa=Rad("summa", "Totalt", km_varden("", summa)) if rader else None,
        tom_text="Ingen deltagare avslutades under perioden.",
    )


_ORSAKSNAMN = {
    "subventionerat": "Arbete, subventionerat",
    "ej subventionerat": "Arbete, ej subventionerat",
    "eget företag": "Arbete, eget företag",
    "arbetssökande": "Aktivt arbetssökande",
    "rehab AF": "Rehabilitering hos Arbetsförmedlingen",
    "kommunal arbetsmarknad": "Kommunens arbetsmarknadsverksamhet",
    "utan mätning": "Avslutad utan mätning",
    "insatsen upphör": "Insatsen upphörde",
}


def _orsaksnamn(namn: str) -> str:
    return _ORSAKSNAMN.get(namn, capitalize(namn))


def build_tabell_avslutsorsaker(s: Statistik) -> Tabell:
    """Tabell avslutsorsaker: every reason by kön; the rows sum to the avslutade."""
    orsaker = s.avslutsorsaker
    return _orsakstabell(
        "avslutsorsaker",
        f"Avslutsorsaker {s.period.namn_manader}",
        "Orsak",
        orsaker.rader if orsaker.summa.sa else (),
        orsaker.summa,
    )


def build_tabell_omfattning(s: Statistik) -> Tabell:
    """How much of full time those who went to arbete work."""
    orsaker = s.avslutsorsaker
    tabell = _orsakstabell(
        "omfattning",
        "Arbetets omfattning",
        "Del av heltid",
        orsaker.omfattning if orsaker.omfattning_summa.sa else (),
        orsaker.omfattning_summa,
    )
    # Their sum need not be that of the rows for arbete in the table above.
    return replace(
        tabell, noter=("Av dem som avslutades till arbete och vars omfattning är känd.",)
    )
