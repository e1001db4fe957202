from django.contrib import admin

from ekonomi.models import Budgetpost, Flerar, Forbundsbudgetrad, Medlemsavgift, Rekvisition


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
