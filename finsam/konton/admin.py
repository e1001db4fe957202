from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.utils import timezone

from finsam.administration import share_choices
from finsam.handelser.models import Handelse
from finsam.handelser.services import record
from finsam.konton.forms import BehorighetForm, UserCreationForm
from finsam.konton.models import Behorighet, User
from finsam.konton.services import end_sessions, keep_email_address

# Of allauth's tables only the second steps are for anyone to see, and those on the user's page.
for model in (Authenticator, EmailAddress, SocialAccount, SocialApp, SocialToken):
    admin.site.unregister(model)


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


class AuthenticatorInline(admin.TabularInline):
    """To take away the second step of one who has lost it; the secret itself is never shown."""

    model = Authenticator
    fields = readonly_fields = ["satt", "created_at", "last_used_at"]
    verbose_name = "andra steg"
    verbose_name_plural = "andra steg vid inloggning"

    SATT = {
        Authenticator.Type.TOTP: "kod från en app",
        Authenticator.Type.WEBAUTHN: "lösennyckel",
        Authenticator.Type.RECOVERY_CODES: "reservkoder",
    }

    def has_add_permission(self, request, obj=None):
        return False

    @admin.display(description="sätt")
    def satt(self, authenticator):
        return self.SATT[authenticator.type]


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    add_form = UserCreationForm
    list_display = ["email", "namn", "is_active", "is_superuser", "last_login"]
    list_filter = ["is_active", "is_superuser", "behorigheter__roll"]
    search_fields = ["email", "namn"]
    ordering = ["email"]
    readonly_fields = ["last_login", "date_joined"]
    inlines = [BehorighetInline, AuthenticatorInline]
    fieldsets = [
        (None, {"fields": ["email", "namn", "password"]}),
        ("Tillgång", {"fields": ["is_active", "is_superuser"]}),
        ("Datum", {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["email", "namn", "usable_password", "password1", "password2"]}),
    ]

    def get_inlines(self, request, obj):
        return self.inlines if obj else [BehorighetInline]

    def has_delete_permission(self, request, obj=None):
        # What the person has done would lose its who. Shut the account off instead.
        return False

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        keep_email_address(user=obj)
        nu = timezone.now()
        if not obj.is_active:
            end_sessions(user=obj, nu=nu)
        if change and "is_active" in form.changed_data:
            typ = Handelse.Typ.KONTO_OPPNAT if obj.is_active else Handelse.Typ.KONTO_AVSTANGT
            for behorighet in obj.behorigheter.select_related("forbund"):
                record(typ=typ, objekt=obj, forbund=behorighet.forbund, user=request.user, tid=nu)

    def save_formset(self, request, form, formset, change):
        for borttagen in formset.deleted_forms:
            if isinstance(borttagen.instance, Behorighet):
                _record(request, Handelse.Typ.BEHORIGHET_BORTTAGEN, borttagen.instance)
        super().save_formset(request, form, formset, change)
        for obj in [*formset.new_objects, *(obj for obj, _ in formset.changed_objects)]:
            if isinstance(obj, Behorighet):
                _record(request, Handelse.Typ.BEHORIGHET_ANDRAD, obj)


@admin.register(Behorighet)
class BehorighetAdmin(admin.ModelAdmin):
    form = BehorighetForm
    list_display = ["user", "roll", "forbund"]
    list_filter = ["roll", "forbund"]
    list_select_related = ["user", "forbund"]
    search_fields = ["user__email", "user__namn", "forbund__namn"]
    autocomplete_fields = ["user", "forbund", "insatser"]

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        _record(request, Handelse.Typ.BEHORIGHET_ANDRAD, form.instance)

    def delete_model(self, request, obj):
        _record(request, Handelse.Typ.BEHORIGHET_BORTTAGEN, obj)
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        for behorighet in queryset.select_related("user", "forbund"):
            self.delete_model(request, behorighet)


def _record(request, typ: Handelse.Typ, behorighet: Behorighet) -> None:
    """The event of a change that has been made, or of a removal that is to come."""
    content = behorighet.innehall_hash()
    is_borttagen = typ == Handelse.Typ.BEHORIGHET_BORTTAGEN
    record(
        typ=typ,
        objekt=behorighet,
        forbund=behorighet.forbund,
        user=request.user,
        tid=timezone.now(),
        fore=content if is_borttagen else "",
        efter="" if is_borttagen else content,
    )
