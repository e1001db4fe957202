from collections.abc import Sequence
from pathlib import Path

from django.core.management.base import CommandParser
from django.utils import timezone

from ekonomi.bokforing.inlasning import get_forbund, read_fil
from ekonomi.bokforing.kontoplan import MAX_STORLEK, read_kontoplan
from ekonomi.bokforing.kontoplan_services import compare_kontoplan, store_kontoplan
from finsam.inlasning.kommando import InlasningCommand
from finsam.svenska import count_noun

_FLEST = 20


class Command(InlasningCommand):
    help = "Läser in kontoplanen. Konton som inte står i filen rörs inte."
    filtyp = "csv"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--forbund",
            metavar="ORGNR",
            default="",
            help="Förbundets organisationsnummer, om det finns flera.",
        )

    def read(self, fil: Path, *, torrkor: bool, forbund: str, **options) -> list[str]:
        valt = get_forbund(forbund)
        kontoplan = read_kontoplan(read_fil(fil, MAX_STORLEK))
        if torrkor:
            andring = compare_kontoplan(valt, kontoplan.rader)
        else:
            andring = store_kontoplan(
                forbund=valt, rader=kontoplan.rader, user=None, nu=timezone.now()
            )
        antal = count_noun(len(kontoplan.rader), "konto", "konton", neutrum=True)
        return [
            f"Kontoplan för {valt}: {antal}",
            *(f"Upplysning. {rad}" for rad in kontoplan.upplysningar),
            f"{len(andring.nya)} nya, {len(andring.andrade)} ändrade, "
            f"{len(andring.oforandrade)} som förut",
            *_tell_andrade(andring.andrade),
        ]


def _tell_andrade(konton: Sequence[str]) -> list[str]:
    if not konton:
        return []
    fler = len(konton) - _FLEST
    return [f"Ändrade: {', '.join(konton[:_FLEST])}{f' och {fler} till' if fler > 0 else ''}"]
