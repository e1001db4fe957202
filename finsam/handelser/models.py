"""The event log: who did what, when, to which row. Events are added and never changed."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models

from finsam.begransningar import enforce_choices

ENDAST_TILLAGG = "Händelser kan bara läggas till, aldrig ändras eller tas bort."


class HandelseQuerySet(models.QuerySet):
    def update(self, **kwargs):
        raise PermissionDenied(ENDAST_TILLAGG)

    def delete(self):
        raise PermissionDenied(ENDAST_TILLAGG)


@enforce_choices
class Handelse(models.Model):
    """One event. `fore` and `efter` are SHA-256 of the row's content, where it has any."""

    class Typ(models.TextChoices):
        ANVANDARE_INBJUDEN = "anvandare_inbjuden", "bjöd in"
        INBJUDAN_ATERKALLAD = "inbjudan_aterkallad", "återkallade inbjudan av"
        INBJUDAN_ANTAGEN = "inbjudan_antagen", "tog emot inbjudan"
        BEHORIGHET_ANDRAD = "behorighet_andrad", "ändrade behörigheten för"
        BEHORIGHET_BORTTAGEN = "behorighet_borttagen", "tog bort behörigheten för"
        KONTO_AVSTANGT = "konto_avstangt", "stängde av"
        KONTO_OPPNAT = "konto_oppnat", "öppnade kontot för"
        KVARTALSRAPPORT_SPARAD = "kvartalsrapport_sparad", "skrev i kvartalsrapporten"
        KVARTALSRAPPORT_INSKICKAD = "kvartalsrapport_inskickad", "skickade in kvartalsrapporten"
        KVARTALSRAPPORT_KOMMENTERAD = (
            "kvartalsrapport_kommenterad",
            "kommenterade kvartalsrapporten",
        )
        KVARTALSRAPPORT_ATERSAND = "kvartalsrapport_atersand", "återsände kvartalsrapporten"
        KVARTALSRAPPORT_GODKAND = "kvartalsrapport_godkand", "godkände kvartalsrapporten"
        KVARTALSRAPPORT_OPPNAD = "kvartalsrapport_oppnad", "öppnade på nytt kvartalsrapporten"
        BILAGA_TILLAGD = "bilaga_tillagd", "lade till en bilaga i kvartalsrapporten"
        BILAGA_BORTTAGEN = "bilaga_borttagen", "tog bort en bilaga ur kvartalsrapporten"
        BEDOMNING_SPARAD = "bedomning_sparad", "bedömde"
        BUDGET_ANDRAD = "budget_andrad", "ändrade budgeten för"
        REKVISITION_SPARAD = "rekvisition_sparad", "skrev i rekvisitionen"
        REKVISITION_INSKICKAD = "rekvisition_inskickad", "skickade in rekvisitionen"
        REKVISITION_ATERSAND = "rekvisition_atersand", "återsände rekvisitionen"
        REKVISITION_ATTESTERAD = "rekvisition_attesterad", "attesterade rekvisitionen"
        REKVISITION_BETALD = "rekvisition_betald", "lade i en betalfil rekvisitionen"
        AVVIKELSE_ANMALD = "avvikelse_anmald", "anmälde avvikelsen"
        AVVIKELSE_RATTAD = "avvikelse_rattad", "rättade avvikelsen"
        AVVIKELSE_ATERTAGEN = "avvikelse_atertagen", "tog tillbaka avvikelsen"
        AVVIKELSE_BESLUTAD = "avvikelse_beslutad", "beslutade om avvikelsen"
        AVVIKELSEBILAGA_TILLAGD = "avvikelsebilaga_tillagd", "lade till en bilaga i avvikelsen"
        AVVIKELSEBILAGA_BORTTAGEN = (
            "avvikelsebilaga_borttagen",
            "tog bort en bilaga ur avvikelsen",
        )
        FORBUNDSBUDGET_ANDRAD = "forbundsbudget_andrad", "ändrade i förbundsbudgeten"
        BOKFORING_INLAST = "bokforing_inlast", "läste in bokföringen"
        KONTOPLAN_ANDRAD = "kontoplan_andrad", "ändrade kontoplanen"
        AKTIVITET_SPARAD = "aktivitet_sparad", "skrev om aktiviteten"
        VERKSAMHETSMAL_SPARAT = "verksamhetsmal_sparat", "ändrade verksamhetsmålet"
        FORTROENDEVALD_SPARAD = "fortroendevald_sparad", "ändrade bland de förtroendevalda"
        RAPPORTTEXT_SPARAD = "rapporttext_sparad", "skrev texten"
        AVSTAMNING_KOMMENTERAD = "avstamning_kommenterad", "kommenterade avstämningen"

    tid = models.DateTimeField(db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="handelser",
        verbose_name="användare",
    )
    forbund = models.ForeignKey(
        "insatser.Forbund",
        models.PROTECT,
        related_name="handelser",
        verbose_name="förbund",
    )
    insats = models.ForeignKey(
        "insatser.Insats", models.PROTECT, null=True, blank=True, related_name="handelser"
    )
    typ = models.CharField(max_length=40, choices=Typ)
    objekt = models.CharField(max_length=300, help_text="Vad det gällde, i ord.")
    modell = models.CharField(max_length=60)
    objekt_id = models.CharField("objektets id", max_length=40)
    skal = models.TextField("skäl", blank=True)
    fore = models.CharField("före (SHA-256)", max_length=64, blank=True)
    efter = models.CharField("efter (SHA-256)", max_length=64, blank=True)

    objects = HandelseQuerySet.as_manager()

    class Meta:
        verbose_name = "händelse"
        verbose_name_plural = "händelser"
        ordering = ["-tid", "-pk"]
        indexes = [models.Index(fields=["forbund", "-tid"], name="handelse_forbund_tid")]

    def __str__(self):
        return f"{self.tid:%Y-%m-%d %H:%M} {self.user}: {self.get_typ_display()} {self.objekt}"

    def save(self, *args, **kwargs):
        if self.pk is not None:
            raise PermissionDenied(ENDAST_TILLAGG)
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise PermissionDenied(ENDAST_TILLAGG)
