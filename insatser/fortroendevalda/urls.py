from django.urls import path

from insatser.fortroendevalda import views

app_name = "forbundet"

_FORTROENDEVALDA = "forbundet/<orgnr:organisationsnummer>/fortroendevalda/"
_PERSON = f"{_FORTROENDEVALDA}<rad:person>/"

urlpatterns = [
    path(_FORTROENDEVALDA, views.fortroendevalda, name="fortroendevalda"),
    path(f"{_FORTROENDEVALDA}ny/", views.ny, name="fortroendevald_ny"),
    path(_PERSON, views.andra, name="fortroendevald"),
    path(f"{_PERSON}avsluta/", views.avsluta, name="fortroendevald_avsluta"),
    path(f"{_PERSON}ta-bort/", views.ta_bort, name="fortroendevald_ta_bort"),
    path(
        "forbundet/<orgnr:organisationsnummer>/medlemmar/<rad:part>/", views.medlem, name="medlem"
    ),
]
