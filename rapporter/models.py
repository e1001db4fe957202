"""What the kansli writes into a report; everything else in it is computed."""

from django.db import models
from simple_history.models import HistoricalRecords

from finsam.begransningar import enforce_choices
from finsam.period import Dag, OgiltigPeriod
from finsam.validering import refuse_identity
from insatser.models import Forbund
from uppfoljning.models import validate_period


def validate_rapportperiod(text: str) -> None:
    """Field validator: the period of any report, in its own spelling: 2024H1, 2024 or a day."""
    try:
        Dag.parse(text)
    except OgiltigPeriod:
        validate_period(text)


@enforce_choices
class Rapporttext(models.Model):
    """The kansli's own text in one chapter of a report."""

    class Rapport(models.TextChoices):
        PM = "pm", "PM Uppföljning av insatser"
        DELARSRAPPORT = "delarsrapport", "Delårsrapport"
        ARSREDOVISNING = "arsredovisning", "Årsredovisning"
        EKONOMISK_INFORMATION = "ekonomisk-information", "Ekonomisk information"

    class Kapitel(models.TextChoices):
        SAMMANFATTNING = "sammanfattning", "Sammanfattning"
        BAKGRUND = "bakgrund", "Bakgrund"
        INSATSER = "insatser", "Insatser"
        RESULTAT = "resultat", "Resultat av mål"
        AVSLUTADE = "avslutade", "Avslutade insatser"
        BUDGET = "budget", "Utfall av beviljad budget"
        KVALITET = "kvalitet", "Kvalitetssäkring"
        STATISTIK = "statistik", "Statistik"
        REFLEKTIONER = "reflektioner", "Sammanfattning och reflektioner"
        ORDFORANDEN = "ordforanden", "Ordföranden har ordet"
        OM_FORBUNDET = "om_forbundet", "Om förbundet"
        HANDELSER = "handelser", "Viktiga förhållanden och händelser"
        MAL = "mal", "Mål och resultat"
        KOMPETENS = "kompetens", "Kompetenshöjande aktiviteter och nätverk"
        ANALYS = "analys", "Analys"
        KONTROLL = "kontroll", "Intern kontroll"
        HUSHALLNING = "hushallning", "God ekonomisk hushållning"
        PERSONAL = "personal", "Personal"
        UTVECKLING = "utveckling", "Förväntad utveckling"
        EKONOMI = "ekonomi", "Ekonomisk redogörelse"
        PRINCIPER = "principer", "Redovisningsprinciper"
        BESLUTSUTRYMME = "beslutsutrymme", "Beslutsutrymme"

    forbund = models.ForeignKey(
        Forbund, models.PROTECT, related_name="rapporttexter", verbose_name="förbund"
    )
    rapport = models.CharField(max_length=24, choices=Rapport)
    period = models.CharField(
        max_length=10,
        validators=[validate_rapportperiod],
        help_text="2024H1, 2024H2 eller 2024; 2024-10-24 för det som gäller en dag.",
    )
    kapitel = models.CharField(max_length=20, choices=Kapitel)
    text = models.TextField(
        help_text="En tom rad ger ett nytt stycke.", validators=[refuse_identity]
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = "rapporttext"
        verbose_name_plural = "rapporttexter"
        ordering = ["forbund", "rapport", "period", "kapitel"]
        constraints = [
            models.UniqueConstraint(
                fields=["forbund", "rapport", "period", "kapitel"],
                name="rapporttext_unik",
                violation_error_message="Kapitlet har redan en text för perioden.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kapitel_display()}, {self.get_rapport_display()} {self.period}"


@enforce_choices
class Avstamningskommentar(models.Model):
    """Why a warning of the avstämning stands; it follows into the report."""

    forbund = models.ForeignKey(
        Forbund, models.PROTECT, related_name="avstamningskommentarer", verbose_name="förbund"
    )
    rapport = models.CharField(max_length=24, choices=Rapporttext.Rapport)
    period = models.CharField(max_length=10, validators=[validate_rapportperiod])
    kontroll = models.CharField(max_length=60, help_text="Kontrollens nyckel.")
    text = models.TextField(validators=[refuse_identity])
    siffror = models.TextField(
        blank=True, editable=False, help_text="De två uppgifterna när kommentaren skrevs."
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = "kommentar till avstämningen"
        verbose_name_plural = "kommentarer till avstämningen"
        ordering = ["forbund", "rapport", "period", "kontroll"]
        constraints = [
            models.UniqueConstraint(
                fields=["forbund", "rapport", "period", "kontroll"],
                name="avstamningskommentar_unik",
                violation_error_message="Kontrollen har redan en kommentar.",
            ),
        ]

    def __str__(self):
        return f"{self.kontroll}, {self.get_rapport_display()} {self.period}"
