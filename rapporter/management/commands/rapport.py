import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from finsam.period import OgiltigPeriod
from insatser.models import Forbund
from insatser.querysets import ForbundSaknas
from rapporter.avstamning.rapport import build_dokument
from rapporter.dokument import Motsagelse
from rapporter.rapporttyper import RAPPORTTYPER
from rapporter.render import PdfSaknas, render_pdf, render_standalone_html, to_json


class Command(BaseCommand):
    help = "Skriver en rapport som HTML, PDF eller JSON, till en fil eller till standard ut."

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
        parser.add_argument(
            "--format", dest="filformat", choices=["html", "pdf", "json"], default="html"
        )
        parser.add_argument("--ut", metavar="FIL", help="filen att skriva; annars standard ut")

    def handle(self, *, typ, period, forbund, filformat, ut, **options):
        rapporttyp = RAPPORTTYPER[typ]
        try:
            wanted = rapporttyp.parse(period)
            valt = Forbund.objects.the_one(forbund)
        except (OgiltigPeriod, ForbundSaknas) as fault:
            raise CommandError(str(fault), returncode=2) from fault
        try:
            dokument = build_dokument(typ, valt, wanted, timezone.localdate())
            content = self._render(dokument, filformat)
        except (PdfSaknas, Motsagelse) as fault:
            raise CommandError(str(fault)) from fault
        if not ut:
            sys.stdout.buffer.write(content)
            return
        try:
            Path(ut).write_bytes(content)
        except OSError as fault:
            raise CommandError(f"Det går inte att skriva {ut}: {fault.strerror}.") from fault
        self.stdout.write(ut)

    def _render(self, dokument, filformat) -> bytes:
        if filformat == "pdf":
            return render_pdf(dokument)
        if filformat == "json":
            return f"{json.dumps(to_json(dokument), ensure_ascii=False, indent=1)}\n".encode()
        return render_standalone_html(dokument).encode()
