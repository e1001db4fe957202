from django.urls import include, path

app_name = "ekonomi"

urlpatterns = [
    path("", include("ekonomi.insatsbudget.urls")),
    path("", include("ekonomi.rekvisitioner.urls")),
    path("", include("ekonomi.avvikelser.urls")),
    path("", include("ekonomi.forbundsbudget.urls")),
    path("", include("ekonomi.bokforing.urls")),
]
