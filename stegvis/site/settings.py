"""The one settings file, read from the environment.

``stegvis`` (site/cli.py) opens the data folder and the embedded database before this file is read.
Whoever starts Django in another way sets the variables of ``.env.example``.
"""

import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from stegvis.site import database

PACKAGE = Path(__file__).resolve().parents[1]
REPOSITORY = PACKAGE.parent


def flag(name: str) -> bool:
    return os.environ.get(name, "").lower() in ("1", "true", "yes")


# --- Who and where -----------------------------------------------------------------------------

#: The demonstration: invented people, and a door into every role. Never with real people.
DEMO = flag("STEGVIS_DEMO")
#: Plain http on one machine (make run, tests). In earnest it is https behind a proxy.
LOCAL = DEMO or flag("STEGVIS_LOCAL")
DEBUG = False
SECRET_KEY = os.environ.get("STEGVIS_SECRET_KEY", "")  # site/cli.py keeps one in the data folder
ALLOWED_HOSTS = os.environ.get("STEGVIS_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [
    f"https://{host}" for host in ALLOWED_HOSTS if host not in ("localhost", "127.0.0.1", "[::1]")
]
DATA = Path(os.environ.get("STEGVIS_DATA", database.DEFAULT_DATA))

# --- Database ----------------------------------------------------------------------------------

OWNER = database.parse_url(os.environ.get("STEGVIS_DATABASE_URL") or "postgresql:///stegvis")
APP = database.app_address(OWNER, os.environ)
READER_ROLE = database.reader_role(OWNER.name)
#: Connections a process keeps open between requests, at most. Commands keep none.
POOL = int(os.environ.get("STEGVIS_POOL") or "0")
#: What is asked again and again is parsed and planned once for a connection: most of what a
#: statement about a person's case takes. docs/decisions/0071 has the figures.
PREPARED = {"server_side_binding": True, "prepare_threshold": 5}
DATABASES = {
    "default": APP.django(
        **PREPARED, **({"pool": {"min_size": 1, "max_size": POOL}} if POOL else {})
    ),
    # Migrations and the wall; nothing that answers a request uses it.
    "owner": OWNER.django(),
}
CONN_MAX_AGE = 0
DATABASE_ROUTERS: list[str] = []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Apps --------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "stegvis.site",
    *(["stegvis.demo"] if DEMO else []),
    "stegvis.exchange",
    "stegvis.indicators",
    "stegvis.casework",
    "stegvis.intake",
    "stegvis.participants",
    "stegvis.programmes",
    "stegvis.access",
    "stegvis.audit",
    "stegvis.ui",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "django_linear_migrations",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    *(["stegvis.demo.middleware.banner"] if DEMO else []),
    "stegvis.site.middleware.security_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "stegvis.access.sessions.ends_when_idle",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "stegvis.access.middleware.Wall",
    # Inside the wall, so that what it makes of an exception is not taken for a failure.
    "allauth.account.middleware.AccountMiddleware",
    "stegvis.access.sessions.SignedIn",
    "stegvis.access.sessions.SecondFactor",
    "stegvis.site.menu.menu",
]

ROOT_URLCONF = "stegvis.site.urls"
WSGI_APPLICATION = "stegvis.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "stegvis.ui.context.page",
            ],
            "builtins": ["stegvis.ui.templatetags.ui", "django.templatetags.i18n"],
        },
    },
]
FORM_RENDERER = "stegvis.ui.forms.Renderer"

# --- Signing in --------------------------------------------------------------------------------

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["stegvis.access.backends.Backend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "stegvis.access.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_FORMS = {
    "login": "stegvis.access.sign_in_forms.SignIn",
    "change_password": "stegvis.access.sign_in_forms.ChangePassword",
    "reset_password_from_key": "stegvis.access.sign_in_forms.ChoosePassword",
    "reauthenticate": "stegvis.access.sign_in_forms.Confirm",
}
# The link to choose a password with does not depend on allauth's own table of addresses.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105 - names a class
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = False
# Attempts are counted by the address of whoever tries, not by that of the proxy before the site.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if flag("STEGVIS_BEHIND_PROXY") else 0
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key", "reauthenticate": "10/m/user"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Stegvis"
MFA_TOTP_TOLERANCE = 1  # a code that changed while it was typed
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the administrator gave the address
MFA_ADAPTER = "stegvis.access.adapter.MFAAdapter"
MFA_FORMS = {
    "authenticate": "stegvis.access.sign_in_forms.Code",
    "reauthenticate": "stegvis.access.sign_in_forms.ConfirmByCode",
    "activate_totp": "stegvis.access.sign_in_forms.SetUpFactor",
}
# Attempts are counted for all servers together. Nothing of the site's own is cached.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "access_attempt",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # nobody's attempts are crowded out by another's
    }
}

# --- Sessions, cookies, headers ----------------------------------------------------------------

SESSION_ENGINE = "stegvis.access.session_store"
SESSION_COOKIE_AGE = 10 * 60 * 60  # since signing in
SESSION_IDLE_SECONDS = 30 * 60  # since the last thing done
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not LOCAL
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "stegvis.ui.views.csrf_failure"
SECURE_SSL_REDIRECT = not LOCAL
SECURE_REDIRECT_EXEMPT = [r"^halsa/$"]  # asked from inside, without the proxy's https
SECURE_HSTS_SECONDS = 0 if LOCAL else 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not LOCAL
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if flag("STEGVIS_BEHIND_PROXY") else None
)
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# --- Language, time, files ---------------------------------------------------------------------

LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", _("Svenska")), ("en", _("Engelska"))]
LOCALE_PATHS = [REPOSITORY / "locale"]
USE_TZ = True
TIME_ZONE = "Europe/Stockholm"
STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = False

# --- Log: what happened, never to whom ---------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "stegvis.site.log_lines.Line",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # A form that was refused, or a page that is not there, is no trouble of the site's.
    "loggers": {"django.request": {"level": "ERROR"}},
}

SILENCED_SYSTEM_CHECKS: list[str] = []
