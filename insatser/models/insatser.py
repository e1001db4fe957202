"""The insatser that the förbund finances (domain.md 1)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from finsam.begransningar import enforce_choices
from finsam.validering import refuse_identity
from insatser.models.forbund import Forbund, Part
from insatser.querysets import InsatsQuerySet


class Styrgrupp(models.Model):
    """Steers one insats or several; sometimes the kommun's lokusgrupp."""

    forbund = models.ForeignKey(
        Forbund, models.PROTECT, related_name="styrgrupper", verbose_name="förbund"
    )
    namn = models.CharField(max_length=200)
    is_lokusgrupp = models.BooleanField("är kommunens lokusgrupp", default=False)

    class Meta:
        verbose_name = "styrgrupp"
        verbose_name_plural = "styrgrupper"
        ordering = ["forbund", "namn"]
        constraints = [
            models.UniqueConstraint(
                fields=["forbund", "namn"],
                name="styrgrupp_unikt_namn",
                violation_error_message="Förbundet har redan en styrgrupp med det namnet.",
            )
        ]

    def __str__(self):
        return self.namn


SLUT_FORE_START = "Slut är före start. Rätta ett av datumen."


@enforce_choices
class Insats(models.Model):
    """What a part runs with the förbund's money, for a time and towards numbered mål."""

    class Typ(models.TextChoices):
        INDIVID = "individ", "individ"
        STRUKTUR = "struktur", "struktur"
        FORSTUDIE = "forstudie", "förstudie"
        KOMPETENS = "kompetens", "kompetens"

    class Inriktning(models.TextChoices):
        ARBETSATERGANG = "arbetsatergang", "arbetsåtergång"
        FORREHABILITERING = "forrehabilitering", "förrehabilitering"

    class RiktarSigTill(models.TextChoices):
        ALLA = "alla", "alla"
        KVINNOR = "kvinnor", "kvinnor"
        MAN = "man", "män"

    forbund = models.ForeignKey(
        Forbund, models.PROTECT, related_name="insatser", verbose_name="förbund"
    )
    kod = models.CharField(max_length=20)
    namn = models.CharField(max_length=300, help_text="Hela namnet, som i ansökan.")
    kortnamn = models.CharField(max_length=100, blank=True, help_text="Används i tabeller.")
    typ = models.CharField(max_length=10, choices=Typ)
    ort = models.CharField(max_length=100, blank=True)
    insatsagare = models.ForeignKey(
        Part,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="agda_insatser",
        verbose_name="insatsägare",
    )
    samverkansparter = models.ManyToManyField(Part, blank=True, related_name="insatser")
    styrgrupp = models.ForeignKey(
        Styrgrupp, models.SET_NULL, null=True, blank=True, related_name="insatser"
    )
    start = models.DateField()
    slut = models.DateField(
        help_text="Sista dagen enligt ansökan. Förlängningar läggs till för sig."
    )
    inriktning = models.CharField(max_length=20, choices=Inriktning, blank=True)
    riktar_sig_till = models.CharField(
        "riktar sig till", max_length=10, choices=RiktarSigTill, default=RiktarSigTill.ALLA
    )
    syfte = models.TextField(blank=True, validators=[refuse_identity])
    eftertrader = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="eftertradare",
        verbose_name="efterträder",
    )

    objects = InsatsQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "insats"
        verbose_name_plural = "insatser"
        ordering = ["forbund", "kod"]
        constraints = [
            models.UniqueConstraint(
                fields=["forbund", "kod"],
                name="insats_unik_kod",
                violation_error_message="Förbundet har redan en insats med den koden.",
            ),
            models.CheckConstraint(
                condition=Q(slut__gte=F("start")),
                name="insats_slut_tidigast_start",
                violation_error_message=SLUT_FORE_START,
            ),
            models.CheckConstraint(
                condition=~Q(eftertrader=F("id")),
                name="insats_eftertrader_ej_sig_sjalv",
                violation_error_message="En insats kan inte efterträda sig själv.",
            ),
        ]

    def __str__(self):
        return self.kortbenamning

    def clean(self):
        super().clean()
        # Without a förbund the form asks for one.
        forbund = self.forbund_id
        faults = {
            field: f"Välj {en} som hör till samma förbund som insatsen."
            for field, en in [
                ("insatsagare", "en part"),
                ("styrgrupp", "en styrgrupp"),
                ("eftertrader", "en insats"),
            ]
            if forbund and (target := getattr(self, field)) and target.forbund_id != forbund
        }
        # Also a constraint, which can only say it above the form.
        if self.start and self.slut and self.slut < self.start:
            faults["slut"] = SLUT_FORE_START
        if faults:
            raise ValidationError(faults)

    @property
    def kortbenamning(self) -> str:
        """For tables and sentences: ”Enköping, Jobbcentrum”."""
        return ", ".join(filter(None, [self.ort, self.kortnamn or self.namn]))

    @property
    def benamning(self) -> str:
        """Full name with ort: ”Enköping, Jobbcentrum – Din väg framåt”."""
        return ", ".join(filter(None, [self.ort, self.namn]))

    @property
    def textbenamning(self) -> str:
        """In running text: ”Jobbcentrum (Enköping)”."""
        namn = self.kortnamn or self.namn
        return f"{namn} ({self.ort})" if self.ort else namn

    @property
    def is_individinsats(self) -> bool:
        return self.typ == self.Typ.INDIVID


