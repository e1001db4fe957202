from django.contrib import admin
from django.urls import include, path

import finsam.adresser  # noqa: F401  (registers its converters)
from finsam.views import halsa, tillganglighet
from rapporter.oversikt.views import start

urlpatterns = [
    path("", start, name="start"),
    path("halsa/", halsa, name="halsa"),
    path("tillganglighet/", tillganglighet, name="tillganglighet"),
    path("", include("finsam.konton.urls")),
    path("", include("insatser.behorigheter.urls")),
    path("", include("insatser.fortroendevalda.urls")),
    path("", include("uppfoljning.urls")),
    path("", include("ekonomi.urls")),
    path("", include("rapporter.urls")),
    path("admin/", admin.site.urls),
]
