from django.apps import AppConfig

# The module and not its classes: Django would take them for configurations of this app.
from django.contrib.admin import apps as admin_apps


class KontonConfig(AppConfig):
    name = "finsam.konton"
    label = "konton"
    verbose_name = "Konton och behörigheter"

    def ready(self):
        from finsam.konton import signaler  # noqa: F401


class AdministrationConfig(admin_apps.AdminConfig):
    """Stands in for django.contrib.admin in INSTALLED_APPS."""

    default = False
    default_site = "finsam.konton.administration.Administration"
