"""Why a file was refused, as much of it as a page has room for."""

from dataclasses import dataclass

from finsam.inlasning.fel import OtillatenFil, UnderlagNekat

_FLEST_RADER = 100


@dataclass(frozen=True)
class Filfel:
    rader: tuple[str, ...]
    antal_fler: int = 0
    upplysningar: tuple[str, ...] = ()

    @classmethod
    def of(cls, fel: OtillatenFil | UnderlagNekat) -> "Filfel":
        if isinstance(fel, OtillatenFil):
            return cls((str(fel),))
        antal = len(fel.fel) + fel.fler
        rader = tuple(str(ett) for ett in fel.fel[:_FLEST_RADER])
        return cls(rader, antal - len(rader), tuple(fel.upplysningar))
