"""Stores what was read of a SIE file, and tells what that changes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from simple_history.utils import bulk_create_with_history

from ekonomi.bokforing.kostnadsstallen import guess_verksamhet
from ekonomi.bokforing.sammandrag import Sammandrag
from ekonomi.models import Bokforing, Bokforingsnamn, Kontosaldo, Kostnadsstalle
from ekonomi.saldon import KONTO, KOSTNADSSTALLE, Bok, Slag, load_bocker
from finsam.handelser.innehall import hash_of
from finsam.handelser.models import Handelse
from finsam.handelser.services import record
from finsam.historik import Andringsfel
from finsam.inlasning.fel import OtillatenFil, shorten
from finsam.konton.models import User
from finsam.svenska import format_tid
from insatser.models import Forbund
from insatser.skrivlas import lock_forbund

_BATCH = 2000


@dataclass(frozen=True)
class Andrad:
    """One sum of days that were booked already, as it was and as it is in the new file.

    `manad` is None for the opening balance. Missing is 0 here: an account that nothing is booked
    on.
    """

    konto: str
    namn: str
    manad: date | None
    fore: Decimal
    efter: Decimal


@dataclass(frozen=True)
class Jamforelse:
    """What a file means beside the one that is stored for its year (None: no one is).

    `andrade` are the sums of the days that both have; `is_samma` when nothing at all differs.
    `is_kortare` when the file ends before what is stored: its last months leave the reports.
    """

    tidigare: Bokforing | None
    is_samma: bool
    andrade: tuple[Andrad, ...]
    varningar: tuple[str, ...] = ()
    is_kortare: bool = False


def check_forbund(forbund: Forbund, sammandrag: Sammandrag) -> None:
    """Raises OtillatenFil when the file says that it is someone else's."""
    angivet = only_siffror(sammandrag.organisationsnummer)
    if angivet and angivet != only_siffror(forbund.organisationsnummer):
        raise OtillatenFil(
            f"{tell_agare(sammandrag)}, men du läser in den hos {forbund}, organisationsnummer "
            f"{forbund.organisationsnummer}. Ta ut förbundets egen fil ur ekonomisystemet, eller "
            "läs in filen hos det förbund som den gäller."
        )


def tell_agare(sammandrag: Sammandrag) -> str:
    """”Filen gäller Förbundet på ön, organisationsnummer 222100-0017”."""
    namn = f"{shorten(sammandrag.namn)}, " if sammandrag.namn else ""
    nummer = shorten(sammandrag.organisationsnummer)
    return f"Filen gäller {namn}organisationsnummer {nummer}"


def only_siffror(organisationsnummer: str) -> str:
    """Ten digits: some programs put a 16 before them."""
    return "".join(tecken for tecken in organisationsnummer if tecken.isdecimal())[-10:]


def compare_bokforing(forbund: Forbund, sammandrag: Sammandrag) -> Jamforelse:
    """What storing the file would change. Three queries."""
    tidigare = _find_aktuell(forbund, sammandrag.bok.start.year)
    if tidigare is None:
        return Jamforelse(None, False, ())
    [bok] = load_bocker([tidigare])
    is_kortare = sammandrag.bok.per < tidigare.per
    varningar = []
    if is_kortare:
        varningar.append(
            f"Filen är bokförd till och med {sammandrag.bok.per}, men den som är inläst till och "
            f"med {tidigare.per}. Sparar du den försvinner det som är bokfört däremellan ur "
            "rapporterna. Kontrollera att du har tagit rätt fil."
        )
    return Jamforelse(
        tidigare=tidigare,
        # The same file is another when it is said to be booked to another day.
        is_samma=(tidigare.sha256, tidigare.per) == (sammandrag.sha256, sammandrag.bok.per)
        or bok == sammandrag.bok,
        andrade=tuple(_list_andrade(bok, sammandrag.bok)),
        varningar=tuple(varningar),
        is_kortare=is_kortare,
    )


