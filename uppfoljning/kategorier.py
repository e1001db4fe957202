"""Kön, mått and categories of deltagarstatistik (domain.md 3, formats.md 2).

The labels are the words of the files and of the reports; the values are what is stored.
"""

from django.db import models


class Kon(models.TextChoices):
    KVINNA = "K", "K"
    MAN = "M", "M"
    OKANT = "O", "–"


class Avslutsorsak(models.TextChoices):
    ARBETE = "arbete", "arbete"
    STUDIER = "studier", "studier"
    ARBETE_OCH_STUDIER = "arbete_och_studier", "arbete och studier"
    ARBETSSOKANDE = "arbetssokande", "arbetssökande"
    REHAB_AF = "rehab_af", "rehab AF"
    KOMMUNAL_ARBETSMARKNAD = "kommunal_arbetsmarknad", "kommunal arbetsmarknad"
    FORTSATT_REHABILITERING = "fortsatt_rehabilitering", "fortsatt rehabilitering"
    SJUKDOM = "sjukdom", "sjukdom"
    FORALDRALEDIGHET = "foraldraledighet", "föräldraledighet"
    FLYTT = "flytt", "flytt"
    UTAN_MATNING = "utan_matning", "utan mätning"
    OVRIGT = "ovrigt", "övrigt"
    INSATSEN_UPPHOR = "insatsen_upphor", "insatsen upphör"


class Anstallning(models.TextChoices):
    SUBVENTIONERAT = "subventionerat", "subventionerat"
    EJ_SUBVENTIONERAT = "ej_subventionerat", "ej subventionerat"
    EGET_FORETAG = "eget_foretag", "eget företag"


class Aldersgrupp(models.TextChoices):
    UNDER_30 = "under_30", "under 30"
    A30_44 = "30_44", "30–44"
    A45_59 = "45_59", "45–59"
    A60_UPPAT = "60_uppat", "60 och äldre"


class Utbildning(models.TextChoices):
    SAKNAS = "saknas", "saknas"
    GRUNDSKOLA = "grundskola", "grundskola"
    GYMNASIUM = "gymnasium", "gymnasium"
    EFTERGYMNASIAL = "eftergymnasial", "eftergymnasial"
    OKAND = "okand", "okänd"


class TidIForsorjning(models.TextChoices):
    EJ_TILLAMPLIGT = "ej_tillampligt", "ej tillämpligt"
    UNDER_1 = "under_1", "under 1 år"
    AR_1_3 = "1_3", "1–3 år"
    AR_4_6 = "4_6", "4–6 år"
    AR_7_9 = "7_9", "7–9 år"
    OVER_9 = "over_9", "över 9 år"
    OKAND = "okand", "okänd"


class Forsorjning(models.TextChoices):
    FORSORJNINGSSTOD = "forsorjningsstod", "försörjningsstöd"
    SJUKPENNING = "sjukpenning", "sjukpenning"
    REHABILITERINGSPENNING = "rehabiliteringspenning", "rehabiliteringspenning"
    AKTIVITETSERSATTNING = "aktivitetsersattning", "aktivitetsersättning"
    SJUKERSATTNING = "sjukersattning", "sjukersättning"
    AKTIVITETSSTOD = "aktivitetsstod", "aktivitetsstöd"
    A_KASSA = "a_kassa", "a-kassa"
    STUDIESTOD = "studiestod", "studiestöd"
    LON = "lon", "lön"
    ANNAN_OFFENTLIG = "annan_offentlig", "annan offentlig"
    INGEN_OFFENTLIG = "ingen_offentlig", "ingen offentlig"
    OKAND = "okand", "okänd"


class Remittent(models.TextChoices):
    ARBETSFORMEDLINGEN = "arbetsformedlingen", "arbetsförmedlingen"
    FORSAKRINGSKASSAN = "forsakringskassan", "försäkringskassan"
    KOMMUNEN = "kommunen", "kommunen"
    REGIONEN = "regionen", "regionen"
    EGEN_ANSOKAN = "egen_ansokan", "egen ansökan"
    ANNAN = "annan", "annan"


class Handlingsplan(models.TextChoices):
    JA = "ja", "ja"
    NEJ = "nej", "nej"


class Dagar(models.TextChoices):
    """Of those avslutade who were not överförda: sum of days, how many they are, long and short."""

    SUMMA = "summa", "summa"
    ANTAL = "antal", "antal"
    MINST_180 = "minst_180", "180 eller fler"
    UNDER_180 = "under_180", "under 180"


class Matt(models.TextChoices):
    INSKRIVNA = "inskrivna", "inskrivna"
    OVERFORDA = "overforda", "överförda"
    AVSLUTADE = "avslutade", "avslutade"
    ANONYMA = "anonyma", "anonyma"
    HANDLINGSPLAN = "handlingsplan", "med handlingsplan"
    ALDER = "alder", "ålder"
    UTBILDNING = "utbildning", "utbildning"
    TID_I_FORSORJNING = "tid_i_forsorjning", "tid i försörjning"
    FORSORJNING_FORE = "forsorjning_fore", "försörjning före"
    FORSORJNING_EFTER = "forsorjning_efter", "försörjning efter"
    ANSTALLNING = "anstallning", "anställning"
    OMFATTNING = "omfattning", "omfattning"
    DAGAR = "dagar", "dagar"
    REMITTENT = "remittent", "remittent"


# What the categories of each mått may be; None: no category; OMFATTNING is 1–100 (per cent).
KATEGORIER: dict[Matt, type[models.TextChoices] | None] = {
    Matt.INSKRIVNA: None,
    Matt.OVERFORDA: None,
    Matt.ANONYMA: None,
    Matt.AVSLUTADE: Avslutsorsak,
    Matt.HANDLINGSPLAN: Handlingsplan,
    Matt.ALDER: Aldersgrupp,
    Matt.UTBILDNING: Utbildning,
    Matt.TID_I_FORSORJNING: TidIForsorjning,
    Matt.FORSORJNING_FORE: Forsorjning,
    Matt.FORSORJNING_EFTER: Forsorjning,
    Matt.ANSTALLNING: Anstallning,
    Matt.DAGAR: Dagar,
    Matt.REMITTENT: Remittent,
}

ARBETE_STUDIER = frozenset(
    {Avslutsorsak.ARBETE, Avslutsorsak.STUDIER, Avslutsorsak.ARBETE_OCH_STUDIER}
)
ARBETE_STUDIER_ARBETSSOKANDE = ARBETE_STUDIER | {Avslutsorsak.ARBETSSOKANDE}
REHAB_AF_KOMMUN = frozenset({Avslutsorsak.REHAB_AF, Avslutsorsak.KOMMUNAL_ARBETSMARKNAD})
# Where the förbund has decided nothing else for the year (model Stegregel).
STEGFORFLYTTNING = ARBETE_STUDIER_ARBETSSOKANDE | REHAB_AF_KOMMUN
