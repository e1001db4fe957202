from insatser.models.forbund import Forbund, Fortroendevald, Part, validate_organisationsnummer
from insatser.models.insatser import (
    Forlangning,
    Insats,
    Mal,
    Slutmal,
    Slutrapport,
    Styrgrupp,
)

__all__ = [
    "Forbund",
    "Forlangning",
    "Fortroendevald",
    "Insats",
    "Mal",
    "Part",
    "Slutmal",
    "Slutrapport",
    "Styrgrupp",
    "validate_organisationsnummer",
]
