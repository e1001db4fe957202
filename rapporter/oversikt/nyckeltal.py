"""Five figures of the year so far, each beside its goal and last year's (domain.md 3 and 4)."""

from dataclasses import dataclass

from finsam.period import MANADER
from finsam.svenska import TANKSTRECK, format_number, format_percent, join_och
from rapporter.oversikt.tavla import list_saknad_insatsdata, tell_forbrukning_till
from rapporter.oversikt.underlag import Oversiktsunderlag
from uppfoljning.models import Verksamhetsmal


@dataclass(frozen=True)
class Nyckeltal:
    """Ready to print; `jamfor` is what the figure is read against, empty for nothing."""

    namn: str
    varde: str
    jamfor: tuple[str, ...] = ()


def build_nyckeltal(u: Oversiktsunderlag) -> list[Nyckeltal]:
    """The same figures as in the PM, by the same functions, of January to the quarter's end.

    Those of a quarter that is not over are read against no whole period of last year.
    """
    nu, da = u.deltagare, u.deltagare_foregaende_ar if u.is_over else None
    mal = u.malvarden.get(Verksamhetsmal.Matt.ARBETE_STUDIER)
    gransen = f"gränser {u.forbund.kvot_undre}–{format_percent(u.forbund.kvot_ovre)}"
    return [
        Nyckeltal("Inregistrerade", *_antal(nu and nu.inregistrerade, da and da.inregistrerade)),
        Nyckeltal("Avslutade", *_antal(nu and nu.avslutade, da and da.avslutade)),
        Nyckeltal(
            "Till arbete eller studier",
            format_percent(nu.andel_arbete_studier.sa if nu else None),
            tuple(
                text
                for text, finns in (
                    (f"mål {format_percent(mal)}", mal is not None),
                    (
                        f"{format_percent(da.andel_arbete_studier.sa if da else None)} i fjol",
                        da is not None and da.andel_arbete_studier.sa is not None,
                    ),
                )
                if finns
            ),
        ),
        Nyckeltal(
            f"Pågående {u.kvartal.sista_dag_per(u.dag)}",
            *_antal(nu and nu.pagaende, da and da.pagaende),
        ),
        Nyckeltal(
            "Förbrukat av budget",
            format_percent(u.forbrukning.tabell.summa.kvot),
            (tell_forbrukning_till(u), gransen),
        ),
    ]


def tell_saknad_insatsdata(u: Oversiktsunderlag) -> list[str]:
    """”Utan insatsdata från september: Tierp, Bryggan och Heby, Bron.”: what is not in them."""
    return [
        f"Utan insatsdata från {MANADER[manad.month - 1]}: "
        f"{join_och(insats.kortbenamning for insats in insatser)}."
        for manad, insatser in list_saknad_insatsdata(u).items()
    ]


def _antal(nu, da) -> tuple[str, tuple[str, ...]]:
    """A count of both kön, and last year's where there is one."""
    varde = format_number(nu.sa) if nu else TANKSTRECK
    return varde, (f"{format_number(da.sa)} i fjol",) if da and da.sa else ()
