from django.contrib import admin
from django.contrib.auth import views as auth_views
from django.urls import include, path
from django.views.generic import RedirectView

from finsam.konton.forms import LoginForm
from finsam.views import halsa

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="rapporter:index"), name="start"),
    path(
        "logga-in/",
        auth_views.LoginView.as_view(
            authentication_form=LoginForm,
            template_name="konton/logga_in.html",
            redirect_authenticated_user=True,
        ),
        name="logga_in",
    ),
    path("logga-ut/", auth_views.LogoutView.as_view(), name="logga_ut"),
    path("halsa/", halsa, name="halsa"),
    path("rapporter/", include("rapporter.urls")),
    path("admin/", admin.site.urls),
]
