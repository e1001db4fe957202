"""What the admin's forms have in common."""

from django.db.models import QuerySet


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
