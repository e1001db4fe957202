from gunicorn.glogging import Logger

from finsam.loggning import mask_secrets


class MaskingLogger(Logger):
    def atoms(self, *args):
        return {
            name: mask_secrets(value) if isinstance(value, str) else value
            for name, value in super().atoms(*args).items()
        }


accesslog = "-"
bind = "0.0.0.0:8000"
logger_class = MaskingLogger
timeout = 60
workers = 3