@transaction.atomic
def store_bokforing(
    *,
    forbund: Forbund,
    sammandrag: Sammandrag,
    user: User | None,
    nu: datetime,
    sedd: int | None = None,
    far_korta: bool = True,
) -> Bokforing | None:
    """Make the file's sums the books of its year; those that stood before are kept.

    None where they are the same already. `sedd` is the pk of the Bokforing that was shown as the
    year's, 0 for none; without `far_korta` a file that ends before what is stored is refused.
    Raises OtillatenFil for another förbund's file, Andringsfel when nobody has said how far it is
    booked, when someone else has stored another meanwhile or when the file is too short.
    """
    check_forbund(forbund, sammandrag)
    if sammandrag.dagval:
        raise Andringsfel(
            "Filen säger inte hur långt den är bokförd, och inget är sparat. Ladda upp den igen "
            "och svara på det först."
        )
    lock_forbund(forbund)
    jamforelse = compare_bokforing(forbund, sammandrag)
    tidigare = jamforelse.tidigare
    if jamforelse.is_samma:
        return None
    if sedd is not None and sedd != (tidigare.pk if tidigare else 0):
        raise Andringsfel(
            "Någon annan har läst in bokföringen för året sedan du laddade upp filen. Ladda upp "
            "den igen och se vad den ändrar."
        )
    if jamforelse.is_kortare and not far_korta:
        raise Andringsfel(
            "Filen slutar före den bokföring som är inläst, och inget är sparat. Ladda upp den "
            "igen och kryssa i att de senare månaderna ska bort, eller ta ut en nyare fil."
        )
    bok = sammandrag.bok
    _replace_aktuell(forbund, bok.start.year)
    bokforing = Bokforing.objects.create(
        forbund=forbund,
        ar_start=bok.start,
        ar_slut=bok.slut,
        per=bok.per,
        sietyp=sammandrag.sietyp,
        program=sammandrag.program,
        teckenkod=sammandrag.teckenkod,
        sha256=sammandrag.sha256,
        antal_verifikationer=sammandrag.antal_verifikationer,
        inlast=nu,
        inlast_av=user,
    )
    Bokforingsnamn.objects.bulk_create(
        (
            Bokforingsnamn(bokforing=bokforing, dimension=dimension, kod=kod, namn=namn)
            for (dimension, kod), namn in bok.namn.items()
        ),
        batch_size=_BATCH,
    )
    Kontosaldo.objects.bulk_create(
        (
            Kontosaldo(
                bokforing=bokforing,
                arsindex=n.arsindex,
                slag=n.slag,
                konto=n.konto,
                dimension=n.dimension,
                objekt=n.objekt,
                manad=n.manad,
                belopp=belopp,
            )
            for n, belopp in bok.saldon.items()
        ),
        batch_size=_BATCH,
    )
    _add_kostnadsstallen(forbund, bok, user, nu)
    record(
        typ=Handelse.Typ.BOKFORING_INLAST,
        objekt=bokforing,
        forbund=forbund,
        user=user,
        tid=nu,
        fore=_hash(tidigare),
        efter=_hash(bokforing),
    )
    return bokforing


def compare_aldre(aldre: Bokforing) -> Jamforelse:
    """What using a replaced file again would change, as for a new one. Three queries."""
    tidigare = _find_aktuell(aldre.forbund, aldre.ar_start.year)
    if tidigare is None or tidigare == aldre:
        return Jamforelse(tidigare, tidigare is not None, ())
    nu_bok, aldre_bok = load_bocker([tidigare, aldre])
    return Jamforelse(
        tidigare=tidigare,
        is_samma=nu_bok == aldre_bok,
        andrade=tuple(_list_andrade(nu_bok, aldre_bok)),
        is_kortare=aldre.per < tidigare.per,
    )


