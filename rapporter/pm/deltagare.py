"""Deltagare in the PM: how many came, ended and stayed, by kön."""

from finsam.svenska import count_noun, format_percent, in_words
from insatser.models import Insats
from rapporter.dokument import Mening
from rapporter.meningar import mening, name_insatser
from rapporter.pm.statistikunderlag import Statistik, km_kolumner, km_varden
from rapporter.tabell import Kolumn, Rad, Slag, Tabell, Varde
from uppfoljning.calculations.deltagare import Deltagarrad

_DELTAGARKOLUMNER = (
    "inregistrerade",
    "avslutade",
    "avslutade_totalt",
    "pagaende",
    "arbete_studier_arbetssokande",
    "rehab_af_kommun",
    "stegforflyttning",
)


def build_tabell_deltagare(s: Statistik) -> Tabell:
    """Tabell deltagare: flows and results per insats by kön, sums and the gender split."""
    rubriker = {
        "inregistrerade": "Inregistrerade",
        "avslutade": "Avslutade",
        "avslutade_totalt": "Avslutade, hela insatsperioden",
        "pagaende": f"Pågående {s.period.sista_dag_per(s.u.per)}",
        "arbete_studier_arbetssokande": "Till arbete, studier, arbetssökande",
        "rehab_af_kommun": "Till rehabilitering AF eller kommun",
        "stegforflyttning": "Stegförflyttning",
    }
    kolumner = tuple(
        kolumn
        for nyckel in _DELTAGARKOLUMNER
        for kolumn in km_kolumner(
            f"{nyckel}_",
            rubriker[nyckel],
            is_visad=s.visar_stegforflyttning
            or nyckel not in ("rehab_af_kommun", "stegforflyttning"),
        )
    )

    def varden(rad: Deltagarrad | None) -> dict[str, Varde]:
        egna: dict[str, Varde] = {}
        for nyckel in _DELTAGARKOLUMNER:
            egna |= km_varden(f"{nyckel}_", getattr(rad, nyckel) if rad else None)
        return egna

    def konsandel(rad: Deltagarrad) -> dict[str, Varde]:
        return {
            f"{nyckel}_{kon}": getattr(getattr(rad, nyckel), f"andel_{kon}")
            for nyckel in _DELTAGARKOLUMNER
            for kon in ("k", "m")
        }

    return Tabell(
        "deltagare",
        f"Deltagare {s.period.namn_manader}",
        "Individinsats",
        kolumner,
        s.rows(lambda insats, rad: varden(rad)),
        summa=Rad("summa", "Totalt", varden(s.summa)) if s.summa else None,
        andel=Rad("andel", "Kvinnor och män", konsandel(s.summa)) if s.summa else None,
        noter=("Anonyma deltagare räknas för sig och ingår inte i tabellen.", *s.utan_data),
        tom_text=s.tom_text,
        # Five groups of columns have room on an upright page, seven have not.
        is_liggande=s.visar_stegforflyttning,
    )


def tell_deltagare(s: Statistik) -> list[Mening]:
    """How many came in, ended and stayed, compared with the year before."""
    summa, foregaende = s.summa, s.inregistrerade_foregaende_ar
    nycklar = ("inregistrerade", "avslutade", "pagaende", "deltagit")
    if summa is None:
        utan = dict.fromkeys(nycklar) | {"inregistrerade_foregaende_ar": foregaende}
        text = (
            f"Det finns ingen statistik om deltagare för {s.period.namn}."
            if s.insatser
            else f"Ingen individinsats pågick under {s.period.namn}."
        )
        return [mening(text, utan)]
    antal = {nyckel: getattr(summa, nyckel).sa for nyckel in nycklar}
    if len(s.insatser) == 1:
        var = "individinsatsen"
    else:
        var = f"de {in_words(len(s.insatser))} individinsatserna"
    text = f"Under {s.period.namn} skrevs {antal_deltagare(antal['inregistrerade'])} in i {var}"
    if foregaende is None:
        text += f". Uppgifter för {s.period.foregaende_ar.namn} saknas"
    else:
        text += f", jämfört med {count_persons(foregaende)} under {s.period.foregaende_ar.namn}"
    inskrivna = mening(
        f"{text}.",
        {
            "inregistrerade": antal["inregistrerade"],
            "antal_individ_i_statistiken": len(s.insatser),
            "inregistrerade_foregaende_ar": foregaende,
        },
    )
    avslutade, pagaende = antal["avslutade"], antal["pagaende"]
    flode = mening(
        f"{antal_deltagare(avslutade)} avslutades och {count_persons(pagaende)} var kvar den "
        f"{s.period.sista_dag_per(s.u.per)}.",
        {"avslutade": avslutade, "pagaende": pagaende},
    )
    deltagit = mening(
        f"Sammanlagt har {antal_deltagare(antal['deltagit'])} tagit del av insatserna under "
        f"{s.period.namn}.",
        {"deltagit": antal["deltagit"]},
    )
    return [inskrivna, flode, deltagit]


def antal_deltagare(antal: int) -> str:
    return count_noun(antal, "deltagare", "deltagare")


def tell_konsfordelning(s: Statistik) -> Mening | None:
    if s.summa is None or not s.summa.inregistrerade.sa:
        return None
    andel = s.summa.inregistrerade.andel_k
    text = f"Av de inskrivna är {format_percent(andel)} kvinnor"
    pastaenden = {"andel_kvinnor": andel}
    utan = s.for_bada_kon
    if s.for_ett_kon and utan is not None and utan.inregistrerade.sa:
        kvar = utan.inregistrerade.andel_k
        text += (
            f". Utan {name_insatser(s.for_ett_kon)}, {_riktning(s.for_ett_kon)}, är andelen "
            f"{format_percent(kvar)}"
        )
        pastaenden["andel_kvinnor_utan_insatser_for_ett_kon"] = kvar
    return mening(f"{text}.", pastaenden)


def count_persons(antal: int) -> str:
    """As a pronoun: ”ingen”, ”en”, ”tolv”, ”127”."""
    return "ingen" if antal == 0 else in_words(antal)


def _riktning(insatser: list[Insats]) -> str:
    vilka = {i.get_riktar_sig_till_display() for i in insatser}
    till = vilka.pop() if len(vilka) == 1 else "ett kön var"
    return f"som bara vänder sig till {till}"


def tell_anonyma(s: Statistik) -> Mening:
    anonyma = s.summa.anonyma if s.summa else None
    if anonyma is None:
        return Mening("", {"anonyma": None})
    return mening(
        f"{antal_deltagare(anonyma)} är {'anonym' if anonyma < 2 else 'anonyma'} och "
        "räknas för sig."
        if anonyma
        else "Inga anonyma deltagare har tillkommit under perioden.",
        {"anonyma": anonyma},
    )


def build_tabell_anonyma(s: Statistik) -> Tabell:
    """Tabell anonyma: those that started in the period, per insats."""
    return Tabell(
        "anonyma",
        f"Anonyma deltagare {s.period.namn_manader}",
        "Individinsats",
        (Kolumn("anonyma", "Anonyma", Slag.ANTAL, is_betonad=True),),
        s.rows(lambda insats, rad: {"anonyma": rad.anonyma if rad else None}),
        summa=Rad("summa", "Totalt", {"anonyma": s.summa.anonyma}) if s.summa else None,
        noter=s.utan_data,
        tom_text=s.tom_text,
    )
