"""What is left of each year of an insats, for those who ask to move it or give it back."""

from collections import defaultdict

from ekonomi.calculations import Rest, build_arsbudget
from ekonomi.models import Rekvisition
from finsam.tal import sum_known
from insatser.models import Insats


def load_arsrester(insats: Insats) -> dict[int, Rest]:
    """What is left of every year that has a budget, in their order; in two queries.

    As ekonomi.forbrukning.load_rester: of every post, whatever its date.
    """
    poster, utfall = defaultdict(list), defaultdict(list)
    for ar, post, belopp in insats.budgetposter.values_list("ar", "post", "belopp"):
        poster[ar].append((post, belopp, ""))
    for rekvisition in Rekvisition.objects.filter(insats=insats, ar__in=poster).attested():
        utfall[rekvisition.ar].append(rekvisition.utfall)
    return {
        ar: Rest(build_arsbudget(poster[ar]).justerad, sum_known(utfall[ar]))
        for ar in sorted(poster)
    }
