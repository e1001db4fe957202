"""Deltagarstatistik: counts, where they come from, and what counts as a step (domain.md 3)."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from finsam.begransningar import enforce_choices, year_constraint
from insatser.models import Forbund, Insats
from uppfoljning.kategorier import KATEGORIER, Avslutsorsak, Kon, Matt
from uppfoljning.querysets import DeltagarstatistikQuerySet, StegregelQuerySet


@enforce_choices
class Leverans(models.Model):
    """One version of an insats's deltagarstatistik: from an insatsdata file or from counts.

    A new leverans replaces the insats's current one, which is kept, so that a published
    figure can be recomputed. Of the file only its hash and row count are kept (domain.md 3).
    """

    class Kalla(models.TextChoices):
        INSATSDATA = "insatsdata", "insatsdata"
        UNDERLAG = "underlag", "underlag"

    insats = models.ForeignKey(Insats, models.PROTECT, related_name="leveranser")
    kalla = models.CharField("källa", max_length=10, choices=Kalla)
    sha256 = models.CharField("filens SHA-256", max_length=64)
    antal_rader = models.PositiveIntegerField("antal rader")
    inlast = models.DateTimeField("inläst")
    inlast_av = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="inläst av",
    )
    bekraftad = models.DateTimeField(
        "senast bekräftad",
        null=True,
        blank=True,
        help_text="När en senare fil gav samma antal.",
    )
    is_aktuell = models.BooleanField("är aktuell", default=True)

    class Meta:
        verbose_name = "leverans"
        verbose_name_plural = "leveranser"
        ordering = ["insats", "-inlast"]
        constraints = [
            models.UniqueConstraint(
                fields=["insats"],
                condition=Q(is_aktuell=True),
                name="leverans_en_aktuell",
                violation_error_message="Insatsen har redan en aktuell leverans.",
            ),
        ]

    def __str__(self):
        return f"{self.insats}, {self.get_kalla_display()} {self.inlast:%Y-%m-%d %H:%M}"

    @property
    def senast_kommen(self) -> date:
        """The day, in Swedish time, of the last file that gave these counts."""
        return timezone.localdate(max(filter(None, [self.inlast, self.bekraftad])))


def _kategori_of_matt() -> Q:
    """Each mått has the categories of KATEGORIER, or none; omfattning is per cent."""
    condition = Q(matt=str(Matt.OMFATTNING), kategori__in=[str(n) for n in range(1, 101)])
    for matt, kategorier in KATEGORIER.items():
        condition |= Q(matt=str(matt), kategori__in=kategorier.values if kategorier else [""])
    return condition


@enforce_choices
class Deltagarstatistik(models.Model):
    """A count: how many of a kön, by one mått and category, in one insats and month."""

    leverans = models.ForeignKey(Leverans, models.CASCADE, related_name="celler")
    manad = models.DateField("månad", help_text="Månadens första dag.")
    kon = models.CharField("kön", max_length=1, choices=Kon)
    matt = models.CharField("mått", max_length=20, choices=Matt)
    kategori = models.CharField(max_length=30, blank=True)
    antal = models.PositiveIntegerField()

    objects = DeltagarstatistikQuerySet.as_manager()

    class Meta:
        verbose_name = "deltagarstatistik"
        verbose_name_plural = "deltagarstatistik"
        ordering = ["leverans", "manad", "kon", "matt", "kategori"]
        constraints = [
            models.UniqueConstraint(
                fields=["leverans", "matt", "kategori", "kon", "manad"],
                name="deltagarstatistik_unik_cell",
                violation_error_message="Antalet finns redan i leveransen.",
            ),
            models.CheckConstraint(
                condition=Q(manad__day=1),
                name="deltagarstatistik_manadens_forsta_dag",
                violation_error_message="Skriv månadens första dag.",
            ),
            # Anonyma have no kön and are in no count of K and M.
            models.CheckConstraint(
                condition=Q(matt="anonyma", kon="O") | (~Q(matt="anonyma") & Q(kon__in=["K", "M"])),
                name="deltagarstatistik_kon_efter_matt",
                violation_error_message="Bara anonyma saknar kön.",
            ),
            models.CheckConstraint(
                condition=_kategori_of_matt(),
                name="deltagarstatistik_kategori_efter_matt",
                violation_error_message="Kategorin passar inte måttet.",
            ),
        ]

    def __str__(self):
        return f"{self.manad:%Y-%m} {self.kon} {self.matt} {self.kategori}: {self.antal}"


@enforce_choices
class Stegregel(models.Model):
    """Which avslutsorsaker count as stegförflyttning in a förbund from a year on."""

    forbund = models.ForeignKey(
        Forbund, models.PROTECT, related_name="stegregler", verbose_name="förbund"
    )
    fran_ar = models.PositiveSmallIntegerField("från och med år")
    orsak = models.CharField(max_length=30, choices=Avslutsorsak)

    objects = StegregelQuerySet.as_manager()

    class Meta:
        verbose_name = "regel för stegförflyttning"
        verbose_name_plural = "regler för stegförflyttning"
        ordering = ["forbund", "fran_ar", "orsak"]
        constraints = [
            models.UniqueConstraint(
                fields=["forbund", "fran_ar", "orsak"],
                name="stegregel_unik_orsak",
                violation_error_message="Orsaken finns redan för året.",
            ),
            year_constraint("fran_ar", name="stegregel_fran_ar"),
        ]

    def __str__(self):
        return f"{self.get_orsak_display()} från {self.fran_ar}"
