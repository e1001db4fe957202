"""Snittid in the PM: how long those who ended had been in the insats."""

from finsam.svenska import format_number
from rapporter.dokument import Block, Diagram, Mening, Serie
from rapporter.meningar import mening, stycke
from rapporter.pm.statistikunderlag import Statistik
from rapporter.tabell import Kolumn, Rad, Slag, Tabell, Varde
from uppfoljning.calculations.deltagare import MINST_ANTAL_FOR_SNITTID, Snittid


def build_snittid_block(s: Statistik) -> tuple[Block, ...]:
    tabell = build_tabell_snittid(s)
    return (stycke(_tell_snittid(s)), tabell, *_build_diagram(s, tabell))


def build_tabell_snittid(s: Statistik) -> Tabell:
    """Tabell snittid: mean days per insats and kön, and for all a year earlier."""
    fore = s.snittid_foregaende_ar

    def varden(snittid: Snittid | None, foregaende: Snittid | None) -> dict[str, Varde]:
        return {
            f"dagar_{del_}": snittid and getattr(snittid, f"dagar_{del_}")
            for del_ in ("k", "m", "sa")
        } | {"dagar_foregaende_ar": foregaende and foregaende.dagar_sa}

    return Tabell(
        "snittid",
        f"Dagar i insatsen, avslutade {s.period.namn_manader}",
        "Individinsats",
        (
            Kolumn("dagar_k", "K", Slag.ANTAL),
            Kolumn("dagar_m", "M", Slag.ANTAL),
            Kolumn("dagar_sa", "Alla", Slag.ANTAL, is_betonad=True),
            Kolumn(
                "dagar_foregaende_ar",
                f"Alla {s.period.ar - 1}",
                Slag.ANTAL,
                is_visad=fore.summa.dagar_sa is not None,
            ),
        ),
        s.rows(lambda i, rad: varden(s.snittid.rader.get(i.pk), fore.rader.get(i.pk))),
        summa=Rad("summa", "Alla insatser", varden(s.snittid.summa, fore.summa))
        if s.insatser
        else None,
        noter=(
            "Dagar i genomsnitt från inskrivning till avslut. Värdet visas där minst "
            f"{MINST_ANTAL_FOR_SNITTID} avslutades. Deltagare som fördes över från en tidigare "
            "insats ingår inte.",
            *s.utan_data,
        ),
        tom_text=s.tom_text,
    )


def _build_diagram(s: Statistik, tabell: Tabell) -> tuple[Diagram, ...]:
    """Bars for the insatser that have a mean; none without any."""
    visade = [rad for rad in tabell.rader if rad.varden["dagar_sa"] is not None]
    if not visade:
        return ()
    serier = [Serie(str(s.period.ar), tuple(rad.varden["dagar_sa"] for rad in visade))]
    if s.snittid_foregaende_ar.summa.dagar_sa is not None:
        fore = tuple(rad.varden["dagar_foregaende_ar"] for rad in visade)
        serier.append(Serie(str(s.period.ar - 1), fore))
    delar = ", ".join(f"{r.rubrik} {format_number(r.varden['dagar_sa'])}" for r in visade)
    return (
        Diagram(
            "snittid",
            "Tid i insatsen, dagar i genomsnitt",
            f"Stapeldiagram. Dagar i genomsnitt för avslutade {s.period.namn_manader}: {delar}.",
            tuple(rad.rubrik for rad in visade),
            tuple(serier),
            "dagar",
        ),
    )


def _tell_snittid(s: Statistik) -> Mening:
    dagar = s.snittid.summa.dagar_sa
    if dagar is None:
        return mening(
            f"För få avslutades under {s.period.namn} för att ange en genomsnittlig tid.",
            {"snittid_dagar": None},
        )
    text = f"De som avslutades hade varit inskrivna i {format_number(dagar)} dagar i genomsnitt"
    pastaenden: dict[str, Varde] = {"snittid_dagar": dagar}
    fore = s.snittid_foregaende_ar.summa.dagar_sa
    if fore is not None:
        text += f", mot {format_number(fore)} {s.period.foregaende_ar.namn}"
        pastaenden["snittid_dagar_foregaende_ar"] = fore
    return mening(f"{text}.", pastaenden)
