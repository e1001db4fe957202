from pathlib import Path

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from finsam.inlasning.kommando import InlasningCommand
from finsam.svenska import count_noun
from insatser.models import Forbund
from insatser.querysets import ForbundSaknas
from uppfoljning.insatsdata.fil import forbund_with_all_koder, read_insatsdata
from uppfoljning.insatsdata.services import Insatsandring, describe_changes, store_insatsdata


class Command(InlasningCommand):
    help = "Läser insatsdata och sparar antalen per insats och månad. Inga rader sparas."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--forbund",
            metavar="ORGNR",
            default="",
            help="Förbundets organisationsnummer, om filens insatser finns i flera förbund.",
        )

    def read(self, fil: Path, *, torrkor: bool, forbund: str, **options) -> list[str]:
        valt = self._find_forbund(fil, forbund)
        insatsdata = read_insatsdata(fil, forbund=valt, today=timezone.localdate())
        andringar = describe_changes(insatsdata)
        if not torrkor:
            store_insatsdata(fil=insatsdata, inlast=timezone.now())
        return [
            *(f"Varning. {andring.varning}" for andring in andringar if andring.varning),
            f"Insatsdata för {valt}: {count_noun(insatsdata.antal_rader, 'rad', 'rader')} i "
            f"{count_noun(len(insatsdata.insatser), 'insats', 'insatser')}",
            *(f"Varning. {varning}" for varning in insatsdata.varningar),
            *(rad for andring in andringar for rad in _to_rader(andring)),
        ]

    def _find_forbund(self, fil: Path, organisationsnummer: str) -> Forbund:
        if not organisationsnummer and Forbund.objects.count() > 1:
            mojliga = forbund_with_all_koder(fil)
            if len(mojliga) == 1:
                return mojliga[0]
        try:
            return Forbund.objects.the_one(organisationsnummer)
        except ForbundSaknas as error:
            raise CommandError(str(error), returncode=2) from error


def _to_rader(andring: Insatsandring) -> list[str]:
    rubrik = (
        f"{andring.insats.kod} {andring.insats}, {count_noun(andring.antal_rader, 'rad', 'rader')}"
    )
    return [
        f"{rubrik}:" if andring.rader else f"{rubrik}: inget ändras",
        *(f"  {rad}" for rad in andring.rader),
    ]
