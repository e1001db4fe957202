import sys

from django.core.management.base import BaseCommand
from django.utils import timezone

from finsam.svenska import count_noun
from uppfoljning.kvartalsrapport.paminnelser import list_brev, send_brev


class Command(BaseCommand):
    help = "Påminner styrgrupperna om kvartalsrapporter. Kör en gång om dagen."

    def add_arguments(self, parser):
        parser.add_argument("--torrkor", action="store_true", help="Skriv breven men skicka inget.")

    def handle(self, *, torrkor: bool, **options):
        dag = timezone.localdate()
        alla = list_brev(dag)
        fel = []
        for brev in alla:
            if torrkor:
                self.stdout.write(f"Till: {brev.user.email}\n{brev.amne}\n\n{brev.text}")
                continue
            try:
                send_brev(brev=brev, dag=dag)
            # SMTPException is an OSError.
            except OSError as error:
                fel.append(f"{brev.user.email}: {error}")
        if torrkor:
            self.stdout.write("Torrkörning: inget har skickats.")
            return
        for rad in fel:
            self.stderr.write(rad)
        skickade = count_noun(len(alla) - len(fel), "påminnelse", "påminnelser")
        self.stdout.write(f"Skickade {skickade}.")
        if fel:
            sys.exit(1)
