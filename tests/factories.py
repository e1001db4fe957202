"""Rows for tests. The defaults make an individinsats that runs through 2024."""

import hashlib
from datetime import UTC, date, datetime
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory
from stdnum import luhn

from ekonomi.models import (
    Betalfil,
    Betalrad,
    Bokforing,
    Budgetpost,
    Forbundsbudgetrad,
    Kontorad,
    Medlemsavgift,
    Rekvisition,
    Rekvisitionsbilaga,
    Rekvisitionsbilagefil,
)
from ekonomi.models.bokforing import Radtyp, Rapport
from finsam.handelser.models import Handelse
from finsam.konton.models import Behorighet, Inbjudan, Roll, User
from insatser.models import (
    Forbund,
    Forlangning,
    Fortroendevald,
    Insats,
    Mal,
    Part,
    Slutrapport,
)
from uppfoljning.models import (
    Aktivitet,
    Avvikelse,
    Avvikelsebilaga,
    Avvikelsebilagefil,
    Bedomning,
    Bilaga,
    Bilagefil,
    Deltagarstatistik,
    Granskningskommentar,
    Kvartalsrapport,
    Leverans,
    Maluppfoljning,
    Omgang,
    Verksamhetsmal,
)


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@exempel.se")


def organisationsnummer(n: int) -> str:
    """The n-th of the numbers 222100-0009, 222100-0017…, with a right check digit."""
    number = f"2221{n:05}"
    return f"{number[:6]}-{number[6:]}{luhn.calc_check_digit(number)}"


class ForbundFactory(DjangoModelFactory):
    class Meta:
        model = Forbund

    organisationsnummer = factory.Sequence(organisationsnummer)
    namn = factory.Sequence(lambda n: f"Samordningsförbundet {n}")


class BehorighetFactory(DjangoModelFactory):
    class Meta:
        model = Behorighet

    user = factory.SubFactory(UserFactory)
    forbund = factory.SubFactory(ForbundFactory)
    roll = Roll.KANSLI


class InbjudanFactory(DjangoModelFactory):
    """Its link, /inbjudan/<token>/, is open until 24 July 2024 unless you say otherwise."""

    class Meta:
        model = Inbjudan

    class Params:
        token = factory.Sequence("hemlig-token-{:020}".format)

    forbund = factory.SubFactory(ForbundFactory)
    email = factory.Sequence(lambda n: f"inbjuden{n}@exempel.se")
    roll = Roll.KANSLI
    token_hash = factory.LazyAttribute(lambda o: hashlib.sha256(o.token.encode()).hexdigest())
    skickad = datetime(2024, 7, 10, 8, tzinfo=UTC)
    giltig_till = datetime(2024, 7, 24, 8, tzinfo=UTC)


class HandelseFactory(DjangoModelFactory):
    class Meta:
        model = Handelse

    tid = datetime(2024, 7, 10, 8, tzinfo=UTC)
    user = factory.SubFactory(UserFactory)
    forbund = factory.SubFactory(ForbundFactory)
    typ = Handelse.Typ.BEHORIGHET_ANDRAD
    objekt = "kansli"


class PartFactory(DjangoModelFactory):
    class Meta:
        model = Part

    forbund = factory.SubFactory(ForbundFactory)
    kod = factory.Sequence(lambda n: f"P{n}")
    namn = factory.Sequence(lambda n: f"Kommun {n}")
    typ = Part.Typ.KOMMUN


class InsatsFactory(DjangoModelFactory):
    class Meta:
        model = Insats

    forbund = factory.SubFactory(ForbundFactory)
    kod = factory.Sequence(lambda n: f"I{n:03}")
    namn = factory.Sequence(lambda n: f"Vägen framåt {n:03}")
    kortnamn = factory.Sequence(lambda n: f"Vägen {n:03}")
    typ = Insats.Typ.INDIVID
    ort = "Staden"
    inriktning = Insats.Inriktning.FORREHABILITERING
    start = date(2024, 1, 1)
    slut = date(2024, 12, 31)


class ForlangningFactory(DjangoModelFactory):
    class Meta:
        model = Forlangning

    insats = factory.SubFactory(InsatsFactory)


