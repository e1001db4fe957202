from django.urls import path

from uppfoljning.views import bedomning, bilagor, granskning, insats, kvartalsrapport, paminnelse

app_name = "uppfoljning"

_RAPPORT = "insatser/<rad:insats>/kvartal/<int:ar>-<int:kvartal>/"

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
]
