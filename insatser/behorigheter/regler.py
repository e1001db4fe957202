"""Who may give, change and shut off what; on top of Rattighet.HANTERA_BEHORIGHETER."""

from finsam.konton.models import Behorighet, Roll, User
from finsam.konton.rattigheter import ROLLER, Rattighet
from insatser.models import Forbund

# Who decides over the others is not made by them.
_GES_BARA_AV = {
    Roll.ADMIN: {Roll.ADMIN},
    Roll.FORBUNDSCHEF: {Roll.FORBUNDSCHEF, Roll.ADMIN},
}


def roles_to_give(user: User, forbund: Forbund) -> list[Roll]:
    """The roles that the user may give and take in the förbund, in the order of Roll."""
    if user.is_superuser:
        return list(Roll)
    egna = set(Behorighet.objects.filter(forbund=forbund, user=user).values_list("roll", flat=True))
    if egna.isdisjoint(ROLLER[Rattighet.HANTERA_BEHORIGHETER]):
        return []
    return [roll for roll in Roll if roll not in _GES_BARA_AV or egna & _GES_BARA_AV[roll]]


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
