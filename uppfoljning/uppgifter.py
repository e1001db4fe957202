"""What the kvartalsrapport's form shows of the deltagare (see kanda_uppgifter.py)."""

from django.db.models import Max, Q
from django.utils import timezone

from finsam.period import MANADER, Period
from finsam.svenska import format_datum, format_number
from insatser.models import Insats
from uppfoljning.calculations.deltagare import build_deltagartabell
from uppfoljning.kategorier import STEGFORFLYTTNING
from uppfoljning.kvartalsrapport.kanda_uppgifter import Uppgifter, register_uppgifter
from uppfoljning.models import Deltagarstatistik, Leverans


@register_uppgifter("mal")
def know_deltagare(insats: Insats, kvartal: Period) -> Uppgifter | None:
    """The quarter's deltagare, of an individinsats whose insatsdata reaches the quarter."""
    if not insats.is_individinsats:
        return None
    idag = timezone.localdate()
    rubrik = f"Deltagare under {kvartal.namn}"
    if kvartal.slut >= idag:
        rubrik += " hittills"
    leverans = (
        Leverans.objects.filter(insats=insats, is_aktuell=True)
        .annotate(senaste=Max("celler__manad", filter=Q(celler__manad__lte=kvartal.slut)))
        .first()
    )
    if leverans is None:
        return Uppgifter(rubrik, (), "Ingen insatsdata är inläst för insatsen.")
    inlast = f"Insatsdata inläst {format_datum(leverans.senast_kommen)}"
    if leverans.senaste is None or leverans.senaste < kvartal.start:
        return Uppgifter(rubrik, (), f"{inlast} har inga uppgifter från kvartalet.")
    rad = build_deltagartabell(
        Deltagarstatistik.objects.filter(leverans__insats=insats).sums(kvartal),
        [insats.pk],
        STEGFORFLYTTNING,
        {insats.pk},
    ).rader[insats.pk]
    return Uppgifter(
        rubrik,
        tuple(
            (namn, format_number(antal.sa))
            for namn, antal in [
                ("Inregistrerade", rad.inregistrerade),
                ("Avslutade", rad.avslutade),
                ("Till arbete eller studier", rad.arbete_studier),
                (f"Pågående {kvartal.sista_dag_per(idag)}", rad.pagaende),
            ]
        ),
        f"{inlast}, till och med {MANADER[leverans.senaste.month - 1]}.",
    )
