"""The one place that says what a role may do (roles are given per förbund)."""

from collections.abc import Collection

from finsam.konton.models import Behorighet, Roll

ROLLER_PER_INSATS = frozenset({Roll.STYRGRUPP, Roll.INSATSANSVARIG})

LASER_RAPPORTER = frozenset(
    {Roll.KANSLI, Roll.EKONOM, Roll.FORBUNDSCHEF, Roll.STYRELSE, Roll.REVISOR, Roll.ADMIN}
)


def has_role(user, forbund, roller: Collection[Roll]) -> bool:
    """Whether the user holds one of the roles in that förbund; a superuser always does."""
    if user.is_superuser:
        return True
    return Behorighet.objects.filter(user_id=user.pk, forbund=forbund, roll__in=roller).exists()
