"""What the commands that read a file have in common (formats.md 4)."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandParser

from finsam.inlasning.fel import OtillatenFil, UnderlagNekat

_INGET_SPARAT = "Inget har sparats."


class InlasningCommand(BaseCommand):
    """Exit 0 when it worked, 1 when the file was refused (the faults on stderr, one a line).

    Below the faults stand what may explain them, and how many they are.

    Wrong usage is Django's own exit 2. A subclass implements `read`.
    """

    filtyp = "xlsx"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("fil", metavar=f"FIL.{self.filtyp}", type=Path)
        parser.add_argument(
            "--torrkor", action="store_true", help="Kontrollera allt men spara inget."
        )

    def handle(self, *, fil: Path, torrkor: bool, **options) -> None:
        try:
            rader = self.read(fil, torrkor=torrkor, **options)
        except OtillatenFil as error:
            self._refuse([str(error), _INGET_SPARAT])
        except UnderlagNekat as error:
            upplysningar = [f"Upplysning. {rad}" for rad in error.upplysningar]
            slut = f"{error.sammanfattning} {_INGET_SPARAT}"
            self._refuse([*error.rader, *upplysningar, slut])
        for rad in rader:
            self.stdout.write(rad)
        if torrkor:
            self.stdout.write("Torrkörning: inget har sparats.")

    def read(self, fil: Path, *, torrkor: bool, **options) -> list[str]:
        """Read the file and give the lines to print. Raises OtillatenFil or UnderlagNekat."""
        raise NotImplementedError

    def _refuse(self, rader: list[str]) -> None:
        for rad in rader:
            self.stderr.write(rad)
        sys.exit(1)
