from django.urls import path

from rapporter import views
from rapporter.oversikt.views import oversikt

app_name = "rapporter"

_PM = "rapporter/pm/<orgnr:organisationsnummer>/<str:period>/"

urlpatterns = [
    path("oversikt/<orgnr:organisationsnummer>/", oversikt, name="oversikt"),
    path("handelser/<orgnr:organisationsnummer>/", views.handelser, name="handelser"),
    path("rapporter/", views.index, name="index"),
    path(_PM, views.pm, name="pm"),
    path(f"{_PM}pdf/", views.pm_pdf, name="pm_pdf"),
    path(f"{_PM}json/", views.pm_json, name="pm_json"),
]
