"""The sheets of the underlag that this app owns (formats.md 1)."""

from datetime import date

from ekonomi.models import Budgetpost, Flerar, Forbundsbudgetrad, Medlemsavgift, Rekvisition
from ekonomi.rekvisitioner.innehall import innehall_of
from finsam.inlasning.blad import (
    Inlasning,
    Modellblad,
    Regel,
    Samling,
    is_before,
    is_negative,
    refuse_changes,
)
from finsam.inlasning.kolumntyper import Artal, Belopp
from finsam.inlasning.tabell import Kolumn, Rad, Tabell
from finsam.inlasning.underlag import register
from uppfoljning.underlag import KVARTAL

AR = Kolumn("år", "ar", Artal(), nyckel=True)
BELOPP = Kolumn("belopp", "belopp", Belopp())
EJ_NEGATIVT = Regel(
    ("belopp",), lambda rad: is_negative(rad.belopp), "är negativt. Skriv beloppet utan minus."
)


@register
class Budgeten(Modellblad):
    namn = "Budget"
    modell = Budgetpost
    agare = "insats__forbund"
    kolumner = (
        Kolumn("insats", "insats", nyckel=True),
        AR,
        Kolumn("post", "post", nyckel=True),
        Kolumn("beslutsdatum", "beslutsdatum", nyckel=True),
        BELOPP,
        Kolumn("not", "note"),
    )
    regler = (
        Regel(
            ("belopp",),
            lambda post: is_negative(post.belopp) and post.post != Budgetpost.Post.TILLAGG,
            "är negativt. Bara ett tillägg kan vara det.",
        ),
    )

    def load(self, inlasning: Inlasning) -> Samling:
        """With the posts marked that someone has decided or corrected in the app."""
        samling = super().load(inlasning)
        if samling.objekt:
            skrivna = set(
                Budgetpost.history.filter(
                    insats__forbund=inlasning.forbund, history_user__isnull=False
                ).values_list("id", flat=True)
            )
            for post in samling.objekt.values():
                post.is_skriven = post.pk in skrivna
        return samling

    def connect(self, inlasning: Inlasning, tabell: Tabell, rad: Rad) -> None:
        insats, *nycklar = (
            rad.varden.get(falt) for falt in ("insats", "ar", "post", "beslutsdatum")
        )
        stored = insats and inlasning.samling(Budgetpost).objekt.get((insats.kod, *nycklar))
        if getattr(stored, "is_skriven", False):
            refuse_changes(
                tabell,
                rad,
                stored,
                "Budgetposten är beslutad eller rättad i appen. Rätta den i appen och ta bort "
                "raden ur filen.",
            )


_KOSTNADSSLAG = (
    Kolumn("personal", "personal", Belopp()),
    Kolumn("lokaler", "lokaler", Belopp()),
    Kolumn("övriga kostnader", "ovrigt", Belopp()),
)


@register
class Rekvisitioner(Modellblad):
    namn = "Rekvisitioner"
    modell = Rekvisition
    agare = "insats__forbund"
    kolumner = (
        Kolumn("insats", "insats", nyckel=True),
        AR,
        Kolumn("kvartal", "kvartal", KVARTAL, nyckel=True),
        BELOPP,
        Kolumn("preliminär", "is_preliminar"),
        Kolumn("inkommen", "inkommen"),
        Kolumn("attesterad", "attesterad"),
        *_KOSTNADSSLAG,
    )
    regler = (
        EJ_NEGATIVT,
        *(
            Regel(
                (slag.falt,),
                lambda rekvisition, falt=slag.falt: is_negative(getattr(rekvisition, falt)),
                "är negativt. Skriv beloppet utan minus.",
            )
            for slag in _KOSTNADSSLAG
        ),
        Regel(
            ("belopp", *(slag.falt for slag in _KOSTNADSSLAG)),
            lambda rekvisition: (
                innehall_of(rekvisition).is_ifyllt
                and rekvisition.belopp != innehall_of(rekvisition).belopp
            ),
            "är inte summan av personal, lokaler och övriga kostnader. Rätta beloppen.",
        ),
        Regel(
            ("attesterad", "inkommen"),
            lambda rekvisition: is_before(rekvisition.attesterad, rekvisition.inkommen),
            "är före den dag då rekvisitionen kom in.",
        ),
    )

    def connect(self, inlasning: Inlasning, tabell: Tabell, rad: Rad) -> None:
        nycklar = [rad.varden.get(falt) for falt in ("insats", "ar", "kvartal")]
        if None in nycklar:
            return
        insats, *kvartal = nycklar
        stored = inlasning.samling(Rekvisition).objekt.get((insats.kod, *kvartal))
        if stored is None or stored.pk is None:
            return
        if _is_handlagd(stored):
            refuse_changes(
                tabell,
                rad,
                stored,
                f"Rekvisitionen är skriven i appen och är {stored.status.label}. "
                "Ta bort raden ur filen.",
            )
            # Nothing more is to be said of its amounts.
            rad.felaktiga.add("belopp")
            return
        slagen = [slag.falt for slag in _KOSTNADSSLAG]
        has_nytt_belopp = rad.varden.get("belopp", stored.belopp) != stored.belopp
        if has_nytt_belopp and rad.varden.keys().isdisjoint(slagen):
            # How the earlier amount was made up says nothing of the new one.
            rad.varden |= dict.fromkeys(slagen)


