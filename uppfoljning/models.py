"""Kvartalsrapporter, bedömningar, avvikelser and deltagarstatistik (domain.md 2 and 3)."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from finsam.period import OgiltigPeriod, Period
from insatser.models import Forbund, Insats, Mal
from uppfoljning.fragor import FRAGOR, Svar
from uppfoljning.kategorier import Avslutsorsak, Kon, Matt
from uppfoljning.querysets import (
    AvvikelseQuerySet,
    DeltagarstatistikQuerySet,
    KvartalsrapportQuerySet,
)


def _svar_field(verbose_name: str, svar: tuple[Svar, ...]) -> models.CharField:
    return models.CharField(
        verbose_name, max_length=12, choices=[(s.value, s.label) for s in svar], blank=True
    )


_FALT = {fraga.nyckel: _svar_field(fraga.rubrik, fraga.svar) for fraga in FRAGOR}


class Kvartalsrapport(models.Model):
    """The styrgrupp's report on one insats and quarter; its questions are FRAGOR."""

    class Status(models.TextChoices):
        EJ_PABORJAD = "ej_paborjad", "ej påbörjad"
        UTKAST = "utkast", "utkast"
        INSKICKAD = "inskickad", "inskickad"
        ATERSAND = "atersand", "återsänd"
        GODKAND = "godkand", "godkänd"

    insats = models.ForeignKey(Insats, models.PROTECT, related_name="kvartalsrapporter")
    ar = models.PositiveSmallIntegerField("år")
    kvartal = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=12, choices=Status, default=Status.EJ_PABORJAD)
    inlamnad = models.DateField("inlämnad", null=True, blank=True)
    styrgruppsmote = _FALT["styrgruppsmote"]
    ordinarie_representation = _FALT["ordinarie_representation"]
    uppfoljning = _FALT["uppfoljning"]
    kontroll_metod = _FALT["kontroll_metod"]
    kontroll_malgrupp = _FALT["kontroll_malgrupp"]
    jamstalldhet = _FALT["jamstalldhet"]
    implementering = _FALT["implementering"]
    vakans_forbundsmedel = _FALT["vakans_forbundsmedel"]
    vakans_egenfinansierad = _FALT["vakans_egenfinansierad"]
    i_fas = _FALT["i_fas"]
    prognos = _FALT["prognos"]
    kommentar = models.TextField(blank=True)

    objects = KvartalsrapportQuerySet.as_manager()

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
            models.CheckConstraint(
                condition=Q(
                    status__in=["ej_paborjad", "utkast", "inskickad", "atersand", "godkand"]
                ),
                name="kvartalsrapport_status",
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{fraga.nyckel}__in": ["", *map(str, fraga.svar)]}),
                    name=f"kvartalsrapport_{fraga.nyckel}",
                )
                for fraga in FRAGOR
            ),
        ]

    def __str__(self):
        return f"{self.insats}, kvartal {self.kvartal} {self.ar}"


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
            models.CheckConstraint(
                condition=Q(status__in=["", "gron", "gul", "rod"]), name="maluppfoljning_status"
            ),
        ]

    def __str__(self):
        return f"{self.mal}: {self.get_status_display() or 'ej bedömt'}"


def validate_period(text: str) -> None:
    """Field validator: `text` is a half-year or a year in its own spelling."""
    try:
        Period.parse(text)
    except OgiltigPeriod as error:
        raise ValidationError(str(error)) from error


class Bedomning(models.Model):
    """The kansli's own view of i fas and prognos for a period; it goes before the rule's answer."""

    insats = models.ForeignKey(Insats, models.PROTECT, related_name="bedomningar")
    period = models.CharField(
        max_length=6, validators=[validate_period], help_text="2024H1, 2024H2 eller 2024."
    )
    i_fas = _svar_field("i fas", (Svar.JA, Svar.I_STORT_SETT, Svar.DELVIS, Svar.NEJ))
    prognos = _svar_field("prognos", (Svar.JA, Svar.NEJ, Svar.EJ_AKTUELLT))
    motivering = models.TextField(blank=True)

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
            models.CheckConstraint(
                condition=Q(i_fas__in=["", "ja", "i_stort_sett", "delvis", "nej"]),
                name="bedomning_i_fas",
            ),
            models.CheckConstraint(
                condition=Q(prognos__in=["", "ja", "nej", "ej_aktuellt"]),
                name="bedomning_prognos",
            ),
        ]

    def __str__(self):
        return f"{self.insats}, {self.period}"


