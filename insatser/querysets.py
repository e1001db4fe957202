"""Reads of förbund and insatser, in the field's words."""

from datetime import date

from django.db import models
from django.db.models import F, Max, Q
from django.db.models.functions import Coalesce, Greatest

from finsam.konton.models import Behorighet, Roll
from finsam.konton.rattigheter import AT_STYRGRUPPEN, ROLLER, ROLLER_PER_INSATS, Rattighet


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

    def with_right(self, user, rattighet: Rattighet):
        """Förbund in the whole of which the user has the right; all of them for a superuser."""
        if user.is_superuser:
            return self
        return self.filter(
            pk__in=Behorighet.objects.filter(
                user=user, roll__in=ROLLER[rattighet] - ROLLER_PER_INSATS
            ).values("forbund")
        )


class InsatsQuerySet(models.QuerySet):
    def with_right(self, user, rattighet: Rattighet):
        """Insatser for which the user has the right; all of them for a superuser."""
        if user.is_superuser:
            return self
        egna = Behorighet.objects.filter(user=user, roll__in=ROLLER[rattighet])
        per_insats = egna.filter(roll__in=ROLLER_PER_INSATS)
        if rattighet in AT_STYRGRUPPEN:
            per_insats = per_insats.exclude(
                roll=Roll.INSATSANSVARIG, forbund__insatsansvarig_skickar_in=False
            )
        return self.filter(
            Q(forbund__in=egna.exclude(roll__in=ROLLER_PER_INSATS).values("forbund"))
            | Q(pk__in=per_insats.values("insatser"))
        )

    def visible_to(self, user):
        """Insatser whose unpublished matter the user may read (domain.md 6)."""
        return self.with_right(user, Rattighet.LASA_INSATS)

    def with_gallande_slut(self, per: date):
        """Annotate `gallande_slut`: the last day by förlängningar decided on or before `per`."""
        forlangt_till = Max(
            "forlangningar__nytt_slut", filter=Q(forlangningar__beslutsdatum__lte=per)
        )
        return self.annotate(gallande_slut=Greatest(F("slut"), Coalesce(forlangt_till, F("slut"))))


class FortroendevaldQuerySet(models.QuerySet):
    def current(self, dag: date):
        """Those who hold their uppdrag on the day."""
        return self.filter(Q(till=None) | Q(till__gte=dag), fran__lte=dag)
