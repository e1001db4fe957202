"""Attached files. They lie in the database, so that a report and its attachments are stored,
backed up and rolled back as one."""

from django.conf import settings
from django.db import models

from finsam.begransningar import enforce_choices
from uppfoljning.models.rapportering import Avvikelse, Kvartalsrapport


class Bilagebas(models.Model):
    """What is known of a file; its bytes lie apart. A removed one is kept."""

    class Typ(models.TextChoices):
        PDF = "pdf", "PDF"
        DOCX = "docx", "Word"
        XLSX = "xlsx", "Excel"
        PNG = "png", "PNG-bild"
        JPEG = "jpeg", "JPEG-bild"

    namn = models.CharField(max_length=150)
    typ = models.CharField(max_length=10, choices=Typ)
    storlek = models.PositiveIntegerField(help_text="Byte.")
    sha256 = models.CharField("SHA-256", max_length=64)
    uppladdad = models.DateTimeField()
    uppladdad_av = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="uppladdad av",
    )
    borttagen = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self):
        return self.namn


@enforce_choices
class Bilaga(Bilagebas):
    """A file of a kvartalsrapport; a removed one is kept, as an earlier omgång may hold it."""

    kvartalsrapport = models.ForeignKey(Kvartalsrapport, models.PROTECT, related_name="bilagor")

    class Meta(Bilagebas.Meta):
        verbose_name = "bilaga"
        verbose_name_plural = "bilagor"
        ordering = ["kvartalsrapport", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kvartalsrapport", "namn"],
                condition=models.Q(borttagen=None),
                name="bilaga_unikt_namn",
                violation_error_message="Rapporten har redan en bilaga med det namnet.",
            ),
        ]


class Bilagefil(models.Model):
    """The bytes of a bilaga, apart from it so that lists never read them."""

    bilaga = models.OneToOneField(Bilaga, models.PROTECT, related_name="fil", primary_key=True)
    innehall = models.BinaryField("innehåll")

    class Meta:
        verbose_name = "bilagans fil"
        verbose_name_plural = "bilagornas filer"

    def __str__(self):
        return str(self.bilaga)


@enforce_choices
class Avvikelsebilaga(Bilagebas):
    """A file that goes with an avvikelse."""

    avvikelse = models.ForeignKey(Avvikelse, models.PROTECT, related_name="bilagor")

    class Meta(Bilagebas.Meta):
        verbose_name = "avvikelsens bilaga"
        verbose_name_plural = "avvikelsernas bilagor"
        ordering = ["avvikelse", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["avvikelse", "namn"],
                condition=models.Q(borttagen=None),
                name="avvikelsebilaga_unikt_namn",
                violation_error_message="Avvikelsen har redan en bilaga med det namnet.",
            ),
        ]


class Avvikelsebilagefil(models.Model):
    """The bytes of the bilaga, apart from it so that lists never read them."""

    bilaga = models.OneToOneField(
        Avvikelsebilaga, models.PROTECT, related_name="fil", primary_key=True
    )
    innehall = models.BinaryField("innehåll")

    class Meta:
        verbose_name = "avvikelsebilagans fil"
        verbose_name_plural = "avvikelsebilagornas filer"

    def __str__(self):
        return str(self.bilaga)
