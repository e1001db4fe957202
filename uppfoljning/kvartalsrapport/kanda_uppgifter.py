"""What the system knows of an insats and quarter, shown in the kvartalsrapport's form.

Each app registers its own kinds in its module `uppgifter`, which is imported as the site starts:
the form here may not know of the apps that know this one.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from finsam.period import Period
from insatser.models import Insats


@dataclass(frozen=True)
class Uppgifter:
    """Known figures, ready to print: label and value, and where they come from.

    `krav`: by the key of a field, why it must be filled in because of these figures.
    """

    rubrik: str
    rader: tuple[tuple[str, str], ...]
    kalla: str
    krav: Mapping[str, str] = field(default_factory=dict)


Kalla = Callable[[Insats, Period], Uppgifter | None]

_kallor: defaultdict[str, list[Kalla]] = defaultdict(list)


def register_uppgifter(steg: str) -> Callable[[Kalla], Kalla]:
    """Decorator: show what the function knows in this step, None for nothing.

    It gets an insats with gallande_slut and a quarter, and asks a constant number of queries.
    """

    def register(kalla: Kalla) -> Kalla:
        _kallor[steg].append(kalla)
        return kalla

    return register


def gather_uppgifter(insats: Insats, kvartal: Period) -> dict[str, list[Uppgifter]]:
    """By step, everything that is known."""
    kanda = {steg: [kalla(insats, kvartal) for kalla in kallor] for steg, kallor in _kallor.items()}
    return {steg: [u for u in alla if u is not None] for steg, alla in kanda.items()}
