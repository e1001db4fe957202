"""Kvartalsrapporter, bedömningar and avvikelser (domain.md 2)."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from finsam.begransningar import enforce_choices, year_constraint
from finsam.period import OgiltigPeriod, Period
from finsam.validering import refuse_identity
from insatser.models import Insats, Mal
from uppfoljning.fragor import FRAGA, FRAGOR, Svar
from uppfoljning.querysets import (
    AvvikelseQuerySet,
    KvartalsrapportQuerySet,
    MaluppfoljningQuerySet,
)


def _svar_field(verbose_name: str, svar: tuple[Svar, ...]) -> models.CharField:
    return models.CharField(
        verbose_name, max_length=12, choices=[(s.value, s.label) for s in svar], blank=True
    )


def _kommentar_field(nyckel: str) -> models.TextField:
    return models.TextField(f"kommentar {FRAGA[nyckel].rubrik}", blank=True)


_FALT = {fraga.nyckel: _svar_field(fraga.rubrik, fraga.svar) for fraga in FRAGOR}


@enforce_choices
class Kvartalsrapport(models.Model):
    """The styrgrupp's report on one insats and quarter; its questions are FRAGOR."""

    class Status(models.TextChoices):
        EJ_PABORJAD = "ej_paborjad", "ej påbörjad"
        UTKAST = "utkast", "utkast"
        INSKICKAD = "inskickad", "inskickad"
        ATERSAND = "atersand", "återsänd"
        GODKAND = "godkand", "godkänd"

    OPPNA = (Status.EJ_PABORJAD, Status.UTKAST, Status.ATERSAND)

    insats = models.ForeignKey(Insats, models.PROTECT, related_name="kvartalsrapporter")
    ar = models.PositiveSmallIntegerField("år")
    kvartal = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=12, choices=Status, default=Status.EJ_PABORJAD)
    inlamnad = models.DateField("inlämnad", null=True, blank=True)
    styrgruppsmote = _FALT["styrgruppsmote"]
    styrgruppsmote_kommentar = _kommentar_field("styrgruppsmote")
    ordinarie_representation = _FALT["ordinarie_representation"]
    ordinarie_representation_kommentar = _kommentar_field("ordinarie_representation")
    uppfoljning = _FALT["uppfoljning"]
    uppfoljning_kommentar = _kommentar_field("uppfoljning")
    kontroll_metod = _FALT["kontroll_metod"]
    kontroll_metod_kommentar = _kommentar_field("kontroll_metod")
    kontroll_malgrupp = _FALT["kontroll_malgrupp"]
    kontroll_malgrupp_kommentar = _kommentar_field("kontroll_malgrupp")
    jamstalldhet = _FALT["jamstalldhet"]
    jamstalldhet_kommentar = _kommentar_field("jamstalldhet")
    implementering = _FALT["implementering"]
    implementering_kommentar = _kommentar_field("implementering")
    vakans_forbundsmedel = _FALT["vakans_forbundsmedel"]
    vakans_forbundsmedel_kommentar = _kommentar_field("vakans_forbundsmedel")
    vakans_egenfinansierad = _FALT["vakans_egenfinansierad"]
    vakans_egenfinansierad_kommentar = _kommentar_field("vakans_egenfinansierad")
    i_fas = _FALT["i_fas"]
    i_fas_kommentar = _kommentar_field("i_fas")
    prognos = _FALT["prognos"]
    prognos_kommentar = _kommentar_field("prognos")
    kommentar = models.TextField(blank=True, help_text="Vad som har hänt under kvartalet.")
    inget_har_hant = models.BooleanField("inget att rapportera om kvartalet", default=False)
    nasta_kvartal = models.TextField("nästa kvartal", blank=True)
    inget_nasta_kvartal = models.BooleanField("inget att rapportera om nästa", default=False)
    handlingsplaner = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Hur många handlingsplaner som har gjorts."
    )
    budgetkommentar = models.TextField(blank=True)
    till_kansliet = models.TextField("till kansliet", blank=True)
    sparad = models.DateTimeField("senast sparad", null=True, blank=True)
    sparad_av = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="senast sparad av",
    )

    objects = KvartalsrapportQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "kvartalsrapport"
        verbose_name_plural = "kvartalsrapporter"
        ordering = ["insats", "ar", "kvartal"]
        constraints = [
            models.UniqueConstraint(
                fields=["insats", "ar", "kvartal"],
                name="kvartalsrapport_unik_per_kvartal",
                violation_error_message="Insatsen har redan en rapport för kvartalet.",
            ),
            models.CheckConstraint(
                condition=Q(kvartal__range=(1, 4)),
                name="kvartalsrapport_kvartal_1_4",
                violation_error_message="Kvartal är 1, 2, 3 eller 4.",
            ),
            year_constraint("ar", name="kvartalsrapport_ar"),
        ]

    def __str__(self):
        return f"{self.insats}, kvartal {self.kvartal} {self.ar}"

    @property
    def has_svar(self) -> bool:
        """A report without any answer counts as missing (domain.md 2)."""
        return any(getattr(self, fraga.nyckel) for fraga in FRAGOR)

    @property
    def period(self) -> Period:
        return Period.quarter(self.ar, self.kvartal)

    @property
    def is_oppen(self) -> bool:
        """Whether its content may be changed: the styrgrupp has it, not the kansli."""
        return self.status in self.OPPNA


