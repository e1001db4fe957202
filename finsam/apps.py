from django.apps import AppConfig
from django.forms import CharField


class FinsamConfig(AppConfig):
    name = "finsam"
    verbose_name = "Finsam"

    def ready(self):
        # Django's own says ”Säkerställ att detta värde har som mest 300 tecken”, in every form.
        CharField.default_error_messages = {
            "max_length": "Texten är %(show_value)d tecken. Korta den till högst %(limit_value)d.",
        }
