"""The förbund's bookkeeping as counted from its SIE files, and how accounts become lines.

What is kept of a file is sums: per account and month, and per object of a dimension. Vouchers
and their texts, which may name people, are read, added up and dropped (formats.md 3).
"""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from ekonomi.models.falt import belopp_falt
from finsam.begransningar import enforce_choices
from finsam.validering import refuse_identity
from insatser.models import Forbund

KONTO = RegexValidator(r"^[0-9]{1,10}$", "Ett konto är bara siffror, högst tio.")


class Rapport(models.TextChoices):
    RESULTATRAKNING = "resultatrakning", "resultaträkning"
    BALANSRAKNING = "balansrakning", "balansräkning"


class Radtyp(models.TextChoices):
    """The lines of the statements, in their order (formats.md 3)."""

    MEDLEMSAVGIFTER = "medlemsavgifter", "medlemsavgifter"
    FORSALJNING = "forsaljning", "försäljning"
    OVRIGA_INTAKTER = "ovriga_intakter", "övriga intäkter"
    ESF_MEDEL = "esf_medel", "ESF-medel"
    SAMVERKANSINSATSER = "samverkansinsatser", "samverkansinsatser"
    OVRIGA_ESF = "ovriga_esf", "övriga kostnader för ESF-projekt"
    OVRIGA_DRIFT = "ovriga_drift", "övriga driftskostnader"
    LOKALER = "lokaler", "lokaler"
    PERSONAL = "personal", "personal"
    AVSKRIVNINGAR = "avskrivningar", "avskrivningar"
    FINANSIELLA_INTAKTER = "finansiella_intakter", "finansiella intäkter"
    FINANSIELLA_KOSTNADER = "finansiella_kostnader", "finansiella kostnader"
    VALUTAKURSFORLUST = "valutakursforlust", "valutakursförlust"
    ANLAGGNINGSTILLGANGAR = "anlaggningstillgangar", "anläggningstillgångar"
    KORTFRISTIGA_FORDRINGAR = "kortfristiga_fordringar", "kortfristiga fordringar"
    INTERIMSFORDRINGAR = "interimsfordringar", "interimsfordringar"
    KORTFRISTIGA_PLACERINGAR = "kortfristiga_placeringar", "kortfristiga placeringar"
    KASSA_BANK = "kassa_bank", "kassa och bank"
    RESERVFOND = "reservfond", "reservfond"
    BALANSERAT_RESULTAT = "balanserat_resultat", "balanserat resultat"
    ARETS_RESULTAT = "arets_resultat", "årets resultat"
    LEVERANTORSSKULDER = "leverantorsskulder", "leverantörsskulder"
    OVRIGA_KORTFRISTIGA_SKULDER = "ovriga_kortfristiga_skulder", "övriga kortfristiga skulder"
    INTERIMSSKULDER = "interimsskulder", "interimsskulder"


# Årets resultat may also be the account of the resultaträkning that closes the year.
RADER = {
    Rapport.RESULTATRAKNING: (*list(Radtyp)[:13], Radtyp.ARETS_RESULTAT),
    Rapport.BALANSRAKNING: tuple(Radtyp)[13:],
}


