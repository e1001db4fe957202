from django.urls import path

from ekonomi.rekvisitioner.views import attest, bilagor, lista, rekvisition

_REKVISITION = "insatser/<rad:insats>/rekvisition/<int:ar>-<int:kvartal>/"
_LISTA = "ekonomi/<orgnr:organisationsnummer>/rekvisitioner/"

urlpatterns = [
    path(
        "insatser/<rad:insats>/rekvisitioner/",
        rekvisition.insatsens,
        name="insatsens_rekvisitioner",
    ),
    path(_REKVISITION, rekvisition.rekvisition, name="rekvisition"),
    path(f"{_REKVISITION}kontrollera/", rekvisition.kontrollera, name="rekvisition_kontrollera"),
    path(f"{_REKVISITION}kvitto/", rekvisition.kvitto, name="rekvisition_kvitto"),
    path(f"{_REKVISITION}slutlig/", rekvisition.slutlig, name="rekvisition_slutlig"),
    path(f"{_REKVISITION}attestera/", attest.attestera, name="rekvisition_attestera"),
    path(f"{_REKVISITION}oppna/", attest.oppna, name="rekvisition_oppna"),
    path(f"{_REKVISITION}bilagor/", bilagor.lagg_till, name="rekvisition_bilaga_ny"),
    path(
        f"{_REKVISITION}bilagor/<rad:rekvisitionsbilaga>/",
        bilagor.hamta,
        name="rekvisition_bilaga",
    ),
    path(
        f"{_REKVISITION}bilagor/<rad:rekvisitionsbilaga>/ta-bort/",
        bilagor.ta_bort,
        name="rekvisition_bilaga_ta_bort",
    ),
    path(_LISTA, lista.rekvisitioner, name="rekvisitioner"),
    path(f"{_LISTA}betalfil/", lista.ny_betalfil, name="betalfil_ny"),
    path(f"{_LISTA}betalfil/<rad:betalfil>/", lista.betalfil, name="betalfil"),
]
