from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower

from finsam.begransningar import enforce_choices
from finsam.konton.managers import UserManager


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
    namn = models.CharField("namn", max_length=150, blank=True)

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