class Forlangning(models.Model):
    """A decision of the styrelse that moves an insats's last day."""

    insats = models.ForeignKey(Insats, models.PROTECT, related_name="forlangningar")
    beslutsdatum = models.DateField()
    nytt_slut = models.DateField()

    history = HistoricalRecords()

    class Meta:
        verbose_name = "förlängning"
        verbose_name_plural = "förlängningar"
        ordering = ["insats", "beslutsdatum"]
        constraints = [
            models.UniqueConstraint(
                fields=["insats", "beslutsdatum"],
                name="forlangning_unik_per_beslut",
                violation_error_message="Insatsen har redan en förlängning beslutad den dagen.",
            )
        ]

    def __str__(self):
        return f"{self.insats} till {self.nytt_slut}"

    def clean(self):
        super().clean()
        slut = self.insats.slut if hasattr(self, "insats") else None
        if slut and self.nytt_slut and self.nytt_slut <= slut:
            raise ValidationError(
                {"nytt_slut": f"Skriv en dag efter insatsens slut enligt ansökan, {slut}."}
            )


class Mal(models.Model):
    """A numbered mål of the insats's application."""

    insats = models.ForeignKey(Insats, models.PROTECT, related_name="malen")
    nr = models.PositiveSmallIntegerField()
    mal = models.TextField("mål")
    matt = models.CharField("mått", max_length=200, blank=True)
    malvarde = models.CharField("målvärde", max_length=200, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "mål"
        verbose_name_plural = "mål"
        ordering = ["insats", "nr"]
        constraints = [
            models.UniqueConstraint(
                fields=["insats", "nr"],
                name="mal_unikt_nr",
                violation_error_message="Insatsen har redan ett mål med det numret.",
            ),
            models.CheckConstraint(
                condition=Q(nr__gte=1),
                name="mal_nr_fran_ett",
                violation_error_message="Målen numreras från 1.",
            ),
        ]

    def __str__(self):
        return f"{self.insats}, mål {self.nr}"


@enforce_choices
class Slutrapport(models.Model):
    """What an ended insats came to."""

    class Maluppfyllelse(models.TextChoices):
        GOD = "god", "god"
        DELVIS = "delvis", "delvis"
        SVAG = "svag", "svag"

    insats = models.OneToOneField(Insats, models.PROTECT, related_name="slutrapport")
    inlamnad = models.DateField("inlämnad", null=True, blank=True)
    sammanfattande_bedomning = models.TextField(
        "sammanfattande bedömning", blank=True, validators=[refuse_identity]
    )
    maluppfyllelse = models.CharField(
        "måluppfyllelse", max_length=10, choices=Maluppfyllelse, blank=True
    )
    lever_kvar = models.TextField("det som lever kvar", blank=True, validators=[refuse_identity])

    history = HistoricalRecords()

    class Meta:
        verbose_name = "slutrapport"
        verbose_name_plural = "slutrapporter"
        ordering = ["insats"]

    def __str__(self):
        return f"Slutrapport {self.insats}"


@enforce_choices
class Slutmal(models.Model):
    """The outcome of one mål when the insats has ended."""

    class Uppnatt(models.TextChoices):
        JA = "ja", "ja"
        DELVIS = "delvis", "delvis"
        NEJ = "nej", "nej"

    mal = models.OneToOneField(Mal, models.PROTECT, related_name="slutmal", verbose_name="mål")
    uppnatt = models.CharField("uppnått", max_length=10, choices=Uppnatt, blank=True)
    utfall = models.TextField(blank=True, validators=[refuse_identity])

    history = HistoricalRecords()

    class Meta:
        verbose_name = "slutmål"
        verbose_name_plural = "slutmål"
        ordering = ["mal"]

    def __str__(self):
        return f"{self.mal}: {self.get_uppnatt_display() or 'ej bedömt'}"
