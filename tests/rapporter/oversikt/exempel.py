"""The quarter and the day that most tests of the first pages are about, and what they ask."""

from datetime import date

from finsam.period import Period
from insatser.tilltrade import Tilltrade
from rapporter.oversikt.attgora import list_att_gora
from rapporter.oversikt.underlag import gather_oversikt
from tests import factories as f
from uppfoljning.models import Kvartalsrapport

K2 = Period.quarter(2024, 2)
I_AUGUSTI = date(2024, 8, 6)
Status = Kvartalsrapport.Status


def words(markering):
    return (markering.ord, markering.ton.value) if markering else None


def uppgifter(forbund, *roller, dag=I_AUGUSTI):
    """What a user with the roles is asked to do on the day; None for who is asked nothing."""
    alla = list_att_gora(gather_oversikt(forbund, K2, dag), Tilltrade(forbund, roller))
    return None if alla is None else [u.rubrik for u in alla]


def log_in(client, roll, forbund, *insatser):
    behorighet = f.BehorighetFactory(roll=roll, forbund=forbund)
    behorighet.insatser.set(insatser)
    client.force_login(behorighet.user)
    return behorighet.user


def get(client, url="/"):
    return client.get(url).content.decode()
