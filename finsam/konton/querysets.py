from django.db import models


class InbjudanQuerySet(models.QuerySet):
    def pending(self):
        """Neither accepted nor withdrawn; the link may be too old, and can then be sent again."""
        return self.filter(antagen=None, aterkallad=None)
