"""The kvartalsrapport as its form: steps, what each asks, and what an answer must have.

Every field has one key, the same in forms, in the stored content (innehall.py), in rounds and
in comments on answers.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from types import MappingProxyType

from finsam.svenska import capitalize
from insatser.models import Insats, Mal
from uppfoljning.fragor import FRAGA, Fraga
from uppfoljning.models import Maluppfoljning

JA = "ja"  # the value of a box that is ticked
BILAGESTEG = "hant"  # the step in which attachments are added

Innehall = Mapping[str, str]


class Slag(Enum):
    VAL = auto()
    TEXT = auto()
    RAD = auto()
    TAL = auto()
    KRYSS = auto()


@dataclass(frozen=True)
class Falt:
    """One field. `val` are stored value and label; `saknas` says what to do when it is empty."""

    nyckel: str
    etikett: str
    slag: Slag
    val: tuple[tuple[str, str], ...] = ()
    hjalp: str = ""
    saknas: str = ""

    def show(self, varde: str) -> str:
        """The value as people read it; empty for none."""
        if self.slag is Slag.KRYSS:
            return self.etikett if varde else ""
        return dict(self.val).get(varde, varde)


@dataclass(frozen=True)
class Brist:
    """What keeps a report from being sent in: at which field, and what to do."""

    falt: str
    meddelande: str


@dataclass(frozen=True)
class Punkt:
    """One thing that is asked, with the fields that belong together.

    `kravda` are keys that must have a value. Where the first field holds one of `samst`, the
    field `kommentar` must be filled in, and `begaran` says with what. A tick in `inget` stands
    for all the other fields.
    """

    nyckel: str
    fraga: str
    falt: tuple[Falt, ...]
    hjalp: str = ""
    kravda: tuple[str, ...] = ()
    samst: tuple[str, ...] = ()
    kommentar: str = ""
    begaran: str = ""
    inget: str = ""

    def find_brister(self, innehall: Innehall) -> list[Brist]:
        """What is missing in this content, in the order of the fields."""
        if self.inget and innehall[self.inget]:
            is_skrivet = any(innehall[f.nyckel] for f in self.falt if f.nyckel != self.inget)
            return [Brist(self.inget, _BADA)] if is_skrivet else []
        brister = [
            Brist(f.nyckel, f.saknas)
            for f in self.falt
            if f.nyckel in self.kravda and not innehall[f.nyckel]
        ]
        is_samst = innehall[self.falt[0].nyckel] in self.samst
        if is_samst and not innehall[self.kommentar]:
            brister.append(Brist(self.kommentar, self.begaran))
        return brister

    def is_paborjad(self, innehall: Innehall) -> bool:
        return any(innehall[f.nyckel] for f in self.falt)


_BADA = (
    "Du har både skrivit något och kryssat för att det inte finns något att rapportera. "
    "Ta bort det ena."
)


@dataclass(frozen=True)
class Steg:
    """One page of the form."""

    nyckel: str
    rubrik: str
    punkter: tuple[Punkt, ...]

    @property
    def falt(self) -> tuple[Falt, ...]:
        return tuple(f for punkt in self.punkter for f in punkt.falt)

    def find_brister(self, innehall: Innehall) -> list[Brist]:
        return [b for punkt in self.punkter for b in punkt.find_brister(innehall)]

    def tell_lage(self, innehall: Innehall) -> str:
        """”Klar”, ”3 av 7 besvarade” or ”Inte påbörjad”, of what must be answered."""
        kravda = [p for p in self.punkter if p.kravda]
        klara = sum(1 for p in kravda if not p.find_brister(innehall))
        if not self.find_brister(innehall):
            return "Klar"
        if any(p.is_paborjad(innehall) for p in self.punkter):
            return f"{klara} av {len(kravda)} besvarade"
        return "Inte påbörjad"


def build_steg(
    insats: Insats, malen: Iterable[Mal], krav: Mapping[str, str] = MappingProxyType({})
) -> tuple[Steg, ...]:
    """The steps of the insats's kvartalsrapport, in order.

    malen: the insats's mål in order. krav: by the key of a field that is otherwise voluntary,
    why it must be filled in this time.
    """
    return (
        Steg("styrgrupp", "Styrgrupp och kvalitet", tuple(map(_ask, _STYRGRUPPSFRAGOR))),
        Steg("mal", "Mål", (*map(_ask_mal, malen), _ask("i_fas"), _ask("prognos"))),
        Steg(
            "bemanning",
            "Bemanning och budget",
            (
                _ask("vakans_forbundsmedel"),
                _ask("vakans_egenfinansierad"),
                _write(
                    "budgetkommentar",
                    "Hur förbrukas budgeten?",
                    hjalp=krav.get(
                        "budgetkommentar", "Frivilligt. Skriv om något avviker från planen."
                    ),
                    saknas=krav.get("budgetkommentar", ""),
                ),
            ),
        ),
        Steg(BILAGESTEG, "Det här har hänt", tuple(_ask_hant(insats))),
    )


_STYRGRUPPSFRAGOR = (
    "styrgruppsmote",
    "ordinarie_representation",
    "uppfoljning",
    "kontroll_metod",
    "kontroll_malgrupp",
    "jamstalldhet",
    "implementering",
)


def _ask(nyckel: str) -> Punkt:
    fraga: Fraga = FRAGA[nyckel]
    return Punkt(
        nyckel,
        fraga.fraga,
        (
            Falt(
                nyckel,
                "Svar",
                Slag.VAL,
                tuple((s.value, capitalize(s.label)) for s in fraga.svar),
                saknas=f"Svara på frågan: {fraga.fraga}",
            ),
            Falt(fraga.kommentar, "Kommentar", Slag.TEXT),
        ),
        hjalp=fraga.hjalp,
        kravda=(nyckel,),
        samst=(fraga.samst.value,),
        kommentar=fraga.kommentar,
        begaran=fraga.begaran,
    )


_MALSTATUS = (
    (Maluppfoljning.Status.GRON.value, "Grönt, enligt plan"),
    (Maluppfoljning.Status.GUL.value, "Gult, släpar"),
    (Maluppfoljning.Status.ROD.value, "Rött, nås inte"),
)


def _ask_mal(mal: Mal) -> Punkt:
    namn = f"mal_{mal.nr}"
    matt = f"Målvärde: {mal.malvarde}" if mal.malvarde else ""
    if mal.malvarde and mal.matt:
        matt += f" ({mal.matt})"
    return Punkt(
        namn,
        f"Mål {mal.nr}: {mal.mal}",
        (
            Falt(
                f"{namn}_status",
                "Hur går det?",
                Slag.VAL,
                _MALSTATUS,
                saknas=f"Välj grönt, gult eller rött för mål {mal.nr}.",
            ),
            Falt(
                f"{namn}_utfall",
                "Utfall hittills",
                Slag.RAD,
                hjalp="Ett tal eller några ord.",
                saknas=f"Skriv utfallet hittills för mål {mal.nr}.",
            ),
            Falt(f"{namn}_kommentar", "Kommentar", Slag.TEXT),
            Falt(f"{namn}_inget", "Inget att rapportera om målet det här kvartalet", Slag.KRYSS),
        ),
        hjalp=matt,
        kravda=(f"{namn}_status", f"{namn}_utfall"),
        samst=(Maluppfoljning.Status.GUL.value, Maluppfoljning.Status.ROD.value),
        kommentar=f"{namn}_kommentar",
        begaran=f"Skriv varför mål {mal.nr} inte är grönt och vad ni gör åt det.",
        inget=f"{namn}_inget",
    )


def _write(nyckel: str, fraga: str, *, hjalp: str = "", saknas: str = "", inget: str = "") -> Punkt:
    falt = [Falt(nyckel, "Text", Slag.TEXT, saknas=saknas)]
    if inget:
        falt.append(Falt(inget, "Inget att rapportera", Slag.KRYSS))
    return Punkt(
        nyckel, fraga, tuple(falt), hjalp=hjalp, kravda=(nyckel,) if saknas else (), inget=inget
    )


def _ask_hant(insats: Insats) -> Iterable[Punkt]:
    yield _write(
        "kommentar",
        "Vad har hänt i insatsen under kvartalet?",
        hjalp="Några meningar. Texten kan komma med i rapporten till styrelsen.",
        saknas="Skriv vad som har hänt, eller kryssa för att det inte finns något att rapportera.",
        inget="inget_har_hant",
    )
    yield _write(
        "nasta_kvartal",
        "Vad planerar ni för nästa kvartal?",
        saknas="Skriv vad ni planerar, eller kryssa för att det inte finns något att rapportera.",
        inget="inget_nasta_kvartal",
    )
    if insats.is_individinsats:
        yield Punkt(
            "handlingsplaner",
            "Hur många handlingsplaner har gjorts under kvartalet?",
            (
                Falt(
                    "handlingsplaner",
                    "Antal",
                    Slag.TAL,
                    saknas="Skriv hur många handlingsplaner som har gjorts. Skriv 0 om ingen.",
                ),
            ),
            kravda=("handlingsplaner",),
        )
    yield _write(
        "till_kansliet", "Är det något annat som kansliet behöver veta?", hjalp="Frivilligt."
    )
