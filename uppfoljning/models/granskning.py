"""What was sent in, round by round, and what the kansli said of it (domain.md 2)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from finsam.begransningar import enforce_choices
from uppfoljning.models.bilagor import Bilaga
from uppfoljning.models.rapportering import Kvartalsrapport


def _user_field(verbose_name: str, **options) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=verbose_name,
        **options,
    )


@enforce_choices
class Omgang(models.Model):
    """A kvartalsrapport as it was sent in once, kept whole, and how the kansli answered.

    `innehall` is the content by field (kvartalsrapport/innehall.py). A report that came accepted
    with the underlag has no omgång until it is opened again; that one lacks sender and times.
    """

    class Beslut(models.TextChoices):
        ATERSAND = "atersand", "återsänd"
        GODKAND = "godkand", "godkänd"

    kvartalsrapport = models.ForeignKey(Kvartalsrapport, models.PROTECT, related_name="omgangar")
    nr = models.PositiveSmallIntegerField()
    inskickad = models.DateTimeField(null=True, blank=True)
    inskickad_av = _user_field("inskickad av", null=True, blank=True)
    innehall = models.JSONField("innehåll")
    bilagor = models.ManyToManyField(Bilaga, blank=True, related_name="omgangar")
    beslut = models.CharField(max_length=10, choices=Beslut, blank=True)
    beslutad = models.DateTimeField(null=True, blank=True)
    beslutad_av = _user_field("beslutad av", null=True, blank=True)
    skal = models.TextField("skäl till återsändning", blank=True)
    oppnad = models.DateTimeField("öppnad igen", null=True, blank=True)
    oppnad_av = _user_field("öppnad av", null=True, blank=True)
    oppnad_skal = models.TextField("skäl till att den öppnades", blank=True)

    class Meta:
        verbose_name = "omgång"
        verbose_name_plural = "omgångar"
        ordering = ["kvartalsrapport", "nr"]
        constraints = [
            models.UniqueConstraint(
                fields=["kvartalsrapport", "nr"],
                name="omgang_unikt_nr",
                violation_error_message="Rapporten har redan en omgång med det numret.",
            ),
            models.UniqueConstraint(
                fields=["kvartalsrapport"],
                condition=Q(beslut=""),
                name="omgang_en_obeslutad",
                violation_error_message="Rapporten väntar redan på ett besked.",
            ),
            models.CheckConstraint(
                condition=~Q(beslut="godkand")
                | Q(inskickad_av=None)
                | ~Q(beslutad_av=F("inskickad_av")),
                name="omgang_godkand_av_annan",
                violation_error_message="Den som skickade in rapporten kan inte godkänna den.",
            ),
            models.CheckConstraint(
                condition=~Q(beslut="atersand") | ~Q(skal=""),
                name="omgang_skal_till_atersandning",
                violation_error_message="Skriv varför rapporten återsänds.",
            ),
            models.CheckConstraint(
                condition=Q(oppnad=None) | (Q(beslut="godkand") & ~Q(oppnad_skal="")),
                name="omgang_oppnad_med_skal",
                violation_error_message="Skriv varför rapporten öppnas igen.",
            ),
        ]

    def __str__(self):
        return f"{self.kvartalsrapport}, omgång {self.nr}"


class Granskningskommentar(models.Model):
    """The kansli's comment on one answer of an omgång; the styrgrupp sees it once it is decided."""

    omgang = models.ForeignKey(
        Omgang, models.PROTECT, related_name="kommentarer", verbose_name="omgång"
    )
    falt = models.CharField("fält", max_length=60)
    text = models.TextField()
    skriven = models.DateTimeField()
    skriven_av = _user_field("skriven av")

    history = HistoricalRecords()

    class Meta:
        verbose_name = "granskningskommentar"
        verbose_name_plural = "granskningskommentarer"
        ordering = ["omgang", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["omgang", "falt"],
                name="granskningskommentar_en_per_falt",
                violation_error_message="Svaret har redan en kommentar i omgången.",
            ),
        ]

    def __str__(self):
        return f"{self.omgang}: {self.falt}"
