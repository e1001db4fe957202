"""What a kostnadsställe is in the driftsredovisning, as its name tells it."""

from ekonomi.models import Kostnadsstalle

_Verksamhet = Kostnadsstalle.Verksamhet

# The first that fits: ”Förvaltning EU-projekt” is of the project, ”Ekonom projektstöd” is not
# förvaltning.
_ORD = (
    (_Verksamhet.EKONOM_PROJEKTSTOD, ("ekonom projekt", "projektekonom", "projektstöd")),
    (_Verksamhet.FORVALTNING_ESF, ("eu-projekt", "eu projekt", "esf")),
    (_Verksamhet.FORTROENDEVALDA, ("förtroendevald", "styrelse")),
    (_Verksamhet.VERKSAMHETSUTVECKLARE, ("verksamhetsutveckl",)),
    (_Verksamhet.KOMPETENSHOJANDE, ("kompetenshöj", "kompetensutveckl", "kompetensinsats")),
    (_Verksamhet.FORVALTNING, ("förvaltning", "kansli", "administration")),
)


def guess_verksamhet(namn: str) -> Kostnadsstalle.Verksamhet | None:
    """None where the name tells nothing: the ekonom says what it is."""
    namn = namn.casefold()
    return next(
        (verksamhet for verksamhet, ord_ in _ORD if any(o in namn for o in ord_)),
        None,
    )
