from django.contrib import admin

from insatser.models import (
    Forbund,
    Forlangning,
    Insats,
    Mal,
    Part,
    Slutmal,
    Slutrapport,
    Styrgrupp,
)


@admin.register(Forbund)
class ForbundAdmin(admin.ModelAdmin):
    list_display = ["namn", "organisationsnummer", "lan", "startar", "antal_anstallda"]
    list_filter = ["lan"]
    search_fields = ["namn", "organisationsnummer"]


@admin.register(Part)
class PartAdmin(admin.ModelAdmin):
    list_display = ["namn", "kod", "typ", "forbund", "medlem_fran"]
    list_filter = ["typ", "forbund"]
    list_select_related = ["forbund"]
    search_fields = ["namn", "kod"]
    autocomplete_fields = ["forbund"]


@admin.register(Styrgrupp)
class StyrgruppAdmin(admin.ModelAdmin):
    list_display = ["namn", "forbund", "is_lokusgrupp"]
    list_filter = ["is_lokusgrupp", "forbund"]
    list_select_related = ["forbund"]
    search_fields = ["namn"]
    autocomplete_fields = ["forbund"]


class MalInline(admin.TabularInline):
    model = Mal
    extra = 0


class ForlangningInline(admin.TabularInline):
    model = Forlangning
    extra = 0


@admin.register(Insats)
class InsatsAdmin(admin.ModelAdmin):
    list_display = ["kod", "namn", "typ", "ort", "insatsagare", "start", "slut", "forbund"]
    list_display_links = ["kod", "namn"]
    list_filter = ["typ", "inriktning", "riktar_sig_till", "forbund"]
    list_select_related = ["insatsagare", "forbund"]
    search_fields = ["kod", "namn", "kortnamn", "ort"]
    date_hierarchy = "slut"
    autocomplete_fields = [
        "forbund",
        "insatsagare",
        "samverkansparter",
        "styrgrupp",
        "eftertrader",
    ]
    inlines = [MalInline, ForlangningInline]


@admin.register(Forlangning)
class ForlangningAdmin(admin.ModelAdmin):
    list_display = ["insats", "beslutsdatum", "nytt_slut"]
    list_filter = ["insats__forbund"]
    list_select_related = ["insats"]
    search_fields = ["insats__kod", "insats__namn"]
    date_hierarchy = "beslutsdatum"
    autocomplete_fields = ["insats"]


@admin.register(Mal)
class MalAdmin(admin.ModelAdmin):
    list_display = ["insats", "nr", "mal", "matt", "malvarde"]
    list_filter = ["insats__forbund"]
    list_select_related = ["insats"]
    search_fields = ["mal", "insats__kod", "insats__namn"]
    autocomplete_fields = ["insats"]


@admin.register(Slutrapport)
class SlutrapportAdmin(admin.ModelAdmin):
    list_display = ["insats", "inlamnad", "maluppfyllelse"]
    list_filter = ["maluppfyllelse", "insats__forbund"]
    list_select_related = ["insats"]
    search_fields = ["insats__kod", "insats__namn"]
    autocomplete_fields = ["insats"]


@admin.register(Slutmal)
class SlutmalAdmin(admin.ModelAdmin):
    list_display = ["mal", "uppnatt", "utfall"]
    list_filter = ["uppnatt", "mal__insats__forbund"]
    list_select_related = ["mal__insats"]
    search_fields = ["mal__mal", "mal__insats__kod", "mal__insats__namn"]
    autocomplete_fields = ["mal"]
