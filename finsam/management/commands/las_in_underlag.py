from pathlib import Path

from django.core.management.base import CommandParser
from django.utils import timezone

from finsam.inlasning.kommando import InlasningCommand
from finsam.inlasning.underlag import load_underlag


class Command(InlasningCommand):
    help = "Läser in ett förbunds underlag. Allt läses in, eller inget om något är fel."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--forbund",
            metavar="ORGNR",
            default="",
            help="Förbundets organisationsnummer, om filen saknar bladet Förbund.",
        )

    def read(self, fil: Path, *, torrkor: bool, forbund: str, **options) -> list[str]:
        resultat = load_underlag(fil, inlast=timezone.now(), forbund=forbund, torrkor=torrkor)
        return [
            f"Underlag för {resultat.forbund}",
            *map(str, resultat.bladen),
            *resultat.upplysningar,
        ]
