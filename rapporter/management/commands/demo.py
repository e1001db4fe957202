from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from ekonomi.models import Bokforing
from finsam.konton.models import Behorighet, Roll, User
from finsam.konton.rattigheter import ROLLER_PER_INSATS
from finsam.period import Period
from insatser.models import Forbund
from rapporter.demo import make_alive
from rapporter.pm import build_pm
from rapporter.render import PdfSaknas, render_pdf
from uppfoljning.models import Leverans

PERIOD = "2024H1"
ORGANISATIONSNUMMER = "222000-2576"
LOSENORD = "demo-insatser-2024"
INSATSER = {
    Roll.STYRGRUPP: ["ENK-JC", "HEB-PI", "TIE-UF"],
    Roll.INSATSANSVARIG: ["TIE-MF"],
}


class Command(BaseCommand):
    help = (
        "Läser in exemplen, låter förbundet leva fram till i dag, skapar en demoanvändare per roll "
        "och skriver PM som PDF."
    )

    def handle(self, **options):
        if settings.PRODUCTION:
            raise CommandError("Demon körs inte i produktion: den skapar konton med känt lösenord.")
        fixtures = settings.BASE_DIR / "fixtures"
        call_command("las_in_underlag", str(fixtures / f"underlag_{PERIOD}.xlsx"))
        forbund = Forbund.objects.the_one(ORGANISATIONSNUMMER)
        # Again it would take the later months' counts away.
        if not Leverans.objects.filter(insats__forbund=forbund).exists():
            call_command(
                "las_in_insatsdata",
                str(fixtures / f"insatsdata_{PERIOD}.xlsx"),
                forbund=ORGANISATIONSNUMMER,
            )
        call_command(
            "las_in_kontoplan", str(fixtures / "kontoplan.csv"), forbund=ORGANISATIONSNUMMER
        )
        self._read_bokforing(forbund)
        users = self._create_users(forbund)
        make_alive(forbund, users, timezone.now())

        self.stdout.write("")
        try:
            self.stdout.write(f"PM {PERIOD} som PDF: {self._write_pdf(forbund)}")
        except PdfSaknas as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(f"\nKonton, alla med lösenordet {LOSENORD}:")
        for user in users.values():
            self.stdout.write(f"  {user.email:34} {user.namn}")

    def _read_bokforing(self, forbund: Forbund) -> None:
        """The books of the fixtures, unless later ones of the same year have come since."""
        for ar in (2023, 2024):
            if not Bokforing.objects.filter(forbund=forbund, ar_start__year=ar).exists():
                fil = settings.BASE_DIR / "fixtures" / f"bokforing_{ar}H1.se"
                call_command("las_in_sie", str(fil))

    @transaction.atomic
    def _create_users(self, forbund: Forbund) -> dict[Roll, User]:
        users = {}
        for roll in Roll:
            user, is_new = User.objects.get_or_create(
                email=f"{roll}@demo.example", defaults={"namn": f"Demo, {roll.label}"}
            )
            user.is_superuser = roll is Roll.ADMIN
            user.is_active = True
            if is_new or not user.check_password(LOSENORD):
                user.set_password(LOSENORD)
            user.save()
            behorighet, _ = Behorighet.objects.get_or_create(user=user, forbund=forbund, roll=roll)
            if roll in ROLLER_PER_INSATS:
                behorighet.insatser.set(forbund.insatser.filter(kod__in=INSATSER[roll]))
            users[roll] = user
        return users

    def _write_pdf(self, forbund: Forbund) -> Path:
        folder = settings.BASE_DIR / "ut"
        folder.mkdir(exist_ok=True)
        path = folder / f"pm-{PERIOD}.pdf"
        path.write_bytes(render_pdf(build_pm(forbund, Period.parse(PERIOD), timezone.localdate())))
        return path
