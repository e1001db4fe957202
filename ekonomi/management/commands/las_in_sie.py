from pathlib import Path

from django.core.management.base import CommandParser
from django.utils import timezone

from ekonomi.bokforing.inlasning import get_forbund, read_fil
from ekonomi.bokforing.saldon import list_ej_kopplade
from ekonomi.bokforing.sammandrag import Sammandrag, read_sammandrag
from ekonomi.bokforing.services import (
    check_forbund,
    compare_bokforing,
    list_okanda_kostnadsstallen,
    only_siffror,
    store_bokforing,
)
from ekonomi.bokforing.sie import MAX_STORLEK
from ekonomi.models import Kontorad
from finsam.inlasning.kommando import InlasningCommand
from finsam.svenska import format_number
from insatser.models import Forbund


class Command(InlasningCommand):
    help = "Läser in bokföringen ur en SIE-fil (typ 1–4). Bara summor sparas, inga verifikationer."
    filtyp = "se"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--forbund",
            metavar="ORGNR",
            default="",
            help="Förbundets organisationsnummer, om filen inte säger vilket.",
        )

    def read(self, fil: Path, *, torrkor: bool, forbund: str, **options) -> list[str]:
        sammandrag = read_sammandrag(read_fil(fil, MAX_STORLEK))
        valt = self._find_forbund(forbund, sammandrag)
        check_forbund(valt, sammandrag)
        jamforelse = compare_bokforing(valt, sammandrag)
        if not torrkor:
            store_bokforing(forbund=valt, sammandrag=sammandrag, user=None, nu=timezone.now())
        return [
            *_tell_summor(valt, sammandrag),
            *(f"Varning. {v}" for v in (*sammandrag.varningar, *jamforelse.varningar)),
            *_tell_ej_kopplat(valt, sammandrag),
            *(f"Okänd rad {tagg} lästes inte ({n})." for tagg, n in sammandrag.overhoppade.items()),
            *(["Samma bokföring är redan inläst. Inget ändras."] if jamforelse.is_samma else []),
        ]

    def _find_forbund(self, angivet: str, sammandrag: Sammandrag) -> Forbund:
        """The one that is given, else the file's, else the only one there is."""
        siffror = only_siffror(sammandrag.organisationsnummer)
        filens = Forbund.objects.filter(organisationsnummer=f"{siffror[:6]}-{siffror[6:]}").first()
        return filens if filens and not angivet else get_forbund(angivet)


def _tell_summor(forbund: Forbund, sammandrag: Sammandrag) -> list[str]:
    bok = sammandrag.bok
    rader = [
        f"Bokföring för {forbund}, {bok.start} till {bok.slut}, bokförd till och med {bok.per}",
        f"SIE typ {sammandrag.sietyp}, {sammandrag.teckenkod}, {sammandrag.program}".rstrip(", "),
        f"Konton: {sammandrag.antal_konton}",
        f"Verifikationer: {format_number(sammandrag.antal_verifikationer)}",
    ]
    if sammandrag.omslutning is not None:
        rader.append(f"Summa debet: {format_number(sammandrag.omslutning, 2)} kr")
    return [
        *rader,
        f"Resultat: {format_number(sammandrag.resultat, 2)} kr",
        f"Summa tillgångar: {format_number(sammandrag.tillgangar, 2)} kr",
    ]


def _tell_ej_kopplat(forbund: Forbund, sammandrag: Sammandrag) -> list[str]:
    kontorader = Kontorad.objects.filter(forbund=forbund)
    ej_kopplade = list_ej_kopplade(sammandrag.saldon, kontorader) if sammandrag.saldon else ()
    return [
        *(
            f"Kontot {konto.konto} {konto.namn} ({format_number(konto.belopp, 2)} kr) hör inte "
            "till någon rad i kontoplanen."
            for konto in ej_kopplade
        ),
        *(
            f"Kostnadsstället {kod} {namn} är inte kopplat till någon verksamhet."
            for kod, namn in list_okanda_kostnadsstallen(forbund, sammandrag.bok)
        ),
    ]
