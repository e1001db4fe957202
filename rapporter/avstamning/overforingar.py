"""Money moved between years: out of one as into another, and as the avvikelser were decided."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from ekonomi.insatsbudget.poster import build_poster
from ekonomi.models import Budgetpost
from insatser.models import Insats
from rapporter.avstamning.kallor import budgetposter, insatssida
from rapporter.avstamning.kontroll import (
    INSATSRAPPORTER,
    Allvar,
    Grupp,
    Jamforelse,
    KanInteProvas,
    Kontrolltyp,
    Led,
)
from rapporter.avstamning.overforingsrader import Overforingsrader
from rapporter.avstamning.underlag import Avstamningsunderlag

_NOLL = Decimal(0)
Post = Budgetpost.Post


def _require_rader(u: Avstamningsunderlag) -> Overforingsrader:
    if u.overforingar is None:
        raise KanInteProvas("rapporten har inga uppgifter om insatsernas budget.")
    return u.overforingar


def _sum(poster: Sequence[Budgetpost], slag: Post) -> Decimal:
    return sum((post.belopp for post in poster if post.post == slag), _NOLL)


def _overforingar(u: Avstamningsunderlag, *, is_ensam: bool) -> Iterator[Jamforelse]:
    rader = _require_rader(u)
    for pk, alla in rader.poster.items():
        per_dag: dict[date, list[Budgetpost]] = defaultdict(list)
        for post in alla:
            if post.post in Budgetpost.OVERFORDA:
                per_dag[post.beslutsdatum].append(post)
        for dag, dagens in sorted(per_dag.items()):
            if not any(post.ar == u.period.ar for post in dagens):
                continue
            if _is_ensam(dagens, alla) == is_ensam:
                yield _compare(u, rader.insatser[pk], dag, dagens)


def _is_ensam(dagens: Sequence[Budgetpost], alla: Sequence[Budgetpost]) -> bool:
    """Whether the other half must lie in a year of which nothing at all is known."""
    slag = {post.post for post in dagens}
    aren = [post.ar for post in dagens]
    if slag == {Post.OVERFORT_UT}:
        return all(post.ar <= max(aren) for post in alla)
    return slag == {Post.OVERFORT_IN} and all(post.ar >= min(aren) for post in alla)


def _compare(
    u: Avstamningsunderlag, insats: Insats, dag: date, dagens: Sequence[Budgetpost]
) -> Jamforelse:
    kalla = budgetposter(u, insats)
    return Jamforelse(
        Led("Överfört ut", _sum(dagens, Post.OVERFORT_UT), kalla=kalla),
        Led("Överfört in", _sum(dagens, Post.OVERFORT_IN), kalla=kalla),
        nyckel=f"{insats.kod}-{dag}",
        rubrik=f"{insats.textbenamning}, beslut {dag}",
    )


def prova_overforingar(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """What an insats's decision of a day takes out of years, it puts into others."""
    return _overforingar(u, is_ensam=False)


def prova_ensamma_overforingar(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """The same, where nothing is known of the year that the other half must lie in."""
    return _overforingar(u, is_ensam=True)


def prova_beviljade_avvikelser(u: Avstamningsunderlag) -> Iterator[Jamforelse]:
    """What was granted by avvikelser is in the budget: each post that they made.

    A post to which other decisions of the day were added (its note tells of each) holds at least
    what was granted.
    """
    rader = _require_rader(u)
    for pk, avvikelser in rader.beviljade.items():
        insats = rader.insatser[pk]
        beviljat: dict[tuple[date, int, Post], Decimal] = defaultdict(Decimal)
        for avvikelse in avvikelser:
            for ny in build_poster(avvikelse) if avvikelse.belopp else ():
                if u.period.ar in (ny.ar, avvikelse.beslutsdatum.year):
                    beviljat[avvikelse.beslutsdatum, ny.ar, ny.post] += ny.belopp
        stored = {(p.beslutsdatum, p.ar, p.post): p for p in rader.poster.get(pk, ())}
        for nyckel, belopp in sorted(beviljat.items()):
            dag, ar, slag = nyckel
            post = stored.get(nyckel)
            i_budgeten = post.belopp if post else None
            if post and ";" in post.note:
                i_budgeten = min(post.belopp, belopp)
            yield Jamforelse(
                Led("Poster som besluten ger", belopp, kalla=insatssida(u, insats)),
                Led("Poster i budgeten", i_budgeten, kalla=budgetposter(u, insats)),
                nyckel=f"{insats.kod}-{dag}-{slag.value}-{ar}",
                rubrik=f"{insats.textbenamning}, beslut {dag}, {slag.label} {ar}",
            )


KONTROLLER = (
    Kontrolltyp(
        "overforingar",
        Grupp.INSATSER,
        "Det som förs ut ur ett år förs in i ett annat",
        "Varje insats överföringar med samma beslutsdag är lika stora ut som in, över alla år.",
        prova_overforingar,
        rapporter=INSATSRAPPORTER,
        summeras=True,
    ),
    Kontrolltyp(
        "overforing-andra-aret",
        Grupp.INSATSER,
        "Överföringens andra år är inläst",
        "Varje överföring finns både i året den kommer från och i året den går till.",
        prova_ensamma_overforingar,
        Allvar.VARNING,
        INSATSRAPPORTER,
    ),
    Kontrolltyp(
        "beviljade-avvikelser",
        Grupp.INSATSER,
        "Beviljade avvikelser finns i budgeten",
        "Varje budgetavvikelse som är beviljad i tjänsten har sina poster med samma belopp.",
        prova_beviljade_avvikelser,
        rapporter=INSATSRAPPORTER | {"delegationsbeslut"},
        summeras=True,
    ),
)
