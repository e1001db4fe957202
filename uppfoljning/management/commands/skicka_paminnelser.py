import sys

from django.core.management.base import BaseCommand
from django.utils import timezone

from finsam.svenska import count_noun
from uppfoljning.kvartalsrapport.paminnelser import list_brev, send_alla


class Command(BaseCommand):
    help = "Påminner styrgrupperna om kvartalsrapporter. Kör en gång om dagen."

    def add_arguments(self, parser):
        parser.add_argument("--torrkor", action="store_true", help="Skriv breven men skicka inget.")

    def handle(self, *, torrkor: bool, **options):
        dag = timezone.localdate()
        breven = list_brev(dag)
        if torrkor:
            for brev in breven:
                self.stdout.write(f"Till: {brev.user.email}\n{brev.amne}\n\n{brev.text}")
            self.stdout.write("Torrkörning: inget har skickats.")
            return
        utskick = send_alla(breven=breven, dag=dag)
        for brev, fel in utskick.fel:
            self.stderr.write(f"{brev.user.email}: {fel}")
        self.stdout.write(f"Skickade {count_noun(utskick.skickade, 'påminnelse', 'påminnelser')}.")
        if utskick.fel:
            sys.exit(1)
