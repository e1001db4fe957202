"""Laws of counting: the flow, the reasons and the distributions, over random deltaganden."""

from collections import Counter
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from finsam.period import Period
from uppfoljning.calculations.deltaganden import Deltagande, count_deltaganden
from uppfoljning.calculations.deltagare import (
    build_avslutsorsaker,
    build_deltagartabell,
    build_snittid,
)
from uppfoljning.calculations.malgrupp import build_malgrupp
from uppfoljning.kategorier import STEGFORFLYTTNING, Avslutsorsak

dagar = st.dates(date(2023, 10, 1), date(2024, 12, 31))


@st.composite
def deltaganden(draw):
    fran = draw(dagar)
    if draw(st.integers(0, 9)) == 0:
        return Deltagande(1, "O", fran)
    is_overford = draw(st.booleans())
    avslutad = draw(st.none() | st.dates(fran, date(2024, 12, 31)))
    vid_start = ("under_30", draw(st.sampled_from(["saknas", "okand"])), "okand", "lon", None)
    orsak = draw(st.sampled_from(Avslutsorsak.values))
    return Deltagande(
        insats=draw(st.integers(1, 3)),
        kon=draw(st.sampled_from("KM")),
        fran=fran,
        is_overford=is_overford,
        vid_start=vid_start,
        avslutad=avslutad,
        vid_avslut=(orsak, draw(st.sampled_from(["ja", "nej", None])), None, None, None),
        dagar=None if is_overford or avslutad is None else (avslutad - fran).days,
    )


def sums_of(celler, start, slut):
    """What DeltagarstatistikQuerySet.sums gives for the cells and the period."""
    i_perioden, till_slutet = Counter(), Counter()
    for (insats, manad, kon, matt, kategori), antal in celler.items():
        i_perioden[insats, kon, matt, kategori] += antal * (start <= manad <= slut)
        till_slutet[insats, kon, matt, kategori] += antal * (manad <= slut)
    return [
        {
            "leverans__insats": insats,
            "kon": kon,
            "matt": matt,
            "kategori": kategori,
            "i_perioden": i_perioden[insats, kon, matt, kategori],
            "till_slutet": antal,
            "foregaende_ar": 0,
        }
        for (insats, kon, matt, kategori), antal in till_slutet.items()
    ]


@given(st.lists(deltaganden(), max_size=40))
def test_laws_of_the_flow(rader):
    celler = count_deltaganden(rader)
    insatser = [1, 2, 3]

    def tabell(period):
        sums = sums_of(celler, period.start, period.slut)
        return sums, build_deltagartabell(sums, insatser, STEGFORFLYTTNING, insatser)

    _, fore = tabell(Period(2024, 1, 2))
    sums, efter = tabell(Period(2024, 3, 4))
    for rad_fore, rad in zip(
        (*fore.rader.values(), fore.summa), (*efter.rader.values(), efter.summa), strict=True
    ):
        pagaende_vid_start = rad_fore.pagaende + rad.overforda
        assert rad.pagaende == pagaende_vid_start + rad.inregistrerade - rad.avslutade
        assert rad.avslutade_totalt == rad_fore.avslutade_totalt + rad.avslutade
        orsaker = rad.arbete_studier_arbetssokande + rad.andra_orsaker + rad.upphorda
        assert orsaker == rad.avslutade

    # Told one by one, without the cells.
    slut = Period(2024, 3, 4).slut
    assert efter.summa.pagaende.sa == sum(
        d.kon != "O" and d.fran <= slut and (d.avslutad is None or d.avslutad > slut) for d in rader
    )
    assert build_avslutsorsaker(sums, insatser).summa == efter.summa.avslutade
    for fordelning in vars(build_malgrupp(sums, insatser)).values():
        assert fordelning.summa == efter.summa.inregistrerade
    langder = [
        d.dagar for d in rader if d.dagar is not None and d.avslutad >= Period(2024, 3, 4).start
    ]
    snitt = build_snittid(sums, insatser).summa.dagar_sa
    assert (snitt is None) == (len(langder) < 5)
    assert snitt is None or abs(snitt - sum(langder) / len(langder)) <= 0.5
