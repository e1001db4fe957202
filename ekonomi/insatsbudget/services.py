"""Writes of insatsernas budget: posts added, moved between years, returned and corrected.

Each locks the insats, so that no amount is taken twice, and refuses with a Flodesfel whose text
says what to do. What is refused changes nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from ekonomi.calculations import Insatstid, signed
from ekonomi.forbrukning import load_rester
from ekonomi.insatsbudget.overforing import OklarHalva, find_halva
from ekonomi.insatsbudget.poster import Nypost, build_flytt, build_poster, tell_pagar_inte
from ekonomi.models import Budgetpost
from ekonomi.models.falt import MAX_BELOPP
from finsam.handelser.innehall import hash_of
from finsam.handelser.models import Handelse
from finsam.handelser.services import record
from finsam.historik import Flodesfel, save_with_history
from finsam.konton.models import User
from finsam.svenska import format_datum, format_exact_kronor
from insatser.models import Insats
from insatser.skrivlas import lock_insatser
from uppfoljning.models import Avvikelse

Post = Budgetpost.Post


class ForLiteKvar(Flodesfel):
    """More is asked for than what is left of a year."""


@transaction.atomic
def add_post(
    *, insats: Insats, ny: Nypost, beslutsdatum: date, user: User, nu: datetime
) -> Budgetpost:
    """Add one decided post.

    Raises Flodesfel when there is one of its kind from that day, which can be corrected, when it
    takes more than is left, or gives to a year in which the insats does not run.
    """
    lock_insatser([insats])
    if _can_be_corrected(insats, ny, beslutsdatum):
        raise Flodesfel(
            f"Det finns redan en post {ny.post.label} för {ny.ar} med beslutsdatum "
            f"{beslutsdatum}. Rätta den i stället."
        )
    demand_pagar(insats, [ny], timezone.localdate(nu))
    demand_rest(insats, [ny])
    [post] = store_poster(insats, [ny], beslutsdatum, user, nu)
    return post


@transaction.atomic
def move_between_years(
    *,
    insats: Insats,
    fran_ar: int,
    till_ar: int,
    belopp: Decimal,
    note: str,
    beslutsdatum: date,
    user: User,
    nu: datetime,
) -> list[Budgetpost]:
    """Take the amount out of one year and into another, decided on the same day.

    Raises Flodesfel when less is left of the first year, when the insats does not run in the
    other, or such a move was decided that day.
    """
    lock_insatser([insats])
    poster = build_flytt(fran_ar, till_ar, belopp, note)
    if any(_can_be_corrected(insats, ny, beslutsdatum) for ny in poster):
        raise Flodesfel(
            f"Det finns redan en överföring med beslutsdatum {beslutsdatum} för något av åren. "
            "Rätta dess poster i stället."
        )
    demand_pagar(insats, poster, timezone.localdate(nu))
    demand_rest(insats, poster)
    return store_poster(insats, poster, beslutsdatum, user, nu)


@transaction.atomic
def correct_post(
    *,
    post: Budgetpost,
    belopp: Decimal,
    beslutsdatum: date,
    note: str,
    skal: str,
    sedd: str,
    user: User,
    nu: datetime,
) -> None:
    """Correct a mistaken post, as the user saw it (`sedd`: hash_post); it stays in the history.

    A move between years is corrected whole: both of its posts. Raises Flodesfel when the post has
    changed since, when a granted avvikelse made it, when it is not clear which post of another
    year belongs to it, when another post of its kind has that day, when more is taken than is
    left, or more is given to a year in which the insats does not run.
    """
    lock_insatser([post.insats])
    post = Budgetpost.objects.select_related("insats__forbund").get(pk=post.pk)
    if hash_post(post) != sedd:
        raise Flodesfel(
            "Någon annan har rättat posten sedan du öppnade sidan. Läs hur den är nu och rätta "
            "igen om det behövs."
        )
    if hinder := tell_beslutad_i_avvikelse(post):
        raise Flodesfel(hinder)
    try:
        halva = find_halva(post, list_overforda(post), belopp, beslutsdatum)
    except OklarHalva as fel:
        raise Flodesfel(str(fel)) from fel
    tidigare_note = post.note
    _correct(post, belopp, beslutsdatum, note, skal, user, nu)
    if halva is not None:
        halva.insats = post.insats
        # A note that was the whole move's still is; one that only the other year has, stays.
        egen = note if halva.note == tidigare_note else halva.note
        _correct(halva, belopp, beslutsdatum, egen, skal, user, nu)


def _correct(
    post: Budgetpost,
    belopp: Decimal,
    beslutsdatum: date,
    note: str,
    skal: str,
    user: User,
    nu: datetime,
) -> None:
    ny = Nypost(post.ar, Post(post.post), belopp, note)
    if _stored(post.insats, ny, beslutsdatum).exclude(pk=post.pk).exists():
        raise Flodesfel(
            f"Det finns redan en post {ny.post.label} för {ny.ar} med beslutsdatum {beslutsdatum}."
            " Välj en annan dag, eller rätta den posten."
        )
    andring = ny.andring - signed(post.post, post.belopp)
    if post.post in Budgetpost.MINSKAR or ny.andring < 0:
        # What was granted by mistake is corrected whatever has been used of it.
        _demand_andringar(post.insats, {post.ar: andring})
    elif andring > 0:
        demand_pagar(post.insats, [ny], timezone.localdate(nu))
    fore = hash_post(post)
    post.belopp, post.beslutsdatum, post.note = belopp, beslutsdatum, note
    if hash_post(post) == fore:
        return
    _save(post, user, nu, skal=skal, fore=fore)


def list_overforda(post: Budgetpost) -> list[Budgetpost]:
    """The posts of moves between years that were decided the same day as the post, itself among
    them; of a post that is no part of a move, none."""
    if post.post not in Budgetpost.OVERFORDA:
        return []
    return list(
        Budgetpost.objects.filter(
            insats=post.insats_id, beslutsdatum=post.beslutsdatum, post__in=Budgetpost.OVERFORDA
        )
    )


def tell_beslutad_i_avvikelse(post: Budgetpost) -> str:
    """Why the post can't be corrected: granting an avvikelse made it. Empty when it can.

    What a file says of granted avvikelser made no posts.
    """
    beviljade = Avvikelse.objects.filter(
        insats=post.insats_id,
        beslut=Avvikelse.Beslut.BEVILJAD,
        beslutsdatum=post.beslutsdatum,
        beslutad_av__isnull=False,
        belopp__gt=0,
    )
    for avvikelse in beviljade:
        if any((ny.ar, ny.post) == (post.ar, post.post) for ny in build_poster(avvikelse)):
            return (
                f"Beslutet finns i avvikelsen från {format_datum(avvikelse.inkommen)} och rättas "
                "inte här. Fatta ett nytt beslut i stället: anmäl en ny avvikelse eller lägg till "
                "ett tillägg, som får vara negativt."
            )
    return ""


@transaction.atomic
def return_unused(
    *,
    belopp: Mapping[Insats, Decimal],
    ar: int,
    beslutsdatum: date,
    user: User,
    nu: datetime,
) -> list[Budgetpost]:
    """Give back what is left of the year for these insatser: the amounts that the user saw.

    All or none. Raises Flodesfel when the year is not over, or when something else is left now.
    """
    if timezone.localdate(nu).year <= ar:
        raise Flodesfel(f"År {ar} är inte slut. Pengarna återlämnas efter årsskiftet.")
    lock_insatser(belopp)
    rester = load_rester(belopp, ar)
    if any(rester[insats.pk].kvar != sett for insats, sett in belopp.items()):
        raise Flodesfel(
            "Beloppen har ändrats sedan du öppnade sidan. Inget är återlämnat. Läs beloppen som "
            "de är nu och återlämna igen om det behövs."
        )
    note = f"Återlämnat vid årsskiftet {ar}/{ar + 1}"
    return [
        post
        for insats, kvar in belopp.items()
        if kvar > 0
        for post in store_poster(
            insats, [Nypost(ar, Post.ATERLAMNAT, kvar, note)], beslutsdatum, user, nu
        )
    ]


def demand_pagar(insats: Insats, poster: Iterable[Nypost], dag: date) -> None:
    """Raise Flodesfel when a post gives to a year in which the insats does not run, by the
    förlängningar decided on `dag`. One query."""
    insats = Insats.objects.with_gallande_slut(dag).get(pk=insats.pk)
    tid = Insatstid(insats.start, insats.gallande_slut)
    for ny in poster:
        if ny.andring > 0 and (hinder := tell_pagar_inte(tid, ny.ar)):
            raise Flodesfel(hinder)


def demand_rest(insats: Insats, poster: Iterable[Nypost]) -> None:
    """Raise ForLiteKvar when the posts take more from a year than is left of it.

    For the locked insats, in two queries for each such year.
    """
    andringar: dict[int, Decimal] = defaultdict(Decimal)
    for ny in poster:
        andringar[ny.ar] += ny.andring
    _demand_andringar(insats, andringar)


def _demand_andringar(insats: Insats, andringar: Mapping[int, Decimal]) -> None:
    for ar, andring in andringar.items():
        if andring >= 0:
            continue
        rest = load_rester([insats], ar)[insats.pk]
        if rest.kvar + andring < 0:
            raise ForLiteKvar(
                f"Så mycket finns inte kvar av {ar}. Den justerade budgeten är "
                f"{format_exact_kronor(rest.justerad or Decimal(0))} och "
                f"{format_exact_kronor(rest.utfall or Decimal(0))} är använt: "
                f"{format_exact_kronor(max(rest.kvar, Decimal(0)))} är kvar."
            )


def store_poster(
    insats: Insats, poster: Iterable[Nypost], beslutsdatum: date, user: User, nu: datetime
) -> list[Budgetpost]:
    """Store the posts of a decision for the locked insats, in the caller's transaction.

    Where one of the same kind and day is there, the amount is added to it, and its note tells
    both.
    """
    return [_store(insats, ny, beslutsdatum, user, nu) for ny in poster]


def _store(insats: Insats, ny: Nypost, beslutsdatum: date, user: User, nu: datetime) -> Budgetpost:
    post = _stored(insats, ny, beslutsdatum).first()
    fore = hash_post(post) if post else ""
    if post is None:
        post = Budgetpost(
            insats=insats,
            ar=ny.ar,
            post=ny.post,
            beslutsdatum=beslutsdatum,
            belopp=ny.belopp,
            note=ny.note,
        )
    else:
        tidigare = post.note.rstrip(".") or f"{format_exact_kronor(post.belopp)} i ett annat beslut"
        post.note = f"{tidigare}; {ny.note or format_exact_kronor(ny.belopp)}"
        post.belopp += ny.belopp
    _save(post, user, nu, fore=fore)
    return post


def _stored(insats: Insats, ny: Nypost, beslutsdatum: date):
    return Budgetpost.objects.filter(
        insats=insats, ar=ny.ar, post=ny.post, beslutsdatum=beslutsdatum
    )


def _can_be_corrected(insats: Insats, ny: Nypost, beslutsdatum: date) -> bool:
    """Whether there is a post of the same kind and day to correct instead of adding to it."""
    post = _stored(insats, ny, beslutsdatum).first()
    return post is not None and not tell_beslutad_i_avvikelse(post)


def hash_post(post: Budgetpost) -> str:
    """The post's content as a hash."""
    return hash_of(
        {
            "ar": post.ar,
            "post": str(post.post),
            "beslutsdatum": post.beslutsdatum.isoformat(),
            "belopp": f"{post.belopp:.2f}",
            "note": post.note,
        }
    )


def _save(post: Budgetpost, user: User, nu: datetime, *, skal: str = "", fore: str = "") -> None:
    if abs(post.belopp) > MAX_BELOPP:
        raise Flodesfel(
            f"Posten {post.get_post_display()} för {post.ar} skulle bli "
            f"{format_exact_kronor(post.belopp)}, mer än de {format_exact_kronor(MAX_BELOPP)} som "
            "en post kan vara. Kontrollera beloppet."
        )
    save_with_history(post, user, nu)
    record(
        typ=Handelse.Typ.BUDGET_ANDRAD,
        objekt=post,
        forbund=post.insats.forbund,
        insats=post.insats,
        user=user,
        tid=nu,
        skal=skal,
        fore=fore,
        efter=hash_post(post),
    )