class MalFactory(DjangoModelFactory):
    class Meta:
        model = Mal

    insats = factory.SubFactory(InsatsFactory)
    nr = factory.Sequence(lambda n: n + 1)
    mal = "Fler går till arbete"


class SlutrapportFactory(DjangoModelFactory):
    class Meta:
        model = Slutrapport

    insats = factory.SubFactory(InsatsFactory)


class KvartalsrapportFactory(DjangoModelFactory):
    class Meta:
        model = Kvartalsrapport

    insats = factory.SubFactory(InsatsFactory)
    ar = 2024
    kvartal = 1
    status = Kvartalsrapport.Status.GODKAND


class MaluppfoljningFactory(DjangoModelFactory):
    class Meta:
        model = Maluppfoljning


class BilagaFactory(DjangoModelFactory):
    class Meta:
        model = Bilaga

    kvartalsrapport = factory.SubFactory(KvartalsrapportFactory)
    namn = "protokoll.pdf"
    typ = Bilaga.Typ.PDF
    storlek = 1000
    sha256 = "0" * 64
    uppladdad = datetime(2024, 4, 20, 8, tzinfo=UTC)
    uppladdad_av = factory.SubFactory(UserFactory)


class BilagefilFactory(DjangoModelFactory):
    class Meta:
        model = Bilagefil

    bilaga = factory.SubFactory(BilagaFactory)
    innehall = b"%PDF-"


class OmgangFactory(DjangoModelFactory):
    """One that awaits its decision."""

    class Meta:
        model = Omgang

    kvartalsrapport = factory.SubFactory(
        KvartalsrapportFactory, status=Kvartalsrapport.Status.INSKICKAD
    )
    nr = 1
    inskickad = datetime(2024, 4, 22, 8, tzinfo=UTC)
    inskickad_av = factory.SubFactory(UserFactory)
    innehall = factory.LazyFunction(dict)


class GranskningskommentarFactory(DjangoModelFactory):
    class Meta:
        model = Granskningskommentar

    omgang = factory.SubFactory(OmgangFactory)
    falt = "i_fas"
    text = "Hur vet ni det?"
    skriven = datetime(2024, 4, 23, 8, tzinfo=UTC)
    skriven_av = factory.SubFactory(UserFactory)


class BedomningFactory(DjangoModelFactory):
    class Meta:
        model = Bedomning

    period = "2024H1"


class AvvikelseFactory(DjangoModelFactory):
    class Meta:
        model = Avvikelse

    insats = factory.SubFactory(InsatsFactory)
    inkommen = date(2024, 5, 2)
    typ = Avvikelse.Typ.BUDGET


class BudgetpostFactory(DjangoModelFactory):
    class Meta:
        model = Budgetpost

    insats = factory.SubFactory(InsatsFactory)
    ar = 2024
    post = Budgetpost.Post.BEVILJAD
    beslutsdatum = date(2023, 11, 23)
    belopp = Decimal(1000000)


class RekvisitionFactory(DjangoModelFactory):
    class Meta:
        model = Rekvisition

    insats = factory.SubFactory(InsatsFactory)
    ar = 2024
    kvartal = 1
    belopp = Decimal(200000)
    attesterad = date(2024, 4, 22)


class RekvisitionsbilagaFactory(DjangoModelFactory):
    class Meta:
        model = Rekvisitionsbilaga

    rekvisition = factory.SubFactory(RekvisitionFactory)
    namn = "lönelista.pdf"
    typ = Rekvisitionsbilaga.Typ.PDF
    storlek = 1000
    sha256 = "0" * 64
    uppladdad = datetime(2024, 4, 20, 8, tzinfo=UTC)
    uppladdad_av = factory.SubFactory(UserFactory)


class RekvisitionsbilagefilFactory(DjangoModelFactory):
    class Meta:
        model = Rekvisitionsbilagefil

    bilaga = factory.SubFactory(RekvisitionsbilagaFactory)
    innehall = b"%PDF-"


class BetalfilFactory(DjangoModelFactory):
    class Meta:
        model = Betalfil

    forbund = factory.SubFactory(ForbundFactory)
    skapad = datetime(2024, 7, 25, 8, tzinfo=UTC)
    skapad_av = factory.SubFactory(UserFactory)


