from django.contrib import admin

from finsam.administration import KeepsOwner, share_choices
from insatser.models import Mal
from uppfoljning.fragor import FRAGOR
from uppfoljning.models import (
    Aktivitet,
    Avvikelse,
    Bedomning,
    Deltagarstatistik,
    Kvartalsrapport,
    Leverans,
    Maluppfoljning,
    Stegregel,
    Verksamhetsmal,
)


class MaluppfoljningInline(admin.TabularInline):
    model = Maluppfoljning
    extra = 0

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("mal__insats")

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        return share_choices(
            formset, mal=Mal.objects.filter(insats=obj.insats_id).select_related("insats")
        )


@admin.register(Kvartalsrapport)
class KvartalsrapportAdmin(KeepsOwner, admin.ModelAdmin):
    owner = "insats"
    fieldsets = [
        (None, {"fields": ["insats", "ar", "kvartal", "status", "inlamnad"]}),
        ("Svar", {"fields": [*(fraga.nyckel for fraga in FRAGOR), "kommentar"]}),
    ]
    list_display = ["insats", "ar", "kvartal", "status", "inlamnad", "i_fas", "prognos"]
    list_filter = ["status", "ar", "kvartal", "i_fas", "prognos", "insats__forbund"]
    list_select_related = ["insats"]
    search_fields = ["insats__kod", "insats__namn"]
    autocomplete_fields = ["insats"]
    inlines = [MaluppfoljningInline]

    def get_inlines(self, request, obj):
        # Until the report is saved nobody knows which mål its insats has.
        return super().get_inlines(request, obj) if obj else []


@admin.register(Maluppfoljning)
class MaluppfoljningAdmin(admin.ModelAdmin):
    list_display = ["mal", "kvartalsrapport", "status", "utfall"]
    list_filter = ["status", "kvartalsrapport__ar", "mal__insats__forbund"]
    list_select_related = ["mal__insats", "kvartalsrapport__insats"]
    search_fields = ["mal__mal", "mal__insats__kod", "mal__insats__namn"]
    autocomplete_fields = ["mal", "kvartalsrapport"]


@admin.register(Bedomning)
class BedomningAdmin(admin.ModelAdmin):
    list_display = ["insats", "period", "i_fas", "prognos", "motivering"]
    list_filter = ["period", "i_fas", "prognos", "insats__forbund"]
    list_select_related = ["insats"]
    search_fields = ["insats__kod", "insats__namn", "motivering"]
    autocomplete_fields = ["insats"]


@admin.register(Avvikelse)
class AvvikelseAdmin(admin.ModelAdmin):
    list_display = ["insats", "typ", "inkommen", "belopp", "beslut", "beslutsdatum"]
    list_filter = ["typ", "beslut", "insats__forbund"]
    list_select_related = ["insats"]
    search_fields = ["insats__kod", "insats__namn", "beskrivning"]
    date_hierarchy = "inkommen"
    autocomplete_fields = ["insats"]


class _ReadOnlyAdmin(admin.ModelAdmin):
    """Counts come from files alone; a changed cell could not be traced to one."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Leverans)
class LeveransAdmin(_ReadOnlyAdmin):
    list_display = ["insats", "kalla", "inlast", "inlast_av", "antal_rader", "is_aktuell"]
    list_filter = ["is_aktuell", "kalla", "insats__forbund"]
    list_select_related = ["insats", "inlast_av"]
    search_fields = ["insats__kod", "insats__namn", "sha256"]
    date_hierarchy = "inlast"


@admin.register(Deltagarstatistik)
class DeltagarstatistikAdmin(_ReadOnlyAdmin):
    list_display = ["insats", "manad", "kon", "matt", "kategori", "antal", "aktuell"]
    list_filter = ["leverans__is_aktuell", "matt", "kon", "leverans__insats__forbund"]
    list_select_related = ["leverans__insats"]
    search_fields = ["leverans__insats__kod", "leverans__insats__namn", "kategori"]
    date_hierarchy = "manad"

    @admin.display(ordering="leverans__insats__kod")
    def insats(self, cell):
        return cell.leverans.insats

    @admin.display(boolean=True, ordering="leverans__is_aktuell")
    def aktuell(self, cell):
        return cell.leverans.is_aktuell


@admin.register(Stegregel)
class StegregelAdmin(admin.ModelAdmin):
    list_display = ["orsak", "fran_ar", "forbund"]
    list_filter = ["fran_ar", "forbund"]
    list_select_related = ["forbund"]
    search_fields = ["orsak"]
    autocomplete_fields = ["forbund"]


@admin.register(Verksamhetsmal)
class VerksamhetsmalAdmin(admin.ModelAdmin):
    list_display = ["ar", "nr", "delmal", "resultatmal", "matt", "malvarde", "forbund"]
    list_display_links = ["resultatmal"]
    list_filter = ["ar", "matt", "forbund"]
    list_select_related = ["forbund"]
    search_fields = ["mal", "resultatmal"]
    autocomplete_fields = ["forbund"]


@admin.register(Aktivitet)
class AktivitetAdmin(admin.ModelAdmin):
    list_display = [
        "datum",
        "namn",
        "typ",
        "deltagare_kvinnor",
        "deltagare_man",
        "deltagare_okant",
        "forbund",
    ]
    list_display_links = ["namn"]
    list_filter = ["typ", "forbund"]
    list_select_related = ["forbund"]
    search_fields = ["namn"]
    date_hierarchy = "datum"
    autocomplete_fields = ["forbund"]
