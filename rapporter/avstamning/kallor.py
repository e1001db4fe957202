"""Where the figures of an avstämning come from, with links to the pages that show them."""

from insatser.models import Insats
from rapporter.avstamning.kontroll import Kalla
from rapporter.avstamning.underlag import Avstamningsunderlag


def tabell_i(u: Avstamningsunderlag, nyckel: str) -> Kalla:
    """A table of the report itself; the report where the table is not in it."""
    if u.dokument is None:
        return Kalla("Rapporten")
    if nyckel not in u.tabelltitlar:
        return Kalla("Rapporten", u.rapport_url)
    return Kalla(u.tabelltitlar[nyckel], f"{u.rapport_url}#{nyckel}")


def _of_forbund(u: Avstamningsunderlag, namn: str, *args: object) -> str:
    return u.reverse(namn, u.forbund.organisationsnummer, *args)


def bokforing(u: Avstamningsunderlag) -> Kalla:
    return Kalla("Bokföringen", _of_forbund(u, "ekonomi:bokforing"))


def kontoplan(u: Avstamningsunderlag) -> Kalla:
    return Kalla("Kontoplanen", _of_forbund(u, "ekonomi:kontoplan"))


def forbundsbudget(u: Avstamningsunderlag) -> Kalla:
    return Kalla("Förbundsbudgeten", _of_forbund(u, "ekonomi:forbundsbudget"))


def medlemsavgifter(u: Avstamningsunderlag) -> Kalla:
    return Kalla("Medlemsavgifterna", _of_forbund(u, "ekonomi:medlemsavgifter", u.period.ar))


def flerarsuppgift(u: Avstamningsunderlag) -> Kalla:
    return Kalla("Flerårsuppgifterna i underlaget")


def insatssida(u: Avstamningsunderlag, insats: Insats) -> Kalla:
    return Kalla(f"Insatsen {insats.textbenamning}", u.reverse("uppfoljning:insats", insats.pk))


def rekvisitioner(u: Avstamningsunderlag, kod: str) -> Kalla:
    insats = u.insatser.get(kod)
    url = u.reverse("ekonomi:insatsens_rekvisitioner", insats.pk) if insats else ""
    return Kalla("Rekvisitionerna", url)


def insatsdata(u: Avstamningsunderlag, kod: str) -> Kalla:
    insats = u.insatser.get(kod)
    return Kalla("Insatsdata", insatssida(u, insats).url if insats else "")


def budgetposter(u: Avstamningsunderlag, insats: Insats) -> Kalla:
    return Kalla(
        "Besluten om insatsens budget",
        u.reverse("ekonomi:insatsbudget", insats.pk, u.period.ar),
    )


def kvartalsrapporter(u: Avstamningsunderlag, insats: Insats) -> Kalla:
    return Kalla("Kvartalsrapporterna", insatssida(u, insats).url)


def verksamhetsmal(u: Avstamningsunderlag) -> Kalla:
    adress = _of_forbund(u, "uppfoljning:verksamhetsmal")
    return Kalla("Verksamhetsmålen", f"{adress}?ar={u.period.ar}")
