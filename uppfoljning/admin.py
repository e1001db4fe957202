from django.contrib import admin

from finsam.administration import ReadOnly, ReadOnlyAdmin, ReadOnlyHistoryAdmin
from uppfoljning.models import (
    Aktivitet,
    Avvikelse,
    Bedomning,
    Bilaga,
    Deltagarstatistik,
    Granskningskommentar,
    Kvartalsrapport,
    Leverans,
    Maluppfoljning,
    Omgang,
    Stegregel,
    Verksamhetsmal,
)


class MaluppfoljningInline(ReadOnly, admin.TabularInline):
    model = Maluppfoljning
    extra = 0

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("mal__insats")


@admin.register(Kvartalsrapport)
class KvartalsrapportAdmin(ReadOnlyHistoryAdmin):
    list_display = ["insats", "ar", "kvartal", "status", "inlamnad", "i_fas", "prognos"]
    list_filter = ["status", "ar", "kvartal", "i_fas", "prognos", "insats__forbund"]
    list_select_related = ["insats"]
    search_fields = ["insats__kod", "insats__namn"]
    inlines = [MaluppfoljningInline]


@admin.register(Maluppfoljning)
class MaluppfoljningAdmin(ReadOnlyHistoryAdmin):
    list_display = ["mal", "kvartalsrapport", "status", "utfall"]
    list_filter = ["status", "kvartalsrapport__ar", "mal__insats__forbund"]
    list_select_related = ["mal__insats", "kvartalsrapport__insats"]
    search_fields = ["mal__mal", "mal__insats__kod", "mal__insats__namn"]


class GranskningskommentarInline(ReadOnly, admin.TabularInline):
    model = Granskningskommentar
    extra = 0

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .select_related("omgang__kvartalsrapport__insats", "skriven_av")
        )


@admin.register(Omgang)
class OmgangAdmin(ReadOnlyAdmin):
    list_display = ["kvartalsrapport", "nr", "inskickad", "inskickad_av", "beslut", "beslutad_av"]
    list_filter = ["beslut", "kvartalsrapport__insats__forbund"]
    list_select_related = ["kvartalsrapport__insats", "inskickad_av", "beslutad_av"]
    search_fields = ["kvartalsrapport__insats__kod", "kvartalsrapport__insats__namn"]
    date_hierarchy = "inskickad"
    inlines = [GranskningskommentarInline]


@admin.register(Granskningskommentar)
class GranskningskommentarAdmin(ReadOnlyAdmin):
    list_display = ["omgang", "falt", "skriven", "skriven_av"]
    list_filter = ["omgang__kvartalsrapport__insats__forbund"]
    list_select_related = ["omgang__kvartalsrapport__insats", "skriven_av"]
    search_fields = ["omgang__kvartalsrapport__insats__kod", "text"]


@admin.register(Bilaga)
class BilagaAdmin(ReadOnlyAdmin):
    list_display = ["namn", "kvartalsrapport", "typ", "storlek", "uppladdad", "borttagen"]
    list_filter = ["typ", "kvartalsrapport__insats__forbund"]
    list_select_related = ["kvartalsrapport__insats"]
    search_fields = ["namn", "sha256", "kvartalsrapport__insats__kod"]


@admin.register(Bedomning)
class BedomningAdmin(ReadOnlyHistoryAdmin):
    list_display = ["insats", "period", "i_fas", "prognos", "motivering"]
    list_filter = ["period", "i_fas", "prognos", "insats__forbund"]
    list_select_related = ["insats"]
    search_fields = ["insats__kod", "insats__namn", "motivering"]


@admin.register(Avvikelse)
class AvvikelseAdmin(admin.ModelAdmin):
    list_display = ["insats", "typ", "inkommen", "belopp", "beslut", "beslutsdatum"]
    list_filter = ["typ", "beslut", "insats__forbund"]
    list_select_related = ["insats"]
    search_fields = ["insats__kod", "insats__namn", "beskrivning"]
    date_hierarchy = "inkommen"
    autocomplete_fields = ["insats"]

    def get_queryset(self, request):
        return Avvikelse.alla.all()


@admin.register(Leverans)
class LeveransAdmin(ReadOnlyAdmin):
    list_display = ["insats", "kalla", "inlast", "inlast_av", "antal_rader", "is_aktuell"]
    list_filter = ["is_aktuell", "kalla", "insats__forbund"]
    list_select_related = ["insats", "inlast_av"]
    search_fields = ["insats__kod", "insats__namn", "sha256"]
    date_hierarchy = "inlast"


@admin.register(Deltagarstatistik)
class DeltagarstatistikAdmin(ReadOnlyAdmin):
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