@enforce_choices
class Maluppfoljning(models.Model):
    """How one mål stands in a kvartalsrapport."""

    class Status(models.TextChoices):
        GRON = "gron", "grön"
        GUL = "gul", "gul"
        ROD = "rod", "röd"

    kvartalsrapport = models.ForeignKey(
        Kvartalsrapport, models.PROTECT, related_name="maluppfoljningar"
    )
    mal = models.ForeignKey(Mal, models.PROTECT, related_name="uppfoljningar", verbose_name="mål")
    status = models.CharField(max_length=4, choices=Status, blank=True)
    utfall = models.CharField(max_length=300, blank=True)
    kommentar = models.TextField(blank=True)
    inget_att_rapportera = models.BooleanField("inget att rapportera", default=False)

    objects = MaluppfoljningQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "måluppföljning"
        verbose_name_plural = "måluppföljningar"
        ordering = ["kvartalsrapport", "mal"]
        constraints = [
            models.UniqueConstraint(
                fields=["kvartalsrapport", "mal"],
                name="maluppfoljning_unik_per_mal",
                violation_error_message="Målet är redan uppföljt i rapporten.",
            ),
        ]

    def __str__(self):
        return f"{self.mal}: {self.get_status_display() or 'ej bedömt'}"

    def clean(self):
        super().clean()
        is_known = hasattr(self, "mal") and hasattr(self, "kvartalsrapport")
        if is_known and self.mal.insats_id != self.kvartalsrapport.insats_id:
            raise ValidationError({"mal": "Välj ett mål i den insats som rapporten gäller."})


def validate_period(text: str) -> None:
    """Field validator: `text` is a half-year or a year in its own spelling."""
    try:
        period = Period.parse(text)
    except OgiltigPeriod as error:
        raise ValidationError(str(error)) from error
    if str(period) != text:
        raise ValidationError(f"Skriv perioden som {period}.")


@enforce_choices
class Bedomning(models.Model):
    """The kansli's own view of i fas and prognos for a period; it goes before the rule's answer."""

    insats = models.ForeignKey(Insats, models.PROTECT, related_name="bedomningar")
    period = models.CharField(
        max_length=6, validators=[validate_period], help_text="2024H1, 2024H2 eller 2024."
    )
    i_fas = _svar_field("i fas", FRAGA["i_fas"].svar)
    prognos = _svar_field("prognos", FRAGA["prognos"].svar)
    motivering = models.TextField(blank=True, validators=[refuse_identity])

    history = HistoricalRecords()

    class Meta:
        verbose_name = "bedömning"
        verbose_name_plural = "bedömningar"
        ordering = ["insats", "period"]
        constraints = [
            models.UniqueConstraint(
                fields=["insats", "period"],
                name="bedomning_unik_per_period",
                violation_error_message="Insatsen har redan en bedömning för perioden.",
            ),
        ]

    def __str__(self):
        return f"{self.insats}, {self.period}"


