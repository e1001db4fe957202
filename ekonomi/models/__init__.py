from ekonomi.models.betalning import Betalfil, Betalrad
from ekonomi.models.bokforing import (
    RADER,
    Bokforing,
    Bokforingsnamn,
    Kontorad,
    Kontosaldo,
    Kostnadsstalle,
    Radtyp,
    Rapport,
)
from ekonomi.models.budget import Budgetpost
from ekonomi.models.forbundsekonomi import Flerar, Forbundsbudgetrad, Medlemsavgift
from ekonomi.models.rekvisition import Rekvisition, Rekvisitionsbilaga, Rekvisitionsbilagefil

__all__ = [
    "RADER",
    "Betalfil",
    "Betalrad",
    "Bokforing",
    "Bokforingsnamn",
    "Budgetpost",
    "Flerar",
    "Forbundsbudgetrad",
    "Kontorad",
    "Kontosaldo",
    "Kostnadsstalle",
    "Medlemsavgift",
    "Radtyp",
    "Rapport",
    "Rekvisition",
    "Rekvisitionsbilaga",
    "Rekvisitionsbilagefil",
]
