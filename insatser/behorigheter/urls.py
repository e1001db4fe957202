from django.urls import path

from insatser.behorigheter import inbjudan_views, views

app_name = "behorigheter"

_FORBUND = "behorigheter/<orgnr:organisationsnummer>/"
_BEHORIGHET = f"{_FORBUND}<rad:behorighet>/"
_INBJUDAN = f"{_FORBUND}inbjudningar/<rad:inbjudan>/"

urlpatterns = [
    path("behorigheter/", views.index, name="index"),
    path(_FORBUND, views.lista, name="lista"),
    path(f"{_FORBUND}csv/", views.lista_csv, name="csv"),
    path(f"{_FORBUND}bjud-in/", views.bjud_in, name="bjud_in"),
    path(f"{_INBJUDAN}skicka-igen/", views.skicka_igen, name="skicka_igen"),
    path(f"{_INBJUDAN}aterkalla/", views.aterkalla, name="aterkalla"),
    path(_BEHORIGHET, views.andra, name="andra"),
    path(f"{_BEHORIGHET}ta-bort/", views.ta_bort, name="ta_bort"),
    path(f"{_BEHORIGHET}stang-av/", views.stang_av, name="stang_av"),
    path(f"{_BEHORIGHET}oppna/", views.oppna, name="oppna"),
    path("inbjudan/<str:token>/", inbjudan_views.inbjudan, name="inbjudan"),
]
