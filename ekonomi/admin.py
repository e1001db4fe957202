from django.contrib import admin

from ekonomi.models import (
    Bokforing,
    Budgetpost,
    Flerar,
    Forbundsbudgetrad,
    Kontorad,
    Kostnadsstalle,
    Medlemsavgift,
    Rekvisition,
)
from finsam.administration import ReadOnlyAdmin, ReadOnlyHistoryAdmin


@admin.register(Budgetpost)
class BudgetpostAdmin(admin.ModelAdmin):
    list_display = ["insats", "ar", "post", "beslutsdatum", "belopp", "note"]
    list_filter = ["ar", "post", "insats__forbund"]
    list_select_related = ["insats"]
    search_fields = ["insats__kod", "insats__namn", "note"]
    date_hierarchy = "beslutsdatum"
    autocomplete_fields = ["insats"]


@admin.register(Rekvisition)
class RekvisitionAdmin(admin.ModelAdmin):
    list_display = [
        "insats",
        "ar",
        "kvartal",
        "belopp",
        "is_preliminar",
        "inkommen",
        "attesterad",
    ]
    list_filter = ["ar", "kvartal", "is_preliminar", "insats__forbund"]
    list_select_related = ["insats"]
    search_fields = ["insats__kod", "insats__namn"]
    autocomplete_fields = ["insats"]


@admin.register(Forbundsbudgetrad)
class ForbundsbudgetradAdmin(admin.ModelAdmin):
    list_display = ["rad", "insats", "ar", "version", "beslutad", "belopp", "forbund"]
    list_filter = ["ar", "version", "rad", "forbund"]
    list_select_related = ["insats", "forbund"]
    search_fields = ["insats__kod", "insats__namn"]
    autocomplete_fields = ["forbund", "insats"]


@admin.register(Medlemsavgift)
class MedlemsavgiftAdmin(admin.ModelAdmin):
    list_display = ["part", "ar", "belopp"]
    list_filter = ["ar", "part__forbund"]
    list_select_related = ["part"]
    search_fields = ["part__namn", "part__kod"]
    autocomplete_fields = ["part"]


@admin.register(Flerar)
class FlerarAdmin(admin.ModelAdmin):
    list_display = [
        "ar",
        "per",
        "intakter",
        "kostnader",
        "verksamhetens_resultat",
        "soliditet",
        "forbund",
    ]
    list_filter = ["per", "forbund"]
    list_select_related = ["forbund"]
    search_fields = ["ar"]
    autocomplete_fields = ["forbund"]


@admin.register(Kontorad)
class KontoradAdmin(ReadOnlyHistoryAdmin):
    list_display = ["konto", "namn", "rapport", "rad", "notnr", "notrad", "forbund"]
    list_filter = ["rapport", "rad", "forbund"]
    list_select_related = ["forbund"]
    search_fields = ["konto", "namn"]


@admin.register(Kostnadsstalle)
class KostnadsstalleAdmin(ReadOnlyHistoryAdmin):
    list_display = ["kod", "namn", "verksamhet", "forbund"]
    list_filter = ["verksamhet", "forbund"]
    list_select_related = ["forbund"]
    search_fields = ["kod", "namn"]


@admin.register(Bokforing)
class BokforingAdmin(ReadOnlyAdmin):
    list_display = ["ar_start", "per", "sietyp", "inlast", "inlast_av", "is_aktuell", "forbund"]
    list_filter = ["is_aktuell", "forbund"]
    list_select_related = ["forbund", "inlast_av"]
    search_fields = ["sha256", "program"]
