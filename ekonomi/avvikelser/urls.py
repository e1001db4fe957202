from django.urls import path

from ekonomi.avvikelser import views

_ALLA = "insatser/<rad:insats>/avvikelser/"
_EN = f"{_ALLA}<rad:avvikelse>/"

urlpatterns = [
    path(
        "ekonomi/<orgnr:organisationsnummer>/avvikelser/",
        views.forbundets,
        name="forbundets_avvikelser",
    ),
    path(_ALLA, views.lista, name="avvikelser"),
    path(f"{_ALLA}ny/", views.ny, name="avvikelse_ny"),
    path(_EN, views.visa, name="avvikelse"),
    path(f"{_EN}ratta/", views.ratta, name="avvikelse_ratta"),
    path(f"{_EN}ta-tillbaka/", views.ta_tillbaka, name="avvikelse_ta_tillbaka"),
    path(f"{_EN}beslut/", views.besluta, name="avvikelse_beslut"),
    path(f"{_EN}bilagor/<rad:avvikelsebilaga>/", views.bilaga, name="avvikelsebilaga"),
    path(
        f"{_EN}bilagor/<rad:avvikelsebilaga>/ta-bort/",
        views.ta_bort_bilaga,
        name="avvikelsebilaga_ta_bort",
    ),
]
