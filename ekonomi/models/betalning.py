"""Payment files: what the förbund has laid out, row by row, as it was when the file was made."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from ekonomi.models.falt import belopp_falt
from ekonomi.models.rekvisition import Rekvisition
from insatser.models import Forbund


class Betalfil(models.Model):
    """A file that the ekonom pays by; it is never changed, so that it can be fetched again.

    `skapad_av` is None for one made before files were kept.
    """

    forbund = models.ForeignKey(Forbund, models.PROTECT, related_name="betalfiler")
    skapad = models.DateTimeField()
    skapad_av = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="skapad av",
    )

    class Meta:
        verbose_name = "betalfil"
        verbose_name_plural = "betalfiler"
        ordering = ["-skapad", "-pk"]

    def __str__(self):
        return f"{self.forbund}, {self.skapad:%Y-%m-%d %H:%M}"


class Betalrad(models.Model):
    """What a payment file pays of one rekvisition: what is attested less what was paid before."""

    betalfil = models.ForeignKey(Betalfil, models.PROTECT, related_name="rader")
    rekvisition = models.ForeignKey(Rekvisition, models.PROTECT, related_name="betalrader")
    belopp = belopp_falt("att betala", help_text="Ett negativt belopp ska betalas tillbaka.")
    rekvirerat = belopp_falt("rekvirerat", help_text="Hela beloppet som var attesterat då.")
    is_preliminar = models.BooleanField("preliminär", default=False)
    attesterad = models.DateField()
    attesterad_av = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="attesterad av"
    )

    class Meta:
        verbose_name = "betalrad"
        verbose_name_plural = "betalrader"
        ordering = ["betalfil", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["betalfil", "rekvisition"],
                name="betalrad_unik_per_betalfil",
                violation_error_message="Rekvisitionen ligger redan i betalfilen.",
            ),
            models.CheckConstraint(
                condition=~Q(belopp=0),
                name="betalrad_belopp_ej_noll",
                violation_error_message="Det finns inget att betala.",
            ),
            models.CheckConstraint(
                condition=Q(rekvirerat__gte=0),
                name="betalrad_rekvirerat_ej_negativt",
                violation_error_message="Beloppet kan inte vara negativt.",
            ),
        ]

    def __str__(self):
        return f"{self.rekvisition}: {self.belopp}"
