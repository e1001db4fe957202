"""An insatsägare's claims for its costs, and what is attached to them."""

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Round
from simple_history.models import HistoricalRecords

from ekonomi.models.falt import belopp_falt
from ekonomi.querysets import RekvisitionQuerySet
from finsam.begransningar import enforce_choices, year_constraint
from finsam.validering import refuse_identity
from insatser.models import Insats
from uppfoljning.models import Bilagebas


class Rekvisition(models.Model):
    """An insatsägare's claim for a quarter's costs; attested ones are the utfall.

    The dates tell how it stands: a draft has not come in; one that was sent back has a
    `atersand` and waits for its insatsägare again. When a final one is begun over an attested
    preliminary one, what was attested moves to `preliminart_belopp`, and is the utfall until the
    final one is attested.
    """

    class Status(models.TextChoices):
        UTKAST = "utkast", "utkast"
        INSKICKAD = "inskickad", "inskickad"
        ATERSAND = "atersand", "återsänd"
        ATTESTERAD = "attesterad", "attesterad"

    insats = models.ForeignKey(Insats, models.PROTECT, related_name="rekvisitioner")
    ar = models.PositiveSmallIntegerField("år")
    kvartal = models.PositiveSmallIntegerField()
    belopp = belopp_falt()
    is_preliminar = models.BooleanField("preliminär", default=False)
    inkommen = models.DateField(null=True, blank=True)
    attesterad = models.DateField(null=True, blank=True)
    personal = belopp_falt("personal", null=True, blank=True)
    lokaler = belopp_falt("lokaler", null=True, blank=True)
    ovrigt = belopp_falt("övriga kostnader", null=True, blank=True)
    kommentar = models.TextField(blank=True, validators=[refuse_identity])
    inskickad_av = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="inskickad av",
    )
    attesterad_av = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="attesterad av",
    )
    atersand = models.DateField("återsänd", null=True, blank=True)
    skal = models.TextField(
        "skäl", blank=True, validators=[refuse_identity], help_text="Varför den återsändes."
    )
    preliminart_belopp = belopp_falt("preliminärt belopp som är attesterat", null=True, blank=True)
    preliminart_attesterat = models.DateField("preliminärt attesterat", null=True, blank=True)
    betalt_utanfor = belopp_falt(
        "betalt utanför tjänsten",
        default=Decimal(0),
        help_text="Det som kom attesterat med ett underlag; dras av det som betalas härnäst.",
    )

    objects = RekvisitionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "rekvisition"
        verbose_name_plural = "rekvisitioner"
        ordering = ["insats", "ar", "kvartal"]
        constraints = [
            models.UniqueConstraint(
                fields=["insats", "ar", "kvartal"],
                name="rekvisition_unik_per_kvartal",
                violation_error_message="Insatsen har redan en rekvisition för kvartalet.",
            ),
            models.CheckConstraint(
                condition=Q(kvartal__range=(1, 4)),
                name="rekvisition_kvartal_1_4",
                violation_error_message="Kvartal är 1, 2, 3 eller 4.",
            ),
            models.CheckConstraint(
                condition=Q(belopp__gte=0),
                name="rekvisition_belopp_ej_negativt",
                violation_error_message="Beloppet kan inte vara negativt.",
            ),
            models.CheckConstraint(
                condition=Q(attesterad__gte=F("inkommen")),
                name="rekvisition_attesterad_tidigast_inkommen",
                violation_error_message=(
                    "Rekvisitionen är attesterad före den dag då den kom in. Rätta ett av datumen."
                ),
            ),
            models.CheckConstraint(
                condition=Q(personal=None, lokaler=None, ovrigt=None)
                | Q(
                    # Rounded, as SQLite sums in binary.
                    belopp=Round(
                        Coalesce("personal", Decimal(0))
                        + Coalesce("lokaler", Decimal(0))
                        + Coalesce("ovrigt", Decimal(0)),
                        precision=2,
                    )
                ),
                name="rekvisition_kostnadsslag_summerar",
                violation_error_message="Personal, lokaler och övriga kostnader ska bli beloppet.",
            ),
            models.CheckConstraint(
                condition=Q(atersand=None, skal="")
                | Q(atersand__isnull=False, attesterad=None) & ~Q(skal=""),
                name="rekvisition_atersand_med_skal",
                violation_error_message="Den som återsänds har ett skäl och är inte attesterad.",
            ),
            models.CheckConstraint(
                condition=Q(preliminart_belopp=None, preliminart_attesterat=None)
                | Q(
                    preliminart_belopp__gte=0,
                    preliminart_belopp__isnull=False,
                    preliminart_attesterat__isnull=False,
                    is_preliminar=False,
                ),
                name="rekvisition_preliminart_belopp_och_dag",
                violation_error_message=(
                    "Ange både det preliminära beloppet och dagen då det attesterades."
                ),
            ),
            models.CheckConstraint(
                condition=Q(betalt_utanfor__gte=0),
                name="rekvisition_betalt_utanfor_ej_negativt",
                violation_error_message="Beloppet kan inte vara negativt.",
            ),
            year_constraint("ar", name="rekvisition_ar"),
        ]

    def __str__(self):
        return f"{self.insats}, kvartal {self.kvartal} {self.ar}"

    @property
    def status(self) -> Status:
        if self.attesterad:
            return self.Status.ATTESTERAD
        if self.atersand:
            return self.Status.ATERSAND
        return self.Status.INSKICKAD if self.inkommen else self.Status.UTKAST

    @property
    def utfall(self) -> Decimal | None:
        """What is attested, in kronor; None when nothing is."""
        return self.belopp if self.attesterad else self.preliminart_belopp

    @property
    def att_betala(self) -> Decimal:
        """The utfall less what has been paid of it; negative is to be repaid. Reads betalrader."""
        lagt = sum((rad.belopp for rad in self.betalrader.all()), Decimal(0))
        return (self.utfall or Decimal(0)) - self.betalt_utanfor - lagt

    @property
    def utfall_attesterat(self) -> date | None:
        """The day on which the utfall was attested; None when nothing is."""
        return self.attesterad or self.preliminart_attesterat

    @property
    def is_utfall_preliminart(self) -> bool:
        return self.is_preliminar or (self.attesterad is None)


@enforce_choices
class Rekvisitionsbilaga(Bilagebas):
    """A file that shows the costs of a rekvisition."""

    rekvisition = models.ForeignKey(Rekvisition, models.PROTECT, related_name="bilagor")

    class Meta(Bilagebas.Meta):
        verbose_name = "rekvisitionens bilaga"
        verbose_name_plural = "rekvisitionernas bilagor"
        ordering = ["rekvisition", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["rekvisition", "namn"],
                condition=models.Q(borttagen=None),
                name="rekvisitionsbilaga_unikt_namn",
                violation_error_message="Rekvisitionen har redan en bilaga med det namnet.",
            ),
        ]


class Rekvisitionsbilagefil(models.Model):
    """The bytes of the bilaga, apart from it so that lists never read them."""

    bilaga = models.OneToOneField(
        Rekvisitionsbilaga, models.PROTECT, related_name="fil", primary_key=True
    )
    innehall = models.BinaryField("innehåll")

    class Meta:
        verbose_name = "rekvisitionsbilagans fil"
        verbose_name_plural = "rekvisitionsbilagornas filer"

    def __str__(self):
        return str(self.bilaga)