class BetalradFactory(DjangoModelFactory):
    class Meta:
        model = Betalrad

    rekvisition = factory.SubFactory(RekvisitionFactory)
    betalfil = factory.SubFactory(
        BetalfilFactory, forbund=factory.SelfAttribute("..rekvisition.insats.forbund")
    )
    belopp = rekvirerat = factory.SelfAttribute("rekvisition.belopp")
    attesterad = factory.SelfAttribute("rekvisition.attesterad")
    attesterad_av = factory.SubFactory(UserFactory)


class LeveransFactory(DjangoModelFactory):
    class Meta:
        model = Leverans

    insats = factory.SubFactory(InsatsFactory)
    kalla = Leverans.Kalla.INSATSDATA
    sha256 = "0" * 64
    antal_rader = 0
    inlast = datetime(2024, 7, 10, 8, tzinfo=UTC)


class DeltagarstatistikFactory(DjangoModelFactory):
    class Meta:
        model = Deltagarstatistik

    leverans = factory.SubFactory(LeveransFactory)
    manad = date(2024, 3, 1)
    antal = 1


class VerksamhetsmalFactory(DjangoModelFactory):
    class Meta:
        model = Verksamhetsmal

    forbund = factory.SubFactory(ForbundFactory)
    ar = 2024
    nr = factory.Sequence(lambda n: n + 1)
    mal = "Insatserna för deltagare närmare arbete"
    resultatmal = "minst hälften av de avslutade går till arbete eller studier"


class AktivitetFactory(DjangoModelFactory):
    class Meta:
        model = Aktivitet

    forbund = factory.SubFactory(ForbundFactory)
    datum = date(2024, 3, 12)
    namn = factory.Sequence(lambda n: f"Frukostmöte {n}")
    typ = Aktivitet.Typ.SEMINARIUM


class FortroendevaldFactory(DjangoModelFactory):
    class Meta:
        model = Fortroendevald

    forbund = factory.SubFactory(ForbundFactory)
    namn = factory.Sequence(lambda n: f"Person {n}")
    uppdrag = Fortroendevald.Uppdrag.LEDAMOT
    fran = date(2023, 1, 1)


class ForbundsbudgetradFactory(DjangoModelFactory):
    class Meta:
        model = Forbundsbudgetrad

    forbund = factory.SubFactory(ForbundFactory)
    ar = 2024
    version = Forbundsbudgetrad.Version.BUDGET
    rad = Forbundsbudgetrad.Rad.FORVALTNING
    belopp = Decimal(1000000)


class MedlemsavgiftFactory(DjangoModelFactory):
    class Meta:
        model = Medlemsavgift

    part = factory.SubFactory(PartFactory)
    ar = 2024
    belopp = Decimal(100000)


class AvvikelsebilagaFactory(DjangoModelFactory):
    class Meta:
        model = Avvikelsebilaga

    avvikelse = factory.SubFactory(AvvikelseFactory)
    namn = "kalkyl.xlsx"
    typ = Avvikelsebilaga.Typ.XLSX
    storlek = 1000
    sha256 = "0" * 64
    uppladdad = datetime(2024, 5, 2, 8, tzinfo=UTC)
    uppladdad_av = factory.SubFactory(UserFactory)


class AvvikelsebilagefilFactory(DjangoModelFactory):
    class Meta:
        model = Avvikelsebilagefil

    bilaga = factory.SubFactory(AvvikelsebilagaFactory)
    innehall = b"PK"


class KontoradFactory(DjangoModelFactory):
    class Meta:
        model = Kontorad

    forbund = factory.SubFactory(ForbundFactory)
    konto = "1920"
    namn = "Plusgiro"
    rapport = Rapport.BALANSRAKNING
    rad = Radtyp.KASSA_BANK


class BokforingFactory(DjangoModelFactory):
    """Of the first half of 2024."""

    class Meta:
        model = Bokforing

    forbund = factory.SubFactory(ForbundFactory)
    ar_start = date(2024, 1, 1)
    ar_slut = date(2024, 12, 31)
    per = date(2024, 6, 30)
    sietyp = 4
    teckenkod = "cp437"
    sha256 = "0" * 64
    antal_verifikationer = 1
    inlast = datetime(2024, 7, 12, 8, tzinfo=UTC)
