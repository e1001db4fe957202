"""The förbund's own goals and activities."""

from django.db import models
from django.db.models.functions import Coalesce
from simple_history.models import HistoricalRecords

from finsam.begransningar import enforce_choices, year_constraint
from finsam.tal import sum_known
from finsam.validering import refuse_identity
from insatser.models import Forbund


@enforce_choices
class Verksamhetsmal(models.Model):
    """A goal of the förbund's verksamhetsplan and how its outcome is measured."""

    class Matt(models.TextChoices):
        ARBETE_STUDIER = "andel_arbete_studier", "andel arbete studier"
        HANDLINGSPLAN = "andel_handlingsplan", "andel handlingsplan"
        STEGFORFLYTTNING = "andel_stegforflyttning", "andel stegförflyttning"
        AKTIVITETER = "antal_aktiviteter", "antal aktiviteter"
        STRUKTURMAL = "andel_uppnadda_strukturmal", "andel uppnådda strukturmål"
        MANUELL = "manuell", "manuell"

    forbund = models.ForeignKey(
        Forbund, models.PROTECT, related_name="verksamhetsmal", verbose_name="förbund"
    )
    ar = models.PositiveSmallIntegerField("år")
    nr = models.PositiveSmallIntegerField()
    delmal = models.PositiveSmallIntegerField("delmål", null=True, blank=True)
    mal = models.TextField("mål", blank=True, validators=[refuse_identity])
    resultatmal = models.TextField("resultatmål", blank=True, validators=[refuse_identity])
    matt = models.CharField("mått", max_length=30, choices=Matt, default=Matt.MANUELL)
    malvarde = models.DecimalField(
        "målvärde", max_digits=12, decimal_places=2, null=True, blank=True
    )
    utfall = models.TextField(
        blank=True,
        validators=[refuse_identity],
        help_text="Bara för mål som bedöms manuellt.",
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = "verksamhetsmål"
        verbose_name_plural = "verksamhetsmål"
        ordering = ["forbund", "ar", "nr", "delmal"]
        constraints = [
            models.UniqueConstraint(
                "forbund",
                "ar",
                "nr",
                Coalesce("delmal", 0),
                name="verksamhetsmal_unikt_nr",
                violation_error_message="Målet finns redan för året.",
            ),
            year_constraint("ar", name="verksamhetsmal_ar"),
        ]

    def __str__(self):
        return f"Mål {self.beteckning} {self.ar}"

    @property
    def beteckning(self) -> str:
        """”1”, or ”1.2” for a delmål."""
        return str(self.nr) if self.delmal is None else f"{self.nr}.{self.delmal}"


@enforce_choices
class Aktivitet(models.Model):
    """A kompetenshöjande aktivitet or a network meeting, with participants as counts."""

    class Typ(models.TextChoices):
        WEBBINARIUM = "webbinarium", "webbinarium"
        SEMINARIUM = "seminarium", "seminarium"
        UTBILDNING = "utbildning", "utbildning"
        DIALOG = "dialog", "dialog"
        NATVERK = "natverk", "nätverk"

    forbund = models.ForeignKey(
        Forbund, models.PROTECT, related_name="aktiviteter", verbose_name="förbund"
    )
    datum = models.DateField()
    namn = models.CharField(max_length=200, validators=[refuse_identity])
    typ = models.CharField(max_length=20, choices=Typ, blank=True)
    deltagare_kvinnor = models.PositiveIntegerField("deltagare, kvinnor", null=True, blank=True)
    deltagare_man = models.PositiveIntegerField("deltagare, män", null=True, blank=True)
    deltagare_okant = models.PositiveIntegerField("deltagare, okänt kön", null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "aktivitet"
        verbose_name_plural = "aktiviteter"
        ordering = ["forbund", "datum", "namn"]
        constraints = [
            models.UniqueConstraint(
                fields=["forbund", "datum", "namn"],
                name="aktivitet_unik_per_dag",
                violation_error_message="Aktiviteten finns redan den dagen.",
            ),
        ]

    def __str__(self):
        return f"{self.datum} {self.namn}"

    @property
    def deltagare(self) -> int | None:
        """All that are known to have taken part; None where nothing is noted."""
        return sum_known([self.deltagare_kvinnor, self.deltagare_man, self.deltagare_okant])
