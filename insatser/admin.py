from django import forms
from django.contrib import admin

from finsam.administration import KeepsOwner
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
class PartAdmin(KeepsOwner, admin.ModelAdmin):
    list_display = ["namn", "kod", "typ", "forbund", "medlem_fran"]
    list_filter = ["typ", "forbund"]
    list_select_related = ["forbund"]
    search_fields = ["namn", "kod"]
    autocomplete_fields = ["forbund"]


@admin.register(Styrgrupp)
class StyrgruppAdmin(KeepsOwner, admin.ModelAdmin):
    list_display = ["namn", "forbund", "is_lokusgrupp"]
    list_filter = ["is_lokusgrupp", "forbund"]
    list_select_related = ["forbund"]
    search_fields = ["namn"]
    autocomplete_fields = ["forbund"]


class MalInline(admin.TabularInline):
    model = Mal
    extra = 0

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("insats")


class ForlangningInline(admin.TabularInline):
    model = Forlangning
    extra = 0

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("insats")


class InsatsForm(forms.ModelForm):
    def clean(self):
        cleaned = super().clean()
        # The form of a stored insats shows its förbund but does not ask for it.
        forbund = cleaned.get("forbund") or getattr(self.instance, "forbund", None)
        parter = cleaned.get("samverkansparter") or []
        # Here and not in the model: parter are tied to an insats after it has been saved.
        if forbund and any(part.forbund_id != forbund.pk for part in parter):
            self.add_error("samverkansparter", f"Välj bara parter som hör till {forbund}.")
        return cleaned


@admin.register(Insats)
class InsatsAdmin(KeepsOwner, admin.ModelAdmin):
    form = InsatsForm
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
class MalAdmin(KeepsOwner, admin.ModelAdmin):
    owner = "insats"
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
