"""Settings for every environment, read from the process and an optional .env file.

MILJO=utveckling starts with safe defaults and no configuration. MILJO=produktion refuses to
start until everything that would be unsafe has been set.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
# Refused in production, see configuration_faults.
DEVELOPMENT_SECRET_KEY = "osaker-nyckel-endast-for-utveckling"  # noqa: S105
MINIMUM_SECRET_KEY_LENGTH = 50

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

MILJO = env.str("MILJO", "utveckling")
PRODUCTION = MILJO == "produktion"

SECRET_KEY = env.str("SECRET_KEY", DEVELOPMENT_SECRET_KEY)
# Earlier keys: what was signed or encrypted with them can still be read.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
DEBUG = env.bool("DEBUG", False)
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=[] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]"]
)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Only right behind a proxy that always sets or strips the headers, hence never by default.
BAKOM_PROXY = PRODUCTION and env.bool("BAKOM_PROXY", False)

DATABASES = {"default": env.db("DATABASE_URL", f"sqlite:///{BASE_DIR / 'db.sqlite3'}")}
SQLITE = DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3"
if SQLITE:
    # IMMEDIATE takes the write lock when a transaction begins: two writers then queue for the
    # timeout, where the default (DEFERRED) fails at once as the second one upgrades its lock.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # Django itself turns on foreign keys; the timeout above is SQLite's busy timeout.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", 60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True


# In the database, for the rate limits to count alike in every process. A migration of konton
# makes the table.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        # The default of 300 would let a burst of attempts push out the counters that stop them.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

EMAIL = env.email_url("EMAIL_URL", "consolemail://")
vars().update(EMAIL)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "" if PRODUCTION else "demo@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL


def configuration_faults() -> list[str]:
    """Everything that must be put right before the app may start, one Swedish sentence each."""
    if MILJO not in ("utveckling", "produktion"):
        return [f"MILJO är ”{MILJO}”. Sätt MILJO till utveckling eller produktion."]
    if not PRODUCTION:
        return []
    faults = []
    if SECRET_KEY == DEVELOPMENT_SECRET_KEY or len(SECRET_KEY) < MINIMUM_SECRET_KEY_LENGTH:
        faults.append(
            "Sätt SECRET_KEY till en egen slumpad nyckel med minst"
            f" {MINIMUM_SECRET_KEY_LENGTH} tecken."
        )
    if DEBUG:
        faults.append("Ta bort DEBUG eller sätt DEBUG till false.")
    if SQLITE:
        faults.append(
            "Sätt DATABASE_URL till en PostgreSQL-databas, till exempel"
            " postgres://användare:lösenord@värd:5432/finsam."
        )
    if not ALLOWED_HOSTS:
        faults.append(
            "Sätt ALLOWED_HOSTS till de värdnamn som tjänsten svarar på, åtskilda med komma."
        )
    elif "*" in ALLOWED_HOSTS:
        faults.append("Byt * i ALLOWED_HOSTS mot de värdnamn som tjänsten svarar på.")
    if not EMAIL["EMAIL_HOST"]:
        faults.append(
            "Sätt EMAIL_URL till en e-postserver, till exempel"
            " smtp+tls://användare:lösenord@värd:587."
        )
    if "@" not in DEFAULT_FROM_EMAIL:
        faults.append("Sätt DEFAULT_FROM_EMAIL till adressen som tjänstens brev kommer från.")
    return faults


if faults := configuration_faults():
    raise ImproperlyConfigured("Tjänsten kan inte starta.\n- " + "\n- ".join(faults))

INSTALLED_APPS = [
    "finsam.konton.apps.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "simple_history",
    "finsam",
    "finsam.konton",
    "finsam.handelser",
    "insatser",
    "uppfoljning",
    "ekonomi",
    "rapporter",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "finsam.konton.middleware.SessionLimitMiddleware",
    "finsam.konton.middleware.LoginRequiredMiddleware",
    "finsam.konton.middleware.TwoStepMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "finsam.middleware.NoStoreMiddleware",
    "finsam.middleware.NotAllowedPageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "finsam.urls"
WSGI_APPLICATION = "finsam.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "rapporter.meny.meny",
            ],
        },
    },
]

AUTH_USER_MODEL = "konton.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"
LOGOUT_REDIRECT_URL = "account_login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# How long a session lives without a request, and at the most.
SESSION_INAKTIV_MINUTER = env.int("SESSION_INAKTIV_MINUTER", 60)
SESSION_LANGST_TIMMAR = env.int("SESSION_LANGST_TIMMAR", 12)
SESSION_COOKIE_AGE = SESSION_LANGST_TIMMAR * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
INBJUDAN_DAGAR = env.int("INBJUDAN_DAGAR", 14)

ACCOUNT_ADAPTER = "finsam.konton.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# Nobody signs up and nobody changes their own address: the invitation, which only the owner of
# the address can open, is what verifies it.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {
    "login": "finsam.konton.inloggning.LoginForm",
    "reauthenticate": "finsam.konton.inloggning.ReauthenticateForm",
    "change_password": "finsam.konton.inloggning.ChangePasswordForm",
    "set_password": "finsam.konton.inloggning.SetPasswordForm",
    "reset_password": "finsam.konton.inloggning.ResetPasswordForm",
    "reset_password_from_key": "finsam.konton.inloggning.ResetPasswordKeyForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BAKOM_PROXY else 0

# The roles of KRAVER_TVA_STEG then get no further than to the pages that turn it on.
MFA_KRAVS = env.bool("MFA_KRAVS", PRODUCTION)
MFA_ADAPTER = "finsam.konton.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# A passkey stands for both steps, so it always asks for a PIN, a finger or a face.
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Insatsuppföljning"
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "finsam.konton.inloggning.AuthenticateForm",
    "reauthenticate": "finsam.konton.inloggning.ReauthenticateCodeForm",
    "activate_totp": "finsam.konton.inloggning.ActivateTOTPForm",
    "add_webauthn": "finsam.konton.inloggning.AddWebAuthnForm",
    "edit_webauthn": "finsam.konton.inloggning.EditWebAuthnForm",
}

# Login through the organisation: off until every one of these is set.
OIDC_SERVER_URL = env.str("OIDC_SERVER_URL", "")
OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", "")
OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", "")
OIDC_NAMN = env.str("OIDC_NAMN", "")
OIDC = all([OIDC_SERVER_URL, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_NAMN])
SOCIALACCOUNT_ADAPTER = "finsam.konton.adapters.SocialAccountAdapter"
# Into the account whose address the provider has verified, and never into a new one.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
# By a link: our CSP lets no form, nor what it is redirected to, leave this site.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "organisation",
                "name": OIDC_NAMN,
                "client_id": OIDC_CLIENT_ID,
                "secret": OIDC_CLIENT_SECRET,
                "settings": {"server_url": OIDC_SERVER_URL},
            }
        ]
        if OIDC
        else [],
    }
}

LANGUAGE_CODE = "sv"
TIME_ZONE = "Europe/Stockholm"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Development serves straight from static/: nothing to collect, and it works with DEBUG off.
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = not PRODUCTION
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SAMESITE = "Lax"

if PRODUCTION:
    SESSION_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_SECURE = True
    CSRF_COOKIE_NAME = "__Host-csrf"
    CSRF_COOKIE_HTTPONLY = True
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
    # The container's own health check asks over plain HTTP, past the proxy.
    SECURE_REDIRECT_EXEMPT = [r"^halsa/$"]
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", False)
    SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", False)
    if BAKOM_PROXY:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Paths, statuses and our own messages only: request bodies and uploaded rows are never logged.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"rad": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"hemligt": {"()": "finsam.loggning.MaskSecrets"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "rad", "filters": ["hemligt"]}
    },
    "root": {"handlers": ["stderr"], "level": env.str("LOGGNIVA", "WARNING")},
    "loggers": {"django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False}},
}

# What the tillgänglighetsredogörelse says (templates/tillganglighet.html).
TILLGANGLIGHET = {
    "ansvarig": env.str("TILLGANGLIGHET_ANSVARIG", "samordningsförbundet"),
    "kontakt": env.str("TILLGANGLIGHET_KONTAKT", ""),
    "granskad": env.str("TILLGANGLIGHET_GRANSKAD", ""),
    "metod": env.str("TILLGANGLIGHET_METOD", ""),
}