class Avvikelse(models.Model):
    """A drift from the application, filed by the styrgrupp and decided by the förbundschef."""

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
    beskrivning = models.TextField(blank=True)
    belopp = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    fran_ar = models.PositiveSmallIntegerField("från år", null=True, blank=True)
    till_ar = models.PositiveSmallIntegerField("till år", null=True, blank=True)
    beslut = models.CharField(max_length=10, choices=Beslut, blank=True)
    beslutsdatum = models.DateField(null=True, blank=True)

    objects = AvvikelseQuerySet.as_manager()

    class Meta:
        verbose_name = "avvikelse"
        verbose_name_plural = "avvikelser"
        ordering = ["insats", "inkommen", "typ"]
        constraints = [
            models.UniqueConstraint(
                fields=["insats", "inkommen", "typ"],
                name="avvikelse_unik_per_dag_och_typ",
                violation_error_message=(
                    "Insatsen har redan en avvikelse av den typen från samma dag."
                ),
            ),
            models.CheckConstraint(
                condition=Q(typ__in=["budget", "mal", "malgrupp", "metod", "tid"]),
                name="avvikelse_typ",
            ),
            models.CheckConstraint(
                condition=Q(belopp__gte=0),
                name="avvikelse_belopp_ej_negativt",
                violation_error_message="Beloppet kan inte vara negativt.",
            ),
            models.CheckConstraint(
                condition=Q(beslut="", beslutsdatum=None)
                | Q(beslut__in=["beviljad", "avslagen"], beslutsdatum__gte=F("inkommen")),
                name="avvikelse_beslut_och_datum",
                violation_error_message=(
                    "Ange både beslut och beslutsdatum, tidigast den dag då avvikelsen "
                    "kom in, eller inget av dem."
                ),
            ),
            models.CheckConstraint(
                condition=Q(till_ar__gte=F("fran_ar")),
                name="avvikelse_ar_i_ordning",
                violation_error_message="Till år är före från år.",
            ),
        ]

    def __str__(self):
        return f"{self.insats}, {self.get_typ_display()} {self.inkommen}"


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
    is_aktuell = models.BooleanField("är aktuell", default=True)

    class Meta:
        verbose_name = "leverans"
        verbose_name_plural = "leveranser"
        ordering = ["insats", "-inlast"]
        constraints = [
            models.UniqueConstraint(
                fields=["insats"], condition=Q(is_aktuell=True), name="leverans_en_aktuell"
            ),
            models.CheckConstraint(
                condition=Q(kalla__in=["insatsdata", "underlag"]), name="leverans_kalla"
            ),
        ]

    def __str__(self):
        return f"{self.insats}, {self.get_kalla_display()} {self.inlast:%Y-%m-%d %H:%M}"


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
            ),
            models.CheckConstraint(
                condition=Q(manad__day=1), name="deltagarstatistik_manadens_forsta_dag"
            ),
            models.CheckConstraint(
                condition=Q(kon__in=["K", "M", "O"]), name="deltagarstatistik_kon"
            ),
            models.CheckConstraint(
                condition=Q(matt__in=Matt.values), name="deltagarstatistik_matt"
            ),
        ]

    def __str__(self):
        return f"{self.manad:%Y-%m} {self.kon} {self.matt} {self.kategori}: {self.antal}"


class Stegregel(models.Model):
    """Which avslutsorsaker count as stegförflyttning in a förbund from a year on."""

    forbund = models.ForeignKey(Forbund, models.PROTECT, related_name="stegregler")
    fran_ar = models.PositiveSmallIntegerField("från och med år")
    orsak = models.CharField(max_length=30, choices=Avslutsorsak)

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
            models.CheckConstraint(
                condition=Q(orsak__in=Avslutsorsak.values), name="stegregel_orsak"
            ),
        ]

    def __str__(self):
        return f"{self.get_orsak_display()} från {self.fran_ar}"


class Verksamhetsmal(models.Model):
    """A goal of the förbund's verksamhetsplan and how its outcome is measured."""

    class Matt(models.TextChoices):
        ARBETE_STUDIER = "andel_arbete_studier", "andel arbete studier"
        HANDLINGSPLAN = "andel_handlingsplan", "andel handlingsplan"
        STEGFORFLYTTNING = "andel_stegforflyttning", "andel stegförflyttning"
        AKTIVITETER = "antal_aktiviteter", "antal aktiviteter"
        STRUKTURMAL = "andel_uppnadda_strukturmal", "andel uppnådda strukturmål"
        MANUELL = "manuell", "manuell"

    forbund = models.ForeignKey(Forbund, models.PROTECT, related_name="verksamhetsmal")
    ar = models.PositiveSmallIntegerField("år")
    nr = models.PositiveSmallIntegerField()
    delmal = models.PositiveSmallIntegerField("delmål", null=True, blank=True)
    mal = models.TextField("mål", blank=True)
    resultatmal = models.TextField("resultatmål", blank=True)
    matt = models.CharField("mått", max_length=30, choices=Matt, default=Matt.MANUELL)
    malvarde = models.DecimalField(
        "målvärde", max_digits=12, decimal_places=2, null=True, blank=True
    )
    utfall = models.TextField(blank=True, help_text="Bara för mål som bedöms manuellt.")

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
            models.CheckConstraint(
                condition=Q(
                    matt__in=[
                        "andel_arbete_studier",
                        "andel_handlingsplan",
                        "andel_stegforflyttning",
                        "antal_aktiviteter",
                        "andel_uppnadda_strukturmal",
                        "manuell",
                    ]
                ),
                name="verksamhetsmal_matt",
            ),
        ]

    def __str__(self):
        nr = self.nr if self.delmal is None else f"{self.nr}.{self.delmal}"
        return f"Mål {nr} {self.ar}"


class Aktivitet(models.Model):
    """A kompetenshöjande aktivitet or a network meeting, with participants as counts."""

    class Typ(models.TextChoices):
        WEBBINARIUM = "webbinarium", "webbinarium"
        SEMINARIUM = "seminarium", "seminarium"
        UTBILDNING = "utbildning", "utbildning"
        DIALOG = "dialog", "dialog"
        NATVERK = "natverk", "nätverk"

    forbund = models.ForeignKey(Forbund, models.PROTECT, related_name="aktiviteter")
    datum = models.DateField()
    namn = models.CharField(max_length=200)
    typ = models.CharField(max_length=20, choices=Typ, blank=True)
    deltagare_kvinnor = models.PositiveIntegerField("deltagare, kvinnor", null=True, blank=True)
    deltagare_man = models.PositiveIntegerField("deltagare, män", null=True, blank=True)
    deltagare_okant = models.PositiveIntegerField("deltagare, okänt kön", null=True, blank=True)

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
            models.CheckConstraint(
                condition=Q(
                    typ__in=["", "webbinarium", "seminarium", "utbildning", "dialog", "natverk"]
                ),
                name="aktivitet_typ",
            ),
        ]

    def __str__(self):
        return f"{self.datum} {self.namn}"
