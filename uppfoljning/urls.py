from django.urls import path

from uppfoljning.views import (
    aktiviteter,
    bedomning,
    bilagor,
    granskning,
    insats,
    kvartalsrapport,
    paminnelse,
    verksamhetsmal,
)

app_name = "uppfoljning"

_RAPPORT = "insatser/<rad:insats>/kvartal/<int:ar>-<int:kvartal>/"
_AKTIVITETER = "forbundet/<orgnr:organisationsnummer>/aktiviteter/"
_AKTIVITET = f"{_AKTIVITETER}<rad:aktivitet>/"
_MALEN = "forbundet/<orgnr:organisationsnummer>/mal/"
_MAL = f"{_MALEN}<rad:mal>/"

urlpatterns = [
    path("insatser/<rad:insats>/", insats.insats, name="insats"),
    path(_RAPPORT, kvartalsrapport.oversikt, name="kvartalsrapport"),
    path(f"{_RAPPORT}steg/<slug:steg>/", kvartalsrapport.steg, name="steg"),
    path(f"{_RAPPORT}spara/", kvartalsrapport.spara, name="spara"),
    path(f"{_RAPPORT}kontrollera/", kvartalsrapport.kontrollera, name="kontrollera"),
    path(f"{_RAPPORT}kvitto/", kvartalsrapport.kvitto, name="kvitto"),
    path(f"{_RAPPORT}bilagor/", bilagor.lagg_till, name="bilaga_ny"),
    path(f"{_RAPPORT}bilagor/<rad:bilaga>/", bilagor.hamta, name="bilaga"),
    path(f"{_RAPPORT}bilagor/<rad:bilaga>/ta-bort/", bilagor.ta_bort, name="bilaga_ta_bort"),
    path(f"{_RAPPORT}paminn/", paminnelse.paminn, name="paminn"),
    path(f"{_RAPPORT}granska/", granskning.granska, name="granska"),
    path(f"{_RAPPORT}oppna/", granskning.oppna, name="oppna"),
    path(f"{_RAPPORT}historik/", granskning.historik, name="historik"),
    path(
        "bedomningar/<orgnr:organisationsnummer>/<str:period>/",
        bedomning.bedomningar,
        name="bedomningar",
    ),
    path(_AKTIVITETER, aktiviteter.aktiviteter, name="aktiviteter"),
    path(f"{_AKTIVITETER}ny/", aktiviteter.ny, name="aktivitet_ny"),
    path(_AKTIVITET, aktiviteter.andra, name="aktivitet"),
    path(f"{_AKTIVITET}ta-bort/", aktiviteter.ta_bort, name="aktivitet_ta_bort"),
    path(_MALEN, verksamhetsmal.verksamhetsmal, name="verksamhetsmal"),
    path(f"{_MALEN}ny/<int:ar>/", verksamhetsmal.ny, name="verksamhetsmal_nytt"),
    path(f"{_MALEN}kopiera/<int:ar>/", verksamhetsmal.kopiera, name="verksamhetsmal_kopiera"),
    path(_MAL, verksamhetsmal.andra, name="verksamhetsmal_andra"),
    path(f"{_MAL}ta-bort/", verksamhetsmal.ta_bort, name="verksamhetsmal_ta_bort"),
]
