"""Who may give, change and shut off what; on top of Rattighet.HANTERA_BEHORIGHETER."""

from finsam.konton.models import Behorighet, Roll, User
from finsam.konton.rattigheter import Rattighet
from insatser.models import Forbund


def roles_to_give(user: User, forbund: Forbund) -> list[Roll]:
    """The roles that the user may give and take in the förbund, in the order of Roll.

    Nobody gives a right beyond their own: the role admin is given by admin, or a superuser.
    """
    if not Forbund.objects.with_right(user, Rattighet.HANTERA_BEHORIGHETER).contains(forbund):
        return []
    is_admin = user.is_superuser or forbund.behorigheter.filter(user=user, roll=Roll.ADMIN).exists()
    return [roll for roll in Roll if is_admin or roll is not Roll.ADMIN]


def may_change(user: User, behorighet: Behorighet) -> bool:
    """Never one's own, lest someone locks themselves out or in."""
    return behorighet.user_id != user.pk and behorighet.roll in roles_to_give(
        user, behorighet.forbund
    )


def may_shut_off(user: User, konto: User) -> bool:
    """Whether the user answers for every role of the account; a superuser's belongs to nobody."""
    if konto.is_superuser or konto.pk == user.pk:
        return False
    behorigheter = konto.behorigheter.select_related("forbund")
    return bool(behorigheter) and all(may_change(user, each) for each in behorigheter)
