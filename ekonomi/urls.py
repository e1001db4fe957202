from django.urls import include, path

from ekonomi import views

app_name = "ekonomi"

urlpatterns = [
    path("ekonomi/<orgnr:organisationsnummer>/", views.start, name="start"),
    path("", include("ekonomi.insatsbudget.urls")),
    path("", include("ekonomi.rekvisitioner.urls")),
    path("", include("ekonomi.avvikelser.urls")),
    path("", include("ekonomi.forbundsbudget.urls")),
    path("", include("ekonomi.bokforing.urls")),
]