def _is_handlagd(rekvisition: Rekvisition) -> bool:
    """Whether someone has written it or decided on it in the app: what they did stands."""
    if (
        rekvisition.inskickad_av_id is not None
        or rekvisition.attesterad_av_id is not None
        or rekvisition.atersand is not None
        or rekvisition.preliminart_belopp is not None
    ):
        return True
    # A draft of the app tells itself apart from a row that came with a file by who saved it.
    is_utkast = rekvisition.status == Rekvisition.Status.UTKAST
    return is_utkast and rekvisition.history.filter(history_user__isnull=False).exists()


def _has_wrong_sign(rad: Forbundsbudgetrad) -> bool:
    if rad.rad == Forbundsbudgetrad.Rad.EJ_NYTTJAT:
        return rad.belopp is not None and rad.belopp > 0
    return is_negative(rad.belopp) and rad.rad != Forbundsbudgetrad.Rad.INGAENDE_OVERSKOTT


@register
class Forbundsbudgeten(Modellblad):
    namn = "Förbundsbudget"
    modell = Forbundsbudgetrad
    agare = "forbund"
    kolumner = (
        AR,
        Kolumn("version", "version", nyckel=True),
        Kolumn("rad", "rad", nyckel=True),
        Kolumn("insats", "insats", nyckel=True),
        BELOPP,
        Kolumn("beslutad", "beslutad"),
    )
    regler = (
        Regel(
            ("belopp", "rad"),
            _has_wrong_sign,
            "har fel tecken. Skriv minus bara för ej nyttjat, som alltid är negativt, "
            "och för ett negativt ingående överskott.",
        ),
        Regel(
            ("insats", "rad"),
            lambda rad: rad.rad == Forbundsbudgetrad.Rad.INSATS and rad.insats is None,
            "Cellen är tom. Raden insats behöver en insats.",
        ),
        Regel(
            ("insats", "rad"),
            lambda rad: rad.rad != Forbundsbudgetrad.Rad.INSATS and rad.insats is not None,
            "ska inte stå här. Bara raden insats har en insats.",
        ),
        Regel(
            ("beslutad", "rad"),
            lambda rad: rad.beslutad in getattr(rad, "andra_dagar", ()),
            "är ett tidigare beslut om samma rad, som har ändrats av ett nyare. Ändra det tidigare "
            "beslutet på sidan Förbundsbudgeten, eller skriv det nyare beslutets dag här.",
        ),
    )

    def load(self, inlasning: Inlasning) -> Samling:
        """Each row knows the days of the decisions that it is not: `andra_dagar`."""
        samling = super().load(inlasning)
        dagar: dict[tuple, set[date | None]] = {}
        if samling.objekt:
            for rad in inlasning.forbund.budgetrader.select_related("insats"):
                dagar.setdefault(self.key_of(rad), set()).add(rad.beslutad)
        for nyckel, rad in samling.objekt.items():
            rad.andra_dagar = dagar[nyckel] - {rad.beslutad}
        return samling

    def key_of(self, rad: Forbundsbudgetrad) -> tuple:
        # A year may have several prognoser, told apart by their date.
        is_prognos = rad.version == Forbundsbudgetrad.Version.PROGNOS
        return *super().key_of(rad), rad.beslutad if is_prognos else None


@register
class Medlemsavgifter(Modellblad):
    namn = "Medlemsavgifter"
    modell = Medlemsavgift
    agare = "part__forbund"
    kolumner = (Kolumn("part", "part", nyckel=True), AR, BELOPP)
    regler = (EJ_NEGATIVT,)


@register
class Flerarsuppgifter(Modellblad):
    namn = "Flerår"
    modell = Flerar
    agare = "forbund"
    kolumner = (
        AR,
        Kolumn("per", "per", nyckel=True),
        Kolumn("intäkter", "intakter", Belopp()),
        Kolumn("kostnader", "kostnader", Belopp()),
        Kolumn("verksamhetens resultat", "verksamhetens_resultat", Belopp()),
        Kolumn("årets resultat", "arets_resultat", Belopp()),
        Kolumn("soliditet", "soliditet"),
        Kolumn("antal anställda", "antal_anstallda"),
    )
    regler = (
        Regel(
            ("antal_anstallda",),
            lambda flerar: is_negative(flerar.antal_anstallda),
            "är negativt. Antalet anställda är minst 0.",
        ),
    )
