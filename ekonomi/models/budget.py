"""What is granted to an insats for a year (domain.md 4).

Amounts are exact kronor. A post's kind decides its sign, so amounts are stored positive.
"""

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from ekonomi.models.falt import belopp_falt
from ekonomi.querysets import BudgetpostQuerySet
from finsam.begransningar import enforce_choices, year_constraint
from finsam.validering import refuse_identity
from insatser.models import Insats


@enforce_choices
class Budgetpost(models.Model):
    """What was granted to an insats for a year, or one decided change of it."""

    class Post(models.TextChoices):
        BEVILJAD = "beviljad", "beviljad"
        TILLAGG = "tillagg", "tillägg"
        OVERFORT_IN = "overfort_in", "överfört in"
        OVERFORT_UT = "overfort_ut", "överfört ut"
        ATERLAMNAT = "aterlamnat", "återlämnat"

    MINSKAR = (Post.OVERFORT_UT, Post.ATERLAMNAT)
    OVERFORDA = (Post.OVERFORT_UT, Post.OVERFORT_IN)

    insats = models.ForeignKey(Insats, models.PROTECT, related_name="budgetposter")
    ar = models.PositiveSmallIntegerField("år")
    post = models.CharField(max_length=12, choices=Post)
    beslutsdatum = models.DateField()
    belopp = belopp_falt(
        help_text="Kronor, positivt. Överfört ut och återlämnat dras av. "
        "Bara ett tillägg kan vara negativt."
    )
    note = models.TextField("not", blank=True, validators=[refuse_identity])

    objects = BudgetpostQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "budgetpost"
        verbose_name_plural = "budgetposter"
        ordering = ["insats", "ar", "beslutsdatum", "post"]
        constraints = [
            models.UniqueConstraint(
                fields=["insats", "ar", "post", "beslutsdatum"],
                name="budgetpost_unik_per_beslut",
                violation_error_message="Insatsen har redan en sådan post från samma beslutsdatum.",
            ),
            models.CheckConstraint(
                condition=Q(belopp__gte=0) | Q(post="tillagg"),
                name="budgetpost_belopp_tecken",
                violation_error_message=(
                    "Skriv beloppet utan minus. Bara ett tillägg kan vara negativt."
                ),
            ),
            year_constraint("ar", name="budgetpost_ar"),
        ]

    def __str__(self):
        return f"{self.insats} {self.ar}, {self.get_post_display()}"
