"""What is kept of a SIE file: its sums, who it is of, and what is odd about it."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from ekonomi.bokforing.bokford_dag import find_bokford_dag
from ekonomi.bokforing.sie import read_sie
from ekonomi.bokforing.siefil import Objekt, Siefil
from ekonomi.bokforing.siefil import Slag as Sieslag
from ekonomi.bokforing.sierad import KVAR
from ekonomi.saldon import KONTO, Bok, Saldon, Saldonyckel, Slag, saldon_on
from finsam.inlasning.fel import OtillatenFil
from finsam.svenska import count_noun, format_number

# What the database holds.
_FOR_STORT = Decimal(10) ** 12
_FLEST_EXEMPEL = 5
_ARSINDEX = (0, -1)
_PER_OBJEKT = (Sieslag.OIB, Sieslag.OUB)
_SLAG = {
    Sieslag.IB: Slag.INGAENDE,
    Sieslag.OIB: Slag.INGAENDE,
    Sieslag.UB: Slag.UTGAENDE,
    Sieslag.OUB: Slag.UTGAENDE,
    Sieslag.RES: Slag.RESULTAT,
}


@dataclass(frozen=True)
class Sammandrag:
    """A file as sums. `omslutning` is the debit of the vouchers, None for a file without any.

    `per_skal` tells how `bok.per` is known. `dagval` are the days among which it is to be chosen,
    where the file does not tell; empty when it does, or when it is chosen.
    """

    bok: Bok
    sha256: str
    teckenkod: str
    sietyp: int
    program: str
    organisationsnummer: str
    namn: str
    antal_verifikationer: int
    omslutning: Decimal | None
    overhoppade: Mapping[str, int]
    varningar: tuple[str, ...]
    per_skal: str
    dagval: tuple[date, ...] = ()

    @property
    def saldon(self) -> Saldon | None:
        """The books on the last day that they are good for."""
        return saldon_on(self.bok, self.bok.per)

    @property
    def antal_konton(self) -> int:
        return len(self.bok.names_of(KONTO))

    @property
    def fel(self) -> tuple[str, ...]:
        """What the file contradicts itself in, as the avstämning will say."""
        return tuple(_find_fel(self.bok))

    def with_per(self, per: date) -> "Sammandrag":
        """As its user says that it is booked. Raises ValueError for a day that is no choice."""
        if per not in self.dagval:
            raise ValueError("The day is none of those to choose among")
        bok = replace(self.bok, per=per)
        return replace(self, bok=bok, per_skal="Dagen är vald av dig.", dagval=())


def build_sammandrag(siefil: Siefil, sha256: str) -> Sammandrag:
    """Add up the file. Raises OtillatenFil where there is nothing in it to add up."""
    ar = siefil.rakenskapsar[0]
    if ar.start.year != ar.slut.year or (ar.slut.month, ar.slut.day) != (12, 31):
        # By the law on municipal accounting; the first year of a new förbund may begin later.
        raise OtillatenFil(
            f"Filens räkenskapsår är {ar.start} till {ar.slut}. Ett förbunds räkenskapsår är ett "
            "kalenderår: ta ut filen för ett år i taget, till och med 31 december."
        )
    saldon = {n: b for n, b in _sum_saldon(siefil).items() if b or n.slag != Slag.RORELSE}
    if not saldon:
        raise OtillatenFil("Filen har inga saldon och inga verifikationer. Ta ut den på nytt.")
    if any(abs(belopp) >= _FOR_STORT for belopp in saldon.values()):
        raise OtillatenFil("Ett konto i filen har ett orimligt stort saldo. Ta ut den på nytt.")
    manader = {n.manad for n in saldon if n.arsindex == 0 and n.manad}
    dag = find_bokford_dag(siefil, manader)
    bok = Bok(ar.start, ar.slut, dag.per, saldon, _names(siefil, saldon))
    debet = sum(
        (t.belopp for v in siefil.verifikationer for t in v.transaktioner if _is_debet(t)),
        Decimal(0),
    )
    return Sammandrag(
        bok=bok,
        sha256=sha256,
        teckenkod=siefil.teckenkod.value,
        sietyp=siefil.sietyp,
        program=f"{siefil.program} {siefil.programversion}".strip()[:200],
        organisationsnummer=siefil.organisationsnummer,
        namn=siefil.namn,
        antal_verifikationer=len(siefil.verifikationer),
        omslutning=debet if siefil.verifikationer else None,
        overhoppade=siefil.overhoppade,
        varningar=tuple(_warn(siefil, bok)),
        per_skal=dag.skal,
        dagval=dag.val,
    )


def _is_debet(transaktion) -> bool:
    return transaktion.is_raknad and transaktion.belopp > 0


def _sum_saldon(siefil: Siefil) -> Mapping[Saldonyckel, Decimal]:
    summor: defaultdict[Saldonyckel, Decimal] = defaultdict(Decimal)
    for (slag, index, konto, objekt), belopp in siefil.saldon.items():
        # One that says of no object what it is of is not the account's own once more.
        if slag in _PER_OBJEKT and not objekt:
            continue
        if index in _ARSINDEX and (plats := _place(objekt)):
            summor[Saldonyckel(index, _SLAG[slag], konto, *plats)] += belopp
    for (index, manad, konto, objekt), belopp in siefil.periodsaldon.items():
        # The vouchers of the year tell more than its period balances.
        if index == 0 and siefil.verifikationer:
            continue
        if index in _ARSINDEX and (plats := _place(objekt)):
            summor[Saldonyckel(index, Slag.RORELSE, konto, *plats, manad)] += belopp
    for verifikation in siefil.verifikationer:
        # Each voucher is balanced, so that by its own date every month is as well.
        manad = verifikation.datum.replace(day=1)
        for transaktion in verifikation.transaktioner:
            if transaktion.is_raknad:
                for plats in {(KONTO, ""), *_places(transaktion.objekt)}:
                    nyckel = Saldonyckel(0, Slag.RORELSE, transaktion.konto, *plats, manad)
                    summor[nyckel] += transaktion.belopp
    return summor


def _place(objekt: Objekt) -> tuple[int, str] | None:
    """Of a balance: the account in all, or one object. None for one that is not kept."""
    if not objekt:
        return KONTO, ""
    return objekt[0] if len(objekt) == 1 and objekt[0][0] in KVAR else None


def _places(objekt: Objekt) -> Iterator[tuple[int, str]]:
    return (par for par in objekt if par[0] in KVAR)


def _names(siefil: Siefil, saldon: Mapping[Saldonyckel, Decimal]) -> dict[tuple[int, str], str]:
    """Of the accounts and objects that have a sum; an empty name says as little as none."""
    konton = {n.konto for n in saldon}
    namn = {(KONTO, konto): siefil.konton.get(konto, "") for konto in sorted(konton)}
    objekt = {(n.dimension, n.objekt) for n in saldon if n.dimension != KONTO}
    return namn | {par: siefil.objekt.get(par, "") for par in sorted(objekt)}


def _warn(siefil: Siefil, bok: Bok) -> Iterator[str]:
    if not siefil.organisationsnummer:
        yield "Filen saknar organisationsnummer. Kontrollera att den är förbundets."
    flera = sum(len(objekt) > 1 for *_, objekt in (*siefil.saldon, *siefil.periodsaldon))
    if flera:
        antal = count_noun(flera, "saldo", "saldon", neutrum=True)
        yield f"Filen har {antal} för flera objekt på en gång. De räknas inte."
    saldon = saldon_on(bok, bok.per)
    if saldon and saldon.saknar_ingaende:
        yield (
            "Filen har ingen ingående balans (#IB 0), så balansräkningen får bara med det som är "
            "bokfört under året. Ta ut filen på nytt med ingående balanser, om förbundet inte är "
            "nytt i år."
        )


def _find_fel(bok: Bok) -> Iterator[str]:
    saldon = saldon_on(bok, bok.per)
    if saldon is None:
        return
    if skillnad := sum(saldon.utgaende.values(), Decimal(0)):
        yield (
            f"Alla konton tillsammans blir {format_number(skillnad, 2)} kr i stället för 0: "
            "balansräkningen balanserar inte."
        )
    if saldon.utgaende_i_filen:
        utgaende = saldon.utgaende
        olika = [
            (konto, utgaende.get(konto, Decimal(0)), i_filen)
            for konto, i_filen in sorted(saldon.utgaende_i_filen.items())
            if utgaende.get(konto, Decimal(0)) != i_filen
        ]
        for konto, summa, i_filen in olika[:_FLEST_EXEMPEL]:
            namn = f"{konto} {saldon.kontonamn.get(konto, '')}".strip()
            yield (
                f"Konto {namn}: saldo enligt filen "
                f"(#UB eller #RES) är {format_number(i_filen, 2)} kr, men ingående balans och "
                f"bokfört är {format_number(summa, 2)} kr."
            )
        if len(olika) > _FLEST_EXEMPEL:
            yield f"Så är det för {len(olika) - _FLEST_EXEMPEL} konton till."


def read_sammandrag(data: bytes) -> Sammandrag:
    """The sums of a SIE file. Raises OtillatenFil or UnderlagNekat with what is wrong."""
    return build_sammandrag(read_sie(data), hashlib.sha256(data).hexdigest())
