from django.apps import AppConfig


class KontonConfig(AppConfig):
    name = "finsam.konton"
    label = "konton"
    verbose_name = "Konton och behörigheter"
