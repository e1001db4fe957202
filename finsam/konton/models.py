from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from simple_history.models import HistoricalRecords

from finsam.begransningar import enforce_choices
from finsam.handelser.innehall import hash_of
from finsam.konton.managers import UserManager
from finsam.konton.querysets import BehorighetQuerySet, InbjudanQuerySet
from finsam.validering import refuse_identity


class Roll(models.TextChoices):
    STYRGRUPP = "styrgrupp", "styrgrupp"
    INSATSANSVARIG = "insatsansvarig", "insatsansvarig"
    KANSLI = "kansli", "kansli"
    EKONOM = "ekonom", "ekonom"
    FORBUNDSCHEF = "forbundschef", "förbundschef"
    STYRELSE = "styrelse", "styrelse"
    REVISOR = "revisor", "revisor"
    ADMIN = "admin", "admin"


class User(AbstractUser):
    username = None
    first_name = None
    last_name = None
    email = models.EmailField("e-postadress", unique=True)
    namn = models.CharField("namn", max_length=150, blank=True, validators=[refuse_identity])
    senast_sedd = models.DateTimeField("senast sedd", null=True, blank=True, editable=False)
    # A session that began earlier has ended, even if the account is opened again.
    sessioner_fran = models.DateTimeField(
        "sessioner gäller från", null=True, blank=True, editable=False
    )

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = "användare"
        verbose_name_plural = "användare"
        ordering = ["email"]
        constraints = [
            # With unique=True this makes the address unique whatever its case.
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")),
                name="user_email_gemener",
                violation_error_message="Skriv e-postadressen med små bokstäver.",
            ),
        ]

    def __str__(self):
        return self.namn or self.email

    def clean(self):
        super().clean()
        self.email = type(self).objects.normalize_email(self.email)

    def get_full_name(self):
        return self.namn

    def get_short_name(self):
        return self.namn


@enforce_choices
class Behorighet(models.Model):
    """One role of one user in one förbund; what the role may do stands in rattigheter.py."""

    user = models.ForeignKey(
        User, models.CASCADE, related_name="behorigheter", verbose_name="användare"
    )
    forbund = models.ForeignKey(
        "insatser.Forbund", models.CASCADE, related_name="behorigheter", verbose_name="förbund"
    )
    roll = models.CharField("roll", max_length=20, choices=Roll)
    insatser = models.ManyToManyField(
        "insatser.Insats",
        blank=True,
        related_name="behorigheter",
        verbose_name="insatser",
        help_text="Bara för rollerna styrgrupp och insatsansvarig.",
    )

    objects = BehorighetQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[insatser])

    class Meta:
        verbose_name = "behörighet"
        verbose_name_plural = "behörigheter"
        ordering = ["user", "forbund", "roll"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "forbund", "roll"],
                name="behorighet_unik_roll",
                violation_error_message="Användaren har redan den rollen i förbundet.",
            ),
        ]

    def __str__(self):
        return f"{self.user}, {self.get_roll_display()} i {self.forbund}"

    def innehall_hash(self) -> str:
        """What tells this role and its insatser from any other, for the event log."""
        koder = self.insatser.order_by("kod").values_list("kod", flat=True)
        return hash_of({"roll": str(self.roll), "insatser": list(koder)})


@enforce_choices
class Inbjudan(models.Model):
    """An invitation by e-mail to one role in one förbund.

    The link in the letter holds a random token, of which only the SHA-256 is kept here: who
    reads the database cannot use it. Sent again, it gets a new token.
    """

    forbund = models.ForeignKey(
        "insatser.Forbund", models.CASCADE, related_name="inbjudningar", verbose_name="förbund"
    )
    email = models.EmailField("e-postadress")
    namn = models.CharField("namn", max_length=150, blank=True, validators=[refuse_identity])
    roll = models.CharField("roll", max_length=20, choices=Roll)
    insatser = models.ManyToManyField(
        "insatser.Insats", blank=True, related_name="inbjudningar", verbose_name="insatser"
    )
    token_hash = models.CharField("länkens SHA-256", max_length=64, unique=True)
    skickad = models.DateTimeField()
    skickad_av = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        related_name="skickade_inbjudningar",
        verbose_name="skickad av",
    )
    giltig_till = models.DateTimeField("giltig till")
    antagen = models.DateTimeField(null=True, blank=True)
    antagen_av = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="antagna_inbjudningar",
        verbose_name="antagen av",
    )
    aterkallad = models.DateTimeField("återkallad", null=True, blank=True)

    objects = InbjudanQuerySet.as_manager()

    class Meta:
        verbose_name = "inbjudan"
        verbose_name_plural = "inbjudningar"
        ordering = ["email", "roll"]
        constraints = [
            models.UniqueConstraint(
                fields=["forbund", "email", "roll"],
                condition=models.Q(antagen=None, aterkallad=None),
                name="inbjudan_en_oppen",
                violation_error_message="Det finns redan en inbjudan till adressen och rollen.",
            ),
            models.CheckConstraint(
                condition=models.Q(antagen=None) | models.Q(aterkallad=None),
                name="inbjudan_antagen_eller_aterkallad",
                violation_error_message="Inbjudan är antingen antagen eller återkallad.",
            ),
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")),
                name="inbjudan_email_gemener",
                violation_error_message="Skriv e-postadressen med små bokstäver.",
            ),
        ]

    def __str__(self):
        return f"{self.email}, {self.get_roll_display()} i {self.forbund}"

    def is_open(self, nu: datetime) -> bool:
        """Whether the link can be used."""
        return self.antagen is None and self.aterkallad is None and nu < self.giltig_till
