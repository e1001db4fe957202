from django.urls import path

from ekonomi.bokforing import kontoplan_views, views

_FORBUND = "ekonomi/<orgnr:organisationsnummer>/"
_BOKFORING = f"{_FORBUND}bokforing/"
_KONTOPLAN = f"{_FORBUND}kontoplan/"

urlpatterns = [
    path(_BOKFORING, views.bokforing, name="bokforing"),
    path(f"{_BOKFORING}ladda-upp/", views.ladda_upp, name="bokforing_ladda_upp"),
    path(f"{_BOKFORING}valj-dag/", views.valj_dag, name="bokforing_valj_dag"),
    path(f"{_BOKFORING}spara/", views.spara, name="bokforing_spara"),
    path(f"{_BOKFORING}<rad:bokforing>/anvand-igen/", views.anvand_igen, name="bokforing_anvand"),
    path(_KONTOPLAN, kontoplan_views.kontoplan, name="kontoplan"),
    path(f"{_KONTOPLAN}csv/", kontoplan_views.hamta_csv, name="kontoplan_csv"),
    path(f"{_KONTOPLAN}ladda-upp/", kontoplan_views.ladda_upp, name="kontoplan_ladda_upp"),
    path(f"{_KONTOPLAN}spara/", kontoplan_views.spara, name="kontoplan_spara"),
    path(f"{_KONTOPLAN}<rad:kontorad>/", kontoplan_views.konto, name="kontoplan_konto"),
    path(
        f"{_KONTOPLAN}<rad:kontorad>/koppla-fran/",
        kontoplan_views.koppla_fran,
        name="kontoplan_koppla_fran",
    ),
    path(f"{_FORBUND}kostnadsstallen/", kontoplan_views.kostnadsstallen, name="kostnadsstallen"),
]
