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
    "Bedomning",
    "Deltagarstatistik",
    "Kvartalsrapport",
    "Leverans",
    "Maluppfoljning",
    "Stegregel",
    "Verksamhetsmal",
    "validate_period",
]
