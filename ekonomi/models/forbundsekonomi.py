"""The förbund's own economy: budget, prognoser, preliminary years, members' fees (domain.md 4)."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from simple_history.models import HistoricalRecords

from ekonomi.models.falt import belopp_falt
from ekonomi.querysets import ForbundsbudgetradQuerySet
from finsam.begransningar import enforce_choices, year_constraint
from insatser.models import Forbund, Insats, Part


@enforce_choices
class Forbundsbudgetrad(models.Model):
    """One amount of the förbund's budget, a dated prognos or a preliminary year.

    Costs and income are positive; only ”ej nyttjat”, an expected underspend, is negative,
    and an opening surplus may be either.
    """

    class Version(models.TextChoices):
        BUDGET = "budget", "budget"
        PROGNOS = "prognos", "prognos"
        PRELIMINAR = "preliminar", "preliminär"

    class Rad(models.TextChoices):
        MEDLEMSAVGIFTER = "medlemsavgifter", "medlemsavgifter"
        FORSALJNING = "forsaljning", "försäljning"
        ESF = "esf", "ESF"
        OVRIGA_INTAKTER = "ovriga_intakter", "övriga intäkter"
        FORTROENDEVALDA = "fortroendevalda", "förtroendevalda"
        FORVALTNING = "forvaltning", "förvaltning"
        FORVALTNING_ESF = "forvaltning_esf", "förvaltning ESF"
        OVRIGT_ESF = "ovrigt_esf", "övrigt ESF"
        INSATS = "insats", "insats"
        EJ_NYTTJAT = "ej_nyttjat", "ej nyttjat"
        EKONOM_PROJEKTSTOD = "ekonom_projektstod", "ekonom projektstöd"
        VERKSAMHETSUTVECKLARE = "verksamhetsutvecklare", "verksamhetsutvecklare"
        KOMPETENSHOJANDE = "kompetenshojande", "kompetenshöjande"
        INGAENDE_OVERSKOTT = "ingaende_overskott", "ingående överskott"

    forbund = models.ForeignKey(
        Forbund, models.PROTECT, related_name="budgetrader", verbose_name="förbund"
    )
    ar = models.PositiveSmallIntegerField("år")
    version = models.CharField(max_length=12, choices=Version)
    rad = models.CharField(max_length=24, choices=Rad)
    insats = models.ForeignKey(
        Insats, models.PROTECT, null=True, blank=True, related_name="forbundsbudgetrader"
    )
    belopp = belopp_falt()
    beslutad = models.DateField(null=True, blank=True)

    objects = ForbundsbudgetradQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "rad i förbundsbudgeten"
        verbose_name_plural = "rader i förbundsbudgeten"
        ordering = ["forbund", "ar", "version", "beslutad", "rad", "insats"]
        constraints = [
            models.UniqueConstraint(
                "forbund",
                "ar",
                "version",
                "rad",
                Coalesce("insats", 0),
                Coalesce("beslutad", date.min),
                name="forbundsbudgetrad_unik",
                violation_error_message="Raden finns redan.",
            ),
            models.CheckConstraint(
                condition=Q(rad="insats", insats__isnull=False)
                | (~Q(rad="insats") & Q(insats__isnull=True)),
                name="forbundsbudgetrad_insats_bara_pa_insatsrad",
                violation_error_message=(
                    "Raden insats behöver en insats, och ingen annan rad får ha en."
                ),
            ),
            models.CheckConstraint(
                condition=Q(rad="ingaende_overskott")
                | Q(rad="ej_nyttjat", belopp__lte=0)
                | (~Q(rad="ej_nyttjat") & Q(belopp__gte=0)),
                name="forbundsbudgetrad_belopp_tecken",
                violation_error_message=(
                    "Skriv minus bara för ej nyttjat, som alltid är negativt, och "
                    "för ett negativt ingående överskott."
                ),
            ),
            year_constraint("ar", name="forbundsbudgetrad_ar"),
        ]

    def __str__(self):
        return f"{self.get_rad_display()} {self.ar}, {self.get_version_display()}"

    def clean(self):
        super().clean()
        is_known = self.insats and self.forbund_id
        if is_known and self.insats.forbund_id != self.forbund_id:
            raise ValidationError({"insats": "Välj en insats som hör till förbundet."})


class Medlemsavgift(models.Model):
    """What a part pays to the förbund for a year."""

    part = models.ForeignKey(Part, models.PROTECT, related_name="medlemsavgifter")
    ar = models.PositiveSmallIntegerField("år")
    belopp = belopp_falt()

    history = HistoricalRecords()

    class Meta:
        verbose_name = "medlemsavgift"
        verbose_name_plural = "medlemsavgifter"
        ordering = ["part", "ar"]
        constraints = [
            models.UniqueConstraint(
                fields=["part", "ar"],
                name="medlemsavgift_unik_per_ar",
                violation_error_message="Parten har redan en medlemsavgift för året.",
            ),
            models.CheckConstraint(
                condition=Q(belopp__gte=0),
                name="medlemsavgift_belopp_ej_negativt",
                violation_error_message="Beloppet kan inte vara negativt.",
            ),
            year_constraint("ar", name="medlemsavgift_ar"),
        ]

    def __str__(self):
        return f"{self.part} {self.ar}"


@enforce_choices
class Flerar(models.Model):
    """Key figures of earlier years for the five-year overview, per 30 June or 31 December."""

    class Per(models.TextChoices):
        JUNI = "06-30", "06-30"
        DECEMBER = "12-31", "12-31"

    forbund = models.ForeignKey(
        Forbund, models.PROTECT, related_name="flerar", verbose_name="förbund"
    )
    ar = models.PositiveSmallIntegerField("år")
    per = models.CharField(max_length=5, choices=Per)
    intakter = belopp_falt("intäkter", null=True, blank=True)
    kostnader = belopp_falt("kostnader", null=True, blank=True)
    verksamhetens_resultat = belopp_falt("verksamhetens resultat", null=True, blank=True)
    arets_resultat = belopp_falt("årets resultat", null=True, blank=True)
    soliditet = models.DecimalField(
        "soliditet (procent)", max_digits=5, decimal_places=2, null=True, blank=True
    )
    antal_anstallda = models.DecimalField(
        "antal anställda", max_digits=6, decimal_places=2, null=True, blank=True
    )

    class Meta:
        verbose_name = "flerårsuppgift"
        verbose_name_plural = "flerårsuppgifter"
        ordering = ["forbund", "-ar", "per"]
        constraints = [
            models.UniqueConstraint(
                fields=["forbund", "ar", "per"],
                name="flerar_unik",
                violation_error_message="Uppgiften finns redan för året och dagen.",
            ),
            year_constraint("ar", name="flerar_ar"),
        ]

    def __str__(self):
        return f"{self.ar}-{self.per}"