@enforce_choices
class Kontorad(models.Model):
    """Which line, note and note line an account of the förbund belongs to."""

    PER_PROJEKT = "per projekt"

    forbund = models.ForeignKey(
        Forbund, models.PROTECT, related_name="kontorader", verbose_name="förbund"
    )
    konto = models.CharField(max_length=10, validators=[KONTO])
    namn = models.CharField(max_length=200, validators=[refuse_identity])
    rapport = models.CharField(max_length=20, choices=Rapport)
    rad = models.CharField(max_length=30, choices=Radtyp)
    notnr = models.PositiveSmallIntegerField("not", null=True, blank=True)
    notrad = models.CharField(
        max_length=200,
        blank=True,
        validators=[refuse_identity],
        help_text="”per projekt” ger en rad per projekt.",
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = "konto"
        verbose_name_plural = "kontoplan"
        ordering = ["forbund", "konto"]
        constraints = [
            models.UniqueConstraint(
                fields=["forbund", "konto"],
                name="kontorad_unikt_konto",
                violation_error_message="Kontot finns redan i kontoplanen.",
            ),
            models.CheckConstraint(
                condition=Q(
                    rapport="resultatrakning",
                    rad__in=[rad.value for rad in RADER[Rapport.RESULTATRAKNING]],
                )
                | Q(
                    rapport="balansrakning",
                    rad__in=[rad.value for rad in RADER[Rapport.BALANSRAKNING]],
                ),
                name="kontorad_rad_hor_till_rapport",
                violation_error_message="Raden finns inte i den rapporten. Välj en annan rad.",
            ),
        ]

    def __str__(self):
        return f"{self.konto} {self.namn}"


@enforce_choices
class Kostnadsstalle(models.Model):
    """What an object of dimension 1 is in the driftsredovisning."""

    class Verksamhet(models.TextChoices):
        FORTROENDEVALDA = "fortroendevalda", "förtroendevalda"
        FORVALTNING = "forvaltning", "förvaltning"
        FORVALTNING_ESF = "forvaltning_esf", "förvaltning av EU-projekt"
        EKONOM_PROJEKTSTOD = "ekonom_projektstod", "ekonom projektstöd"
        VERKSAMHETSUTVECKLARE = "verksamhetsutvecklare", "verksamhetsutvecklare"
        KOMPETENSHOJANDE = "kompetenshojande", "kompetenshöjande insatser"

    forbund = models.ForeignKey(
        Forbund, models.PROTECT, related_name="kostnadsstallen", verbose_name="förbund"
    )
    kod = models.CharField(max_length=40, validators=[refuse_identity])
    namn = models.CharField(max_length=200, blank=True, validators=[refuse_identity])
    verksamhet = models.CharField(max_length=30, choices=Verksamhet)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "kostnadsställe"
        verbose_name_plural = "kostnadsställen"
        ordering = ["forbund", "kod"]
        constraints = [
            models.UniqueConstraint(
                fields=["forbund", "kod"],
                name="kostnadsstalle_unik_kod",
                violation_error_message="Kostnadsstället finns redan.",
            ),
        ]

    def __str__(self):
        return f"{self.kod} {self.namn}"


class Bokforing(models.Model):
    """What was read from one SIE file. A later file of the same year replaces an earlier one,
    which is kept: a published figure can always be recomputed."""

    forbund = models.ForeignKey(
        Forbund, models.PROTECT, related_name="bokforingar", verbose_name="förbund"
    )
    ar_start = models.DateField("räkenskapsårets första dag")
    ar_slut = models.DateField("räkenskapsårets sista dag")
    per = models.DateField(
        "bokförd till och med", help_text="Sista dagen som filens saldon gäller."
    )
    sietyp = models.PositiveSmallIntegerField("SIE-typ")
    program = models.CharField(max_length=200, blank=True)
    teckenkod = models.CharField("teckenkodning", max_length=20)
    sha256 = models.CharField("SHA-256", max_length=64)
    antal_verifikationer = models.PositiveIntegerField()
    inlast = models.DateTimeField("inläst")
    inlast_av = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="inläst av",
    )
    is_aktuell = models.BooleanField("aktuell", default=True)

    class Meta:
        verbose_name = "bokföring"
        verbose_name_plural = "bokföringar"
        ordering = ["forbund", "-ar_start", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["forbund", "ar_start"],
                condition=Q(is_aktuell=True),
                name="bokforing_en_aktuell_per_ar",
                violation_error_message="Året har redan en aktuell bokföring.",
            ),
            models.CheckConstraint(
                condition=Q(ar_slut__gt=F("ar_start"))
                & Q(per__gte=F("ar_start"))
                & Q(per__lte=F("ar_slut")),
                name="bokforing_dagar_i_ordning",
                violation_error_message="Räkenskapsårets dagar är inte i ordning.",
            ),
            models.CheckConstraint(
                condition=Q(sietyp__range=(1, 4)),
                name="bokforing_sietyp_1_4",
                violation_error_message="SIE-typen är 1, 2, 3 eller 4.",
            ),
        ]

    def __str__(self):
        return f"Bokföring {self.ar_start:%Y} till och med {self.per}"


class Bokforingsnamn(models.Model):
    """What a file calls an account (dimension 0) or an object of a dimension."""

    bokforing = models.ForeignKey(Bokforing, models.CASCADE, related_name="namn")
    dimension = models.PositiveSmallIntegerField()
    kod = models.CharField(max_length=40)
    namn = models.CharField(max_length=200)

    class Meta:
        verbose_name = "namn i bokföringen"
        verbose_name_plural = "namn i bokföringen"
        ordering = ["bokforing", "dimension", "kod"]
        constraints = [
            models.UniqueConstraint(
                fields=["bokforing", "dimension", "kod"],
                name="bokforingsnamn_unikt",
                violation_error_message="Namnet finns redan.",
            ),
        ]

    def __str__(self):
        return f"{self.kod} {self.namn}"


@enforce_choices
class Kontosaldo(models.Model):
    """One sum of a file, debit positive. Each is a marginal: of the account in all (dimension 0,
    no object), or of one object of dimension 1 (kostnadsställe) or 6 (projekt)."""

    class Slag(models.TextChoices):
        INGAENDE = "ib", "ingående balans"
        UTGAENDE = "ub", "utgående balans"
        RESULTAT = "res", "resultat"
        RORELSE = "rorelse", "månadens rörelse"

    bokforing = models.ForeignKey(Bokforing, models.CASCADE, related_name="saldon")
    arsindex = models.SmallIntegerField(
        "årsindex", default=0, help_text="0 är filens år, -1 året före."
    )
    slag = models.CharField(max_length=10, choices=Slag)
    konto = models.CharField(max_length=10, validators=[KONTO])
    dimension = models.PositiveSmallIntegerField(default=0)
    objekt = models.CharField(max_length=40, blank=True)
    manad = models.DateField(
        "månad", null=True, blank=True, help_text="Månadens första dag; bara för rörelse."
    )
    belopp = belopp_falt()

    class Meta:
        verbose_name = "kontosaldo"
        verbose_name_plural = "kontosaldon"
        ordering = ["bokforing", "konto", "slag", "dimension", "objekt", "manad"]
        constraints = [
            models.CheckConstraint(
                condition=Q(slag="rorelse", manad__isnull=False)
                | (~Q(slag="rorelse") & Q(manad=None)),
                name="kontosaldo_manad_bara_for_rorelse",
                violation_error_message="Bara en rörelse har en månad.",
            ),
            models.CheckConstraint(
                condition=Q(dimension=0, objekt="") | (~Q(dimension=0) & ~Q(objekt="")),
                name="kontosaldo_objekt_har_dimension",
                violation_error_message="Ett objekt hör till en dimension.",
            ),
        ]
        indexes = [models.Index(fields=["bokforing", "slag"], name="kontosaldo_bokforing_slag")]

    def __str__(self):
        return f"{self.konto} {self.get_slag_display()}"
