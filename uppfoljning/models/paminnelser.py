"""Reminders of kvartalsrapporter, so that nobody is reminded of one twice on a day."""

from django.conf import settings
from django.db import models

from finsam.begransningar import year_constraint
from insatser.models import Insats


class Paminnelse(models.Model):
    """One person was reminded by e-mail, on one day, of one report."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="paminnelser",
        verbose_name="användare",
    )
    insats = models.ForeignKey(Insats, models.CASCADE, related_name="paminnelser")
    ar = models.PositiveSmallIntegerField("år")
    kvartal = models.PositiveSmallIntegerField()
    skickad = models.DateField()
    skickad_av = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="skickad av",
        help_text="Tomt när tjänsten själv påminde.",
    )

    class Meta:
        verbose_name = "påminnelse"
        verbose_name_plural = "påminnelser"
        ordering = ["-skickad", "insats", "user"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "insats", "ar", "kvartal", "skickad"],
                name="paminnelse_en_per_dag",
                violation_error_message="Personen har redan påmints om rapporten den dagen.",
            ),
            models.CheckConstraint(
                condition=models.Q(kvartal__range=(1, 4)),
                name="paminnelse_kvartal_1_4",
                violation_error_message="Kvartal är 1, 2, 3 eller 4.",
            ),
            year_constraint("ar", name="paminnelse_ar"),
        ]

    def __str__(self):
        return f"{self.skickad} {self.user}: {self.insats}, kvartal {self.kvartal} {self.ar}"
