from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.core.management.base import CommandParser
from django.utils import timezone

from ekonomi.bokforing.bokford_dag import tell_ofardig_manad
from ekonomi.bokforing.inlasning import get_forbund, read_fil
from ekonomi.bokforing.nyckeltal import sum_up
from ekonomi.bokforing.sammandrag import Sammandrag, read_sammandrag
from ekonomi.bokforing.services import (
    check_forbund,
    compare_bokforing,
    list_okanda_kostnadsstallen,
    only_siffror,
    store_bokforing,
    tell_agare,
)
from ekonomi.bokforing.sie import MAX_STORLEK
from ekonomi.bokforing.teckenkod import Teckenkod
from ekonomi.bokforing.urval import Urval
from ekonomi.models import Kontorad
from ekonomi.saldon import list_ej_kopplade, list_saldon
from finsam.inlasning.fel import OtillatenFil
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

        parser.add_argument(
            "--till",
            metavar="ÅÅÅÅ-MM-DD",
            type=date.fromisoformat,
            help="Dagen som filen är bokförd till och med, om filen inte säger det.",
        )

    def read(
        self, fil: Path, *, torrkor: bool, forbund: str, till: date | None, **options
    ) -> list[str]:
        sammandrag = read_sammandrag(read_fil(fil, MAX_STORLEK))
        valt = self._find_forbund(forbund, sammandrag)
        check_forbund(valt, sammandrag)
        if till:
            sammandrag = _choose_dag(sammandrag, till)
        kontorader = list(Kontorad.objects.filter(forbund=valt))
        jamforelse = compare_bokforing(valt, sammandrag)
        if not torrkor:
            store_bokforing(
                forbund=valt,
                sammandrag=_choose_dag(sammandrag, sammandrag.bok.per),
                user=None,
                nu=timezone.now(),
            )
        return [
            *_tell_summor(valt, sammandrag, kontorader),
            *(f"Fel. {fel}" for fel in sammandrag.fel),
            *(f"Varning. {v}" for v in (*sammandrag.varningar, *jamforelse.varningar)),
            *_tell_dag(sammandrag),
            *_tell_ej_kopplat(valt, sammandrag, kontorader),
            *(f"Okänd rad {tagg} lästes inte ({n})." for tagg, n in sammandrag.overhoppade.items()),
            *(["Samma bokföring är redan inläst. Inget ändras."] if jamforelse.is_samma else []),
        ]

    def _find_forbund(self, angivet: str, sammandrag: Sammandrag) -> Forbund:
        """The one that is given, else the file's, else the only one there is."""
        siffror = only_siffror(sammandrag.organisationsnummer)
        filens = Forbund.objects.filter(organisationsnummer=f"{siffror[:6]}-{siffror[6:]}").first()
        if siffror and not (filens or angivet) and Forbund.objects.count() > 1:
            raise OtillatenFil(
                f"{tell_agare(sammandrag)}, och det förbundet finns inte här. Kontrollera att du "
                "har tagit rätt fil."
            )
        return filens if filens and not angivet else get_forbund(angivet)


def _choose_dag(sammandrag: Sammandrag, till: date) -> Sammandrag:
    if till == sammandrag.bok.per:
        return replace(sammandrag, dagval=())
    if till in sammandrag.dagval:
        return sammandrag.with_per(till)
    dagar = ", ".join(map(str, sammandrag.dagval or [sammandrag.bok.per]))
    raise OtillatenFil(f"Filen är inte bokförd till och med {till}. Det går att välja {dagar}.")


def _tell_dag(sammandrag: Sammandrag) -> Iterator[str]:
    """How the day is known, where that is not plain."""
    ofardig = tell_ofardig_manad(sammandrag.bok.per)
    if sammandrag.dagval:
        dagar = ", ".join(map(str, sammandrag.dagval))
        yield (
            f"Varning. Filen säger inte säkert hur långt den är bokförd. {sammandrag.per_skal} "
            f"Den räknas till och med {sammandrag.bok.per}. Välj annars med --till: {dagar}."
        )
    elif ofardig:
        yield f"Bokförd till och med {sammandrag.bok.per}. {sammandrag.per_skal}"
    if ofardig:
        yield f"Upplysning. {ofardig}"


def _tell_summor(
    forbund: Forbund, sammandrag: Sammandrag, kontorader: Sequence[Kontorad]
) -> list[str]:
    bok = sammandrag.bok
    rader = [
        f"Bokföring för {forbund}, {bok.start} till {bok.slut}, bokförd till och med {bok.per}",
        f"SIE typ {sammandrag.sietyp}, {Teckenkod(sammandrag.teckenkod).namn}, "
        f"{sammandrag.program}".rstrip(", "),
        f"Konton: {sammandrag.antal_konton}",
        f"Verifikationer: {format_number(sammandrag.antal_verifikationer)}",
    ]
    if sammandrag.omslutning is not None:
        rader.append(f"Summa debet: {format_number(sammandrag.omslutning, 2)} kr")
    if sammandrag.saldon is None:
        return rader
    tal = sum_up(sammandrag.saldon, kontorader)
    return [
        *rader,
        f"Resultat: {format_number(tal.resultat, 2)} kr",
        f"Summa tillgångar: {format_number(tal.tillgangar, 2)} kr",
        *(
            []
            if tal.is_av_kontoplanen
            else [
                "Kontoplanen är tom: resultat och tillgångar är räknade på kontonas första siffra."
            ]
        ),
    ]


def _tell_ej_kopplat(
    forbund: Forbund, sammandrag: Sammandrag, kontorader: Sequence[Kontorad]
) -> list[str]:
    kopplade = {rad.konto for rad in kontorader}
    ej_kopplade = list_ej_kopplade(list_saldon(sammandrag.bok), kopplade)
    konton = Urval.of(ej_kopplade)
    summa = sum((konto.belopp for konto in ej_kopplade), Decimal(0))
    stallen = Urval.of(list_okanda_kostnadsstallen(forbund, sammandrag.bok))
    return [
        *(
            f"Kontot {f'{konto.konto} {konto.namn}'.strip()} "
            f"({format_number(konto.belopp, 2)} kr) hör inte till någon rad i kontoplanen."
            for konto in konton.visade
        ),
        *(
            [
                f"Och {format_number(konton.fler)} till. De {format_number(konton.antal)} konton "
                f"som inte hör till någon rad är tillsammans {format_number(summa, 2)} kr."
            ]
            if konton.fler
            else []
        ),
        *(
            f"Kostnadsstället {f'{kod} {namn}'.strip()} är inte kopplat till någon verksamhet."
            for kod, namn in stallen.visade
        ),
        *([f"Och {format_number(stallen.fler)} kostnadsställen till."] if stallen.fler else []),
    ]
