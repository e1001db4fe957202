from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rapporter", "0005_texter_till_ekonomisk_information"),
    ]

    operations = [
        migrations.AddField(
            model_name=model,
            name="siffror",
            field=models.TextField(
                blank=True,
                default="",
                editable=False,
                help_text="De två uppgifterna när kommentaren skrevs.",
            ),
            preserve_default=False,
        )
        for model in ("avstamningskommentar", "historicalavstamningskommentar")
    ]
