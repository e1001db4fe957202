from django.apps import AppConfig


class HandelserConfig(AppConfig):
    name = "finsam.handelser"
    label = "handelser"
    verbose_name = "Händelser"
