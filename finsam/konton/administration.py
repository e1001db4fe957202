from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator


class Administration(AdminSite):
    """For superusers alone: it shows the rows of every förbund.

    Django's own permissions are given per model and cannot keep one förbund from another, so
    is_staff, groups and permissions open nothing here. Login and passwords are those of the rest
    of the service, with its rate limits and its second step.
    """

    site_header = "Insatsuppföljning, administration"
    site_title = "Insatsuppföljning"
    index_title = "Administration"

    def has_permission(self, request):
        return request.user.is_active and request.user.is_superuser

    @method_decorator(login_not_required)
    def login(self, request, extra_context=None):
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.GET.get(REDIRECT_FIELD_NAME, reverse("admin:index")))

    def password_change(self, request, extra_context=None):
        return redirect("account_change_password")
