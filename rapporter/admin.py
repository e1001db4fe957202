from django.contrib import admin

from rapporter.models import Rapporttext


@admin.register(Rapporttext)
class RapporttextAdmin(admin.ModelAdmin):
    list_display = ["kapitel", "rapport", "period", "forbund"]
    list_filter = ["rapport", "period", "forbund"]
    list_select_related = ["forbund"]
    search_fields = ["text"]
    autocomplete_fields = ["forbund"]
