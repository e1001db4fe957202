from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class UppfoljningConfig(AppConfig):
    name = "uppfoljning"
    verbose_name = "Uppföljning"

    def ready(self):
        # Each app's own figures for the kvartalsrapport's form, see kanda_uppgifter.py.
        autodiscover_modules("uppgifter")
