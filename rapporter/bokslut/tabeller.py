"""The statements as tables of a report."""

from collections.abc import Sequence
from decimal import Decimal

from ekonomi.bokslut.bokslut import Not
from ekonomi.bokslut.rakning import Rakning, Rakningsrad
from finsam.period import Period
from finsam.svenska import NBSP
from rapporter.tabell import Kolumn, Rad, Slag, Tabell, Varde

_SLAG = {"kr": Slag.KRONOR, "tkr": Slag.TKR, "%": Slag.PROCENT, "antal": Slag.ANTAL}

# The key of the column that refers to the notes.
NOT = "not"


def to_tabell(
    rakning: Rakning,
    *,
    radrubrik: str = "Post",
    radnyckel: str = "rad",
    tom_text: str = "",
    is_liggande: bool = False,
) -> Tabell:
    """A statement as a table: its columns in kr or tkr, the notes' numbers before them.

    Sums stand where they stand in the statement. One in which nothing is known has no rows, and
    `tom_text` says what to do about it.
    """
    has_noter = any(rad.notnr is not None for rad in rakning.rader)
    kolumner = [Kolumn(NOT, "Not", Slag.NUMMER)] if has_noter else []
    kolumner += [
        Kolumn(
            nyckel,
            _unbreak(rubrik),
            _slag_of(rakning, nyckel),
            is_visad=not _is_upprepad(rakning, nyckel),
        )
        for nyckel, rubrik in rakning.kolumner.items()
    ]
    return Tabell(
        rakning.nyckel,
        f"{rakning.titel}, {rakning.enhet}",
        radrubrik,
        tuple(kolumner),
        tuple(_to_rad(rakning, rad, has_noter=has_noter) for rad in rakning.rader)
        if is_kand(rakning)
        else (),
        radnyckel=radnyckel,
        grupper=rakning.grupper,
        noter=rakning.noter,
        tom_text=tom_text or "Det finns inga uppgifter för perioden.",
        is_liggande=is_liggande,
    )


def _is_upprepad(rakning: Rakning, kolumn: str) -> bool:
    """Whether the column says the same as one before it: of a whole year the balansräkning's
    ingående is last year's utgående."""

    def said(nyckel: str) -> tuple:
        return rakning.kolumner[nyckel], [rad.belopp.get(nyckel) for rad in rakning.rader]

    nycklar = list(rakning.kolumner)
    return any(said(fore) == said(kolumn) for fore in nycklar[: nycklar.index(kolumn)])


def is_kand(rakning: Rakning) -> bool:
    """Whether any amount in it is known."""
    return any(belopp is not None for rad in rakning.rader for belopp in rad.belopp.values())


def build_tabell_noter(noter: Sequence[Not], period: Period, *, tom_text: str) -> Tabell:
    """All notes in one table, a group of rows each; printed as a small table per note.

    Notes on balances are as of the last day and the others up to it: all say that day.
    """
    kolumner = {
        nyckel: rubrik for note in noter for nyckel, rubrik in note.rakning.kolumner.items()
    }
    kolumner |= {
        "utfall": str(period.slut),
        "foregaende_ar": str(period.foregaende_ar.slut),
    }
    visade = [note for note in noter if is_kand(note.rakning)]
    return Tabell(
        "noter",
        "Noter, kr",
        "Post",
        tuple(Kolumn(nyckel, rubrik, Slag.KRONOR) for nyckel, rubrik in kolumner.items()),
        tuple(
            _to_rad(note.rakning, rad, grupp=str(note.nr))
            for note in visade
            for rad in note.rakning.rader
        ),
        radnyckel="rad",
        grupper={str(note.nr): f"Not {note.nr}. {note.titel}" for note in visade},
        tom_text=tom_text,
        is_delad=True,
    )


def _unbreak(rubrik: str) -> str:
    """”2024-01-01 – 2024-06-30” on two lines, not three."""
    return rubrik.replace(" – ", f"{NBSP}– ")


def _slag_of(rakning: Rakning, kolumn: str) -> Slag:
    return Slag.PROCENT if kolumn in rakning.procentkolumner else _SLAG[rakning.enhet]


def _to_rad(
    rakning: Rakning, rad: Rakningsrad, *, grupp: str | None = None, has_noter: bool = False
) -> Rad:
    varden: dict[str, Varde] = {NOT: rad.notnr} if has_noter else {}
    varden |= {
        nyckel: _as_counted(rad.belopp.get(nyckel))
        if rad.enhet or nyckel in rakning.procentkolumner
        else rad.belopp.get(nyckel)
        for nyckel in rakning.kolumner
    }
    return Rad(
        rad.nyckel,
        rad.rubrik,
        varden,
        rad.grupp if grupp is None else grupp,
        is_summa=rad.is_summa,
        slag=_SLAG[rad.enhet] if rad.enhet else None,
    )


def _as_counted(antal: Decimal | int | None) -> Varde:
    """A share or a count, which is a whole number in JSON where it is one."""
    is_whole = antal is not None and antal == int(antal)
    return int(antal) if is_whole else antal
