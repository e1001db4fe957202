from django.contrib import admin

from finsam.administration import ReadOnlyAdmin
from finsam.handelser.models import Handelse


@admin.register(Handelse)
class HandelseAdmin(ReadOnlyAdmin):
    list_display = ["tid", "user", "typ", "objekt", "forbund"]
    list_filter = ["typ", "forbund"]
    list_select_related = ["user", "forbund"]
    search_fields = ["objekt", "user__email", "user__namn"]
    date_hierarchy = "tid"
