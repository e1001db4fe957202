from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError


class AdministrationLoginForm(AdminAuthenticationForm):
    def confirm_login_allowed(self, user):
        # Past the check of is_staff, which counts for nothing here.
        AuthenticationForm.confirm_login_allowed(self, user)
        if not user.is_superuser:
            raise ValidationError(
                "Kontot kommer inte åt administrationen. Logga in på startsidan i stället.",
                code="invalid_login",
            )


class Administration(AdminSite):
    """For superusers alone: it shows the rows of every förbund.

    Django's own permissions are given per model and cannot keep one förbund from another, so
    is_staff, groups and permissions open nothing here.
    """

    site_header = "Insatsuppföljning, administration"
    site_title = "Insatsuppföljning"
    index_title = "Administration"
    login_form = AdministrationLoginForm

    def has_permission(self, request):
        return request.user.is_active and request.user.is_superuser
