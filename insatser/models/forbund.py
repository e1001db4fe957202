"""The förbund, its members, and those who lead and review it (domain.md 1)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords
from stdnum.exceptions import ValidationError as OgiltigtNummer
from stdnum.se import orgnr

from finsam.begransningar import enforce_choices, year_constraint
from finsam.validering import refuse_identity
from insatser.querysets import ForbundQuerySet, FortroendevaldQuerySet


def validate_organisationsnummer(text: str) -> None:
    """Field validator: ten digits with a hyphen and a right check digit."""
    try:
        number = orgnr.format(orgnr.validate(text))
    except OgiltigtNummer as error:
        raise ValidationError(
            "Det är inget giltigt organisationsnummer. Kontrollera siffrorna."
        ) from error
    if number != text:
        raise ValidationError(f"Skriv organisationsnumret som {number}.")


class Forbund(models.Model):
    """The root of everything: each row in the database belongs to one förbund."""

    organisationsnummer = models.CharField(
        max_length=11,
        unique=True,
        validators=[validate_organisationsnummer],
    )
    namn = models.CharField(max_length=200)
    lan = models.CharField("län", max_length=100, blank=True)
    startar = models.PositiveSmallIntegerField("startår", null=True, blank=True)
    antal_anstallda = models.DecimalField(
        "antal anställda", max_digits=6, decimal_places=2, null=True, blank=True
    )
    kvot_undre = models.PositiveSmallIntegerField(
        "förbrukningskvot, undre gräns i procent",
        default=80,
        help_text="En lägre kvot lyfts fram i rapporterna.",
    )
    kvot_ovre = models.PositiveSmallIntegerField(
        "förbrukningskvot, övre gräns i procent",
        default=105,
        help_text="En högre kvot lyfts fram i rapporterna.",
    )
    insatsansvarig_skickar_in = models.BooleanField(
        "insatsansvarig får skicka in åt styrgruppen",
        default=True,
        help_text=(
            "Annars fyller den insatsansvariga i kvartalsrapport och rekvisition, och någon i "
            "styrgruppen skickar in dem och anmäler avvikelser."
        ),
    )

    visar_balanskrav = models.BooleanField(
        "rapporterna har en balanskravsutredning",
        default=True,
        help_text="Stäng av den om förbundet har beslutat att inte ha någon.",
    )

    objects = ForbundQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "förbund"
        verbose_name_plural = "förbund"
        ordering = ["namn"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kvot_undre__lt=F("kvot_ovre")),
                name="forbund_kvotgranser_i_ordning",
                violation_error_message="Den undre gränsen ska vara lägre än den övre.",
            ),
            models.CheckConstraint(
                condition=Q(antal_anstallda__gte=0),
                name="forbund_antal_anstallda_ej_negativt",
                violation_error_message="Antalet anställda kan inte vara negativt.",
            ),
            year_constraint("startar", name="forbund_startar"),
        ]

    def __str__(self):
        return self.namn


@enforce_choices
class Part(models.Model):
    """A member organisation: kommun, region, Försäkringskassan or Arbetsförmedlingen."""

    class Typ(models.TextChoices):
        KOMMUN = "kommun", "kommun"
        REGION = "region", "region"
        FORSAKRINGSKASSAN = "forsakringskassan", "försäkringskassan"
        ARBETSFORMEDLINGEN = "arbetsformedlingen", "arbetsförmedlingen"

    forbund = models.ForeignKey(
        Forbund, models.PROTECT, related_name="parter", verbose_name="förbund"
    )
    kod = models.CharField(max_length=20)
    namn = models.CharField(max_length=200)
    typ = models.CharField(max_length=20, choices=Typ)
    medlem_fran = models.DateField("medlem från", null=True, blank=True)

    class Meta:
        verbose_name = "part"
        verbose_name_plural = "parter"
        ordering = ["forbund", "kod"]
        constraints = [
            models.UniqueConstraint(
                fields=["forbund", "kod"],
                name="part_unik_kod",
                violation_error_message="Förbundet har redan en part med den koden.",
            ),
        ]

    def __str__(self):
        return self.namn


TILL_FORE_FRAN = "Till är före från. Rätta ett av datumen."


@enforce_choices
class Fortroendevald(models.Model):
    """A place in the styrelse or as revisor, and who holds it from one day to another."""

    class Uppdrag(models.TextChoices):
        ORDFORANDE = "ordforande", "ordförande"
        VICE_ORDFORANDE = "vice_ordforande", "vice ordförande"
        LEDAMOT = "ledamot", "ledamot"
        ERSATTARE = "ersattare", "ersättare"
        REVISOR = "revisor", "revisor"
        REVISORSERSATTARE = "revisorsersattare", "revisorsersättare"

    forbund = models.ForeignKey(
        Forbund, models.PROTECT, related_name="fortroendevalda", verbose_name="förbund"
    )
    part = models.ForeignKey(
        Part,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="fortroendevalda",
        help_text="Medlemmen som har utsett personen.",
    )
    namn = models.CharField(max_length=150, validators=[refuse_identity])
    uppdrag = models.CharField(max_length=20, choices=Uppdrag)
    fran = models.DateField("från")
    till = models.DateField(null=True, blank=True)

    objects = FortroendevaldQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "förtroendevald"
        verbose_name_plural = "förtroendevalda"
        ordering = ["forbund", "uppdrag", "namn"]
        constraints = [
            models.UniqueConstraint(
                fields=["forbund", "namn", "uppdrag", "fran"],
                name="fortroendevald_en_gang_per_uppdrag",
                violation_error_message=(
                    "Personen finns redan i listan med samma uppdrag från den dagen."
                ),
            ),
            models.CheckConstraint(
                condition=Q(till__gte=F("fran")),
                name="fortroendevald_till_tidigast_fran",
                violation_error_message=TILL_FORE_FRAN,
            ),
        ]

    def __str__(self):
        return f"{self.namn}, {self.get_uppdrag_display()}"

    def clean(self):
        super().clean()
        # Also a constraint, which can only say it above the form.
        if self.fran and self.till and self.till < self.fran:
            raise ValidationError({"till": TILL_FORE_FRAN})