@transaction.atomic
def use_again(*, bokforing: Bokforing, sedd: int, user: User, nu: datetime) -> None:
    """Make a replaced file the books of its year again, out of the sums that are kept of it.

    `sedd` is the pk of the Bokforing that was shown as the year's, 0 for none. Raises Andringsfel
    when another has taken its place meanwhile.
    """
    forbund = bokforing.forbund
    lock_forbund(forbund)
    tidigare = _find_aktuell(forbund, bokforing.ar_start.year)
    if sedd != (tidigare.pk if tidigare else 0) or tidigare == bokforing:
        raise Andringsfel(
            "Någon annan har bytt bokföring för året sedan du öppnade sidan. Inget är ändrat. "
            "Läs vad som gäller nu och försök igen."
        )
    _replace_aktuell(forbund, bokforing.ar_start.year)
    bokforing.is_aktuell = True
    bokforing.save(update_fields=["is_aktuell"])
    record(
        typ=Handelse.Typ.BOKFORING_INLAST,
        objekt=bokforing,
        forbund=forbund,
        user=user,
        tid=nu,
        skal=f"Använder igen filen som lästes in {format_tid(bokforing.inlast)}.",
        fore=_hash(tidigare),
        efter=_hash(bokforing),
    )


def _hash(bokforing: Bokforing | None) -> str:
    """One file is two books when it is said to be booked to two days; ”” for none."""
    if bokforing is None:
        return ""
    return hash_of({"sha256": bokforing.sha256, "per": bokforing.per.isoformat()})


def _replace_aktuell(forbund: Forbund, ar: int) -> None:
    Bokforing.objects.filter(forbund=forbund, ar_start__year=ar, is_aktuell=True).update(
        is_aktuell=False
    )


def _find_aktuell(forbund: Forbund, ar: int) -> Bokforing | None:
    return (
        Bokforing.objects.filter(forbund=forbund, ar_start__year=ar, is_aktuell=True)
        .select_related("inlast_av")
        .first()
    )


def _list_andrade(fore: Bok, efter: Bok) -> Iterator[Andrad]:
    per = min(fore.per, efter.per)
    sedda = [
        {
            (n.konto, n.manad): belopp
            for n, belopp in bok.saldon.items()
            if n.arsindex == 0
            and n.dimension == KONTO
            and (n.slag == Slag.INGAENDE or (n.slag == Slag.RORELSE and n.manad <= per))
        }
        for bok in (fore, efter)
    ]
    namn = fore.names_of(KONTO) | efter.names_of(KONTO)
    for konto, manad in sorted({*sedda[0], *sedda[1]}, key=lambda n: (n[0], n[1] or date.min)):
        belopp = [saldon.get((konto, manad), Decimal(0)) for saldon in sedda]
        if belopp[0] != belopp[1]:
            yield Andrad(konto, namn.get(konto, ""), manad, *belopp)


def list_okanda_kostnadsstallen(forbund: Forbund, bok: Bok) -> list[tuple[str, str]]:
    """Codes and names of those in the file that nobody has said what they are, nor their name."""
    return [
        (kod, namn)
        for kod, namn, verksamhet in list_nya_kostnadsstallen(forbund, bok)
        if verksamhet is None
    ]


def list_nya_kostnadsstallen(
    forbund: Forbund, bok: Bok
) -> list[tuple[str, str, Kostnadsstalle.Verksamhet | None]]:
    """Those in the file that nobody has said what they are: code, name and what the name says."""
    kanda = set(Kostnadsstalle.objects.filter(forbund=forbund).values_list("kod", flat=True))
    namn = bok.names_of(KOSTNADSSTALLE)
    nya = (kod for kod in sorted(namn) if kod not in kanda)
    return [(kod, namn[kod], guess_verksamhet(namn[kod])) for kod in nya]


def _add_kostnadsstallen(forbund: Forbund, bok: Bok, user: User | None, nu: datetime) -> None:
    """Those that are new and whose name tells what they are; the others are mapped on the page."""
    nya = [
        Kostnadsstalle(forbund=forbund, kod=kod, namn=namn, verksamhet=verksamhet)
        for kod, namn, verksamhet in list_nya_kostnadsstallen(forbund, bok)
        if verksamhet
    ]
    if nya:
        bulk_create_with_history(nya, Kostnadsstalle, default_user=user, default_date=nu)
