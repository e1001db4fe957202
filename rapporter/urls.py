from django.urls import path

from rapporter import textvyer, views
from rapporter.avstamning import views as avstamning
from rapporter.forbundet import forbundet
from rapporter.oversikt.views import oversikt

app_name = "rapporter"

_RAPPORT = "rapporter/<slug:typ>/<orgnr:organisationsnummer>/<str:period>/"

urlpatterns = [
    path("oversikt/<orgnr:organisationsnummer>/", oversikt, name="oversikt"),
    path("forbundet/<orgnr:organisationsnummer>/", forbundet, name="forbundet"),
    path("handelser/<orgnr:organisationsnummer>/", views.handelser, name="handelser"),
    path("rapporter/", views.index, name="index"),
    path(
        "rapporter/delegationsbeslut/<orgnr:organisationsnummer>/",
        views.delegationsbeslut,
        name="delegationsbeslut",
    ),
    path(_RAPPORT, views.rapport, name="rapport"),
    path(f"{_RAPPORT}pdf/", views.rapport_pdf, name="rapport_pdf"),
    path(f"{_RAPPORT}json/", views.rapport_json, name="rapport_json"),
    path(f"{_RAPPORT}texter/", textvyer.texter, name="texter"),
    path(f"{_RAPPORT}texter/spara/", textvyer.spara, name="texter_spara"),
    path(f"{_RAPPORT}texter/historik/", textvyer.historik, name="texter_historik"),
    path(f"{_RAPPORT}avstamning/", avstamning.avstamning, name="avstamning"),
    path(
        f"{_RAPPORT}avstamning/kommentar/<path:kontroll>/",
        avstamning.kommentar,
        name="avstamning_kommentar",
    ),
]
