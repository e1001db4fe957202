"""A kvartalsrapport as its form shows it: gathered whole, with a constant number of queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from finsam.handelser.innehall import hash_of
from finsam.period import Period
from insatser.models import Insats, Mal
from uppfoljning.kvartalsrapport.innehall import nr_of_mal, read_innehall
from uppfoljning.kvartalsrapport.kanda_uppgifter import Uppgifter, gather_uppgifter
from uppfoljning.kvartalsrapport.steg import Brist, Innehall, Steg, build_steg
from uppfoljning.models import Bilaga, Kvartalsrapport, Maluppfoljning


@dataclass(frozen=True)
class Formular:
    """The form of one insats and quarter. `rapport` is None until something has been written."""

    insats: Insats
    kvartal: Period
    rapport: Kvartalsrapport | None
    malen: Sequence[Mal]
    maluppfoljningar: Mapping[int, Maluppfoljning]
    bilagor: Sequence[Bilaga]
    uppgifter: Mapping[str, Sequence[Uppgifter]]
    steg: Sequence[Steg]
    innehall: Mapping[str, str]

    @property
    def status(self) -> str:
        return self.rapport.status if self.rapport else Kvartalsrapport.Status.EJ_PABORJAD

    @property
    def is_oppen(self) -> bool:
        return self.rapport is None or self.rapport.is_oppen

    @property
    def hash(self) -> str:
        """What tells this content from any other, the same from one request to the next."""
        return hash_of(self.innehall)

    def find_brister(self) -> list[tuple[Steg, Brist]]:
        """All that keeps the report from being sent in, with the step where it is mended."""
        return [(steg, brist) for steg in self.steg for brist in steg.find_brister(self.innehall)]

    def steg_for(self, versioner: Iterable[Innehall]) -> Sequence[Steg]:
        """The steps, with a place also for mål that a version tells of and the insats has lost."""
        nr = {nr_of_mal(nyckel) for version in versioner for nyckel in version}
        borta = nr - {m.nr for m in self.malen} - {None}
        if not borta:
            return self.steg
        malen = [*self.malen, *(Mal(nr=n, mal="målet finns inte längre") for n in borta)]
        return build_steg(self.insats, sorted(malen, key=lambda m: m.nr))

    def tell_lagen(self) -> list[tuple[Steg, str]]:
        """Each step and how far it has come."""
        return [(steg, steg.tell_lage(self.innehall)) for steg in self.steg]


def load_steg(insats: Insats) -> tuple[Steg, ...]:
    """The steps, without what is demanded this time alone."""
    return build_steg(insats, insats.malen.order_by("nr"))


def load_formular(insats: Insats, kvartal: Period) -> Formular:
    """The form as it is stored now. The insats has gallande_slut and its förbund."""
    rapport = (
        Kvartalsrapport.objects.of_quarter(insats, kvartal)
        .select_related("sparad_av", "insats__forbund")
        .first()
    )
    malen = list(insats.malen.order_by("nr"))
    maluppfoljningar = {}
    bilagor = []
    if rapport:
        maluppfoljningar = {
            m.mal.nr: m for m in rapport.maluppfoljningar.select_related("mal__insats")
        }
        bilagor = list(rapport.bilagor.filter(borttagen=None))
    uppgifter = gather_uppgifter(insats, kvartal)
    krav = {}
    for kanda in (u for alla in uppgifter.values() for u in alla):
        krav |= kanda.krav
    steg = build_steg(insats, malen, krav)
    return Formular(
        insats=insats,
        kvartal=kvartal,
        rapport=rapport,
        malen=malen,
        maluppfoljningar=maluppfoljningar,
        bilagor=bilagor,
        uppgifter=uppgifter,
        steg=steg,
        innehall=read_innehall(steg, rapport, maluppfoljningar, bilagor),
    )


def load_forra_svaren(formular: Formular) -> Innehall | None:
    """What the quarter before was answered to the same questions, None where it has no report."""
    rapport = Kvartalsrapport.objects.of_quarter(
        formular.insats, formular.kvartal.foregaende_kvartal
    ).first()
    if rapport is None:
        return None
    maluppfoljningar = {m.mal.nr: m for m in rapport.maluppfoljningar.select_related("mal")}
    return read_innehall(formular.steg, rapport, maluppfoljningar)
