"""Reads of förbund and insatser, in the field's words."""

from datetime import date

from django.db import models
from django.db.models import F, Max, Q
from django.db.models.functions import Coalesce, Greatest

from finsam.konton.rattigheter import LASER_RAPPORTER


class ForbundSaknas(LookupError):
    """No förbund, or several, fit; the message says in Swedish what to give."""


class ForbundQuerySet(models.QuerySet):
    def the_one(self, organisationsnummer: str | None = None):
        """The förbund with that organisationsnummer (hyphen or not), or the only one there is.

        Raises ForbundSaknas.
        """
        if organisationsnummer:
            siffror = organisationsnummer.replace("-", "").strip()
            found = self.filter(organisationsnummer=f"{siffror[:6]}-{siffror[6:]}").first()
            if found is None:
                raise ForbundSaknas(
                    f"Det finns inget förbund med organisationsnummer {organisationsnummer}."
                )
            return found
        first, *others = [*self.order_by("pk")[:2]] or [None]
        if first is None:
            raise ForbundSaknas("Det finns inget förbund än. Läs in ett underlag först.")
        if others:
            raise ForbundSaknas("Det finns flera förbund. Ange vilket med --forbund ORGNR.")
        return first

    def visible_to(self, user):
        """Förbund in which the user has any role; all of them for a superuser."""
        if user.is_superuser:
            return self
        return self.filter(behorigheter__user=user).distinct()

    def reports_readable_by(self, user):
        """Förbund whose whole reports the user may read (domain.md 6)."""
        if user.is_superuser:
            return self
        return self.filter(
            behorigheter__user=user, behorigheter__roll__in=LASER_RAPPORTER
        ).distinct()


class InsatsQuerySet(models.QuerySet):
    def with_gallande_slut(self, per: date):
        """Annotate `gallande_slut`: the last day by förlängningar decided on or before `per`."""
        forlangt_till = Max(
            "forlangningar__nytt_slut", filter=Q(forlangningar__beslutsdatum__lte=per)
        )
        return self.annotate(gallande_slut=Greatest(F("slut"), Coalesce(forlangt_till, F("slut"))))
