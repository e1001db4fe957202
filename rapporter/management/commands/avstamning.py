from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from finsam.period import OgiltigPeriod
from insatser.models import Forbund
from insatser.querysets import ForbundSaknas
from rapporter.avstamning.kontroll import Kontroll
from rapporter.avstamning.rapport import build_rapport
from rapporter.rapporttyper import RAPPORTTYPER


class Command(BaseCommand):
    help = "Prövar att en rapport inte säger emot sig själv, bokföringen eller andra uppgifter."

    def add_arguments(self, parser):
        parser.add_argument(
            "typ", choices=RAPPORTTYPER, metavar="TYP", help=", ".join(RAPPORTTYPER)
        )
        parser.add_argument(
            "period",
            metavar="PERIOD",
            help=(
                "2024H1, 2024H2 eller 2024; 2024-10-24 för det som gäller en dag, "
                "2024-08-22--2024-10-24 för några dagar"
            ),
        )
        parser.add_argument("--forbund", metavar="ORGNR", help="förbundets organisationsnummer")

    def handle(self, *, typ, period, forbund, **options):
        try:
            wanted = RAPPORTTYPER[typ].parse(period)
            valt = Forbund.objects.the_one(forbund)
        except (OgiltigPeriod, ForbundSaknas) as fault:
            raise CommandError(str(fault), returncode=2) from fault
        rapport = build_rapport(typ, valt, wanted, timezone.localdate(), is_grundlig=True)
        avstamning = rapport.avstamning
        for kontroll in avstamning.kontroller:
            self.stdout.write(tell_kontroll(kontroll))
        summering = (
            f"{len(avstamning.stammer)} ok, {len(avstamning.fel)} fel, "
            f"{len(avstamning.varningar)} varningar, {len(avstamning.oprovade)} kan inte prövas"
        )
        self.stdout.write(summering)
        if avstamning.fel:
            raise CommandError(f"{valt}: {RAPPORTTYPER[typ].titel} {wanted} stämmer inte.")


def tell_kontroll(kontroll: Kontroll) -> str:
    """One line: how it went, which check, both figures and the difference."""
    utslag = "OK" if kontroll.is_ok else kontroll.utslag.upper()
    rad = f"{utslag}  {kontroll.nyckel}  {kontroll.titel}"
    if kontroll.ena and kontroll.andra:
        rad += (
            f"  {kontroll.ena.etikett} {kontroll.ena.text}"
            f"  {kontroll.andra.etikett} {kontroll.andra.text}"
        )
        if kontroll.differens is not None:
            rad += f"  differens {kontroll.differens_text}"
    return f"{rad}  {kontroll.forklaring}" if kontroll.forklaring else rad
