from django.urls import path

from ekonomi.insatsbudget import views

_INSATS = "insatser/<rad:insats>/budget/<int:ar>/"

urlpatterns = [
    path("ekonomi/<orgnr:organisationsnummer>/budget/", views.budget, name="budget"),
    path(
        "ekonomi/<orgnr:organisationsnummer>/arsskifte/<int:ar>/",
        views.arsskifte,
        name="arsskifte",
    ),
    path(_INSATS, views.insatsbudget, name="insatsbudget"),
    path(f"{_INSATS}ny/", views.ny_post, name="budgetpost_ny"),
    path(f"{_INSATS}flytta/", views.flytta, name="budget_flytta"),
    path(f"{_INSATS}<rad:post>/", views.ratta, name="budgetpost"),
]