class OatertagenManager(models.Manager.from_queryset(AvvikelseQuerySet)):
    def get_queryset(self):
        return super().get_queryset().filter(atertagen=None)


@enforce_choices
class Avvikelse(models.Model):
    """A drift from the application, filed by the styrgrupp and decided by the förbundschef.

    One that was withdrawn before its decision is kept, for its page and its history alone: it is
    not among `objects`, nor among its insats's avvikelser. `alla` has them too.
    """

    class Typ(models.TextChoices):
        BUDGET = "budget", "budget"
        MAL = "mal", "mål"
        MALGRUPP = "malgrupp", "målgrupp"
        METOD = "metod", "metod"
        TID = "tid", "tid"

    class Beslut(models.TextChoices):
        BEVILJAD = "beviljad", "beviljad"
        AVSLAGEN = "avslagen", "avslagen"

    insats = models.ForeignKey(Insats, models.PROTECT, related_name="avvikelser")
    inkommen = models.DateField()
    typ = models.CharField(max_length=10, choices=Typ)
    beskrivning = models.TextField(blank=True, validators=[refuse_identity])
    belopp = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    fran_ar = models.PositiveSmallIntegerField("från år", null=True, blank=True)
    till_ar = models.PositiveSmallIntegerField("till år", null=True, blank=True)
    beslut = models.CharField(max_length=10, choices=Beslut, blank=True)
    beslutsdatum = models.DateField(null=True, blank=True)
    motivering = models.TextField(
        "motivering till beslutet", blank=True, validators=[refuse_identity]
    )
    anmald_av = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="anmäld av",
    )
    beslutad_av = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="beslutad av",
    )
    atertagen = models.DateTimeField("återtagen", null=True, blank=True)

    objects = OatertagenManager()
    alla = AvvikelseQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "avvikelse"
        verbose_name_plural = "avvikelser"
        ordering = ["insats", "inkommen", "typ"]
        constraints = [
            models.UniqueConstraint(
                fields=["insats", "inkommen", "typ"],
                # What tells the rows of a file apart. In the app several may be filed a day.
                condition=Q(anmald_av=None, atertagen=None),
                name="avvikelse_unik_per_dag_och_typ",
                violation_error_message=(
                    "Insatsen har redan en avvikelse av den typen från samma dag."
                ),
            ),
            models.CheckConstraint(
                condition=Q(belopp__gte=0),
                name="avvikelse_belopp_ej_negativt",
                violation_error_message="Beloppet kan inte vara negativt.",
            ),
            models.CheckConstraint(
                condition=Q(beslut="", beslutsdatum=None)
                # A comparison with no date is neither true nor false, and would pass.
                | Q(
                    beslut__in=["beviljad", "avslagen"],
                    beslutsdatum__isnull=False,
                    beslutsdatum__gte=F("inkommen"),
                ),
                name="avvikelse_beslut_och_datum",
                violation_error_message=(
                    "Ange både beslut och beslutsdatum, tidigast den dag då avvikelsen "
                    "kom in, eller inget av dem."
                ),
            ),
            models.CheckConstraint(
                condition=Q(atertagen=None) | Q(beslut=""),
                name="avvikelse_atertagen_utan_beslut",
                violation_error_message="En beslutad avvikelse kan inte tas tillbaka.",
            ),
            models.CheckConstraint(
                condition=Q(till_ar__gte=F("fran_ar")),
                name="avvikelse_ar_i_ordning",
                violation_error_message="Till år är före från år.",
            ),
            year_constraint("fran_ar", name="avvikelse_fran_ar"),
            year_constraint("till_ar", name="avvikelse_till_ar"),
        ]

    def __str__(self):
        return f"{self.insats}, {self.get_typ_display()} {self.inkommen}"

    @property
    def is_oppen(self) -> bool:
        """Whether it may be corrected, withdrawn and decided."""
        return not self.beslut and self.atertagen is None
