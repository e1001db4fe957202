from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("ekonomi", "0007_utbetalt_till_betalfiler"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="rekvisition",
            name="rekvisition_utbetald_efter_attest",
        ),
        migrations.RemoveConstraint(
            model_name="rekvisition",
            name="rekvisition_preliminart_utbetalt_efter_attest",
        ),
        migrations.RemoveField(
            model_name="historicalrekvisition",
            name="preliminart_utbetalt",
        ),
        migrations.RemoveField(
            model_name="historicalrekvisition",
            name="utbetald",
        ),
        migrations.RemoveField(
            model_name="rekvisition",
            name="preliminart_utbetalt",
        ),
        migrations.RemoveField(
            model_name="rekvisition",
            name="utbetald",
        ),
    ]
