from django.urls import path

from rapporter import views

app_name = "rapporter"

urlpatterns = [
    path("", views.index, name="index"),
    path("pm/<str:organisationsnummer>/<str:period>/", views.pm, name="pm"),
    path("pm/<str:organisationsnummer>/<str:period>/pdf/", views.pm_pdf, name="pm_pdf"),
    path("pm/<str:organisationsnummer>/<str:period>/json/", views.pm_json, name="pm_json"),
]
