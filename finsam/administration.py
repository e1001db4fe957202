"""What the admin's forms have in common."""

from django.contrib import admin
from django.db.models import QuerySet
from simple_history.admin import SimpleHistoryAdmin


def share_choices(formset: type, **querysets: QuerySet) -> type:
    """Let all rows of an inline formset offer the same choices, read once and not per row.

    `querysets`: by field, what may be chosen.
    """
    for name, queryset in querysets.items():
        field = formset.form.base_fields[name]
        field.queryset = queryset
        field.choices = list(field.choices)
    return formset


class KeepsOwner:
    """Mixin for ModelAdmin: once saved, a row never moves to another owner.

    What refers to it would otherwise be left behind with the former one.
    """

    owner = "forbund"

    def get_readonly_fields(self, request, obj=None):
        readonly = super().get_readonly_fields(request, obj)
        return [*readonly, self.owner] if obj else readonly


class ReadOnly:
    """Mixin for ModelAdmin and inlines: rows that the service alone writes, here only read.

    A change made here would pass by the checks, the locks and the event log.
    """

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class ReadOnlyAdmin(ReadOnly, admin.ModelAdmin):
    pass


class ReadOnlyHistoryAdmin(ReadOnly, SimpleHistoryAdmin):
    """Also with every version of the row: who, when, and what before and after."""

    # The library's own has inline styles, which our CSP stops, and a page that sets rows back.
    object_history_list_template = "admin/versioner.html"

    def history_view_title(self, request, obj):
        return f"Versioner: {obj}"

    def get_urls(self):
        return admin.ModelAdmin.get_urls(self)
