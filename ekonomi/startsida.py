"""The place Ekonomi: how the förbund's money stands, and where to go on from there."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from ekonomi.models import Bokforing, Forbundsbudgetrad, Rekvisition
from finsam.svenska import capitalize, count_noun, format_datum
from insatser.models import Forbund
from uppfoljning.models import Avvikelse


@dataclass(frozen=True)
class Ekonomidel:
    """A part of the economy: how it stands, what is to be done, and where.

    `text_url` leads to what the text tells of, where that has a page of its own.
    """

    rubrik: str
    text: str
    lankar: tuple[tuple[str, str], ...]
    text_url: str = ""


def list_ekonomidelar(forbund: Forbund, dag: date) -> list[Ekonomidel]:
    """The parts in the order of a half-year's close, in four queries."""
    orgnr = forbund.organisationsnummer

    def url(namn: str, *args) -> str:
        return reverse(f"ekonomi:{namn}", args=[orgnr, *args])

    return [
        Ekonomidel(
            "Rekvisitioner",
            _tell_rekvisitioner(forbund),
            (("Rekvisitioner", url("rekvisitioner")),),
        ),
        Ekonomidel(
            "Insatsernas budget",
            _tell_avvikelser(forbund),
            (
                ("Budget och utfall", url("budget")),
                (f"Vid årsskiftet {dag.year}", url("arsskifte", dag.year)),
                ("Avvikelser", url("forbundets_avvikelser")),
            ),
            text_url=url("forbundets_avvikelser"),
        ),
        Ekonomidel(
            "Förbundets budget",
            _tell_forbundsbudget(forbund, dag),
            (
                ("Budget och beslutsutrymme", url("forbundsbudget")),
                ("Pröva en ansökan", url("prova")),
            ),
        ),
        Ekonomidel(
            "Bokföring",
            _tell_bokforing(forbund),
            (
                ("Bokföring", url("bokforing")),
                ("Kontoplan", url("kontoplan")),
                ("Kostnadsställen", url("kostnadsstallen")),
            ),
        ),
    ]


def _tell_rekvisitioner(forbund: Forbund) -> str:
    antal = Rekvisition.objects.filter(insats__forbund=forbund).to_attest().count()
    vantar = count_noun(antal, "rekvisition", "rekvisitioner")
    return f"{capitalize(vantar)} väntar på attest."


def _tell_avvikelser(forbund: Forbund) -> str:
    antal = Avvikelse.objects.filter(insats__forbund=forbund, beslut="").count()
    vantar = count_noun(antal, "avvikelse", "avvikelser")
    return f"{capitalize(vantar)} väntar på förbundschefens beslut."


def _tell_forbundsbudget(forbund: Forbund, dag: date) -> str:
    senaste = (
        Forbundsbudgetrad.objects.filter(
            forbund=forbund, version=Forbundsbudgetrad.Version.PROGNOS, beslutad__lte=dag
        )
        .order_by("-beslutad")
        .first()
    )
    if senaste is None:
        return "Det finns ingen prognos än."
    return f"Den senaste prognosen är från {format_datum(senaste.beslutad)}."


def _tell_bokforing(forbund: Forbund) -> str:
    senaste = Bokforing.objects.filter(forbund=forbund, is_aktuell=True).order_by("-per").first()
    if senaste is None:
        return "Ingen bokföring är inläst. Läs in en SIE-fil ur ekonomisystemet."
    return f"Bokföringen är inläst till och med {format_datum(senaste.per)}."
