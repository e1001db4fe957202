from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from finsam.views import halsa

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="rapporter:index"), name="start"),
    path("halsa/", halsa, name="halsa"),
    path("", include("finsam.konton.urls")),
    path("", include("insatser.behorigheter.urls")),
    path("", include("uppfoljning.urls")),
    path("rapporter/", include("rapporter.urls")),
    path("admin/", admin.site.urls),
]
