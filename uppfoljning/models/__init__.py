from uppfoljning.models.bilagor import (
    Avvikelsebilaga,
    Avvikelsebilagefil,
    Bilaga,
    Bilagebas,
    Bilagefil,
)
from uppfoljning.models.granskning import Granskningskommentar, Omgang
from uppfoljning.models.paminnelser import Paminnelse
from uppfoljning.models.rapportering import (
    Avvikelse,
    Bedomning,
    Kvartalsrapport,
    Maluppfoljning,
    validate_period,
)
from uppfoljning.models.statistik import Deltagarstatistik, Leverans, Stegregel
from uppfoljning.models.verksamhet import Aktivitet, Verksamhetsmal

__all__ = [
    "Aktivitet",
    "Avvikelse",
    "Avvikelsebilaga",
    "Avvikelsebilagefil",
    "Bedomning",
    "Bilaga",
    "Bilagebas",
    "Bilagefil",
    "Deltagarstatistik",
    "Granskningskommentar",
    "Kvartalsrapport",
    "Leverans",
    "Maluppfoljning",
    "Omgang",
    "Paminnelse",
    "Stegregel",
    "Verksamhetsmal",
    "validate_period",
]
