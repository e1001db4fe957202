"""The pages of allauth that we use, at Swedish addresses and under allauth's own names."""

from allauth.account import views as account
from allauth.socialaccount import views as socialaccount
from django.conf import settings
from django.urls import include, path, re_path

from finsam.konton import views

urlpatterns = [
    path("logga-in/", account.login, name="account_login"),
    path("logga-ut/", account.logout, name="account_logout"),
    path("konto/", views.konto, name="konto"),
    path("konto/avstangt/", account.account_inactive, name="account_inactive"),
    path("konto/bekrafta/", account.reauthenticate, name="account_reauthenticate"),
    path("konto/losenord/", account.password_change, name="account_change_password"),
    path("konto/losenord/valj/", account.password_set, name="account_set_password"),
    path("konto/losenord/glomt/", account.password_reset, name="account_reset_password"),
    path(
        "konto/losenord/glomt/skickat/",
        account.password_reset_done,
        name="account_reset_password_done",
    ),
    path(
        "konto/losenord/glomt/klart/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^konto/losenord/glomt/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("konto/tva-steg/", include("allauth.mfa.urls")),
]

if settings.OIDC:
    urlpatterns += [
        path("konto/", include("allauth.socialaccount.providers.openid_connect.urls")),
        path(
            "konto/oidc/avbruten/",
            socialaccount.login_cancelled,
            name="socialaccount_login_cancelled",
        ),
        path("konto/oidc/fel/", socialaccount.login_error, name="socialaccount_login_error"),
    ]
