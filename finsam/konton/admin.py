from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin

from finsam.konton.forms import BehorighetForm, UserCreationForm
from finsam.konton.models import Behorighet, User


class BehorighetInline(admin.TabularInline):
    model = Behorighet
    form = BehorighetForm
    autocomplete_fields = ["forbund", "insatser"]
    extra = 0


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    add_form = UserCreationForm
    list_display = ["email", "namn", "is_active", "is_staff", "last_login"]
    list_filter = ["is_active", "is_staff", "is_superuser", "behorigheter__roll"]
    search_fields = ["email", "namn"]
    ordering = ["email"]
    readonly_fields = ["last_login", "date_joined"]
    inlines = [BehorighetInline]
    fieldsets = [
        (None, {"fields": ["email", "namn", "password"]}),
        (
            "Administration",
            {"fields": ["is_active", "is_staff", "is_superuser", "groups", "user_permissions"]},
        ),
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
