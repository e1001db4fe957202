from django.urls import path

from ekonomi.forbundsbudget import views

_FORBUND = "ekonomi/<orgnr:organisationsnummer>"
_BUDGET = f"{_FORBUND}/forbundsbudget"
_KOLUMN = "<int:ar>/<slug:version>"

urlpatterns = [
    path(f"{_BUDGET}/", views.forbundsbudget, name="forbundsbudget"),
    path(f"{_BUDGET}/ny/", views.ny, name="forbundsbudget_ny"),
    path(f"{_BUDGET}/historik/", views.historik, name="forbundsbudget_historik"),
    path(f"{_BUDGET}/redigera/{_KOLUMN}/", views.redigera, name="forbundsbudget_redigera"),
    path(
        f"{_BUDGET}/redigera/{_KOLUMN}/<str:datum>/",
        views.redigera,
        name="forbundsbudget_redigera",
    ),
    path(f"{_BUDGET}/kopiera/{_KOLUMN}/", views.kopiera, name="forbundsbudget_kopiera"),
    path(f"{_BUDGET}/kopiera/{_KOLUMN}/<str:datum>/", views.kopiera, name="forbundsbudget_kopiera"),
    path(f"{_FORBUND}/medlemsavgifter/<int:ar>/", views.medlemsavgifter, name="medlemsavgifter"),
    path(f"{_FORBUND}/prova/", views.prova, name="prova"),
]
