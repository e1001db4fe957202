from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin

from finsam.administration import share_choices
from finsam.konton.forms import BehorighetForm, UserCreationForm
from finsam.konton.models import Behorighet, User


class BehorighetInline(admin.TabularInline):
    model = Behorighet
    form = BehorighetForm
    extra = 0

    def get_queryset(self, request):
        behorigheter = super().get_queryset(request).select_related("user", "forbund")
        return behorigheter.prefetch_related("insatser")

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        return share_choices(
            formset,
            forbund=formset.form.base_fields["forbund"].queryset,
            insatser=formset.form.base_fields["insatser"].queryset,
        )


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    add_form = UserCreationForm
    list_display = ["email", "namn", "is_active", "is_superuser", "last_login"]
    list_filter = ["is_active", "is_superuser", "behorigheter__roll"]
    search_fields = ["email", "namn"]
    ordering = ["email"]
    readonly_fields = ["last_login", "date_joined"]
    inlines = [BehorighetInline]
    fieldsets = [
        (None, {"fields": ["email", "namn", "password"]}),
        ("Tillgång", {"fields": ["is_active", "is_superuser"]}),
        ("Datum", {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["email", "namn", "usable_password", "password1", "password2"]}),
    ]


@admin.register(Behorighet)
class BehorighetAdmin(admin.ModelAdmin):
    form = BehorighetForm
    list_display = ["user", "roll", "forbund"]
    list_filter = ["roll", "forbund"]
    list_select_related = ["user", "forbund"]
    search_fields = ["user__email", "user__namn", "forbund__namn"]
    autocomplete_fields = ["user", "forbund", "insatser"]
