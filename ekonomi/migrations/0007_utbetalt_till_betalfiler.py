"""What was laid in a payment file on a day becomes a file of that day."""

from datetime import datetime, time

from django.db import migrations
from django.utils import timezone


def keep_what_was_paid(apps, schema_editor):
    Rekvisition = apps.get_model("ekonomi", "Rekvisition")
    Betalfil = apps.get_model("ekonomi", "Betalfil")
    Betalrad = apps.get_model("ekonomi", "Betalrad")
    for r in Rekvisition.objects.exclude(preliminart_utbetalt=None):
        # Which file its preliminary amount lay in can no longer be told.
        r.betalt_utanfor = r.preliminart_belopp
        r.save(update_fields=["betalt_utanfor"])
    filer = {}
    betalda = Rekvisition.objects.exclude(utbetald=None).exclude(attesterad_av=None)
    for r in betalda.select_related("insats").order_by("utbetald", "attesterad", "pk"):
        if r.belopp == r.betalt_utanfor:
            continue
        nyckel = r.insats.forbund_id, r.utbetald
        if nyckel not in filer:
            skapad = timezone.make_aware(datetime.combine(r.utbetald, time(12)))
            filer[nyckel] = Betalfil.objects.create(forbund_id=r.insats.forbund_id, skapad=skapad)
        Betalrad.objects.create(
            betalfil=filer[nyckel],
            rekvisition=r,
            belopp=r.belopp - r.betalt_utanfor,
            rekvirerat=r.belopp,
            is_preliminar=r.is_preliminar,
            attesterad=r.attesterad,
            attesterad_av_id=r.attesterad_av_id,
        )


class Migration(migrations.Migration):
    dependencies = [
        ("ekonomi", "0006_betalfiler"),
    ]

    operations = [
        migrations.RunPython(keep_what_was_paid, migrations.RunPython.noop),
    ]
